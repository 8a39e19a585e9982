import type { ConsentVersion, EpochGuard, ReuseAgreement } from '../../consent/index.ts';
import {
  type AuthorityFacts,
  type AuthorityFinding,
  type AuthorityQuestion,
  type Protections,
  askAuthority,
  decideAuthority,
  unprotected,
} from '../../families/index.ts';
import { type PersonId, londonDate } from '../../platform/index.ts';
import type { Subject } from '../../records/index.ts';
import type { PurposeCode } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';
import type { AskedMessage } from './resolved-exchange.ts';
import type { KnownPeople } from './known-people.ts';
import { candidateFor, candidateForRelated, numbersOf } from './match-candidate.ts';

/** Who a message is about, who may decide for each of them today, and what they have chosen. */
export interface ResolvedPeople {
  readonly dataSubject: PersonId | null;
  readonly related: ReadonlyMap<string, PersonId>;
  /** What is known about who may decide for each of them. */
  readonly known: ReadonlyMap<PersonId, AuthorityFacts>;
  /** Who may decide for one of them, for the purpose of the message, on the day; absent for somebody unknown. */
  readonly whoDecides: WhoDecides;
  /** What protects the data subject on the day. */
  readonly protections: Protections;
  /** The message names a number that an adoption retired (docs/domain/01 §1.9). Only the ledger and governance may know. */
  readonly retiredNumber: boolean;
  /** Agreements that advice about the data subject is asked for once; loaded for a request for advice only. */
  readonly reuse: readonly ReuseAgreement[];
  readonly choices: readonly ConsentVersion[];
  readonly guards: readonly EpochGuard[];
}

/** Answers who may decide for a person, about a kind of information and for a recipient, or about the request as a whole. */
export type WhoDecides = (
  person: PersonId,
  named?: Partial<Pick<AuthorityQuestion, 'category' | 'recipientType' | 'recipientOrganisationId'>>,
) => AuthorityFinding | undefined;

/** Nobody is looked up: the answer is given by rule, for "a child in this situation" (rulings 7). */
export const nobody: ResolvedPeople = {
  dataSubject: null,
  related: new Map(),
  known: new Map(),
  whoDecides: () => undefined,
  protections: unprotected,
  retiredNumber: false,
  reuse: [],
  choices: [],
  guards: [],
};

/**
 * Finds the people of a message. Everybody's epoch is read before what is known of them and what they chose, so that what
 * changes in between moves an epoch that is guarded.
 * @param confirmed whom the message is about, where somebody has confirmed it since
 */
export async function resolvePeople(
  house: House,
  message: AskedMessage,
  at: Date,
  confirmed: Pick<Subject, 'identifiers' | 'demographics'> = message.subject,
): Promise<ResolvedPeople> {
  const relatives = (message.relatedPersons ?? []).filter(
    ({ identifiers }) => (identifiers ?? []).length > 0,
  );
  const [subject, ...others] = await Promise.all(
    [candidateFor(confirmed), ...relatives.map(candidateForRelated)].map((candidate) =>
      house.families.matchDataSubject(candidate),
    ),
  );
  const dataSubject = subject?.kind === 'MATCH' ? subject.person : null;
  const [own, links] = await Promise.all([
    loadAuthority(house.known, dataSubject === null ? [] : [dataSubject]),
    dataSubject === null || relatives.length === 0 ? [] : house.families.findFamilyLinks(dataSubject, at),
  ]);
  const family = dataSubject === null ? [] : listFamily(dataSubject, own.facts.get(dataSubject), links);
  const related = new Map<string, PersonId>();
  await Promise.all(
    relatives.map(async (relative, position) => {
      const match = others[position];
      const person =
        match?.kind === 'MATCH'
          ? match.person
          : await findByNumber(house, family, relative.identifiers ?? []);
      if (person !== undefined) related.set(relative.ref, person);
    }),
  );
  const persons = [...new Set([...(dataSubject === null ? [] : [dataSubject]), ...related.values()])];
  const retiredNumber = subject?.kind === 'NO_MATCH' && subject.why === 'RETIRED_IDENTIFIER';
  if (persons.length === 0) return { ...nobody, related, retiredNumber };
  const theirs = await loadAuthority(
    house.known,
    persons.filter((person) => person !== dataSubject),
  );
  const facts = new Map([...own.facts, ...theirs.facts]);
  const guards = [...own.guards, ...theirs.guards];
  const asksForAdvice = message.type === 'M01' && dataSubject !== null;
  const [choices, reuse, protections] = await Promise.all([
    house.known.loadChoices(guards, at),
    asksForAdvice ? house.reuse.loadReuse(dataSubject) : [],
    dataSubject === null ? undefined : house.known.loadProtections(own.guards, at),
  ]);
  return {
    dataSubject,
    related,
    known: facts,
    whoDecides: rememberAnswers(facts, message.purposeCode, londonDate(at)),
    protections: (dataSubject === null ? undefined : protections?.get(dataSubject)) ?? unprotected,
    retiredNumber,
    reuse,
    choices,
    guards,
  };
}

