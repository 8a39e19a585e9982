import { randomUUID } from 'node:crypto';
import type { ExchangeAnswer } from '../exchange/index.ts';
import { type Message, type SegmentedMessage, recordTypes } from '../records/index.ts';
import type { SceneResult } from './scene-result.ts';
import type { Westmarch } from './open-westmarch.ts';
import type { PartnerRequest } from './partner-system.ts';
import { type SystemKey, systems } from './prepare-systems.ts';
import { keysOf } from './seed-rooms.ts';
import { organisations } from './westmarch.ts';

/** An example of the catalogue on its way: which system sends it, and which receives it. */
export interface CatalogueExchange {
  readonly title: string;
  readonly message: Message;
  readonly from: SystemKey;
  readonly to: SystemKey;
  readonly request: PartnerRequest;
}

/**
 * One exchange of every type of the catalogue whose example has its day in a story (docs/domain/02 §2.3), each under
 * identifiers of its own, signed for by its author.
 */
export function listCatalogueExchanges(): readonly CatalogueExchange[] {
  const plan = randomUUID();
  return recordTypes.flatMap(({ code, examples: [example] }) => {
    if (example?.sentAt === undefined) return [];
    const messageId = code === 'M09' ? plan : randomUUID();
    const message = correct(example.build({ messageId, correlationId: randomUUID() }), plan);
    const [recipient] = message.recipients;
    if (recipient === undefined) return [];
    return [
      {
        title: `${code} ${example.title}`,
        message,
        from: findSystem(message.source.organisation),
        to: findSystem(recipient.organisation),
        request: sendExample(message, example.sentAt),
      },
    ];
  });
}

/** The correction of the examples corrects the plan that was sent before it. */
function correct(message: Message, originalMessageId: string): Message {
  if (message.type !== 'M19') return message;
  const segments = message.segments.map((segment): SegmentedMessage['segments'][number] =>
    segment.path === '/correction'
      ? { ...segment, content: { kind: 'CORRECTION', originalMessageId } }
      : segment,
  );
  return { ...message, segments };
}

/** Sends one of every type of the catalogue, one after the other, and tells of each what came of it. */
export async function playCatalogue({ peers }: Pick<Westmarch, 'peers'>): Promise<readonly SceneResult[]> {
  const results: SceneResult[] = [];
  for (const { title, from, request } of listCatalogueExchanges()) {
    const { status, body } = await peers[from].send(request);
    const [answer] = status < 300 ? (body as ExchangeAnswer).recipients : [];
    const arrived = answer?.delivery === 'DELIVERED';
    results.push({ title, answer, differences: arrived ? [] : [`the gateway answered ${status}`] });
  }
  return results;
}

/** The request that pushes an example, with its author signed for. */
export function sendExample(message: Message, sentAt: string): PartnerRequest {
  const { id, role } = message.author;
  return {
    method: 'POST',
    path: '/v1/messages',
    body: message,
    boundTo: message.messageId,
    practitioner: { staffId: id, role, leadPractitioner: role === 'SW' },
    evaluateAt: sentAt,
  };
}

/** The system of an organisation of the region. */
export function findSystem({ system, value }: Message['source']['organisation']): SystemKey {
  const found = keysOf(systems).find((key) =>
    organisations[key].identifiers.some((each) => each.system === system && each.value === value),
  );
  if (found === undefined)
    throw new Error('an example comes from or goes to an organisation without a system');
  return found;
}
