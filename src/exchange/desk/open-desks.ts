import { type JsonObject, newId } from '../../platform/index.ts';
import { createExchange } from '../create-exchange.ts';
import type { Exchange, SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { type DeskPerson, identifyAtDesk } from './identify-at-desk.ts';
import { nameHeld } from './name-held.ts';

/** The doors of the exchange as somebody enters them in person. They are the very doors of systems: nothing is decided in another way. */
export interface Desk extends Exchange {
  /** The child's name, where something waits for whoever asks as the lead of their family. */
  nameHeld(holdId: string, at: Date): Promise<string | undefined>;
}

/** Opens the desk of somebody who signed in. */
export type OpenDesk = (person: DeskPerson) => Desk;

/** Makes desks over the house. */
export function createDesks(house: House): OpenDesk {
  return (person) => ({
    ...createExchange({ ...house, identify: identifyAtDesk(house, person) }),
    nameHeld: (holdId, at) => nameHeld(house, person, holdId, at),
  });
}

/**
 * What is asked at a desk, as the doors take it.
 * @param key names the act, so that a form which is sent twice does one thing
 */
export function askAtDesk(
  at: Date,
  { body, key }: { readonly body?: JsonObject; readonly key?: string } = {},
): SystemCall {
  return {
    exchangeId: newId<'Exchange'>(),
    body: body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body)),
    mediaType: body === undefined ? null : 'application/json',
    peer: { certificate: undefined, authorised: false },
    authorization: undefined,
    userAssertion: undefined,
    idempotencyKey: key,
    ifMatch: undefined,
    ifNoneExist: undefined,
    grounds: undefined,
    traceparent: undefined,
    receivedAt: at,
    evaluateAt: undefined,
  };
}
