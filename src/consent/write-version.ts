import type { PreparedEntry } from '../ledger/index.ts';
import { newId, type JsonObject, type PersonId } from '../platform/index.ts';
import type { ConsentsDeps } from './consents-deps.ts';
import type { ConsentBody, ConsentVersion } from './consent-version.ts';

/** How often a write is tried again because somebody else wrote the next version first. */
const attempts = 8;

/**
 * Writes the next version of a record; when another process writes it first, reads again and tries again, so that a
 * withdrawal is never lost to a race.
 * @param write builds and writes the version on top of the newest one; it is called again after a race was lost
 */
export async function writeVersion<Value>(write: () => Promise<Value>): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isVersionTaken(error) || attempt === attempts) throw error;
    }
  }
}

/** Prepares the ledger entry of a version: what was chosen, sealed for the data subject alone, and the hash of its body. */
export function prepareConsentEntry(
  deps: Pick<ConsentsDeps, 'ledger'>,
  event: 'CONSENT_RECORDED' | 'CONSENT_WITHDRAWN' | 'CONSENT_MOVED',
  version: Pick<
    ConsentVersion,
    'consentId' | 'version' | 'dataSubject' | 'status' | 'type' | 'kind' | 'recordedAt'
  >,
  body: ConsentBody,
  bodyHash: string,
): Promise<readonly PreparedEntry[]> {
  const content: JsonObject = {
    event,
    consentId: version.consentId,
    version: version.version,
    status: version.status,
    type: version.type,
    kind: version.kind,
    decidedBy: 'person' in body.decidedBy ? body.decidedBy.person : body.decidedBy.organisation,
    capacityBasis: body.decidedBy.capacityBasis,
    recordedBy: { ...(body.lastMove?.by ?? body.recordedBy) },
    authoritySnapshotHashes: body.authoritySnapshotHashes,
    purposes: body.purposes,
    permit: body.categories.permit,
    deny: body.categories.deny,
    answer: body.answer,
    bodyHash,
  };
  return deps.ledger.prepare([
    {
      entryId: newId<'Entry'>(),
      kind: 'CONSENT',
      at: version.recordedAt,
      parts: [{ about: [version.dataSubject], content }],
      index: { dataSubject: version.dataSubject },
    },
  ]);
}

/** Everybody whose epoch a version closes: the data subject and the others whom the information is about. */
export function personsConcerned(dataSubject: PersonId, body: ConsentBody): readonly PersonId[] {
  return [...new Set([dataSubject, ...body.aboutPersons])];
}

/** Not earlier than the version before, whatever this process's clock says: a clock must never stop a withdrawal. */
export function notBefore(now: Date, previous: ConsentVersion | undefined): Date {
  return previous !== undefined && now < previous.recordedAt ? previous.recordedAt : now;
}

function isVersionTaken(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return (
    error.code === 'AS032' ||
    (error.code === '23505' && 'constraint' in error && error.constraint === 'consents_pkey')
  );
}
