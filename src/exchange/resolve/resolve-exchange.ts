import type { AgreementInForce } from '../../agreements/index.ts';
import { type Result, ok, refuse } from '../../platform/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';
import { addressCorrection } from '../corrections/address-correction.ts';
import { protectReferrer } from '../clocks/protect-referrer.ts';
import { placePlan } from '../plans/place-plan.ts';
import { askRelationship, hidePeople } from './ask-relationship.ts';
import { type RecipientCircumstances, assembleFacts } from './assemble-facts.ts';
import { checkIdentifiers } from './check-identifiers.ts';
import { checkSender } from './check-sender.ts';
import { checkStatements } from './check-statements.ts';
import { findMode } from './find-mode.ts';
import { findRecipients } from './find-recipients.ts';
import { findTraining } from './find-training.ts';
import { nobody, resolvePeople } from './resolve-people.ts';
import type { IdentifiedMessage, ResolvedExchange, ResolvedRecipient } from './resolved-exchange.ts';

/**
 * Stage 3. From identifiers to one data subject, the people a message is about, who may decide for them, what they have
 * chosen, the recipients, and the agreements in force with them. Gives the facts that stage 4 decides on.
 */
export async function resolveExchange(
  house: House,
  identified: IdentifiedMessage,
): Promise<Result<ResolvedExchange, Problem>> {
  return resolveFrom({ ...house, agreements: await house.agreements.openEdition() }, identified);
}

async function resolveFrom(
  house: House,
  identified: IdentifiedMessage,
): Promise<Result<ResolvedExchange, Problem>> {
  const { message, at, requester } = identified;
  const source = await house.agreements.findOrganisation(message.source.organisation, at);
  const ownRecord = source?.organisationId === requester.organisation.organisationId;
  if (source === undefined || (!ownRecord && identified.kind !== 'ADVICE')) {
    return refuse({
      code: 'source-mismatch',
      errors: [
        {
          pointer: '/source/organisation',
          rule: 'source-is-the-sender',
          message: 'The source must be the organisation that sends.',
        },
      ],
    });
  }
  if (ownRecord) {
    const sender = checkSender(identified, source);
    if (!sender.ok) return sender;
  }
  const statements = checkStatements(identified, house.policy);
  if (!statements.ok) return statements;
  const numbers = checkIdentifiers(house, message);
  if (!numbers.ok) return numbers;
  const people = ownRecord
    ? await resolvePeople(house, message, at, identified.given?.confirmedSubject)
    : nobody;
  const corrected = await addressCorrection(house, identified, people.dataSubject);
  if (!corrected.ok) return corrected;
  const asked: IdentifiedMessage =
    corrected.value === null
      ? identified
      : { ...identified, message: corrected.value.message, addressed: true };
  const named = await findRecipients(house, asked.message, source, at);
  if (!named.ok) return named;
  const placed =
    identified.plan === undefined
      ? await placePlan(house, identified, people.dataSubject, people.related)
      : ok(null);
  if (!placed.ok) return placed;
  const recipients = await Promise.all(
    named.value.map(async (recipient) => {
      const { organisation, department, role } = recipient;
      const known =
        corrected.value?.labelledFor({
          recipientOrganisationId: organisation.organisationId,
          department,
          role,
        }) ?? identified.labelled;
      const { hidesReferrer, labelled } = await protectReferrer(
        house,
        { ...asked, labelled: known },
        recipient,
        { source: source.organisationId, dataSubject: people.dataSubject },
      );
      const circumstances = { source, recipient, people, ownRecord };
      const resolved = await resolveRecipient(house, { ...asked, labelled }, circumstances);
      return hidesReferrer === true ? { ...resolved, hidesReferrer } : resolved;
    }),
  );
  return ok({
    identified: asked,
    dataSubject: people.dataSubject,
    authority: people.dataSubject === null ? null : (people.whoDecides(people.dataSubject) ?? null),
    safeContact: people.protections.safeContact,
    related: people.related,
    guards: people.guards,
    recipients,
    plan:
      identified.plan ??
      (placed.value && { planId: placed.value.place.planId, versionId: placed.value.versionId }),
    placed: placed.value,
    correction: corrected.value?.correction ?? null,
  });
}

async function resolveRecipient(
  house: House,
  identified: IdentifiedMessage,
  circumstances: RecipientCircumstances,
): Promise<ResolvedRecipient> {
  const { ordinal, organisation, department, role, isPerson } = circumstances.recipient;
  const [agreement, system] = isPerson
    ? [undefined, undefined]
    : await Promise.all([
        findAgreement(house, identified, circumstances),
        // Whoever asks is there to receive.
        identified.asker?.system ??
          house.agreements.findReceivingSystem(organisation.organisationId, department, role),
      ]);
  const relationship = await askRelationship(house, { identified, ...circumstances });
  const people = relationship === 'ABSENT' ? hidePeople(circumstances.people) : circumstances.people;
  const training = await findTraining(house, identified, circumstances.source, agreement);
  return {
    ordinal,
    organisation,
    department,
    role,
    agreement,
    system,
    labelled: identified.labelled,
    facts: assembleFacts(house, identified, { ...circumstances, people }, agreement, {
      training,
      relationship,
    }),
  };
}

function findAgreement(
  house: House,
  identified: IdentifiedMessage,
  { source, recipient: { organisation, department } }: RecipientCircumstances,
): Promise<AgreementInForce | undefined> {
  const { message, at } = identified;
  return house.agreements.findAgreementInForce({
    sourceId: source.organisationId,
    ...(message.source.department === undefined ? {} : { sourceDepartment: message.source.department }),
    recipientId: organisation.organisationId,
    ...(department === 'NONE' ? {} : { recipientDepartment: department }),
    purpose: message.purposeCode,
    messageType: message.type,
    mode: findMode(identified),
    at,
  });
}
