import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/platform/index.ts';
import { buildJackiePlan, findDoubts, labelMessage } from '../../src/records/index.ts';
import {
  asFhirMessage,
  haveFhirExamples,
  listFhirExamples,
  readFhirExample,
} from '../support/fhir-examples.ts';

const doubtsOf = (resource: JsonObject): readonly string[] =>
  findDoubts(asFhirMessage(resource)).map(
    ({ segmentId, problem }) => `${segmentId} ${problem.pointer} ${problem.rule}`,
  );

const observation: JsonObject = {
  resourceType: 'Observation',
  id: 'growth',
  meta: { security: [{ system: 'https://gateway.example/CodeSystem/info-category', code: 'PHY' }] },
  status: 'final',
  code: { text: 'Height' },
  subject: { reference: 'Patient/amara' },
  valueQuantity: { value: 142, unit: 'cm' },
};

describe('what an author must put right in a resource', () => {
  it('is nothing where every member is as R4 has it', () => {
    expect(doubtsOf(observation)).toEqual([]);
  });

  it.each<[string, JsonObject, string]>([
    ['a member that R4 does not have', { severity: 'high' }, '/resource/severity r4-member'],
    ['a letter of another alphabet', { cоde: { text: 'x' } }, '/resource/cоde r4-member'],
    [
      'one that stands in the wrong object',
      { code: { text: 'Height', unit: 'cm' } },
      '/resource/code/unit r4-member',
    ],
    ['a list where there is one', { status: ['final'] }, '/resource/status r4-form'],
    ['one where there is a list', { category: { text: 'vital' } }, '/resource/category r4-form'],
    [
      'a text where there is a number',
      { valueQuantity: { value: '142' } },
      '/resource/valueQuantity/value r4-form',
    ],
    ['a second answer to one question', { valueString: 'tall' }, '/resource/valueString r4-choice'],
    ['a twin of something that has none', { _code: { id: 'x' } }, '/resource/_code r4-member'],
    [
      'a place deep inside',
      { component: [{ code: { coding: [{ cod: 'x' }] } }] },
      '/resource/component/0/code/coding/0/cod r4-member',
    ],
    [
      'a resource of a type that R4 does not have',
      { contained: [{ resourceType: 'Observatiоn' }] },
      '/resource/contained/0/resourceType r4-type',
    ],
  ])('names %s', (_what, change, expected) => {
    expect(doubtsOf({ ...observation, ...change })).toEqual([`resource.sole ${expected}`]);
  });

  it('names the entry of a bundle, and only what is wrong', () => {
    const entry = [{ resource: observation }, { resource: { ...observation, id: 'b', issued: true } }];
    expect(doubtsOf({ resourceType: 'Bundle', type: 'collection', entry })).toEqual([
      'entry.1 /resource/entry/1/resource/issued r4-form',
    ]);
  });

  it('names a label that is not known, and a file that is not what it says', () => {
    const meta = { security: [{ system: 'https://elsewhere.example/labels', code: 'X' }] };
    expect(doubtsOf({ ...observation, meta })).toEqual(['resource.sole /resource/meta unknown-label']);
    const document = {
      resourceType: 'DocumentReference',
      status: 'current',
      content: [{ attachment: { contentType: 'image/png', data: 'JVBERi0xLjQK' } }],
    };
    expect(doubtsOf(document)).toEqual(['resource.sole /resource/content/0/attachment file-type']);
  });

  it('names at most fifty', () => {
    const many = Object.fromEntries(Array.from({ length: 90 }, (_, place) => [`extra${place}`, 1]));
    expect(doubtsOf({ ...observation, ...many })).toHaveLength(50);
  });

  (haveFhirExamples ? it : it.skip)("is no member of HL7's own examples", () => {
    const byForm = listFhirExamples()
      .flatMap((name) => findDoubts(readFhirExample(name)))
      .filter(({ problem: { rule } }) => rule.startsWith('r4-') && rule !== 'r4-type');
    expect(byForm).toEqual([]);
  });
});

describe('what an author must put right in a record of ours', () => {
  const plan = buildJackiePlan();
  it('is a path that the type does not know, and the part that is named is the one that waits', () => {
    const odd = plan.segments.slice(0, 1).map((each) => ({ ...each, segmentId: 'odd', path: '/odd' }));
    const strange = { ...plan, segments: [...plan.segments, ...odd] };
    const place = plan.segments.length;
    expect(findDoubts(strange)).toMatchObject([
      { segmentId: 'odd', problem: { pointer: `/segments/${place}/path`, rule: 'unknown-path' } },
    ]);
    const waiting = labelMessage(strange).filter(({ labelled }) => !labelled);
    expect(waiting.map(({ segmentId }) => segmentId)).toEqual(['odd']);
  });

  it('is a file that says more than can be seen of it', () => {
    const attachments = [
      {
        attachmentId: 'scan',
        title: 'Scan',
        contentType: 'application/zip',
        data: 'UEsDBA==',
        categoryCodes: ['EDU'] as const,
      },
    ];
    expect(findDoubts({ ...plan, attachments })).toMatchObject([
      { segmentId: 'scan', problem: { pointer: '/attachments/0/data', rule: 'file-kind' } },
    ]);
    expect(findDoubts(plan)).toEqual([]);
  });
});
