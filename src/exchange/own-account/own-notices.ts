import { type ReadNotice, readNotice, readNotices } from '../../notices/index.ts';
import { type PersonId, londonDate } from '../../platform/index.ts';
import type { House } from '../house.ts';
import type { OwnPerson } from './find-own-people.ts';

/** What reading one's own notices needs. */
export type NoticeHouse = Pick<House, 'pool' | 'keyStore' | 'families'>;

/** Where a list of notices goes on. */
export type NoticeCursor = Pick<ReadNotice, 'writtenAt' | 'noticeId'>;

/** Whether a notice may be shown to its reader today. */
export type MayShow = (notice: ReadNotice) => boolean;

/**
 * What a reader may learn today of what was said of somebody at some time: of themselves, and of somebody who is theirs still. Since the
 * day on which somebody's location must not become known, only whom that protection names learns on, and they themselves do; what was
 * said before stays as it was (docs/domain/01 §1.9).
 */
export async function judgeLearning(
  { families }: Pick<House, 'families'>,
  reader: PersonId,
  people: readonly OwnPerson[],
  at: Date,
): Promise<(whom: PersonId, saidAt: Date) => boolean> {
  const own = new Set([reader, ...people.map(({ person }) => person)]);
  const protections = await families.loadProtections([...own], at);
  return (whom, saidAt) => {
    if (!own.has(whom)) return false;
    const { shieldedFrom = null, safeContact = null } = protections.get(whom) ?? {};
    return (
      shieldedFrom === null || whom === reader || safeContact === reader || londonDate(saidAt) < shieldedFrom
    );
  };
}

/** Which of a reader's notices they may see today. */
export async function judgeNotices(
  house: Pick<House, 'families'>,
  reader: PersonId,
  people: readonly OwnPerson[],
  at: Date,
): Promise<MayShow> {
  const mayLearn = await judgeLearning(house, reader, people, at);
  return ({ about, writtenAt }) => mayLearn(about ?? reader, writtenAt);
}

/** What somebody was told, the newest first. */
export async function listOwnNotices(
  house: NoticeHouse,
  reader: PersonId,
  people: readonly OwnPerson[],
  page: { readonly after?: NoticeCursor; readonly limit: number },
  at: Date,
): Promise<readonly ReadNotice[]> {
  const keep = await judgeNotices(house, reader, people, at);
  return readNotices(house, reader, { ...page, keep });
}

/** One notice that somebody was told, by its name; nothing where it is not theirs to see. */
export async function findOwnNotice(
  house: NoticeHouse,
  reader: PersonId,
  people: readonly OwnPerson[],
  noticeId: string,
  at: Date,
): Promise<ReadNotice | undefined> {
  const notice = await readNotice(house, reader, noticeId);
  if (notice === undefined) return undefined;
  const mayShow = await judgeNotices(house, reader, people, at);
  return mayShow(notice) ? notice : undefined;
}
