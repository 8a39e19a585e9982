import type { AgreementInForce, Organisation } from '../../agreements/index.ts';
import type { House } from '../house.ts';
import { assembleFacts } from '../resolve/assemble-facts.ts';
import { type ResolvedPeople, nobody, resolvePeople } from '../resolve/resolve-people.ts';
import type { IdentifiedMessage, ResolvedExchange, ResolvedRecipient } from '../resolve/resolved-exchange.ts';
import { emergencyDepartmentOf, emergencyMessageType } from './emergency-rules.ts';

/** An organisation whose record would be opened, and the agreement under which it may be. */
export interface RecordHolder {
  readonly organisation: Organisation;
  /** As the request names it. */
  readonly named: Organisation['identifiers'][number];
  readonly agreement: AgreementInForce | undefined;
}

/** Finds each holder with the agreement under which the requester may open its records in an emergency. */
export async function findHolders(
  house: Pick<House, 'agreements'>,
  holders: readonly Omit<RecordHolder, 'agreement'>[],
  requester: Organisation,
  at: Date,
): Promise<readonly RecordHolder[]> {
  const department = emergencyDepartmentOf(requester);
  return Promise.all(
    holders.map(async ({ organisation, named }) => ({
      organisation,
      named,
      agreement: await house.agreements.findAgreementInForce({
        sourceId: organisation.organisationId,
        recipientId: requester.organisationId,
        ...(department === 'NONE' ? {} : { recipientDepartment: department }),
        purpose: 'P14',
        messageType: emergencyMessageType,
        mode: 'CONTENT',
        at,
      }),
    })),
  );
}

/**
 * Stage 3 of an emergency access: who the child is, what is known of them, and one decision to make for each holder. Whoever may not
 * open anything, whichever child they name, learns of none: then nobody is looked up.
 */
export async function resolveEmergency(
  house: House,
  identified: IdentifiedMessage,
  holders: readonly RecordHolder[],
  entitled: boolean,
): Promise<ResolvedExchange> {
  const { message, at } = identified;
  const people = entitled ? await resolvePeople(house, message, at) : nobody;
  return {
    identified,
    dataSubject: people.dataSubject,
    authority: people.dataSubject === null ? null : (people.whoDecides(people.dataSubject) ?? null),
    safeContact: people.protections.safeContact,
    related: people.related,
    guards: people.guards,
    recipients: holders.map((holder, ordinal) =>
      resolveHolder(house, identified, people, holder, { ordinal, entitled }),
    ),
    plan: null,
    placed: null,
    correction: null,
  };
}

function resolveHolder(
  house: House,
  identified: IdentifiedMessage,
  people: ResolvedPeople,
  { organisation: source, agreement }: RecordHolder,
  { ordinal, entitled }: { readonly ordinal: number; readonly entitled: boolean },
): ResolvedRecipient {
  const { organisation, practitioner } = identified.requester;
  if (practitioner === null) throw new Error('an emergency access is a named person’s');
  const department = emergencyDepartmentOf(organisation);
  const { role } = practitioner;
  const recipient = { ordinal, organisation, department, role, isPerson: false, readerRef: null };
  const circumstances = { source, recipient, people, ownRecord: entitled };
  return {
    ordinal,
    organisation,
    department,
    role,
    agreement,
    system: undefined,
    labelled: identified.labelled,
    facts: assembleFacts(house, identified, circumstances, agreement, {
      training: 'NOT_ASKED',
      relationship: 'NOT_ASKED',
    }),
  };
}
