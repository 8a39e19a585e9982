import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hasErrorCode } from '../platform/index.ts';
import { bundleDirectory } from './load-bundle.ts';
import type { PolicyFile } from './policy-text.ts';

/** A bundle version whose text does not stand in the policy directory. */
export interface PolicyText {
  readonly bundle: string;
  readonly version: number;
  readonly files: readonly PolicyFile[];
}

/** A directory of policies that was made for some work. */
export interface LaidOutTexts {
  readonly directory: string;
  /** Lays one more beside them. @returns false where a version of this name and number stands there already */
  add(text: PolicyText): boolean;
  remove(): void;
}

/** Copies a policy directory to a place of its own, so that texts can stand beside what it holds and be read as if they were there. */
export function layOutTexts(from: string): LaidOutTexts {
  const directory = mkdtempSync(join(tmpdir(), 'assent-policies-'));
  cpSync(from, directory, { recursive: true });
  return {
    directory,
    add: ({ bundle, version, files }) => {
      const folder = bundleDirectory(directory, bundle, version);
      mkdirSync(dirname(folder), { recursive: true });
      try {
        mkdirSync(folder);
      } catch (fault) {
        if (hasErrorCode(fault, 'EEXIST')) return false;
        throw fault;
      }
      writeFiles(folder, files);
      return true;
    },
    remove: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Writes the files of a version into its folder. */
export function writeFiles(folder: string, files: readonly PolicyFile[]): void {
  for (const { name, text } of files) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
