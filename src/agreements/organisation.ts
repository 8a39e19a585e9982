import { z } from 'zod';
import { type OrganisationId, type Result, ok, refuse } from '../platform/index.ts';
import {
  type Department,
  type DutyStatus,
  type OrganisationType,
  dutyStatuses,
  organisationTypes,
} from '../vocabulary/index.ts';
import { dateField, departmentsField, nameField, phoneField } from './input-fields.ts';
import {
  type Environment,
  type OrganisationIdentifier,
  checkIdentifierEnvironment,
  organisationIdentifierSystems,
  parseOrganisationIdentifier,
} from './organisation-identifier.ts';
import { type RegistrationProblem, problem, readFields, problemsUnder } from './registration-problem.ts';

/** An organisation as it stands on the day that was asked about. */
export interface Organisation {
  readonly organisationId: OrganisationId;
  readonly name: string;
  readonly type: OrganisationType;
  /** Those that name it on that day. */
  readonly identifiers: readonly OrganisationIdentifier[];
  /** Departments that receive for it; empty where it receives as a whole. */
  readonly departments: readonly Department[];
  /** `NONE` where nothing is recorded for that day. */
  readonly dutyStatus: DutyStatus;
  /** It exists on that day and is not suspended now. */
  readonly active: boolean;
  /** Since when it is suspended, whatever the day that was asked about. */
  readonly suspendedAt: Date | null;
  /** Where a person answers when the gateway refuses something urgent. */
  readonly phone?: string;
  /** The first day on which it is no more, and who took its place: never followed by itself. */
  readonly closedOn?: string;
  readonly successorId?: OrganisationId;
}

const organisationSchema = z.strictObject({
  name: nameField,
  type: z.enum(organisationTypes),
  identifiers: z
    .array(
      z.strictObject({
        system: z.enum(organisationIdentifierSystems),
        value: z.string(),
        validFrom: dateField.optional(),
        validTo: dateField.optional(),
      }),
    )
    .min(1),
  departments: departmentsField.default([]),
  existsFrom: dateField.optional(),
  dutyStatus: z.enum(dutyStatuses).optional(),
  duties: z
    .array(
      z.strictObject({
        dutyStatus: z.enum(dutyStatuses),
        validFrom: dateField,
        validTo: dateField.optional(),
      }),
    )
    .optional(),
  dutyPhone: phoneField.optional(),
});

/**
 * What is said of an organisation when it is registered. `dutyStatus` holds from `existsFrom`; `duties` says it with dates
 * instead. Dates that are left out begin with `existsFrom`, and that with the day of registration.
 */
export type OrganisationDraft = z.input<typeof organisationSchema>;

/** A draft that was read: identifiers normalised, every date written out. */
export interface NewOrganisation {
  readonly name: string;
  readonly type: OrganisationType;
  readonly existsFrom: string;
  readonly departments: readonly Department[];
  readonly identifiers: readonly (OrganisationIdentifier & {
    readonly validFrom: string;
    readonly validTo: string | null;
  })[];
  readonly duties: readonly {
    readonly dutyStatus: DutyStatus;
    readonly validFrom: string;
    readonly validTo: string | null;
  }[];
  readonly dutyPhone: string | null;
}

/** Reads an organisation from untrusted input and lists all that is wrong with it. `today` is the day in London. */
export function parseOrganisation(
  input: unknown,
  environment: Environment,
  today: string,
): Result<NewOrganisation, readonly RegistrationProblem[]> {
  const parsed = readFields(organisationSchema, input);
  if (!parsed.ok) return parsed;
  const draft = parsed.value;
  const existsFrom = draft.existsFrom ?? today;
  const problems: RegistrationProblem[] = [];
  const identifiers = draft.identifiers.flatMap(({ system, value, validFrom, validTo }, position) => {
    const read = readIdentifier(system, value, environment);
    if (!read.ok) {
      problems.push(...problemsUnder(`identifiers.${position}`, [read.refusal]));
      return [];
    }
    return [{ ...read.value, validFrom: validFrom ?? existsFrom, validTo: validTo ?? null }];
  });
  if (draft.dutyStatus !== undefined && draft.duties !== undefined) {
    problems.push(problem('duties', 'duty-twice', 'Give either dutyStatus or duties.'));
  }
  problems.push(...checkDates('identifiers', identifiers), ...checkDates('duties', draft.duties ?? []));
  problems.push(...checkDistrict(identifiers, draft.departments));
  if (problems.length > 0) return refuse(problems);
  const single =
    draft.dutyStatus === undefined ? [] : [{ dutyStatus: draft.dutyStatus, validFrom: existsFrom }];
  return ok({
    name: draft.name,
    type: draft.type,
    existsFrom,
    departments: draft.departments,
    identifiers,
    duties: (draft.duties ?? single).map((duty) => ({ validTo: null, ...duty })),
    dutyPhone: draft.dutyPhone ?? null,
  });
}

/** Reads an identifier and holds it against the environment. */
export function readIdentifier(
  system: string,
  value: string,
  environment: Environment,
): Result<OrganisationIdentifier, RegistrationProblem> {
  const parsed = parseOrganisationIdentifier(system, value);
  return parsed.ok ? checkIdentifierEnvironment(parsed.value, environment) : parsed;
}

/** A shire district (E07) has no duties in education or social care (docs/domain/04 §4.5): those are the county's (E10). */
export function checkDistrict(
  identifiers: readonly OrganisationIdentifier[],
  held: readonly Department[],
): RegistrationProblem[] {
  const isDistrict = identifiers.some(({ system, value }) => system === 'gss' && value.startsWith('E07'));
  const countys: readonly Department[] = ['SEND', 'CSC', 'MASH', 'ASC', 'EDUCATION'];
  return isDistrict && held.some((department) => countys.includes(department))
    ? [
        problem(
          'departments',
          'gss-district',
          'A district council (E07) has no education or social care; register the county.',
        ),
      ]
    : [];
}

function checkDates(
  field: string,
  dated: readonly { readonly validFrom: string; readonly validTo?: string | null | undefined }[],
): RegistrationProblem[] {
  return dated.flatMap(({ validFrom, validTo }, position) =>
    typeof validTo === 'string' && validTo < validFrom
      ? [problem(`${field}.${position}.validTo`, 'dates', 'It ends before it begins.')]
      : [],
  );
}
