import { describe, expect, it } from '@jest/globals';
import { type ConsentBody, type ConsentVersion, findChoice } from '../../src/consent/index.ts';
import { type NewChoice, findReplaced, findSuperseded } from '../../src/consent/supersede.ts';
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

function fresh(
  more: Partial<Omit<ConsentVersion, 'body'>> = {},
  changed: Partial<ConsentBody> = {},
): NewChoice {
  const made = version(
    { consentId: consentId(9), sequence: 9, validFrom: now, recordedAt: now, ...more },
    changed,
  );
  if (made.body === 'ERASED') throw new Error('erased');
  return { ...made, body: made.body };
}

const same = version({ consentId: consentId(1) });
const lists = { organisations: [fernbeck], departments: [], roles: [], organisationTypes: [] };

function isReplaced(old: ConsentVersion, choice: NewChoice = fresh()): boolean {
  return findSuperseded([old], choice).length === 1;
}

describe('a new choice of an organisation', () => {
  const council = { decidedBy: { organisation: openDoor, capacityBasis: 'LA_CARE_ORDER' as const } };
  const school = { decidedBy: { organisation: fernbeck, capacityBasis: 'LA_CARE_ORDER' as const } };

  it('takes the place of its own, and not of another’s or a person’s', () => {
    expect(isReplaced(version({}, council), fresh({}, council))).toBe(true);
    expect(isReplaced(version({}, school), fresh({}, council))).toBe(false);
    expect(isReplaced(same, fresh({}, council))).toBe(false);
    expect(isReplaced(version({}, council), fresh())).toBe(false);
  });
});

describe('a new choice', () => {
  it('takes the place of what the same person said of the same scope', () => {
    expect(findSuperseded([same], fresh()).map((record) => record.consentId)).toEqual([consentId(1)]);
  });

  it.each<[string, ConsentVersion]>([
    ['that is suspended', version({ status: 'suspended' })],
    ['that is to be authorised again', version({ status: 'pending-reauthorise' })],
    ['with fewer categories', version({}, { categories: { permit: ['EDU'], deny: [] } })],
    [
      'with the same lists in another order',
      version({}, { categories: { permit: ['SEN', 'EDU'], deny: ['PMH', 'ATT'] } }),
    ],
    ['whose lists are written again', version({}, { recipients: { ...lists }, purposes: ['P07'] })],
    ['that ends sooner', version({ validTo: new Date('2029-01-01T00:00:00Z') })],
  ])('takes the place of a record %s', (_, old) => {
    expect(isReplaced(old)).toBe(true);
  });

  it.each<[string, ConsentVersion]>([
    ['of somebody else', byPiotr()],
    ['in the same record', version({ consentId: consentId(9) })],
    ['about somebody else', version({ dataSubject: wendy })],
    ['of another meaning', version({ type: 'SERVICE' })],
    ['that objects', version({ kind: 'OBJECTION' })],
    ['for another purpose', version({}, { purposes: ['P02'] })],
    ['for further purposes', version({}, { purposes: ['P07', 'P02'] })],
    ['for every purpose', version({}, { purposes: 'ALL' })],
    ['to another recipient', version({}, { recipients: { ...lists, organisations: [openDoor] } })],
    ['to another department', version({}, { recipients: { ...lists, departments: ['SEND'] } })],
    ['to another role', version({}, { recipients: { ...lists, roles: ['DSL'] } })],
    ['to another type', version({}, { recipients: { ...lists, organisationTypes: ['VCSE'] } })],
    ['to everybody', version({}, { recipients: 'ALL' })],
    ['about others too', version({}, { aboutPersons: [jackie] })],
    ['of older information', version({}, { dataPeriod: { from: '2020-01-01', to: null } })],
    ['up to a day of information', version({}, { dataPeriod: { from: null, to: '2020-01-01' } })],
    ['that refuses more', version({}, { categories: { permit: ['EDU'], deny: ['PMH', 'PSU'] } })],
    ['that refuses everything', version({}, { categories: { permit: [], deny: 'ALL' } })],
    ['that permits more', version({}, { categories: { permit: ['EDU', 'PHY'], deny: [] } })],
    ['that is withdrawn', version({ status: 'withdrawn' })],
    ['that has expired', version({ status: 'expired' })],
    ['that is a draft', version({ status: 'draft' })],
    ['that was erased', version({}, 'ERASED')],
  ])('leaves standing a record %s', (_, old) => {
    expect(isReplaced(old)).toBe(false);
  });

  it('leaves standing what outlasts it, and everything while it is a draft or is still to begin', () => {
    const ends = { validTo: new Date('2028-06-01T00:00:00Z') };
    expect(isReplaced(same, fresh(ends))).toBe(false);
    expect(isReplaced(version({ validTo: new Date('2028-06-01T00:00:00.001Z') }), fresh(ends))).toBe(false);
    expect(isReplaced(version(ends), fresh(ends))).toBe(true);
    expect(isReplaced(same, fresh({ status: 'draft' }))).toBe(false);
    expect(isReplaced(same, fresh({ validFrom: new Date(now.getTime() + 1) }))).toBe(false);
  });

  it('takes the place of everything when it refuses everything', () => {
    expect(
      isReplaced(
        version({}, { categories: { permit: [], deny: 'ALL' } }),
        fresh({}, { categories: { permit: [], deny: 'ALL' } }),
      ),
    ).toBe(true);
    expect(isReplaced(same, fresh({}, { categories: { permit: [], deny: 'ALL' } }))).toBe(true);
    const all = { categories: { permit: [], deny: 'ALL' as const } };
    const everywhere = { ...all, purposes: 'ALL' as const, recipients: 'ALL' as const };
    expect(isReplaced(version({}, everywhere), fresh({}, { ...everywhere }))).toBe(true);
    expect(isReplaced(same, fresh({}, { ...all, recipients: 'ALL' }))).toBe(false);
    expect(isReplaced(same, fresh({}, { ...all, purposes: 'ALL' }))).toBe(false);
  });

  it('changes nothing of what the choices come to', () => {
    const choice = version(
      { consentId: consentId(9), sequence: 9, validFrom: start, recordedAt: start },
      { categories: { permit: ['EDU'], deny: ['ATT', 'SEN', 'PMH'] } },
    );
    if (choice.body === 'ERASED') throw new Error('erased');
    expect(findSuperseded([same], { ...choice, body: choice.body })).toHaveLength(1);
    const moved = { ...same, version: 2, status: 'superseded' as const, sequence: 8 };
    for (const category of ['EDU', 'ATT', 'SEN', 'PMH', 'DEM', 'PHY'] as const) {
      const asked = { ...question, category };
      expect(findChoice([moved, choice], asked).result).toBe(findChoice([same, choice], asked).result);
    }
  });
});

