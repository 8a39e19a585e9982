import type { EpochGuard, RecipientAsked } from '../../consent/index.ts';
import type { Notice } from '../../notices/index.ts';
import type {
  DeliveryId,
  EntryId,
  ExchangeId,
  OrganisationId,
  PersonId,
  SystemId,
} from '../../platform/index.ts';
import type { MessageTypeCode, PurposeCode, Urgency } from '../../vocabulary/index.ts';
import { findInbox } from '../find-inbox.ts';
import { type ReliedChoice, findReliedChoices } from '../record/find-reliances.ts';
import type { House } from '../house.ts';
import type { DisclosureEvidence, RecordedDelivery } from '../record/record-exchange.ts';
import { waitsForNoChoice } from '../record/waits-for-no-choice.ts';
import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';
import { composeSharedNotices } from './tell-family.ts';

/** What stage 7 is handed: one recorded body for one recipient, and one attempt to bring it there. */
export interface Consignment {
  readonly exchangeId: ExchangeId;
  readonly deliveryId: DeliveryId;
  /** Which attempt this is: it names whose the lease is. */
  readonly attempt: number;
  readonly expiresAt: Date;
  readonly body: Buffer;
  /** Where the recipient receives today; null where it has registered nothing. */
  readonly url: string | null;
  /** The system that receives today, in whose mailbox it waits; null where none does. */
  readonly systemId: SystemId | null;
  readonly decisionEntryId: EntryId;
  /** What the receipt is made of. */
  readonly evidence: DisclosureEvidence;
  /** The consent epochs that it must not leave behind; none where no choice can change that it goes. */
  readonly guards: readonly EpochGuard[];
  /** The choices because of which parts of it go, and to whom they let them go; null for what rests on none. */
  readonly reliesOn: {
    readonly recipient: RecipientAsked;
    readonly choices: readonly ReliedChoice[];
  } | null;
  readonly messageType: MessageTypeCode;
  readonly purpose: PurposeCode;
  readonly urgency: Urgency;
  readonly urgentSafeguarding: boolean;
  readonly correlationId: string;
  readonly sourceOrganisationId: OrganisationId;
  readonly recipientOrganisationId: OrganisationId;
  readonly dataSubject: PersonId | null;
  /** What people are told once it has arrived. */
  composeNotices(): readonly Notice[];
}

/** What of a consignment the end of its delivery is written from. */
export type EndedConsignment = Pick<
  Consignment,
  | 'exchangeId'
  | 'deliveryId'
  | 'attempt'
  | 'decisionEntryId'
  | 'messageType'
  | 'purpose'
  | 'urgentSafeguarding'
  | 'correlationId'
  | 'sourceOrganisationId'
  | 'recipientOrganisationId'
  | 'systemId'
  | 'dataSubject'
  | 'composeNotices'
>;

/** The consignment of a message that was decided, redacted and recorded. */
export function consign(
  house: House,
  exchangeId: ExchangeId,
  exchange: ResolvedExchange,
  { deliveryId, attempt, expiresAt, decided, evidence }: RecordedDelivery,
): Consignment {
  const { message, requester } = exchange.identified;
  const { body, resolved, decision } = decided;
  if (body === null) throw new Error('nothing was released, and so nothing is sent');
  return {
    exchangeId,
    deliveryId,
    attempt,
    expiresAt,
    body,
    url: findInbox(resolved),
    systemId: resolved.system?.systemId ?? null,
    decisionEntryId: decided.entryId,
    evidence,
    guards: waitsForNoChoice([decided]) ? [] : exchange.guards,
    reliesOn: waitsForNoChoice([decided]) ? null : findReliedOn(decided),
    messageType: message.type,
    purpose: message.purposeCode,
    urgency: message.urgency,
    urgentSafeguarding: decision.urgentSafeguarding,
    correlationId: message.correlationId ?? exchangeId,
    sourceOrganisationId: requester.organisation.organisationId,
    recipientOrganisationId: resolved.organisation.organisationId,
    dataSubject: exchange.dataSubject,
    composeNotices: () => composeSharedNotices(house, exchangeId, exchange, decided),
  };
}

function findReliedOn({
  resolved,
  decision,
}: RecordedDelivery['decided']): NonNullable<Consignment['reliesOn']> {
  const { organisation, department, role, facts } = resolved;
  return {
    recipient: {
      organisationId: organisation.organisationId,
      organisationType: organisation.type,
      department,
      role,
    },
    choices: findReliedChoices(facts, decision).filter(({ decisive }) => decisive),
  };
}
