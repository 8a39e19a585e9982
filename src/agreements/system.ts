import { z } from 'zod';
import type { OrganisationId, Result, SystemId } from '../platform/index.ts';
import { ok, refuse } from '../platform/index.ts';
import {
  type Department,
  type RoleCode,
  type ScopeCode,
  type WebhookKind,
  scopeCodes,
  webhookKinds,
} from '../vocabulary/index.ts';
import { thumbprintShape } from './certificate-thumbprint.ts';
import { checkEndpointUrl, findMeshMailbox, mailboxAddress } from './endpoint-url.ts';
import { departmentsField, instantField, nameField, rolesField, setOf } from './input-fields.ts';
import type { Environment } from './organisation-identifier.ts';
import { type PublicKey, checkKeySet, thumbprintOfKey } from './public-key.ts';
import { type RegistrationProblem, problem, readFields, problemsUnder } from './registration-problem.ts';

/** Where deliveries to a system go, and for whom. */
export interface SystemEndpoint {
  /** https, as {@link checkEndpointUrl} accepted it, {@link mailboxAddress}, or an address in MESH ({@link findMeshMailbox}). */
  readonly url: string;
  /** All departments where it is left out. */
  readonly departments?: readonly Department[];
  /** All roles where it is left out. */
  readonly roles?: readonly RoleCode[];
}

/** The forms in which a system gives records: messages of ours, or FHIR REST searches. */
export const recordForms = ['JSON', 'FHIR'] as const;

/** Where a system gives records that others ask for (docs/domain/rulings 20). */
export interface RecordService {
  /** https, as {@link checkEndpointUrl} accepted it: for JSON the address itself, for FHIR the base of its REST interface. */
  readonly url: string;
  readonly form: (typeof recordForms)[number];
  /** All departments where it is left out. */
  readonly departments?: readonly Department[];
}

/** Where a system is told that there is something to fetch, and of what kinds. */
export interface SystemWebhook {
  /** https, as {@link checkEndpointUrl} accepted it. */
  readonly url: string;
  readonly kinds: readonly WebhookKind[];
}

/** A registered system with what proves it at the instant that was asked about. */
export interface RegisteredSystem {
  readonly systemId: SystemId;
  readonly organisationId: OrganisationId;
  /** The OAuth `client_id`. */
  readonly clientId: string;
  readonly name: string;
  /** `x5t#S256` of each certificate in force (RFC 8705 §3.1). */
  readonly certificateThumbprints: readonly string[];
  /** The system's own public keys in force. The organisation's keys for agreements are not among them. */
  readonly keys: readonly PublicKey[];
  readonly endpoint: SystemEndpoint | null;
  /** Where it gives records that others ask for. */
  readonly records: RecordService | null;
  readonly webhook: SystemWebhook | null;
  /** Since when the system or its organisation is suspended, whatever instant was asked about. */
  readonly suspendedAt: Date | null;
  readonly scopes: readonly ScopeCode[];
}

const datesFields = { validFrom: instantField.optional(), validTo: instantField.optional() };

const endpointFields = z.strictObject({
  url: z.string(),
  departments: departmentsField.min(1).optional(),
  roles: rolesField.optional(),
});
const recordServiceFields = z.strictObject({
  url: z.string(),
  form: z.enum(recordForms),
  departments: departmentsField.min(1).optional(),
});
const webhookFields = z.strictObject({ url: z.string(), kinds: setOf(z.enum(webhookKinds)) });
export const scopesField = setOf(z.enum(scopeCodes));
export const thumbprintField = z
  .string()
  .regex(thumbprintShape, 'A thumbprint is 43 characters of base64url (SHA-256 of the DER).');

const systemFields = z.strictObject({
  clientId: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$/,
      'A client id has 3 to 64 letters, digits, dots, hyphens or underscores.',
    ),
  name: nameField,
  scopes: scopesField,
  keys: z.array(z.strictObject({ jwk: z.unknown(), ...datesFields })).max(10),
  certificates: z.array(z.strictObject({ thumbprint: thumbprintField, ...datesFields })).max(10),
  endpoint: endpointFields.nullable().optional(),
});

/**
 * What is said of a system when it is registered. Keys and certificates without dates hold from now on, without end.
 * `jwk` is untrusted: `checkPublicKey` judges it.
 */
export type SystemDraft = z.input<typeof systemFields>;

/** A key with its dates, as it is stored. */
export interface DatedKey {
  readonly jwk: PublicKey;
  readonly thumbprint: string;
  readonly validFrom: Date;
  readonly validTo: Date | null;
}

/** A draft that was read. */
export interface NewSystem {
  readonly clientId: string;
  readonly name: string;
  readonly scopes: readonly ScopeCode[];
  readonly keys: readonly DatedKey[];
  readonly certificates: readonly {
    readonly thumbprint: string;
    readonly validFrom: Date;
    readonly validTo: Date | null;
  }[];
  readonly endpoint: SystemEndpoint | null;
}

