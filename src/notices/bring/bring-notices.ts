import { randomUUID } from 'node:crypto';
import type { Queryable } from '../../database/index.ts';
import type { KeyStore } from '../../keystore/index.ts';
import { type Clock, type NoticeId, type PersonId, asId } from '../../platform/index.ts';
import { noticeContext } from '../notice.ts';
import { type Bringing, findWaiting, recordBringing } from './bringing-sql.ts';
import { type Carried, type CarriedChannel, type Carriers, carriedChannels } from './carrier.ts';
import { findMessageWords } from './message-words.ts';

/** What of a person's protections says whether, where and how they are told. */
export interface TellingTerms {
  readonly shieldedLocation: boolean;
  readonly safeContact: PersonId | null;
  readonly preferences: {
    readonly channel: string;
    readonly language: string;
    readonly format: string;
    readonly address: string | null;
  } | null;
}

/** How somebody says themselves that they read: their language (BCP 47), and whether they want it easy to read. */
export interface ReadingManner {
  readonly language: string;
  readonly formats: readonly string[];
}

/** What bringing notices needs. */
export interface BringingDeps {
  readonly pool: Queryable;
  readonly keyStore: Pick<KeyStore, 'openForPerson'>;
  readonly clock: Clock;
  readonly carriers: Carriers;
  /** What protects people on a day. */
  loadTerms(persons: readonly PersonId[], at: Date): Promise<ReadonlyMap<PersonId, TellingTerms>>;
  /** How somebody says that they read; nothing where they never did. It counts before what was recorded for them. */
  findManner(person: PersonId): Promise<ReadingManner | undefined>;
}

/**
 * Tells a person that there is a message for them, once for all that waits, where they asked for it and it is safe today: of somebody
 * whose location is shielded only the safe contact is told, and whoever is shielded themselves only where they are their own safe
 * contact. The notices stay where they are read. A process that dies between sending and writing that down sends the same message, under the
 * same name, again.
 * @returns whether it is at an end; otherwise it is to be tried again later
 */
export async function bringNotices(
  deps: BringingDeps,
  person: PersonId,
  isLastAttempt: boolean,
): Promise<boolean> {
  const waiting = await findWaiting(deps.pool, person);
  const [first] = waiting;
  if (first === undefined) return true;
  const opened = await Promise.all(
    waiting.map(async ({ noticeId, body }) => ({
      noticeId,
      about: await openAbout(deps, person, noticeId, body),
    })),
  );
  const at = deps.clock.now();
  const persons = [...new Set([person, ...opened.flatMap(({ about }) => about ?? [])])];
  const terms = await deps.loadTerms(persons, at);
  const mayLearn = (whom: PersonId): boolean => {
    const known = terms.get(whom);
    return known?.shieldedLocation !== true || known.safeContact === person;
  };
  const [told, untold] = splitBy(
    opened,
    ({ about }) => about !== undefined && [person, ...about].every(mayLearn),
  );
  const write = (bringing: Pick<Bringing, 'channel' | 'outcome' | 'why'>, notices: readonly NoticeId[]) =>
    recordBringing(deps.pool, {
      bringingId: randomUUID(),
      personId: person,
      triedAt: at.toISOString(),
      ...bringing,
      notices,
    });
  if (untold.length > 0)
    await write({ channel: null, outcome: 'NOT_SENT', why: 'not-safe' }, namesOf(untold));
  if (told.length === 0) return true;
  const preferences = terms.get(person)?.preferences ?? null;
  const channel = carriedChannels.find((each) => each === preferences?.channel);
  const why = findHindrance(deps.carriers, channel, preferences);
  const carrier = channel && deps.carriers[channel];
  if (why !== null || carrier === undefined || channel === undefined || preferences?.address == null) {
    await write({ channel: null, outcome: 'NOT_SENT', why }, namesOf(told));
    return true;
  }
  const carried = await carrier.carry({
    id: first.noticeId,
    to: preferences.address,
    ...findMessageWords(readManner(await deps.findManner(person)) ?? preferences),
  });
  const outcome = carried.outcome === 'AGAIN' && isLastAttempt ? 'FAILED' : carried.outcome;
  await write({ channel, outcome, why: whyOf(carried) }, namesOf(told));
  return outcome !== 'AGAIN';
}

/** In which language and form somebody is told, as they say it themselves. */
function readManner(
  manner: ReadingManner | undefined,
): { readonly language: string; readonly format: string } | undefined {
  return (
    manner && {
      language: manner.language,
      format: manner.formats.includes('easyRead') ? 'easyRead' : 'standard',
    }
  );
}

/** Why nothing can be sent to somebody by the way that they want; null where it can. */
function findHindrance(
  carriers: Carriers,
  channel: CarriedChannel | undefined,
  preferences: TellingTerms['preferences'],
): string | null {
  if (preferences === null) return 'not-asked-for';
  if (channel === undefined) return 'told-another-way';
  if (preferences.address === null) return 'no-address';
  return carriers[channel] === undefined ? 'no-carrier' : null;
}

function whyOf(carried: Carried): string | null {
  return carried.outcome === 'SENT' ? null : carried.why;
}

function namesOf(notices: readonly { readonly noticeId: NoticeId }[]): readonly NoticeId[] {
  return notices.map(({ noticeId }) => noticeId);
}

/** Whom a notice speaks of, as far as that is known; absent where it can no longer be opened, and then nothing is sent for it. */
async function openAbout(
  { keyStore }: Pick<BringingDeps, 'keyStore'>,
  person: PersonId,
  noticeId: NoticeId,
  body: Buffer,
): Promise<readonly PersonId[] | undefined> {
  const text = await keyStore.openForPerson(person, body, noticeContext(noticeId));
  if (text === undefined) return undefined;
  const { about } = JSON.parse(text.toString('utf8')) as { readonly about?: unknown };
  return typeof about === 'string' ? [asId<'Person'>(about)] : [];
}

function splitBy<Item>(items: readonly Item[], isSo: (item: Item) => boolean): readonly [Item[], Item[]] {
  return [items.filter(isSo), items.filter((item) => !isSo(item))];
}
