import type { PersonId } from '../platform/index.ts';
import {
  noAuthorityFacts,
  type AuthorityFacts,
  type CapacityFact,
  type ParentalResponsibilityFact,
} from './authority-facts.ts';
import type { AuthorityFactBody } from './authority-fact-body.ts';
import { findAuthorityFactRows, findRetiredPersons } from './authority-sql.ts';
import { decodeDemographics } from './demographics.ts';
import type { FamiliesDeps } from './families-deps.ts';
import { findDemographicsRows, findResponsibilityRows, type ResponsibilityRow } from './find-families-sql.ts';
import { openEvidenceType } from './parental-responsibility.ts';
import { openEnding, openFact } from './record-authority-fact.ts';
import { demographicsContext } from './record-demographics.ts';

/**
 * Loads what is known about who may decide for some people. Every person asked for is in the answer: one who is unknown or
 * erased has no birth date, and so nobody who decides. What is known of the capacity and death of those who could decide for
 * them comes along. Dates are not judged here but by `decideAuthority`.
 */
export async function loadAuthorityFacts(
  deps: FamiliesDeps,
  persons: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, AuthorityFacts>> {
  const [birthDates, responsibility, facts, retired] = await Promise.all([
    loadBirthDates(deps, persons),
    loadResponsibility(deps, persons),
    loadFacts(deps, persons),
    findRetiredPersons(deps.pool, persons),
  ]);
  const own = persons.map((person) => ({
    ...assemble(
      person,
      facts.filter(({ dataSubject }) => dataSubject === person),
    ),
    birthDate: birthDates.get(person) ?? null,
    retired: retired.has(person),
    parentalResponsibility: responsibility.filter(({ child }) => child === person).map(({ fact }) => fact),
  }));
  const others = [...new Set(own.flatMap(namedIn))].filter((person) => !persons.includes(person));
  const known = [...facts, ...(others.length === 0 ? [] : await loadFacts(deps, others))];
  return new Map(own.map((each) => [each.person, withOthers(each, known)]));
}

async function loadBirthDates(
  deps: FamiliesDeps,
  persons: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, string>> {
  const rows = await findDemographicsRows(deps.pool, persons);
  const opened = await Promise.all(
    rows.map(async ({ person, version, sealed }) => ({
      person,
      demographics: await deps.keyStore.openForPerson(person, sealed, demographicsContext(person, version)),
    })),
  );
  return new Map(
    opened.flatMap(({ person, demographics }) =>
      demographics === undefined ? [] : [[person, decodeDemographics(demographics).birthDate] as const],
    ),
  );
}

async function loadResponsibility(
  deps: FamiliesDeps,
  persons: readonly PersonId[],
): Promise<readonly { readonly child: PersonId; readonly fact: ParentalResponsibilityFact }[]> {
  const claims = await findResponsibilityRows(deps.pool, persons);
  return Promise.all(claims.map(async (claim) => ({ child: claim.child, fact: await toFact(deps, claim) })));
}

/** A fact as it holds: with the day on which it ends, whichever way it does. */
interface LoadedFact {
  readonly factId: string;
  readonly dataSubject: PersonId;
  readonly body: AuthorityFactBody;
  readonly to: string | null;
}

async function loadFacts(deps: FamiliesDeps, persons: readonly PersonId[]): Promise<readonly LoadedFact[]> {
  const rows = await findAuthorityFactRows(deps.pool, persons);
  const opened = await Promise.all(
    rows.map(async (row): Promise<LoadedFact[]> => {
      const [body, ended] = await Promise.all([openFact(deps, row), openEnding(deps, row)]);
      if (body === undefined) return [];
      return [
        { factId: row.factId, dataSubject: row.dataSubject, body, to: earlier(body.to, ended ?? null) },
      ];
    }),
  );
  return opened.flat();
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function assemble(person: PersonId, facts: readonly LoadedFact[]): AuthorityFacts {
  const none = noAuthorityFacts(person);
  return facts.reduce((known, fact): AuthorityFacts => {
    const { factId, to, body } = fact;
    const { from, by } = body;
    switch (body.kind) {
      case 'COMPETENCE': {
        const { outcome, terms } = body;
        const added = { factId, from, to: to ?? body.to, outcome, terms, assessor: by };
        return { ...known, competence: [...known.competence, added] };
      }
      case 'REPRESENTATIVE': {
        const { person: acting, representative: kind, terms } = body;
        return {
          ...known,
          representatives: [...known.representatives, { factId, from, to, person: acting, kind, terms }],
        };
      }
      case 'LEGAL_STATUS': {
        const { code, council } = body;
        return { ...known, legalStatuses: [...known.legalStatuses, { factId, from, to, code, council }] };
      }
      case 'COURT_ORDER': {
        const { order: kind, effect, decider, terms, documentHash } = body;
        const added = { factId, from, to, kind, effect, decider, terms, documentHash };
        return { ...known, courtOrders: [...known.courtOrders, added] };
      }
      case 'DELEGATION': {
        const { carer, matters } = body;
        return { ...known, delegations: [...known.delegations, { factId, from, to, carer, matters }] };
      }
      case 'CAPACITY':
      case 'DEATH':
        return known;
    }
  }, none);
}

/** Everybody who could decide for a person, or is named beside them. */
function namedIn(facts: AuthorityFacts): readonly PersonId[] {
  return [
    ...facts.parentalResponsibility.map(({ holder }) => holder),
    ...facts.representatives.map(({ person }) => person),
    ...facts.courtOrders.flatMap(({ decider }) => (decider === null ? [] : [decider])),
    ...facts.delegations.map(({ carer }) => carer),
  ];
}

/** Adds what is known of the capacity and death of the person and of everybody who could decide for them. */
function withOthers(facts: AuthorityFacts, known: readonly LoadedFact[]): AuthorityFacts {
  const concerned = new Set([facts.person, ...namedIn(facts)]);
  const theirs = known.filter(({ dataSubject }) => concerned.has(dataSubject));
  return {
    ...facts,
    capacity: theirs.flatMap(({ factId, dataSubject, body, to }): CapacityFact[] =>
      body.kind === 'CAPACITY'
        ? [
            {
              factId,
              of: dataSubject,
              finding: body.finding,
              terms: body.terms,
              assessor: body.by,
              from: body.from,
              to,
            },
          ]
        : [],
    ),
    deaths: theirs.flatMap(({ dataSubject, body, to }) =>
      // A death that was recorded in error is ended on the day on which it began.
      body.kind === 'DEATH' && to === null ? [{ person: dataSubject, on: body.from }] : [],
    ),
  };
}

async function toFact(deps: FamiliesDeps, claim: ResponsibilityRow): Promise<ParentalResponsibilityFact> {
  return {
    holder: claim.holder,
    evidence: await openEvidenceType(deps, claim),
    verifiedBy: claim.verifiedBy,
    verifiedOn: claim.verifiedOn,
    from: claim.validFrom,
    to: claim.validTo,
  };
}
