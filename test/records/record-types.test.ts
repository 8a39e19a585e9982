import { describe, expect, it } from '@jest/globals';
import type { JsonValue } from '../../src/platform/index.ts';
import {
  type ValidationProblem,
  getRecordType,
  labelMessage,
  parseMessage,
  recordTypes,
  validationRules,
} from '../../src/records/index.ts';
import { messageTypeCodes } from '../../src/vocabulary/index.ts';

describe('the record dictionary', () => {
  it('describes every type of the catalogue, in its order, and FHIR', () => {
    expect(recordTypes.map(({ code }) => code)).toEqual(messageTypeCodes);
    for (const code of messageTypeCodes) expect(getRecordType(code).code).toBe(code);
  });

  for (const type of recordTypes) {
    it(`says in plain words what ${type.code} is, what stands where, and what its clock is`, () => {
      for (const text of [type.plain, type.clock, ...type.paths.map(({ plain }) => plain)])
        expect(text).toMatch(/^[A-Z].{3,}/);
      expect(new Set(type.paths.map(({ path }) => path)).size).toBe(type.paths.length);
    });

    it(`has examples of ${type.code} that are valid and of which every part is labelled`, () => {
      expect(type.examples.length).toBeGreaterThan(0);
      for (const example of type.examples) {
        const message = example.build();
        const parsed = parseMessage(JSON.parse(JSON.stringify(message)) as JsonValue);
        expect(parsed.ok ? [] : parsed.refusal).toEqual([]);
        if (message.type === 'FHIR') continue;
        expect(
          labelMessage(message)
            .filter(({ labelled }) => !labelled)
            .map(({ segmentId }) => segmentId),
        ).toEqual([]);
      }
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
    const referral = getRecordType('M07').examples[0]?.build();
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
