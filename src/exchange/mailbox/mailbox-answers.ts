import type { ExchangeId } from '../../platform/index.ts';
import type { Urgency } from '../../vocabulary/index.ts';

/** What a list is asked for, by the names of the query; each value is of its form already. */
export type MailboxQuery = Readonly<Partial<Record<'after', string>>>;

/** What of a message stands in a list: nothing that says who sent it, of what kind it is, or whom it is about. */
export interface WaitingMessageAnswer {
  readonly kind: 'MESSAGE';
  /** Names it for collecting and for acknowledging: the id of its delivery. */
  readonly id: string;
  readonly urgency: Urgency;
  /** ISO 8601. */
  readonly waitingSince: string;
  /** When its sender is told that it was not delivered, ISO 8601. */
  readonly expiresAt: string;
}

/** That a message of one's own did not arrive, or did after all. Why is read, as far as its sender may know, at the exchange. */
export interface DeliveryReportAnswer {
  readonly kind: 'NON_DELIVERY' | 'CANCELLATION' | 'ARRIVED_AFTER_ALL';
  /** Names it for acknowledging. */
  readonly id: string;
  readonly exchangeId: ExchangeId;
  /** As its sender named it. */
  readonly messageId: string;
  readonly correlationId: string;
  readonly recipient: {
    readonly organisation: { readonly system: string; readonly value: string };
    readonly department?: string;
    readonly role: string;
  };
  /** ISO 8601. */
  readonly writtenAt: string;
  /** How often it was tried. */
  readonly attempts: number;
  readonly plain: string;
}

/** A page of what waits for a system, in the order in which it is to be read. */
export interface MailboxAnswer {
  readonly items: readonly (WaitingMessageAnswer | DeliveryReportAnswer)[];
  /** The address of the next page, where there is one. */
  readonly next?: string;
}

/** When a system said that it has something. */
export interface MailboxAcknowledgementAnswer {
  readonly id: string;
  /** ISO 8601. */
  readonly acknowledgedAt: string;
}
