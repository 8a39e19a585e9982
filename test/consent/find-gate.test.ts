import { describe, expect, it } from '@jest/globals';
import {
  type AssessmentQuestion,
  type ConsentBody,
  type ConsentVersion,
  consentTypes,
  findAssessmentOverride,
  findChoice,
  findGate,
  findProcessing,
} from '../../src/consent/index.ts';
import {
  byPiotr,
  consentId,
  fernbeck,
  jackie,
  now,
  openDoor,
  question,
  start,
  version,
  wendy,
} from './consent-fixtures.ts';

const asked: AssessmentQuestion = {
  gate: 'ASSESSMENT',
  at: now,
  purpose: 'P07',
  recipient: question.recipient,
  dataSubject: jackie,
  deciders: question.deciders,
  organisations: [],
  neverVerified: [],
};
const none = { permit: [], deny: [] };

function answer(
  more: Partial<Omit<ConsentVersion, 'body'>> = {},
  changed: Partial<ConsentBody> = {},
): ConsentVersion {
  return version({ type: 'ASSESSMENT_GATE', ...more }, { categories: none, answer: 'AGREES', ...changed });
}

function found(versions: readonly ConsentVersion[], change: Partial<AssessmentQuestion> = {}): string {
  return findGate(versions, { ...asked, ...change }).result;
}

