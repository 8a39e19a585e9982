import type { Agreements } from '../agreements/index.ts';
import type { OrganisationId } from '../platform/index.ts';
import { scopeCodes } from '../vocabulary/index.ts';
import { type PreparedSystem, type PreparedSystems, type SystemKey, systems } from './prepare-systems.ts';
import { fhirPath } from './peer-endpoint.ts';
import { seedAgreements } from './seed-agreements.ts';
import { seedPeople } from './seed-people.ts';
import { type SeedRooms, beginning, expectOk, keysOf } from './seed-rooms.ts';
import { type OrganisationKey, type RegionOrganisation, organisations, staff } from './westmarch.ts';

/** The seeded region. */
export interface SeededRegion {
  readonly organisations: Readonly<Record<OrganisationKey, OrganisationId>>;
}

/** Training of the region's staff, so that scenarios of later years find it valid. */
const trainedUntil = '2030-12-31';

/**
 * Brings the region's organisations, people and agreements into the registers, through the rooms' own doors. What is there
 * already is left alone, so that it may be called at every start.
 */
export async function seedWestmarch(rooms: SeedRooms, prepared: PreparedSystems): Promise<SeededRegion> {
  const entries = await Promise.all(
    keysOf(organisations).map(
      async (key) => [key, await seedOrganisation(rooms.agreements, organisations[key])] as const,
    ),
  );
  const ids = Object.fromEntries(entries) as Record<OrganisationKey, OrganisationId>;
  await Promise.all([
    seedStaff(rooms.agreements, ids),
    seedAgreements(prepared, rooms.agreements, ids),
    seedPeople(rooms),
  ]);
  return { organisations: ids };
}

/**
 * Brings the region's systems into the register, as they are today.
 * @param ports the port at which each system receives
 */
export async function seedSystems(
  { agreements: register }: Pick<SeedRooms, 'agreements'>,
  { organisations: ids }: SeededRegion,
  prepared: PreparedSystems,
  ports: Readonly<Record<SystemKey, number>>,
): Promise<void> {
  await Promise.all(
    keysOf(systems).map((key) => seedSystem(register, ids[key], prepared.systems[key], ports[key])),
  );
  await seedRecordService(register, prepared.systems.WGH, ports.WGH);
}

/** The hospital gives what it holds as FHIR. */
async function seedRecordService(register: Agreements, system: PreparedSystem, port: number): Promise<void> {
  const url = `https://localhost:${port}${fhirPath}`;
  const found = await register.findSystemByClientId(system.clientId);
  if (found === undefined) throw new Error('the hospital has no system');
  if (found.records?.url !== url)
    expectOk(await register.changeRecordService(found.systemId, { url, form: 'FHIR' }));
}

async function seedOrganisation(
  register: Agreements,
  organisation: RegionOrganisation,
): Promise<OrganisationId> {
  const [identifier] = organisation.identifiers;
  const found = identifier && (await register.findOrganisation(identifier));
  if (found !== undefined) return found.organisationId;
  return expectOk(
    await register.registerOrganisation({
      name: organisation.name,
      type: organisation.type,
      identifiers: [...organisation.identifiers],
      departments: [...organisation.departments],
      existsFrom: beginning,
      dutyStatus: organisation.dutyStatus,
      dutyPhone: organisation.dutyPhone,
    }),
  );
}

async function seedSystem(
  register: Agreements,
  organisationId: OrganisationId,
  system: PreparedSystem,
  port: number,
): Promise<void> {
  const { thumbprint } = system;
  const url = `https://localhost:${port}/assent/inbox`;
  const jwk = system.signingKey;
  const found = await register.findSystemByClientId(system.clientId);
  if (found === undefined) {
    expectOk(
      await register.registerSystem(organisationId, {
        clientId: system.clientId,
        name: `${system.clientId} (synthetic)`,
        scopes: [...scopeCodes],
        keys: [{ jwk }],
        certificates: [{ thumbprint }],
        endpoint: { url },
      }),
    );
    return;
  }
  if (found.endpoint?.url !== url) expectOk(await register.changeEndpoint(found.systemId, { url }));
  // A scope that is newer than the register: the region's systems ask for all that there are.
  if (scopeCodes.some((scope) => !found.scopes.includes(scope)))
    expectOk(await register.changeScopes(found.systemId, [...scopeCodes]));
  // A database of an earlier day knows fewer scopes than its systems ask for now.
  if (scopeCodes.some((scope) => !found.scopes.includes(scope)))
    expectOk(await register.changeScopes(found.systemId, [...scopeCodes]));
  if (!found.certificateThumbprints.includes(thumbprint)) {
    expectOk(await register.addCertificate(found.systemId, thumbprint));
  }
  if (!found.keys.some(({ kid }) => kid === jwk.kid))
    expectOk(await register.addSystemKey(found.systemId, jwk));
}

async function seedStaff(
  register: Agreements,
  ids: Readonly<Record<OrganisationKey, OrganisationId>>,
): Promise<void> {
  for (const { staffId, organisation, roles } of Object.values(staff)) {
    const known = (await register.listStaff(ids[organisation])).some((member) => member.staffId === staffId);
    if (known) continue;
    expectOk(
      await register.recordStaff(ids[organisation], {
        staffId,
        roles: [...roles],
        trainingValidTo: trainedUntil,
        activeFrom: beginning,
      }),
    );
  }
}
