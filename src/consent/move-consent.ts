import { ok, type ConsentId, type PersonId, type Result } from '../platform/index.ts';
import { purposeCodes } from '../vocabulary/index.ts';
import type { FindAuthority } from './check-recorder.ts';
import { openVersion, sealBody } from './consent-body.ts';
import { checkMove } from './consent-life.ts';
import { isSameDecider } from './decider.ts';
import { refuseConsent, type ConsentRefusal } from './consent-refusal.ts';
import { findVersionRows, moveConsentRow, withdrawConsentRow } from './consent-sql.ts';
import type {
  ConsentBody,
  ConsentChannel,
  ConsentMove,
  ConsentStatus,
  ConsentVersion,
  NamedDecider,
  Recorder,
} from './consent-version.ts';
import type { ConsentsDeps } from './consents-deps.ts';
import { notBefore, personsConcerned, prepareConsentEntry, writeVersion } from './write-version.ts';

/** Whose withdrawal it is and how it reached us. */
export interface WithdrawalOrder {
  /** Who takes the choice back: whoever made it, or the data subject where they now decide themselves. */
  readonly by: NamedDecider;
  readonly channel: ConsentChannel;
  /** Where a practitioner who records it keeps the evidence. */
  readonly evidenceRef: string | null;
  /** In their own words, where they gave one: it is kept and never asked for. */
  readonly reason?: string | null;
  /** Whether earlier recipients are to be told (docs/domain/01 §1.7). */
  readonly notifyPrior: boolean;
}

/** A move that is no withdrawal. */
export interface MoveOrder {
  readonly to: Exclude<ConsentStatus, 'draft' | 'withdrawn'>;
  readonly reason: string;
  readonly by: Recorder | { readonly kind: 'SYSTEM' };
  /** Where whoever moved it keeps the evidence. */
  readonly evidenceRef?: string;
}

/** What is asked of a record. */
export type RequestedMove =
  | {
      readonly kind: 'WITHDRAWAL';
      readonly order: WithdrawalOrder;
      readonly recorder: Recorder;
      readonly findAuthority: FindAuthority;
    }
  | { readonly kind: 'MOVE'; readonly order: MoveOrder };

/** Writes the same choice in another status, on top of the newest version. */
export function moveConsent(
  deps: ConsentsDeps,
  consentId: ConsentId,
  request: RequestedMove,
): Promise<Result<ConsentVersion, ConsentRefusal>> {
  return writeVersion(async () => {
    const [row] = await findVersionRows(deps.pool, consentId);
    if (row === undefined) return refuseConsent('', 'CONSENT_UNKNOWN', 'There is no such record.');
    const newest = await openVersion(deps.keyStore, row);
    if (newest.body === 'ERASED') {
      return refuseConsent(
        '',
        'CONSENT_ERASED',
        'This record was erased. It permits nothing, and nothing is left to change.',
      );
    }
    const allowed =
      request.kind === 'WITHDRAWAL' ? checkWithdrawal(newest.body, newest.dataSubject, request) : ok(null);
    if (!allowed.ok) return allowed;
    const move = toMove(request);
    if (newest.status === move.to) return repeat(newest, newest.body, move);
    const forward = checkMove(newest.status, move.to, move.reason);
    if (!forward.ok) return refuseConsent('/status', forward.refusal.rule, forward.refusal.message);
    return ok(await write(deps, newest, { ...newest.body, lastMove: move }, move));
  });
}

/**
 * What is so already is not written again: whoever says it twice, or says what somebody else has recorded meanwhile, has the same
 * answer. One thing cannot be said later: that those who have the information are to be told.
 */
function repeat(
  newest: ConsentVersion,
  { lastMove }: ConsentBody,
  move: ConsentMove,
): Result<ConsentVersion, ConsentRefusal> {
  return move.notifyPrior && lastMove?.notifyPrior !== true
    ? refuseConsent(
        '/notifyPrior',
        'CONSENT_MOVES_FORWARD',
        'This choice was taken back before, without telling those who have the information. That is not changed afterwards: tell them yourself, and send `notifyPrior: false`.',
      )
    : ok(newest);
}

