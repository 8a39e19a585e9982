import type { ConsentVersion } from '../consent/index.ts';
import { type Result, ok, refuse } from '../platform/index.ts';
import type { Problem } from '../vocabulary/index.ts';
import { answerChoice, notCertain, problemOf, withdrawerNotCertain } from './choosing/choice-answers.ts';
import { draftChoice, sentChoice } from './choosing/draft-choice.ts';
import { findDecider, fitsMaker, loadAuthority } from './choosing/find-decider.ts';
import { findOwn, findOwnHistory, identifyPractitioner } from './choosing/own-records.ts';
import type { ChoiceAnswer, ChoiceHistoryAnswer, SystemCall } from './exchange.ts';
import type { House } from './house.ts';
import { identifyCall } from './identify-message.ts';
import { type ConsentRequest, parseConsentRequest } from './receive/consent-request.ts';
import { receiveJson } from './receive/receive-message.ts';
import { parseReviewRequest } from './receive/review-request.ts';
import { parseWithdrawalRequest } from './receive/withdrawal-request.ts';
import { findWithdrawalProgress } from './withdrawal-progress.ts';

/** Records a family's choice that a practitioner holds the evidence of (docs/domain/03 §3.6). */
export async function recordChoice(house: House, call: SystemCall): Promise<Result<ChoiceAnswer, Problem>> {
  const request = receiveChoice(call);
  if (!request.ok) return request;
  const requester = await identifyPractitioner(house, call, 'consents:record');
  if (!requester.ok) return requester;
  const at = call.evaluateAt ?? call.receivedAt;
  const drafted = await draftChoice(house, sentChoice(request.value), requester.value, null, at);
  if (!drafted.ok) return drafted;
  const recorded = await house.consents.recordConsent(
    drafted.value.draft,
    requester.value.recorder,
    drafted.value.authority.findAuthority,
    call.evaluateAt,
  );
  return recorded.ok ? ok(answerChoice(recorded.value)) : refuse(problemOf(recorded.refusal));
}

/** Records a new choice in a record that exists: the same person chose again. Another person's record is never found. */
export async function changeChoice(
  house: House,
  call: SystemCall,
  consentId: string,
): Promise<Result<ChoiceAnswer, Problem>> {
  const request = receiveChoice(call);
  if (!request.ok) return request;
  const requester = await identifyPractitioner(house, call, 'consents:record');
  if (!requester.ok) return requester;
  const found = await findOwn(house, consentId, requester.value.recorder.organisation);
  if (found === undefined) return refuse({ code: 'not-found' });
  const at = call.evaluateAt ?? call.receivedAt;
  const drafted = await draftChoice(house, sentChoice(request.value), requester.value, found.consentId, at);
  if (!drafted.ok) return drafted;
  const changed = await house.consents.recordConsent(
    drafted.value.draft,
    requester.value.recorder,
    drafted.value.authority.findAuthority,
    call.evaluateAt,
  );
  if (changed.ok) return ok(answerChoice(changed.value));
  const { rule } = changed.refusal;
  return refuse(
    rule === 'CONSENT_BY_ANOTHER' || rule === 'CONSENT_ABOUT_ANOTHER'
      ? notCertain
      : problemOf(changed.refusal),
  );
}

/**
 * Takes a choice back for the family. From this answer on no new dispatch relies on it (rulings 12). It is never refused for
 * want of a form: the practitioner's signed assertion is evidence enough. But it is somebody's: whoever made the choice, though they
 * may decide no more, or the person it is about where they decide; nobody is told that they took back what another did.
 */
