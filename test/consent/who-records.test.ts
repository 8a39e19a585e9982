import { describe, expect, it } from '@jest/globals';
import type { Authority, FindAuthority, Recorder } from '../../src/consent/index.ts';
import { checkRecorder, permits } from '../../src/consent/check-recorder.ts';
import { asId } from '../../src/platform/index.ts';
import { purposeCodes } from '../../src/vocabulary/index.ts';
import { draft, heldBy } from './consent-drafts.ts';
import { fernbeck, jackie, openDoor, piotr, wendy } from './consent-fixtures.ts';

const byWendy: Recorder = { kind: 'DECIDER', person: wendy };
const ofCouncil: Recorder = { kind: 'PRACTITIONER', staff: asId('staff-1'), organisation: openDoor };
const ofSchool: Recorder = { kind: 'PRACTITIONER', staff: asId('staff-2'), organisation: fernbeck };

/** Authority to one recipient. */
type FindOne = (...asked: Parameters<FindAuthority>) => Authority;

function check(
  more: Record<string, unknown>,
  recorder: Recorder,
  find: FindOne,
): ReturnType<typeof checkRecorder> {
  return checkRecorder(draft(jackie, wendy, more), recorder, (...asked) => [find(...asked)]);
}

const denial = { categories: { permit: [], deny: ['EDU'] } };
const hash = 'a'.repeat(64);
const nobody: Authority = { deciders: [], unverified: [], snapshotHash: hash };
const mother = heldBy(wendy);

describe('the decision of an organisation', () => {
  const council = { decidedBy: { organisation: openDoor, capacityBasis: 'LA_CARE_ORDER' } };
  const shared: Authority = {
    ...nobody,
    organisations: [
      { organisationId: fernbeck, capacityBasis: 'BEST_INTERESTS' },
      { organisationId: openDoor, capacityBasis: 'LA_CARE_ORDER' },
    ],
  };

  it('is recorded by one of its own practitioners, and is itself no person whose evidence is known', () => {
    expect(check(council, ofCouncil, () => shared)).toEqual({
      ok: true,
      value: { evidence: null, snapshotHashes: [hash] },
    });
  });

  it('is recorded by nobody else', () => {
    expect(check(council, ofSchool, () => shared)).toEqual({
      ok: false,
      refusal: {
        field: '/decidedBy/organisation',
        rule: 'RECORDER_IS_NOT_DECIDER',
        message:
          'An organisation’s decision is recorded by one of its own practitioners. Let one of theirs record it.',
      },
    });
    expect(check(council, byWendy, () => shared)).toEqual({
      ok: false,
      refusal: {
        field: '/decidedBy/organisation',
        rule: 'RECORDER_IS_NOT_DECIDER',
        message:
          'People record their own choices only. What somebody else chose is recorded by them, or by a practitioner with evidence.',
      },
    });
    expect(check({ ...council, evidenceRef: null }, ofCouncil, () => shared)).toEqual({
      ok: false,
      refusal: {
        field: '/evidenceRef',
        rule: 'EVIDENCE_NEEDED',
        message:
          'Say where the evidence of the choice lies in your own records: a signed form, a note of the call.',
      },
    });
  });

  it.each<[string, Authority]>([
    ['which no order gives it', nobody],
    [
      'which another organisation has',
      { ...nobody, organisations: (shared.organisations ?? []).slice(0, 1) },
    ],
    ['which only people have', mother],
  ])('needs an authority %s', (_, authority) => {
    expect(check(council, ofCouncil, () => authority)).toEqual({
      ok: false,
      refusal: {
        field: '/decidedBy/organisation',
        rule: 'DECIDER_HAS_NO_AUTHORITY',
        message:
          'Whoever is named may not decide all of this today. Ask who may (POST /v1/authority/questions), or leave out the purposes, categories and recipients that they may not decide.',
      },
    });
  });

  it('is in the capacity that the organisation has today', () => {
    const inInterests = { decidedBy: { organisation: openDoor, capacityBasis: 'BEST_INTERESTS' } };
    expect(check(inInterests, ofCouncil, () => shared)).toEqual({
      ok: false,
      refusal: {
        field: '/decidedBy/capacityBasis',
        rule: 'DECIDER_CAPACITY_DIFFERS',
        message:
          'Whoever is named does not decide in this capacity today. Name the capacity in which they do (POST /v1/authority/questions says which).',
      },
    });
  });
});

