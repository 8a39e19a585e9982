import type { DeadlineAnswer } from '../../exchange/index.ts';
import { type PageAnswer, type PageDefinition, writeDay, writeInstant } from '../../pages/index.ts';
import { problems } from '../../vocabulary/index.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type OfficerVisit, consolePage } from '../console-page.ts';
import { callNow, findActingRole, openOwnDesk } from './desk-visit.ts';
import { tellProblem } from './tell-problem.ts';
import { tellTimeLeft } from './time-left.ts';

/** The clock that runs from a referral until its referrer knows what became of it (docs/domain/02 §2.6). */
const feedback = 'REFERRAL_FEEDBACK';
/** Pages of deadlines that are read at most. */
const mostPages = 20;

/** What is owed to those who referred a child, and to oneself: what is late comes first, and then what is due first. */
export function feedbackPage(deps: ConsoleDeps): PageDefinition {
  return consolePage(deps, 'FEEDBACK', { get: (visit) => show(deps, visit) });
}

async function show(deps: ConsoleDeps, visit: OfficerVisit): Promise<PageAnswer> {
  const { now, language, t } = visit.visit;
  const desk = openOwnDesk(deps, visit, findActingRole(visit));
  const due: DeadlineAnswer[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const list = await desk.listDeadlines(callNow(visit), {
      state: 'RUNNING',
      ...(after === undefined ? {} : { after }),
    });
    if (!list.ok) {
      const { code } = list.refusal;
      const view = { lists: [], problem: tellProblem(list.refusal) };
      return { kind: 'PAGE', template: 'desk/feedback.njk', view, status: problems[code].status };
    }
    due.push(...list.value.deadlines.filter(({ deadline }) => deadline === feedback));
    if (list.value.next === undefined) break;
    after = new URLSearchParams(list.value.next.split('?')[1]).get('after') ?? undefined;
  }
  const known = await deps.agreements.listOrganisations(now);
  const nameOf = (party: DeadlineAnswer['owedBy']): string =>
    known.find(({ identifiers }) =>
      identifiers.some(({ system, value }) => system === party?.system && value === party.value),
    )?.name ?? '';
  const tell = (each: DeadlineAnswer): object => ({
    since: writeDay(each.since, language),
    due: writeInstant(new Date(each.due), language),
    left: tellTimeLeft(new Date(each.due), now, t),
    isLate: each.state === 'OVERDUE',
    other: nameOf(each.you === 'OWING' ? each.owedTo : each.owedBy),
    correlation: each.correlationId,
    source: each.source,
  });
  return {
    kind: 'PAGE',
    template: 'desk/feedback.njk',
    view: {
      lists: (['OWING', 'WAITING'] as const).map((you) => ({
        you,
        due: due.filter((each) => each.you === you).map(tell),
      })),
    },
  };
}
