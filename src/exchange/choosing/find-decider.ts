import type { Authority, DecidedBy, FindAuthority, RecipientScope } from '../../consent/index.ts';
import {
  type AuthorityQuestion,
  askAuthority,
  decideAuthority,
  noAuthorityFacts,
} from '../../families/index.ts';
import { type OrganisationId, type PersonId, londonDate } from '../../platform/index.ts';
import type { CapacityBasis, CategoryCode, PurposeCode } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';
import type { ConsentRequest } from '../receive/consent-request.ts';

/** Who may decide for one data subject, for each decision that is asked about. */
export interface LoadedAuthority {
  readonly dataSubject: PersonId;
  readonly findAuthority: FindAuthority;
}

/**
 * Loads what is known of who may decide for somebody, as it stands at an instant, about what goes to these recipients: a
 * child may be competent to decide what a school learns, and not what anybody else does (docs/domain/07 AC7).
 */
export async function loadAuthority(
  house: Pick<House, 'families' | 'agreements'>,
  dataSubject: PersonId,
  at: Date,
  recipients: RecipientScope,
): Promise<LoadedAuthority> {
  const [known, asked] = await Promise.all([
    house.families.loadAuthorityFacts([dataSubject]),
    listRecipients(house, recipients, at),
  ]);
  const facts = known.get(dataSubject) ?? noAuthorityFacts(dataSubject);
  const date = londonDate(at);
  return {
    dataSubject,
    findAuthority: (purpose, category) =>
      asked.map((recipient) =>
        decideAuthority(facts, askAuthority(purpose, date, { category, ...recipient })),
      ),
  };
}

type RecipientAsked = Pick<AuthorityQuestion, 'recipientType' | 'recipientOrganisationId'>;

/** Each recipient that a scope names, as far as it names it; one that is left open where it names none. */
async function listRecipients(
  { agreements }: Pick<House, 'agreements'>,
  recipients: RecipientScope,
  at: Date,
): Promise<readonly RecipientAsked[]> {
  const { organisations, organisationTypes } =
    recipients === 'ALL' ? { organisations: [], organisationTypes: [] } : recipients;
  if (organisations.length > 0)
    return Promise.all(
      organisations.map(async (organisationId) => ({
        recipientType: (await agreements.getOrganisation(organisationId, at)).type,
        recipientOrganisationId: organisationId,
      })),
    );
  return organisationTypes.length > 0
    ? organisationTypes.map((recipientType) => ({ recipientType, recipientOrganisationId: null }))
    : [{ recipientType: null, recipientOrganisationId: null }];
}

/** Which decisions somebody is named for: competence and orders are particular to each. */
export interface NamedDecisions {
  readonly purposes: 'ALL' | readonly PurposeCode[];
  readonly categories: readonly CategoryCode[];
}

/** How whoever decided is named: as in a request, or by the pseudonym under which the recorder was told of them before. */
export type NamedDecider =
  ConsentRequest['decidedBy'] | { readonly pseudonym: string; readonly capacityBasis: string };

/**
 * A name for somebody who decides that says nothing to anybody but the organisation that it was made for: another one for each.
 */
export function deciderPseudonym(
  { keyStore }: Pick<House, 'keyStore'>,
  organisation: OrganisationId,
  person: PersonId,
): string {
  return keyStore.lookupHash('fhir-decider', `${organisation} ${person}`).toString('base64url');
}

type Candidate = Extract<DecidedBy, { person: PersonId }>;

/**
 * Finds who decided among those who may, by what the practitioner says of them: a person by a number or by how they stand to
 * the data subject, or the practitioner's own organisation where it decides under a care order or in best interests.
 */
