import { z } from 'zod';
import {
  type JsonValue,
  type OrganisationId,
  type Result,
  londonDate,
  newId,
  ok,
  refuse,
} from '../platform/index.ts';
import { type Department, type DutyStatus, dutyStatuses } from '../vocabulary/index.ts';
import { changesSql } from './changes-sql.ts';
import { dateField, departmentsField, nameField, phoneField, reasonField } from './input-fields.ts';
import { type OrganisationIdentifier, formatOrganisationIdentifier } from './organisation-identifier.ts';
import {
  findAllOrganisations,
  findOrganisationById,
  findOrganisationByIdentifier,
} from './organisation-store.ts';
import {
  type Organisation,
  type OrganisationDraft,
  checkDistrict,
  parseOrganisation,
  readIdentifier,
} from './organisation.ts';
import { type RegisterContext, type Changed, recordChange, refuseOne } from './record-change.ts';
import { type RegistrationProblem, readFields } from './registration-problem.ts';

/** What may be said anew of an organisation; what is left out stays. */
export interface ProfileChanges {
  readonly name?: string;
  readonly departments?: readonly Department[];
  readonly dutyPhone?: string | null;
}

/** The register of organisations. Every look reads the database: a suspension acts on the next question, at every replica. */
export interface OrganisationRegister {
  /** The organisation that an identifier names on the London day of the instant. One that is closed or suspended is found, inactive. */
  findOrganisation(identifier: OrganisationIdentifier, at?: Date): Promise<Organisation | undefined>;
  /** The organisation as it stands at an instant. @throws RangeError when there is none with this id */
  getOrganisation(organisationId: OrganisationId, at?: Date): Promise<Organisation>;
  listOrganisations(at?: Date): Promise<readonly Organisation[]>;
  registerOrganisation(
    draft: OrganisationDraft | JsonValue,
  ): Promise<Result<OrganisationId, readonly RegistrationProblem[]>>;
  updateOrganisation(organisationId: OrganisationId, changes: ProfileChanges): Changed;
  /** `from` is the first day, today where it is left out. */
  addIdentifier(organisationId: OrganisationId, identifier: OrganisationIdentifier, from?: string): Changed;
  /** `lastDay` is the last day on which it names the organisation. */
  endIdentifier(organisationId: OrganisationId, identifier: OrganisationIdentifier, lastDay: string): Changed;
  changeDutyStatus(organisationId: OrganisationId, dutyStatus: DutyStatus, from: string): Changed;
  /** `closedOn` is the first day on which the organisation is no more. */
  closeOrganisation(organisationId: OrganisationId, closedOn: string, successorId?: OrganisationId): Changed;
  /** Acts at once on everything that the organisation and its systems ask or would receive. */
  suspendOrganisation(organisationId: OrganisationId, reason: string): Changed;
  resumeOrganisation(organisationId: OrganisationId, reason: string): Changed;
}

const profileFields = z.strictObject({
  name: nameField,
  departments: departmentsField,
  dutyPhone: phoneField.nullable(),
});
const identifierChange = z.strictObject({ day: dateField });
const dutyChange = z.strictObject({ dutyStatus: z.enum(dutyStatuses), from: dateField });
const closure = z.strictObject({ closedOn: dateField });
const standingChange = z.strictObject({ reason: reasonField });

