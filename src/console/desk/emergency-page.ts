import type { EmergencyAnswer } from '../../exchange/index.ts';
import { type PageAnswer, type PageDefinition, writeInstant } from '../../pages/index.ts';
import { type JsonObject, type Result, ok, refuse } from '../../platform/index.ts';
import { categories, problems } from '../../vocabulary/index.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type OfficerVisit, consolePage } from '../console-page.ts';
import { numberSystems } from '../find/read-question.ts';
import type { FormProblem } from '../form-problem.ts';
import { listActive, offerOrganisations, readKey, readSent } from './desk-form.ts';
import { callNow, findActingRole, openOwnDesk } from './desk-visit.ts';
import { fetchOpened } from './fetch-opened.ts';
import { readPerson } from './read-person.ts';
import { tellProblem } from './tell-problem.ts';

/** For how long a record can be opened, in minutes; the gateway may allow less. */
const minuteChoices = ['15', '30', '60'];

/**
 * Emergency access (docs/domain/07 X2): why, one child, a short time. What it opens is fetched with it, and shown; an officer looks at it by
 * the next working day, and the safe contact is told.
 */
export function emergencyPage(deps: ConsoleDeps): PageDefinition {
  return consolePage(deps, 'EMERGENCY', {
    get: (visit) => show(deps, visit, {}),
    post: (visit) => open(deps, visit),
  });
}

async function open(deps: ConsoleDeps, visit: OfficerVisit): Promise<PageAnswer> {
  const role = findActingRole(visit);
  const read = await readEmergency(deps, visit);
  if (!read.ok) return show(deps, visit, { errors: read.refusal });
  const { form } = visit.visit;
  const key = readKey(form);
  const desk = openOwnDesk(deps, visit, role);
  const opened = await desk.openInEmergency(callNow(visit, { body: read.value.body, key }));
  if (!opened.ok) {
    const { code } = opened.refusal;
    return show(deps, visit, { problem: tellProblem(opened.refusal), status: problems[code].status });
  }
  const records = await fetchOpened(desk, visit.visit.now, opened.value, {
    subject: read.value.subject,
    role,
    departments: visit.officer.organisation.departments,
  });
  return {
    kind: 'PAGE',
    template: 'desk/opened.njk',
    view: { ...tellOpened(opened.value, visit), records },
    settle: (arrived) => {
      for (const { settle } of records) settle(arrived);
    },
  };
}

async function readEmergency(
  { agreements }: ConsoleDeps,
  { visit: { form, now } }: OfficerVisit,
): Promise<Result<{ readonly body: JsonObject; readonly subject: JsonObject }, readonly FormProblem[]>> {
  const errors: FormProblem[] = [];
  const fail = (field: string, key: string): void => {
    errors.push({ href: `#${field}`, key: `desk.wrong.${key}` });
  };
  const person = readPerson(form);
  if (!person.ok) errors.push(...person.refusal);
  const reason = form.first('reason').trim();
  if (reason.length < 10 || reason.length > 2_000) fail('reason', 'reason');
  const named = (await agreements.listOrganisations(now)).find(
    ({ organisationId }) => organisationId === form.first('from'),
  );
  const [identifier] = named?.identifiers ?? [];
  if (identifier === undefined) fail('from', 'choice');
  const minutes = minuteChoices.find((each) => each === form.first('minutes'));
  if (minutes === undefined) fail('minutes', 'choice');
  const unsafe = form.first('unsafe').trim();
  if (unsafe.length > 2_000) fail('unsafe', 'reason');
  if (errors.length > 0 || !person.ok || identifier === undefined) return refuse(errors);
  const { system, value } = identifier;
  return ok({
    subject: person.value,
    body: {
      dataSubject: person.value,
      reason,
      from: [{ system, value }],
      minutes: Number(minutes),
      ...(unsafe === '' ? {} : { tellingUnsafe: unsafe }),
    },
  });
}

function tellOpened(
  { opens, councils, obligations, expiresAt, exchangeId, grantId }: EmergencyAnswer,
  { visit: { language } }: OfficerVisit,
): object {
  return {
    kinds: opens.flatMap((each) => each.categories.map((code) => categories[code].name)),
    reasons: opens.flatMap((each) => each.reasons),
    councils,
    expires: writeInstant(new Date(expiresAt), language),
    duties: obligations.map(({ plain, due }) => ({
      plain,
      due: due === undefined ? '' : writeInstant(new Date(due), language),
    })),
    exchangeId,
    grantId,
  };
}

async function show(
  deps: ConsoleDeps,
  { officer, visit }: OfficerVisit,
  {
    errors = [],
    problem,
    status,
  }: { readonly errors?: readonly FormProblem[]; readonly problem?: object; readonly status?: number },
): Promise<PageAnswer> {
  const { form, now } = visit;
  return {
    kind: 'PAGE',
    template: 'desk/emergency.njk',
    ...(status === undefined ? {} : { status }),
    view: {
      errors,
      problem,
      key: readKey(form),
      roles: officer.registered,
      sent: readSent(form, ['as', 'reason', 'from', 'minutes', 'unsafe']),
      lists: {
        system: numberSystems,
        minutes: minuteChoices,
        from: offerOrganisations(await listActive(deps, now)),
      },
    },
  };
}
