import { describe, expect, it } from '@jest/globals';
import { barRequest } from '../../src/exchange/decide/bar-request.ts';
import { findConsentEffect, lacksAttestation } from '../../src/exchange/decide/find-consent-effect.ts';
import { type DecisionFacts, decide } from '../../src/exchange/decide/index.ts';
import { isFrontDoorReferral, isUrgentSafeguarding } from '../../src/exchange/decide/urgent-safeguarding.ts';
import { type LegalBasis, loadPolicy } from '../../src/policy/index.ts';
import { purposeCodes } from '../../src/vocabulary/index.ts';
import { choice, facts, referral, segment } from './case-facts.ts';

const policy = loadPolicy('policies', 'BASE-1');

const basis: LegalBasis = {
  powers: ['CA1989_S17'],
  dutyKind: 'MAY',
  art6: '6(1)(e)',
  art9: null,
  sch1: null,
  art10: null,
  confidentiality: 'consent',
  needsConsent: false,
};

describe('urgent safeguarding (rulings 1)', () => {
  const urgent = {
    messageType: 'M09',
    purpose: 'P07',
    urgency: 'URGENT',
    attested: true,
    statutoryTrigger: false,
    at: '2028-01-07T15:00:00.000Z',
    emergency: null,
  } as const;

  it.each([
    ['M07', 'P02', true],
    ['M10', 'P02', true],
    ['M09', 'P08', true],
    ['M09', 'P09', true],
    ['M09', 'P14', true],
    ['M09', 'P07', false],
    ['M16', 'P10', false],
  ] as const)('%s for %s: %s', (messageType, purpose, expected) => {
    for (const urgency of ['URGENT', 'IMMEDIATE'] as const) {
      expect(isUrgentSafeguarding({ ...urgent, messageType, purpose, urgency })).toBe(expected);
    }
    expect(isUrgentSafeguarding({ ...urgent, messageType, purpose, urgency: 'ROUTINE' })).toBe(false);
  });

  it('by its purpose needs the attestation or the trigger; by its type it needs neither', () => {
    const unattested = { ...urgent, attested: false };
    for (const purpose of ['P08', 'P09', 'P14'] as const) {
      expect(isUrgentSafeguarding({ ...unattested, purpose })).toBe(false);
      expect(isUrgentSafeguarding({ ...unattested, purpose, statutoryTrigger: true })).toBe(true);
    }
    expect(isUrgentSafeguarding({ ...unattested, messageType: 'M07' })).toBe(true);
  });

  it('is a front-door referral only as M07 to a council’s MASH', () => {
    const door = { messageType: 'M07', recipient: { type: 'COUNCIL', department: 'MASH' } } as const;
    expect(isFrontDoorReferral(door)).toBe(true);
    expect(isFrontDoorReferral({ ...door, messageType: 'M09' })).toBe(false);
    expect(isFrontDoorReferral({ ...door, recipient: { type: 'SCHOOL', department: 'MASH' } })).toBe(false);
    expect(isFrontDoorReferral({ ...door, recipient: { type: 'COUNCIL', department: 'CSC' } })).toBe(false);
  });
});

