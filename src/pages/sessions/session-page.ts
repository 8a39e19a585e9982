import type { PageDefinition } from '../page-definition.ts';
import type { Surface } from '../surface.ts';
import type { Visit } from '../visit.ts';
import { writeInstant } from '../write-day.ts';
import { endSessionRows, findSessionRows } from './session-sql.ts';

/** The list of one's own sessions, where others can be ended. */
export function sessionPage({ pool, name }: Pick<Surface, 'pool' | 'name'>): PageDefinition {
  return {
    path: '/sessions',
    audience: 'SIGNED_IN',
    get: async ({ account, sessionHandle, language }: Visit) => {
      const rows = account === undefined ? [] : await findSessionRows(pool, name, account.accountId);
      return {
        kind: 'PAGE',
        template: 'sign-in/sessions.njk',
        view: {
          sessions: rows.map(({ handle, startedAt, seenAt }) => ({
            handle,
            isThis: handle === sessionHandle,
            started: writeInstant(startedAt, language),
            seen: writeInstant(seenAt, language),
          })),
        },
      };
    },
    post: async ({ account, sessionHandle, form }: Visit) => {
      const end = form.first('end');
      if (account !== undefined && end !== '' && sessionHandle !== undefined) {
        await endSessionRows(
          pool,
          name,
          account.accountId,
          end === 'others' ? { except: sessionHandle } : { handle: end },
        );
      }
      return { kind: 'GO', to: '/sessions' };
    },
  };
}
