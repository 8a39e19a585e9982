import type { Case } from '../../cases/index.ts';
import {
  type OrganisationId,
  type Result,
  type StaffId,
  type SystemId,
  asId,
  ok,
  refuse,
  uuidShape,
} from '../../platform/index.ts';
import type { Problem, RoleCode, ScopeCode } from '../../vocabulary/index.ts';
import type { SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { identifyCall } from '../identify-message.ts';
import { officerRoles } from './case-rules.ts';

/** Who looks, as their organisation has signed for them. */
export interface Officer {
  readonly organisationId: OrganisationId;
  readonly systemId: SystemId;
  readonly staffId: StaffId;
  readonly role: RoleCode;
  readonly assertionId: string;
  /** They work for the gateway's operator, and look at what belongs to no single organisation too. */
  readonly atOperator: boolean;
}

/** Nobody looks at cases but a named officer for whom their organisation has signed (rulings 18). */
export async function identifyOfficer(
  house: House,
  call: SystemCall,
  scope: Extract<ScopeCode, `cases:${string}`>,
  boundTo: string | undefined,
): Promise<Result<Officer, Problem>> {
  const requester = await identifyCall(house, call, scope, boundTo);
  if (!requester.ok) return requester;
  const { organisation, practitioner, system } = requester.value;
  if (practitioner === null) return refuse({ code: 'practitioner-required' });
  const { staffId, role, assertionId } = practitioner;
  if (!officerRoles.includes(role)) return refuse({ code: 'case-officer' });
  const { organisationId } = organisation;
  const operator =
    house.operator && (await house.agreements.findOrganisation(house.operator, call.receivedAt));
  return ok({
    organisationId,
    systemId: system.systemId,
    staffId,
    role,
    assertionId,
    atOperator: operator?.organisationId === organisationId,
  });
}

/**
 * The case, if this officer must look at it. Anything else is not found, whether it exists or not; and nobody finds a case about
 * their own act, so that they neither close it nor learn that somebody looks.
 */
export async function findCaseFor(house: House, officer: Officer, caseId: string): Promise<Case | undefined> {
  if (!uuidShape.test(caseId)) return undefined;
  const found = await house.cases.findCase(asId<'Case'>(caseId));
  if (found === undefined || isOwnAct(found, officer)) return undefined;
  const theirs =
    found.organisationId === null ? officer.atOperator : found.organisationId === officer.organisationId;
  return theirs ? found : undefined;
}

/** Whether any of what happened is the officer's own act. */
export function isOwnAct(
  { occurrences }: Pick<Case, 'occurrences'>,
  { organisationId, staffId }: Pick<Officer, 'organisationId' | 'staffId'>,
): boolean {
  return occurrences.some(
    ({ actBy }) => actBy?.organisationId === organisationId && actBy.staffId === staffId,
  );
}