describe('a person whose capacity is to be confirmed', () => {
  const doubted: FindOne = () => ({ ...mother, capacityToBeConfirmed: [wendy] });

  it('permits nothing new until a named professional has confirmed it', () => {
    expect(check({}, byWendy, doubted)).toEqual({
      ok: false,
      refusal: {
        field: '/decidedBy/person',
        rule: 'HOLD_CAPACITY',
        message:
          'There is doubt whether this person can decide now. A named professional confirms it first (POST /v1/authority, CAPACITY_FOUND); a refusal can be recorded at once.',
      },
    });
    const forOneOfTwo: FindOne = (purpose) =>
      purpose === 'P04' ? { ...mother, capacityToBeConfirmed: [wendy] } : mother;
    expect(check({ purposes: ['P07', 'P04'] }, byWendy, forOneOfTwo)).toMatchObject({
      refusal: { rule: 'HOLD_CAPACITY' },
    });
  });

  it('may always refuse, and may be heard for a draft', () => {
    expect(check(denial, byWendy, doubted).ok).toBe(true);
    expect(check({ status: 'draft' }, byWendy, doubted).ok).toBe(true);
  });

  it('does not stop anybody else', () => {
    const other: FindOne = () => ({ ...mother, capacityToBeConfirmed: [piotr] });
    expect(check({}, byWendy, other).ok).toBe(true);
    const council: Authority = {
      ...nobody,
      organisations: [{ organisationId: openDoor, capacityBasis: 'LA_CARE_ORDER' }],
      capacityToBeConfirmed: [wendy],
    };
    const decidedBy = { organisation: openDoor, capacityBasis: 'LA_CARE_ORDER' };
    expect(check({ decidedBy }, ofCouncil, () => council).ok).toBe(true);
  });
});

