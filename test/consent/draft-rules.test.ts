import { describe, expect, it } from '@jest/globals';
import { parseConsentDraft } from '../../src/consent/index.ts';
import { draftInput } from './consent-drafts.ts';
import { fernbeck, jackie, openDoor, wendy } from './consent-fixtures.ts';

type Changes = Record<string, unknown>;

function read(more: Changes): unknown {
  const parsed = parseConsentDraft(draftInput(jackie, wendy, more));
  return parsed.ok ? 'accepted' : parsed.refusal;
}

const nothing = { permit: [], deny: [] };
const recipients = { organisations: [], departments: [], roles: [], organisationTypes: [] };
const period = {
  field: '',
  rule: 'CONSENT_PERIOD_ORDER',
  message: 'The period must end after it begins. Give a later last day, or leave it out.',
};

describe('a draft that is refused', () => {
  it.each<[string, Changes, { readonly field: string; readonly rule: string; readonly message: string }]>([
    [
      'because something is missing',
      { purposes: undefined },
      {
        field: '/purposes',
        rule: 'CONSENT_SHAPE',
        message: 'This is missing, unknown or not of the kind expected.',
      },
    ],
    [
      'because it says nothing',
      { categories: nothing },
      {
        field: '/categories',
        rule: 'CONSENT_EMPTY',
        message: 'Name at least one kind of information that is permitted or denied.',
      },
    ],
    [
      'because it answers twice',
      { answer: 'AGREES' },
      {
        field: '/answer',
        rule: 'ANSWER_FITS_TYPE',
        message: 'A choice to share is answered by its categories. Leave `answer` out.',
      },
    ],
    [
      'because it says two things of one category',
      { categories: { permit: ['EDU', 'ATT'], deny: ['PMH', 'ATT'] } },
      {
        field: '/categories',
        rule: 'CONSENT_CONTRADICTS_ITSELF',
        message: 'The same kind of information is permitted and denied. Leave it in one of the two lists.',
      },
    ],
    [
      'because it names nobody',
      { recipients },
      {
        field: '/recipients',
        rule: 'RECIPIENT_NAMES_SOMEBODY',
        message:
          'Name at least one recipient: an organisation, a department, a role or a kind of organisation.',
      },
    ],
    [
      'because it ends before it begins',
      { validFrom: '2028-01-07T00:00:00Z', validTo: '2028-01-06T23:59:59Z' },
      { ...period, field: '/validTo' },
    ],
    [
      'because its information ends before it begins',
      { dataPeriod: { from: '2027-01-02', to: '2027-01-01' } },
      { ...period, field: '/dataPeriod' },
    ],
    [
      'because an objection permits',
      { kind: 'OBJECTION' },
      {
        field: '/categories/permit',
        rule: 'OBJECTION_CANNOT_PERMIT',
        message: 'An objection can only deny. Record what is permitted as a consent of its own.',
      },
    ],
    [
      'because an objection is about a service',
      { kind: 'OBJECTION', type: 'SERVICE', answer: 'REFUSES', categories: nothing },
      {
        field: '/type',
        rule: 'OBJECTION_IS_ABOUT_SHARING',
        message: 'An objection is always about sharing. Give it the type SHARE.',
      },
    ],
    [
      'because it permits for every purpose',
      { purposes: 'ALL' },
      {
        field: '/purposes',
        rule: 'PERMIT_NAMES_PURPOSES',
        message: 'A permit must name each purpose. Only a refusal may say ALL.',
      },
    ],
    [
      'because it permits to everybody',
      { recipients: 'ALL' },
      {
        field: '/recipients',
        rule: 'PERMIT_NAMES_RECIPIENTS',
        message: 'A permit must name its recipients. Only a refusal may say ALL.',
      },
    ],
    [
      'because nobody told what follows from saying no',
      { consequencesExplained: false },
      {
        field: '/consequencesExplained',
        rule: 'PERMIT_NEEDS_CONSEQUENCES',
        message: 'Tell the person what follows from saying no before you record that they permit it.',
      },
    ],
    [
      'because nobody told anything before',
      { informationGiven: null },
      {
        field: '/informationGiven',
        rule: 'PERMIT_NEEDS_NOTICE',
        message:
          'Say what the person was told before they chose: the version of the notice, from POST /v1/consent-notices.',
      },
    ],
  ])('says why: %s', (_, more, refusal) => {
    expect(read(more)).toEqual(refusal);
  });
});

