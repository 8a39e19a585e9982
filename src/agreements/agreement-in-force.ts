import { type AgreementId, type OrganisationId, londonDate } from '../platform/index.ts';
import {
  type CategoryCode,
  type Department,
  type DisclosureMode,
  type LegalPowerCode,
  type MessageTypeCode,
  type PurposeCode,
  categoryCodes,
} from '../vocabulary/index.ts';
import type { AgreementKind, AgreementTerms } from './agreement-terms.ts';

/** May this go from here to there, under an agreement? */
export interface AgreementQuestion {
  readonly sourceId: OrganisationId;
  /** The department that gives; left out for an organisation as a whole, which a party with named departments does not cover. */
  readonly sourceDepartment?: Department;
  readonly recipientId: OrganisationId;
  /** The department that receives; as above. */
  readonly recipientDepartment?: Department;
  readonly purpose: PurposeCode;
  readonly messageType: MessageTypeCode;
  readonly mode: DisclosureMode;
  readonly at: Date;
}

/** What an agreement in force allows. */
export interface AgreementInForce {
  readonly agreementId: AgreementId;
  readonly version: number;
  readonly kind: AgreementKind;
  readonly purposes: readonly PurposeCode[];
  readonly messageTypes: readonly MessageTypeCode[];
  readonly categories: 'ALL' | readonly CategoryCode[];
  readonly modes: readonly DisclosureMode[];
  readonly legalPowers: readonly LegalPowerCode[];
  readonly reviewOn: string;
  readonly staffRegisters: AgreementTerms['staffRegisters'];
}

/** One version of an agreement as a question is answered from it. */
export interface AgreementRecord {
  readonly terms: AgreementTerms;
  /** The sides whose signature on these very terms holds. */
  readonly signedBy: readonly OrganisationId[];
  /** The sides of which a signature is recorded, also one that no longer holds because its key was stolen by then. */
  readonly recordedBy: readonly OrganisationId[];
  /** Any side has ended the agreement. There is no date in it: a revocation acts at once, whatever a clock says. */
  readonly revoked: boolean;
}

/** A fact that an agreement in force rests on. Each has a twin in the tests with only that fact changed. */
export type AgreementFact =
  | 'not-revoked'
  | 'signed-by-all'
  | 'begun'
  | 'not-ended'
  | 'flow'
  | 'source-department'
  | 'recipient-department'
  | 'purpose'
  | 'message-type'
  | 'mode';

type FactRule = (record: AgreementRecord, question: AgreementQuestion) => boolean;

const factRules: readonly (readonly [AgreementFact, FactRule])[] = [
  ['not-revoked', ({ revoked }) => !revoked],
  ['signed-by-all', ({ terms, signedBy }) => includesAllSides(terms, signedBy)],
  ['begun', ({ terms }, { at }) => terms.validFrom <= londonDate(at)],
  ['not-ended', ({ terms }, { at }) => terms.validTo >= londonDate(at)],
  [
    'flow',
    ({ terms }, { sourceId, recipientId }) =>
      terms.flows.some(({ source, recipient }) => source === sourceId && recipient === recipientId),
  ],
  ['source-department', ({ terms }, question) => covers(terms, question.sourceId, question.sourceDepartment)],
  [
    'recipient-department',
    ({ terms }, question) => covers(terms, question.recipientId, question.recipientDepartment),
  ],
  ['purpose', ({ terms }, { purpose }) => terms.purposes.includes(purpose)],
  ['message-type', ({ terms }, { messageType }) => terms.messageTypes.includes(messageType)],
  ['mode', ({ terms }, { mode }) => terms.modes.includes(mode)],
];

/** The facts that keep one version from covering a question; none when it covers it. */
export function findMissingFacts(
  record: AgreementRecord,
  question: AgreementQuestion,
): readonly AgreementFact[] {
  return factRules.filter(([, holds]) => !holds(record, question)).map(([fact]) => fact);
}

/**
 * The agreements that cover a question, the widest first (all categories, then the most, then by id). Of each agreement only its governing version
 * counts: the newest that every side has signed and that has begun. An older version never comes back when that one ends, says
 * less or loses a signature.
 */
export function findCoveringAgreements(
  records: readonly AgreementRecord[],
  question: AgreementQuestion,
): readonly AgreementInForce[] {
  return findGoverningVersions(records, question.at)
    .filter((record) => findMissingFacts(record, question).length === 0)
    .map(({ terms }) => toAgreementInForce(terms))
    .sort((a, b) => width(b) - width(a) || (a.agreementId < b.agreementId ? -1 : 1));
}

/** Of each agreement the version that governs at an instant. */
function findGoverningVersions(records: readonly AgreementRecord[], at: Date): readonly AgreementRecord[] {
  const day = londonDate(at);
  const governing = new Map<AgreementId, AgreementRecord>();
  for (const record of records) {
    if (!includesAllSides(record.terms, record.recordedBy) || record.terms.validFrom > day) continue;
    const { agreementId, version } = record.terms;
    const current = governing.get(agreementId);
    if (current === undefined || current.terms.version < version) governing.set(agreementId, record);
  }
  return [...governing.values()];
}

function includesAllSides(terms: AgreementTerms, sides: readonly OrganisationId[]): boolean {
  return terms.parties.every(({ organisationId }) => sides.includes(organisationId));
}

function covers(
  terms: AgreementTerms,
  organisationId: OrganisationId,
  department: Department = 'NONE',
): boolean {
  const party = terms.parties.find((candidate) => candidate.organisationId === organisationId);
  return party !== undefined && (party.departments === 'ALL' || party.departments.includes(department));
}

function width({ categories }: AgreementInForce): number {
  return categories === 'ALL' ? categoryCodes.length + 1 : categories.length;
}

function toAgreementInForce(terms: AgreementTerms): AgreementInForce {
  const {
    agreementId,
    version,
    kind,
    purposes,
    messageTypes,
    categories,
    modes,
    legalPowers,
    reviewOn,
    staffRegisters,
  } = terms;
  return {
    agreementId,
    version,
    kind,
    purposes,
    messageTypes,
    categories,
    modes,
    legalPowers,
    reviewOn,
    staffRegisters,
  };
}