/** Opens the register of organisations. */
export function createOrganisationRegister(context: RegisterContext): OrganisationRegister {
  const { pool, clock, environment, remember } = context;
  const today = (): string => londonDate(clock.now());

  async function getOrganisation(organisationId: OrganisationId, at = clock.now()): Promise<Organisation> {
    const day = londonDate(at);
    const found = await remember(`organisation ${organisationId} ${day}`, () =>
      findOrganisationById(pool, organisationId, day),
    );
    if (found === undefined) throw new RangeError('no such organisation is registered');
    return found;
  }

  async function registerOrganisation(
    draft: OrganisationDraft | JsonValue,
  ): Promise<Result<OrganisationId, readonly RegistrationProblem[]>> {
    const at = clock.now();
    const parsed = parseOrganisation(draft, environment, londonDate(at));
    if (!parsed.ok) return parsed;
    const organisationId = newId<'Organisation'>();
    const { name, type, identifiers } = parsed.value;
    const content = { name, type, identifiers: identifiers.map(formatOrganisationIdentifier) };
    const written = await recordChange(
      context,
      { event: 'ORGANISATION_REGISTERED', at, organisationId, content },
      changesSql.registerOrganisation,
      [JSON.stringify({ ...parsed.value, organisationId, at })],
    );
    return written.ok ? ok(organisationId) : written;
  }

  async function updateOrganisation(organisationId: OrganisationId, changes: ProfileChanges): Changed {
    const at = clock.now();
    const current = await findOrganisationById(pool, organisationId, londonDate(at));
    if (current === undefined) {
      return refuseOne('organisationId', 'organisation-unknown', 'No such organisation is registered.');
    }
    const parsed = readFields(profileFields, {
      name: current.name,
      departments: current.departments,
      dutyPhone: current.phone ?? null,
      ...changes,
    });
    if (!parsed.ok) return parsed;
    const { name, departments, dutyPhone } = parsed.value;
    const district = checkDistrict(current.identifiers, departments);
    if (district.length > 0) return refuse(district);
    return recordChange(
      context,
      { event: 'ORGANISATION_UPDATED', at, organisationId, content: { name, departments, dutyPhone } },
      changesSql.updateProfile,
      [organisationId, name, departments, dutyPhone, at],
    );
  }

  async function changeIdentifier(
    event: 'IDENTIFIER_ADDED' | 'IDENTIFIER_ENDED',
    organisationId: OrganisationId,
    identifier: OrganisationIdentifier,
    day: string,
  ): Changed {
    const read = readIdentifier(identifier.system, identifier.value, environment);
    if (!read.ok) return refuse([read.refusal]);
    const parsed = readFields(identifierChange, { day });
    if (!parsed.ok) return parsed;
    return recordChange(
      context,
      {
        event,
        at: clock.now(),
        organisationId,
        content: { identifier: formatOrganisationIdentifier(read.value), day },
      },
      event === 'IDENTIFIER_ADDED' ? changesSql.addIdentifier : changesSql.endIdentifier,
      [organisationId, read.value.system, read.value.value, day],
    );
  }

  async function changeDutyStatus(
    organisationId: OrganisationId,
    dutyStatus: DutyStatus,
    from: string,
  ): Changed {
    const parsed = readFields(dutyChange, { dutyStatus, from });
    if (!parsed.ok) return parsed;
    return recordChange(
      context,
      { event: 'DUTY_STATUS_CHANGED', at: clock.now(), organisationId, content: { dutyStatus, from } },
      changesSql.changeDuty,
      [organisationId, dutyStatus, from],
    );
  }

  async function closeOrganisation(
    organisationId: OrganisationId,
    closedOn: string,
    successorId: OrganisationId | null = null,
  ): Changed {
    const parsed = readFields(closure, { closedOn });
    if (!parsed.ok) return parsed;
    const at = clock.now();
    return recordChange(
      context,
      { event: 'ORGANISATION_CLOSED', at, organisationId, content: { closedOn, successorId } },
      changesSql.closeOrganisation,
      [organisationId, closedOn, successorId, at],
    );
  }

  async function changeStanding(
    organisationId: OrganisationId,
    action: 'SUSPEND' | 'RESUME',
    reason: string,
  ): Changed {
    const parsed = readFields(standingChange, { reason });
    if (!parsed.ok) return parsed;
    const at = clock.now();
    return recordChange(
      context,
      { event: `ORGANISATION_${action}`, at, organisationId, content: parsed.value },
      changesSql.changeStanding,
      [organisationId, null, action, parsed.value.reason, at],
    );
  }

  return {
    findOrganisation: (identifier, at = clock.now()) => {
      const day = londonDate(at);
      return remember(`organisation by ${JSON.stringify([identifier.system, identifier.value])} ${day}`, () =>
        findOrganisationByIdentifier(pool, identifier, day),
      );
    },
    getOrganisation,
    listOrganisations: (at = clock.now()) => findAllOrganisations(pool, londonDate(at)),
    registerOrganisation,
    updateOrganisation,
    addIdentifier: (organisationId, identifier, from = today()) =>
      changeIdentifier('IDENTIFIER_ADDED', organisationId, identifier, from),
    endIdentifier: (organisationId, identifier, lastDay) =>
      changeIdentifier('IDENTIFIER_ENDED', organisationId, identifier, lastDay),
    changeDutyStatus,
    closeOrganisation,
    suspendOrganisation: (organisationId, reason) => changeStanding(organisationId, 'SUSPEND', reason),
    resumeOrganisation: (organisationId, reason) => changeStanding(organisationId, 'RESUME', reason),
  };
}
