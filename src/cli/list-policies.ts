import type { PolicyLine } from '../ledger/index.ts';
import { listBundleVersions, spellPolicy } from '../policy/index.ts';

/** Every policy version of a directory, with the text that its hash stands for. @throws PolicyError */
export function listPolicies(directory: string): readonly PolicyLine[] {
  return listBundleVersions(directory).flatMap(({ bundle, version }) => {
    const [own] = spellPolicy(directory, bundle, version);
    return own === undefined ? [] : [{ bundle, version, hash: own.version.hash, text: own.text }];
  });
}
