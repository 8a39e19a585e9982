import { describe, expect, it } from '@jest/globals';
import { findChoice, findGate } from '../../src/consent/index.ts';
import type { ChoiceQuestion, ConsentBody, ConsentVersion } from '../../src/consent/index.ts';
import { type PersonId, asId } from '../../src/platform/index.ts';
import { consentId, fernbeck, jackie, question, version, wendy } from './consent-fixtures.ts';

describe('an agreement that the person it is about took back from whoever had given it', () => {
  const jackieDecides: ChoiceQuestion = {
    ...question,
    deciders: [{ person: jackie, capacityBasis: 'SELF_YP' }],
  };
  const takenBack = (by: PersonId | null, changed: Partial<ConsentBody> = {}): ConsentVersion =>
    version(
      { status: 'withdrawn', version: 2, sequence: 5 },
      {
        lastMove: {
          to: 'withdrawn',
          reason: 'withdrawn',
          by: { kind: 'PRACTITIONER', staff: asId('staff-1'), organisation: fernbeck },
          channel: 'phone',
          evidenceRef: 'call-1',
          notifyPrior: false,
          ...(by === null ? {} : { takenBackBy: { person: by } }),
        },
        ...changed,
      },
    );

  it('is refused by that person, who decides now', () => {
    const found = findChoice([takenBack(jackie)], jackieDecides);
    expect(found).toMatchObject({ result: 'DENY', withdrawn: true, ignored: [] });
  });

  it('says nothing for them where the parent took it back, who decides no more', () => {
    expect(findChoice([takenBack(wendy)], jackieDecides).result).toBe('NONE');
    expect(findChoice([takenBack(null)], jackieDecides).result).toBe('NONE');
  });

  it('goes on being refused by the parent where the parent decides again', () => {
    expect(findChoice([takenBack(jackie)], question).result).toBe('DENY');
  });

  it('is a conflict with what the parent says anew where both decide', () => {
    const deciders = [...jackieDecides.deciders, ...question.deciders];
    const anew = version({ consentId: consentId(3), sequence: 6 });
    expect(findChoice([takenBack(jackie), anew], { ...question, deciders }).result).toBe('CONFLICT');
  });

  it('is permitted again by their own new choice', () => {
    const anew = version(
      { consentId: consentId(3), sequence: 6 },
      { decidedBy: { person: jackie, capacityBasis: 'SELF_YP' } },
    );
    expect(findChoice([takenBack(jackie), anew], jackieDecides).result).toBe('PERMIT');
  });

  it('refuses nothing where a parent’s refusal was taken back', () => {
    const refusal = takenBack(jackie, { categories: { permit: [], deny: ['ATT'] } });
    expect(findChoice([refusal], jackieDecides).result).toBe('NONE');
  });

  it('shuts the gate of an assessment for that person', () => {
    const agreed = takenBack(jackie, { categories: { permit: [], deny: [] }, answer: 'AGREES' });
    const asked = { ...jackieDecides, gate: 'ASSESSMENT' } as const;
    expect(findGate([{ ...agreed, type: 'ASSESSMENT_GATE' }], asked).result).toBe('DENY');
  });
});
