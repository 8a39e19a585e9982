import { describe, expect, it } from '@jest/globals';
import {
  checkMove,
  checkNewChoice,
  consentStatuses,
  forwardMoves,
  parseConsentDraft,
  type Recorder,
} from '../../src/consent/index.ts';
import { checkRecorder } from '../../src/consent/check-recorder.ts';
import { asId } from '../../src/platform/index.ts';
import { draft, draftInput, held } from './consent-drafts.ts';
import { fernbeck, jackie, piotr, wendy } from './consent-fixtures.ts';

function refusalOf(more: Record<string, unknown>): string {
  const parsed = parseConsentDraft(draftInput(jackie, wendy, more));
  return parsed.ok ? 'accepted' : `${parsed.refusal.field} ${parsed.refusal.rule}`;
}

describe('a draft', () => {
  it('is accepted when it says who, what, to whom and for what', () => {
    expect(refusalOf({})).toBe('accepted');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an unknown purpose', { purposes: ['P99'] }, '/purposes/0 CONSENT_SHAPE'],
    [
      'an unknown category',
      { categories: { permit: ['XYZ'], deny: [] } },
      '/categories/permit/0 CONSENT_SHAPE',
    ],
    [
      'a category that only looks like one',
      { categories: { permit: ['constructor'], deny: [] } },
      '/categories/permit/0 CONSENT_SHAPE',
    ],
    ['a field that nobody asked for', { authorityEvidence: null }, ' CONSENT_SHAPE'],
    ['a recorder of its own', { recordedBy: { kind: 'DECIDER', person: wendy } }, ' CONSENT_SHAPE'],
    ['no purpose', { purposes: [] }, '/purposes CONSENT_SHAPE'],
    ['a status that is reached by a move', { status: 'withdrawn' }, '/status CONSENT_SHAPE'],
    ['neither permit nor denial', { categories: { permit: [], deny: [] } }, '/categories CONSENT_EMPTY'],
    [
      'the same category permitted and denied',
      { categories: { permit: ['EDU'], deny: ['EDU'] } },
      '/categories CONSENT_CONTRADICTS_ITSELF',
    ],
    [
      'a permit beside a denial of everything',
      { categories: { permit: ['EDU'], deny: 'ALL' } },
      '/categories CONSENT_CONTRADICTS_ITSELF',
    ],
    [
      'a permit of everything',
      { categories: { permit: 'ALL', deny: [] } },
      '/categories/permit CONSENT_SHAPE',
    ],
    ['a permit for all purposes', { purposes: 'ALL' }, '/purposes PERMIT_NAMES_PURPOSES'],
    ['a permit to all recipients', { recipients: 'ALL' }, '/recipients PERMIT_NAMES_RECIPIENTS'],
    [
      'no recipient',
      { recipients: { organisations: [], roles: [], organisationTypes: [] } },
      '/recipients RECIPIENT_NAMES_SOMEBODY',
    ],
    ['a permit without a notice', { informationGiven: null }, '/informationGiven PERMIT_NEEDS_NOTICE'],
    ['an objection that permits', { kind: 'OBJECTION' }, '/categories/permit OBJECTION_CANNOT_PERMIT'],
    [
      'an objection to a service',
      { kind: 'OBJECTION', type: 'SERVICE', answer: 'REFUSES', categories: { permit: [], deny: [] } },
      '/type OBJECTION_IS_ABOUT_SHARING',
    ],
    [
      'a period that ends as it begins',
      { validFrom: '2028-01-07T00:00:00Z', validTo: '2028-01-07T00:00:00Z' },
      '/validTo CONSENT_PERIOD_ORDER',
    ],
    ['an instant without an offset', { validFrom: '2028-01-07T00:00:00' }, '/validFrom CONSENT_SHAPE'],
    ['a day that does not exist', { reviewOn: '2027-02-29' }, '/reviewOn CONSENT_SHAPE'],
  ])('is refused with %s', (_, more, expected) => {
    expect(refusalOf(more)).toBe(expected);
  });

  it('may deny everything to everybody for everything, without a notice', () => {
    const everything = {
      categories: { permit: [], deny: 'ALL' },
      purposes: 'ALL',
      recipients: 'ALL',
      informationGiven: null,
    };
    expect(refusalOf(everything)).toBe('accepted');
    expect(refusalOf({ ...everything, kind: 'OBJECTION' })).toBe('accepted');
  });

  it('is refused without repeating what it said', () => {
    const parsed = parseConsentDraft(draftInput(jackie, wendy, { childWishes: 7, purposes: ['Canary'] }));
    expect(JSON.stringify(parsed)).not.toContain('Canary');
  });
});

