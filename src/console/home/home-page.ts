import type { PageDefinition } from '../../pages/index.ts';
import { accessTable } from '../access-table.ts';
import type { AccountDeps } from '../accounts.ts';
import { consolePage, mayDo } from '../console-page.ts';

/** The first page: as whom somebody is signed in, and where they may go from here. */
export function homePage(deps: AccountDeps): PageDefinition {
  return consolePage(deps, 'HOME', {
    get: ({ officer }) => ({
      kind: 'PAGE',
      template: 'home/home.njk',
      view: {
        staffId: officer.staffId,
        organisation: officer.organisation.name,
        roles: officer.roles,
        ways: accessTable
          .filter(({ act }) => entrances.includes(act))
          .filter(({ act }) => mayDo(officer, act, [officer.organisation.organisationId]))
          .map(({ act, path }) => ({ act, path })),
      },
    }),
  });
}

/** The pages at which something begins. */
const entrances: readonly string[] = [
  'SHARE',
  'HOLDS',
  'ASK_FAMILY',
  'EMERGENCY',
  'FEEDBACK',
  'CASES',
  'FIND',
  'POLICIES',
  'LEDGER',
];
