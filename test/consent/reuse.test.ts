import { describe, expect, it } from '@jest/globals';
import {
  type ReuseAgreement,
  type ReuseBody,
  type ReuseQuestion,
  mayReuse,
  stateOfReuse,
} from '../../src/consent/index.ts';
import { takeStep } from '../../src/consent/reuse/create-reuse-agreements.ts';
import { asId } from '../../src/platform/index.ts';
import { fernbeck, jackie, openDoor, piotr, wendy } from './consent-fixtures.ts';

const [author, council] = [fernbeck, openDoor];
const word = {
  on: '2027-03-02',
  staff: asId<'Staff'>('staff-1'),
  organisation: author,
  evidenceRef: 'note-1',
};
const family = { ...word, decidedBy: { person: wendy, capacityBasis: 'PR_HOLDER' as const } };
const body: ReuseBody = {
  advice: { kind: 'HEALTH', reference: 'advice-1', givenOn: '2026-10-12' },
  author,
  council,
  lastDay: '2027-10-11',
  agreed: { author: word, council: { ...word, organisation: council }, family },
  ended: null,
};

function agreement(change: Partial<ReuseBody> = {}, more: Partial<ReuseAgreement> = {}): ReuseAgreement {
  return {
    agreementId: asId('reuse-1'),
    version: 1,
    dataSubject: jackie,
    recordedAt: new Date('2027-03-02T10:00:00Z'),
    body: { ...body, ...change },
    ...more,
  };
}

const question: ReuseQuestion = {
  date: '2027-04-01',
  author,
  council,
  kind: null,
  dataSubject: jackie,
  deciders: [{ person: wendy, capacityBasis: 'PR_HOLDER' }],
  organisations: [],
  neverVerified: [],
};

describe('asking once (SEND Regulations 2014 reg 6(4))', () => {
  it('holds when author, council and family have agreed', () => {
    expect(mayReuse([agreement()], question)).toEqual({ result: 'AGREED', agreements: ['reuse-1'] });
    expect(mayReuse([agreement()], { ...question, kind: 'HEALTH' }).result).toBe('AGREED');
    expect(mayReuse([agreement()], { ...question, date: '2027-10-11' }).result).toBe('AGREED');
    expect(mayReuse([agreement({ lastDay: null })], { ...question, date: '2040-01-01' }).result).toBe(
      'AGREED',
    );
  });

  it.each<[string, readonly ReuseAgreement[], Partial<ReuseQuestion>]>([
    ['nothing', [], {}],
    ['no word of the author', [agreement({ agreed: { ...body.agreed, author: null } })], {}],
    ['no word of the council', [agreement({ agreed: { ...body.agreed, council: null } })], {}],
    ['no word of the family', [agreement({ agreed: { ...body.agreed, family: null } })], {}],
    ['an end', [agreement({ ended: { party: 'FAMILY', by: word } })], {}],
    ['another child', [agreement({}, { dataSubject: piotr })], {}],
    ['another author', [agreement()], { author: openDoor }],
    ['another council', [agreement()], { council: fernbeck }],
    ['other advice', [agreement()], { kind: 'PSYCHOLOGY' }],
    ['the day after its last', [agreement()], { date: '2027-10-12' }],
    [
      'a parent who may no longer decide',
      [agreement()],
      { deciders: [{ person: jackie, capacityBasis: 'SELF_YP' }] },
    ],
    [
      'a parent who decides in another capacity',
      [agreement()],
      { deciders: [{ person: wendy, capacityBasis: 'DEPUTY' }] },
    ],
    ['a record that was erased', [agreement({}, { body: 'ERASED' })], {}],
    [
      'an earlier version',
      [agreement({ ended: { party: 'AUTHOR', by: word } }, { version: 2 }), agreement()],
      {},
    ],
    [
      'an earlier version, told first',
      [agreement(), agreement({ ended: { party: 'AUTHOR', by: word } }, { version: 2 })],
      {},
    ],
  ])('asks again with %s', (_, agreements, change) => {
    expect(mayReuse(agreements, { ...question, ...change })).toEqual({ result: 'NONE', agreements: [] });
  });
});

describe('the steps of an agreement', () => {
  const open: ReuseBody = { ...body, agreed: { author: word, council: null, family: null } };

  it('lead from the first word to all three', () => {
    expect(stateOfReuse(open)).toBe('PROPOSED');
    const second = takeStep(open, {
      kind: 'AGREE',
      party: 'COUNCIL',
      by: { ...word, organisation: council },
    });
    if (!second.ok) throw new Error(second.refusal.rule);
    expect(stateOfReuse(second.value)).toBe('PROPOSED');
    const third = takeStep(second.value, { kind: 'AGREE', party: 'FAMILY', by: family });
    expect(third.ok && stateOfReuse(third.value)).toBe('AGREED');
  });

  it('change nothing when they are taken again', () => {
    const again = takeStep(open, { kind: 'AGREE', party: 'AUTHOR', by: { ...word, evidenceRef: 'other' } });
    expect(again.ok && again.value).toBe(open);
    const ended: ReuseBody = { ...open, ended: { party: 'AUTHOR', by: word } };
    const twice = takeStep(ended, { kind: 'END', party: 'COUNCIL', by: { ...word, organisation: council } });
    expect(twice.ok && twice.value).toBe(ended);
  });

  it('are each side’s own', () => {
    expect(takeStep(open, { kind: 'AGREE', party: 'COUNCIL', by: word })).toMatchObject({ ok: false });
    expect(
      takeStep(open, { kind: 'AGREE', party: 'AUTHOR', by: { ...word, organisation: council } }),
    ).toMatchObject({ ok: false });
    expect(
      takeStep(open, { kind: 'END', party: 'AUTHOR', by: { ...word, organisation: council } }),
    ).toMatchObject({ ok: false });
    const stranger = { ...family, organisation: asId<'Organisation'>('stranger') };
    expect(takeStep(open, { kind: 'AGREE', party: 'FAMILY', by: stranger })).toMatchObject({ ok: false });
  });

  it('end with any of the three, for good', () => {
    for (const party of ['AUTHOR', 'FAMILY'] as const) {
      const ended = takeStep(body, { kind: 'END', party, by: word });
      if (!ended.ok) throw new Error(ended.refusal.rule);
      expect(stateOfReuse(ended.value)).toBe('ENDED');
      expect(takeStep(ended.value, { kind: 'AGREE', party: 'AUTHOR', by: word })).toMatchObject({
        refusal: { rule: 'CONSENT_MOVES_FORWARD' },
      });
    }
  });
});