describe('the authority of a person', () => {
  it('is asked for each purpose and each category that is permitted', () => {
    const asked: string[] = [];
    const find: FindOne = (purpose, category) => {
      asked.push(`${purpose} ${category ?? 'as a whole'}`);
      return { ...mother, snapshotHash: `${purpose} ${category === 'ATT' ? 'b' : 'a'}` };
    };
    expect(check({ purposes: ['P07', 'P04'] }, byWendy, find)).toMatchObject({
      value: { snapshotHashes: ['P04 a', 'P04 b', 'P07 a', 'P07 b'] },
    });
    expect(asked).toEqual(['P07 EDU', 'P07 ATT', 'P07 SEN', 'P04 EDU', 'P04 ATT', 'P04 SEN']);
  });

  it('is asked for what is denied where nothing is permitted, and as a whole for everything', () => {
    const asked: string[] = [];
    const find: FindOne = (purpose, category) => {
      asked.push(`${purpose} ${category ?? 'as a whole'}`);
      return mother;
    };
    check(denial, byWendy, find);
    expect(asked.splice(0)).toEqual(['P07 EDU']);
    check({ purposes: 'ALL', categories: { permit: [], deny: 'ALL' } }, byWendy, find);
    expect(asked).toEqual(purposeCodes.map((purpose) => `${purpose} as a whole`));
  });

  it('must cover every category of a permit, and any of a denial', () => {
    const onlyEducation: FindOne = (_, category) => (category === 'EDU' ? mother : nobody);
    expect(check({}, byWendy, onlyEducation)).toMatchObject({
      refusal: { rule: 'DECIDER_HAS_NO_AUTHORITY', field: '/decidedBy/person' },
    });
    expect(check({ categories: { permit: ['EDU'], deny: [] } }, byWendy, onlyEducation).ok).toBe(true);
    expect(check({ categories: { permit: [], deny: ['EDU', 'ATT'] } }, byWendy, onlyEducation).ok).toBe(true);
    expect(check({ categories: { permit: [], deny: ['ATT', 'SEN'] } }, byWendy, onlyEducation)).toMatchObject(
      {
        refusal: { rule: 'DECIDER_HAS_NO_AUTHORITY' },
      },
    );
  });

  it('must cover every recipient of a permit, and any of a denial', () => {
    const school = heldBy(wendy);
    const ask = (more: Record<string, unknown>, ...answers: readonly Authority[]): boolean =>
      checkRecorder(draft(jackie, wendy, more), byWendy, () => answers).ok;
    expect(ask({}, school, school)).toBe(true);
    expect(ask({}, school, nobody)).toBe(false);
    expect(ask(denial, school, nobody)).toBe(true);
    expect(ask(denial, nobody, nobody)).toBe(false);
  });

  it('must be in the same capacity for every purpose', () => {
    const deputy: Authority = { ...nobody, deciders: [{ person: wendy, capacityBasis: 'DEPUTY' }] };
    const both: FindOne = (purpose) => (purpose === 'P04' ? deputy : mother);
    expect(check({ purposes: ['P07', 'P04'] }, byWendy, both)).toMatchObject({
      refusal: { rule: 'DECIDER_CAPACITY_DIFFERS' },
    });
    const either: FindOne = () => ({ ...mother, deciders: [...deputy.deciders, ...mother.deciders] });
    expect(check({}, byWendy, either).ok).toBe(true);
  });

  it('is their own, and so is its evidence', () => {
    const evidence = { type: 'BRTH', verifiedBy: 'staff-9', verifiedOn: '2028-01-01' } as const;
    const both: FindOne = () => ({
      ...mother,
      deciders: [{ person: piotr, capacityBasis: 'DEPUTY', evidence }, ...mother.deciders],
    });
    expect(check({}, byWendy, both)).toMatchObject({ value: { evidence: { verifiedBy: 'staff-1' } } });
    const asDeputy = { decidedBy: { person: wendy, capacityBasis: 'DEPUTY' } };
    expect(check(asDeputy, byWendy, both)).toMatchObject({ refusal: { rule: 'DECIDER_CAPACITY_DIFFERS' } });
  });

  it('that nobody has verified is claimed as parental responsibility only', () => {
    const claimed: FindOne = () => ({ ...nobody, unverified: [wendy] });
    expect(check({}, byWendy, claimed).ok).toBe(true);
    const asDeputy = { decidedBy: { person: wendy, capacityBasis: 'DEPUTY' } };
    expect(check(asDeputy, byWendy, claimed)).toMatchObject({
      refusal: { rule: 'DECIDER_CAPACITY_DIFFERS' },
    });
  });
});

describe('what permits', () => {
  it('is a category that is permitted, or an agreement', () => {
    const categories = { permit: [], deny: [] };
    expect(permits({ categories: { permit: ['EDU'], deny: [] }, answer: null })).toBe(true);
    expect(permits({ categories, answer: 'AGREES' })).toBe(true);
    expect(permits({ categories, answer: 'REFUSES' })).toBe(false);
    expect(permits({ categories: { permit: [], deny: 'ALL' }, answer: null })).toBe(false);
  });

  it('needs authority for all of it', () => {
    const service = { type: 'SERVICE', categories: { permit: [], deny: [] }, purposes: ['P07', 'P04'] };
    const forOne: FindOne = (purpose) => (purpose === 'P07' ? mother : nobody);
    expect(check({ ...service, answer: 'AGREES' }, byWendy, forOne)).toMatchObject({
      refusal: { rule: 'DECIDER_HAS_NO_AUTHORITY' },
    });
    expect(check({ ...service, answer: 'REFUSES' }, byWendy, forOne).ok).toBe(true);
  });
});
