import type { AgreementInForce, Organisation } from '../../agreements/index.ts';
import { type Result, ok, refuse } from '../../platform/index.ts';
import type { Message } from '../../records/index.ts';
import type { Department, Problem, ProblemDetail } from '../../vocabulary/index.ts';
import { type DecisionFacts, neutralBars, neutralGates } from '../decide/index.ts';
import type { House } from '../house.ts';
import { checkIdentifiers } from './check-identifiers.ts';
import type { GivenJudgements } from './given-judgements.ts';
import { gatherSegmentFacts } from './gather-segment-facts.ts';
import type { IdentifiedMessage, ResolvedExchange, ResolvedRecipient } from './resolved-exchange.ts';
import { type ResolvedPeople, nobody, resolvePeople } from './resolve-people.ts';

/** Council roles whose own enquiry is the statutory trigger of P08 (Children Act 1989 s.47). */
const enquiryRoles: readonly string[] = ['SW', 'SW_MANAGER', 'MASH_OFFICER'];

/**
 * Stage 3. From identifiers to one data subject, the people a message is about, who may decide for them, what they have
 * chosen, the recipients, and the agreements in force with them. Gives the facts that stage 4 decides on.
 */
export async function resolveExchange(
  house: House,
  identified: IdentifiedMessage,
): Promise<Result<ResolvedExchange, Problem>> {
  const { message, at, requester } = identified;
  const source = await house.agreements.findOrganisation(message.source.organisation, at);
  const ownRecord = source?.organisationId === requester.organisation.organisationId;
  if (source === undefined || (!ownRecord && identified.kind !== 'ADVICE')) {
    return refuse({
      code: 'source-mismatch',
      errors: [
        {
          pointer: '/source/organisation',
          rule: 'source-is-the-sender',
          message: 'The source must be the organisation that sends.',
        },
      ],
    });
  }
  const claims = checkClaimsAboutPeople(identified);
  if (!claims.ok) return claims;
  const numbers = checkIdentifiers(house, message);
  if (!numbers.ok) return numbers;
  const organisations = await findRecipients(house, message, at);
  if (!organisations.ok) return organisations;
  const people = ownRecord ? await resolvePeople(house, message, at) : nobody;
  const recipients = await Promise.all(
    organisations.value.map((organisation, ordinal) =>
      resolveRecipient(house, identified, { source, organisation, ordinal, people, ownRecord }),
    ),
  );
  return ok({
    identified,
    dataSubject: people.dataSubject,
    authority: people.dataSubject === null ? null : (people.authorities.get(people.dataSubject) ?? null),
    related: people.related,
    guards: people.guards,
    recipients,
  });
}

/** Nobody is an attestor or a lead practitioner by saying so: the organisation must have signed for them (rulings 18). */
function checkClaimsAboutPeople({ message, requester }: IdentifiedMessage): Result<undefined, Problem> {
  const { dutyAttestation, leadDecision } = message;
  const { practitioner } = requester;
  const errors: ProblemDetail[] = [];
  if (dutyAttestation !== undefined) {
    if (practitioner?.staffId !== dutyAttestation.attestor || practitioner.role !== dutyAttestation.role) {
      errors.push({
        pointer: '/dutyAttestation/attestor',
        rule: 'attestor-is-the-practitioner',
        message: 'The attestor must be the practitioner for whom the organisation signed.',
      });
    }
  }
  if (leadDecision !== undefined) {
    if (practitioner?.staffId !== leadDecision.by || !practitioner.leadPractitioner) {
      errors.push({
        pointer: '/leadDecision/by',
        rule: 'lead-is-the-practitioner',
        message: 'The decision must be by the lead practitioner for whom the organisation signed.',
      });
    }
  }
  return errors.length === 0 ? ok(undefined) : refuse({ code: 'practitioner-required', errors });
}

async function findRecipients(
  house: House,
  message: Message,
  at: Date,
): Promise<Result<readonly Organisation[], Problem>> {
  const found = await Promise.all(
    message.recipients.map(({ organisation }) => house.agreements.findOrganisation(organisation, at)),
  );
  const errors = found.flatMap((organisation, position): ProblemDetail[] =>
    organisation?.active === true
      ? []
      : [
          {
            pointer: `/recipients/${position}/organisation`,
            rule: 'recipient-is-registered',
            message: 'No organisation that can receive is registered under this identifier.',
          },
        ],
  );
  const organisations = found.filter((organisation) => organisation !== undefined);
  return errors.length === 0 ? ok(organisations) : refuse({ code: 'recipient-unknown', errors });
}