describe('who records', () => {
  const byWendy: Recorder = { kind: 'DECIDER', person: wendy };
  const byStaff: Recorder = { kind: 'PRACTITIONER', staff: asId('staff-1'), organisation: fernbeck };

  it('is the decider, or a practitioner with evidence', () => {
    for (const recorder of [byWendy, byStaff]) {
      expect(checkRecorder(draft(jackie, wendy), recorder, held(wendy))).toEqual({
        ok: true,
        value: {
          evidence: { type: 'BRTH', verifiedBy: 'staff-1', verifiedOn: '2028-01-05' },
          snapshotHashes: ['a'.repeat(64)],
        },
      });
    }
  });

  it.each<[string, Record<string, unknown>, Recorder, string]>([
    ['another decider', {}, { kind: 'DECIDER', person: piotr }, '/decidedBy/person RECORDER_IS_NOT_DECIDER'],
    ['a practitioner without evidence', { evidenceRef: null }, byStaff, '/evidenceRef EVIDENCE_NEEDED'],
    [
      'a practitioner for somebody without authority',
      { decidedBy: { person: piotr, capacityBasis: 'PR_HOLDER' } },
      byStaff,
      '/decidedBy/person DECIDER_HAS_NO_AUTHORITY',
    ],
    [
      'the child who does not decide',
      { decidedBy: { person: jackie, capacityBasis: 'SELF_GILLICK' } },
      { kind: 'DECIDER', person: jackie },
      '/decidedBy/person DECIDER_HAS_NO_AUTHORITY',
    ],
    [
      'a decider in a capacity that is not theirs',
      { decidedBy: { person: wendy, capacityBasis: 'DEPUTY' } },
      byWendy,
      '/decidedBy/capacityBasis DECIDER_CAPACITY_DIFFERS',
    ],
  ])('is not %s', (_, more, recorder, expected) => {
    const answer = checkRecorder(draft(jackie, wendy, more), recorder, held(wendy));
    expect(answer.ok ? 'accepted' : `${answer.refusal.field} ${answer.refusal.rule}`).toBe(expected);
  });

  it('is not a foster carer, who holds no parental responsibility (docs/domain/07 AC2)', () => {
    const carer = draft(jackie, piotr, { categories: { permit: ['EDU'], deny: [] } });
    expect(checkRecorder(carer, { kind: 'DECIDER', person: piotr }, held(wendy))).toMatchObject({
      refusal: { rule: 'DECIDER_HAS_NO_AUTHORITY' },
    });
  });

  it('may be somebody whose claim nobody has verified: the answer waits', () => {
    const unverified = { deciders: [], unverified: [wendy] };
    expect(checkRecorder(draft(jackie, wendy), byWendy, held(wendy, unverified))).toMatchObject({
      ok: true,
      value: { evidence: null },
    });
  });

  it('needs authority for each purpose of a permit, and for any of a denial', () => {
    const forP07Only = (purpose: string): ReturnType<ReturnType<typeof held>> =>
      purpose === 'P07' ? held(wendy)('P07', null) : held(wendy, { deciders: [] })('P07', null);
    const twoPurposes = draft(jackie, wendy, { purposes: ['P07', 'P04'] });
    expect(checkRecorder(twoPurposes, byWendy, forP07Only)).toMatchObject({
      refusal: { rule: 'DECIDER_HAS_NO_AUTHORITY' },
    });
    const denial = draft(jackie, wendy, { purposes: 'ALL', categories: { permit: [], deny: 'ALL' } });
    expect(checkRecorder(denial, byWendy, forP07Only)).toMatchObject({ ok: true });
  });
});

describe('the life of a record', () => {
  it('moves forward only: nothing comes back to active', () => {
    for (const from of consentStatuses.filter((status) => status !== 'draft')) {
      expect(forwardMoves[from]).not.toContain('active');
      expect(forwardMoves[from]).not.toContain('draft');
    }
  });

  it('has no circle: whatever follows a status never leads back to it', () => {
    const reach = (from: (typeof consentStatuses)[number], seen: readonly string[]): void => {
      expect(seen).not.toContain(from);
      for (const to of forwardMoves[from]) reach(to, [...seen, from]);
    };
    for (const status of consentStatuses) reach(status, []);
  });

  it('lets a withdrawal follow whatever may still be relied on', () => {
    for (const status of ['active', 'suspended', 'pending-reauthorise'] as const) {
      expect(checkMove(status, 'withdrawn', 'withdrawn')).toEqual({ ok: true, value: 'withdrawn' });
    }
  });

  const again =
    'A choice only moves forward: what the person says now is a new choice (POST /v1/consents/{id}).';
  const nothing = 'There is nothing to take back.';

  it.each([
    ['withdrawn', 'active', `was taken back and permits nothing any more. ${again}`],
    ['withdrawn', 'superseded', `was taken back and permits nothing any more. ${again}`],
    ['expired', 'active', `has expired and permits nothing any more. ${again}`],
    ['suspended', 'active', `is suspended and permits nothing until it is asked for again. ${again}`],
    [
      'pending-reauthorise',
      'suspended',
      `waits to be asked for again and permits nothing until then. ${again}`,
    ],
    [
      'superseded',
      'suspended',
      'was replaced by a newer choice of the same person. Look at the newer choice instead: that is the one to change.',
    ],
    [
      'entered-in-error',
      'withdrawn',
      `was written down by mistake and never counted. ${nothing} Record what the person says now as a new choice (POST /v1/consents).`,
    ],
    [
      'draft',
      'withdrawn',
      `is a draft and permits nothing yet. ${nothing.slice(0, -1)}: say that it was entered in error (POST /v1/consents/{id}/review).`,
    ],
    ['draft', 'suspended', `is a draft and permits nothing yet. ${again}`],
    ['active', 'active', `holds. ${again}`],
  ] as const)('refuses %s → %s, and says where it stands and what to do', (from, to, words) => {
    expect(checkMove(from, to, 'why')).toEqual({
      ok: false,
      refusal: { rule: 'CONSENT_MOVES_FORWARD', message: `This choice ${words}`, from, to },
    });
  });

  it('asks for a reason', () => {
    expect(checkMove('active', 'suspended', ' ')).toMatchObject({
      refusal: { rule: 'CONSENT_MOVE_NEEDS_REASON', message: 'Say why the record is moved.' },
    });
  });

  it('takes a new choice after anything but an error', () => {
    for (const status of [null, ...consentStatuses]) {
      expect(checkNewChoice(status, 'active').ok).toBe(status !== 'entered-in-error');
    }
    expect(checkNewChoice('entered-in-error', 'active')).toMatchObject({
      refusal: {
        rule: 'CONSENT_ENTERED_IN_ERROR',
        message:
          'This record was entered in error and takes no further choice. Record the choice as a new one.',
      },
    });
  });
});
