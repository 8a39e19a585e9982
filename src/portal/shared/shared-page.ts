import type { OwnDisclosure } from '../../exchange/index.ts';
import { type Language, type PageDefinition, writeInstant } from '../../pages/index.ts';
import { legalPowers, plainGroups } from '../../vocabulary/index.ts';
import { type PortalDeps, forPerson, showPerson } from '../portal-deps.ts';
import { readFilter } from './read-filter.ts';

/** Disclosures on one page. */
const pageSize = 20;

/** Who told whom about a person: a line of events, the newest first, and the same as a table. */
export function sharedPage(deps: PortalDeps): PageDefinition {
  return {
    path: '/people/:person/shared',
    get: (visit) =>
      forPerson(deps, visit, async ({ reader, about }) => {
        const { filter, group, place, query } = readFilter(visit.query);
        const all = await deps.own.listDisclosures(reader, about, filter, 'DISCLOSURES', visit.now);
        const after = all.findIndex(({ noticeId }) => noticeId === visit.query.first('after'));
        const shown = all.slice(after + 1, after + 1 + pageSize);
        const last = all.length > after + 1 + pageSize ? shown.at(-1) : undefined;
        return {
          kind: 'PAGE',
          template: 'shared/list.njk',
          view: {
            person: showPerson(about),
            filter: { group, place, query },
            groups: plainGroups.map((_, position) => String(position)),
            disclosures: shown.map((each) => showDisclosure(each, visit.language)),
            older: last === undefined ? '' : `${query === '' ? '?' : `${query}&`}after=${last.noticeId}`,
          },
        };
      }),
  };
}

/** A disclosure as its pages show it; groups by their numbers, reasons by their codes. */
export function showDisclosure(
  { noticeId, at, from, to, groups, purpose, powers }: OwnDisclosure,
  language: Language,
): object {
  return {
    id: noticeId,
    at: writeInstant(at, language),
    from,
    to,
    groups: groups.map((group) => String(plainGroups.indexOf(group))),
    why: purpose,
    law: powers.map((code) => legalPowers[code].source),
  };
}
