import {
  parseConsentDraft,
  type Authority,
  type ConsentDraft,
  type FindAuthority,
} from '../../src/consent/index.ts';
import { type NoticeVersion, parseNotice } from '../../src/consent/notice/notice-version.ts';
import type { PersonId } from '../../src/platform/index.ts';
import { categoryCodes } from '../../src/vocabulary/index.ts';
import { fernbeck } from './consent-fixtures.ts';

/** The notice that the drafts of these tests were made on: about everything, to this one school, for some purposes. */
export const noticeInput = {
  reference: 'notice-1',
  language: 'en-GB',
  format: 'easyRead',
  text: 'What we would share.',
  scope: {
    type: 'SHARE',
    purposes: ['P02', 'P04', 'P07'],
    recipients: { organisations: [fernbeck], departments: [], roles: [], organisationTypes: [] },
    categories: [...categoryCodes],
    period: { from: null, to: null },
    dataPeriod: { from: null, to: null },
  },
};

/** The version that the notice has wherever it is registered. */
export const shown: NoticeVersion = parseShown();

function parseShown(): NoticeVersion {
  const parsed = parseNotice(noticeInput, 'REGISTERED');
  if (!parsed.ok) throw new Error(parsed.refusal.rule);
  return parsed.value;
}

/** What is handed in for the choice of docs/domain/07 AC1. */
export function draftInput(
  dataSubject: PersonId,
  decider: PersonId,
  more: Record<string, unknown> = {},
): unknown {
  return {
    consentId: null,
    status: 'active',
    type: 'SHARE',
    kind: 'CONSENT',
    dataSubject,
    decidedBy: { person: decider, capacityBasis: 'PR_HOLDER' },
    validFrom: null,
    validTo: null,
    aboutPersons: [],
    purposes: ['P07'],
    recipients: { organisations: [fernbeck], roles: [], organisationTypes: [] },
    categories: { permit: ['EDU', 'ATT', 'SEN'], deny: ['PMH'] },
    dataPeriod: { from: null, to: null },
    informationGiven: {
      noticeVersion: shown.noticeVersion,
      language: 'en-GB',
      format: 'easyRead',
      interpreter: true,
    },
    channel: 'paper',
    evidenceRef: 'form-17',
    consequencesExplained: true,
    reviewOn: '2029-01-06',
    childWishes: 'Mr Marnock can know I missed school. Not the class.',
    ...more,
  };
}

/** The parsed draft. */
export function draft(
  dataSubject: PersonId,
  decider: PersonId,
  more: Record<string, unknown> = {},
): ConsentDraft {
  const parsed = parseConsentDraft(draftInput(dataSubject, decider, more));
  if (!parsed.ok) throw new Error(`${parsed.refusal.field} ${parsed.refusal.rule}`);
  return parsed.value;
}

/** Authority in which one person holds verified parental responsibility, for every purpose. */
export function held(by: PersonId, more: Partial<Authority> = {}): FindAuthority {
  return () => [{ ...heldBy(by), ...more }];
}

/** What the room of families answers where one person holds verified parental responsibility. */
export function heldBy(by: PersonId): Authority {
  return {
    deciders: [
      {
        person: by,
        capacityBasis: 'PR_HOLDER',
        evidence: { type: 'BRTH', verifiedBy: 'staff-1', verifiedOn: '2028-01-05' },
      },
    ],
    unverified: [],
    snapshotHash: 'a'.repeat(64),
  };
}
