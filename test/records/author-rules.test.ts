import { describe, expect, it } from '@jest/globals';
import type { JsonObject, JsonValue } from '../../src/platform/index.ts';
import type { MessageTypeCode } from '../../src/vocabulary/index.ts';
import { type SegmentedMessage, getRecordType, parseMessage } from '../../src/records/index.ts';

type Segment = SegmentedMessage['segments'][number];

function exampleOf(type: MessageTypeCode): SegmentedMessage {
  const example = getRecordType(type).examples[0]?.build();
  if (example === undefined || example.type === 'FHIR') throw new Error('there is no such example');
  return example;
}

/** What is wrong with the example of a type when one part of it is changed. */
function changed(
  type: MessageTypeCode,
  path: string,
  change: (segment: Segment) => Segment,
): readonly string[] {
  const example = exampleOf(type);
  const segments = example.segments.map((each) => (each.path.startsWith(path) ? change(each) : each));
  return problemsOf({ ...example, segments });
}

function problemsOf(message: SegmentedMessage): readonly string[] {
  const parsed = parseMessage(JSON.parse(JSON.stringify(message)) as JsonValue);
  return parsed.ok ? [] : parsed.refusal.map(({ pointer, rule }) => `${pointer} ${rule}`);
}

/** A content with members changed; undefined takes one away. */
function having(members: Readonly<Record<string, JsonValue | undefined>>): (segment: Segment) => Segment {
  return (segment) =>
    JSON.parse(
      JSON.stringify({ ...segment, content: { ...(segment.content as JsonObject), ...members } }),
    ) as Segment;
}

const without =
  (name: keyof Segment) =>
  (segment: Segment): Segment =>
    Object.fromEntries(Object.entries(segment).filter(([key]) => key !== name)) as unknown as Segment;

const cases: readonly (readonly [
  what: string,
  type: MessageTypeCode,
  path: string,
  change: (segment: Segment) => Segment,
  problems: readonly string[],
])[] = [
  [
    'advice without a plain summary',
    'M02',
    '/needs/',
    without('plainSummary'),
    ['/segments/3/plainSummary plain-summary'],
  ],
  [
    'advice that is not marked',
    'M02',
    '/needs/',
    without('assertionType'),
    ['/segments/3/assertionType assertion-mark'],
  ],
  [
    'advice of a registered profession without a number',
    'M02',
    '/advice',
    having({ registrationNumber: undefined }),
    ['/segments/0/content/registrationNumber required'],
  ],
  [
    'a referral that is not marked',
    'M07',
    '/concern/narrative',
    without('assertionType'),
    ['/segments/1/assertionType assertion-mark'],
  ],
  [
    'an outcome that is not specific',
    'M03',
    '/sections/E/',
    having({ specific: undefined }),
    ['/segments/3/content/specific outcome-specific'],
  ],
  [
    'an outcome whose target is where it began',
    'M03',
    '/sections/E/',
    having({ measure: { baseline: 'a page', target: 'a page', how: 'Timed' } }),
    ['/segments/3/content/measure outcome-measurable'],
  ],
  [
    'an outcome that nobody says is achievable',
    'M03',
    '/sections/E/',
    having({ achievableBecause: undefined }),
    ['/segments/3/content/achievableBecause outcome-achievable'],
  ],
  [
    'an outcome that serves no need of the plan',
    'M03',
    '/sections/E/',
    having({ servesNeed: '5b0a7d1e-0c5e-4d0c-9d52-000000000999' }),
    ['/segments/3/content/servesNeed outcome-relevant'],
  ],
  [
    'an outcome without a day',
    'M03',
    '/sections/E/',
    having({ by: undefined }),
    ['/segments/3/content/by outcome-time-bound'],
  ],
  [
    'early help for a child at risk of harm',
    'M06',
    '/suitability',
    having({ significantHarm: true, youthJustice: true }),
    ['/segments/1/content/significantHarm other-route', '/segments/1/content/youthJustice other-route'],
  ],
  [
    'early help for a child at risk of harm that the lead confirms',
    'M06',
    '/suitability',
    having({ significantHarm: true, confirmedByLead: { by: 'mr.marnock', reasons: 'MASH asked us to.' } }),
    [],
  ],
  [
    'an assessment before the family saw the privacy statement',
    'M06',
    '/header',
    having({ privacyStatementShown: false }),
    ['/segments/0/content/privacyStatementShown choice'],
  ],
  [
    'a family fact that is not about whom it concerns',
    'M06',
    '/family/facts/',
    (segment) => ({ ...segment, about: ['subject'] }),
    ['/segments/4/content/concerns/0 shared-about'],
  ],
  [
    'more sessions attended than were possible',
    'M11',
    '/attendance',
    having({ attended: 150 }),
    ['/segments/0/content/attended figures'],
  ],
  [
    'persistent absence that the figures do not show',
    'M11',
    '/attendance',
    having({ attended: 140, absences: [] }),
    ['/segments/0/content/persistentlyAbsent figures'],
  ],
  [
    'advice due after more than 6 weeks',
    'M01',
    '/request',
    having({ deadline: '2027-05-04' }),
    ['/segments/0/content/deadline deadline'],
  ],
  [
    'a setting that has more than 15 days',
    'M04',
    '/consultation',
    having({ replyBy: '2028-01-26' }),
    ['/segments/0/content/replyBy deadline'],
  ],
  [
    'an outcome of another stage',
    'M08',
    '/outcome',
    having({ stage: 'CONTACT' }),
    ['/segments/0/content/outcomes/0 choice'],
  ],
  [
    'another day than the 18th birthday',
    'M15',
    '/referral',
    having({ eighteenOn: '2027-02-21' }),
    ['/segments/0/content/eighteenOn eighteenth'],
  ],
  [
    'a withdrawal that may still be relied on',
    'M18',
    '/event',
    having({ kind: 'WITHDRAWN' }),
    ['/segments/0/content/instruction choice'],
  ],
  [
    'a correction without what stands in place of what was wrong',
    'M19',
    '/corrections/',
    having({ replacement: undefined }),
    ['/segments/1/content/replacement replacement'],
  ],
  [
    'a pack that expires before the meeting',
    'M21',
    '/invitation',
    having({ packExpires: '2028-01-01T00:00:00Z' }),
    ['/segments/0/content/packExpires validity-order'],
  ],
  [
    'an answer after more than a month',
    'M22',
    '/request',
    having({ answerBy: '2028-03-01' }),
    ['/segments/0/content/answerBy deadline'],
  ],
];

