import { describe, expect, it } from '@jest/globals';
import { type DecisionFacts, type SegmentFacts, decide } from '../../src/exchange/decide/index.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import { authority, choice, facts, segment } from './case-facts.ts';

const policy = loadPolicy('policies', 'BASE-1');

const permitted = (selfDecides: boolean): SegmentFacts =>
  segment('attendance', 'ATT', { linkedToNeed: true, choices: [choice('ATT', 'PERMIT', { selfDecides })] });

/** The obligations to tell somebody of what goes. */
function told(given: DecisionFacts): readonly string[] {
  const { outcome, obligations } = decide(given, policy);
  expect(outcome).toMatch(/^FORWARD/u);
  return obligations.map(({ kind }) => kind).filter((kind) => kind.startsWith('TELL_'));
}

const plan = (more: Partial<DecisionFacts> = {}): DecisionFacts => facts([permitted(false)], more);
const shielded = (safeContact: boolean): Partial<DecisionFacts> => ({
  protections: { shieldedLocation: true, safeContact },
});

describe('who is told what was shared (Caldicott 8; docs/domain/01 §1.6)', () => {
  it('are the family and the child, where others decide', () => {
    expect(told(plan())).toEqual(['TELL_FAMILY', 'TELL_CHILD']);
    expect(told(plan({ protections: { shieldedLocation: false, safeContact: true } }))).toEqual([
      'TELL_FAMILY',
      'TELL_CHILD',
    ]);
  });

  it('is the person alone, where they decide about any part of it (docs/domain/07 AC7)', () => {
    expect(told(plan({ authority: authority({ selfDecides: true }) }))).toEqual(['TELL_DATA_SUBJECT_ONLY']);
    expect(told(facts([permitted(true)]))).toEqual(['TELL_DATA_SUBJECT_ONLY']);
    const other = segment('development', 'DEV', {
      linkedToNeed: true,
      choices: [choice('DEV', 'PERMIT'), choice('DEV', 'PERMIT', { selfDecides: true })],
    });
    expect(told(facts([permitted(false), other]))).toEqual(['TELL_DATA_SUBJECT_ONLY']);
  });

  it('are the family all the same, where only the envelope is the person’s own to decide about', () => {
    const envelope = segment('subject', 'DEM', {
      part: 'ENVELOPE',
      choices: [choice('DEM', 'PERMIT', { selfDecides: true })],
    });
    expect(told(facts([envelope, permitted(false)]))).toEqual(['TELL_FAMILY', 'TELL_CHILD']);
  });

  it('are the family all the same, where what the person decides about stays behind (docs/domain/07 AC3)', () => {
    const confidence = segment('confidence', 'SHR', {
      flags: ['CHILD_CONFIDENCE', 'SILENT_WITHHOLD'],
      choices: [choice('SHR', 'NONE', { selfDecides: true })],
    });
    expect(told(facts([permitted(false), confidence]))).toEqual(['TELL_FAMILY', 'TELL_CHILD']);
  });

  it('is the safe contact and nobody else, where the location is shielded (docs/domain/07 AC5)', () => {
    expect(told(plan(shielded(true)))).toEqual(['TELL_SAFE_CONTACT']);
    expect(told(plan(shielded(false)))).toEqual([]);
  });

  it('is what the first edition said, in facts of the first edition', () => {
    expect(told(plan({ ...shielded(true), edition: 1 }))).toEqual(['TELL_FAMILY', 'TELL_CHILD']);
    expect(
      told(facts([permitted(true)], { edition: 1, authority: authority({ selfDecides: true }) })),
    ).toEqual(['TELL_FAMILY']);
  });
});

describe('who is told that a record was read', () => {
  const person = {
    organisationId: 'FPS',
    type: 'SCHOOL',
    department: 'NONE',
    dutyStatus: 'DESIGNATED_EDU',
    person: true,
  } as const;
  const own = (as: NonNullable<DecisionFacts['own']>, role: 'YP' | 'PARENT_PR'): DecisionFacts =>
    facts([permitted(false)], { purpose: 'P17', own: as, recipient: { ...person, role } });

  it('is the child, where a parent read it, and nobody where they did themselves', () => {
    expect(told(own('PARENT', 'PARENT_PR'))).toEqual(['TELL_CHILD']);
    expect(told(own('SELF', 'YP'))).toEqual([]);
  });

  it('is the safe contact after an emergency access, where there is one (docs/domain/07 X2)', () => {
    const emergency = (safeContact: boolean): DecisionFacts =>
      facts([segment('status', 'CPR', { linkedToNeed: true })], {
        messageType: 'M10',
        purpose: 'P14',
        attested: true,
        emergency: { reasonGiven: true, person: 'nurse', expires: '2028-01-07T16:00:00.000Z' },
        recipient: {
          organisationId: 'RXX',
          type: 'NHS_TRUST',
          department: 'EMERGENCY',
          dutyStatus: 'S11',
          role: 'UEC_CLIN',
          person: false,
        },
        protections: { shieldedLocation: false, safeContact },
      });
    expect(told(emergency(true))).toEqual(['TELL_SAFE_CONTACT']);
    expect(told(emergency(false))).toEqual(['TELL_FAMILY', 'TELL_CHILD']);
  });

  it('is nobody, where what goes tells nobody apart', () => {
    const groups = facts([segment('episodes', 'PHY', { healthOrigin: true })], {
      messageType: 'FHIR',
      purpose: 'P20',
      extract: 'AGGREGATE',
      recipient: { ...person, type: 'ICB', dutyStatus: 'S11', role: 'PLANNER', person: false },
    });
    expect(told(groups)).toEqual([]);
  });
});
