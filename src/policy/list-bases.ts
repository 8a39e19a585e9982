import { listBundleVersions, loadBundle } from './load-bundle.ts';
import { legalPowerCodes } from '../vocabulary/index.ts';

/**
 * What a disclosure can have rested on, as the index of the ledger knows it: every power of the vocabulary, and every article and
 * condition that a version of a policy in the directory names, those of old versions too, because their decisions stand in the ledger.
 */
export function listBases(directory: string): readonly string[] {
  const named = listBundleVersions(directory).flatMap(({ bundle, version }) =>
    (loadBundle(directory, bundle, version).bundle?.bases ?? []).flatMap(
      ({ basis: { art6, art9, sch1, art10 } }) => [art6, art9, sch1, art10],
    ),
  );
  const articles = [...new Set(named.filter((code) => code !== null))];
  return [...legalPowerCodes, ...articles.toSorted()];
}
