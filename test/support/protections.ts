import { randomUUID } from 'node:crypto';
import type { Rooms } from '../../src/compose.ts';
import type { ProtectionAnswer } from '../../src/exchange/index.ts';
import { type OrganisationId, type PersonId, asId } from '../../src/platform/index.ts';
import type { ActingPractitioner, GatewayAnswer } from '../../src/region/partner-system.ts';
import { type PersonKey, type RegionPerson, people } from '../../src/region/westmarch.ts';
import type { RoleCode } from '../../src/vocabulary/index.ts';
import type { TestGateway } from './gateway.ts';
import { valueOf } from './agreements.ts';

/** Somebody of the region as a practitioner names them. */
export function nameOf(key: PersonKey): object {
  const person: RegionPerson = people[key];
  return {
    identifiers: person.nhsNumber === undefined ? [] : [{ system: 'nhs-number', value: person.nhsNumber }],
    demographics: {
      name: { family: person.familyName, given: [person.givenName] },
      birthDate: person.birthDate,
      contact: { addresses: [{ lines: ['1 Invented Street'], postcode: person.postcode }] },
    },
  };
}

/** Somebody of the region as the records know them. */
export async function findByKey({ families }: Pick<Rooms, 'families'>, key: PersonKey): Promise<PersonId> {
  const person: RegionPerson = people[key];
  const { givenName, familyName, birthDate, postcode } = person;
  const match = await families.matchDataSubject({
    identifiers: person.nhsNumber === undefined ? [] : [{ system: 'nhs-number', value: person.nhsNumber }],
    givenName,
    familyName,
    birthDate,
    postcode,
  });
  if (match.kind !== 'MATCH') throw new Error(`${key} is not certain: ${match.why}`);
  return match.person;
}

/** Puts a member of staff into their organisation's register, trained. */
export async function employ(
  { agreements }: Pick<Rooms, 'agreements'>,
  organisationId: OrganisationId,
  staffId: string,
  roles: readonly RoleCode[],
): Promise<ActingPractitioner> {
  valueOf(
    await agreements.recordStaff(organisationId, {
      staffId,
      roles: [...roles],
      trainingValidTo: '2099-12-31',
      activeFrom: '2020-01-01',
    }),
  );
  const [role] = roles;
  if (role === undefined) throw new Error('somebody has a role');
  return { staffId, role };
}

/** A request of a practitioner with a body, under a key of its own unless one is given. */
export function askAs(
  system: TestGateway,
  who: 'WMC' | 'FPS' | 'WGH',
  practitioner: ActingPractitioner | undefined,
  path: string,
  body: object | undefined,
  more: { readonly key?: string; readonly evaluateAt?: string } = {},
): Promise<GatewayAnswer> {
  const { key = randomUUID(), evaluateAt } = more;
  return system.region.peers[who].send({
    method: body === undefined ? 'GET' : 'POST',
    path,
    ...(body === undefined ? {} : { body }),
    boundTo: key,
    idempotencyKey: key,
    ...(practitioner === undefined ? {} : { practitioner }),
    ...(evaluateAt === undefined ? {} : { evaluateAt }),
  });
}

/** The answer to a protection that was recorded, or a fault that says what came instead. */
export function asProtection({ status, body }: GatewayAnswer): ProtectionAnswer {
  if (status === 201 || status === 200) return body as ProtectionAnswer;
  throw new Error(`the gateway answered ${status}: ${JSON.stringify(body)}`);
}

/** Where and by which rules a request is wrong. */
export function rulesIn({ body }: GatewayAnswer): readonly string[] {
  const { errors = [] } = body as { errors?: readonly { pointer: string; rule: string }[] };
  return errors.map(({ pointer, rule }) => `${pointer} ${rule}`);
}

/** Has a hospital say that from a London day on nobody but the safe contact may learn where somebody is. */
export async function shieldLocation(
  { rooms: { families, agreements } }: TestGateway,
  person: PersonId,
  safeContact: PersonId,
  from: string,
): Promise<void> {
  const trust = await agreements.findOrganisation({ system: 'ods', value: 'Z9Z9C' }, new Date());
  if (trust === undefined) throw new Error('the trust is registered');
  valueOf(
    await families.recordProtection(
      person,
      {
        kind: 'SHIELDED_LOCATION',
        by: { staff: asId<'Staff'>('wgh.manager'), role: 'SW_MANAGER', organisation: trust.organisationId },
        evidenceRef: 'note',
        from,
        to: null,
        safeContact,
      },
      {
        organisation: trust.organisationId,
        request: { requestId: randomUUID(), requestHash: Buffer.alloc(32, 7) },
      },
    ),
  );
}