export async function withdrawChoice(
  house: House,
  call: SystemCall,
  consentId: string,
): Promise<Result<ChoiceAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseWithdrawalRequest(json.value);
  if (!parsed.ok) return refuse({ code: 'consent-invalid', errors: parsed.refusal });
  const requester = await identifyPractitioner(house, call, 'consents:withdraw');
  if (!requester.ok) return requester;
  const own = requester.value.known.organisation.organisationId;
  const found = await findOwn(house, consentId, own);
  if (found === undefined) return refuse({ code: 'not-found' });
  const { purposes, categories, recipients } = found.body;
  const at = call.evaluateAt ?? call.receivedAt;
  const authority = await loadAuthority(house, found.dataSubject, at, recipients);
  const { withdrawnBy } = parsed.value;
  const by = (await fitsMaker(house, found, withdrawnBy, own))
    ? found.body.decidedBy
    : await findDecider(
        house,
        authority,
        withdrawnBy,
        {
          purposes,
          categories: [...categories.permit, ...(categories.deny === 'ALL' ? [] : categories.deny)],
        },
        own,
      );
  if (by === undefined) return refuse(withdrawerNotCertain);
  const withdrawn = await house.consents.withdrawConsent(
    found.consentId,
    {
      by,
      channel: parsed.value.channel,
      evidenceRef: said(parsed.value.evidenceRef) ?? `assertion ${requester.value.assertionId}`,
      reason: said(parsed.value.reason),
      notifyPrior: parsed.value.notifyPrior,
    },
    requester.value.recorder,
    authority.findAuthority,
  );
  return withdrawn.ok
    ? ok(await answerWithProgress(house, withdrawn.value))
    : refuse(problemOf(withdrawn.refusal));
}

function said(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text;
}

/**
 * Stops relying on a choice until it is asked for again, because circumstances changed or there is doubt, or says that it was
 * written down by mistake (docs/domain/01 §1.7). What it refuses goes on counting, unless it was a mistake altogether.
 */
export async function reviewChoice(
  house: House,
  call: SystemCall,
  consentId: string,
): Promise<Result<ChoiceAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseReviewRequest(json.value);
  if (!parsed.ok) return refuse({ code: 'consent-invalid', errors: parsed.refusal });
  const requester = await identifyPractitioner(house, call, 'consents:record');
  if (!requester.ok) return requester;
  const found = await findOwn(house, consentId, requester.value.recorder.organisation);
  if (found === undefined) return refuse({ code: 'not-found' });
  const moved = await house.consents.moveConsent(found.consentId, {
    to: reviewMoves[parsed.value.because],
    reason: parsed.value.because,
    by: requester.value.recorder,
    evidenceRef: parsed.value.evidenceRef,
  });
  return moved.ok ? ok(answerChoice(moved.value)) : refuse(problemOf(moved.refusal));
}

const reviewMoves = {
  CIRCUMSTANCES_CHANGED: 'pending-reauthorise',
  IN_DOUBT: 'suspended',
  ENTERED_IN_ERROR: 'entered-in-error',
} as const;

/** The present version of a choice, for the organisation that recorded it. Anything else is not found. */
export async function findChoice(
  house: House,
  call: SystemCall,
  consentId: string,
): Promise<Result<ChoiceAnswer, Problem>> {
  const requester = await identifyCall(house, call, 'consents:read', call.idempotencyKey);
  if (!requester.ok) return requester;
  const found = await findOwn(house, consentId, requester.value.organisation.organisationId);
  return found === undefined ? refuse({ code: 'not-found' }) : ok(await answerWithProgress(house, found));
}

/** The version, and of a choice that was taken back how far that has got (rulings 12). */
async function answerWithProgress(house: House, choice: ConsentVersion): Promise<ChoiceAnswer> {
  const withdrawal = await findWithdrawalProgress(house, choice);
  return { ...answerChoice(choice), ...(withdrawal === undefined ? {} : { withdrawal }) };
}

/** All versions of a choice, the newest first, for the organisation that recorded it. */
export async function findChoiceHistory(
  house: House,
  call: SystemCall,
  consentId: string,
): Promise<Result<ChoiceHistoryAnswer, Problem>> {
  const requester = await identifyCall(house, call, 'consents:read', call.idempotencyKey);
  if (!requester.ok) return requester;
  const history = await findOwnHistory(house, consentId, requester.value.organisation.organisationId);
  return history.length === 0
    ? refuse({ code: 'not-found' })
    : ok({ consentId, versions: history.map(answerChoice) });
}

function receiveChoice(call: SystemCall): Result<ConsentRequest, Problem> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseConsentRequest(json.value);
  return parsed.ok ? ok(parsed.value) : refuse({ code: 'consent-invalid', errors: parsed.refusal });
}