/** The epochs of some people, and then what is known about who may decide for them. */
async function loadAuthority(
  known: KnownPeople,
  persons: readonly PersonId[],
): Promise<{
  readonly guards: readonly EpochGuard[];
  readonly facts: ReadonlyMap<PersonId, AuthorityFacts>;
}> {
  const guards = await known.readEpochs(persons);
  return { guards, facts: await known.loadAuthorityFacts(guards) };
}

/** What was answered from some facts. They are remembered under a consent epoch (KnownPeople), and what was answered goes with them. */
const answeredFrom = new WeakMap<AuthorityFacts, Map<string, AuthorityFinding>>();
/** Answers that are kept for one person. */
const mostAnswers = 500;

/** The same question is asked for every part, and for the next message: it is answered once for the same facts. */
function rememberAnswers(
  facts: ReadonlyMap<PersonId, AuthorityFacts>,
  purpose: PurposeCode,
  date: string,
): WhoDecides {
  return (person, named = {}) => {
    const known = facts.get(person);
    if (known === undefined) return undefined;
    const answered = answeredFrom.get(known) ?? new Map<string, AuthorityFinding>();
    answeredFrom.set(known, answered);
    const { category = '', recipientType = '', recipientOrganisationId = '' } = named;
    const key = `${purpose} ${date} ${category} ${recipientType} ${recipientOrganisationId}`;
    const finding = answered.get(key) ?? decideAuthority(known, askAuthority(purpose, date, named));
    if (answered.size >= mostAnswers) answered.clear();
    answered.set(key, finding);
    return finding;
  };
}

/** Everybody whom our own records connect with the data subject: by parental responsibility, proved or claimed, or by a link. */
function listFamily(
  dataSubject: PersonId,
  facts: AuthorityFacts | undefined,
  links: Awaited<ReturnType<House['families']['findFamilyLinks']>>,
): readonly PersonId[] {
  const holders = facts?.parentalResponsibility.map(({ holder }) => holder) ?? [];
  const linked = links.flatMap(({ from, to }) => [from, to]).filter((person) => person !== dataSubject);
  return [...new Set([...holders, ...linked])];
}

/**
 * A sender seldom knows a parent's birth date, so that matching is not sure of them. Whoever of the data subject's own family
 * holds the number that was sent is that person all the same.
 */
async function findByNumber(
  house: House,
  family: readonly PersonId[],
  identifiers: Subject['identifiers'],
): Promise<PersonId | undefined> {
  const numbers = numbersOf(identifiers);
  const known = await Promise.all(family.map((person) => house.families.holdsIdentifier(person, numbers)));
  const held = family.filter((_, position) => known[position] === true);
  return held.length === 1 ? held[0] : undefined;
}
