import { createHash } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { hasErrorCode } from '../platform/index.ts';
import { type CosignerKey, parseCheckpoint, readCosignatures } from '../tlog/index.ts';
import type { TreeHead } from './judge-checkpoint.ts';

/** The last checkpoint of a log that was cosigned. */
export interface CosignedCheckpoint extends TreeHead {
  /** The note with the log's signatures and the cosignature. */
  readonly note: string;
}

/** The name under which the standard asks for a log: the SHA-256 of its origin, in lower-case hexadecimal. */
export function hashOrigin(origin: string): string {
  return createHash('sha256').update(origin).digest('hex');
}

/**
 * What a witness remembers: for each log the last checkpoint that it cosigned, in a file of its own. A file is written whole
 * beside the old one, brought to the disk and then put in its place, so that after a kill at any moment the old or the new one
 * is there.
 */
export class WitnessState {
  readonly #folder: string;
  readonly #latest: Map<string, CosignedCheckpoint>;

  private constructor(folder: string, latest: Map<string, CosignedCheckpoint>) {
    this.#folder = folder;
    this.#latest = latest;
  }

  /**
   * Opens the folder and reads all that is in it.
   * @throws Error when something in it does not carry this witness's cosignature: a witness that has forgotten must not go on
   */
  static async open(folder: string, key: CosignerKey): Promise<WitnessState> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const latest = new Map<string, CosignedCheckpoint>();
    for (const name of await readdir(folder)) {
      if (!/^[0-9a-f]{64}$/.test(name)) continue;
      const note = await readFile(join(folder, name), 'utf8');
      const parsed = parseCheckpoint(note);
      const cosigned = readCosignatures(note, [key]);
      if (
        !parsed.ok ||
        !cosigned.ok ||
        cosigned.value.length !== 1 ||
        hashOrigin(parsed.value.origin) !== name
      )
        throw new Error(
          `${join(folder, name)} is not what this witness wrote. Restore it, or begin anew with another key.`,
        );
      latest.set(name, { size: parsed.value.size, root: parsed.value.root, note });
    }
    return new WitnessState(folder, latest);
  }

  /** The last checkpoint of a log that was cosigned, by the hash of its origin. */
  find(originHash: string): CosignedCheckpoint | undefined {
    return this.#latest.get(originHash);
  }

  /** Remembers a checkpoint. When it returns, the disk has it; when it throws, the old one counts. */
  async keep(originHash: string, cosigned: CosignedCheckpoint): Promise<void> {
    const file = join(this.#folder, originHash);
    await writeWhole(`${file}.new`, cosigned.note);
    await rename(`${file}.new`, file);
    await syncFolder(this.#folder);
    this.#latest.set(originHash, cosigned);
  }
}

/** Writes a file and waits until the disk has it. */
export async function writeWhole(file: string, text: string, flag: 'w' | 'wx' = 'w'): Promise<void> {
  const handle = await open(file, flag, 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Waits until the disk has the names in a folder. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (fault) {
    // Some file systems have nothing to bring to the disk for a folder, and say so.
    if (!hasErrorCode(fault, 'EINVAL')) throw fault;
  } finally {
    await handle.close();
  }
}
