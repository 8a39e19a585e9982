import type { HoldAnswer, HoldListAnswer } from '../../exchange/index.ts';
import type { PageAnswer, PageDefinition } from '../../pages/index.ts';
import type { Result } from '../../platform/index.ts';
import { type Problem, type RoleCode, categories, categoryCodes, problems } from '../../vocabulary/index.ts';
import { pathOf } from '../access-table.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type OfficerVisit, consolePage, mayDo } from '../console-page.ts';
import { numberSystems } from '../find/read-question.ts';
import type { FormProblem } from '../form-problem.ts';
import { readSent } from './desk-form.ts';
import { callNow, openOwnDesk } from './desk-visit.ts';
import { type OwnHold, findOwnHold } from './find-own-hold.ts';
import { readJudgement } from './read-judgement.ts';
import { listRecipients } from './recipients.ts';
import { tellHold } from './tell-hold.ts';
import { tellProblem } from './tell-problem.ts';

/** What waits for the judgement of whoever looks, and the judging of it. What is nobody's here looks as if it were not there. */
export function holdPages(deps: ConsoleDeps): readonly PageDefinition[] {
  return [
    consolePage(deps, 'HOLDS', { get: (visit) => showList(deps, visit) }),
    consolePage(deps, 'HOLD', {
      get: (visit) => showOne(deps, visit, [], {}),
      post: (visit) => judge(deps, visit),
    }),
  ];
}

async function showList(deps: ConsoleDeps, visit: OfficerVisit): Promise<PageAnswer> {
  const { query } = visit.visit;
  const after = query.first('after');
  const chosen = visit.officer.registered.filter((role) => after === '' || role === query.first('as'));
  const pages = await Promise.all(
    chosen.map(async (as) => ({ as, list: await listAs(deps, visit, as, after) })),
  );
  const refused = pages.find(({ list }) => !list.ok);
  if (refused !== undefined && !refused.list.ok) {
    const { refusal } = refused.list;
    if (refusal.code === 'not-found') return { kind: 'NOT_FOUND' };
    const view = { holds: [], next: [], problem: tellProblem(refusal) };
    return { kind: 'PAGE', template: 'desk/holds.njk', view, status: problems[refusal.code].status };
  }
  const own = new Map<string, OwnHold>();
  for (const { as, list } of pages)
    for (const hold of list.ok ? list.value.holds : [])
      if (!own.has(hold.holdId)) own.set(hold.holdId, { hold, as });
  const holds = [...own.values()].toSorted((a, b) => (a.hold.due < b.hold.due ? -1 : 1));
  return {
    kind: 'PAGE',
    template: 'desk/holds.njk',
    view: {
      holds: await Promise.all(
        holds.map(async ({ hold, as }) => ({
          ...tellHold(hold, as, visit.visit),
          name: await openOwnDesk(deps, visit, as).nameHeld(hold.holdId, visit.visit.now),
        })),
      ),
      next: pages.flatMap(({ as, list }) => {
        const last = list.ok && list.value.next !== undefined ? list.value.holds.at(-1) : undefined;
        return last === undefined ? [] : [`${pathOf('HOLDS')}?as=${as}&after=${last.holdId}`];
      }),
    },
  };
}

function listAs(
  deps: ConsoleDeps,
  visit: OfficerVisit,
  as: RoleCode,
  after: string,
): Promise<Result<HoldListAnswer, Problem>> {
  const desk = openOwnDesk(deps, visit, as);
  return after === '' ? desk.listHolds(callNow(visit)) : desk.listHoldsAfter(callNow(visit), after);
}

async function judge(deps: ConsoleDeps, visit: OfficerVisit): Promise<PageAnswer> {
  const own = await findOwnHold(deps, visit, visit.visit.parameters['hold'] ?? '');
  if (own === undefined) return { kind: 'NOT_FOUND' };
  const { hold, as } = own;
  const read = readJudgement(visit.visit.form, hold);
  if (!read.ok) return show(deps, visit, own, read.refusal, {});
  const call = callNow(visit, { body: read.value, key: visit.visit.sessionHandle ?? hold.holdId });
  const judged = await openOwnDesk(deps, visit, as).decideHold(call, hold.holdId);
  if (judged.ok) return { kind: 'GO', to: pathOf('HOLD').replace(':hold', hold.holdId) };
  const problem = tellProblem(judged.refusal);
  return showOne(deps, visit, [], { problem }, problems[judged.refusal.code].status);
}

async function showOne(
  deps: ConsoleDeps,
  visit: OfficerVisit,
  errors: readonly FormProblem[],
  came: Readonly<Record<string, unknown>>,
  status?: number,
): Promise<PageAnswer> {
  const own = await findOwnHold(deps, visit, visit.visit.parameters['hold'] ?? '');
  return own === undefined ? { kind: 'NOT_FOUND' } : show(deps, visit, own, errors, came, status);
}

async function show(
  deps: ConsoleDeps,
  visit: OfficerVisit,
  { hold, as }: OwnHold,
  errors: readonly FormProblem[],
  came: Readonly<Record<string, unknown>>,
  status?: number,
): Promise<PageAnswer> {
  const { form, now, t } = visit.visit;
  const { organisation } = visit.officer;
  const known = await deps.agreements.listOrganisations(now);
  const recipient = known.find(({ name }) => name === hold.to.name);
  return {
    kind: 'PAGE',
    template: 'desk/hold.njk',
    ...(status === undefined ? {} : { status }),
    view: {
      errors,
      ...came,
      hold: tellHold(hold, as, visit.visit),
      name: await openOwnDesk(deps, visit, as).nameHeld(hold.holdId, now),
      mayAsk: hold.judge === 'LEAD' && mayDo(visit.officer, 'ASK_FAMILY', [organisation.organisationId]),
      mayAttest: hold.from === organisation.name && hold.purpose !== 'P17',
      ticked: form.all('part'),
      sent: readSent(form, [...fields, ...hold.segments.flatMap(nameFields)]),
      lists: {
        system: numberSystems,
        only: (recipient === undefined ? [] : listRecipients(recipient.type)).map(({ role }) => ({
          value: role,
          text: t(`desk.role.${role}`),
        })),
        kind: categoryCodes.map((code) => ({ value: code, text: categories[code].name })),
      },
    },
  };
}

const fields = [
  'outcome',
  'reasons',
  'harmful',
  'attest',
  'relevance',
  'facilitated',
  'detriment',
  'marked',
  'only',
  'reviewed',
];

function nameFields({ segmentId }: HoldAnswer['segments'][number]): readonly string[] {
  return [`label-${segmentId}`, `harm-${segmentId}`];
}