describe('what is asked of authors', () => {
  for (const [what, type, path, change, problems] of cases) {
    it(`${problems.length === 0 ? 'takes' : 'refuses'} ${what}, and names the place and the rule`, () => {
      expect(changed(type, path, (segment) => segment)).toEqual([]);
      expect(changed(type, path, change)).toEqual(problems);
    });
  }

  it('names the way that is suggested in place of early help', () => {
    const example = exampleOf('M06');
    const segments = example.segments.map((each) =>
      each.path === '/suitability' ? having({ inPublicCare: true })(each) : each,
    );
    const parsed = parseMessage({ ...example, segments });
    expect(parsed.ok ? '' : parsed.refusal[0]?.message).toContain('(LAC: the care plan (M16))');
  });

  it('lets no fact of the family be entered and linked at once', () => {
    const example = exampleOf('M06');
    const fact = example.segments.find(({ path }) => path.startsWith('/family/facts/'));
    const rowId = fact?.path.split('/').at(-1) ?? '';
    const link: Segment = {
      segmentId: 'linked-fact',
      path: `/family/links/${rowId}`,
      content: { rowId, recordId: rowId, version: 1 },
    };
    expect(problemsOf({ ...example, segments: [...example.segments, link] })).toEqual([
      '/segments/7/content/rowId entered-twice',
    ]);
    expect(
      problemsOf({ ...example, segments: [...example.segments.filter((each) => each !== fact), link] }),
    ).toEqual([]);
  });

  it('asks a plain summary of the files of an advice, and of no other record', () => {
    const attachments = [
      { attachmentId: 'report', title: 'Report', contentType: 'application/pdf', data: 'AAAA' },
    ];
    expect(problemsOf({ ...exampleOf('M02'), attachments })).toEqual([
      '/attachments/0/plainSummary plain-summary',
    ]);
    expect(problemsOf({ ...exampleOf('M05'), attachments })).toEqual([]);
  });
});
