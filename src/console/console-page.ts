import type { PageAnswer, PageDefinition, Visit } from '../pages/index.ts';
import { type ConsoleAct, access, pathOf } from './access-table.ts';
import { type AccountDeps, type Officer, findOfficer } from './accounts.ts';

/** A visit of somebody who may open the page. */
export interface OfficerVisit {
  readonly visit: Visit;
  readonly officer: Officer;
}

type Answer = (visit: OfficerVisit) => Promise<PageAnswer> | PageAnswer;

/** A page of the console, at the address that the access table gives it and for whom the table names; anybody else finds nothing. */
export function consolePage(
  deps: AccountDeps,
  act: ConsoleAct,
  { get, post }: { readonly get: Answer; readonly post?: Answer },
): PageDefinition {
  const forOfficer =
    (answer: Answer) =>
    async (visit: Visit): Promise<PageAnswer> => {
      const officer =
        visit.account === undefined ? undefined : await findOfficer(deps, visit.account.accountId, visit.now);
      return officer !== undefined && mayDo(officer, act, [officer.organisation.organisationId])
        ? answer({ visit, officer })
        : { kind: 'NOT_FOUND' };
    };
  return {
    path: pathOf(act),
    get: forOfficer(get),
    // That a page takes no form would tell that there is one.
    post: forOfficer(post ?? (() => ({ kind: 'NOT_FOUND' }))),
  };
}

/** Whether an officer may do something with what these organisations took part in. */
export function mayDo(
  { organisation, roles }: Pick<Officer, 'organisation' | 'roles'>,
  act: ConsoleAct,
  organisations: readonly Officer['organisation']['organisationId'][],
): boolean {
  return access.mayDo({ organisationId: organisation.organisationId, roles }, act, { organisations });
}
