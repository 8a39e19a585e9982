import { type ExchangeAnswer, isUncertain, readOpenHalf } from '../../exchange/index.ts';
import type { PageAnswer, PageDefinition } from '../../pages/index.ts';
import { messageTypes, organisationTypes, problems, purposes, urgencies } from '../../vocabulary/index.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type OfficerVisit, consolePage } from '../console-page.ts';
import { numberSystems } from '../find/read-question.ts';
import type { FormProblem } from '../form-problem.ts';
import { tellLaw } from '../explain/tell-decision.ts';
import { listActive, offerOrganisations, readSent } from './desk-form.ts';
import { callNow, findActingRole, openOwnDesk } from './desk-visit.ts';
import { kindGroups } from './kinds.ts';
import { readShareForm, sharedPurposes } from './read-share-form.ts';
import { listRecipients, nameRecipient } from './recipients.ts';
import { listSentTypes } from './sent-types.ts';
import { tellAdvice } from './tell-advice.ts';
import { tellProblem } from './tell-problem.ts';

/**
 * “Can I share?”: three questions, and the answer that the gateway would give a system that asked the same. The form is sent in a body and
 * answered where it stands, so that no number is ever in an address; what was asked stays in it, to be changed and asked again.
 */
export function sharePage(deps: ConsoleDeps): PageDefinition {
  return consolePage(deps, 'SHARE', {
    get: (visit) => show(deps, visit, [], {}),
    post: (visit) => answer(deps, visit),
  });
}

async function answer(deps: ConsoleDeps, visit: OfficerVisit): Promise<PageAnswer> {
  const role = findActingRole(visit);
  const organisations = await deps.agreements.listOrganisations(visit.visit.now);
  const asked = readShareForm(visit.visit.form, { officer: visit.officer, role, organisations });
  if (!asked.ok) return show(deps, visit, asked.refusal, {});
  const { question, kinds, type, purpose, to } = asked.value;
  const advice = await openOwnDesk(deps, visit, role).decideWithoutSending(
    callNow(visit, { body: question }),
  );
  const about = { type: messageTypes[type], purpose: purposes[purpose].name, to: to.name };
  if (advice.ok) {
    const told = tellAdvice(advice.value, kinds, visit.visit.language);
    return show(deps, visit, [], { about, advice: told, law: await findLaw(deps, advice.value) });
  }
  const { code } = advice.refusal;
  if (code === 'attestation-missing')
    return show(deps, visit, [{ href: '#relevance', key: 'desk.wrong.attestation' }], {});
  return show(deps, visit, [], { about, problem: tellProblem(advice.refusal) }, problems[code].status);
}

/** The law on which the answer rests, as the ledger has it; nothing where it was not certain who was meant. */
async function findLaw(
  { ledger }: Pick<ConsoleDeps, 'ledger'>,
  { exchangeId }: Pick<ExchangeAnswer, 'exchangeId'>,
): Promise<object | null> {
  const entries = await ledger.findEntriesOfExchange(exchangeId);
  const decision = entries.find(({ kind }) => kind === 'DECISION');
  const read = decision && readOpenHalf(decision);
  return read?.ok === true && !isUncertain(read.value) ? tellLaw(read.value) : null;
}

/** The form with what was sent in it, below what came of it. */
async function show(
  deps: ConsoleDeps,
  { officer, visit }: OfficerVisit,
  errors: readonly FormProblem[],
  came: Readonly<Record<string, unknown>>,
  status?: number,
): Promise<PageAnswer> {
  const { form, now } = visit;
  const organisations = await listActive(deps, now);
  const whom = organisationTypes
    .filter((type) => organisations.some((each) => each.type === type))
    .flatMap(listRecipients);
  return {
    kind: 'PAGE',
    template: 'desk/share.njk',
    ...(status === undefined ? {} : { status }),
    view: {
      errors,
      ...came,
      roles: officer.registered,
      sent: readSent(form, fields),
      ticked: { groups: form.all('group'), kinds: form.all('kind') },
      lists: {
        system: numberSystems,
        purpose: sharedPurposes.map((code) => ({ value: code, text: purposes[code].name })),
        type: listSentTypes(officer.organisation.type).map((code) => ({
          value: code,
          text: messageTypes[code],
        })),
        urgency: urgencies,
        to: offerOrganisations(organisations),
        whom: [...new Map(whom.map((each) => [nameRecipient(each), each.role]))].map(([value, role]) => ({
          value,
          text: visit.t(`desk.role.${role}`),
        })),
      },
      groups: kindGroups,
    },
  };
}

const fields = [
  ...['as', 'purpose', 'type', 'linked', 'urgency', 'relevance', 'facilitated', 'detriment', 'marked'],
  ...['to', 'whom'],
];