/** Reads a system from untrusted input and lists all that is wrong with it. */
export function parseSystem(
  input: unknown,
  environment: Environment,
  now: Date,
): Result<NewSystem, readonly RegistrationProblem[]> {
  const parsed = readFields(systemFields, input);
  if (!parsed.ok) return parsed;
  const draft = parsed.value;
  const problems: RegistrationProblem[] = [];
  const keys = checkKeySet(draft.keys.map(({ jwk }) => jwk));
  if (!keys.ok) problems.push(...keys.refusal);
  const endpoint = parseEndpoint(draft.endpoint ?? null, environment);
  if (!endpoint.ok) problems.push(...problemsUnder('endpoint', endpoint.refusal));
  problems.push(...checkInstants('keys', draft.keys), ...checkInstants('certificates', draft.certificates));
  if (!keys.ok || !endpoint.ok || problems.length > 0) return refuse(problems);
  return ok({
    clientId: draft.clientId,
    name: draft.name,
    scopes: draft.scopes,
    keys: keys.value.map((jwk, position) => ({
      jwk,
      thumbprint: thumbprintOfKey(jwk),
      validFrom: draft.keys[position]?.validFrom ?? now,
      validTo: draft.keys[position]?.validTo ?? null,
    })),
    certificates: draft.certificates.map(({ thumbprint, validFrom, validTo }) => ({
      thumbprint,
      validFrom: validFrom ?? now,
      validTo: validTo ?? null,
    })),
    endpoint: endpoint.value,
  });
}

/** Reads where a system receives; null means nowhere. */
export function parseEndpoint(
  input: unknown,
  environment: Environment,
): Result<SystemEndpoint | null, readonly RegistrationProblem[]> {
  if (input === null) return ok(null);
  const parsed = readFields(endpointFields, input);
  if (!parsed.ok) return parsed;
  const { url: text, departments, roles } = parsed.value;
  const isNoUrl = text === mailboxAddress || findMeshMailbox(text) !== undefined;
  const url = isNoUrl ? ok(text) : checkEndpointUrl(text, environment);
  if (!url.ok) return refuse([url.refusal]);
  return ok({
    url: url.value,
    ...(departments === undefined ? {} : { departments }),
    ...(roles === undefined ? {} : { roles }),
  });
}

/** Reads where a system gives records; null means nowhere. */
export function parseRecordService(
  input: unknown,
  environment: Environment,
): Result<RecordService | null, readonly RegistrationProblem[]> {
  if (input === null) return ok(null);
  const parsed = readFields(recordServiceFields, input);
  if (!parsed.ok) return parsed;
  const { url: text, form, departments } = parsed.value;
  const url = checkEndpointUrl(text, environment);
  if (!url.ok) return refuse([url.refusal]);
  return ok({ url: url.value, form, ...(departments === undefined ? {} : { departments }) });
}

/** Reads where a system is told; null means nowhere. */
export function parseWebhook(
  input: unknown,
  environment: Environment,
): Result<SystemWebhook | null, readonly RegistrationProblem[]> {
  if (input === null) return ok(null);
  const parsed = readFields(webhookFields, input);
  if (!parsed.ok) return parsed;
  const url = checkEndpointUrl(parsed.value.url, environment);
  if (!url.ok) return refuse([url.refusal]);
  if (parsed.value.kinds.length === 0)
    return refuse([problem('kinds', 'kinds', 'It is told of something, or has no address.')]);
  return ok({ url: url.value, kinds: parsed.value.kinds });
}

/** Refuses what ends before it begins. */
export function checkInstants(
  field: string,
  dated: readonly { readonly validFrom?: Date | undefined; readonly validTo?: Date | undefined }[],
): RegistrationProblem[] {
  return dated.flatMap(({ validFrom, validTo }, position) =>
    validTo !== undefined && validFrom !== undefined && validTo < validFrom
      ? [problem(`${field}.${position}.validTo`, 'dates', 'It ends before it begins.')]
      : [],
  );
}

/**
 * The one system of an organisation that receives for a department and role: the most precise address wins (a named department before
 * a named role before neither). Where the most precise system is suspended nothing receives: falling back to a wider one
 * would show the message to more people than it was meant for.
 */
export function chooseReceivingSystem(
  systems: readonly RegisteredSystem[],
  department: Department,
  role: RoleCode,
): RegisteredSystem | undefined {
  let best: RegisteredSystem | undefined;
  let precisionOfBest = -1;
  for (const system of systems) {
    const { endpoint } = system;
    if (endpoint === null) continue;
    if (endpoint.departments?.includes(department) === false) continue;
    if (endpoint.roles?.includes(role) === false) continue;
    const precision = (endpoint.departments ? 2 : 0) + (endpoint.roles ? 1 : 0);
    if (precision > precisionOfBest) {
      best = system;
      precisionOfBest = precision;
    }
  }
  return best?.suspendedAt === null ? best : undefined;
}

/**
 * The one system of an organisation that gives records in a form for a department: one that names the department before one
 * for all. Where that system is suspended nobody gives any.
 */
export function chooseRecordHolder(
  systems: readonly RegisteredSystem[],
  form: RecordService['form'],
  department: Department,
): HoldingSystem | undefined {
  const suited = systems.flatMap((system): HoldingSystem[] => {
    const { records } = system;
    return records?.form === form && records.departments?.includes(department) !== false
      ? [{ ...system, records }]
      : [];
  });
  const best = suited.find(({ records }) => records.departments !== undefined) ?? suited[0];
  return best?.suspendedAt === null ? best : undefined;
}

/** A system that gives records. */
export type HoldingSystem = RegisteredSystem & { readonly records: RecordService };
