import { describe, expect, it } from '@jest/globals';
import type { JsonValue } from '../../src/platform/index.ts';
import {
  buildFhirBundle,
  buildJackiePlan,
  buildLeoReferral,
  jackieRefs,
  parseMessage,
  recordTypes,
} from '../../src/records/index.ts';
import { haveFhirExamples, listFhirExamples, readFhirExample } from '../support/fhir-examples.ts';

type Loose = Record<string, unknown>;

/** The plan as JSON, changed. */
function planWith(change: (plan: Loose, segment: (position: number) => Loose) => void): JsonValue {
  return changed(buildJackiePlan(), change);
}

function changed(
  message: unknown,
  change: (message: Loose, segment: (position: number) => Loose) => void,
): JsonValue {
  const plain = structuredClone(message) as Loose;
  change(plain, (position) => (plain['segments'] as Loose[])[position] ?? {});
  return plain as JsonValue;
}

function problemsOf(json: JsonValue): readonly string[] {
  const parsed = parseMessage(json);
  return parsed.ok ? [] : parsed.refusal.map(({ pointer, rule }) => `${pointer} ${rule}`);
}

describe('parseMessage', () => {
  for (const type of recordTypes) {
    for (const example of type.examples) {
      it(`takes the example "${example.title}" as it stands`, () => {
        const json = JSON.parse(JSON.stringify(example.build())) as JsonValue;
        const parsed = parseMessage(json);
        expect(parsed).toEqual({ ok: true, value: example.build() });
        expect(parsed.ok && parsed.value).toBe(json);
      });
    }
  }

  (haveFhirExamples ? it : it.skip)(
    "takes every one of HL7's R4 examples (../shared/data/fhir-r4-examples)",
    () => {
      const names = listFhirExamples();
      expect(names).toHaveLength(303);
      for (const name of names)
        expect([name, parseMessage(readFhirExample(name) as unknown as JsonValue).ok]).toEqual([name, true]);
    },
  );

  const refused: readonly (readonly [claim: string, json: JsonValue, problems: readonly string[]])[] = [
    ['what is no object', 7, [' body-type']],
    ['null', null, [' body-type']],
    ['an array', [], [' body-type']],
    ['a message without a type', {}, ['/type required']],
    ['a type that is no text', { type: 7 }, ['/type type']],
    ['a type that is none', { type: 'M99' }, ['/type unknown-type']],
    ['a type from the prototype', { type: 'constructor' }, ['/type unknown-type']],
    [
      'a member that is not part of the type',
      planWith((plan) => (plan['secret/~1'] = 1)),
      ['/secret~1~01 unknown-member'],
    ],
    [
      'a member of a segment that is not part of it',
      planWith((_p, s) => (s(1)['extra'] = 1)),
      ['/segments/1/extra unknown-member'],
    ],
    [
      'a member of a row that is not part of it',
      planWith((_p, s) => ((s(1)['content'] as Loose)['cost'] = 1)),
      ['/segments/1/content/cost unknown-member'],
    ],
    ['a missing purpose (X10)', planWith((plan) => delete plan['purposeCode']), ['/purposeCode required']],
    [
      'a purpose that is none',
      planWith((plan) => (plan['purposeCode'] = 'P99')),
      ['/purposeCode unknown-purpose'],
    ],
    [
      'a category that is none',
      planWith((_p, s) => (s(1)['categoryCodes'] = ['XXX'])),
      ['/segments/1/categoryCodes/0 unknown-category'],
    ],
    [
      'a flag that is none',
      planWith((_p, s) => (s(1)['flags'] = ['LOUD'])),
      ['/segments/1/flags/0 unknown-flag'],
    ],
    [
      'a flag on a person that is none',
      planWith((p) => ((p['subject'] as Loose)['handling'] = ['LOUD'])),
      ['/subject/handling/0 unknown-flag'],
    ],
    [
      'a role that is none',
      planWith((_p, s) => (s(1)['notForRoles'] = ['KING'])),
      ['/segments/1/notForRoles/0 unknown-role'],
    ],
    [
      'an author whose role is none',
      planWith((p) => ((p['author'] as Loose)['role'] = 'KING')),
      ['/author/role unknown-role'],
    ],
    ['another urgency', planWith((p) => (p['urgency'] = 'SOON')), ['/urgency choice']],
    ['a text where a number stands', planWith((p) => (p['messageId'] = 7)), ['/messageId type']],
    [
      'an identifier with a blank',
      planWith((p) => (p['messageId'] = 'not safe at all')),
      ['/messageId message-id'],
    ],
    [
      'a version that is not known',
      planWith((p) => (p['schemaVersion'] = '9.9')),
      ['/schemaVersion unknown-version'],
    ],
    [
      'a version that no database has room for',
      planWith((_p, s) => ((s(0)['content'] as Loose)['version'] = 2_147_483_648)),
      ['/segments/0/content/version length'],
    ],
    ...['0000-01-01', '1899-12-31', '2200-01-01', '9999-12-31'].map(
      (day): [string, ReturnType<typeof planWith>, string[]] => [
        `a day beyond the calendar, ${day}`,
        planWith((p) => (p['dueBy'] = day)),
        ['/dueBy format'],
      ],
    ),
    ['no recipients', planWith((p) => (p['recipients'] = [])), ['/recipients length']],
    [
      'more than 20 recipients',
      planWith(
        (p) => (p['recipients'] = Array.from({ length: 21 }, () => (p['recipients'] as unknown[])[0])),
      ),
      ['/recipients length'],
    ],
    ['no segments', planWith((p) => ((p['segments'] = []), delete p['leadDecision'])), ['/segments length']],
    [
      'the same identifier twice',
      planWith((_p, s) => (s(2)['segmentId'] = 'row-attendance')),
      ['/segments/2/segmentId duplicate-id'],
    ],
    [
      'the same path twice',
      planWith((_p, s) => (s(0)['path'] = '/views/child')),
      [
        '/segments/0/content/words required',
        '/segments/0/content/kind unknown-member',
        '/segments/0/content/basis unknown-member',
        '/segments/0/content/title unknown-member',
        '/segments/0/content/recordId unknown-member',
        '/segments/0/content/version unknown-member',
        '/segments/5/path duplicate-path',
        '/segments required-part',
      ],
    ],
    [
      'an identifier that counts',
      planWith((_p, s) => (s(1)['segmentId'] = 'row-1')),
      ['/segments/1/segmentId format'],
    ],
    [
      'a path that is no pointer',
      planWith((_p, s) => (s(1)['path'] = 'header')),
      ['/segments/1/path format'],
    ],
    [
      'a segment about somebody who is not there',
      planWith((_p, s) => (s(1)['about'] = [jackieRefs.mrWhite])),
      ['/segments/1/about/0 unknown-person'],
    ],
    [
      'a path about somebody who is not there',
      planWith((_p, s) => (s(6)['path'] = `/people/${jackieRefs.mrWhite}/health`)),
      ['/segments/6/path unknown-person'],
    ],
    [
      'an embargo without a date',
      planWith((_p, s) => (s(1)['flags'] = ['EMBARGO_UNTIL'])),
      ['/segments/1/embargoUntil embargo-date'],
    ],
    [
      'an embargo date without an embargo',
      planWith((_p, s) => (s(1)['embargoUntil'] = '2028-02-01T00:00:00Z')),
      ['/segments/1/embargoUntil embargo-date'],
    ],
    [
      'an embargo on a person, who can have no date',
      planWith((p) => ((p['subject'] as Loose)['handling'] = ['EMBARGO_UNTIL'])),
      ['/subject/handling embargo-date'],
    ],
    [
      'an embargo on a related person',
      planWith(
        (p) => ((p['relatedPersons'] as Loose[])[0] = { ref: jackieRefs.wendy, handling: ['EMBARGO_UNTIL'] }),
      ),
      ['/relatedPersons/0/handling embargo-date'],
    ],
    [
      'an end before its beginning',
      planWith((_p, s) => Object.assign(s(1), { validFrom: '2028-02-02', validTo: '2028-02-01' })),
      ['/segments/1/validTo validity-order'],
    ],
    [
      'a row under the path of another',
      planWith((_p, s) => ((s(1)['content'] as Loose)['rowId'] = jackieRefs.support)),
      ['/segments/1/content/rowId row-id'],
    ],
    [
      'a recipient that is named twice',
      planWith(
        (p) => (p['recipients'] = [...(p['recipients'] as object[]), ...(p['recipients'] as object[])]),
      ),
      ['/recipients/1 repeated'],
    ],
    [
      'a message id in which a name stands',
      planWith((p) => (p['messageId'] = 'Jackie.Cormack-9990001014')),
      ['/messageId message-id'],
    ],
    [
      'a correlation id in which a birthday stands',
      planWith((p) => (p['correlationId'] = 'DOB-2017-05-14')),
      ['/correlationId message-id'],
    ],
    [
      'two related persons with one reference',
      planWith((p) => (p['relatedPersons'] = [{ ref: jackieRefs.wendy }, { ref: jackieRefs.wendy }])),
      ['/relatedPersons/1/ref duplicate-id'],
    ],
    [
      'a reference that could be a name',
      planWith((p) => (p['relatedPersons'] = [{ ref: 'wendy' }])),
      ['/relatedPersons/0/ref format'],
    ],
    [
      'a family that was not told, without the reason',
      planWith((p) => (p['familyInformed'] = { status: 'UNSAFE' })),
      ['/familyInformed/reasonIfNo not-informed-reason'],
    ],
    [
      'the same for a family that was not told for another reason',
      planWith((p) => (p['familyInformed'] = { status: 'NO' })),
      ['/familyInformed/reasonIfNo not-informed-reason'],
    ],
    [
      'a lead decision on a part that is not there',
      planWith((p) => ((p['leadDecision'] as Loose)['segmentIds'] = ['plan-header', 'nothing'])),
      ['/leadDecision/segmentIds/1 unknown-part'],
    ],
    [
      'an attachment with the identifier of a segment',
      planWith(
        (p) =>
          (p['attachments'] = [
            { attachmentId: 'plan-header', title: 'x', contentType: 'text/plain', data: '' },
          ]),
      ),
      ['/attachments/0/attachmentId duplicate-id'],
    ],
    [
      'an attachment about somebody who is not there',
      planWith(
        (p) =>
          (p['attachments'] = [
            {
              attachmentId: 'x',
              title: 'x',
              contentType: 'text/plain',
              data: '',
              about: [jackieRefs.mrWhite],
            },
          ]),
      ),
      ['/attachments/0/about/0 unknown-person'],
    ],
    [
      'a member name that reaches a prototype',
      JSON.parse('{"type":"M09","subject":{"__proto__":{}}}') as JsonValue,
      ['/subject/__proto__ member-name'],
    ],
    [
      'an attestation that does not attest',
      changed(buildLeoReferral(), (p) => ((p['dutyAttestation'] as Loose)['detrimentConsidered'] = false)),
      ['/dutyAttestation/detrimentConsidered choice'],
    ],
    [
      'a resource without a type',
      changed(buildFhirBundle(), (p) => (p['resource'] = {})),
      ['/resource/resourceType fhir-resource'],
    ],
    [
      'a resource that is a list',
      changed(buildFhirBundle(), (p) => (p['resource'] = [])),
      ['/resource type'],
    ],
    [
      'a bundle whose entries are none',
      changed(buildFhirBundle(), (p) => (p['resource'] = { resourceType: 'Bundle', entry: {} })),
      ['/resource/entry type'],
    ],
    [
      'a bundle with an entry that is no object',
      changed(buildFhirBundle(), (p) => (p['resource'] = { resourceType: 'Bundle', entry: [1] })),
      ['/resource/entry/0 type'],
    ],
    [
      'a bundle with something that is no resource',
      changed(
        buildFhirBundle(),
        (p) =>
          (p['resource'] = {
            resourceType: 'Bundle',
            entry: [{}, { resource: { resourceType: 'a b' } }, { resource: 1 }],
          }),
      ),
      ['/resource/entry/1/resource fhir-resource', '/resource/entry/2/resource fhir-resource'],
    ],
  ];
  for (const [claim, json, problems] of refused) {
    it(`refuses ${claim}`, () => {
      expect(problemsOf(json)).toEqual(problems);
    });
  }

  it('takes what it refuses above when only that is put right', () => {
    expect(problemsOf(planWith(() => undefined))).toEqual([]);
    expect(
      problemsOf(
        planWith((_p, s) =>
          Object.assign(s(1), { flags: ['EMBARGO_UNTIL'], embargoUntil: '2028-02-01T00:00:00Z' }),
        ),
      ),
    ).toEqual([]);
    expect(
      problemsOf(
        planWith((_p, s) => Object.assign(s(1), { validFrom: '2028-02-01', validTo: '2028-02-01' })),
      ),
    ).toEqual([]);
    expect(problemsOf(planWith((p) => (p['familyInformed'] = { status: 'PENDING' })))).toEqual([]);
    expect(
      problemsOf(
        changed(buildFhirBundle(), (p) => (p['resource'] = { resourceType: 'Bundle', type: 'searchset' })),
      ),
    ).toEqual([]);
  });

  it('takes a segment on a path that it does not know: it waits for its author and the rest goes (X9)', () => {
    expect(
      problemsOf(
        planWith((_p, s) => Object.assign(s(5), { path: '/something/new', content: { any: ['thing'] } })),
      ),
    ).toEqual([]);
  });

  for (const depth of [64, 65, 100, 1000]) {
    it(`${depth > 64 ? 'refuses' : 'takes'} content nested ${depth} deep`, () => {
      let nested: JsonValue = 'x';
      for (let level = 0; level < depth - 3; level += 1) nested = [nested];
      const json = planWith((_p, s) => Object.assign(s(5), { path: '/something/new', content: nested }));
      const rules = parseMessage(json);
      expect(rules.ok).toBe(depth <= 64);
      if (!rules.ok) expect(rules.refusal[0]?.rule).toBe('json-depth');
    });
  }

  it('refuses nesting that would overflow what walks it, without overflowing', () => {
    let nested: JsonValue = 'x';
    for (let level = 0; level < 100_000; level += 1) nested = [nested];
    expect(parseMessage({ type: 'M09', nested }).ok).toBe(false);
  });

  it('never repeats the value that broke a rule', () => {
    const secret = 'Bipolar disorder 9990001022';
    const json = planWith((p, s) => {
      p['urgency'] = secret;
      p['messageId'] = secret;
      s(1)['flags'] = [secret];
      s(1)['about'] = [secret];
      s(6)['content'] = { text: [secret] };
    });
    const parsed = parseMessage(json);
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed)).not.toContain('Bipolar');
    expect(parsed.ok || parsed.refusal.length).toBeGreaterThan(3);
  });

  it('cuts a long member name short in the pointer', () => {
    const [problem] = problemsOf(planWith((plan) => (plan['x'.repeat(500)] = 1)));
    expect(problem).toBe(`/${'x'.repeat(80)} unknown-member`);
  });

  it('tells a hundred problems at most, however many there are', () => {
    const members = Object.fromEntries(Array.from({ length: 200_000 }, (_, n) => [`m${n}`, 1]));
    expect(problemsOf(planWith((plan) => Object.assign(plan, members)))).toHaveLength(100);
    expect(problemsOf(planWith((_p, s) => (s(1)['content'] = members)))).toHaveLength(100);
  });

  it('takes a FHIR record of 500 parts and none of more, whatever the parts are', () => {
    const observations = (count: number): JsonValue[] =>
      Array.from({ length: count }, (_, n) => ({ resourceType: 'Observation', id: `o-${n}` }));
    const having = (resource: JsonValue): JsonValue => ({ ...buildFhirBundle(), resource });
    const bundle = (count: number): JsonValue =>
      having({ resourceType: 'Bundle', entry: observations(count).map((resource) => ({ resource })) });
    const list = (count: number): JsonValue =>
      having({ resourceType: 'List', contained: observations(count - 1) });
    for (const record of [bundle, list]) {
      expect(problemsOf(record(500))).toEqual([]);
      expect(problemsOf(record(501))).toEqual(['/resource too-many-parts']);
    }
  });

  for (const [claim, text] of [
    ['spaces', ' \n\u00a0'],
    ['characters that have no width', '\u200b\u2060'],
    ['a direction and nothing in it', '\u202e'],
  ] as const) {
    it(`takes ${claim} for no reason, no summary and no name`, () => {
      const json = planWith((plan, s) => {
        plan['familyInformed'] = { status: 'UNSAFE', reasonIfNo: text };
        Object.assign(plan['leadDecision'] as Loose, { reasons: text });
        s(1)['plainSummary'] = text;
        (plan['relatedPersons'] as Loose[])[0] = {
          ...(plan['relatedPersons'] as Loose[])[0],
          name: { family: text },
        };
      });
      expect([...problemsOf(json)].sort()).toEqual([
        '/familyInformed/reasonIfNo blank',
        '/leadDecision/reasons blank',
        '/relatedPersons/0/name/family blank',
        '/segments/1/plainSummary blank',
      ]);
    });
  }

  it('takes a dash for words, and for no reason', () => {
    const reasonOf = (reasonIfNo: string, how: string): JsonValue =>
      planWith((plan) => (plan['familyInformed'] = { status: 'UNSAFE', reasonIfNo, how }));
    expect(problemsOf(reasonOf('—', '—'))).toEqual(['/familyInformed/reasonIfNo blank']);
    expect(problemsOf(reasonOf('Nie ma go w domu', '—'))).toEqual([]);
    expect(problemsOf(reasonOf('他不在家', '—'))).toEqual([]);
  });
});
