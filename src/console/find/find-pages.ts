import { type PageAnswer, type PageDefinition, writeCsv } from '../../pages/index.ts';
import { pathOf } from '../access-table.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type OfficerVisit, consolePage } from '../console-page.ts';
import type { FormProblem } from '../form-problem.ts';
import { type TextSeal, createTextSeal } from '../sealed-text.ts';
import { composeAuditEvents } from './audit-events.ts';
import { type FoundDecisions, findDecisions } from './find-decisions.ts';
import { describeForm } from './form-options.ts';
import { type Sight, recordSearch } from './look-console.ts';
import { type Question, openQuestion, sealQuestion } from './question.ts';
import { readQuestion } from './read-question.ts';
import {
  findJustification,
  isJustification,
  justificationLength,
  keepJustification,
} from './search-session.ts';
import { type OrganisationBook, openBook, showDecision } from './show-decision.ts';

/** Decisions on one page, and in one file. */
const pageSize = 25;
const fileSize = 1000;

/** Searching over decisions: why somebody looks, what they look for, what was found, and the same as a file. */
export function findPages(deps: ConsoleDeps): readonly PageDefinition[] {
  const seal = createTextSeal(deps.sessionKey);
  return [
    consolePage(deps, 'FIND', {
      get: (visit) => showForm(deps, seal, visit, []),
      post: (visit) => takeForm(deps, seal, visit),
    }),
    consolePage(deps, 'FOUND', {
      get: (visit) =>
        forQuestion(seal, visit, async (question, why) => {
          const { decisions, next } = await find(deps, visit, why, question, 'CONSOLE_SEARCH');
          const book = await openBook(deps);
          const asked = sealQuestion(seal, visit, question);
          return {
            kind: 'PAGE',
            template: 'find/results.njk',
            view: {
              decisions: decisions.map((each) => showDecision(each, book, visit.visit.language)),
              isLater: question.before !== undefined,
              asked,
              next: next === undefined ? '' : sealQuestion(seal, visit, { ...question, before: next }),
              fileSize,
            },
          };
        }),
    }),
    consolePage(deps, 'FOUND_CSV', {
      get: (visit) =>
        forQuestion(seal, visit, async (question, why) => {
          const { decisions } = await find(deps, visit, why, question, 'CONSOLE_CSV');
          return {
            kind: 'FILE',
            mediaType: 'text/csv; charset=utf-8',
            fileName: 'decisions.csv',
            body: Buffer.from(toCsv(decisions, await openBook(deps), visit)),
          };
        }),
    }),
    consolePage(deps, 'FOUND_FHIR', {
      get: (visit) =>
        forQuestion(seal, visit, async (question, why) => {
          const { decisions } = await find(deps, visit, why, question, 'CONSOLE_FHIR');
          const bundle = composeAuditEvents(decisions, await openBook(deps), visit.visit.now);
          return {
            kind: 'FILE',
            mediaType: 'application/fhir+json; charset=utf-8',
            fileName: 'decisions.fhir.json',
            body: Buffer.from(`${JSON.stringify(bundle, null, 2)}\n`),
          };
        }),
    }),
  ];
}

/** First why, once for each session of searching; then what for. */
async function showForm(
  deps: ConsoleDeps,
  seal: TextSeal,
  visit: OfficerVisit,
  errors: readonly FormProblem[],
): Promise<PageAnswer> {
  if (findJustification(seal, visit) === undefined)
    return { kind: 'PAGE', template: 'find/why.njk', view: { errors, ...justificationLength } };
  const form = await describeForm(deps, visit.visit.form, visit.visit.now);
  return { kind: 'PAGE', template: 'find/form.njk', view: { errors, ...form } };
}

async function takeForm(deps: ConsoleDeps, seal: TextSeal, visit: OfficerVisit): Promise<PageAnswer> {
  const { form, now } = visit.visit;
  switch (form.first('step')) {
    case 'why': {
      const why = form.first('why').trim();
      if (!isJustification(why))
        return showForm(deps, seal, visit, [{ href: '#why', key: 'find.whyLength' }]);
      return { kind: 'GO', to: pathOf('FIND'), draft: keepJustification(seal, visit, why) };
    }
    case 'end':
      return { kind: 'GO', to: '/', draft: null };
    default: {
      const question = await readQuestion(deps, visit.officer, form, now);
      if (!question.ok) return showForm(deps, seal, visit, question.refusal);
      return { kind: 'GO', to: `${pathOf('FOUND')}?q=${sealQuestion(seal, visit, question.value)}` };
    }
  }
}

/** Answers what this officer asked in this session; anything else is not there. Whoever has not said why is asked that first. */
async function forQuestion(
  seal: TextSeal,
  visit: OfficerVisit,
  answer: (question: Question, why: string) => Promise<PageAnswer>,
): Promise<PageAnswer> {
  const why = findJustification(seal, visit);
  if (why === undefined) return { kind: 'GO', to: pathOf('FIND') };
  const question = openQuestion(seal, visit);
  return question === undefined ? { kind: 'NOT_FOUND' } : answer(question, why);
}

/** Searches, and writes down that somebody did before they see anything. */
async function find(
  deps: ConsoleDeps,
  { officer }: OfficerVisit,
  why: string,
  question: Question,
  at: Sight,
): Promise<FoundDecisions> {
  const { organisationId } = officer.organisation;
  const limit = at === 'CONSOLE_SEARCH' ? pageSize : fileSize;
  const found = await findDecisions(deps.ledger, organisationId, question, limit);
  await recordSearch(deps, officer, why, question, {
    at,
    seen: found.decisions.map(({ index }) => index),
  });
  return found;
}

function toCsv(
  decisions: FoundDecisions['decisions'],
  book: OrganisationBook,
  { visit }: OfficerVisit,
): string {
  return writeCsv([
    ['when', 'from', 'to', 'type', 'purpose', 'outcome', 'correlation'],
    ...decisions
      .map((each) => showDecision(each, book, visit.language))
      .map(({ at, from, to, type, purpose, outcome, correlationId }) => [
        at.toISOString(),
        from,
        to,
        type,
        purpose,
        outcome,
        correlationId,
      ]),
  ]);
}