describe('the gate of an assessment (Care Act 2014 s.58)', () => {
  it('opens with the agreement of whoever decides', () => {
    expect(findGate([answer()], asked)).toEqual({
      result: 'PERMIT',
      refs: [{ consentId: consentId(1), version: 1 }],
      withdrawn: false,
    });
  });

  it('opens with the council’s best-interests decision where nobody of the family can decide', () => {
    const own = answer({}, { decidedBy: { organisation: openDoor, capacityBasis: 'BEST_INTERESTS' } });
    const organisations = [{ organisationId: openDoor, capacityBasis: 'BEST_INTERESTS' as const }];
    expect(found([own], { deciders: [], organisations })).toBe('PERMIT');
    expect(found([own], { deciders: [] })).toBe('NONE');
    expect(
      found([own], {
        deciders: [],
        organisations: [{ organisationId: fernbeck, capacityBasis: 'BEST_INTERESTS' }],
      }),
    ).toBe('NONE');
    expect(
      found([own], {
        deciders: [],
        organisations: [{ organisationId: openDoor, capacityBasis: 'LA_CARE_ORDER' }],
      }),
    ).toBe('NONE');
  });

  it.each<[string, ConsentVersion, string]>([
    ['nothing of the kind', version(), 'NONE'],
    ['agreement to a service', answer({ type: 'SERVICE' }), 'NONE'],
    ['agreement to a treatment', answer({ type: 'TREATMENT' }), 'NONE'],
    ['agreement to processing', answer({ type: 'GDPR_LAWFUL_BASIS' }), 'NONE'],
    ['an agreement that begins now', answer({ validFrom: now }), 'PERMIT'],
    ['an agreement that is recorded now', answer({ recordedAt: now }), 'PERMIT'],
    ['an agreement that ends a moment later', answer({ validTo: new Date(now.getTime() + 1) }), 'PERMIT'],
    ['a refusal', answer({}, { answer: 'REFUSES' }), 'DENY'],
    ['no answer', answer({}, { answer: null }), 'NONE'],
    ['a withdrawal', answer({ status: 'withdrawn', sequence: 2, chosenSequence: 1 }), 'DENY'],
    ['an agreement that is suspended', answer({ status: 'suspended' }), 'NONE'],
    ['an agreement to be authorised again', answer({ status: 'pending-reauthorise' }), 'NONE'],
    ['a refusal that is suspended', answer({ status: 'suspended' }, { answer: 'REFUSES' }), 'DENY'],
    ['a draft', answer({ status: 'draft' }), 'NONE'],
    ['an expired record', answer({ status: 'expired' }), 'NONE'],
    ['a superseded record', answer({ status: 'superseded' }), 'NONE'],
    ['a mistake', answer({ status: 'entered-in-error' }), 'NONE'],
    ['a period that has ended', answer({ validTo: now }), 'NONE'],
    ['a period to come', answer({ validFrom: new Date(now.getTime() + 1) }), 'NONE'],
    ['one that is recorded later', answer({ recordedAt: new Date(now.getTime() + 1) }), 'NONE'],
    ['another purpose', answer({}, { purposes: ['P13'] }), 'NONE'],
    ['agreement to every purpose', answer({}, { purposes: 'ALL' }), 'NONE'],
    ['refusal of every purpose', answer({}, { purposes: 'ALL', answer: 'REFUSES' }), 'DENY'],
    ['agreement to everybody', answer({}, { recipients: 'ALL' }), 'NONE'],
    [
      'another council',
      answer(
        {},
        { recipients: { organisations: [openDoor], departments: [], roles: [], organisationTypes: [] } },
      ),
      'NONE',
    ],
    ['a review that is due', answer({}, { reviewOn: '2028-01-07' }), 'NONE'],
    ['a review to come', answer({}, { reviewOn: '2028-01-08' }), 'PERMIT'],
    ['a record that was erased', version({ type: 'ASSESSMENT_GATE' }, 'ERASED'), 'DENY'],
    ['another person', answer({ dataSubject: wendy }), 'NONE'],
    [
      'somebody who may not decide',
      byPiotr({ type: 'ASSESSMENT_GATE' }, { categories: none, answer: 'AGREES' }),
      'NONE',
    ],
    [
      'an answer in another capacity',
      answer({}, { decidedBy: { person: wendy, capacityBasis: 'DEPUTY' } }),
      'NONE',
    ],
    [
      'a refusal in another capacity',
      answer({}, { decidedBy: { person: wendy, capacityBasis: 'DEPUTY' }, answer: 'REFUSES' }),
      'DENY',
    ],
  ])('meets %s', (_, made, result) => {
    expect(found([made])).toBe(result);
  });

  it('hears each person once, with the latest answer', () => {
    const first = answer({ consentId: consentId(1), sequence: 1 });
    const later = answer({ consentId: consentId(2), sequence: 2 }, { answer: 'REFUSES' });
    expect(found([first, later])).toBe('DENY');
    expect(found([later, first])).toBe('DENY');
    const again = answer({ consentId: consentId(3), sequence: 3 });
    expect(found([first, later, again])).toBe('PERMIT');
  });

  it('is shut by the refusal of two answers that were recorded at once', () => {
    const agrees = answer({ consentId: consentId(1) });
    const refuses = answer({ consentId: consentId(2) }, { answer: 'REFUSES' });
    expect(found([agrees, refuses])).toBe('DENY');
    expect(found([refuses, agrees])).toBe('DENY');
  });

  it('is shut by one who refuses beside one who agrees', () => {
    const refusal = byPiotr({ type: 'ASSESSMENT_GATE' }, { categories: none, answer: 'REFUSES' });
    const both = {
      deciders: [
        ...asked.deciders,
        {
          person: refusal.body === 'ERASED' ? wendy : personOf(refusal),
          capacityBasis: 'PR_HOLDER' as const,
        },
      ],
    };
    expect(found([answer(), refusal], both)).toBe('CONFLICT');
    expect(findGate([answer(), refusal], { ...asked, ...both }).refs).toHaveLength(2);
  });

  it('tells that a withdrawal shut it', () => {
    expect(findGate([answer({ status: 'withdrawn' })], asked).withdrawn).toBe(true);
    expect(findGate([answer({}, { answer: 'REFUSES' })], asked).withdrawn).toBe(false);
  });

  it.each([
    ['PERMIT', false, 'OPEN'],
    ['PERMIT', true, 'OPEN'],
    ['DENY', false, 'SHUT'],
    ['DENY', true, 'OVERRIDDEN'],
    ['NONE', false, 'SHUT'],
    ['NONE', true, 'OVERRIDDEN'],
    ['CONFLICT', false, 'SHUT'],
    ['CONFLICT', true, 'OVERRIDDEN'],
  ] as const)('%s with abuse or neglect suspected: %s is %s', (result, suspected, expected) => {
    expect(findAssessmentOverride({ result }, suspected)).toBe(expected);
  });
});

