import {
  type AuthorityFacts,
  askAuthority,
  birthdayOf,
  decideAuthority,
  findHolders,
  noAuthorityFacts,
} from '../../families/index.ts';
import { type PersonId, londonDate } from '../../platform/index.ts';
import { type PurposeCode, purposeCodes } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';

/** Who decides for one purpose, as somebody who looks is told: themselves, the person it is about, both of them, or neither. */
export type WhoDecidesHere = 'READER' | 'PERSON' | 'BOTH' | 'NEITHER';

/** Somebody whom a person who is signed in may look after here: themselves, their child, or a person whom they act for. */
export interface OwnPerson {
  /** Names the person in addresses: another name for everybody who looks, that says nothing to anybody else. */
  readonly key: string;
  readonly person: PersonId;
  readonly relation: 'SELF' | 'CHILD' | 'REPRESENTED';
  readonly givenName: string;
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  /** Who decides today, purpose by purpose, where no kind of information is named. */
  readonly decisions: ReadonlyMap<PurposeCode, WhoDecidesHere>;
  /** What all of it is judged by. */
  readonly facts: AuthorityFacts;
}

/** The people of somebody who is signed in. */
export interface OwnPeople {
  /** Themselves first, then the others in the order of their birth. */
  readonly people: readonly OwnPerson[];
  /** How many of their claims to parental responsibility nobody has confirmed yet. About whom is not told. */
  readonly claimsWaiting: number;
}

/**
 * Finds the people of somebody who is signed in. Signing in proves who they are and nothing about anybody else: a child is
 * theirs here while they hold parental responsibility that somebody verified, until the child is 18; anybody else while an
 * attorney's or deputy's authority, or an order, gives them a decision (docs/domain/01 §1.7). A claim that waits opens nothing.
 */
export async function findOwnPeople(
  house: Pick<House, 'families' | 'keyStore'>,
  reader: PersonId,
  at: Date,
): Promise<OwnPeople> {
  const date = londonDate(at);
  const candidates = await house.families.findConcerned(reader);
  const known = await house.families.loadAuthorityFacts(candidates);
  const found: OwnPerson[] = [];
  let claimsWaiting = 0;
  for (const person of candidates) {
    const facts = known.get(person) ?? noAuthorityFacts(person);
    const { birthDate } = facts;
    if (birthDate === null || facts.retired) continue;
    const decisions = judge(facts, reader, date);
    const relation = relate(facts, reader, date, decisions);
    if (relation === undefined) {
      if (isWaiting(facts, reader, date)) claimsWaiting += 1;
      continue;
    }
    const demographics = await house.families.findDemographics(person);
    found.push({
      key: nameFor(house, reader, person),
      person,
      relation,
      givenName: demographics?.givenNames[0] ?? '',
      birthDate,
      decisions,
      facts,
    });
  }
  const isSelf = ({ relation }: OwnPerson): number => (relation === 'SELF' ? 0 : 1);
  return {
    people: found.toSorted((a, b) => isSelf(a) - isSelf(b) || (a.birthDate < b.birthDate ? -1 : 1)),
    claimsWaiting,
  };
}

function judge(
  facts: AuthorityFacts,
  reader: PersonId,
  date: string,
): ReadonlyMap<PurposeCode, WhoDecidesHere> {
  return new Map(
    purposeCodes.map((purpose) => {
      const { deciders } = decideAuthority(facts, askAuthority(purpose, date));
      const byReader = deciders.some(({ person }) => person === reader);
      const byPerson = deciders.some(({ person }) => person === facts.person);
      return [purpose, describe(byReader, byPerson, reader === facts.person)];
    }),
  );
}

function describe(byReader: boolean, byPerson: boolean, isSelf: boolean): WhoDecidesHere {
  if (byReader) return byPerson && !isSelf ? 'BOTH' : 'READER';
  return byPerson ? 'PERSON' : 'NEITHER';
}

function relate(
  facts: AuthorityFacts,
  reader: PersonId,
  date: string,
  decisions: ReadonlyMap<PurposeCode, WhoDecidesHere>,
): OwnPerson['relation'] | undefined {
  if (facts.person === reader) return 'SELF';
  const holds = findHolders(facts, askAuthority('P17', date)).deciders.some(
    ({ person }) => person === reader,
  );
  if (holds && facts.birthDate !== null && date < birthdayOf(facts.birthDate, 18)) return 'CHILD';
  return [...decisions.values()].some((who) => who === 'READER' || who === 'BOTH')
    ? 'REPRESENTED'
    : undefined;
}

function isWaiting(facts: AuthorityFacts, reader: PersonId, date: string): boolean {
  return findHolders(facts, askAuthority('P17', date)).unverified.includes(reader);
}

function nameFor({ keyStore }: Pick<House, 'keyStore'>, reader: PersonId, person: PersonId): string {
  return keyStore.lookupHash('own-person', `${reader} ${person}`).toString('base64url').slice(0, 22);
}