describe('a choice that is taken back', () => {
  /** Wendy chose twice: the second choice took the place of the first, and what went because of the first rests on it now. */
  const second = version({ consentId: consentId(9), sequence: 9 });
  if (second.body === 'ERASED') throw new Error('erased');
  const taken = { ...second, body: second.body };
  const replaced = { status: 'superseded', version: 2, sequence: 8, chosenSequence: 1 } as const;
  const first = version(replaced);
  const speaksFor = (record: ConsentVersion): boolean => findReplaced([record, second], taken).length === 1;

  it('takes with it what it had taken the place of', () => {
    expect(findReplaced([first, second], taken)).toEqual([first]);
  });

  it.each<[string, ConsentVersion]>([
    ['that still stands', { ...first, status: 'active' }],
    ['that was taken back itself', { ...first, status: 'withdrawn' }],
    ['that had ended', { ...first, status: 'expired' }],
    ['that was chosen later, and replaced by something else', { ...first, chosenSequence: 10, sequence: 11 }],
    ['that is itself', { ...first, consentId: consentId(9), version: 0 }],
    ['of the other parent', byPiotr({ status: 'superseded', version: 2, sequence: 8, chosenSequence: 2 })],
    ['about somebody else', { ...first, dataSubject: wendy }],
    ['of another meaning', { ...first, type: 'SERVICE' }],
    ['that objected', { ...first, kind: 'OBJECTION' }],
    ['for another purpose', version(replaced, { purposes: ['P02'] })],
    ['that was erased', version(replaced, 'ERASED')],
  ])('leaves alone a record %s', (_, record) => {
    expect(speaksFor(record)).toBe(false);
  });

  it('reads the newest version of each record alone', () => {
    const before = { ...first, version: 1, sequence: 1, status: 'active' as const };
    expect(findReplaced([before, first, second], taken)).toEqual([first]);
    expect(findReplaced([{ ...first, version: 3, status: 'withdrawn' }, first, second], taken)).toEqual([]);
  });
});
