import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type AgreementFact,
  type AgreementQuestion,
  type AgreementRecord,
  findCoveringAgreements,
  findMissingFacts,
} from '../../src/agreements/agreement-in-force.ts';
import type { AgreementTerms } from '../../src/agreements/agreement-terms.ts';
import { asId, newId } from '../../src/platform/index.ts';

const council = asId<'Organisation'>('11111111-1111-4111-8111-111111111111');
const school = asId<'Organisation'>('22222222-2222-4222-8222-222222222222');
const charity = asId<'Organisation'>('33333333-3333-4333-8333-333333333333');

const terms: AgreementTerms = {
  format: 'assent-agreement-v1',
  agreementId: newId<'Agreement'>(),
  version: 1,
  kind: 'DSA',
  title: 'Plans from the council to the school',
  parties: [
    { organisationId: council, identifier: 'ods:Z9Z9A', name: 'Westmarch Council', departments: ['CSC'] },
    { organisationId: school, identifier: 'urn:999001', name: 'Fernbeck Primary', departments: 'ALL' },
  ],
  flows: [{ source: council, recipient: school }],
  purposes: ['P07'],
  messageTypes: ['M09'],
  categories: ['EDU'],
  modes: ['CONTENT'],
  legalPowers: ['CA1989_S17'],
  validFrom: '2028-01-01',
  validTo: '2028-12-31',
  reviewOn: '2028-10-01',
  staffRegisters: [],
  reference: null,
};
const record: AgreementRecord = {
  terms,
  signedBy: [council, school],
  recordedBy: [council, school],
  revoked: false,
};
const question: AgreementQuestion = {
  sourceId: council,
  sourceDepartment: 'CSC',
  recipientId: school,
  purpose: 'P07',
  messageType: 'M09',
  mode: 'CONTENT',
  at: new Date('2028-01-07T09:00:00Z'),
};
const withTerms = (changes: Partial<AgreementTerms>): AgreementRecord => ({
  ...record,
  terms: { ...terms, ...changes },
});

describe('an agreement in force', () => {
  it('covers what every side has signed for', () => {
    expect(findMissingFacts(record, question)).toEqual([]);
    expect(findCoveringAgreements([record], question)).toMatchObject([
      {
        agreementId: terms.agreementId,
        version: 1,
        kind: 'DSA',
        categories: ['EDU'],
        reviewOn: '2028-10-01',
      },
    ]);
  });

  it('covers the whole of its last day in London, and not the next', () => {
    const last = { ...question, at: new Date('2028-12-31T23:59:59Z') };
    expect(findCoveringAgreements([record], last)).toHaveLength(1);
    expect(findCoveringAgreements([record], { ...question, at: new Date('2029-01-01T00:00:00Z') })).toEqual(
      [],
    );
    const inSummer = withTerms({ validTo: '2028-06-30' });
    expect(
      findCoveringAgreements([inSummer], { ...question, at: new Date('2028-06-30T22:59:59Z') }),
    ).toHaveLength(1);
    expect(findCoveringAgreements([inSummer], { ...question, at: new Date('2028-06-30T23:00:00Z') })).toEqual(
      [],
    );
  });

  it('does not end on the day of its review', () => {
    expect(
      findCoveringAgreements([record], { ...question, at: new Date('2028-12-01T09:00:00Z') }),
    ).toHaveLength(1);
  });
});

