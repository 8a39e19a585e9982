import { z } from 'zod';
import {
  type JsonValue,
  type OrganisationId,
  type Result,
  type SystemId,
  newId,
  ok,
  refuse,
} from '../platform/index.ts';
import type { Department, RoleCode } from '../vocabulary/index.ts';
import { changesSql } from './changes-sql.ts';
import { instantField, reasonField } from './input-fields.ts';
import { checkPublicKey, thumbprintOfKey } from './public-key.ts';
import { type RegisteredKey, findKey, findKeysOfOrganisation } from './public-key-store.ts';
import { type RegisterContext, type Changed, recordChange, refuseOne } from './record-change.ts';
import { type RegistrationProblem, readFields } from './registration-problem.ts';
import {
  findSystemByClientId,
  findSystemById,
  findSystemByThumbprint,
  findSystemsOfOrganisation,
  systemAt,
} from './system-store.ts';
import {
  type HoldingSystem,
  type RecordService,
  type RegisteredSystem,
  type SystemDraft,
  type SystemEndpoint,
  type SystemWebhook,
  checkInstants,
  chooseReceivingSystem,
  chooseRecordHolder,
  parseEndpoint,
  parseRecordService,
  parseSystem,
  parseWebhook,
  scopesField,
  thumbprintField,
} from './system.ts';

/** When a key or certificate counts, and, for a rotation, when the holder's other keys cease to. */
export interface KeyDates {
  readonly validFrom?: Date;
  readonly validTo?: Date;
  readonly othersEnd?: Date;
}

/** The register of systems. Every look reads the database: a suspension or retired key acts on the next question, at every replica. */
export interface SystemRegister {
  findSystem(systemId: SystemId, at?: Date): Promise<RegisteredSystem | undefined>;
  findSystemByClientId(clientId: string, at?: Date): Promise<RegisteredSystem | undefined>;
  findSystemByThumbprint(thumbprint: string, at?: Date): Promise<RegisteredSystem | undefined>;
  listSystems(organisationId: OrganisationId, at?: Date): Promise<readonly RegisteredSystem[]>;
  /** The one system that receives for a department and role; absent where none does, it is suspended, or its organisation is. */
  findReceivingSystem(
    organisationId: OrganisationId,
    department: Department,
    role: RoleCode,
    at?: Date,
  ): Promise<RegisteredSystem | undefined>;
  /** The one system that gives records in a form for a department; absent where none does, or it is suspended. */
  findRecordHolder(
    organisationId: OrganisationId,
    form: RecordService['form'],
    department: Department,
    at?: Date,
  ): Promise<HoldingSystem | undefined>;
  listKeys(organisationId: OrganisationId): Promise<readonly RegisteredKey[]>;
  registerSystem(
    organisationId: OrganisationId,
    draft: SystemDraft | JsonValue,
  ): Promise<Result<SystemId, readonly RegistrationProblem[]>>;
  /** null: the system no longer receives. */
  changeEndpoint(systemId: SystemId, endpoint: SystemEndpoint | null): Changed;
  /** null: the system no longer gives records. */
  changeRecordService(systemId: SystemId, service: RecordService | null): Changed;
  changeWebhook(systemId: SystemId, webhook: SystemWebhook | null): Changed;
  changeScopes(systemId: SystemId, scopes: readonly string[]): Changed;
  /** Registers a key of the system, judged by `checkPublicKey`. */
  addSystemKey(systemId: SystemId, jwk: unknown, dates?: KeyDates): Changed;
  /** Registers a key with which the organisation signs agreements. */
  addOrganisationKey(organisationId: OrganisationId, jwk: unknown, dates?: KeyDates): Changed;
  /** Ends a key. An instant in the past (a key that was stolen) also undoes the agreements that it signed since. */
  retireKey(kid: string, from?: Date): Changed;
  addCertificate(systemId: SystemId, thumbprint: string, dates?: Omit<KeyDates, 'othersEnd'>): Changed;
  retireCertificate(thumbprint: string, from?: Date): Changed;
  suspendSystem(systemId: SystemId, reason: string): Changed;
  resumeSystem(systemId: SystemId, reason: string): Changed;
}

const scopesChange = z.strictObject({ scopes: scopesField });
const thumbprintChange = z.strictObject({ thumbprint: thumbprintField });
const standingChange = z.strictObject({ reason: reasonField });
const datesFields = z.object({
  validFrom: instantField.optional(),
  validTo: instantField.optional(),
  othersEnd: instantField.optional(),
});
const systemUnknown = refuseOne('systemId', 'system-unknown', 'No such system is registered.');

