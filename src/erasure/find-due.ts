import type { Queryable } from '../database/index.ts';
import { type PersonId, asId, londonDate } from '../platform/index.ts';
import { type KeptLife, type RetentionEnd, type RetentionYears, findRetentionEnds } from './retention.ts';

/** What another room knows of a person's life. */
export type Life = Pick<KeptLife, 'birthDate' | 'diedOn' | 'lookedAfter'>;

/** What finding who is due needs. */
export interface RetentionDeps {
  /** The main database, as the eraser or the gateway. */
  readonly db: Queryable;
  /** The key store, with the same login's rights. */
  readonly keys: Queryable;
  readonly years: RetentionYears;
  loadLives(persons: readonly PersonId[]): Promise<ReadonlyMap<PersonId, Life>>;
}

/** Somebody whose period is over, and whether a legal hold keeps them all the same. */
export interface DueRetention extends RetentionEnd {
  readonly held: boolean;
}

const peopleAtOnce = 200;

/** Everybody whose record is no longer to be kept on the London day of an instant, those whose period ended first coming first. */
export async function findDueRetention(deps: RetentionDeps, at: Date): Promise<readonly DueRetention[]> {
  const lives: KeptLife[] = [];
  for (let after: PersonId | null = null; ;) {
    const page: readonly KeptLife[] = await readPage(deps, after);
    lives.push(...page);
    after = page.at(-1)?.person ?? null;
    if (page.length < peopleAtOnce) break;
  }
  const today = londonDate(at);
  const due = findRetentionEnds(lives, deps.years)
    .filter(({ endsOn }) => endsOn <= today)
    .toSorted((a, b) => (a.endsOn < b.endsOn ? -1 : 1));
  return Promise.all(due.map(async (each) => ({ ...each, held: await isHeldAt(deps.db, each.person, at) })));
}

async function isHeldAt(db: Queryable, person: PersonId, at: Date): Promise<boolean> {
  const { rows } = await db.query<{ held: boolean }>('select erasure.is_held($1::uuid, $2) as held', [
    person,
    at,
  ]);
  return rows[0]?.held === true;
}

async function readPage(deps: RetentionDeps, after: PersonId | null): Promise<readonly KeptLife[]> {
  const { rows } = await deps.db.query<{
    person_id: string;
    registered_at: Date;
    retired_at: Date | null;
    last_seen_at: Date | null;
    children: string[];
  }>(
    `select k.person_id, k.registered_at, k.retired_at, k.last_seen_at, k.children
       from erasure.find_kept($1::uuid, $2::integer) as k`,
    [after, peopleAtOnce],
  );
  const lives = await deps.loadLives(rows.map((row) => asId<'Person'>(row.person_id)));
  return rows.map((row) => {
    const person = asId<'Person'>(row.person_id);
    const { birthDate = null, diedOn = null, lookedAfter = false } = lives.get(person) ?? {};
    return {
      person,
      birthDate,
      diedOn,
      lookedAfter,
      registeredOn: londonDate(row.registered_at),
      retiredOn: row.retired_at && londonDate(row.retired_at),
      lastSeenOn: londonDate(row.last_seen_at ?? row.registered_at),
      children: row.children.map((child) => asId<'Person'>(child)),
    };
  });
}
