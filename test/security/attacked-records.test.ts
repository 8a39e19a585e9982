import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JsonObject, JsonValue } from '../../src/platform/index.ts';
import type { SegmentedMessage } from '../../src/records/index.ts';
import {
  type CatalogueExchange,
  listCatalogueExchanges,
  sendExample,
} from '../../src/region/catalogue-exchanges.ts';
import type { GatewayAnswer } from '../../src/region/partner-system.ts';
import { hidingFiles, plainFiles } from '../hiding/files.ts';
import { asExchange, asPlan, onlyRecipient } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';

/*
 * Records that break a rule, and files that are not what they say, sent by a registered system over mutual TLS: each is refused
 * with the place and the rule or waits, and no word of it is in an answer, a log or at the recipient.
 */

/** Stands in whatever is wrong. */
const secret = 'CANARYATTACKED';

let system: TestGateway;

beforeAll(async () => {
  system = await startTestGateway();
});

afterAll(async () => {
  expect(system.readLog()).not.toContain(secret);
  await system.stop();
});

type Told = CatalogueExchange & { readonly message: SegmentedMessage };
type Segment = SegmentedMessage['segments'][number];
type Change = (message: SegmentedMessage) => SegmentedMessage;

function storyOf(type: string): Told {
  const found = listCatalogueExchanges().find((each): each is Told => each.message.type === type);
  if (found === undefined) throw new Error('there is no such story');
  return found;
}

/** Sends the example of a type with something changed; gives the answer and what arrived of it. */
async function send(type: string, change: Change): Promise<{ answer: GatewayAnswer; arrived: string }> {
  const story = storyOf(type);
  const { peers } = system.region;
  const before = (await peers[story.to].received(0)).length;
  const fresh = { ...story.message, messageId: randomUUID() };
  const answer = await peers[story.from].send(
    sendExample(
      change(['M03', 'M09'].includes(type) ? asPlan(fresh, { recordId: randomUUID() }) : fresh),
      story.request.evaluateAt ?? '',
    ),
  );
  const came = await peers[story.to].received(before);
  return { answer, arrived: came.map(({ body }) => body).join('\n') };
}

/** One member of the first part under a path replaced; undefined takes it away. */
function having(path: string, members: Readonly<Record<string, JsonValue | undefined>>): Change {
  return (message) => ({
    ...message,
    segments: message.segments.map((segment): Segment =>
      segment.path.startsWith(path)
        ? (JSON.parse(
            JSON.stringify({ ...segment, content: { ...(segment.content as JsonObject), ...members } }),
          ) as Segment)
        : segment,
    ),
  });
}

/** The way in which a mother is spoken with, changed. */
const communication =
  (members: Readonly<Record<string, JsonValue>>): Change =>
  (message) => {
    const part = message.segments.find(({ path }) => path.endsWith('/communication'));
    if (part === undefined) throw new Error('the example says how somebody is spoken with');
    return having(part.path, members)(message);
  };

const attacks: readonly (readonly [
  what: string,
  type: string,
  change: Change,
  place: RegExp,
  rule: RegExp,
])[] = [
  [
    'an outcome that is not specific',
    'M03',
    having('/sections/E/', { specific: undefined }),
    /\/content\/specific$/,
    /^outcome-specific$/,
  ],
  [
    'an outcome whose target is where it began',
    'M03',
    having('/sections/E/', { measure: { baseline: secret, target: secret, how: secret } }),
    /\/content\/measure$/,
    /^outcome-measurable$/,
  ],
  [
    'an outcome that nobody says is achievable',
    'M03',
    having('/sections/E/', { achievableBecause: undefined }),
    /achievableBecause$/,
    /^outcome-achievable$/,
  ],
  [
    'an outcome that serves no need',
    'M03',
    having('/sections/E/', { servesNeed: randomUUID() }),
    /servesNeed$/,
    /^outcome-relevant$/,
  ],
  [
    'an outcome without a day',
    'M03',
    having('/sections/E/', { by: undefined }),
    /\/by$/,
    /^outcome-time-bound$/,
  ],
  ['an outcome whose day is a word', 'M03', having('/sections/E/', { by: secret }), /\/by$/, /./],
  [
    'an outcome with a member of its own',
    'M03',
    having('/sections/E/', { besides: secret }),
    /\/content/,
    /^unknown-member$/,
  ],
  [
    'early help where another way is right',
    'M06',
    having('/suitability', { significantHarm: true, inPublicCare: true }),
    /\/content\/(?:significantHarm|inPublicCare)$/,
    /^other-route$/,
  ],
  [
    'early help that nobody who may has confirmed',
    'M06',
    having('/suitability', { significantHarm: true, confirmedByLead: { by: secret, reasons: '' } }),
    /confirmedByLead/,
    /./,
  ],
  [
    'a guard that is answered with a word',
    'M06',
    having('/suitability', { significantHarm: secret }),
    /significantHarm$/,
    /^type$/,
  ],
  ['languages that are none', 'M06', communication({ languages: [secret] }), /\/languages\/0$/, /./],
  [
    'more languages than anybody speaks',
    'M06',
    communication({ languages: Array.from({ length: 11 }, () => 'en') }),
    /\/languages$/,
    /./,
  ],
  ['a form that there is not', 'M06', communication({ formats: [secret] }), /\/formats\/0$/, /./],
  [
    'an interpreter who is a text',
    'M06',
    communication({ interpreterNeeded: secret }),
    /interpreterNeeded$/,
    /^type$/,
  ],
  [
    'a profile with notes beside it',
    'M06',
    communication({ notes: secret }),
    /\/content/,
    /^unknown-member$/,
  ],
];

