import {
  type AgreementDraft,
  type Agreements,
  type DevelopmentAuthority,
  createAgreementSignature,
  publicPartOf,
} from '../agreements/index.ts';
import { type Consents, type ShownScope, parseConsentDraft } from '../consent/index.ts';
import { type Families, askAuthority, decideAuthority } from '../families/index.ts';
import {
  type OrganisationId,
  type PersonId,
  type Result,
  londonDate,
  newId,
  systemClock,
} from '../platform/index.ts';
import { scopeCodes } from '../vocabulary/index.ts';
import { type PreparedSystem, type PreparedSystems, type SystemKey, systems } from './prepare-systems.ts';
import { choices, type RegionChoice } from './westmarch-choices.ts';
import { agreements } from './westmarch-agreements.ts';
import {
  type OrganisationKey,
  type RegionOrganisation,
  type RegionPerson,
  organisations,
  parentalResponsibility,
  people,
  staff,
} from './westmarch.ts';

/** The doors that the seed goes through: the same that partners and practitioners use, none of its own. */
export interface SeedRooms {
  readonly agreements: Agreements;
  readonly families: Families;
  readonly consents: Consents;
}

/** The seeded region. */
export interface SeededRegion {
  readonly organisations: Readonly<Record<OrganisationKey, OrganisationId>>;
}

/** The first day of everything in the region. */
const beginning = '2020-01-01';
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
}

