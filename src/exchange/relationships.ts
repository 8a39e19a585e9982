import type { CaseDraft } from '../cases/index.ts';
import {
  type OrganisationId,
  type PersonId,
  type Result,
  type StaffId,
  asId,
  newId,
  ok,
  refuse,
  uuidShape,
} from '../platform/index.ts';
import type { Relationship, RelationshipBody, RelationshipRefusal } from '../relationships/index.ts';
import type { Problem } from '../vocabulary/index.ts';
import { findCaseDue } from './cases/case-rules.ts';
import { sealCases } from './cases/seal-cases.ts';
import type { RelationshipAnswer, SystemCall } from './exchange.ts';
import type { House } from './house.ts';
import { type KnownRequester, identifyCall } from './identify-message.ts';
import { receiveJson } from './receive/receive-message.ts';
import { parseRelationshipEnding, parseRelationshipRequest } from './receive/relationship-request.ts';
import { candidateFor } from './resolve/match-candidate.ts';

/**
 * Records who of the requester's own staff leads for a child or works with them, with where that is noted
 * (docs/domain/02 §2.1). An organisation speaks for its own people only, through a practitioner for whom it has signed.
 */
export async function recordRelationship(
  house: House,
  call: SystemCall,
): Promise<Result<RelationshipAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseRelationshipRequest(json.value);
  if (!parsed.ok) return refuse({ code: 'relationship-invalid', errors: parsed.refusal });
  const requester = await identifyPractitioner(house, call);
  if (!requester.ok) return requester;
  const { organisation, system, staffId } = requester.value;
  const request = parsed.value;
  const at = call.evaluateAt ?? call.receivedAt;
  // Under no duty to work together nobody leads for a family on behalf of all (Children Act 2004 s.10, docs/domain/01 §1.5).
  if (request.kind === 'LEAD' && organisation.dutyStatus === 'NONE') return refuse(noDutyToLead);
  const known = await checkStaff(house, organisation.organisationId, request.staffId, request.role, at);
  if (!known.ok) return known;
  const match = await house.families.matchDataSubject(candidateFor(request.dataSubject));
  if (match.kind !== 'MATCH') return refuse(notCertain);
  const body: RelationshipBody = {
    kind: request.kind,
    organisationId: organisation.organisationId,
    staffId: request.staffId === undefined ? null : asId<'Staff'>(request.staffId),
    role: request.role ?? null,
    basis: request.basis,
    evidenceRef: request.evidenceRef,
    from: request.from,
    to: request.to ?? null,
    recordedBy: { organisationId: organisation.organisationId, staffId },
  };
  const recorded = await house.relationships.recordRelationship(
    match.person,
    body,
    `${system.systemId} ${requester.value.key}`,
    await sealCases(house, await composeClaim(house, match.person, body, at)),
  );
  return recorded.ok ? ok(asAnswer(recorded.value)) : refuse(asProblem(recorded.refusal));
}

/** Ends a relationship that the requester's organisation recorded. Anybody else's is not found. */
export async function endRelationship(
  house: House,
  call: SystemCall,
  relationshipId: string,
): Promise<Result<RelationshipAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseRelationshipEnding(json.value);
  if (!parsed.ok) return refuse({ code: 'relationship-invalid', errors: parsed.refusal });
  const requester = await identifyPractitioner(house, call);
  if (!requester.ok) return requester;
  const { organisation, staffId } = requester.value;
  const found = await findOwn(house, relationshipId, organisation.organisationId);
  if (found === undefined) return refuse({ code: 'not-found' });
  if (parsed.value.to < found.from) return refuse(endsBeforeItBegins);
  const ended = await house.relationships.endRelationship(found.relationshipId, {
    ...parsed.value,
    endedBy: { organisationId: organisation.organisationId, staffId },
  });
  return ended.ok ? ok(asAnswer(ended.value)) : refuse(asProblem(ended.refusal));
}

/** A relationship as it stands, for the organisation that recorded it. */
export async function findRelationship(
  house: House,
  call: SystemCall,
  relationshipId: string,
): Promise<Result<RelationshipAnswer, Problem>> {
  const requester = await identifyCall(house, call, 'relationships:read', relationshipId);
  if (!requester.ok) return requester;
  const found = await findOwn(house, relationshipId, requester.value.organisation.organisationId);
  return found === undefined ? refuse({ code: 'not-found' }) : ok(asAnswer(found));
}

