import type { Case } from '../../cases/index.ts';
import { type JsonObject, type Result, newId, ok, refuse } from '../../platform/index.ts';
import {
  type CaseState,
  type Problem,
  caseKindCodes,
  caseKinds,
  caseStates,
} from '../../vocabulary/index.ts';
import type { SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import type { CaseAnswer, CaseListAnswer, CaseQuery, CaseSummaryAnswer } from './case-answers.ts';
import { readSaying } from './read-saying.ts';
import { type Officer, findCaseFor, identifyOfficer, isOwnAct } from './officers.ts';

const pageSize = 50;
/** What is listed where no state is named: what waits. */
const waiting: readonly CaseState[] = ['OPEN', 'ESCALATED'];

/**
 * `GET /v1/cases`: what the officers of the organisation must look at, what is due first coming first, page by page. It tells
 * nothing of what happened, so that reading it is no look at anybody.
 */
export async function listCases(
  house: House,
  call: SystemCall,
  query: CaseQuery,
): Promise<Result<CaseListAnswer, Problem>> {
  const identified = await identifyOfficer(house, call, 'cases:read', call.idempotencyKey);
  if (!identified.ok) return identified;
  const officer = identified.value;
  const after = query.after === undefined ? null : await findCaseFor(house, officer, query.after);
  if (after === undefined) return refuse({ code: 'not-found' });
  const kind = caseKindCodes.find((code) => code === query.kind) ?? null;
  const state = caseStates.find((code) => code === query.state);
  const found = await house.cases.findCases({
    organisationId: officer.organisationId,
    withOperators: officer.atOperator,
    kind,
    states: state === undefined ? waiting : [state],
    after,
    limit: pageSize + 1,
  });
  const page = found.slice(0, pageSize).filter((each) => !isOwnAct(each, officer));
  const last = page.at(-1);
  const next =
    found.length > pageSize && last !== undefined
      ? { next: `/v1/cases?${new URLSearchParams({ ...query, after: last.caseId }).toString()}` }
      : {};
  return ok({ cases: page.map(summarise), ...next });
}

/** `GET /v1/cases/{id}`. Who reads it stands in the ledger before they have it. */
export async function findCase(
  house: House,
  call: SystemCall,
  caseId: string,
): Promise<Result<CaseAnswer, Problem>> {
  const identified = await identifyOfficer(house, call, 'cases:read', caseId);
  if (!identified.ok) return identified;
  const found = await findCaseFor(house, identified.value, caseId);
  if (found === undefined) return refuse({ code: 'not-found' });
  await recordLook(house, found, identified.value);
  return ok(await answerCase(house, found));
}

async function recordLook(house: House, found: Case, officer: Officer): Promise<void> {
  const about = [...new Set(found.occurrences.flatMap((each) => each.about))];
  const silent = found.occurrences.length === 0 || found.occurrences.some((each) => each.silent);
  const [dataSubject] = about;
  const content: JsonObject = {
    schema: 'assent.look/1',
    at: 'CASE',
    caseId: found.caseId,
    organisation: officer.organisationId,
    staff: officer.staffId,
    role: officer.role,
    assertionId: officer.assertionId,
  };
  await house.ledger.append(
    await house.ledger.prepare([
      {
        entryId: newId<'Entry'>(),
        kind: 'LOOK',
        at: house.clock.now(),
        parts: [{ about, content, silent }],
        ...(silent || dataSubject === undefined ? {} : { index: { dataSubject } }),
      },
    ]),
  );
}

function summarise({ caseId, kind, state, openedAt, dueAt, closedAt }: Case): CaseSummaryAnswer {
  return {
    caseId,
    kind,
    plain: caseKinds[kind].plain,
    state,
    openedAt: openedAt.toISOString(),
    due: dueAt.toISOString(),
    ...(closedAt === null ? {} : { closedAt: closedAt.toISOString() }),
  };
}

/** A case as an officer reads it. */
export async function answerCase(house: House, found: Case): Promise<CaseAnswer> {
  const { occurrences, outcome, turn, kind } = found;
  const said = await readSaying(house, found);
  return {
    ...summarise(found),
    source: caseKinds[kind].source,
    version: turn,
    occurrences: await Promise.all(
      occurrences.map(async ({ at, exchangeId, actBy, content }) => ({
        at: at.toISOString(),
        ...(exchangeId === null ? {} : { exchangeId }),
        ...(actBy === null
          ? {}
          : {
              actBy: {
                organisation: (await house.agreements.getOrganisation(actBy.organisationId, at)).name,
                staffId: actBy.staffId,
              },
            }),
        details: { ...content, ...said },
      })),
    ),
    ...(outcome === null
      ? {}
      : {
          outcome: {
            at: outcome.at.toISOString(),
            by: { staffId: outcome.by.staffId, role: outcome.by.role },
            finding: outcome.finding,
            sanction: outcome.sanction,
            reasons: outcome.reasons,
            told: outcome.told,
            ...(outcome.answer === null ? {} : { answer: outcome.answer }),
            person: outcome.person,
          },
        }),
  };
}
