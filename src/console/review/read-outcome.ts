import type { SentForm } from '../../pages/index.ts';
import { type JsonObject, type Result, ok, refuse } from '../../platform/index.ts';
import { caseFindings, caseSanctions } from '../../vocabulary/index.ts';
import type { FormProblem } from '../form-problem.ts';

/** What an officer found, as the door takes it, from what a form sent. */
export function readOutcome(form: SentForm): Result<JsonObject, readonly FormProblem[]> {
  const problems: FormProblem[] = [];
  const fail = (field: string, key: string): void => {
    problems.push({ href: `#${field}`, key: `review.wrong.${key}` });
  };
  const text = (name: string): string => form.first(name).trim();
  const finding = caseFindings.find((code) => code === text('finding'));
  if (finding === undefined) fail('finding', 'choice');
  const sanction = caseSanctions.find((code) => code === text('sanction'));
  if (sanction === undefined) fail('sanction', 'choice');
  const reasons = text('reasons');
  if (reasons === '' || reasons.length > 5_000) fail('reasons', 'reasons');
  const told = text('told')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (told.length > 20 || told.some((line) => line.length > 200)) fail('told', 'told');
  const [person, notSafe, answer] = [text('person'), text('notSafe'), text('answer')];
  if (person === 'unsafe' && (notSafe === '' || notSafe.length > 5_000)) fail('notSafe', 'notSafe');
  if (answer.length > 5_000) fail('answer', 'answer');
  if (problems.length > 0 || finding === undefined || sanction === undefined) return refuse(problems);
  return ok({
    version: Number(/^\d{1,9}$/.exec(text('version'))?.[0] ?? -1),
    finding,
    sanction,
    reasons,
    told,
    ...(person === 'notify' ? { person: 'NOTIFY' } : {}),
    ...(person === 'unsafe' ? { person: { notSafe } } : {}),
    ...(answer === '' ? {} : { answer }),
  });
}