describe('the twin with one fact changed', () => {
  const changedRecords: readonly (readonly [string, AgreementFact, AgreementRecord])[] = [
    ['revoked', 'not-revoked', { ...record, revoked: true }],
    ['signed by nobody', 'signed-by-all', { ...record, signedBy: [], recordedBy: [] }],
    ['signed by the source only', 'signed-by-all', { ...record, signedBy: [council], recordedBy: [council] }],
    [
      'signed by the recipient only',
      'signed-by-all',
      { ...record, signedBy: [school], recordedBy: [school] },
    ],
    ['of which a signature no longer holds', 'signed-by-all', { ...record, signedBy: [council] }],
    ['signed by the source twice', 'signed-by-all', { ...record, signedBy: [council, council] }],
    ['signed by a stranger in place of a side', 'signed-by-all', { ...record, signedBy: [council, charity] }],
    ['that begins tomorrow', 'begun', withTerms({ validFrom: '2028-01-08' })],
    ['that ended yesterday', 'not-ended', withTerms({ validTo: '2028-01-06' })],
    ['the other way round', 'flow', withTerms({ flows: [{ source: school, recipient: council }] })],
    ['without the recipient', 'flow', withTerms({ flows: [{ source: council, recipient: charity }] })],
    ['for another purpose', 'purpose', withTerms({ purposes: ['P02'] })],
    ['for another message type', 'message-type', withTerms({ messageTypes: ['M08'] })],
    ['for existence only', 'mode', withTerms({ modes: ['EXISTENCE'] })],
    [
      'with another department of the source',
      'source-department',
      withTerms({
        parties: terms.parties.map((party) => ({
          ...party,
          departments: party.departments === 'ALL' ? 'ALL' : ['SEND'],
        })),
      }),
    ],
    [
      'with named departments of the recipient only',
      'recipient-department',
      withTerms({
        parties: terms.parties.map((party) => ({
          ...party,
          departments: party.departments === 'ALL' ? ['SEND'] : party.departments,
        })),
      }),
    ],
  ];
  it.each(changedRecords)('an agreement %s is none (%s)', (_name, fact, changed) => {
    expect(findMissingFacts(changed, question)).toEqual([fact]);
    expect(findCoveringAgreements([changed], question)).toEqual([]);
  });

  const changedQuestions: readonly (readonly [
    string,
    readonly AgreementFact[],
    Partial<AgreementQuestion>,
  ])[] = [
    ['before it begins', ['begun'], { at: new Date('2027-12-31T23:59:59Z') }],
    ['after it ended', ['not-ended'], { at: new Date('2029-01-01T00:00:00Z') }],
    ['from another source', ['flow', 'source-department'], { sourceId: charity }],
    ['to another recipient', ['flow', 'recipient-department'], { recipientId: charity }],
    ['for another purpose', ['purpose'], { purpose: 'P08' }],
    ['of another type', ['message-type'], { messageType: 'M07' }],
    ['about existence', ['mode'], { mode: 'EXISTENCE' }],
    ['from another department', ['source-department'], { sourceDepartment: 'SEND' }],
  ];
  it.each(changedQuestions)('a question %s is not covered (%j)', (_name, missing, changes) => {
    expect(findMissingFacts(record, { ...question, ...changes })).toEqual(missing);
    expect(findCoveringAgreements([record], { ...question, ...changes })).toEqual([]);
  });

  it('a question from the organisation as a whole is not covered by one department', () => {
    const { sourceId, recipientId, purpose, messageType, mode, at } = question;
    const whole = { sourceId, recipientId, purpose, messageType, mode, at };
    expect(findCoveringAgreements([record], whole)).toEqual([]);
  });
});

describe('versions', () => {
  const narrower = withTerms({ version: 2, purposes: ['P02'] });

  it('lets the newest that all have signed govern alone: what it drops is gone', () => {
    expect(findCoveringAgreements([record, narrower], question)).toEqual([]);
    expect(findCoveringAgreements([narrower, record], { ...question, purpose: 'P02' })).toMatchObject([
      { version: 2 },
    ]);
  });

  it('keeps the older one while a side has not signed, and until the newer begins', () => {
    expect(
      findCoveringAgreements([record, { ...narrower, signedBy: [council], recordedBy: [council] }], question),
    ).toMatchObject([{ version: 1 }]);
    const later = withTerms({ version: 2, purposes: ['P02'], validFrom: '2028-02-01' });
    expect(findCoveringAgreements([record, later], question)).toMatchObject([{ version: 1 }]);
  });

  it('does not bring the older one back when the newer has ended or a signature on it no longer holds', () => {
    const ended = withTerms({ version: 2, validTo: '2028-01-06' });
    expect(findCoveringAgreements([record, ended], question)).toEqual([]);
    const stolen = { ...withTerms({ version: 2 }), signedBy: [council] };
    expect(findCoveringAgreements([record, stolen], question)).toEqual([]);
  });
});

describe('several agreements', () => {
  const other = (
    categories: AgreementTerms['categories'],
    changes: Partial<AgreementTerms> = {},
  ): AgreementRecord => withTerms({ agreementId: newId<'Agreement'>(), categories, ...changes });

  it('gives the widest first', () => {
    const found = findCoveringAgreements([other(['EDU']), other('ALL'), other(['EDU', 'ATT'])], question);
    expect(found.map(({ categories }) => categories)).toEqual(['ALL', ['EDU', 'ATT'], ['EDU']]);
  });

  it('does not depend on the order in which they are stored', () => {
    const records = [
      record,
      other('ALL'),
      other(['ATT']),
      other(['SEN']),
      other('ALL', { purposes: ['P01'] }),
    ];
    const expected = findCoveringAgreements(records, question);
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: records.length }), (shuffled) => {
        expect(findCoveringAgreements(shuffled, question)).toEqual(expected);
      }),
    );
  });

  it('never covers more when a fact is taken away from every one of them', () => {
    const { signedBy, ...rest } = record;
    fc.assert(
      fc.property(fc.subarray([...signedBy]), fc.boolean(), (kept, revoked) => {
        const covered = findCoveringAgreements([{ ...rest, signedBy: kept, revoked }], question);
        expect(covered.length).toBe(kept.length === 2 && !revoked ? 1 : 0);
      }),
    );
  });
});
