import type { AgreementInForce, Organisation } from '../../agreements/index.ts';
import { londonDate } from '../../platform/index.ts';
import type { Department } from '../../vocabulary/index.ts';
import {
  type DecisionFacts,
  type SegmentFacts,
  findLegalBasis,
  neutralBars,
  restsOnConsent,
} from '../decide/index.ts';
import type { House } from '../house.ts';
import { findMode } from './find-mode.ts';
import { findOwnAccess, noOwnAccess } from './find-own-access.ts';
import { gatherGates } from './gather-gates.ts';
import { gatherSegmentFacts } from './gather-segment-facts.ts';
import type { GivenJudgements } from './given-judgements.ts';
import type { NamedRecipient } from './find-recipients.ts';
import type { AskedMessage, IdentifiedMessage } from './resolved-exchange.ts';
import type { ResolvedPeople } from './resolve-people.ts';

/** Council roles whose own enquiry is the statutory trigger of P08 (Children Act 1989 s.47). */
const enquiryRoles: readonly string[] = ['SW', 'SW_MANAGER', 'MASH_OFFICER'];

/** One recipient of a message with those whom it is about. */
export interface RecipientCircumstances {
  readonly source: Organisation;
  readonly recipient: NamedRecipient;
  readonly people: ResolvedPeople;
  /** The requester holds the record, so that the people are looked up; else the answer goes by rule (rulings 7). */
  readonly ownRecord: boolean;
}

/** Everything that the decision for one recipient rests on. */
export function assembleFacts(
  house: Pick<House, 'mode' | 'policy'>,
  identified: IdentifiedMessage,
  { source, recipient, people, ownRecord }: RecipientCircumstances,
  agreement: AgreementInForce | undefined,
  asked: Pick<DecisionFacts['bars'], 'training' | 'relationship'>,
): DecisionFacts {
  const { message, labelled, at, given = {} } = identified;
  const { organisation, department, role, isPerson } = recipient;
  const scope = {
    at,
    purpose: message.purposeCode,
    organisation,
    department,
    role,
    healthSource: isHealthSource(source, message.source.department),
    restsOnConsent: restsOnConsent(
      findLegalBasis(house.policy, {
        at,
        purpose: message.purposeCode,
        messageType: message.type,
        source,
        recipient: organisation,
      }),
    ),
  };
  const segments = gatherSegmentFacts(labelled, people, scope);
  const reader = findReader(people, recipient);
  return {
    edition: 2,
    at: at.toISOString(),
    kind: identified.kind,
    mode: findMode(identified),
    messageType: message.type,
    purpose: message.purposeCode,
    urgency: message.urgency,
    statutoryTransfer: message.type === 'M10' || message.type === 'M17',
    statutoryTrigger: isStatutoryEnquiry(identified),
    attested: message.dutyAttestation !== undefined || given.attested === true,
    ...(isPerson ? findOwnAccess(people, reader, role, londonDate(at)) : noOwnAccess),
    extract: message.extract ?? 'PERSON',
    familyInformed: message.familyInformed?.status ?? 'PENDING',
    syntheticData: house.mode !== 'production',
    source: {
      organisationId: source.organisationId,
      type: source.type,
      department: message.source.department ?? 'NONE',
      dutyStatus: source.dutyStatus,
    },
    recipient: {
      organisationId: organisation.organisationId,
      type: organisation.type,
      department,
      dutyStatus: organisation.dutyStatus,
      role,
      person: isPerson,
    },
    agreement: agreement === undefined ? null : describeAgreement(agreement),
    identity: identityOf(people, ownRecord),
    bars: {
      ...neutralBars,
      ...asked,
      adoption: people.retiredNumber,
      nationalDataOptOut: people.protections.nationalDataOptOut,
      order: isWhollyForbidden(segments) ? 'FORBIDS' : null,
      shieldReview: findShieldReview(message, people, reader, given),
    },
    gates: gatherGates({
      identified,
      policy: house.policy,
      people,
      source,
      organisation,
      department,
      role,
      segments,
    }),
    emergency: given.emergency ?? null,
    moreDetrimental: given.moreDetrimental ?? message.doNotShare ?? null,
    protections: {
      shieldedLocation: people.protections.shieldedLocation,
      safeContact: people.protections.safeContact !== null,
    },
    authority: describeAuthority(people, organisation),
    leadDecision: combineLeadDecisions(message, given),
    approvals: combineApprovals(message, given),
    segments,
  };
}

