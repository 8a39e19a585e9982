import type { Queryable } from '../database/index.ts';
import { compileKnown } from './compile-known.ts';
import { layOutTexts } from './lay-out-texts.ts';
import type { CompiledPolicy, PolicyVersion } from './policy-types.ts';
import { findPublishedTexts } from './publication-sql.ts';

/** Every text that decides or decided here: those of the policy directory, and those that were published from drafts. */
export interface PolicyLibrary {
  /** A directory in which all of them stand as in the policy directory. */
  readonly directory: string;
  /** Brings in what has been published since. */
  refresh(): Promise<void>;
  /** The very text of that hash; nothing where it is gone or is another by now. */
  find(version: PolicyVersion): CompiledPolicy | undefined;
  close(): void;
}

/** Opens the library over a copy of the policy directory. */
export async function openPolicyLibrary(pool: Queryable, from: string): Promise<PolicyLibrary> {
  const laid = layOutTexts(from);
  const known = new Set<string>();
  const compiled = new Map<string, CompiledPolicy>();
  const library: PolicyLibrary = {
    directory: laid.directory,
    refresh: async () => {
      for (const { files, ...version } of await findPublishedTexts(pool, [...known])) {
        // Where a later release brings a text under the same name and number, its own stands there: two hashes, and each is asked for.
        laid.add({ ...version, files });
        known.add(version.hash);
      }
    },
    find: (version) => {
      const found = compiled.get(version.hash);
      if (found !== undefined) return found;
      try {
        const policy = compileKnown(laid.directory, version);
        compiled.set(version.hash, policy);
        return policy;
      } catch {
        return undefined;
      }
    },
    close: () => {
      laid.remove();
    },
  };
  await library.refresh();
  return library;
}
