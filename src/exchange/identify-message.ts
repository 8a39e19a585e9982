import { type Result, ok, refuse, systemClock } from '../platform/index.ts';
import type { Problem, ScopeCode } from '../vocabulary/index.ts';
import type { SystemCall } from './exchange.ts';
import type { House } from './house.ts';
import { checkScope, explainRefusal } from './identify/index.ts';
import type { IdentifiedMessage } from './resolve/resolved-exchange.ts';

/** Who sends, as far as it was proved. */
export type KnownRequester = IdentifiedMessage['requester'];

/** A call that is refused, and the system that made it as far as it was proved. */
export interface RefusedCall {
  readonly problem: Problem;
  readonly sender: Pick<KnownRequester, 'organisation' | 'system'> | null;
}

/**
 * Stage 2. Who calls, with the scope that the door asks for. The wire is told no more than the problem, and a system that
 * proved itself what is wrong with its own assertion; the reason goes to our own log.
 * @param boundTo what a practitioner's assertion must be bound to: the message id, or the idempotency key of a request
 * that is no message
 */
export async function identifyCall(
  house: House,
  call: SystemCall,
  scope: ScopeCode,
  boundTo: string | undefined,
): Promise<Result<KnownRequester, Problem>> {
  const identified = await identifySender(house, call, scope, boundTo);
  return identified.ok ? identified : refuse(identified.refusal.problem);
}

/** As `identifyCall`, and says of a refused call which system made it. */
export async function identifySender(
  house: House,
  call: SystemCall,
  scope: ScopeCode,
  boundTo: string | undefined,
): Promise<Result<KnownRequester, RefusedCall>> {
  const identified = await house.identify({
    peerCertificate: call.peer.certificate,
    socketAuthorized: call.peer.authorised,
    authorization: call.authorization,
    userAssertion: call.userAssertion,
    messageId: boundTo,
    at: call.receivedAt,
    presentedAt: systemClock.now(),
  });
  const checked = identified.ok ? checkScope(identified.value, scope) : identified;
  if (!checked.ok)
    house.log.warn('requester-refused', { exchangeId: call.exchangeId, problem: checked.refusal.code });
  if (!identified.ok) {
    const { code, problem, sender } = identified.refusal;
    const errors = sender === null ? undefined : explainRefusal(code);
    return refuse({ problem: { code: problem, ...(errors === undefined ? {} : { errors }) }, sender });
  }
  if (!checked.ok) return refuse({ problem: { code: checked.refusal.problem }, sender: identified.value });
  return ok(identified.value);
}
