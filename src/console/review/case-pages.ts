import { type CaseAnswer, officerRoles } from '../../exchange/index.ts';
import { type PageAnswer, type PageDefinition, writeInstant } from '../../pages/index.ts';
import {
  type RoleCode,
  caseFindings,
  caseKindCodes,
  caseKinds,
  caseSanctions,
  caseStates,
  problems,
} from '../../vocabulary/index.ts';
import { pathOf } from '../access-table.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type OfficerVisit, consolePage } from '../console-page.ts';
import { callNow, openOwnDesk } from '../desk/desk-visit.ts';
import { tellProblem } from '../desk/tell-problem.ts';
import { tellTimeLeft } from '../desk/time-left.ts';
import type { FormProblem } from '../form-problem.ts';
import { readOutcome } from './read-outcome.ts';
import { tellCase } from './tell-case.ts';

/**
 * What the officers of an organisation must look at, and what they find: through the doors of `/v1/cases`, so that nobody finds a case about
 * their own act, nothing of other organisations is there, and every reading stands in the ledger before anything is shown.
 */
export function casePages(deps: ConsoleDeps): readonly PageDefinition[] {
  return [
    consolePage(deps, 'CASES', { get: (visit) => showList(deps, visit) }),
    consolePage(deps, 'CASE', {
      get: (visit) => showOne(deps, visit, [], {}),
      post: (visit) => close(deps, visit),
    }),
  ];
}

/** The role in which somebody looks: the access table lets nobody else come here. */
function findOfficerRole({ officer }: OfficerVisit): RoleCode {
  const role = officer.registered.find((each) => officerRoles.includes(each));
  if (role === undefined) throw new Error('whoever is here is an officer');
  return role;
}

async function showList(deps: ConsoleDeps, visit: OfficerVisit): Promise<PageAnswer> {
  const { query, language, now, t } = visit.visit;
  const kind = caseKindCodes.find((code) => code === query.first('kind'));
  const state = caseStates.find((code) => code === query.first('state'));
  const after = query.first('after');
  const asked = {
    ...(kind === undefined ? {} : { kind }),
    ...(state === undefined ? {} : { state }),
  };
  const desk = openOwnDesk(deps, visit, findOfficerRole(visit));
  const list = await desk.listCases(callNow(visit), { ...asked, ...(after === '' ? {} : { after }) });
  if (!list.ok) {
    if (list.refusal.code === 'not-found') return { kind: 'NOT_FOUND' };
    const view = { cases: [], kinds: [], problem: tellProblem(list.refusal) };
    const { status } = problems[list.refusal.code];
    return { kind: 'PAGE', template: 'review/cases.njk', view, status };
  }
  const last = list.value.next === undefined ? undefined : list.value.cases.at(-1);
  return {
    kind: 'PAGE',
    template: 'review/cases.njk',
    view: {
      kind: kind ?? '',
      state: state ?? '',
      kinds: caseKindCodes.map((code) => ({ code, plain: caseKinds[code].plain })),
      cases: list.value.cases.map((each) => ({
        caseId: each.caseId,
        plain: each.plain,
        state: each.state,
        opened: writeInstant(new Date(each.openedAt), language),
        due: writeInstant(new Date(each.due), language),
        left: tellTimeLeft(new Date(each.due), now, t),
      })),
      next:
        last === undefined
          ? ''
          : `${pathOf('CASES')}?${new URLSearchParams({ ...asked, after: last.caseId }).toString()}`,
    },
  };
}

async function close(deps: ConsoleDeps, visit: OfficerVisit): Promise<PageAnswer> {
  const read = readOutcome(visit.visit.form);
  if (!read.ok) return showOne(deps, visit, read.refusal, {});
  const caseId = visit.visit.parameters['case'] ?? '';
  const call = callNow(visit, { body: read.value, key: caseId });
  const closed = await openOwnDesk(deps, visit, findOfficerRole(visit)).closeCase(call, caseId);
  if (closed.ok) return { kind: 'GO', to: pathOf('CASE').replace(':case', caseId) };
  const { code } = closed.refusal;
  if (code === 'not-found') return { kind: 'NOT_FOUND' };
  return showOne(deps, visit, [], { problem: tellProblem(closed.refusal) }, problems[code].status);
}

async function showOne(
  deps: ConsoleDeps,
  visit: OfficerVisit,
  errors: readonly FormProblem[],
  came: Readonly<Record<string, unknown>>,
  status?: number,
): Promise<PageAnswer> {
  const desk = openOwnDesk(deps, visit, findOfficerRole(visit));
  const found = await desk.findCase(callNow(visit), visit.visit.parameters['case'] ?? '');
  if (found.ok) return show(visit, found.value, errors, came, status);
  const { code } = found.refusal;
  if (code === 'not-found') return { kind: 'NOT_FOUND' };
  const view = { cases: [], kinds: [], problem: tellProblem(found.refusal) };
  return { kind: 'PAGE', template: 'review/cases.njk', view, status: problems[code].status };
}

function show(
  { visit }: OfficerVisit,
  found: CaseAnswer,
  errors: readonly FormProblem[],
  came: Readonly<Record<string, unknown>>,
  status: number | undefined,
): PageAnswer {
  const { form } = visit;
  return {
    kind: 'PAGE',
    template: 'review/case.njk',
    ...(status === undefined ? {} : { status }),
    view: {
      errors,
      ...came,
      found: tellCase(found, visit),
      findings: caseFindings,
      sanctions: caseSanctions,
      sent: Object.fromEntries(fields.map((name) => [name, form.first(name)])),
    },
  };
}

const fields = ['finding', 'sanction', 'reasons', 'told', 'person', 'notSafe', 'answer'];
