import { describe, expect, it } from '@jest/globals';
import {
  type RecordType,
  type ValidationProblem,
  findRecordType,
  labelMessage,
  parseMessage,
  recordTypes,
  validationRules,
} from '../../src/records/index.ts';

describe('the record dictionary', () => {
  it('describes M07, M09 and FHIR, and says so of every other type', () => {
    const found: readonly (RecordType | undefined)[] = [
      findRecordType('M07'),
      findRecordType('M09'),
      findRecordType('FHIR'),
    ];
    expect(found).toEqual(recordTypes);
    expect(findRecordType('M01')).toBeUndefined();
  });

  for (const type of recordTypes) {
    it(`says in plain words what ${type.code} is, what stands where, and what its clock is`, () => {
      for (const text of [type.plain, type.clock, ...type.paths.map(({ plain }) => plain)])
        expect(text).toMatch(/^[A-Z].{3,}/);
      expect(new Set(type.paths.map(({ path }) => path)).size).toBe(type.paths.length);
    });

    it(`has an example of ${type.code} for each path that it cannot do without`, () => {
      for (const example of type.examples) {
        const message = example.build();
        const paths = message.type === 'FHIR' ? [] : message.segments.map(({ path }) => path);
        for (const rule of type.paths.filter(({ required }) => required)) expect(paths).toContain(rule.path);
        expect(labelMessage(message).some(({ labelled }) => labelled)).toBe(true);
      }
    });
  }

  it('has a sentence for every rule, and names the path that is missing', () => {
    for (const sentence of Object.values(validationRules)) expect(sentence).toMatch(/^[A-Z].*\.$/);
    const referral = findRecordType('M07')?.examples[0]?.build();
    if (referral?.type !== 'M07') throw new Error('M07 has an example');
    const segments = referral.segments.filter(({ path }) => path !== '/referrer');
    const parsed = parseMessage({ ...referral, segments });
    const problems: readonly ValidationProblem[] = parsed.ok ? [] : parsed.refusal;
    expect(problems).toEqual([
      {
        pointer: '/segments',
        rule: 'required-part',
        message: `${validationRules['required-part']} (/referrer)`,
      },
    ]);
  });
});
