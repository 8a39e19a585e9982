import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../src/platform/index.ts';
import { type SegmentedMessage, buildLeoReferral } from '../../src/records/index.ts';
import { freshPlan } from './exchanges.ts';
import type { RawAnswer, RawPartner } from './raw-partner.ts';

/** When the examples of docs/domain/07 AC1 and AC4 are sent. */
export const planInstant = '2028-01-07T15:00:00Z';
const referralInstant = '2027-02-09T14:20:00Z';

export const sue = { staffId: 'sue.williams', role: 'SW', leadPractitioner: true } as const;
const dsl = { staffId: 'fps.dsl', role: 'DSL' } as const;

/** Jackie's plan under identifiers of its own. */
export function newPlan(): SegmentedMessage {
  return freshPlan();
}

/** Leo's referral under identifiers of its own. */
export function newReferral(): SegmentedMessage {
  return buildLeoReferral({ messageId: randomUUID(), correlationId: randomUUID() });
}

/** What is changed about a good request. */
export interface Change {
  readonly message?: (message: JsonObject) => unknown;
  /** The body in place of the message as JSON. */
  readonly body?: (text: string) => string | Buffer;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly path?: string;
}

/** The council sends Jackie's plan to her school, all being right but for the change. */
export async function sendPlan(council: RawPartner, change: Change = {}): Promise<RawAnswer> {
  const plan = newPlan();
  return sendChanged(council, plan, change, {
    'assent-user-assertion': await council.signAssertion(sue, plan.messageId),
    'assent-evaluate-at': planInstant,
  });
}

/** The school refers Leo to the council's front door, all being right but for the change. */
export async function sendReferral(school: RawPartner, change: Change = {}): Promise<RawAnswer> {
  const referral = newReferral();
  return sendChanged(school, referral, change, {
    'assent-user-assertion': await school.signAssertion(dsl, referral.messageId),
    'assent-evaluate-at': referralInstant,
  });
}

async function sendChanged(
  partner: RawPartner,
  message: SegmentedMessage,
  change: Change,
  headers: Readonly<Record<string, string>>,
): Promise<RawAnswer> {
  const plain = JSON.parse(JSON.stringify(message)) as JsonObject;
  const text = JSON.stringify(change.message?.(plain) ?? plain);
  return partner.ask({
    path: change.path ?? '/v1/messages',
    headers: { ...headers, ...change.headers },
    body: change.body?.(text) ?? text,
  });
}
