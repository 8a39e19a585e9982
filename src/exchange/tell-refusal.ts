import { parseStrictJson } from '../platform/index.ts';
import type { Problem } from '../vocabulary/index.ts';
import type { SystemCall } from './exchange.ts';
import type { House } from './house.ts';
import type { RefusedCall } from './identify-message.ts';
import { looksUrgent } from './looks-urgent.ts';
import type { ExchangeKind } from './resolve/resolved-exchange.ts';

const notDelivered = 'Not delivered: phone the duty number now.';
const perhapsUrgent = 'If a child is in danger now, do not wait: phone the duty number.';

/**
 * What a sender is told whose message was refused, for whatever reason and at whatever stage: the one way by which a refusal
 * leaves. What looks like urgent safeguarding is told to phone at once (rulings 1), and the on-call contact is raised where a
 * known system sent it; a body that cannot be read might have been urgent, and its sender is told so. Who only asked for advice
 * has sent nothing that could be lost.
 */
export function tellRefusal(
  house: Pick<House, 'dutyPhone' | 'pageOnCall'>,
  call: Pick<SystemCall, 'body'>,
  kind: ExchangeKind,
  { problem, sender }: RefusedCall,
): Problem {
  if (kind === 'ADVICE') return problem;
  const json = parseStrictJson(call.body);
  const urgent = json.ok && looksUrgent(json.value);
  const brokeHere = problem.code === 'ledger-unavailable' || problem.code === 'fault';
  if (json.ok && !urgent) {
    const again = 'Nothing was sent. Send it again with the same message id.';
    return brokeHere ? { ...problem, detail: problem.detail ?? again } : problem;
  }
  if (urgent && brokeHere) house.pageOnCall('safeguarding-not-delivered');
  // Strangers must not be able to ring the bell.
  else if (urgent && sender !== null) house.pageOnCall('safeguarding-refused');
  const advice = urgent ? notDelivered : perhapsUrgent;
  return {
    ...problem,
    detail: problem.detail === undefined ? advice : `${advice} ${problem.detail}`,
    phone: problem.phone ?? house.dutyPhone,
  };
}