interface RecipientCircumstances {
  readonly source: Organisation;
  readonly organisation: Organisation;
  readonly ordinal: number;
  readonly people: ResolvedPeople;
  readonly ownRecord: boolean;
}

async function resolveRecipient(
  house: House,
  identified: IdentifiedMessage,
  circumstances: RecipientCircumstances,
): Promise<ResolvedRecipient> {
  const { message, at } = identified;
  const { source, organisation, ordinal } = circumstances;
  const named = message.recipients[ordinal];
  if (named === undefined) throw new Error('a recipient was resolved that the message does not name');
  const department = named.department ?? 'NONE';
  const [agreement, system] = await Promise.all([
    house.agreements.findAgreementInForce({
      sourceId: source.organisationId,
      ...(message.source.department === undefined ? {} : { sourceDepartment: message.source.department }),
      recipientId: organisation.organisationId,
      ...(named.department === undefined ? {} : { recipientDepartment: named.department }),
      purpose: message.purposeCode,
      messageType: message.type,
      mode: 'CONTENT',
      at,
    }),
    house.agreements.findReceivingSystem(organisation.organisationId, department, named.role),
  ]);
  return {
    ordinal,
    organisation,
    department,
    role: named.role,
    agreement,
    system,
    facts: assembleFacts(house, identified, circumstances, agreement),
  };
}

function assembleFacts(
  house: House,
  identified: IdentifiedMessage,
  { source, organisation, ordinal, people, ownRecord }: RecipientCircumstances,
  agreement: AgreementInForce | undefined,
): DecisionFacts {
  const { message, labelled, at, given = {} } = identified;
  const recipient = message.recipients[ordinal];
  const role = recipient?.role ?? 'CLASS_STAFF';
  const department = recipient?.department ?? 'NONE';
  const scope = {
    at,
    purpose: message.purposeCode,
    organisation,
    department,
    role,
    healthSource: isHealthSource(source, message.source.department),
  };
  const authority = people.dataSubject === null ? undefined : people.authorities.get(people.dataSubject);
  return {
    edition: 2,
    at: at.toISOString(),
    kind: identified.kind,
    mode: 'CONTENT',
    messageType: message.type,
    purpose: message.purposeCode,
    urgency: message.urgency,
    statutoryTransfer: message.type === 'M10' || message.type === 'M17',
    statutoryTrigger: isStatutoryEnquiry(identified),
    attested: message.dutyAttestation !== undefined || given.attested === true,
    own: null,
    ownByPermitOnly: false,
    extract: message.extract ?? 'PERSON',
    familyInformed: message.familyInformed.status,
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
      department: recipient?.department ?? 'NONE',
      dutyStatus: organisation.dutyStatus,
      role,
      person: false,
    },
    agreement:
      agreement === undefined
        ? null
        : {
            agreementId: agreement.agreementId,
            version: agreement.version,
            categories: agreement.categories,
          },
    identity: identityOf(people, ownRecord),
    bars: neutralBars,
    gates: neutralGates,
    emergency: given.emergency ?? null,
    moreDetrimental: given.moreDetrimental ?? message.doNotShare ?? null,
    protections: { shieldedLocation: false, safeContact: false },
    authority: {
      snapshotHash: authority?.snapshotHash ?? 'nobody',
      rule: authority?.rule ?? 'nobody',
      selfDecides: authority?.selfDecides ?? false,
      someoneMayDecide: (authority?.deciders.length ?? 0) > 0,
      capacityToBeConfirmed: false,
      someoneUnverified: (authority?.unverified.length ?? 0) > 0,
    },
    leadDecision: combineLeadDecisions(message, given),
    approvals: given.approvals ?? [],
    segments: labelled.map((segment) => gatherSegmentFacts(segment, people, scope)),
  };
}

/** What the sender decided as the lead and what a lead decided of a hold; both are decisions of the one lead practitioner. */
function combineLeadDecisions(
  { leadDecision }: Message,
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
function isStatutoryEnquiry({ message, requester }: IdentifiedMessage): boolean {
  return (
    message.purposeCode === 'P08' &&
    requester.organisation.type === 'COUNCIL' &&
    (message.legalPower ?? []).includes('CA1989_S47') &&
    enquiryRoles.includes(requester.practitioner?.role ?? '')
  );
}
