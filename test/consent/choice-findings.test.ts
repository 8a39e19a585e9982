import { describe, expect, it } from '@jest/globals';
import { type ChoiceFinding, type ChoiceQuestion, findChoice } from '../../src/consent/index.ts';
import { asId } from '../../src/platform/index.ts';
import {
  bothDecide,
  byPiotr,
  consentId,
  fernbeck,
  jackie,
  now,
  openDoor,
  piotr,
  question,
  version,
  wendy,
} from './consent-fixtures.ts';

const denial = { categories: { permit: [], deny: ['ATT' as const] } };
const plain: Omit<ChoiceFinding, 'result' | 'refs'> = {
  withdrawn: false,
  childPermits: false,
  objection: false,
  lapsed: false,
  expired: false,
  ignored: [],
};
const first = { consentId: consentId(1), version: 1 };

describe('what is found beside the result', () => {
  it('is nothing more where a choice simply denies', () => {
    expect(findChoice([version({}, denial)], question)).toEqual({ ...plain, result: 'DENY', refs: [first] });
    expect(findChoice([], question)).toEqual({ ...plain, result: 'NONE', refs: [] });
  });

  it('is nothing at all where a question cannot be understood or a record cannot be opened', () => {
    const odd: ChoiceQuestion = { ...question, purpose: asId<'Code'>('P99') as never };
    expect(findChoice([version()], odd)).toEqual({ ...plain, result: 'DENY', refs: [] });
    const erased = version({ consentId: consentId(2), version: 4 }, 'ERASED');
    const alsoErased = version({ consentId: consentId(1) }, 'ERASED');
    expect(findChoice([erased, alsoErased, version({ consentId: consentId(3) })], question)).toEqual({
      ...plain,
      result: 'DENY',
      refs: [first, { consentId: consentId(2), version: 4 }],
    });
  });

  it('rests on all who permit and on all who answered without permitting', () => {
    const narrow = byPiotr({}, { categories: { permit: ['SEN'], deny: [] } });
    expect(findChoice([narrow, version()], bothDecide)).toEqual({
      ...plain,
      result: 'NONE',
      refs: [first, { consentId: consentId(2), version: 1 }],
    });
    expect(findChoice([narrow], bothDecide)).toEqual({ ...plain, result: 'NONE', refs: [] });
  });

  it('names records in one order, whichever came first', () => {
    const [a, b] = [version({ consentId: consentId(3) }), byPiotr({ consentId: consentId(2) })];
    const refs = [
      { consentId: consentId(2), version: 1 },
      { consentId: consentId(3), version: 1 },
    ];
    expect(findChoice([a, b], bothDecide).refs).toEqual(refs);
    expect(findChoice([b, a], bothDecide).refs).toEqual(refs);
    const nobody = { ...question, deciders: [] };
    expect(findChoice([a, b], nobody).ignored).toMatchObject(refs);
    expect(findChoice([b, a], nobody).ignored).toMatchObject(refs);
  });

  it('says which answers were set aside for whom: an organisation has no person', () => {
    const council = version(
      {},
      { decidedBy: { organisation: openDoor, capacityBasis: 'LA_CARE_ORDER' as const } },
    );
    expect(findChoice([council], question).ignored).toEqual([
      { ...first, person: null, why: 'NOT_ENTITLED' },
    ]);
  });

  it('says that one permit lapsed or expired, though others did not', () => {
    const child = { ...question, deciders: [{ person: jackie, capacityBasis: 'SELF_YP' as const }] };
    const own = version(
      { consentId: consentId(3) },
      { decidedBy: { person: jackie, capacityBasis: 'SELF_YP' }, ...denial },
    );
    expect(findChoice([version(), own], child)).toMatchObject({ result: 'DENY', lapsed: true });
    const over = version({ consentId: consentId(3), validTo: now });
    expect(findChoice([version(), over], question)).toMatchObject({ result: 'PERMIT', expired: true });
  });

  it('does not call expired what still holds, or what was for something else', () => {
    const ends = version({ validTo: new Date(now.getTime() + 1) });
    expect(findChoice([ends], question).expired).toBe(false);
    const other = version({ status: 'expired' }, { purposes: ['P02'] });
    expect(findChoice([other], question).expired).toBe(false);
    const objection = version({ kind: 'OBJECTION', status: 'expired' });
    expect(findChoice([objection], question).expired).toBe(false);
  });

  it('tells as lapsed and expired what was only carried along, too', () => {
    const identity: ChoiceQuestion = { ...question, category: 'DEM' };
    expect(findChoice([version({ validTo: now })], identity)).toMatchObject({
      result: 'NONE',
      expired: true,
    });
    expect(findChoice([version()], { ...identity, deciders: [] })).toMatchObject({
      result: 'NONE',
      lapsed: true,
    });
  });
});

