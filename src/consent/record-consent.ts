import type { PreparedEntry } from '../ledger/index.ts';
import { newId, ok, type ConsentId, type Result } from '../platform/index.ts';
import { checkRecorder, type CheckedAuthority, type FindAuthority } from './check-recorder.ts';
import { openVersion, sealBody } from './consent-body.ts';
import { checkNewChoice } from './consent-life.ts';
import { refuseConsent, type ConsentRefusal } from './consent-refusal.ts';
import type { ConsentDraft } from './consent-schemas.ts';
import { findNewestRows, findVersionRows, recordChoiceRow, type ReplacedVersion } from './consent-sql.ts';
import type { ConsentBody, ConsentVersion, InformationGiven, Recorder } from './consent-version.ts';
import type { ConsentsDeps } from './consents-deps.ts';
import { isSameDecider } from './decider.ts';
import { checkInformation } from './notice/check-information.ts';
import { findNoticeRow } from './notice/notice-sql.ts';
import type { ReadableVersion } from './read-stance.ts';
import { findSuperseded, type NewChoice } from './supersede.ts';
import { notBefore, personsConcerned, prepareConsentEntry, writeVersion } from './write-version.ts';

/**
 * Records a choice after checking who decides, who records, and that what is permitted was shown. Earlier records of the
 * same person that it answers anew are superseded in the same statement. The draft comes from `parseConsentDraft`.
 * @param at the instant of recording, where it lies behind the clock: a dated case of development and test (never production)
 */
