import { newId, ok, type ConsentId, type Result } from '../platform/index.ts';
import { checkRecorder, type CheckedAuthority, type FindAuthority } from './check-recorder.ts';
import { openVersion, sealBody } from './consent-body.ts';
import { checkNewChoice } from './consent-life.ts';
import { refuseConsent, type ConsentRefusal } from './consent-refusal.ts';
import type { ConsentDraft } from './consent-schemas.ts';
import { findVersionRows, recordConsentRow } from './consent-sql.ts';
import type { ConsentBody, ConsentVersion, Recorder } from './consent-version.ts';
import type { ConsentsDeps } from './consents-deps.ts';
import { notBefore, personsConcerned, prepareConsentEntry, writeVersion } from './write-version.ts';

/** Records a choice after checking who decides and who records. The draft comes from `parseConsentDraft`. */
export async function recordConsent(
  deps: ConsentsDeps,
  draft: ConsentDraft,
  recorder: Recorder,
  findAuthority: FindAuthority,
): Promise<Result<ConsentVersion, ConsentRefusal>> {
  const authority = checkRecorder(draft, recorder, findAuthority);
  if (!authority.ok) return authority;
  const body = toBody(draft, recorder, authority.value);
  return writeVersion(async () => {
    const previous = await findPrevious(deps, draft);
    if (!previous.ok) return previous;
    const recordedAt = notBefore(deps.clock.now(), previous.value);
    const validFrom = draft.validFrom === null ? recordedAt : new Date(draft.validFrom);
    const validTo = draft.validTo === null ? null : new Date(draft.validTo);
    if (validTo !== null && validTo <= validFrom) {
      return refuseConsent('/validTo', 'CONSENT_PERIOD_ORDER', 'The period must end after it begins.');
    }
    return ok(await write(deps, draft, body, previous.value, { recordedAt, validFrom, validTo }));
  });
}

async function write(
  deps: ConsentsDeps,
  draft: ConsentDraft,
  body: ConsentBody,
  previous: ConsentVersion | undefined,
  times: Pick<ConsentVersion, 'recordedAt' | 'validFrom' | 'validTo'>,
): Promise<ConsentVersion> {
  const consentId: ConsentId = previous?.consentId ?? newId<'Consent'>();
  const row = {
    consentId,
    version: (previous?.version ?? 0) + 1,
    dataSubject: draft.dataSubject,
    status: draft.status,
    type: draft.type,
    kind: draft.kind,
    ...times,
  };
  const { sealed, hash } = await sealBody(deps.keyStore, row.dataSubject, consentId, row.version, body);
  const entry = await prepareConsentEntry(deps, 'CONSENT_RECORDED', row, body, hash);
  await recordConsentRow(
    deps.pool,
    {
      ...row,
      recordedByKind: body.recordedBy.kind,
      body: sealed,
      persons: personsConcerned(row.dataSubject, body),
    },
    entry,
  );
  const [written] = (await findVersionRows(deps.pool, consentId)).filter(
    ({ version }) => version === row.version,
  );
  if (written === undefined) throw new Error('a version that was just recorded cannot be read');
  return openVersion(deps.keyStore, written);
}

/** The version that the choice follows on; none for a new record. */
async function findPrevious(
  deps: ConsentsDeps,
  draft: ConsentDraft,
): Promise<Result<ConsentVersion | undefined, ConsentRefusal>> {
  if (draft.consentId === null) return ok(undefined);
  const [row] = await findVersionRows(deps.pool, draft.consentId);
  if (row === undefined) return refuseConsent('/consentId', 'CONSENT_UNKNOWN', 'There is no such record.');
  if (row.dataSubject !== draft.dataSubject) {
    return refuseConsent('/dataSubject', 'CONSENT_ABOUT_ANOTHER', 'The record is not about this person.');
  }
  const move = checkNewChoice(row.status, draft.status);
  if (!move.ok) return refuseConsent('/status', move.refusal.rule, move.refusal.message);
  return ok(await openVersion(deps.keyStore, row));
}

function toBody(draft: ConsentDraft, recorder: Recorder, authority: CheckedAuthority): ConsentBody {
  return {
    aboutPersons: draft.aboutPersons,
    decidedBy: draft.decidedBy,
    authorityEvidence: authority.evidence,
    authoritySnapshotHashes: authority.snapshotHashes,
    purposes: draft.purposes,
    recipients: draft.recipients,
    categories: draft.categories,
    answer: draft.answer,
    dataPeriod: draft.dataPeriod,
    informationGiven:
      draft.informationGiven === null
        ? null
        : {
            ...draft.informationGiven,
            shownText: draft.informationGiven.shownText ?? '',
            noticeHash: null,
          },
    channel: draft.channel,
    recordedBy: recorder,
    evidenceRef: draft.evidenceRef,
    consequencesExplained: draft.consequencesExplained,
    reviewOn: draft.reviewOn,
    childWishes: draft.childWishes,
    lastMove: null,
  };
}
