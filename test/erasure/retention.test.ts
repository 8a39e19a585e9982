import { describe, expect, it } from '@jest/globals';
import { type KeptLife, findRetentionEnds } from '../../src/erasure/retention.ts';
import { newId } from '../../src/platform/index.ts';

const years = { birth: 25, lookedAfter: 75, death: 15, adoption: 100, lastContact: 25 };

function life(more: Partial<KeptLife> = {}): KeptLife {
  return {
    person: newId(),
    birthDate: '2017-05-14',
    diedOn: null,
    lookedAfter: false,
    registeredOn: '2026-01-05',
    retiredOn: null,
    lastSeenOn: '2028-01-07',
    children: [],
    ...more,
  };
}

const endOf = (more: Partial<KeptLife>): object | undefined => findRetentionEnds([life(more)], years)[0];

describe('a record is kept (docs/domain/01 §1.11)', () => {
  it.each<[string, Partial<KeptLife>, string, string]>([
    ['until 25 years after birth', {}, '2042-05-14', 'birth'],
    ['of a looked-after child until the 75th birthday', { lookedAfter: true }, '2092-05-14', 'lookedAfter'],
    [
      '15 years after the death of a looked-after child',
      { lookedAfter: true, diedOn: '2030-02-01' },
      '2045-02-01',
      'death',
    ],
    [
      'until the 75th birthday where death came at 18',
      { lookedAfter: true, diedOn: '2035-05-14' },
      '2092-05-14',
      'lookedAfter',
    ],
    [
      'until 25 years after birth where a child died who was not looked after',
      { diedOn: '2030-02-01' },
      '2042-05-14',
      'birth',
    ],
    [
      '100 years from the order where an adoption retired it',
      { retiredOn: '2027-03-01', lookedAfter: true },
      '2127-03-01',
      'adoption',
    ],
    [
      'of somebody registered as an adult since the last entry',
      { birthDate: '1988-03-02' },
      '2053-01-07',
      'lastContact',
    ],
    [
      'of whoever was registered on the 18th birthday as of an adult',
      { registeredOn: '2035-05-14' },
      '2053-01-07',
      'lastContact',
    ],
    [
      'of whoever was registered the day before as of a child',
      { registeredOn: '2035-05-13' },
      '2042-05-14',
      'birth',
    ],
    [
      'of whoever’s birth date nobody can read, since the last entry',
      { birthDate: null },
      '2053-01-07',
      'lastContact',
    ],
    ['until 1 March for whoever was born on 29 February', { birthDate: '2016-02-29' }, '2041-03-01', 'birth'],
  ])('%s', (_claim, more, endsOn, rule) => {
    expect(endOf(more)).toMatchObject({ endsOn, rule });
  });

  it('of a parent as long as that of any child, and of a child never because of a parent', () => {
    const [older, younger] = [life(), life({ birthDate: '2024-01-01', lookedAfter: true })];
    const parent = life({ birthDate: '1988-03-02', children: [older.person, younger.person] });
    expect(findRetentionEnds([parent, older, younger], years)).toEqual([
      { person: parent.person, endsOn: '2099-01-01', rule: 'lookedAfter' },
      { person: older.person, endsOn: '2042-05-14', rule: 'birth' },
      { person: younger.person, endsOn: '2099-01-01', rule: 'lookedAfter' },
    ]);
  });
});
