import { parseIdentifier } from '../../families/index.ts';
import { type SentForm, readDay } from '../../pages/index.ts';
import { type JsonObject, type Result, ok, refuse } from '../../platform/index.ts';
import { numberSystems } from '../find/read-question.ts';
import type { FormProblem } from '../form-problem.ts';

/** The fields in which somebody is named. */
export const personFields = ['system', 'number', 'family', 'given', 'born-day', 'born-month', 'born-year'];

/**
 * Whom a form names, as messages name the person they are about: a number of a register, the name and the date of birth. What was typed
 * goes on to the match and nowhere else.
 */
export function readPerson(form: SentForm): Result<JsonObject, readonly FormProblem[]> {
  const text = (name: string): string => form.first(name).trim();
  const problems: FormProblem[] = [];
  const fail = (field: string, key: string): void => {
    problems.push({ href: `#${field}`, key: `desk.wrong.${key}` });
  };
  const system = numberSystems.find((each) => each === text('system'));
  const number = text('number').replaceAll(' ', '').toUpperCase();
  if (system === undefined || !parseIdentifier(system, number, 'PARTNER').ok) fail('number', 'number');
  const family = text('family');
  if (family === '' || family.length > 100) fail('family', 'family');
  const birthDate = readDay(form, 'born-');
  if (birthDate === undefined) fail('born-day', 'born');
  const given = text('given');
  if (given.length > 100) fail('given', 'given');
  if (problems.length > 0 || system === undefined || birthDate === undefined) return refuse(problems);
  return ok({
    identifiers: [{ system, value: number }],
    demographics: {
      name: { family, ...(given === '' ? {} : { given: [given] }) },
      birthDate,
    },
  });
}
