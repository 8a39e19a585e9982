import { randomUUID } from 'node:crypto';
import type { ExchangeAnswer } from '../../src/exchange/index.ts';
import type { JsonObject } from '../../src/platform/index.ts';
import type { RecordRequest, SegmentedMessage } from '../../src/records/index.ts';
import type { ActingPractitioner, GatewayAnswer } from '../../src/region/partner-system.ts';
import type { ReceivedDelivery } from '../../src/region/peer-messages.ts';
import { asExchange, asPlan, freshPlan, marnock, push, sue, without } from './exchanges.ts';
import type { TestGateway } from './gateway.ts';
import { recordWorksWith } from './works-with.ts';

/** Jackie as requests name her. */
const jackie = {
  identifiers: [{ system: 'nhs-number', value: '9990001014' }],
  demographics: { name: { family: 'Cormack', given: ['Jackie'] }, birthDate: '2017-05-14' },
};

/** What a view of a plan, or a delivery of one, holds. */
export interface ShownPlan {
  readonly envelope: { readonly planId: string; readonly asAt?: string; readonly messageId: string };
  readonly segments: readonly { readonly segmentId: string; readonly content: JsonObject }[];
  readonly withheld?: readonly object[];
  readonly changes?: {
    readonly added: readonly string[];
    readonly removed: readonly { readonly segmentId: string }[];
    readonly changed: readonly {
      readonly segmentId: string;
      readonly members: readonly string[];
      readonly before: { readonly content: JsonObject };
    }[];
    readonly unchanged: readonly string[];
    readonly files: Readonly<Record<'added' | 'removed' | 'changed' | 'unchanged', readonly string[]>>;
  };
}

/** A plan with the contents of some parts changed, and others left out (null). */
export function rewrite(
  plan: SegmentedMessage,
  parts: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>,
): SegmentedMessage {
  return {
    ...plan,
    messageId: randomUUID(),
    segments: plan.segments.flatMap((segment) => {
      const change = parts[segment.segmentId];
      if (change === null) return [];
      if (change === undefined) return [segment];
      return [{ ...segment, content: { ...(segment.content as JsonObject), ...(change as JsonObject) } }];
    }),
  };
}

/** Jackie's plans as Sue sends them, and as others read them. */
export class PlanStory {
  readonly #system: TestGateway;

  constructor(system: TestGateway) {
    this.#system = system;
  }

  /** The first version of a plan of its own; changed as asked. */
  first(more: Partial<SegmentedMessage> = {}): SegmentedMessage {
    return freshPlan(more);
  }

  /** The next version of a plan. */
  next(plan: SegmentedMessage, version: number, parts: Parameters<typeof rewrite>[1] = {}): SegmentedMessage {
    return asPlan(rewrite(plan, parts), { version });
  }

  send(message: SegmentedMessage, at: string): Promise<GatewayAnswer> {
    return this.#system.region.peers.WMC.send(push(message, sue, { evaluateAt: at }));
  }

  async sent(message: SegmentedMessage, at: string): Promise<ExchangeAnswer> {
    return asExchange(await this.send(message, at));
  }

  /** A correction of a message, by Sue, under the identifier of its own. */
  correct(
    original: SegmentedMessage,
    parts: Readonly<Record<string, { readonly category: string; readonly says: string }>>,
    more: Partial<SegmentedMessage> & { readonly kind?: string } = {},
  ): SegmentedMessage {
    const { kind = 'CORRECTION', ...changes } = more;
    const frame = {
      segmentId: 'frame',
      path: '/correction',
      about: ['subject'],
      content: { kind, originalMessageId: original.messageId },
    };
    const named = Object.entries(parts).map(([segmentId, { category, says }]) => {
      const rowId = randomUUID();
      const content = {
        rowId,
        segmentId,
        whatWasWrong: says,
        reason: says,
        ...(kind === 'CORRECTION' ? { replacement: says } : {}),
      };
      return {
        segmentId: rowId,
        path: `/corrections/${rowId}`,
        categoryCodes: [category],
        assertionType: 'FACT',
        about: ['subject'],
        linkedToNeed: true,
        content,
      };
    });
    return {
      ...without(without(original, 'leadDecision'), 'relatedPersons'),
      messageId: randomUUID(),
      type: 'M19',
      ...changes,
      segments: [frame, ...named],
    } as unknown as SegmentedMessage;
  }

  /** Mr Marnock asks for the plan as it was kept; changed as asked. */
  view(
    plan: NonNullable<RecordRequest['plan']>,
    at: string,
    more: Partial<RecordRequest> = {},
    practitioner: ActingPractitioner = marnock,
  ): Promise<GatewayAnswer> {
    const request = {
      requestId: randomUUID(),
      type: 'M09',
      source: { organisation: { system: 'ods', value: 'Z9Z9A' }, department: 'CSC' },
      reader: { role: practitioner.role },
      urgency: 'ROUTINE',
      purposeCode: 'P07',
      legalPower: ['CA1989_S17'],
      subject: jackie,
      plan,
      ...more,
    };
    return this.#system.region.peers.FPS.send({
      method: 'POST',
      path: '/v1/requests',
      body: request,
      practitioner,
      boundTo: request.requestId,
      evaluateAt: at,
    });
  }

  /** The same; it must be given. */
  async shown(...asked: Parameters<PlanStory['view']>): Promise<ShownPlan> {
    const { status, body, text } = await this.view(...asked);
    if (status !== 200) throw new Error(text);
    return body as ShownPlan;
  }

  /** Has the school record that one of its staff works with Jackie. */
  async worksWith(practitioner: ActingPractitioner): Promise<void> {
    await recordWorksWith(this.#system.region.peers.FPS, jackie, practitioner, '2026-01-01');
  }

  /** What has arrived at the school that has a word in it. */
  async arrived(word: string): Promise<readonly ReceivedDelivery[]> {
    const all = await this.#system.region.peers.FPS.received();
    return all.filter(({ body }) => body.includes(word));
  }
}
