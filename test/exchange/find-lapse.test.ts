import { describe, expect, it } from '@jest/globals';
import { findLapse } from '../../src/exchange/authority/find-lapse.ts';
import { type AuthorityFacts, noAuthorityFacts } from '../../src/families/index.ts';
import { anything, capacity, competent, council, holds, status } from '../families/authority-fixtures.ts';
import { jackie, version, wendy } from '../consent/consent-fixtures.ts';

const facts: AuthorityFacts = {
  ...noAuthorityFacts(jackie),
  birthDate: '2010-07-15',
  parentalResponsibility: [holds(wendy)],
};

function lapse(
  date: string,
  more: Parameters<typeof version>[0] = {},
  body: Parameters<typeof version>[1] = {},
  known: Partial<AuthorityFacts> = {},
): string | undefined {
  return findLapse(version(more, body), { ...facts, ...known }, date)?.to;
}

const special = { purposes: ['P04'] } as const;

describe('a parent’s choice', () => {
  it.each([
    ['about health', ['P01'], '2026-07-14', undefined],
    ['about health', ['P01'], '2026-07-15', 'pending-reauthorise'],
    ['about health', ['P01'], '2028-07-14', 'pending-reauthorise'],
    ['about health', ['P01'], '2028-07-15', 'expired'],
    ['about special needs', ['P04'], '2026-06-25', undefined],
    ['about special needs', ['P04'], '2026-06-26', 'suspended'],
    ['about special needs', ['P04'], '2026-07-15', 'pending-reauthorise'],
    ['about special needs', ['P04'], '2028-07-15', 'expired'],
    ['about both', ['P04', 'P01'], '2026-06-26', undefined],
    ['about both', ['P04', 'P01'], '2026-07-15', 'pending-reauthorise'],
    ['about everything', 'ALL', '2026-06-26', undefined],
    ['about everything', 'ALL', '2026-07-15', 'pending-reauthorise'],
  ] as const)('%s (%j) on %s: %s', (_, purposes, date, expected) => {
    expect(lapse(date, {}, { purposes })).toBe(expected);
  });

  it('about special needs stands at 16 until compulsory school age ends', () => {
    const autumn = { birthDate: '2010-09-01' };
    expect(lapse('2026-09-01', {}, special, autumn)).toBeUndefined();
    expect(lapse('2027-06-24', {}, special, autumn)).toBeUndefined();
    expect(lapse('2027-06-25', {}, special, autumn)).toBe('pending-reauthorise');
  });

  it('stands while they act for a young person who cannot decide it', () => {
    const terms = { ...anything, purposes: ['P04'] as const };
    const lacking = { capacity: [capacity(jackie, 'LACKS', { terms })] };
    expect(lapse('2026-06-26', {}, special, lacking)).toBeUndefined();
    expect(lapse('2026-06-26', {}, { purposes: ['P05'] }, lacking)).toBe('suspended');
    expect(lapse('2028-07-15', {}, special, lacking)).toBe('expired');
  });

  it('of a child who is competent for it is left alone: it does not count, and may count again', () => {
    const able = { competence: [competent({ from: '2026-01-01', to: '2026-12-01' })] };
    expect(lapse('2026-06-25', {}, { purposes: ['P01'] }, able)).toBeUndefined();
  });

  it('is asked about in each kind of information that it names', () => {
    const terms = { ...anything, purposes: ['P04'] as const, categories: ['PMH'] as const };
    const lacking = { capacity: [capacity(jackie, 'LACKS', { terms })] };
    expect(lapse('2026-06-26', {}, special, lacking)).toBeUndefined();
    expect(
      lapse('2026-06-26', {}, { ...special, categories: { permit: ['EDU'], deny: 'ALL' } }, lacking),
    ).toBe('suspended');
    expect(lapse('2026-06-26', {}, { ...special, categories: { permit: [], deny: 'ALL' } }, lacking)).toBe(
      'suspended',
    );
  });

  it('of other kinds is closed at 18 and not touched before', () => {
    expect(lapse('2028-07-14', { type: 'SERVICE' })).toBeUndefined();
    expect(lapse('2028-07-15', { type: 'SERVICE' })).toBe('expired');
  });

  it.each(['withdrawn', 'expired', 'superseded', 'entered-in-error', 'draft'] as const)(
    'that is %s is not moved',
    (settled) => {
      expect(lapse('2028-07-15', { status: settled })).toBeUndefined();
    },
  );

  it('moves only forward', () => {
    expect(lapse('2026-07-15', { status: 'suspended' }, special)).toBe('pending-reauthorise');
    expect(lapse('2026-07-15', { status: 'pending-reauthorise' }, special)).toBeUndefined();
    expect(lapse('2028-07-15', { status: 'pending-reauthorise' }, special)).toBe('expired');
  });

  it('of somebody erased or without a birth date is not moved', () => {
    expect(lapse('2028-07-15', {}, 'ERASED')).toBeUndefined();
    expect(lapse('2028-07-15', {}, {}, { birthDate: null })).toBeUndefined();
  });
});

describe('a choice of somebody else', () => {
  it.each(['SELF_YP', 'SELF_ADULT', 'SELF_GILLICK', 'LPA', 'DEPUTY'] as const)(
    'as %s is not moved',
    (capacityBasis) => {
      expect(lapse('2028-07-15', {}, { decidedBy: { person: jackie, capacityBasis } })).toBeUndefined();
    },
  );

  it('of a council under a care order lapses like a parent’s', () => {
    const decidedBy = { organisation: council, capacityBasis: 'LA_CARE_ORDER' } as const;
    const cared = { legalStatuses: [status('C2')] };
    expect(lapse('2026-06-25', {}, { decidedBy, ...special }, cared)).toBeUndefined();
    expect(lapse('2026-06-26', {}, { decidedBy, ...special }, cared)).toBe('suspended');
    expect(lapse('2028-07-15', {}, { decidedBy }, cared)).toBe('expired');
  });
});
