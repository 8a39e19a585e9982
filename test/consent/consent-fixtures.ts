import type { ChoiceQuestion, ConsentBody, ConsentVersion } from '../../src/consent/index.ts';
import { asId, type ConsentId, type OrganisationId, type PersonId } from '../../src/platform/index.ts';

function id(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** A consent identifier that reads in failures. */
export function consentId(number: number): ConsentId {
  return asId(id(1_000 + number));
}

export const jackie: PersonId = asId(id(1));
export const wendy: PersonId = asId(id(2));
export const piotr: PersonId = asId(id(3));
export const fernbeck: OrganisationId = asId(id(11));
export const openDoor: OrganisationId = asId(id(12));

export const start = new Date('2028-01-06T16:40:00Z');
export const now = new Date('2028-01-07T15:00:00Z');

/** What Wendy chose in docs/domain/07 AC1: school things to the school for P07, nothing about her own illness. */
const body: ConsentBody = {
  aboutPersons: [],
  decidedBy: { person: wendy, capacityBasis: 'PR_HOLDER' },
  authorityEvidence: { type: 'BRTH', verifiedBy: 'staff-1', verifiedOn: '2028-01-05' },
  authoritySnapshotHashes: ['a'.repeat(64)],
  purposes: ['P07'],
  recipients: { organisations: [fernbeck], departments: [], roles: [], organisationTypes: [] },
  categories: { permit: ['EDU', 'ATT', 'SEN'], deny: ['PMH'] },
  answer: null,
  dataPeriod: { from: null, to: null },
  informationGiven: {
    noticeVersion: 'notice-1',
    noticeHash: 'b'.repeat(64),
    shownText: 'What we would share, and what follows if you say no.',
    language: 'en-GB',
    format: 'standard',
    interpreter: false,
  },
  parties: [],
  channel: 'inPerson',
  recordedBy: { kind: 'DECIDER', person: wendy },
  evidenceRef: null,
  consequencesExplained: true,
  reviewOn: null,
  childWishes: 'Mr Marnock can know I missed school. Not the class.',
  lastMove: null,
};

/** A version with some facts changed. */
export function version(
  more: Partial<Omit<ConsentVersion, 'body'>> = {},
  changed: Partial<ConsentBody> | 'ERASED' = {},
): ConsentVersion {
  const sequence = more.sequence ?? 1;
  return {
    consentId: consentId(1),
    version: 1,
    dataSubject: jackie,
    status: 'active',
    type: 'SHARE',
    kind: 'CONSENT',
    validFrom: start,
    validTo: null,
    recordedAt: start,
    sequence,
    chosenSequence: sequence,
    ...more,
    body: changed === 'ERASED' ? 'ERASED' : { ...body, ...changed },
  };
}

/** The question of AC1: attendance, to the school's SENCO, for P07, while Wendy decides. */
export const question: ChoiceQuestion = {
  at: now,
  purpose: 'P07',
  category: 'ATT',
  recipient: { organisationId: fernbeck, organisationType: 'SCHOOL', department: 'NONE', role: 'SENCO' },
  dataDate: null,
  dataSubject: jackie,
  deciders: [{ person: wendy, capacityBasis: 'PR_HOLDER' }],
  organisations: [],
  neverVerified: [],
};

/** The question while both parents decide. */
export const bothDecide: ChoiceQuestion = {
  ...question,
  deciders: [
    { person: wendy, capacityBasis: 'PR_HOLDER' },
    { person: piotr, capacityBasis: 'PR_HOLDER' },
  ],
};

/** An answer by Piotr. */
export function byPiotr(
  more: Partial<Omit<ConsentVersion, 'body'>> = {},
  changed: Partial<ConsentBody> = {},
): ConsentVersion {
  return version(
    { consentId: consentId(2), sequence: 2, ...more },
    { decidedBy: { person: piotr, capacityBasis: 'PR_HOLDER' }, ...changed },
  );
}
