import type { Consents } from '../../consent/index.ts';
import { type DuePerson, type Families, birthdayOf } from '../../families/index.ts';
import type { KeyStore } from '../../keystore/index.ts';
import { type SealedNotice, sealNotice } from '../../notices/index.ts';
import { type PersonId, type RecurringJob, addDays, londonDate, newId } from '../../platform/index.ts';
import { findLapse } from './find-lapse.ts';
import { type NoticeReader, findNoticeWords } from './notice-words.ts';

/** What the job works with. */
export interface AuthorityEventsDeps {
  readonly families: Pick<
    Families,
    | 'findOpenDays'
    | 'findDuePeople'
    | 'recordAuthorityEvents'
    | 'closeDay'
    | 'findDemographics'
    | 'loadProtections'
  >;
  readonly consents: Pick<Consents, 'loadChoices' | 'moveConsent'>;
  readonly keyStore: Pick<KeyStore, 'sealForPerson'>;
}

/** From which age a child is told in their own words; below, whoever cares for them is. */
const toldFromAge = 10;

/**
 * Acts on authority events at 00:00 Europe/London of their day and tells people 90 and 30 days before and on the day
 * (docs/domain/01 §1.7). A quarter of an hour divides both midnights that London has in UTC. Decisions do not wait for it: who
 * may decide is worked out from the facts and the day. What was missed while nobody ran is made up for, and nothing is done
 * twice.
 */
export function authorityEventsJob(deps: AuthorityEventsDeps): RecurringJob {
  return {
    name: 'authority-events',
    everyMinutes: 15,
    run: async (at) => {
      const today = londonDate(at);
      const faults: unknown[] = [];
      for (const day of await deps.families.findOpenDays(today)) {
        const failed = await actOnDay(deps, day, at, faults);
        if (!failed) await deps.families.closeDay(day, today);
      }
      if (faults.length > 0) throw new AggregateError(faults, 'authority events are left to do');
    },
  };
}

/** One person's trouble keeps nobody else's event from acting. It answers whether any is left to do. */
async function actOnDay(
  deps: AuthorityEventsDeps,
  day: string,
  at: Date,
  faults: unknown[],
): Promise<boolean> {
  let failed = false;
  let after: PersonId | null = null;
  for (;;) {
    const people: readonly DuePerson[] = await deps.families.findDuePeople(day, after);
    for (const due of people) {
      try {
        await actOn(deps, due, at);
      } catch (fault) {
        faults.push(fault);
        failed = true;
      }
    }
    const last: DuePerson | undefined = people.at(-1);
    if (last === undefined) return failed;
    after = last.person;
  }
}

/** The choices are moved first: if the process dies in between, the next run finds them moved and does the rest. */
async function actOn(deps: AuthorityEventsDeps, due: DuePerson, at: Date): Promise<void> {
  if (due.due.some(({ stage }) => stage === 'ON_THE_DAY')) await moveChoices(deps, due, londonDate(at));
  await deps.families.recordAuthorityEvents(due, at, await writeNotices(deps, due, at));
}

async function moveChoices(
  { consents }: AuthorityEventsDeps,
  { person, facts }: DuePerson,
  date: string,
): Promise<void> {
  for (const version of await consents.loadChoices([person])) {
    const lapse = findLapse(version, facts, date);
    if (lapse === undefined) continue;
    // A refusal means that somebody moved it on meanwhile: then it is past this event.
    await consents.moveConsent(version.consentId, { ...lapse, by: { kind: 'SYSTEM' } });
  }
}

async function writeNotices(
  { families, keyStore }: AuthorityEventsDeps,
  due: DuePerson,
  at: Date,
): Promise<readonly SealedNotice[]> {
  const today = londonDate(at);
  // What was to be told ahead and was missed until the day itself is told by the notice of the day.
  const timely = due.due.filter(({ stage, day }) => stage === 'ON_THE_DAY' || day > today);
  if (timely.length === 0) return [];
  const name = (await families.findDemographics(due.person))?.givenNames[0] ?? 'your child';
  const protections = (await families.loadProtections([due.person], at)).get(due.person);
  const isSafe = (person: PersonId): boolean =>
    protections?.shieldedLocation !== true || person === protections.safeContact;
  const readersOf = (event: DuePerson['due'][number]): ReturnType<typeof findReaders> =>
    findReaders(due, event.day).filter(({ person }) => isSafe(person));
  const notices = timely.flatMap((event) =>
    readersOf(event).flatMap(({ person, reader }) => {
      const text = findNoticeWords(event, reader, name);
      return text === undefined ? [] : [{ person, text, event }];
    }),
  );
  return Promise.all(
    notices.map(({ person, text, event: { kind, day, stage } }) =>
      sealNotice(keyStore, {
        noticeId: newId<'Notice'>(),
        kind: 'AUTHORITY_EVENT',
        person,
        about: due.person,
        exchangeId: null,
        writtenAt: at,
        text,
        details: { event: kind, day, stage },
      }),
    ),
  );
}

/** The young person, and whoever held parental responsibility, proved, on the day before. */
function findReaders(
  { person, facts }: DuePerson,
  day: string,
): readonly { readonly person: PersonId; readonly reader: NoticeReader }[] {
  const before = addDays(day, -1);
  const parents = facts.parentalResponsibility.filter(
    ({ holder, evidence, verifiedBy, from, to }) =>
      evidence !== null &&
      verifiedBy !== null &&
      (from === null || from <= before) &&
      (to === null || before < to) &&
      !facts.deaths.some((death) => death.person === holder),
  );
  const told = facts.birthDate !== null && day >= birthdayOf(facts.birthDate, toldFromAge);
  return [
    ...(told ? [{ person, reader: 'YOUNG_PERSON' as const }] : []),
    ...[...new Set(parents.map(({ holder }) => holder))].map((holder) => ({
      person: holder,
      reader: 'PARENT' as const,
    })),
  ];
}
