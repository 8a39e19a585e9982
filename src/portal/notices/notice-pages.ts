import type { PageDefinition } from '../../pages/index.ts';
import { type PortalDeps, forReader } from '../portal-deps.ts';
import { showNotice } from './show-notice.ts';

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