export async function findDecider(
  house: Pick<House, 'families' | 'keyStore'>,
  { dataSubject, findAuthority }: LoadedAuthority,
  named: NamedDecider,
  decisions: NamedDecisions,
  own: OrganisationId,
): Promise<DecidedBy | undefined> {
  const answers = ask(findAuthority, decisions);
  if ('organisation' in named) {
    const decides = answers.some((answer) =>
      (answer.organisations ?? []).some(
        (each) => each.organisationId === own && each.capacityBasis === named.organisation,
      ),
    );
    return decides ? { organisation: own, capacityBasis: named.organisation } : undefined;
  }
  const all = listCandidates(answers);
  if ('pseudonym' in named) {
    return all.find(
      ({ person, capacityBasis }) =>
        capacityBasis === named.capacityBasis && deciderPseudonym(house, own, person) === named.pseudonym,
    );
  }
  if ('identifiers' in named) {
    const known = await Promise.all(
      all.map(({ person }) => house.families.holdsIdentifier(person, named.identifiers)),
    );
    return all.find((_, position) => known[position] === true);
  }
  const related = all.filter(({ person, capacityBasis }) =>
    named.relation === 'SELF' ? person === dataSubject : capacityBasis === named.relation,
  );
  const names = await Promise.all(related.map(({ person }) => house.families.findDemographics(person)));
  const meant = related.filter((_, position) => isNamed(named, names[position]));
  return meant.length === 1 ? meant[0] : undefined;
}

/** A choice that was made, by whom and about whom. */
interface MadeChoice {
  readonly dataSubject: PersonId;
  readonly body: { readonly decidedBy: DecidedBy };
}

/**
 * Whether what a practitioner says of somebody fits whoever made a choice, though they may decide no more: who made it may always
 * take it back (docs/domain/01 §1.7), and nobody else's word is taken for theirs.
 */
export async function fitsMaker(
  house: Pick<House, 'families' | 'keyStore'>,
  { dataSubject, body: { decidedBy } }: MadeChoice,
  named: NamedDecider,
  own: OrganisationId,
): Promise<boolean> {
  if ('organisation' in named)
    return (
      'organisation' in decidedBy &&
      decidedBy.organisation === own &&
      decidedBy.capacityBasis === named.organisation
    );
  if (!('person' in decidedBy)) return false;
  const { person, capacityBasis } = decidedBy;
  if ('pseudonym' in named) return deciderPseudonym(house, own, person) === named.pseudonym;
  if ('identifiers' in named) return house.families.holdsIdentifier(person, named.identifiers);
  const stands = named.relation === 'SELF' ? person === dataSubject : capacityBasis === named.relation;
  const name = stands ? await house.families.findDemographics(person) : undefined;
  return stands && isNamed(named, name);
}

function ask(findAuthority: FindAuthority, { purposes, categories }: NamedDecisions): readonly Authority[] {
  // A refusal of everything needs authority for anything: the purpose that most decisions have is asked about.
  const asked: readonly PurposeCode[] = purposes === 'ALL' ? ['P02', 'P01', 'P04'] : purposes;
  return asked.flatMap((purpose) =>
    (categories.length > 0 ? categories : [null]).flatMap((category) => findAuthority(purpose, category)),
  );
}

/** Everybody who may decide one of the decisions, and those whose claim waits, each once in each capacity. */
function listCandidates(answers: readonly Authority[]): readonly Candidate[] {
  const candidates = new Map<string, Candidate>();
  const add = (person: PersonId, capacityBasis: CapacityBasis): void => {
    candidates.set(`${person} ${capacityBasis}`, { person, capacityBasis });
  };
  for (const { deciders } of answers) {
    for (const { person, capacityBasis } of deciders) add(person, capacityBasis);
  }
  const deciding = new Set([...candidates.values()].map(({ person }) => person));
  for (const person of answers.flatMap(({ unverified }) => unverified)) {
    if (!deciding.has(person)) add(person, 'PR_HOLDER');
  }
  return [...candidates.values()];
}

function isNamed(
  named: { readonly familyName?: string | undefined; readonly givenName?: string | undefined },
  known: { readonly familyName: string; readonly givenNames: readonly string[] } | undefined,
): boolean {
  return isSaid(named.familyName, known?.familyName) && isSaid(named.givenName, known?.givenNames[0]);
}

function isSaid(said: string | undefined, known: string | undefined): boolean {
  return said === undefined || said.toLowerCase() === known?.toLowerCase();
}
