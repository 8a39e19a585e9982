import { type Result, refuse } from '../platform/index.ts';
import type { Problem } from '../vocabulary/index.ts';
import { findChoice, recordChoice, withdrawChoice } from './choices.ts';
import type { Exchange, SystemCall } from './exchange.ts';
import { acknowledge, findExchange } from './find-exchange.ts';
import type { House } from './house.ts';
import { endRelationship, findRelationship, recordRelationship } from './relationships.ts';
import { runExchange } from './run-exchange.ts';

/** Opens the exchange's doors over the house. */
export function createExchange(house: House): Exchange {
  return {
    sendMessage: (call) => runExchange(house, call, 'PUSH'),
    decideWithoutSending: (call) => runExchange(house, call, 'ADVICE'),
    findExchange: (call, exchangeId) => guarded(house, call, () => findExchange(house, call, exchangeId)),
    acknowledge: (call, exchangeId) => guarded(house, call, () => acknowledge(house, call, exchangeId)),
    recordChoice: (call) => guarded(house, call, () => recordChoice(house, call)),
    withdrawChoice: (call, consentId) => guarded(house, call, () => withdrawChoice(house, call, consentId)),
    findChoice: (call, consentId) => guarded(house, call, () => findChoice(house, call, consentId)),
    recordRelationship: (call) => guarded(house, call, () => recordRelationship(house, call)),
    endRelationship: (call, id) => guarded(house, call, () => endRelationship(house, call, id)),
    findRelationship: (call, id) => guarded(house, call, () => findRelationship(house, call, id)),
  };
}

/** A fault of ours is a problem for the caller and a line in our own log, never half an answer. */
async function guarded<Answer>(
  house: House,
  call: SystemCall,
  work: () => Promise<Result<Answer, Problem>>,
): Promise<Result<Answer, Problem>> {
  try {
    return await work();
  } catch (fault) {
    house.log.fault('request-failed', fault, { exchangeId: call.exchangeId });
    return refuse({ code: 'fault' });
  }
}
