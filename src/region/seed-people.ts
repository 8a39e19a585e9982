import type { Agreements } from '../agreements/index.ts';
import { type Consents, type ShownScope, parseConsentDraft } from '../consent/index.ts';
import { type Families, askAuthority, decideAuthority } from '../families/index.ts';
import { type PersonId, londonDate, newId } from '../platform/index.ts';
import { type SeedRooms, beginning, expectOk, keysOf } from './seed-rooms.ts';
import { type RegionChoice, choices } from './westmarch-choices.ts';
import { type RegionPerson, organisations, parentalResponsibility, people } from './westmarch.ts';

/** Brings the region's people, their families and their choices into the registers. */
export async function seedPeople({ families, consents, agreements: register }: SeedRooms): Promise<void> {
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

/**
 * Each choice is recorded as its decider's own, under the authority that the family's records give them, and at its own instant, so
 * that a scenario finds it whatever the wall clock says by then. One whose instant is still to come is recorded now.
 */
async function seedChoice(
  { families, consents, agreements: register }: SeedRooms,
  choice: RegionChoice,
  dataSubject: PersonId,
  decider: PersonId,
): Promise<void> {
  const facts = (await families.loadAuthorityFacts([dataSubject])).get(dataSubject);
  if (facts === undefined) throw new Error('a child of the region has no records');
  const to = await Promise.all(
    choice.organisations.map((key) => register.findOrganisation(organisations[key].identifiers[0])),
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
      type: choice.type ?? 'SHARE',
      answer: (choice.type ?? 'SHARE') === 'SHARE' ? null : 'AGREES',
      kind: 'CONSENT',
      dataSubject,
      validFrom: choice.from,
      validTo: choice.to,
      aboutPersons: [],
      decidedBy: { person: decider, capacityBasis: dataSubject === decider ? 'SELF_YP' : 'PR_HOLDER' },
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
  const at = new Date(choice.from);
  const date = londonDate(at);
  expectOk(
    await consents.recordConsent(
      draft,
      { kind: 'DECIDER', person: decider },
      (purpose) => [decideAuthority(facts, askAuthority(purpose, date))],
      at,
    ),
  );
}

/** Whoever permits was shown a notice that names it; a refusal needs none. */
async function showNotice(
  consents: Consents,
  register: Agreements,
  { type = 'SHARE', purposes, permit }: RegionChoice,
  recipients: ShownScope['recipients'],
): Promise<object | null> {
  if ((type === 'SHARE' && permit.length === 0) || purposes === 'ALL') return null;
  const names = new Map(
    await Promise.all(
      recipients.organisations.map(async (id) => [id, (await register.getOrganisation(id)).name] as const),
    ),
  );
  const notice = expectOk(
    await consents.composeNotice(
      {
        type,
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