function personOf(made: ConsentVersion): typeof wendy {
  if (made.body === 'ERASED' || !('person' in made.body.decidedBy)) throw new Error('nobody');
  return made.body.decidedBy.person;
}

describe('the gate of an EHC plan (SEND Regulations 2014 reg 17)', () => {
  const gated = { ...question, gate: 'REG_17' as const };

  it('opens when every category that would go is permitted', () => {
    expect(findGate([version()], { ...gated, categories: ['EDU', 'SEN'] }).result).toBe('PERMIT');
    expect(findGate([version()], { ...gated, categories: ['EDU', 'PHY'] }).result).toBe('NONE');
    expect(findGate([version()], { ...gated, categories: ['EDU', 'PMH'] }).result).toBe('DENY');
    expect(findGate([version()], { ...gated, categories: [] }).result).toBe('NONE');
  });

  it('names each version once and tells of a withdrawal', () => {
    expect(findGate([version()], { ...gated, categories: ['EDU', 'SEN'] }).refs).toHaveLength(1);
    const withdrawn = version({ status: 'withdrawn', version: 2, sequence: 2, chosenSequence: 1 });
    expect(findGate([withdrawn], { ...gated, categories: ['EDU', 'SEN'] })).toMatchObject({
      result: 'DENY',
      withdrawn: true,
    });
  });

  it('is not opened by agreement to an assessment', () => {
    expect(findGate([answer()], { ...gated, categories: ['EDU'] }).result).toBe('NONE');
  });
});

describe('processing that rests on consent (UK GDPR Art 6(1)(a))', () => {
  const basis = { ...asked, category: 'EDU' as const };
  const agreed = (
    more: Partial<Omit<ConsentVersion, 'body'>> = {},
    changed: Partial<ConsentBody> = {},
  ): ConsentVersion =>
    answer({ type: 'GDPR_LAWFUL_BASIS', ...more }, { categories: { permit: ['EDU'], deny: [] }, ...changed });

  it.each<[string, ConsentVersion, string]>([
    ['agreement to this kind', agreed(), 'STANDS'],
    ['agreement to another kind', agreed({}, { categories: { permit: ['ATT'], deny: [] } }), 'NONE'],
    ['a withdrawal', agreed({ status: 'withdrawn' }), 'STOPPED'],
    [
      'the withdrawal of another kind',
      agreed({ status: 'withdrawn' }, { categories: { permit: ['ATT'], deny: [] } }),
      'NONE',
    ],
    ['agreement that names no kind', agreed({}, { categories: none }), 'NONE'],
    ['a refusal of everything', agreed({}, { answer: 'REFUSES', categories: none }), 'STOPPED'],
    [
      'a refusal of all by name',
      agreed({}, { answer: 'REFUSES', categories: { permit: [], deny: 'ALL' } }),
      'STOPPED',
    ],
    [
      'a refusal of this kind',
      agreed({}, { answer: 'REFUSES', categories: { permit: [], deny: ['EDU'] } }),
      'STOPPED',
    ],
    [
      'a refusal of another kind',
      agreed({}, { answer: 'REFUSES', categories: { permit: [], deny: ['ATT'] } }),
      'NONE',
    ],
    ['agreement to share', version(), 'NONE'],
    ['nothing that is in force', agreed({ status: 'expired' }), 'NONE'],
  ])('meets %s', (_, made, result) => {
    expect(findProcessing([made], basis).result).toBe(result);
  });
});

describe('the five meanings of consent', () => {
  it.each(consentTypes.filter((type) => type !== 'SHARE'))('%s never permits sharing', (type) => {
    const made = version({ type }, { answer: 'AGREES' });
    expect(findChoice([made], question)).toMatchObject({ result: 'NONE', refs: [] });
    const gone = version({ type, status: 'withdrawn' }, { answer: 'AGREES' });
    expect(findChoice([version({ consentId: consentId(2), validFrom: start }), gone], question).result).toBe(
      'PERMIT',
    );
  });
});