describe('how far a choice decides (rulings 4), the first that fits', () => {
  const asked = facts([], { purpose: 'P02' });

  it.each(['P15', 'P16', 'P18'] as const)('%s only records it, whoever receives', (purpose) => {
    const nobody = { ...asked, purpose, recipient: { ...asked.recipient, dutyStatus: 'NONE' as const } };
    expect(findConsentEffect(nobody, 'SHR')).toBe('RECORD_ONLY');
  });

  it('a statutory transfer only records it', () => {
    expect(findConsentEffect({ ...asked, statutoryTransfer: true }, 'SHR')).toBe('RECORD_ONLY');
  });

  it('it decides for a recipient under no duty, M07 aside', () => {
    const nobody = {
      ...asked,
      purpose: 'P09' as const,
      recipient: { ...asked.recipient, dutyStatus: 'NONE' as const },
    };
    expect(findConsentEffect(nobody, 'EDU')).toBe('DETERMINATIVE');
    expect(findConsentEffect({ ...nobody, messageType: 'M07' }, 'EDU')).toBe('RECORD_ONLY');
  });

  it.each(['P08', 'P09', 'P14'] as const)('%s only records it, sensitive services included', (purpose) => {
    expect(findConsentEffect({ ...asked, purpose }, 'SHR')).toBe('RECORD_ONLY');
  });

  it('it decides for a sensitive service', () => {
    expect(findConsentEffect(asked, 'SHR')).toBe('DETERMINATIVE');
    expect(findConsentEffect(asked, 'EDU')).toBe('WEIGHTED');
  });

  it('in the move to adult services it decides for those who decide for themselves', () => {
    const move = { ...asked, purpose: 'P13' as const };
    expect(findConsentEffect({ ...move, authority: { ...move.authority, selfDecides: true } }, 'EDU')).toBe(
      'DETERMINATIVE',
    );
    expect(findConsentEffect(move, 'EDU')).toBe('WEIGHTED');
    expect(findConsentEffect({ ...asked, authority: { ...asked.authority, selfDecides: true } }, 'EDU')).toBe(
      'WEIGHTED',
    );
  });

  it('an attestation is lacking for three purposes alone, and only where neither it nor a trigger is there', () => {
    const none = { attested: false, statutoryTrigger: false, at: facts([]).at, emergency: null };
    expect(purposeCodes.filter((purpose) => lacksAttestation({ ...none, purpose }))).toEqual([
      'P08',
      'P09',
      'P14',
    ]);
    expect(lacksAttestation({ ...none, purpose: 'P08', attested: true })).toBe(false);
    expect(lacksAttestation({ ...none, purpose: 'P08', statutoryTrigger: true })).toBe(false);
  });
});

