import { type NoticeVersion, type ShownScope, expandGroups } from '../consent/index.ts';
import { type Result, ok, refuse } from '../platform/index.ts';
import type { Problem } from '../vocabulary/index.ts';
import { problemOf } from './choosing/choice-answers.ts';
import { findRecipients } from './choosing/draft-choice.ts';
import type { NoticeAnswer, SystemCall } from './exchange.ts';
import type { House } from './house.ts';
import { identifyCall } from './identify-message.ts';
import { type NoticeRequest, parseNoticeRequest } from './receive/notice-request.ts';
import { receiveJson } from './receive/receive-message.ts';

/**
 * Composes a notice or keeps one that was written, with the scope that it names. The same notice is the same version,
 * whoever sends it and however often. It is about nobody, so that nothing about a family can be learned from it.
 */
export async function recordNotice(house: House, call: SystemCall): Promise<Result<NoticeAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseNoticeRequest(json.value);
  if (!parsed.ok) return refuse({ code: 'consent-invalid', errors: parsed.refusal });
  const requester = await identifyCall(house, call, 'consents:record', call.idempotencyKey);
  if (!requester.ok) return requester;
  const at = call.evaluateAt ?? call.receivedAt;
  const { scope, language, written } = parsed.value;
  const recipients = await findRecipients(house, scope.recipients, at);
  if (!recipients.ok) return recipients;
  if (recipients.value === 'ALL') throw new Error('a notice never names all recipients');
  const named = nameScope(scope, recipients.value);
  const own = requester.value.organisation.organisationId;
  if (written !== undefined) {
    const registered = await house.consents.registerNotice({ ...written, language, scope: named }, own);
    return registered.ok ? ok(answerNotice(registered.value)) : refuse(problemOf(registered.refusal));
  }
  const names = new Map(
    await Promise.all(
      named.recipients.organisations.map(
        async (id) => [id, (await house.agreements.getOrganisation(id, at)).name] as const,
      ),
    ),
  );
  const composed = await house.consents.composeNotice(named, 'en', (id) => names.get(id) ?? id, own);
  return composed.ok ? ok(answerNotice(composed.value)) : refuse(problemOf(composed.refusal));
}

/** A notice by its version, for whoever may record choices on it. */
export async function findNotice(
  house: House,
  call: SystemCall,
  noticeVersion: string,
): Promise<Result<NoticeAnswer, Problem>> {
  const requester = await identifyCall(house, call, 'consents:read', call.idempotencyKey);
  if (!requester.ok) return requester;
  const found = await house.consents.findNotice(noticeVersion);
  return found === undefined ? refuse({ code: 'not-found' }) : ok(answerNotice(found));
}

function nameScope(scope: NoticeRequest['scope'], recipients: ShownScope['recipients']): ShownScope {
  const { period, dataPeriod } = scope;
  return {
    type: scope.type,
    purposes: scope.purposes,
    recipients,
    categories: [...new Set([...scope.categories, ...expandGroups(scope.groups)])],
    period: { from: period?.from ?? null, to: period?.to ?? null },
    dataPeriod: { from: dataPeriod?.from ?? null, to: dataPeriod?.to ?? null },
  };
}

function answerNotice({
  noticeVersion,
  hash,
  origin,
  language,
  format,
  text,
  scope,
}: NoticeVersion): NoticeAnswer {
  return {
    noticeVersion,
    hash,
    origin,
    language,
    format,
    text,
    type: scope.type,
    purposes: scope.purposes,
    categories: scope.categories,
  };
}
