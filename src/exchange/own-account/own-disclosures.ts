import { z } from 'zod';
import { birthdayOf } from '../../families/index.ts';
import { type ReadNotice, noticeAudiences, readNotices } from '../../notices/index.ts';
import { type ExchangeId, type NoticeId, type PersonId, londonDate } from '../../platform/index.ts';
import {
  type LegalPowerCode,
  type PlainGroup,
  type PurposeCode,
  legalPowerCodes,
  plainGroups,
  purposeCodes,
} from '../../vocabulary/index.ts';
import type { OwnPerson } from './find-own-people.ts';
import { type NoticeHouse, judgeNotices } from './own-notices.ts';

/** A disclosure that somebody may know of: who told whom which groups of things, when, why, and under which law. */
export interface OwnDisclosure {
  /** Names it in addresses. */
  readonly noticeId: NoticeId;
  readonly exchangeId: ExchangeId;
  readonly at: Date;
  /** Names of organisations. */
  readonly from: string;
  readonly to: string;
  readonly groups: readonly PlainGroup[];
  readonly purpose: PurposeCode;
  readonly powers: readonly LegalPowerCode[];
  /** Whether the reader was told themselves, or somebody who decided for them. */
  readonly wasTold: boolean;
}

/** Which disclosures are wanted; what is left out does not narrow. */
export interface DisclosureFilter {
  readonly group?: PlainGroup;
  /** A part of the name of either organisation, in any case. */
  readonly place?: string;
}

const detailsSchema = z.object({
  from: z.string(),
  to: z.string(),
  groups: z.array(z.enum(plainGroups)),
  purposeCode: z.enum(purposeCodes),
  powers: z.array(z.enum(legalPowerCodes)),
  audience: z.enum(noticeAudiences),
});

/** From this age on somebody reads what those were told who decided for them. */
const ownLogFrom = 16;
/** Notices of one person that a log goes back to. */
const most = 1000;

/**
 * The disclosures about one of the reader's own, the newest first. It is what the reader was told, and nothing else: what nobody was
 * to notice, what was embargoed and what a child keeps to themselves was never told, so that no text, count or page can speak of it.
 * Whoever is 16 also reads what those were told who decided for them (docs/domain/07 AC10).
 */
export async function listOwnDisclosures(
  house: NoticeHouse,
  reader: PersonId,
  about: OwnPerson,
  { group, place }: DisclosureFilter,
  at: Date,
): Promise<readonly OwnDisclosure[]> {
  const mayShow = await judgeNotices(house, reader, [about], at);
  const own = await read(house, reader, (notice) => notice.about === about.person && mayShow(notice));
  const known = new Set(own.map(({ exchangeId }) => exchangeId));
  for (const parent of listTellers(reader, about, at)) {
    const told = await read(
      house,
      parent,
      (notice) => notice.about === reader && notice.details['audience'] === 'FAMILY',
    );
    const fresh = told.filter(({ exchangeId }) => !known.has(exchangeId));
    own.push(...fresh.map((each) => ({ ...each, wasTold: false })));
    for (const { exchangeId } of fresh) known.add(exchangeId);
  }
  const sought = place?.toLowerCase() ?? '';
  return own
    .filter(({ groups }) => group === undefined || groups.includes(group))
    .filter(({ from, to }) => [from, to].some((name) => name.toLowerCase().includes(sought)))
    .toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.noticeId < b.noticeId ? 1 : -1));
}

/** Whoever decided for a reader who may now read their whole log. */
function listTellers(
  reader: PersonId,
  { relation, birthDate, facts }: OwnPerson,
  at: Date,
): readonly PersonId[] {
  return relation === 'SELF' && londonDate(at) >= birthdayOf(birthDate, ownLogFrom)
    ? [...new Set(facts.parentalResponsibility.map(({ holder }) => holder))].filter((each) => each !== reader)
    : [];
}

async function read(
  house: NoticeHouse,
  person: PersonId,
  keep: (notice: ReadNotice) => boolean,
): Promise<OwnDisclosure[]> {
  const notices = await readNotices(house, person, { kinds: ['SHARED'], keep, limit: most });
  return notices.flatMap((notice): OwnDisclosure[] => {
    const parsed = detailsSchema.safeParse(notice.details);
    if (!parsed.success || notice.exchangeId === null) return [];
    const { from, to, groups, purposeCode, powers } = parsed.data;
    const { noticeId, exchangeId, writtenAt } = notice;
    return [
      { noticeId, exchangeId, at: writtenAt, from, to, groups, purpose: purposeCode, powers, wasTold: true },
    ];
  });
}