describe('core identity that is carried along', () => {
  it('is a permit: whoever gave it must still decide in the same capacity', () => {
    const identity: ChoiceQuestion = { ...question, category: 'DEM' };
    const deputy = version({}, { decidedBy: { person: wendy, capacityBasis: 'DEPUTY' } });
    expect(findChoice([version()], identity).result).toBe('PERMIT');
    expect(findChoice([deputy], identity)).toMatchObject({
      result: 'NONE',
      ignored: [{ person: wendy, why: 'NOT_ENTITLED' }],
    });
  });
});

describe('a capacity', () => {
  it.each(['SELF_GILLICK', 'SELF_YP', 'SELF_ADULT'] as const)(
    'of somebody who decides for themselves goes on as they grow older: %s',
    (before) => {
      const own = version({}, { decidedBy: { person: jackie, capacityBasis: before } });
      for (const capacityBasis of ['SELF_GILLICK', 'SELF_YP', 'SELF_ADULT'] as const) {
        const asked = { ...question, deciders: [{ person: jackie, capacityBasis }] };
        expect(findChoice([own], asked).result).toBe('PERMIT');
      }
      const asDeputy = { ...question, deciders: [{ person: jackie, capacityBasis: 'DEPUTY' as const }] };
      expect(findChoice([own], asDeputy).result).toBe('NONE');
    },
  );

  it('of a parent does not become one’s own', () => {
    const asked = { ...question, deciders: [{ person: wendy, capacityBasis: 'SELF_ADULT' as const }] };
    expect(findChoice([version()], asked).result).toBe('NONE');
  });

  it('is each person’s and each organisation’s: two of them who differ are two', () => {
    const council = (organisation: typeof fernbeck, id: number): ReturnType<typeof version> =>
      version(
        { consentId: consentId(id), sequence: id },
        { decidedBy: { organisation, capacityBasis: 'LA_CARE_ORDER' }, ...(id === 2 ? denial : {}) },
      );
    const organisations = [fernbeck, openDoor].map((organisationId) => ({
      organisationId,
      capacityBasis: 'LA_CARE_ORDER' as const,
    }));
    const asked = { ...question, deciders: [], organisations };
    expect(findChoice([council(fernbeck, 1), council(openDoor, 2)], asked).result).toBe('CONFLICT');
    expect(findChoice([council(fernbeck, 1), council(fernbeck, 2)], asked).result).toBe('DENY');
  });
});

describe('two answers that were recorded at once', () => {
  it('of one person are told apart by their record, whichever came first', () => {
    const [a, b] = [version(), version({ consentId: consentId(2) })];
    expect(findChoice([a, b], question).refs).toEqual([first]);
    expect(findChoice([b, a], question).refs).toEqual([first]);
  });
});

describe('recipients that are named in several ways', () => {
  const named = { organisations: [fernbeck], departments: [], roles: [], organisationTypes: [] };

  it.each([
    ['an organisation and its kind', { ...named, organisationTypes: ['SCHOOL' as const] }],
    ['an organisation and a role', { ...named, roles: ['SENCO' as const] }],
    ['an organisation and a department', { ...named, departments: ['NONE' as const] }],
  ])('are meant by %s', (_, recipients) => {
    expect(findChoice([version({}, { recipients })], question).result).toBe('PERMIT');
    const elsewhere = { ...question, recipient: { ...question.recipient, organisationId: openDoor } };
    expect(findChoice([version({}, { recipients })], elsewhere).result).toBe('NONE');
  });
});

describe('a claim of parental responsibility that nobody has verified', () => {
  it('is named as waiting, beside others that may not decide', () => {
    const asked = { ...question, deciders: [], neverVerified: [piotr] };
    expect(findChoice([byPiotr(), version()], asked).ignored).toEqual([
      { ...first, person: wendy, why: 'NOT_ENTITLED' },
      { consentId: consentId(2), version: 1, person: piotr, why: 'UNVERIFIED' },
    ]);
  });
});
