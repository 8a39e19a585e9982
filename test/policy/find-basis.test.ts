import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BasisQuestion } from '../../src/policy/index.ts';
import { dutyStatuses, legalPowers, messageTypeCodes, purposeCodes } from '../../src/vocabulary/index.ts';
import { baseline, baselineBundle } from './support/bundles.ts';

const question: BasisQuestion = {
  purpose: 'P09',
  messageType: 'M07',
  sourceDutyStatus: 'DESIGNATED_EDU',
  recipientDutyStatus: 'S11',
  on: '2027-02-09',
};

describe('the legal basis', () => {
  it('is the duty to share from its first day', () => {
    expect(baseline.findBasis({ ...question, on: '2026-09-30' })).toEqual({
      powers: ['CA2004_S16LA'],
      dutyKind: 'MUST',
      art6: '6(1)(c)',
      art9: '9(2)(g)',
      sch1: 'para 18',
      art10: 'Sch 1 para 18',
      confidentiality: 'legal duty',
      needsConsent: false,
    });
  });

  it('is a power until the day before', () => {
    expect(baseline.findBasis({ ...question, on: '2026-09-29' })).toMatchObject({
      powers: ['CA2004_S10', 'CA2004_S11'],
      dutyKind: 'MAY',
      art6: '6(1)(e)',
    });
  });

  it('of the duty to share is not there for a body under no duty, on either side', () => {
    expect(baseline.findBasis({ ...question, sourceDutyStatus: 'NONE' })).toBeUndefined();
    expect(baseline.findBasis({ ...question, recipientDutyStatus: 'NONE' })).toBeUndefined();
  });

  it('lets a body under no duty refer a child, and receive none', () => {
    const enquiry = { ...question, purpose: 'P08' } as const;
    expect(baseline.findBasis({ ...enquiry, sourceDutyStatus: 'NONE' })).toMatchObject({
      dutyKind: 'MAY',
      art6: '6(1)(ea)',
      needsConsent: false,
    });
    expect(baseline.findBasis(enquiry)).toMatchObject({ powers: ['CA1989_S47'], dutyKind: 'MUST' });
    expect(baseline.findBasis({ ...enquiry, recipientDutyStatus: 'NONE' })).toBeUndefined();
  });

  it.each([
    ['M01', 'CFA2014_S25_S26_S31', 'MUST'],
    ['M02', 'CFA2014_S25_S26_S31', 'MUST'],
    ['M14', 'CFA2014_S23', 'MUST'],
    ['M11', 'CFA2014_S36_S44', 'MAY'],
  ] as const)('of %s in an assessment is %s, %s', (messageType, power, dutyKind) => {
    const basis = baseline.findBasis({ ...question, purpose: 'P03', messageType });
    expect(basis?.powers[0]).toBe(power);
    expect(basis?.dutyKind).toBe(dutyKind);
  });

  it.each([
    ['P11', 'M17', 'EDU_CTF', 'MUST'],
    ['P11', 'M11', 'CA2004_S10', 'MAY'],
    ['P07', 'M09', 'CA1989_S17', 'MAY'],
    ['P10', 'M16', 'CA1989_S20', 'MAY'],
    ['P14', 'FHIR', 'VITAL', 'MAY'],
    ['P15', 'M09', 'COURT_ORDER', 'MUST'],
    ['P16', 'M09', 'CDA1998_S115', 'MAY'],
  ] as const)('of %s with %s is %s, %s', (purpose, messageType, power, dutyKind) => {
    const basis = baseline.findBasis({ ...question, purpose, messageType });
    expect(basis?.powers[0]).toBe(power);
    expect(basis?.dutyKind).toBe(dutyKind);
  });

  it.each(['P01', 'P02', 'P03', 'P04', 'P05', 'P06', 'P07', 'P10', 'P11', 'P12', 'P13', 'P22'] as const)(
    'of %s with a charity without contract is the consent of the family alone',
    (purpose) => {
      const toCharity = baseline.findBasis({ ...question, purpose, recipientDutyStatus: 'NONE' });
      expect(toCharity).toMatchObject({
        powers: ['CONSENT'],
        art9: '9(2)(a)',
        needsConsent: true,
        art6: '6(1)(e)',
      });
      const fromCharity = baseline.findBasis({ ...question, purpose, sourceDutyStatus: 'NONE' });
      expect(fromCharity).toMatchObject({
        powers: ['CONSENT'],
        art9: '9(2)(a)',
        needsConsent: true,
        art6: '6(1)(f)',
      });
    },
  );

  it('of transition to adult services and of research needs consent between any two', () => {
    expect(baseline.findBasis({ ...question, purpose: 'P13' })).toMatchObject({
      powers: ['CARE2014_S58'],
      needsConsent: true,
    });
    expect(baseline.findBasis({ ...question, purpose: 'P21' })).toMatchObject({
      needsConsent: true,
      art9: '9(2)(j)',
    });
  });

  it('of own access needs neither power nor consent', () => {
    expect(baseline.findBasis({ ...question, purpose: 'P17', recipientDutyStatus: 'NONE' })).toMatchObject({
      powers: [],
      needsConsent: false,
      dutyKind: 'MUST',
    });
  });

  it('is missing for tests, which may touch invented data only', () => {
    expect(baseline.findBasis({ ...question, purpose: 'P23' })).toBeUndefined();
  });

  it.each(['purpose', 'messageType', 'sourceDutyStatus', 'recipientDutyStatus'] as const)(
    'is missing for an unknown %s',
    (attribute) => {
      const known: BasisQuestion = { ...question, purpose: 'P15' };
      expect(baseline.findBasis(known)).toBeDefined();
      for (const odd of ['', 'toString', 'P99', '__proto__']) {
        expect(baseline.findBasis({ ...known, [attribute]: odd })).toBeUndefined();
      }
    },
  );

  it('is one at most, on any day', () => {
    const day = fc.constantFrom('2026-04-01', '2026-09-29', '2026-09-30', '2028-01-07');
    fc.assert(
      fc.property(
        fc.constantFrom(...purposeCodes),
        fc.constantFrom(...messageTypeCodes),
        fc.constantFrom(...dutyStatuses),
        fc.constantFrom(...dutyStatuses),
        day,
        (purpose, messageType, sourceDutyStatus, recipientDutyStatus, on) => {
          const basis = baseline.findBasis({
            purpose,
            messageType,
            sourceDutyStatus,
            recipientDutyStatus,
            on,
          });
          if (basis === undefined) return;
          if (basis.powers.includes('CA2004_S16LA')) expect(on >= '2026-09-30').toBe(true);
          if (basis.dutyKind === 'MUST' && basis.powers.length > 0) {
            expect(basis.powers.some((power) => legalPowers[power].kind === 'MUST')).toBe(true);
          }
        },
      ),
    );
  });

  it('has a source for each', () => {
    expect(baselineBundle.bases.every(({ source }) => source.length > 0)).toBe(true);
  });
});