async function seedOrganisation(
  register: Agreements,
  organisation: RegionOrganisation,
): Promise<OrganisationId> {
  const [identifier] = organisation.identifiers;
  const found = identifier && (await register.findOrganisation(identifier, systemClock.now()));
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

/** One after the other: two agreements may have a side in common, whose key is registered once. */
async function seedAgreements(
  { authority }: PreparedSystems,
  register: Agreements,
  ids: Readonly<Record<OrganisationKey, OrganisationId>>,
): Promise<void> {
  for (const draft of agreements) await seedAgreement(authority, register, ids, draft);
}

/** Proposed by the first side and signed by each with its own key, as partners do it (rulings 19). */
async function seedAgreement(
  authority: DevelopmentAuthority,
  register: Agreements,
  ids: Readonly<Record<OrganisationKey, OrganisationId>>,
  draft: AgreementDraft,
): Promise<void> {
  const sides = keysOf(organisations).filter((key) => {
    const [identifier] = organisations[key].identifiers;
    return draft.parties.some(
      ({ organisation }) => organisation === `${identifier.system}:${identifier.value}`,
    );
  });
  const [proposer] = sides;
  if (proposer === undefined) throw new Error('an agreement of the region names nobody in it');
  const existing = await register.listAgreements(ids[proposer]);
  if (existing.some(({ terms }) => terms.title === draft.title)) return;
  const keys = await Promise.all(
    sides.map(async (side) => {
      const jwk = await authority.openSigningKey(`${side.toLowerCase()}-agreements`);
      const known = (await register.listKeys(ids[side])).some(({ key }) => key.kid === jwk.kid);
      if (!known) expectOk(await register.addOrganisationKey(ids[side], publicPartOf(jwk)));
      return { side, jwk };
    }),
  );
  const proposed = expectOk(await register.proposeAgreement(ids[proposer], draft));
  for (const { side, jwk } of keys) {
    const statement = {
      agreementId: proposed.agreementId,
      version: proposed.version,
      organisationId: ids[side],
      termsHash: proposed.termsHash,
    };
    const jws = expectOk(await createAgreementSignature(statement, jwk));
    expectOk(await register.signAgreement(proposed.agreementId, ids[side], jws));
  }
}

async function seedPeople({ families, consents, agreements: register }: SeedRooms): Promise<void> {
  const by = newId<'Staff'>();
  const known = new Map(
    await Promise.all(
      keysOf(people).map(async (key) => [key, await seedPerson(families, people[key], by)] as const),
    ),
  );
  await Promise.all(
    parentalResponsibility.flatMap(({ child, holders }) =>
      holders.map(async (holder) => {
        const [theChild, theHolder] = [known.get(child), known.get(holder)];
        if (theChild?.fresh !== true || theHolder === undefined) return;
        await families.recordParentalResponsibility({
          child: theChild.person,
          holder: theHolder.person,
          evidence: { type: 'BRTH', documentRef: null },
          validFrom: null,
          // Seen long ago, so that scenarios of any year find it verified.
          verification: { by, on: beginning },
          by,
        });
      }),
    ),
  );
  // One after the other, so that two parents' answers stand in the order of the scenario.
  for (const choice of choices) {
    const child = known.get(choice.about);
    const decider = known.get(choice.by);
    if (child?.fresh !== true || decider === undefined) continue;
    await seedChoice({ families, consents, agreements: register }, choice, child.person, decider.person);
  }
}

/** Finds a person of the region, or registers them. */
async function seedPerson(
  families: Families,
  person: RegionPerson,
  by: string,
): Promise<{ readonly person: PersonId; readonly fresh: boolean }> {
  const { familyName, givenName, birthDate, postcode } = person;
  const identifiers = numbersOf(person);
  const match = await families.matchDataSubject({
    identifiers,
    birthDate,
    familyName,
    givenName,
    postcode,
    sex: 'unknown',
  });
  if (match.kind === 'MATCH') return { person: match.person, fresh: false };
  const registered = await families.registerPerson({
    identifiers,
    demographics: {
      familyName,
      givenNames: [givenName],
      birthDate,
      sex: 'unknown',
      address: { lines: ['1 Invented Street', 'Westmarch'], postcode, uprn: null },
    },
    by,
  });
  return { person: expectOk(registered), fresh: true };
}

/** Each choice is recorded as its decider's own, under the authority that the family's records give them. */
async function seedChoice(
  { families, consents, agreements: register }: SeedRooms,
  choice: RegionChoice,
  dataSubject: PersonId,
  decider: PersonId,
): Promise<void> {
  const facts = (await families.loadAuthorityFacts([dataSubject])).get(dataSubject);
  if (facts === undefined) throw new Error('a child of the region has no records');
  const to = await Promise.all(
    choice.organisations.map((key) =>
      register.findOrganisation(organisations[key].identifiers[0], systemClock.now()),
    ),
  );
  const recipients = {
    organisations: to.flatMap((organisation) =>
      organisation === undefined ? [] : [organisation.organisationId],
    ),
    departments: [],
    roles: [],
    organisationTypes: [...choice.organisationTypes],
  };
  const draft = expectOk(
    parseConsentDraft({
      consentId: null,
      status: 'active',
      type: 'SHARE',
      kind: 'CONSENT',
      dataSubject,
      validFrom: choice.from,
      validTo: choice.to,
      aboutPersons: [],
      decidedBy: { person: decider, capacityBasis: 'PR_HOLDER' },
      purposes: choice.purposes,
      recipients,
      categories: { permit: choice.permit, deny: choice.deny },
      dataPeriod: { from: null, to: null },
      informationGiven: await showNotice(consents, register, choice, recipients),
      channel: 'inPerson',
      evidenceRef: null,
      consequencesExplained: true,
      reviewOn: null,
      childWishes: choice.childWishes ?? null,
    }),
  );
  const date = londonDate(systemClock.now());
  expectOk(
    await consents.recordConsent(draft, { kind: 'DECIDER', person: decider }, (purpose) =>
      decideAuthority(facts, askAuthority(purpose, date)),
    ),
  );
}

/** Whoever permits was shown a notice that names it; a refusal needs none. */
async function showNotice(
  consents: Consents,
  register: Agreements,
  { purposes, permit }: RegionChoice,
  recipients: ShownScope['recipients'],
): Promise<object | null> {
  if (permit.length === 0 || purposes === 'ALL') return null;
  const at = systemClock.now();
  const names = new Map(
    await Promise.all(
      recipients.organisations.map(
        async (id) => [id, (await register.getOrganisation(id, at)).name] as const,
      ),
    ),
  );
  const notice = expectOk(
    await consents.composeNotice(
      {
        type: 'SHARE',
        purposes: [...purposes],
        recipients,
        categories: [...permit],
        period: { from: null, to: null },
        dataPeriod: { from: null, to: null },
      },
      'en',
      (id) => names.get(id) ?? id,
      null,
    ),
  );
  return { noticeVersion: notice.noticeVersion, language: 'en', format: 'standard', interpreter: false };
}

function numbersOf({
  nhsNumber,
  upn,
  uln,
}: RegionPerson): { system: 'nhs-number' | 'upn' | 'uln'; value: string }[] {
  return [
    ...(nhsNumber === undefined ? [] : [{ system: 'nhs-number' as const, value: nhsNumber }]),
    ...(upn === undefined ? [] : [{ system: 'upn' as const, value: upn }]),
    ...(uln === undefined ? [] : [{ system: 'uln' as const, value: uln }]),
  ];
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(record) as Key[];
}

/** The region is invented with care: whatever a room refuses of it is a fault. */
function expectOk<Value>(result: Result<Value, unknown>): Value {
  if (result.ok) return result.value;
  throw new Error(`the region could not be seeded: ${JSON.stringify(result.refusal)}`);
}
