import { compileKnown } from './compile-known.ts';
import { layOutTexts } from './lay-out-texts.ts';
import type { PolicyFile } from './policy-text.ts';
import type { CompiledPolicy, PolicyVersion } from './policy-types.ts';

/**
 * Compiles a text that was judged to be whole as if it stood in the policy directory.
 * @param version as what it was judged
 * @throws Error where it is another by now: what it extends was changed
 */
export function compileText(
  directory: string,
  version: PolicyVersion,
  files: readonly PolicyFile[],
): CompiledPolicy {
  const laid = layOutTexts(directory);
  try {
    laid.add({ ...version, files });
    return compileKnown(laid.directory, version);
  } finally {
    laid.remove();
  }
}
