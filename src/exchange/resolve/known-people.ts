import { LRUCache } from 'lru-cache';
import type { ConsentVersion, Consents, EpochGuard } from '../../consent/index.ts';
import type { AuthorityFacts, Families, Protections } from '../../families/index.ts';
import { type PersonId, londonDate } from '../../platform/index.ts';

/**
 * What was read about people, remembered for as long as their consent epochs stand (docs/decisions/0043-editions-and-epochs.md). Whatever
 * changes who may decide for somebody, what was chosen or what protects them closes the epoch in the same statement; the epoch is read
 * each time, before what is known under it, and is checked again by the statement that records.
 */
export interface KnownPeople {
  /** The epochs of some people as they stand now. Everything else is asked under them. */
  readEpochs(persons: readonly PersonId[]): Promise<readonly EpochGuard[]>;
  /** What is known about who may decide for them. */
  loadAuthorityFacts(guards: readonly EpochGuard[]): Promise<ReadonlyMap<PersonId, AuthorityFacts>>;
  /**
   * The newest version of each record of a choice about them.
   * @param at the instant that is asked about: what time alone made of a record afterwards is left out
   */
  loadChoices(guards: readonly EpochGuard[], at: Date): Promise<readonly ConsentVersion[]>;
  /** What protects them on the London day of an instant. */
  loadProtections(guards: readonly EpochGuard[], at: Date): Promise<ReadonlyMap<PersonId, Protections>>;
}

/** How many answers about people are remembered. */
const most = 20_000;
/** Nobody who is not asked about stays in memory longer than this, in milliseconds: that decides nothing, the epochs do. */
const longest = 10 * 60_000;

/** Opens what one process remembers about people. */
export function createKnownPeople(
  consents: Pick<Consents, 'getEpochs' | 'loadChoices'>,
  families: Pick<Families, 'loadAuthorityFacts' | 'loadProtections'>,
): KnownPeople {
  const remembered = new LRUCache<string, object>({ max: most, ttl: longest });

  /** Of each person what is remembered under this epoch, and what `load` gives of the others. */
  async function recall<Known extends object>(
    what: string,
    guards: readonly EpochGuard[],
    load: (persons: readonly PersonId[]) => Promise<ReadonlyMap<PersonId, Known>>,
  ): Promise<ReadonlyMap<PersonId, Known>> {
    const keyOf = ({ person, epoch }: EpochGuard): string => `${what} ${person} ${epoch}`;
    const found = new Map<PersonId, Known>();
    for (const guard of guards) {
      // What is kept under a name is of the type that `load` of that name gives.
      const known = remembered.get(keyOf(guard)) as Known | undefined;
      if (known !== undefined) found.set(guard.person, known);
    }
    const others = guards.filter(({ person }) => !found.has(person));
    if (others.length === 0) return found;
    const loaded = await load(others.map(({ person }) => person));
    for (const guard of others) {
      const known = loaded.get(guard.person);
      if (known === undefined) continue;
      found.set(guard.person, known);
      // Nobody without an epoch of their own: one who is erased has none any more, as one of whom nothing was ever recorded.
      if (guard.epoch !== '0') remembered.set(keyOf(guard), known);
    }
    return found;
  }

  return {
    readEpochs: async (persons) => (persons.length === 0 ? [] : consents.getEpochs(persons)),
    loadAuthorityFacts: (guards) =>
      recall('authority', guards, (persons) => families.loadAuthorityFacts(persons)),
    loadChoices: async (guards, at) => {
      const choices = await recall('choices', guards, async (persons) => {
        const all = await consents.loadChoices(persons);
        return new Map(
          persons.map((person) => [person, all.filter(({ dataSubject }) => dataSubject === person)]),
        );
      });
      const newest = guards.flatMap(({ person }) => choices.get(person) ?? []);
      // Nothing is remembered of an earlier time: it is asked about in development and test alone.
      return newest.some(({ recordedAt }) => recordedAt > at)
        ? consents.loadChoices(
            guards.map(({ person }) => person),
            at,
          )
        : newest;
    },
    loadProtections: (guards, at) =>
      recall(`protections on ${londonDate(at)}`, guards, (persons) => families.loadProtections(persons, at)),
  };
}
