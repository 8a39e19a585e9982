import { type PageAnswer, type PageDefinition, writeDay } from '../../pages/index.ts';
import { type JsonObject, type Result, ok, refuse } from '../../platform/index.ts';
import { type CategoryCode, getPurpose, problems, purposes } from '../../vocabulary/index.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type OfficerVisit, consolePage } from '../console-page.ts';
import { numberSystems } from '../find/read-question.ts';
import type { FormProblem } from '../form-problem.ts';
import { listActive, offerOrganisations, readKey, readSent } from './desk-form.ts';
import { callNow, findActingRole, openOwnDesk } from './desk-visit.ts';
import { findOwnHold } from './find-own-hold.ts';
import { kindGroups, readKinds } from './kinds.ts';
import { readPerson } from './read-person.ts';
import { sharedPurposes } from './read-share-form.ts';
import { tellProblem } from './tell-problem.ts';

/** The purposes for which a family's choice weighs anything. */
const askedPurposes = sharedPurposes.filter((code) => getPurpose(code).effect !== 'RECORD_ONLY');

/**
 * Asks whoever decides for a child to choose: they see the question in their portal, and each answers alone or not at all. It begins empty,
 * with what “Can I share?” was asked about, or with what waits; who is meant by that is typed, since nobody here gives numbers away.
 */
export function familyPage(deps: ConsoleDeps): PageDefinition {
  return consolePage(deps, 'ASK_FAMILY', {
    get: (visit) => show(deps, visit, {}),
    post: (visit) => (visit.visit.form.first('step') === 'begin' ? begin(deps, visit) : ask(deps, visit)),
  });
}

/** The form, with what waits in it where it comes from there. */
async function begin(deps: ConsoleDeps, visit: OfficerVisit): Promise<PageAnswer> {
  const holdId = visit.visit.form.first('hold');
  if (holdId === '') return show(deps, visit, {});
  const own = await findOwnHold(deps, visit, holdId);
  if (own === undefined) return { kind: 'NOT_FOUND' };
  const { hold, as } = own;
  const organisations = await deps.agreements.listOrganisations(visit.visit.now);
  return show(deps, visit, {
    kinds: hold.segments.flatMap((each) => each.categories),
    sent: {
      as,
      purpose: hold.purpose,
      to: organisations.find(({ name }) => name === hold.to.name)?.organisationId ?? '',
    },
  });
}

async function ask(deps: ConsoleDeps, visit: OfficerVisit): Promise<PageAnswer> {
  const read = await readRequest(deps, visit);
  if (!read.ok) return show(deps, visit, { errors: read.refusal });
  const { form, language } = visit.visit;
  const key = readKey(form);
  const asked = await openOwnDesk(deps, visit, findActingRole(visit)).askFamily(
    callNow(visit, { body: read.value, key }),
  );
  if (!asked.ok) {
    const { code } = asked.refusal;
    return show(deps, visit, { problem: tellProblem(asked.refusal), status: problems[code].status });
  }
  const until = writeDay(asked.value.shownUntil, language);
  return { kind: 'PAGE', template: 'desk/family-asked.njk', view: { until } };
}

async function readRequest(
  { agreements }: ConsoleDeps,
  { visit: { form, now } }: OfficerVisit,
): Promise<Result<JsonObject, readonly FormProblem[]>> {
  const errors: FormProblem[] = [];
  const fail = (field: string, key: string): void => {
    errors.push({ href: `#${field}`, key: `desk.wrong.${key}` });
  };
  const person = readPerson(form);
  if (!person.ok) errors.push(...person.refusal);
  const purpose = askedPurposes.find((code) => code === form.first('purpose'));
  if (purpose === undefined) fail('purpose', 'choice');
  const kinds = readKinds(form);
  if (kinds.length === 0) fail('group-0', 'kinds');
  const named = (await agreements.listOrganisations(now)).find(
    ({ organisationId }) => organisationId === form.first('to'),
  );
  const [identifier] = named?.identifiers ?? [];
  if (identifier === undefined) fail('to', 'choice');
  const words = form.first('words').trim();
  if (words === '' || words.length > 500) fail('words', 'words');
  if (errors.length > 0 || !person.ok || purpose === undefined || identifier === undefined)
    return refuse(errors);
  const { system, value } = identifier;
  return ok({
    dataSubject: person.value,
    recipients: { organisations: [{ system, value }] },
    purpose,
    categories: kinds,
    words,
  });
}

/** What the form is shown with, beside what was sent. */
interface ShownRequest {
  readonly errors?: readonly FormProblem[];
  readonly problem?: object;
  readonly status?: number;
  readonly kinds?: readonly CategoryCode[];
  readonly sent?: Readonly<Record<string, string>>;
}

async function show(
  deps: ConsoleDeps,
  { officer, visit }: OfficerVisit,
  { errors = [], problem, status, kinds = [], sent = {} }: ShownRequest,
): Promise<PageAnswer> {
  const { form, now } = visit;
  return {
    kind: 'PAGE',
    template: 'desk/family.njk',
    ...(status === undefined ? {} : { status }),
    view: {
      errors,
      problem,
      key: readKey(form),
      roles: officer.registered,
      sent: { ...readSent(form, fields), ...sent },
      ticked: { groups: form.all('group'), kinds: [...form.all('kind'), ...kinds] },
      lists: {
        system: numberSystems,
        purpose: askedPurposes.map((code) => ({ value: code, text: purposes[code].name })),
        to: offerOrganisations(await listActive(deps, now)),
      },
      groups: kindGroups,
    },
  };
}

const fields = ['as', 'purpose', 'to', 'words'];
