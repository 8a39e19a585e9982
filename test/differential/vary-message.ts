import { randomUUID } from 'node:crypto';
import { type Message, type SegmentedMessage, recordTypes } from '../../src/records/index.ts';
import { sendExample } from '../../src/region/catalogue-exchanges.ts';
import type { PartnerRequest } from '../../src/region/partner-system.ts';
import { purposeCodes, roles } from '../../src/vocabulary/index.ts';
import type { Random } from '../oracle/random.ts';
import { asPlan } from '../support/exchanges.ts';

/** One thing to send, which can be made any number of times: alike but for its identifiers. */
export interface Story {
  readonly title: string;
  /** @param before the message of this sender's that a correction corrects */
  make(before: string): { readonly message: Message; readonly request: PartnerRequest };
}

type Twist = (message: Message) => Message;

const examples = recordTypes.flatMap(({ code, examples: each }) =>
  each.flatMap((example) =>
    example.sentAt === undefined ? [] : [{ code, ...example, sentAt: example.sentAt }],
  ),
);

/** An example of the catalogue, as it is or with something else about it. */
export function drawStory(random: Random): Story {
  const example = random.pick(examples);
  const { title, twist } = drawTwist(random);
  const asksOnly = random.once(6);
  const [withoutSigner, hour] = [random.once(12), 1 + Math.floor(random.next() * 8)];
  return {
    title: `${example.code} ${title}${asksOnly ? ', asked about' : ''}${withoutSigner ? ', signed for by nobody' : ''}`,
    make: (before) => {
      const built = example.build({ messageId: randomUUID(), correlationId: randomUUID() });
      const message = twist(nameAnew(built, before));
      const request = sendExample(message, later(example.sentAt, hour));
      const { practitioner, ...unsigned } = request;
      return {
        message,
        request: {
          ...(withoutSigner || practitioner === undefined ? unsigned : request),
          ...(asksOnly ? { path: '/v1/decisions' } : {}),
        },
      };
    },
  };
}

/** A plan is the first version of a plan of its own, and a correction corrects what its sender sent. */
function nameAnew(message: Message, before: string): Message {
  if (message.type === 'FHIR') return message;
  if (message.type === 'M19')
    return changeContent(message, '/correction', { kind: 'CORRECTION', originalMessageId: before });
  const isPlan = message.segments.some(({ path }) => path === '/header');
  return isPlan ? asPlan(message, { recordId: randomUUID(), version: 1 }) : message;
}

function changeContent(
  message: SegmentedMessage,
  path: string,
  content: SegmentedMessage['segments'][number]['content'],
): SegmentedMessage {
  return {
    ...message,
    segments: message.segments.map((segment) => (segment.path === path ? { ...segment, content } : segment)),
  };
}

function drawTwist(random: Random): { readonly title: string; readonly twist: Twist } {
  const purpose = random.pick(purposeCodes);
  const role = random.pick(roles);
  const urgency = random.pick(['ROUTINE', 'URGENT', 'IMMEDIATE'] as const);
  const kept = Array.from({ length: 64 }, () => !random.once(3));
  const silent = Math.floor(random.next() * 8);
  const twists: readonly { readonly title: string; readonly twist: Twist }[] = [
    { title: 'as it is', twist: (message) => message },
    { title: `for ${purpose}`, twist: (message) => ({ ...message, purposeCode: purpose }) },
    { title: urgency, twist: (message) => ({ ...message, urgency }) },
    {
      title: `to ${role}`,
      twist: (message) => ({ ...message, recipients: message.recipients.map((each) => ({ ...each, role })) }),
    },
    {
      title: 'without some of its parts',
      twist: (message) =>
        message.type === 'FHIR'
          ? message
          : {
              ...message,
              segments: message.segments.filter(
                ({ path }, place) => path === '/header' || kept[place % kept.length],
              ),
            },
    },
    {
      title: 'with a part that is to stay unnoticed',
      twist: (message) =>
        message.type === 'FHIR'
          ? message
          : {
              ...message,
              segments: message.segments.map((segment, place) =>
                place === silent
                  ? { ...segment, flags: [...(segment.flags ?? []), 'SILENT_WITHHOLD' as const] }
                  : segment,
              ),
            },
    },
    {
      title: 'about somebody born on another day',
      twist: (message) => ({
        ...message,
        subject: {
          ...message.subject,
          demographics: { ...message.subject.demographics, birthDate: '2001-01-01' },
        },
      }),
    },
  ];
  // As it is more often than anything else: most of what is remembered is remembered of what goes.
  return random.once(3) ? { title: 'as it is', twist: (message) => message } : random.pick(twists);
}

/** Some hours on, so that the same day is asked about at several instants. */
function later(instant: string, hours: number): string {
  return new Date(Date.parse(instant) + hours * 3_600_000).toISOString();
}
