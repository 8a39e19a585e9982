import type { FoundEntry, Ledger } from '../../ledger/index.ts';
import type { OrganisationId } from '../../platform/index.ts';

/** Places read from the index at once. */
const page = 1000;

/** The places of the decisions since an instant in which an organisation took part on either side, the newest first; at most so many. */
export async function listDecisions(
  ledger: Pick<Ledger, 'findEntries'>,
  organisationId: OrganisationId,
  since: Date,
  most: number,
): Promise<readonly bigint[]> {
  const places = new Set<bigint>();
  for (const side of ['sourceOrganisationId', 'recipientOrganisationId'] as const) {
    let before: bigint | undefined;
    let found: readonly FoundEntry[];
    let count = 0;
    do {
      found = await ledger.findEntries({
        kind: 'DECISION',
        [side]: organisationId,
        from: since,
        limit: page,
        ...(before === undefined ? {} : { before }),
      });
      for (const { index } of found) places.add(index);
      before = found.at(-1)?.index;
      count += found.length;
    } while (found.length === page && count < most);
  }
  return [...places].toSorted((one, other) => (one > other ? -1 : 1)).slice(0, most);
}
