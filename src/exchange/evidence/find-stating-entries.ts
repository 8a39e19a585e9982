import type { AgreementProof } from '../../agreements/index.ts';
import type { ShownVersion } from '../../consent/index.ts';
import type { Ledger, ReopenedEntry } from '../../ledger/index.ts';
import { type OrganisationId, type PersonId, asId } from '../../platform/index.ts';

/** Entries within one millisecond, about one person or of one organisation. There is no room for more of them. */
const mostAtOnce = 1000;

/** Finds the entry that states a version of a choice. It bears the instant at which the version was recorded. */
export async function findConsentEntry(
  ledger: Ledger,
  { consentId, version, dataSubject, recordedAt }: ShownVersion,
): Promise<ReopenedEntry | undefined> {
  const entries = await findAt(ledger, 'CONSENT', recordedAt, { dataSubject });
  return entries.find(({ parts }) =>
    parts.some(({ content }) => content['consentId'] === consentId && content['version'] === version),
  );
}

/** Finds the entries that state that an agreement was proposed and signed. */
export async function findAgreementEntries(
  ledger: Ledger,
  { agreementId, version, proposedBy, proposedAt, signatures }: AgreementProof,
): Promise<readonly ReopenedEntry[]> {
  const acts = [
    { by: proposedBy, at: proposedAt },
    ...signatures.map(({ organisationId, signedAt }) => ({ by: organisationId, at: signedAt })),
  ];
  const found = await Promise.all(
    acts.map(({ by, at }) =>
      findAt(ledger, 'AGREEMENT', new Date(at), { sourceOrganisationId: asId<'Organisation'>(by) }),
    ),
  );
  return found
    .flat()
    .filter(({ parts }) =>
      parts.some(({ content }) => content['agreementId'] === agreementId && content['version'] === version),
    );
}

async function findAt(
  ledger: Ledger,
  kind: 'CONSENT' | 'AGREEMENT',
  at: Date,
  of: { readonly dataSubject?: PersonId; readonly sourceOrganisationId?: OrganisationId },
): Promise<readonly ReopenedEntry[]> {
  const until = new Date(at.getTime() + 1);
  const found = await ledger.findEntries({ kind, from: at, until, limit: mostAtOnce, ...of });
  const entries = await Promise.all(found.map(({ entryId }) => ledger.reopenEntry(entryId)));
  return entries.filter((entry) => entry !== undefined);
}
