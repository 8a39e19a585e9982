import { z } from 'zod';
import type { OwnPerson, ToldNotice } from '../../exchange/index.ts';
import { type PageDefinition, type Visit, writeInstant } from '../../pages/index.ts';
import { plainGroups, purposeCodes } from '../../vocabulary/index.ts';
import { type PortalDeps, forReader, showPerson } from '../portal-deps.ts';

/** Notices on one page. */
const pageSize = 20;

/** What the reader was told, the newest first, and where else to turn. */
export function noticePages(deps: PortalDeps): readonly PageDefinition[] {
  return [
    {
      path: '/notices',
      get: (visit) =>
        forReader(deps, visit, async ({ reader }) => {
          const { people } = await deps.own.findPeople(reader, visit.now);
          const after = await deps.own.findNotice(reader, people, visit.query.first('after'), visit.now);
          const found = await deps.own.listNotices(
            reader,
            people,
            { ...(after === undefined ? {} : { after }), limit: pageSize + 1 },
            visit.now,
          );
          const shown = found.slice(0, pageSize);
          return {
            kind: 'PAGE',
            template: 'notices/list.njk',
            view: {
              notices: shown.map((notice) => showNotice(notice, people, visit)),
              older: found.length > pageSize ? (shown.at(-1)?.noticeId ?? '') : '',
            },
          };
        }),
    },
  ];
}

const sharedSchema = z.object({
  from: z.string(),
  to: z.string(),
  groups: z.array(z.enum(plainGroups)),
  purposeCode: z.enum(purposeCodes),
});

/** A message in the reader's own language, composed anew of what it tells of; nothing where only its English words are kept. */
function translate(
  { kind, details }: Pick<ToldNotice, 'kind' | 'details'>,
  t: Visit['t'],
): { readonly text: string; readonly isEnglish: false } | undefined {
  if (kind === 'ANSWERED') return { text: t('notices.answered'), isEnglish: false };
  const shared = kind === 'SHARED' ? sharedSchema.safeParse(details) : undefined;
  if (shared?.success !== true) return undefined;
  const { from, to, groups, purposeCode } = shared.data;
  return {
    text: t('notices.shared', {
      from,
      to,
      groups: groups.map((group) => t(`words.group.${plainGroups.indexOf(group)}`)).join(', '),
      why: t(`words.purpose.${purposeCode}`),
    }),
    isEnglish: false,
  };
}

/** A notice with the person whom it is about and the page that it leads to. */
function showNotice(
  { kind, about, writtenAt, text, details, noticeId }: ToldNotice,
  people: readonly OwnPerson[],
  { language, t }: Pick<Visit, 'language' | 't'>,
): object {
  const whom = people.find(({ person }) => person === about);
  const { consentId, sayingId } = details;
  const pages =
    kind === 'SHARED' && whom !== undefined
      ? { href: `/people/${whom.key}/shared/${noticeId}`, link: 'notices.seeShared' }
      : kind === 'CONSENT_CHANGED' && whom !== undefined && typeof consentId === 'string'
        ? { href: `/choices/${consentId}`, link: 'notices.seeChoice' }
        : kind === 'ANSWERED' && typeof sayingId === 'string'
          ? { href: `/said/${sayingId}`, link: 'notices.seeAnswer' }
          : {};
  return {
    kind,
    at: writeInstant(writtenAt, language),
    ...(translate({ kind, details }, t) ?? { text, isEnglish: true }),
    person: whom === undefined ? undefined : showPerson(whom),
    ...pages,
  };
}