async function write(
  deps: ConsentsDeps,
  newest: ConsentVersion,
  body: ConsentBody,
  move: ConsentMove,
): Promise<ConsentVersion> {
  const { consentId, dataSubject } = newest;
  const version = newest.version + 1;
  const recordedAt = notBefore(deps.clock.now(), newest);
  const { sealed, hash } = await sealBody(deps.keyStore, { ...newest, version, status: move.to }, body);
  const entry = await prepareConsentEntry(
    deps,
    move.to === 'withdrawn' ? 'CONSENT_WITHDRAWN' : 'CONSENT_MOVED',
    { ...newest, version, status: move.to, recordedAt },
    body,
    hash,
  );
  const persons = personsConcerned(dataSubject, body);
  const told = { ...newest, version, status: move.to, recordedAt, body };
  const notices = await deps.tell(move.to === 'withdrawn' ? 'WITHDRAWN' : 'MOVED', told);
  const row = {
    consentId,
    version,
    dataSubject,
    recordedAt,
    recordedByKind: move.by.kind,
    body: sealed,
    persons,
  };
  if (move.to === 'withdrawn') await withdrawConsentRow(deps.pool, row, entry, notices);
  else await moveConsentRow(deps.pool, { ...row, status: move.to }, entry, notices);
  const [written] = (await findVersionRows(deps.pool, consentId)).filter((each) => each.version === version);
  if (written === undefined) throw new Error('a version that was just recorded cannot be read');
  return openVersion(deps.keyStore, written);
}

/**
 * Whoever made the choice may take it back, though they may no longer decide; so may the data subject who now decides
 * themselves. A practitioner records it for them with evidence.
 */
function checkWithdrawal(
  body: ConsentBody,
  dataSubject: PersonId,
  { order, recorder, findAuthority }: Extract<RequestedMove, { kind: 'WITHDRAWAL' }>,
): Result<null, ConsentRefusal> {
  const { by } = order;
  const { permit, deny } = body.categories;
  const categories = [...permit, ...(deny === 'ALL' ? [] : deny), null];
  const decidesNow = (): boolean =>
    'person' in by &&
    by.person === dataSubject &&
    (body.purposes === 'ALL' ? purposeCodes : body.purposes).some((purpose) =>
      categories.some((category) =>
        findAuthority(purpose, category).some(({ deciders }) =>
          deciders.some(({ person }) => person === dataSubject),
        ),
      ),
    );
  if (!isSameDecider(by, body.decidedBy) && !decidesNow()) {
    return refuseConsent(
      '/by',
      'DECIDER_HAS_NO_AUTHORITY',
      'Only whoever made this choice, or the person it is about where they decide today, may take it back. Name one of them.',
    );
  }
  if (recorder.kind === 'DECIDER' && !('person' in by && recorder.person === by.person)) {
    return refuseConsent(
      '/by',
      'RECORDER_IS_NOT_DECIDER',
      'People take back their own choices only. Whoever made it can, or a practitioner for them.',
    );
  }
  return recorder.kind === 'PRACTITIONER' && order.evidenceRef === null
    ? refuseConsent(
        '/evidenceRef',
        'EVIDENCE_NEEDED',
        'Say where it is noted in your own records that the choice was taken back.',
      )
    : ok(null);
}

function toMove(request: RequestedMove): ConsentMove {
  if (request.kind === 'MOVE') {
    const { to, reason, by, evidenceRef = null } = request.order;
    return { to, reason, by, channel: null, evidenceRef, notifyPrior: false };
  }
  const { channel, evidenceRef, notifyPrior, reason, by } = request.order;
  return {
    to: 'withdrawn',
    reason: reason ?? 'withdrawn',
    by: request.recorder,
    channel,
    evidenceRef,
    notifyPrior,
    takenBackBy: 'person' in by ? { person: by.person } : { organisation: by.organisation },
  };
}
