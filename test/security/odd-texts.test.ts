import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/platform/index.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { type RawPartner, openRawPartner } from '../support/raw-partner.ts';
import { sendPlan } from '../support/send-plan.ts';

let system: TestGateway;
let council: RawPartner;

beforeAll(async () => {
  system = await startTestGateway();
  council = await openRawPartner(system, 'WMC');
});

afterAll(async () => {
  await council.close();
  await system.stop();
});

/** Texts that have broken somebody's program before. All are lawful texts, so all must arrive as they were written. */
const oddTexts: readonly (readonly [name: string, text: string])[] = [
  ['SQL', `Robert'); drop table ledger.entries;--`],
  ['SQL with a dollar', '$1 $$ $tag$ select pg_sleep(10) $tag$'],
  ['markup', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['a template', '{{7*7}} ${7*7} <%= 7*7 %> #{7*7} {% raw %}'],
  ['a format', '%s %n %d %x %00 {0} {}'],
  ['a shell', '`id` $(id) | id ; id && id > /dev/null'],
  ['a path', '../../../../etc/passwd\\..\\..\\windows'],
  ['line ends', 'one\r\ntwo\rthree\nfour\u2028five\u2029six\u0085seven'],
  ['control characters', '\u0001\u0002\u0007\u0008\u000b\u001b[31mred\u001b[0m\u007f'],
  ['a log line', 'x\n{"level":"error","message":"forged"}'],
  ['what looks like JSON', '{"purposeCode":"P09","__proto__":{}}'],
  ['letters from right to left', '\u202egnitirw\u202c \u05d0\u05d1 \u0627\u0644'],
  ['letters that show nothing', 'a\u200bb\u200c\u200d\u2060\ufeffc\u00ad'],
  ['the same letter in two spellings', 'caf\u00e9 cafe\u0301'],
  ['letters that look like others', '\u0410dmin \u0455chool \uff21'],
  ['pictures', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u{1f3fd} \u{1f1ec}\u{1f1e7}'],
  ['marks upon marks', `Z${'\u0351\u0367\u0314\u0325'.repeat(40)}`],
  ['the last characters there are', '\uffff\ufffe\ufffd\u{10ffff}\ud7ff\ue000 a'],
  ['names of members', '__proto__ constructor prototype toString hasOwnProperty'],
  ['words that are values', 'null undefined NaN Infinity true false'],
  ['numbers', '0x10 1e400 -0 9007199254740993 \u0661\u0662\u0663'],
  ['a name that is no name', "D'Arcy-O\u2019Brien, Ng\u0169g\u0129 wa Null"],
  ['a formula', '=cmd|\u2019/c calc\u2019!A1 +1 -1 @SUM(A1)'],
  ['blanks around a word', ' \t\u00a0\u3000word\u3000'],
];

function withNeed(text: string) {
  return (message: JsonObject): JsonObject => {
    const segments = message['segments'] as readonly JsonObject[];
    return {
      ...message,
      segments: segments.map((segment) => {
        if (segment['segmentId'] !== 'row-attendance') return segment;
        const content = segment['content'] as JsonObject;
        return { ...segment, content: { ...content, need: { kind: 'NEED', text } } };
      }),
    };
  };
}

it.each(oddTexts)('%s arrives as it was written and is found in no log', async (_name, text) => {
  const before = (await system.region.peers.FPS.received()).length;
  const answer = await sendPlan(council, { message: withNeed(text) });
  expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual([200, '']);
  const [delivery] = (await system.region.peers.FPS.received()).slice(before);
  expect(delivery?.receipt).toBe('VERIFIED');
  const { segments } = JSON.parse(delivery?.body ?? '{}') as {
    readonly segments: readonly {
      readonly segmentId: string;
      readonly content: { readonly need?: unknown };
    }[];
  };
  const row = segments.find(({ segmentId }) => segmentId === 'row-attendance');
  expect(row?.content.need).toEqual({ kind: 'NEED', text });
  expect(answer.text).not.toContain(text);
  if (text.trim().length > 8) expect(system.readLog()).not.toContain(text);
});

it.each([
  ['blanks', ' \t\u00a0\u3000'],
  ['characters that nobody assigned a meaning', '\uffff\ufffe\u{10ffff}\ue000'],
  ['a dash', ' \u2014 '],
])('%s alone say nothing, and are refused by their place', async (_name, text) => {
  const answer = await sendPlan(council, { message: withNeed(text) });
  expect(answer.status).toBe(422);
  expect((JSON.parse(answer.text) as { readonly errors?: unknown }).errors).toEqual([
    expect.objectContaining({
      pointer: expect.stringMatching(/^\/segments\/\d+\/content\/need\/text$/),
      rule: 'blank',
    }),
  ]);
  expect(answer.text).not.toContain(text);
});

it('every line of the log is still one JSON object', () => {
  const lines = system.readLog().trimEnd().split('\n');
  expect(lines.filter((line) => !line.startsWith('{') || !line.endsWith('}'))).toEqual([]);
});

it('the ledger is whole afterwards', async () => {
  expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true, problems: [] });
});