describe('a draft', () => {
  it.each<[string, Changes]>([
    ['ends after it begins', { validFrom: '2028-01-07T00:00:00Z', validTo: '2028-01-07T00:00:01Z' }],
    ['begins when it is recorded and has an end', { validTo: '2028-01-07T00:00:00Z' }],
    ['is of the information of one day', { dataPeriod: { from: '2027-01-01', to: '2027-01-01' } }],
    ['is of information from a day on', { dataPeriod: { from: '2027-01-01', to: null } }],
    ['is of information up to a day', { dataPeriod: { from: null, to: '2027-01-01' } }],
    [
      'only denies, whatever was explained',
      { categories: { permit: [], deny: ['EDU'] }, consequencesExplained: false },
    ],
    ['only denies, without a notice', { categories: { permit: [], deny: ['EDU'] }, informationGiven: null }],
    [
      'permits for an organisation, which needs no notice',
      { decidedBy: { organisation: openDoor, capacityBasis: 'LA_CARE_ORDER' }, informationGiven: null },
    ],
    [
      'is to an organisation and a department',
      { recipients: { ...recipients, organisations: [fernbeck], departments: ['SEND'] } },
    ],
    [
      'is to an organisation and a role',
      { recipients: { ...recipients, organisations: [fernbeck], roles: ['SENCO'] } },
    ],
    [
      'is to an organisation and a kind',
      { recipients: { ...recipients, organisations: [fernbeck], organisationTypes: ['SCHOOL'] } },
    ],
    ['is to every SENCO', { recipients: { ...recipients, roles: ['SENCO'] } }],
  ])('is accepted that %s', (_, more) => {
    expect(read(more)).toBe('accepted');
  });
});

describe('an answer to something else than sharing (docs/domain/01 §1.2)', () => {
  const answerMissing = {
    field: '/answer',
    rule: 'ANSWER_FITS_TYPE',
    message: 'Say whether it is agreed to or refused: AGREES or REFUSES.',
  };
  const noKinds = {
    field: '/categories',
    rule: 'ANSWER_FITS_TYPE',
    message:
      'This type is agreed to or refused as a whole. Leave the categories out; only SHARE permits sharing.',
  };
  const needsKinds = {
    field: '/categories',
    rule: 'ANSWER_FITS_TYPE',
    message: 'Agreement to processing names the kinds of information. List them under `permit`.',
  };

  it.each(['SERVICE', 'TREATMENT', 'ASSESSMENT_GATE'])('to %s is given as a whole', (type) => {
    const of = (more: Changes): unknown => read({ type, categories: nothing, ...more });
    expect(of({ answer: 'AGREES' })).toBe('accepted');
    expect(of({ answer: 'REFUSES' })).toBe('accepted');
    expect(of({})).toEqual(answerMissing);
    for (const answer of ['AGREES', 'REFUSES']) {
      expect(of({ answer, categories: { permit: ['EDU'], deny: [] } })).toEqual(noKinds);
      expect(of({ answer, categories: { permit: [], deny: ['EDU'] } })).toEqual(noKinds);
      expect(of({ answer, categories: { permit: [], deny: 'ALL' } })).toEqual(noKinds);
    }
  });

  it('that agrees to a service is a permit: it needs purposes, recipients, a notice and what follows from no', () => {
    const agreed = { type: 'SERVICE', categories: nothing, answer: 'AGREES' };
    expect(read({ ...agreed, purposes: 'ALL' })).toMatchObject({ rule: 'PERMIT_NAMES_PURPOSES' });
    expect(read({ ...agreed, recipients: 'ALL' })).toMatchObject({ rule: 'PERMIT_NAMES_RECIPIENTS' });
    expect(read({ ...agreed, informationGiven: null })).toMatchObject({ rule: 'PERMIT_NEEDS_NOTICE' });
    expect(read({ ...agreed, consequencesExplained: false })).toMatchObject({
      rule: 'PERMIT_NEEDS_CONSEQUENCES',
    });
    expect(read({ ...agreed, answer: 'REFUSES', purposes: 'ALL', recipients: 'ALL' })).toBe('accepted');
  });

  it('to processing agrees to kinds of information by name', () => {
    const of = (more: Changes): unknown => read({ type: 'GDPR_LAWFUL_BASIS', answer: 'AGREES', ...more });
    expect(of({ categories: { permit: ['EDU'], deny: [] } })).toBe('accepted');
    expect(of({ categories: { permit: ['EDU'], deny: ['PMH'] } })).toBe('accepted');
    expect(of({ categories: nothing })).toEqual(needsKinds);
    expect(of({ categories: { permit: [], deny: ['EDU'] } })).toEqual(needsKinds);
    expect(of({ categories: { permit: [], deny: 'ALL' } })).toEqual(needsKinds);
    expect(of({ categories: nothing, answer: null })).toEqual(answerMissing);
  });

  it('to processing refuses all of it, some of it, or all by name, and permits nothing', () => {
    const of = (more: Changes): unknown => read({ type: 'GDPR_LAWFUL_BASIS', answer: 'REFUSES', ...more });
    expect(of({ categories: nothing })).toBe('accepted');
    expect(of({ categories: { permit: [], deny: ['EDU'] } })).toBe('accepted');
    expect(of({ categories: { permit: [], deny: 'ALL' } })).toBe('accepted');
    expect(of({ categories: { permit: ['EDU'], deny: [] } })).toEqual(noKinds);
    expect(of({ categories: { permit: ['EDU'], deny: ['PMH'] } })).toEqual(noKinds);
  });
});
