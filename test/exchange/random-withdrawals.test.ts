import { describe, expect, it } from '@jest/globals';
import { raceWithdrawals } from '../fault/race-withdrawals.ts';
import { checkWithdrawals } from '../support/check-withdrawals.ts';

describe('the checker', () => {
  const recordedAt = '2028-01-07T15:00:00.000Z';
  const finalAt = '2028-01-07T15:00:02.000Z';
  const accepted = (receivedAt: string, deliveryId = 'd1') => ({ deliveryId, receivedAt });

  it('finds what is accepted too late or twice, and nothing where all is well', () => {
    const well = { recordedAt, finalAt, accepted: [accepted('2028-01-07T15:00:01.999Z')] };
    expect(checkWithdrawals([well])).toEqual([]);
    const late = { ...well, accepted: [accepted('2028-01-07T15:00:02.001Z')] };
    const twice = { ...well, accepted: [...well.accepted, ...well.accepted] };
    expect(checkWithdrawals([well, late])).toEqual(['ACCEPTED_AFTER_FINAL']);
    expect(checkWithdrawals([twice])).toEqual(['ACCEPTED_TWICE']);
    expect(checkWithdrawals([{ ...well, recordedAt: '2028-01-07T15:00:03.000Z' }])).toEqual([
      'FINAL_BEFORE_RECORDED',
    ]);
  });
});

describe('withdrawals at moments of chance, through two replicas of which one stands still at times', () => {
  it('are final: nothing that relies on them is accepted afterwards', async () => {
    const figures = await raceWithdrawals({
      attempts: 60,
      perWithdrawal: 5,
      longestPause: 2_600,
      longest: Infinity,
    });
    // Some went before and some were overtaken, or the rounds would show nothing.
    expect(figures.withdrawals).toBe(12);
    expect(figures.accepted).toBeGreaterThan(0);
    expect(figures.accepted).toBeLessThan(figures.attempts);
    expect(figures.breaches).toEqual([]);
    expect(figures.verified).toBe(true);
  });

  it('are not where families’ choices are believed for five seconds: the checker finds it', async () => {
    const figures = await raceWithdrawals({
      attempts: 60,
      perWithdrawal: 10,
      longestPause: 200,
      longest: Infinity,
      control: true,
    });
    expect(figures.breaches).toContain('ACCEPTED_AFTER_FINAL');
  });
});