describe('a bar on the whole request', () => {
  const plan = facts([segment('one', 'EDU', { choices: [choice('EDU', 'PERMIT')] })]);
  const enquiry = { ...plan, purpose: 'P08' as const, attested: true };
  const clinic = facts([segment('one', 'PHY', { healthOrigin: true })]);

  it('there is none when nothing stands against it', () => {
    expect(barRequest(plan, basis)).toBeNull();
    expect(barRequest(enquiry, basis)).toBeNull();
  });

  it('there is none for want of an agreement of an organisation with itself (docs/domain/07 AC2, AC10)', () => {
    const inside = { ...plan, agreement: null, recipient: { ...plan.recipient, ...plan.source } };
    expect(barRequest(inside, basis)).toBeNull();
    expect(barRequest({ ...inside, edition: 1 }, basis)).toMatchObject({ reason: 'DENY_NO_DSA' });
  });

  const bars: readonly (readonly [
    string,
    DecisionFacts,
    LegalBasis | undefined,
    ReturnType<typeof barRequest>,
  ])[] = [
    [
      'agreement',
      { ...plan, agreement: null },
      basis,
      { outcome: 'DENY', reason: 'DENY_NO_DSA', rule: 'bar:agreement' },
    ],
    [
      'adoption',
      { ...plan, bars: { ...plan.bars, adoption: true } },
      basis,
      { outcome: 'DENY', reason: 'DENY_ADOPTION', rule: 'bar:adoption' },
    ],
    [
      'court',
      { ...plan, bars: { ...plan.bars, courtRestriction: true } },
      basis,
      { outcome: 'DENY', reason: 'DENY_COURT_RESTRICTED', rule: 'bar:court' },
    ],
    [
      'opt-out from planning',
      { ...clinic, purpose: 'P20', bars: { ...plan.bars, nationalDataOptOut: true } },
      basis,
      { outcome: 'DENY', reason: 'DENY_NDOO', rule: 'bar:national-data-opt-out' },
    ],
    [
      'opt-out from research',
      { ...clinic, purpose: 'P21', bars: { ...plan.bars, nationalDataOptOut: true } },
      basis,
      { outcome: 'DENY', reason: 'DENY_NDOO', rule: 'bar:national-data-opt-out' },
    ],
    [
      'real data in a test',
      { ...plan, purpose: 'P23', syntheticData: false },
      basis,
      { outcome: 'DENY', reason: 'DENY_SYNTHETIC_ONLY', rule: 'bar:synthetic-only' },
    ],
    [
      'identity',
      { ...plan, identity: 'UNCONFIRMED' },
      basis,
      { outcome: 'HOLD', reason: 'HOLD_ID_MISMATCH', rule: 'bar:identity' },
    ],
    [
      'identity in a pull',
      { ...plan, kind: 'PULL', identity: 'UNCONFIRMED' },
      basis,
      { outcome: 'DENY', reason: 'HOLD_ID_MISMATCH', rule: 'bar:identity' },
    ],
    [
      'identity in urgent safeguarding',
      { ...enquiry, urgency: 'URGENT', identity: 'UNCONFIRMED' },
      basis,
      { outcome: 'DENY', reason: 'HOLD_ID_MISMATCH', rule: 'bar:identity' },
    ],
    [
      'attestation',
      { ...enquiry, attested: false },
      basis,
      { outcome: 'DENY', reason: 'DENY_ATTESTATION_MISSING', rule: 'bar:attestation' },
    ],
    [
      'duty',
      { ...plan, purpose: 'P09', attested: true, source: { ...plan.source, dutyStatus: 'NONE' } },
      basis,
      { outcome: 'DENY', reason: 'DENY_NO_BASIS', rule: 'bar:duty-status' },
    ],
    ['basis', plan, undefined, { outcome: 'DENY', reason: 'DENY_NO_BASIS', rule: 'bar:basis' }],
    [
      'consent',
      facts([segment('one', 'EDU', { choices: [choice('EDU', 'NONE')] }), segment('two', 'SEN')]),
      { ...basis, needsConsent: true },
      { outcome: 'DENY', reason: 'DENY_NO_BASIS', rule: 'bar:consent-is-the-only-basis' },
    ],
  ];

  it.each(bars)('%s', (_name, barred, theBasis, expected) => {
    expect(barRequest(barred, theBasis)).toEqual(expected);
  });

  it('is none of these where its other half is missing', () => {
    const optedOut = { ...clinic, bars: { ...plan.bars, nationalDataOptOut: true } };
    expect(barRequest(optedOut, basis)).toBeNull();
    expect(barRequest({ ...plan, purpose: 'P21', bars: optedOut.bars }, basis)).toBeNull();
    expect(barRequest({ ...clinic, purpose: 'P20', extract: 'AGGREGATE' }, basis)).toBeNull();
    expect(barRequest({ ...plan, purpose: 'P23' }, basis)).toBeNull();
    expect(barRequest({ ...plan, syntheticData: false }, basis)).toBeNull();
    expect(barRequest({ ...plan, source: { ...plan.source, dutyStatus: 'NONE' } }, basis)).toBeNull();
    expect(barRequest({ ...plan, identity: 'BY_RULE' }, basis)).toBeNull();
    expect(barRequest(plan, { ...basis, needsConsent: true })).toBeNull();
  });

  it('a front-door referral needs neither agreement nor a certain identity, but a pull of one does', () => {
    const door = referral([segment('one', 'CPR')], { agreement: null, identity: 'UNCONFIRMED' });
    expect(barRequest(door, basis)).toBeNull();
    expect(barRequest({ ...door, kind: 'PULL' }, basis)).toMatchObject({
      outcome: 'DENY',
      rule: 'bar:identity',
    });
  });

  it('comes in the order of the page: the agreement before all, the basis last', () => {
    const all: DecisionFacts = {
      ...enquiry,
      agreement: null,
      bars: { ...plan.bars, adoption: true, courtRestriction: true, nationalDataOptOut: true },
      identity: 'UNCONFIRMED',
      attested: false,
    };
    expect(barRequest(all, undefined)?.rule).toBe('bar:agreement');
    const agreed = { ...all, agreement: plan.agreement };
    expect(barRequest(agreed, undefined)?.rule).toBe('bar:adoption');
    const open = { ...agreed, bars: plan.bars };
    expect(barRequest(open, undefined)?.rule).toBe('bar:identity');
    expect(barRequest({ ...open, identity: 'CONFIRMED' }, undefined)?.rule).toBe('bar:attestation');
  });

  it('gives every part its reason and nothing to rest on', () => {
    const { segments, outcome } = decide({ ...plan, identity: 'UNCONFIRMED' }, policy);
    expect(outcome).toBe('HOLD');
    expect(segments).toEqual([
      {
        segmentId: 'one',
        outcome: 'HOLD',
        silent: false,
        reasons: ['HOLD_ID_MISMATCH'],
        effect: null,
        cell: null,
        row: null,
        rule: 'bar:identity',
        whoCouldSayYes: 'an information-governance officer',
        consentRefs: [],
      },
    ]);
    expect(decide({ ...plan, agreement: null }, policy).segments[0]).toMatchObject({
      outcome: 'WITHHOLD',
      whoCouldSayYes: 'both organisations, by an agreement',
    });
  });
});
