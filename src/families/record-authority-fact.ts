import { randomUUID } from 'node:crypto';
import { addMonths, refuse, type PersonId, type Result } from '../platform/index.ts';
import { eventsOfFact, type AuthorityEvent } from './authority-events.ts';
import {
  authorityEndingSchema,
  authorityFactSchema,
  personsOf,
  type AuthorityEndingBody,
  type AuthorityFactBody,
} from './authority-fact-body.ts';
import { prepareNote, type AuthorityOrigin, type RecordedAuthority } from './authority-note.ts';
import {
  findAuthorityFactRow,
  recordAuthorityEndingRow,
  recordAuthorityFactRow,
  type AuthorityFactRow,
} from './authority-sql.ts';
import type { FamiliesDeps } from './families-deps.ts';
import type { FamilyRefusal } from './family-links.ts';
import { prepareFamilyEntry } from './family-entry.ts';
import { isTaken } from './is-taken.ts';
import { refuseEarlyEnd } from './refuse-early-end.ts';
import { refuseRepeated } from './refuse-repeated.ts';

/** A Gillick assessment holds for twelve months at most, since a child grows. */
const competenceMonths = 12;

/** A fact about somebody, with where it came from. */
export interface AuthorityFactDraft {
  readonly dataSubject: PersonId;
  readonly body: AuthorityFactBody;
  readonly origin: AuthorityOrigin | null;
}

/**
 * Records a fact about who may decide for somebody. From this statement on no decision that was made without it can be
 * recorded: the consent epochs of everybody concerned are closed.
 */
export async function recordAuthorityFact(
  deps: FamiliesDeps,
  { dataSubject, body, origin }: AuthorityFactDraft,
): Promise<Result<RecordedAuthority, FamilyRefusal>> {
  const broken = findBrokenDays(body);
  if (broken !== undefined) return refuse({ code: 'family-days', message: broken });
  const factId = randomUUID();
  const at = deps.clock.now();
  const persons = personsOf(body);
  const sealed = await deps.keyStore.sealForPerson(
    dataSubject,
    Buffer.from(JSON.stringify(authorityFactSchema.parse(body))),
    factContext(factId),
  );
  const { kind, by, from, to } = body;
  const about = [dataSubject, ...persons.filter((person) => person !== dataSubject)];
  const content = { event: 'AUTHORITY_FACT_RECORDED', factId, kind, from, to, by: { ...by } };
  const entry = await prepareFamilyEntry(deps, at, about, content);
  const events = eventsOf(factId, body, body.to);
  const note = await prepareNote(deps, { person: dataSubject, answerId: factId, at, events, origin });
  return refuseRepeated(origin, async () => {
    await recordAuthorityFactRow(deps.pool, { factId, dataSubject, persons, sealed, at }, note, entry);
    return { factId, recordedAt: at };
  });
}

/**
 * Ends a fact from a London day on, once: an order that was discharged, a competence that was revoked, a placement that is
 * over. Only a fact about this person that this organisation recorded is found.
 */
export async function endAuthorityFact(
  deps: FamiliesDeps,
  dataSubject: PersonId,
  factId: string,
  kind: AuthorityFactBody['kind'],
  ending: AuthorityEndingBody,
  origin: AuthorityOrigin | null,
): Promise<Result<RecordedAuthority, FamilyRefusal>> {
  const row = await findAuthorityFactRow(deps.pool, factId);
  const fact = row?.dataSubject === dataSubject ? await openFact(deps, row) : undefined;
  if (fact?.kind !== kind || fact.by.organisation !== ending.by.organisation) return unknownFact();
  const early = refuseEarlyEnd(fact.from, ending.to);
  if (early !== undefined) return early;
  const at = deps.clock.now();
  const sealed = await deps.keyStore.sealForPerson(
    dataSubject,
    Buffer.from(JSON.stringify(authorityEndingSchema.parse(ending))),
    endingContext(factId),
  );
  const about = [dataSubject, ...personsOf(fact).filter((person) => person !== dataSubject)];
  const entry = await prepareFamilyEntry(deps, at, about, {
    event: 'AUTHORITY_FACT_ENDED',
    factId,
    kind,
    to: ending.to,
    by: { ...ending.by },
  });
  const events = eventsOf(factId, fact, ending.to).filter(({ day }) => day === ending.to);
  const note = await prepareNote(deps, { person: dataSubject, answerId: factId, at, events, origin });
  try {
    return await refuseRepeated(origin, async () => {
      await recordAuthorityEndingRow(deps.pool, { factId, sealed, at }, note, entry);
      return { factId, recordedAt: at };
    });
  } catch (error) {
    if (!isTaken(error, 'authority_fact_endings_pkey')) throw error;
    return refuse({ code: 'family-ended', message: 'That has ended already.' });
  }
}

/** Opens what was sealed of a fact; nothing where the data subject is erased. */
export async function openFact(
  deps: Pick<FamiliesDeps, 'keyStore'>,
  row: AuthorityFactRow,
): Promise<AuthorityFactBody | undefined> {
  const opened = await deps.keyStore.openForPerson(row.dataSubject, row.sealed, factContext(row.factId));
  return opened === undefined ? undefined : authorityFactSchema.parse(JSON.parse(opened.toString()));
}

/** Opens the day on which a fact ended; nothing where it has no ending or the data subject is erased. */
export async function openEnding(
  deps: Pick<FamiliesDeps, 'keyStore'>,
  row: AuthorityFactRow,
): Promise<string | undefined> {
  if (row.ending === null) return undefined;
  const opened = await deps.keyStore.openForPerson(row.dataSubject, row.ending, endingContext(row.factId));
  return opened === undefined ? undefined : authorityEndingSchema.parse(JSON.parse(opened.toString())).to;
}

function findBrokenDays(body: AuthorityFactBody): string | undefined {
  if (body.to !== null && body.to <= body.from)
    return 'It must end after it begins. Give a later day, or leave it out.';
  if (body.kind === 'COMPETENCE' && body.to > addMonths(body.from, competenceMonths)) {
    return 'An assessment of competence holds for twelve months at most.';
  }
  return undefined;
}

function eventsOf(factId: string, body: AuthorityFactBody, to: string | null): readonly AuthorityEvent[] {
  switch (body.kind) {
    case 'COMPETENCE':
      return eventsOfFact({ kind: 'COMPETENCE', factId, outcome: body.outcome, to: to ?? body.to });
    case 'COURT_ORDER':
    case 'LEGAL_STATUS':
      return eventsOfFact({ kind: body.kind, factId, from: body.from, to });
    case 'CAPACITY':
    case 'REPRESENTATIVE':
    case 'DELEGATION':
    case 'DEATH':
      return [];
  }
}

function unknownFact(): Result<never, FamilyRefusal> {
  return refuse({ code: 'family-unknown', message: 'There is no such fact.' });
}

function factContext(factId: string): string {
  return `families authority fact ${factId}`;
}

function endingContext(factId: string): string {
  return `families authority ending ${factId}`;
}