/**
 * What the organisation that leads for the child is told of another's claim to lead, so that the two agree and it ends its own.
 * Whoever claims learns nothing: not even that somebody leads (docs/decisions/0045).
 */
async function composeClaim(
  house: House,
  child: PersonId,
  { kind, organisationId, staffId, role, from, recordedBy }: RelationshipBody,
  at: Date,
): Promise<readonly CaseDraft[]> {
  if (kind !== 'LEAD') return [];
  const lead = await house.relationships.findLead(child, at);
  if (lead === undefined || lead.organisationId === organisationId) return [];
  return [
    {
      caseId: newId<'Case'>(),
      kind: 'LEAD_CLAIMED',
      organisationId: lead.organisationId,
      exchangeId: null,
      openedAt: at,
      dueAt: findCaseDue('LEAD_CLAIMED', at),
      about: [child],
      actBy: recordedBy,
      silent: false,
      subject: `${lead.relationshipId} ${organisationId}`,
      content: { staffId, role, from, relationshipId: lead.relationshipId },
    },
  ];
}

interface RecordingPractitioner extends Pick<KnownRequester, 'organisation' | 'system'> {
  readonly staffId: StaffId;
  readonly key: string;
}

async function identifyPractitioner(
  house: House,
  call: SystemCall,
): Promise<Result<RecordingPractitioner, Problem>> {
  const known = await identifyCall(house, call, 'relationships:record', call.idempotencyKey);
  if (!known.ok) return known;
  const { organisation, system, practitioner } = known.value;
  if (practitioner === null || call.idempotencyKey === undefined)
    return refuse({ code: 'practitioner-required' });
  return ok({ organisation, system, staffId: practitioner.staffId, key: call.idempotencyKey });
}

/** Where the organisation keeps a staff register here, whoever it names must stand in it, in that role. */
async function checkStaff(
  house: House,
  organisationId: OrganisationId,
  staffId: string | undefined,
  role: string | undefined,
  at: Date,
): Promise<Result<undefined, Problem>> {
  if (staffId === undefined || !(await house.agreements.hasStaffRegister(organisationId)))
    return ok(undefined);
  const member = await house.agreements.findStaff(organisationId, asId<'Staff'>(staffId), at);
  if (member?.active !== true) return refuse({ code: 'staff-unknown' });
  const holds = role === undefined || member.roles.some((each) => each === role);
  return holds ? ok(undefined) : refuse({ code: 'staff-role' });
}

async function findOwn(
  house: House,
  relationshipId: string,
  organisationId: OrganisationId,
): Promise<Relationship | undefined> {
  if (!uuidShape.test(relationshipId)) return undefined;
  const found = await house.relationships.findById(asId<'Relationship'>(relationshipId));
  return found?.organisationId === organisationId ? found : undefined;
}

function asAnswer(found: Relationship): RelationshipAnswer {
  const { relationshipId, kind, basis, from, to, ending, recordedAt } = found;
  return {
    relationshipId,
    kind,
    basis,
    ...(found.staffId === null ? {} : { staffId: found.staffId }),
    from,
    ...(to === null ? {} : { to }),
    ...(ending === null ? {} : { endedOn: ending.to }),
    recordedAt: recordedAt.toISOString(),
  };
}

function asProblem(refusal: RelationshipRefusal): Problem {
  switch (refusal) {
    case 'UNKNOWN':
      return { code: 'not-found' };
    case 'ENDED':
      return breaking(
        '/to',
        'already-ended',
        'It has ended before, in other words, and ends once. Read it at /v1/relationships/{id}, and record a new one where it goes on.',
      );
    case 'REQUEST_CONFLICT':
      return { code: 'idempotency-conflict' };
  }
}

function breaking(pointer: string, rule: string, message: string): Problem {
  return { code: 'relationship-invalid', errors: [{ pointer, rule, message }] };
}

const notCertain = breaking(
  '/dataSubject',
  'person-is-certain',
  'It is not certain whom this is about. Check the number, the name and the date of birth.',
);
const noDutyToLead = breaking(
  '/kind',
  'lead-under-a-duty',
  'An organisation under no duty to work together cannot lead for a family.',
);
const endsBeforeItBegins = breaking(
  '/to',
  'period-order',
  'The last day lies before the first. Give a later one, or leave it out.',
);
