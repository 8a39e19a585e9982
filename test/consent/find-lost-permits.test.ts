import { describe, expect, it } from '@jest/globals';
import { type ConsentBody, type ConsentVersion, findLostPermits } from '../../src/consent/index.ts';
import type { ReadableVersion } from '../../src/consent/index.ts';
import { byPiotr, consentId, now, openDoor, question, version } from './consent-fixtures.ts';

const use = { at: now, purpose: question.purpose, recipient: question.recipient };

function chosen(
  more: Partial<Omit<ConsentVersion, 'body'>> = {},
  changed: Partial<ConsentBody> = {},
): ReadableVersion {
  const made = version(more, changed);
  if (made.body === 'ERASED') throw new Error('erased');
  return { ...made, body: made.body };
}

const before = chosen();
const later = (changed: Partial<ConsentBody> = {}): ConsentVersion =>
  version({ consentId: consentId(9), sequence: 9 }, changed);
const everything = ['EDU', 'ATT', 'SEN', 'DEM'];

describe('what a person permitted and no longer permits', () => {
  it.each<[string, readonly ConsentVersion[], readonly string[]]>([
    ['nothing, where a new choice permits the same', [later()], []],
    [
      'what the new choice leaves out',
      [later({ categories: { permit: ['EDU', 'SEN'], deny: ['ATT'] } })],
      ['ATT'],
    ],
    ['all, where nothing is left', [], everything],
    ['all, where the record was a mistake', [chosen({ version: 2, status: 'entered-in-error' })], everything],
    ['all, where the new choice is for another purpose', [later({ purposes: ['P02'] })], everything],
    [
      'all, where the new choice is for somebody else',
      [
        later({
          recipients: {
            organisations: [openDoor],
            departments: [],
            roles: [],
            organisationTypes: [],
          },
        }),
      ],
      everything,
    ],
    [
      'all but core identity, which has no day, where only later information may go',
      [later({ dataPeriod: { from: '2028-01-01', to: null } })],
      ['EDU', 'ATT', 'SEN'],
    ],
  ])('%s', (_what, present, expected) => {
    expect(findLostPermits(before, present, use)).toEqual(expected);
  });

  it('is nothing where the new choice is for the same days, or for more', () => {
    const autumn = chosen({}, { dataPeriod: { from: '2027-09-01', to: '2027-12-31' } });
    const same = later({ dataPeriod: { from: '2027-09-01', to: '2027-12-31' } });
    const fewer = later({ dataPeriod: { from: '2027-09-01', to: '2027-11-30' } });
    expect(findLostPermits(autumn, [same], use)).toEqual([]);
    expect(findLostPermits(autumn, [later()], use)).toEqual([]);
    expect(findLostPermits(autumn, [fewer], use)).toEqual(['EDU', 'ATT', 'SEN']);
  });

  it('is nothing for a use that it never permitted', () => {
    const elsewhere = { ...use, recipient: { ...question.recipient, organisationId: openDoor } };
    expect(findLostPermits(before, [], elsewhere)).toEqual([]);
    expect(findLostPermits(before, [], { ...use, purpose: 'P02' })).toEqual([]);
  });

  it('is the same whatever another parent has answered', () => {
    const answers = [[], [byPiotr()], [byPiotr({}, { categories: { permit: [], deny: 'ALL' } })]];
    for (const mine of [[], [later()]]) {
      const lost = answers.map((others) => findLostPermits(before, [...mine, ...others], use));
      expect(lost).toEqual(answers.map(() => (mine.length === 0 ? everything : [])));
    }
  });

  it('counts from what the version permitted while it was in force, whatever has become of it', () => {
    const over = chosen({ status: 'suspended', validTo: new Date('2028-01-07T00:00:00Z') });
    expect(findLostPermits(over, [], use)).toEqual(everything);
  });
});