describe('a record that breaks a rule', () => {
  it.each(attacks)('%s is refused with the place and the rule', async (_what, type, change, place, rule) => {
    const { answer, arrived } = await send(type, change);
    expect([answer.status, arrived]).toEqual([422, '']);
    const { errors = [] } = answer.body as { readonly errors?: readonly { pointer: string; rule: string }[] };
    expect(errors).not.toEqual([]);
    for (const error of errors) {
      expect(error.pointer).toMatch(place);
      expect(error.rule).toMatch(rule);
    }
    expect(answer.text).not.toContain(secret);
  });

  it.each(['M03', 'M06'])('and the same %s that breaks none goes', async (type) => {
    const { answer } = await send(type, (message) => message);
    expect(onlyRecipient(asExchange(answer)).outcome).toMatch(/^FORWARD/);
  });
});

/** A file beside a plan, with a label that lets it go. */
const carrying =
  (contentType: string, data: string, more: JsonObject = {}): Change =>
  (message) =>
    JSON.parse(
      JSON.stringify({
        ...message,
        attachments: [
          {
            attachmentId: 'picture',
            title: 'A drawing',
            contentType,
            data,
            plainSummary: 'A drawing.',
            categoryCodes: ['EDU'],
            about: ['subject'],
            linkedToNeed: true,
            ...more,
          },
        ],
      }),
    ) as SegmentedMessage;

/** What became of the file, for its sender, and what arrived. */
async function sendFile(
  change: Change,
): Promise<{ status: number; outcome: string | undefined; answer: string; arrived: string }> {
  const { answer, arrived } = await send('M09', change);
  const outcome =
    answer.status === 422
      ? undefined
      : onlyRecipient(asExchange(answer)).segments.find(({ segmentId }) => segmentId === 'picture')?.outcome;
  return { status: answer.status, outcome, answer: answer.text, arrived };
}

const bytesOf = (name: string): Buffer => {
  const file = plainFiles.find((each) => each.name === name);
  if (file === undefined) throw new Error('there is no such file');
  return file.build(secret);
};

describe('a file', () => {
  it.each(plainFiles.filter(({ name }) => name !== 'text').map((file) => [file.name, file] as const))(
    'that is what it says goes whole (%s)',
    async (_name, { build, contentType }) => {
      const data = build('').toString('base64');
      const { outcome, arrived } = await sendFile(carrying(contentType, data));
      expect(outcome).toBe('RELEASE');
      expect(arrived).toContain(data);
    },
  );

  it.each(hidingFiles.map((file) => [file.name, file] as const))(
    'that holds more than can be seen waits (%s)',
    async (_name, { build, contentType }) => {
      const data = build(secret).toString('base64');
      const { outcome, answer, arrived } = await sendFile(carrying(contentType, data));
      expect(outcome).toBe('HOLD');
      expect([answer.includes(secret), arrived.includes(data)]).toEqual([false, false]);
    },
  );

  const png = bytesOf('PNG');
  const pdf = bytesOf('PDF');
  it.each<[string, string, Buffer]>([
    ['a picture that says it is a document', 'application/pdf', png],
    ['a document that says it is a picture', 'image/png', pdf],
    ['a page that says it is a picture', 'image/png', Buffer.from(`<html><script>${secret}</script></html>`)],
    ['a picture with a document behind it', 'image/png', Buffer.concat([png, pdf])],
    ['a document with an archive behind it', 'application/pdf', Buffer.concat([pdf, bytesOf('Word')])],
    ['an archive before a document', 'application/pdf', Buffer.concat([bytesOf('Word'), pdf])],
    ['half a picture', 'image/png', png.subarray(0, png.length - 6)],
    ['a program', 'application/x-msdownload', Buffer.from(`MZ${secret}`)],
    ['a web page', 'text/html', Buffer.from(`<p>${secret}</p>`)],
  ])('that is not what it says waits (%s)', async (_name, contentType, bytes) => {
    const data = bytes.toString('base64');
    const { outcome, answer, arrived } = await sendFile(carrying(contentType, data));
    expect(outcome).toBe('HOLD');
    expect([answer.includes(secret), arrived.includes(data), arrived.includes('A drawing')]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('without a label waits, whatever it is', async () => {
    const data = png.toString('base64');
    const { outcome, arrived } = await sendFile(carrying('image/png', data, { categoryCodes: [] }));
    expect(outcome).not.toBe('RELEASE');
    expect(arrived).not.toContain(data);
  });

  it.each<[string, Change, RegExp]>([
    [
      'a name of a path',
      carrying('image/png', png.toString('base64'), { fileName: `../${secret}` }),
      /^\/attachments\/0/,
    ],
    ['no base64', carrying('image/png', `${secret}!!`), /^\/attachments\/0\/data$/],
    [
      'a kind that is none',
      carrying(`${secret} png`, png.toString('base64')),
      /^\/attachments\/0\/contentType$/,
    ],
  ])('with %s is refused with its place', async (_name, change, place) => {
    const { answer, arrived } = await send('M09', change);
    expect([answer.status, arrived, answer.text.includes(secret)]).toEqual([422, '', false]);
    const { errors = [] } = answer.body as { readonly errors?: readonly { pointer: string; rule: string }[] };
    expect(errors.map(({ pointer }) => pointer)).toEqual([expect.stringMatching(place)]);
  });

  it('that is longer than any body may be does not come in', async () => {
    const { answer, arrived } = await send(
      'M09',
      carrying('image/png', Buffer.alloc(3_900_000).toString('base64')),
    );
    expect([answer.status, arrived]).toEqual([413, '']);
  });
});
