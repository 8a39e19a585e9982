import { describe, expect, it } from '@jest/globals';
import { type ConsentRequest, parseConsentRequest } from '../../src/exchange/receive/consent-request.ts';
import { parseWithdrawalRequest } from '../../src/exchange/receive/withdrawal-request.ts';
import type { Subject } from '../../src/records/index.ts';

/** Stands for a member that is not there. */
const leftOut = Symbol('left out');

/** A mother's choice about Jackie (docs/domain/07 AC1), with some members changed or left out. */
function choice(change: Record<string, unknown> = {}): Record<string, unknown> {
  const whole: Record<string, unknown> = {
    dataSubject: {
      identifiers: [{ system: 'nhs-number', value: '999 000 0018' }],
      demographics: { name: { family: 'Cormack', given: ['Jackie'] }, birthDate: '2017-05-14' },
    },
    decidedBy: { relation: 'PR_HOLDER', givenName: 'Wendy' },
    type: 'SHARE',
    kind: 'CONSENT',
    purposes: ['P07'],
    recipients: { organisations: [{ system: 'urn', value: '999001' }], roles: ['SENCO'] },
    categories: { permit: ['EDU', 'ATT', 'SEN'], deny: ['PMH'] },
    period: { from: '2028-01-06' },
    informationGiven: {
      noticeVersion: '2028-01',
      shownText: 'We would like to tell the school.',
      language: 'en-GB',
      format: 'standard',
      interpreter: false,
    },
    channel: 'inPerson',
    evidenceRef: 'visit-2028-01-06',
    consequencesExplained: true,
    ...change,
  };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== leftOut));
}

function rulesBroken(json: unknown): string[] {
  const parsed = parseConsentRequest(json);
  return parsed.ok ? [] : parsed.refusal.map(({ pointer, rule }) => `${pointer} ${rule}`);
}

describe('a request to record a choice', () => {
  it('is taken when it is whole', () => {
    const parsed = parseConsentRequest(choice());
    expect(parsed.ok && parsed.value.recipients).toEqual({
      organisations: [{ system: 'urn', value: '999001' }],
      departments: [],
      roles: ['SENCO'],
      organisationTypes: [],
    });
  });

  it.each([[null], [[]], ['choice'], [7]])(
    'says of a body that is no object that it must be one: %j',
    (json) => {
      expect(parseConsentRequest(json)).toEqual({
        ok: false,
        refusal: [{ pointer: '', rule: 'body-type', message: 'The body must be an object.' }],
      });
    },
  );

  it('names its data subject in the form in which messages do', () => {
    const asMessagesDo = (request: ConsentRequest): Subject => request.dataSubject;
    const parsed = parseConsentRequest(choice());
    expect(parsed.ok && asMessagesDo(parsed.value).identifiers).toHaveLength(1);
  });

  it.each([
    'dataSubject',
    'decidedBy',
    'type',
    'kind',
    'purposes',
    'recipients',
    'period',
    'channel',
    'evidenceRef',
    'consequencesExplained',
  ])('is refused without %s, and says that it is missing', (member) => {
    expect(rulesBroken(choice({ [member]: leftOut }))).toContain(`/${member} missing`);
  });

  it('says of what is there and wrong what is wrong', () => {
    expect(rulesBroken(choice({ categories: leftOut }))).toContain('/categories no-category');
    expect(rulesBroken(choice({ decidedBy: {} }))).toContain('/decidedBy form');
    expect(rulesBroken(choice({ kind: 'WISH' }))).toContain('/kind value');
  });

  it.each([
    ['no category at all', { categories: { permit: [], deny: [] } }, '/categories no-category'],
    [
      'a category both ways',
      { categories: { permit: ['EDU'], deny: ['EDU'] } },
      '/categories category-twice',
    ],
    [
      'a permit beside a refusal of all',
      { categories: { permit: ['EDU'], deny: 'ALL' } },
      '/categories category-twice',
    ],
    ['an objection that permits', { kind: 'OBJECTION' }, '/categories/permit objection-permits'],
    ['a permit for all purposes', { purposes: 'ALL' }, '/purposes permit-all-purposes'],
    ['a permit for all recipients', { recipients: 'ALL' }, '/recipients permit-all-recipients'],
    ['no recipient', { recipients: { organisations: [] } }, '/recipients no-recipient'],
    [
      'a consent that says nothing of what was told',
      { informationGiven: leftOut },
      '/informationGiven information-missing',
    ],
    ['a purpose twice', { purposes: ['P07', 'P07'] }, '/purposes repeated'],
    [
      'a period that ends before it begins',
      { period: { from: '2028-01-06', to: '2028-01-05' } },
      '/period period-order',
    ],
    ['a day that is none', { reviewOn: '2027-02-29' }, '/reviewOn form'],
    ['a meaning of consent that is none', { type: 'MARKETING' }, '/type value'],
    ['a service answered by categories', { type: 'SERVICE' }, '/answer answer-fits-type'],
    ['sharing answered by a word', { answer: 'AGREES' }, '/answer answer-fits-type'],
    ['a purpose that is none', { purposes: ['P99'] }, '/purposes form'],
    ['a category that is none', { categories: { permit: ['ABC'] } }, '/categories/permit/0 value'],
    ['a decider named both ways', { decidedBy: { relation: 'SELF', identifiers: [] } }, '/decidedBy form'],
    ['a relation that gives no authority', { decidedBy: { relation: 'FOSTER_CARER' } }, '/decidedBy form'],
    ['a capacity that the sender claims', { capacityBasis: 'PR_HOLDER' }, ' unknown-member'],
    ['the portal as channel', { channel: 'portal' }, '/channel value'],
  ])('is refused with %s', (_name, change, broken) => {
    expect(rulesBroken(choice(change))).toContain(broken);
  });

  it('may refuse everything for every purpose and recipient', () => {
    const objection = choice({
      kind: 'OBJECTION',
      purposes: 'ALL',
      recipients: 'ALL',
      categories: { deny: 'ALL' },
      informationGiven: leftOut,
    });
    expect(rulesBroken(objection)).toEqual([]);
  });

  it.each([null, [], 'text', 7, true, {}])('is refused when it is %j', (json) => {
    expect(rulesBroken(json).length).toBeGreaterThan(0);
  });

  it('is told what is wrong without a word of what it said', () => {
    const parsed = parseConsentRequest(
      choice({
        'CANARY-member': 1,
        purposes: ['CANARY-purpose'],
        channel: 'CANARY-channel',
        childWishes: 'CANARY'.repeat(1000),
        informationGiven: { language: 'CANARY language' },
      }),
    );
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed)).not.toContain('CANARY');
  });
});

describe('a request to withdraw a choice', () => {
  it('needs no evidence, no reason and no version', () => {
    const parsed = parseWithdrawalRequest({
      withdrawnBy: { relation: 'SELF' },
      channel: 'phone',
      notifyPrior: false,
    });
    expect(parsed.ok).toBe(true);
  });

  it.each([
    {},
    { withdrawnBy: { relation: 'SELF' }, channel: 'phone' },
    { withdrawnBy: {}, channel: 'phone', notifyPrior: true },
    { withdrawnBy: { relation: 'SELF' }, channel: 'phone', notifyPrior: 'yes' },
    { withdrawnBy: { relation: 'SELF' }, channel: 'phone', notifyPrior: true, status: 'withdrawn' },
  ])('is refused as %j', (json) => {
    expect(parseWithdrawalRequest(json).ok).toBe(false);
  });
});
