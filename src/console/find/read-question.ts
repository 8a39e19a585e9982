import { parseIdentifier } from '../../families/index.ts';
import { type SentForm, readDay } from '../../pages/index.ts';
import { type Result, asId, ok, refuse } from '../../platform/index.ts';
import { messageTypeCodes, purposeCodes } from '../../vocabulary/index.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import type { Officer } from '../accounts.ts';
import type { FormProblem } from '../form-problem.ts';
import { type Question, decisionOutcomes, searchableReasons } from './question.ts';

/** The registers by whose numbers somebody can be searched for. */
export const numberSystems = ['nhs-number', 'upn', 'uln'] as const;

/**
 * Reads what an officer asks for. A number is looked up, and forgotten: what goes on is the internal identifier, or that it is nobody's,
 * which nobody can tell from somebody about whom nothing was decided.
 */
export async function readQuestion(
  { agreements, families, bases }: Pick<ConsoleDeps, 'agreements' | 'families' | 'bases'>,
  officer: Officer,
  form: SentForm,
  at: Date,
): Promise<Result<Question, readonly FormProblem[]>> {
  const problems: FormProblem[] = [];
  const text = (name: string): string => form.first(name).trim();
  const pick = <Code extends string>(name: string, codes: readonly Code[]): Code | undefined => {
    const found = codes.find((code) => code === text(name));
    if (found === undefined && text(name) !== '')
      problems.push({ href: `#${name}`, key: 'find.wrongChoice' });
    return found;
  };
  const day = (name: 'from' | 'until'): string | undefined => {
    const read = readDay(form, `${name}-`);
    const isGiven = ['day', 'month', 'year'].some((part) => text(`${name}-${part}`) !== '');
    if (read === undefined && isGiven) problems.push({ href: `#${name}-day`, key: 'find.wrongDay' });
    return read;
  };
  const [system, number] = [pick('system', numberSystems), text('number').replaceAll(' ', '').toUpperCase()];
  if (number !== '' && (system === undefined || !parseIdentifier(system, number, 'PARTNER').ok))
    problems.push({ href: '#number', key: 'find.wrongNumber' });
  const known = (await agreements.listOrganisations(at)).map(({ organisationId }) => organisationId);
  const organisationId = pick('organisation', known);
  const staff = text('staff');
  if (staff !== '' && !/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/.test(staff))
    problems.push({ href: '#staff', key: 'find.wrongStaff' });
  const staffOf = pick('staffOf', known) ?? officer.organisation.organisationId;
  const correlationId = text('correlation');
  if (correlationId.length > 200) problems.push({ href: '#correlation', key: 'find.wrongCorrelation' });
  const [from, until] = [day('from'), day('until')];
  if (from !== undefined && until !== undefined && until < from)
    problems.push({ href: '#until-day', key: 'find.wrongOrder' });
  const codes = {
    purpose: pick('purpose', purposeCodes),
    messageType: pick('type', messageTypeCodes),
    outcome: pick('outcome', decisionOutcomes),
    reason: pick('reason', searchableReasons),
    basis: pick('basis', bases),
  };
  if (problems.length > 0) return refuse(problems);
  const [person] =
    number === '' || system === undefined ? [] : await families.findNumbered([{ system, value: number }]);
  return ok({
    ...(number === '' ? {} : { person: person ?? null }),
    ...(organisationId === undefined ? {} : { organisationId }),
    ...(staff === '' ? {} : { practitioner: { organisationId: staffOf, staffId: asId<'Staff'>(staff) } }),
    ...(correlationId === '' ? {} : { correlationId }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...withoutNothing(codes),
  });
}

/** What was chosen of several. */
function withoutNothing<Some extends object>(
  some: Some,
): { [Name in keyof Some]?: Exclude<Some[Name], undefined> } {
  return Object.fromEntries(Object.entries(some).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Some]?: Exclude<Some[Name], undefined>;
  };
}
