import { type Result, ok, refuse } from '../platform/index.ts';
import type { Problem } from '../vocabulary/index.ts';
import { subjectNotCertain } from './choosing/choice-answers.ts';
import { findRecipients } from './choosing/draft-choice.ts';
import { identifyPractitioner } from './choosing/own-records.ts';
import type { ChoiceRequestAnswer, SystemCall } from './exchange.ts';
import type { House } from './house.ts';
import { parseChoiceRequest } from './receive/choice-request-request.ts';
import { receiveJson } from './receive/receive-message.ts';
import { candidateFor } from './resolve/match-candidate.ts';

/**
 * Asks whoever decides for a person to choose. The service learns that it was asked, and never whether anybody answered what: an
 * answer counts when something is decided, as any choice does.
 */
export async function askFamily(
  house: House,
  call: SystemCall,
): Promise<Result<ChoiceRequestAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseChoiceRequest(json.value);
  if (!parsed.ok) return refuse({ code: 'consent-invalid', errors: parsed.refusal });
  const practitioner = await identifyPractitioner(house, call, 'consents:ask');
  if (!practitioner.ok) return practitioner;
  if (call.idempotencyKey === undefined) return refuse({ code: 'practitioner-required' });
  const { dataSubject, recipients, purpose, categories, until, words } = parsed.value;
  const at = call.evaluateAt ?? call.receivedAt;
  const match = await house.families.matchDataSubject(candidateFor(dataSubject));
  if (match.kind !== 'MATCH') return refuse(subjectNotCertain);
  const named = await findRecipients(
    house,
    { ...recipients, departments: [], roles: [], organisationTypes: [] },
    at,
  );
  if (!named.ok) return named;
  const [recipient] = named.value === 'ALL' ? [] : named.value.organisations;
  if (recipient === undefined) throw new Error('a request names one recipient');
  const { recorder, known } = practitioner.value;
  const asked = await house.choiceRequests.ask(
    match.person,
    recorder.organisation,
    { recipient, purpose, categories, until: until ?? null, words, by: recorder.staff },
    `${known.system.systemId} ${call.idempotencyKey}`,
  );
  if (!asked.ok) return refuse({ code: 'idempotency-conflict' });
  const { requestId, askedAt, shownUntil } = asked.value;
  return ok({ requestId, askedAt: askedAt.toISOString(), shownUntil });
}