export async function recordConsent(
  deps: ConsentsDeps,
  draft: ConsentDraft,
  recorder: Recorder,
  findAuthority: FindAuthority,
  at?: Date,
): Promise<Result<ConsentVersion, ConsentRefusal>> {
  const authority = checkRecorder(draft, recorder, findAuthority);
  if (!authority.ok) return authority;
  return writeVersion(async () => {
    const previous = await findPrevious(deps, draft);
    if (!previous.ok) return previous;
    const now = deps.clock.now();
    const recordedAt = notBefore(at !== undefined && at < now ? at : now, previous.value);
    const validFrom = draft.validFrom === null ? recordedAt : new Date(draft.validFrom);
    const validTo = draft.validTo === null ? null : new Date(draft.validTo);
    if (validTo !== null && validTo <= validFrom) {
      return refuseConsent(
        '/validTo',
        'CONSENT_PERIOD_ORDER',
        'The period must end after it begins. Give a later last day, or leave it out.',
      );
    }
    const information = await checkInformation(draft, { validFrom, validTo }, (noticeVersion) =>
      findNoticeRow(deps.pool, noticeVersion),
    );
    if (!information.ok) return information;
    const body = toBody(draft, recorder, authority.value, information.value);
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
  const { sealed, hash } = await sealBody(deps.keyStore, row, body);
  const replaced = await prepareReplaced(deps, { ...row, body });
  const entry = await prepareConsentEntry(deps, 'CONSENT_RECORDED', row, body, hash);
  const notices = await deps.tell('RECORDED', { ...row, body });
  await recordChoiceRow(
    deps.pool,
    {
      ...row,
      reviewOn: body.reviewOn,
      recordedByKind: body.recordedBy.kind,
      body: sealed,
      persons: personsConcerned(row.dataSubject, body),
    },
    replaced,
    [...replaced.flatMap(({ entries }) => entries), ...entry],
    notices,
  );
  const [written] = (await findVersionRows(deps.pool, consentId)).filter(
    ({ version }) => version === row.version,
  );
  if (written === undefined) throw new Error('a version that was just recorded cannot be read');
  return openVersion(deps.keyStore, written);
}

interface Replaced extends ReplacedVersion {
  readonly entries: readonly PreparedEntry[];
}

/** What the choice takes the place of, sealed and with its entries. */
async function prepareReplaced(deps: ConsentsDeps, choice: NewChoice): Promise<readonly Replaced[]> {
  const rows = await findNewestRows(deps.pool, [choice.dataSubject]);
  const versions = await Promise.all(rows.map((row) => openVersion(deps.keyStore, row)));
  return Promise.all(
    findSuperseded(versions, choice).map((record) => prepareOneReplaced(deps, record, choice)),
  );
}

async function prepareOneReplaced(
  deps: ConsentsDeps,
  record: ReadableVersion,
  choice: NewChoice,
): Promise<Replaced> {
  const { consentId, dataSubject } = record;
  const version = record.version + 1;
  const before: ConsentBody = record.body;
  const body: ConsentBody = {
    ...before,
    lastMove: {
      to: 'superseded',
      reason: 'the same person chose again',
      by: choice.body.recordedBy,
      channel: choice.body.channel,
      evidenceRef: choice.body.evidenceRef,
      notifyPrior: false,
    },
  };
  const { sealed, hash } = await sealBody(deps.keyStore, { ...record, version, status: 'superseded' }, body);
  const moved = {
    consentId,
    version,
    dataSubject,
    status: 'superseded' as const,
    type: record.type,
    kind: record.kind,
    recordedAt: choice.recordedAt,
  };
  return {
    consentId,
    version,
    body: sealed,
    persons: personsConcerned(dataSubject, body),
    entries: await prepareConsentEntry(deps, 'CONSENT_MOVED', moved, body, hash),
  };
}

/** The version that the choice follows on; none for a new record. Only whoever chose may choose again in their record. */
async function findPrevious(
  deps: ConsentsDeps,
  draft: ConsentDraft,
): Promise<Result<ConsentVersion | undefined, ConsentRefusal>> {
  if (draft.consentId === null) return ok(undefined);
  const [row] = await findVersionRows(deps.pool, draft.consentId);
  if (row === undefined) return refuseConsent('/consentId', 'CONSENT_UNKNOWN', 'There is no such record.');
  if (row.dataSubject !== draft.dataSubject) {
    return refuseConsent(
      '/dataSubject',
      'CONSENT_ABOUT_ANOTHER',
      'This record is not about the person who is named. Name whom it is about, or make a new record.',
    );
  }
  if (draft.expectedVersion !== undefined && draft.expectedVersion !== row.version) {
    return refuseConsent(
      '/expectedVersion',
      'VERSION_DIFFERS',
      'The record has a newer version than the one you read. Read it again and decide on what it says now.',
    );
  }
  const previous = await openVersion(deps.keyStore, row);
  if (previous.body === 'ERASED') {
    return refuseConsent(
      '/consentId',
      'CONSENT_ERASED',
      'This record was erased. Record the choice as a new one.',
    );
  }
  if (!isSameDecider(draft.decidedBy, previous.body.decidedBy)) {
    return refuseConsent(
      '/decidedBy',
      'CONSENT_BY_ANOTHER',
      'This record is the choice of somebody else. Record what this person chose as a new one.',
    );
  }
  if (previous.type !== draft.type || previous.kind !== draft.kind) {
    return refuseConsent(
      '/type',
      'CONSENT_OF_ANOTHER_TYPE',
      'This record is of another type. Record the choice as a new one.',
    );
  }
  const move = checkNewChoice(row.status, draft.status);
  if (!move.ok) return refuseConsent('/status', move.refusal.rule, move.refusal.message);
  return ok(previous);
}

function toBody(
  draft: ConsentDraft,
  recorder: Recorder,
  authority: CheckedAuthority,
  information: InformationGiven | null,
): ConsentBody {
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
    informationGiven: information,
    parties: draft.parties,
    channel: draft.channel,
    recordedBy: recorder,
    evidenceRef: draft.evidenceRef,
    consequencesExplained: draft.consequencesExplained,
    reviewOn: draft.reviewOn,
    childWishes: draft.childWishes,
    lastMove: null,
    ...(draft.asNamed === undefined ? {} : { asNamed: draft.asNamed }),
    ...(draft.imported === undefined ? {} : { imported: draft.imported }),
  };
}
