import { open, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type PersonId, asId, hasErrorCode, uuidShape } from '../platform/index.ts';

/** One line of the list: random identifiers and an instant, nothing of anybody. */
export interface ListedErasure {
  readonly erasureId: string;
  readonly person: PersonId;
  readonly at: Date;
}

/**
 * The erasures by random identifiers, kept outside both databases and their backups: whatever was restored, whoever stands here
 * is erased again before anything is served (rulings 13).
 */
export interface ErasureList {
  /** Adds a line durably; an erasure that stands there already is not added again. */
  add(erasure: ListedErasure): Promise<void>;
  /** All lines. @throws Error naming a line that is none */
  read(): Promise<readonly ListedErasure[]>;
}

const lineSchema = z
  .strictObject({ erasureId: z.string(), person: z.string().regex(uuidShape), at: z.iso.datetime() })
  .transform(({ erasureId, person, at }) => ({
    erasureId,
    person: asId<'Person'>(person),
    at: new Date(at),
  }));

/** Keeps the list in a file, one JSON object on each line, made when it is first needed and readable by its owner alone. */
export function keepErasureList(path: string): ErasureList {
  async function read(): Promise<readonly ListedErasure[]> {
    const text = await readFile(path, 'utf8').catch((fault: unknown) => {
      if (hasErrorCode(fault, 'ENOENT')) return '';
      throw fault;
    });
    // A process that was killed while it wrote leaves half a line, whose erasure had destroyed nothing yet.
    return text
      .split('\n')
      .slice(0, -1)
      .filter((line) => line !== '')
      .flatMap((line, place) => {
        const parsed = lineSchema.safeParse(parseLine(line));
        if (!parsed.success) throw new Error(`${path}: line ${place + 1} is no erasure`);
        return [parsed.data];
      });
  }
  return {
    read,
    add: async ({ erasureId, person, at }) => {
      if ((await read()).some((line) => line.erasureId === erasureId)) return;
      const file = await open(path, 'a+', 0o600);
      try {
        const { size } = await file.stat();
        const last = Buffer.alloc(1);
        if (size > 0) await file.read(last, 0, 1, size - 1);
        const half = size > 0 && last.toString() !== '\n';
        if (half) await dropHalfLine(file, size);
        await file.appendFile(`${JSON.stringify({ erasureId, person, at: at.toISOString() })}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}

async function dropHalfLine(
  file: { readFile(): Promise<Buffer>; truncate(size: number): Promise<void> },
  size: number,
): Promise<void> {
  const bytes = await file.readFile();
  await file.truncate(Math.min(size, bytes.lastIndexOf('\n') + 1));
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