function describeAgreement({
  agreementId,
  version,
  categories,
}: AgreementInForce): DecisionFacts['agreement'] {
  return { agreementId, version, categories };
}

function describeAuthority(
  { dataSubject, whoDecides }: ResolvedPeople,
  { type, organisationId }: Organisation,
): DecisionFacts['authority'] {
  const authority =
    dataSubject === null
      ? undefined
      : whoDecides(dataSubject, { recipientType: type, recipientOrganisationId: organisationId });
  const { deciders = [], organisations = [], capacityToBeConfirmed = [], unverified = [] } = authority ?? {};
  return {
    snapshotHash: authority?.snapshotHash ?? 'nobody',
    rule: authority?.rule ?? 'nobody',
    selfDecides: authority?.selfDecides ?? false,
    someoneMayDecide: deciders.length + organisations.length > 0,
    capacityToBeConfirmed: capacityToBeConfirmed.length > 0,
    someoneUnverified: unverified.length > 0,
  };
}

/** The person who would read under P17, where our records know them. */
function findReader(
  { dataSubject, related }: ResolvedPeople,
  { readerRef }: NamedRecipient,
): ResolvedPeople['dataSubject'] {
  if (readerRef === null) return null;
  return readerRef === 'SELF' ? dataSubject : (related.get(readerRef) ?? null);
}

/** docs/domain/07 AC5: any own access to a shielded child's record by anybody but the safe contact is looked at first. */
function findShieldReview(
  { purposeCode }: AskedMessage,
  { protections }: ResolvedPeople,
  reader: ResolvedPeople['dataSubject'],
  { shieldReviewDone }: GivenJudgements,
): DecisionFacts['bars']['shieldReview'] {
  if (purposeCode !== 'P17' || !protections.shieldedLocation) return 'NONE';
  if (reader !== null && reader === protections.safeContact) return 'NONE';
  return shieldReviewDone === true ? 'DONE' : 'NEEDED';
}

/** An order that forbids every part forbids the whole (docs/domain/07 AC5 variant). */
function isWhollyForbidden(segments: readonly SegmentFacts[]): boolean {
  const content = segments.filter(({ part }) => part !== 'ENVELOPE');
  return (
    content.length > 0 && content.every(({ choices }) => choices.some(({ order }) => order === 'FORBIDS'))
  );
}

function combineApprovals({ approvals }: AskedMessage, given: GivenJudgements): DecisionFacts['approvals'] {
  const stated = (approvals ?? []).flatMap(({ segmentIds, by }) =>
    segmentIds.map((segmentId) => ({ segmentId, by })),
  );
  return [...stated, ...(given.approvals ?? [])];
}

/** What the sender decided as the lead and what a lead decided of a hold; both are decisions of the one lead practitioner. */
function combineLeadDecisions(
  { leadDecision }: AskedMessage,
  { leadDecision: later }: GivenJudgements,
): DecisionFacts['leadDecision'] {
  const by = later?.by ?? leadDecision?.by;
  if (by === undefined) return null;
  return {
    by,
    segmentIds: [...new Set([...(leadDecision?.segmentIds ?? []), ...(later?.segmentIds ?? [])])],
  };
}

function identityOf(people: ResolvedPeople, ownRecord: boolean): DecisionFacts['identity'] {
  if (!ownRecord) return 'BY_RULE';
  return people.dataSubject === null ? 'UNCONFIRMED' : 'CONFIRMED';
}

/** Publicly funded health services and adult social care (docs/domain/01 §1.10). */
function isHealthSource({ type }: Organisation, department: Department | undefined): boolean {
  return type === 'NHS_TRUST' || type === 'GP_PRACTICE' || type === 'ICB' || department === 'ASC';
}

/** An enquiry under s.47 that a council's own social worker makes, as their organisation has signed. */
function isStatutoryEnquiry({ message, requester, asker = requester }: IdentifiedMessage): boolean {
  return (
    message.purposeCode === 'P08' &&
    asker.organisation.type === 'COUNCIL' &&
    (message.legalPower ?? []).includes('CA1989_S47') &&
    enquiryRoles.includes(asker.practitioner?.role ?? '')
  );
}