/** Opens the register of systems. */
export function createSystemRegister(context: RegisterContext): SystemRegister {
  const { pool, clock, environment, remember } = context;

  async function listSystems(
    organisationId: OrganisationId,
    at = clock.now(),
  ): Promise<readonly RegisteredSystem[]> {
    const systems = await remember(`systems ${organisationId}`, () =>
      findSystemsOfOrganisation(pool, organisationId),
    );
    return systems.map((system) => systemAt(system, at));
  }

  async function registerSystem(
    organisationId: OrganisationId,
    draft: SystemDraft | JsonValue,
  ): Promise<Result<SystemId, readonly RegistrationProblem[]>> {
    const at = clock.now();
    const parsed = parseSystem(draft, environment, at);
    if (!parsed.ok) return parsed;
    const systemId = newId<'System'>();
    const { clientId, scopes, keys, certificates, endpoint } = parsed.value;
    const content = {
      systemId,
      clientId,
      scopes,
      keys: keys.map(({ jwk, thumbprint }) => ({ kid: jwk.kid, thumbprint })),
      certificates: certificates.map(({ thumbprint }) => thumbprint),
      endpoint: endpoint?.url ?? null,
    };
    const written = await recordChange(
      context,
      { event: 'SYSTEM_REGISTERED', at, organisationId, content },
      changesSql.registerSystem,
      [JSON.stringify({ ...parsed.value, systemId, organisationId, at })],
    );
    return written.ok ? ok(systemId) : written;
  }

  /** Makes a change to a system that exists. */
  async function changeSystem(
    systemId: SystemId,
    event: string,
    content: Parameters<typeof recordChange>[1]['content'],
    statement: string,
    toValues: (at: Date, system: Pick<RegisteredSystem, 'organisationId'>) => readonly unknown[],
  ): Changed {
    const at = clock.now();
    const system = await findSystemById(pool, systemId);
    if (system === undefined) return systemUnknown;
    return recordChange(
      context,
      { event, at, organisationId: system.organisationId, content: { systemId, ...content } },
      statement,
      toValues(at, system),
    );
  }

  async function changeEndpoint(systemId: SystemId, input: SystemEndpoint | null): Changed {
    const endpoint = parseEndpoint(input, environment);
    if (!endpoint.ok) return endpoint;
    const { value } = endpoint;
    const content = {
      url: value?.url ?? null,
      departments: value?.departments ?? null,
      roles: value?.roles ?? null,
    };
    return changeSystem(systemId, 'ENDPOINT_CHANGED', content, changesSql.changeEndpoint, (at) => [
      systemId,
      value === null ? null : JSON.stringify(value),
      at,
    ]);
  }

  async function changeRecordService(systemId: SystemId, input: RecordService | null): Changed {
    const service = parseRecordService(input, environment);
    if (!service.ok) return service;
    const { value } = service;
    const content = {
      url: value?.url ?? null,
      form: value?.form ?? null,
      departments: value?.departments ?? null,
    };
    return changeSystem(systemId, 'RECORD_SERVICE_CHANGED', content, changesSql.changeRecordService, (at) => [
      systemId,
      value === null ? null : JSON.stringify(value),
      at,
    ]);
  }

  async function changeWebhook(systemId: SystemId, input: SystemWebhook | null): Changed {
    const webhook = parseWebhook(input, environment);
    if (!webhook.ok) return webhook;
    const { value } = webhook;
    const content = { url: value?.url ?? null, kinds: value === null ? null : [...value.kinds] };
    return changeSystem(systemId, 'WEBHOOK_CHANGED', content, changesSql.changeWebhook, (at) => [
      systemId,
      value === null ? null : JSON.stringify(value),
      at,
    ]);
  }

  async function changeScopes(systemId: SystemId, scopes: readonly string[]): Changed {
    const parsed = readFields(scopesChange, { scopes });
    if (!parsed.ok) return parsed;
    return changeSystem(systemId, 'SCOPES_CHANGED', parsed.value, changesSql.changeScopes, (at) => [
      systemId,
      parsed.value.scopes,
      at,
    ]);
  }

  async function addKey(
    organisationId: OrganisationId,
    systemId: SystemId | null,
    jwk: unknown,
    dates: KeyDates,
  ): Changed {
    const checked = checkPublicKey(jwk);
    if (!checked.ok) return checked;
    const parsed = parseDates(dates);
    if (!parsed.ok) return parsed;
    const at = clock.now();
    const { validFrom = at, validTo = null, othersEnd = null } = parsed.value;
    const thumbprint = thumbprintOfKey(checked.value);
    const content = { systemId, kid: checked.value.kid, thumbprint, validFrom: validFrom.toISOString() };
    return recordChange(context, { event: 'KEY_ADDED', at, organisationId, content }, changesSql.addKey, [
      organisationId,
      systemId,
      JSON.stringify(checked.value),
      thumbprint,
      validFrom,
      validTo,
      othersEnd,
      at,
    ]);
  }

  async function addSystemKey(systemId: SystemId, jwk: unknown, dates: KeyDates = {}): Changed {
    const system = await findSystemById(pool, systemId);
    return system === undefined ? systemUnknown : addKey(system.organisationId, systemId, jwk, dates);
  }

  async function retireKey(kid: string, from = clock.now()): Changed {
    const found = await findKey(pool, kid);
    if (found === undefined) return refuseOne('kid', 'key-unknown', 'No key with this kid is registered.');
    return recordChange(
      context,
      {
        event: 'KEY_RETIRED',
        at: clock.now(),
        organisationId: found.organisationId,
        content: { kid, from: from.toISOString() },
      },
      changesSql.retireKey,
      [kid, from],
    );
  }

  async function addCertificate(
    systemId: SystemId,
    thumbprint: string,
    dates: Omit<KeyDates, 'othersEnd'> = {},
  ): Changed {
    const shape = readFields(thumbprintChange, { thumbprint });
    if (!shape.ok) return shape;
    const parsed = parseDates(dates);
    if (!parsed.ok) return parsed;
    const { validFrom, validTo = null } = parsed.value;
    return changeSystem(systemId, 'CERTIFICATE_ADDED', { thumbprint }, changesSql.addCertificate, (at) => [
      systemId,
      thumbprint,
      validFrom ?? at,
      validTo,
      at,
    ]);
  }

  async function retireCertificate(thumbprint: string, from = clock.now()): Changed {
    const system = await findByThumbprint(thumbprint, clock.now());
    if (system === undefined) {
      return refuseOne(
        'thumbprint',
        'certificate-not-in-force',
        'No certificate in force has this thumbprint.',
      );
    }
    const { systemId } = system;
    const content = { thumbprint, from: from.toISOString() };
    return changeSystem(systemId, 'CERTIFICATE_RETIRED', content, changesSql.retireCertificate, () => [
      thumbprint,
      from,
    ]);
  }

  async function changeStanding(systemId: SystemId, action: 'SUSPEND' | 'RESUME', reason: string): Changed {
    const parsed = readFields(standingChange, { reason });
    if (!parsed.ok) return parsed;
    return changeSystem(
      systemId,
      `SYSTEM_${action}`,
      parsed.value,
      changesSql.changeStanding,
      (at, system) => [system.organisationId, systemId, action, parsed.value.reason, at],
    );
  }

  async function findByThumbprint(thumbprint: string, at: Date): Promise<RegisteredSystem | undefined> {
    const found = await findSystemByThumbprint(pool, thumbprint);
    const system = found && systemAt(found, at);
    return system?.certificateThumbprints.includes(thumbprint) === true ? system : undefined;
  }

  return {
    findSystem: async (systemId, at = clock.now()) => {
      const found = await remember(`system ${systemId}`, () => findSystemById(pool, systemId));
      return found && systemAt(found, at);
    },
    findSystemByClientId: async (clientId, at = clock.now()) => {
      const found = await remember(`system by ${clientId}`, () => findSystemByClientId(pool, clientId));
      return found && systemAt(found, at);
    },
    findSystemByThumbprint: (thumbprint, at = clock.now()) => findByThumbprint(thumbprint, at),
    listSystems,
    findReceivingSystem: async (organisationId, department, role, at) =>
      chooseReceivingSystem(await listSystems(organisationId, at), department, role),
    findRecordHolder: async (organisationId, form, department, at) =>
      chooseRecordHolder(await listSystems(organisationId, at), form, department),
    listKeys: (organisationId) => findKeysOfOrganisation(pool, organisationId),
    registerSystem,
    changeEndpoint,
    changeRecordService,
    changeWebhook,
    changeScopes,
    addSystemKey,
    addOrganisationKey: (organisationId, jwk, dates = {}) => addKey(organisationId, null, jwk, dates),
    retireKey,
    addCertificate,
    retireCertificate,
    suspendSystem: (systemId, reason) => changeStanding(systemId, 'SUSPEND', reason),
    resumeSystem: (systemId, reason) => changeStanding(systemId, 'RESUME', reason),
  };
}

function parseDates(dates: KeyDates): Result<z.output<typeof datesFields>, readonly RegistrationProblem[]> {
  const parsed = readFields(datesFields, dates);
  if (!parsed.ok) return parsed;
  const problems = checkInstants('dates', [parsed.value]);
  return problems.length > 0 ? refuse(problems) : ok(parsed.value);
}
