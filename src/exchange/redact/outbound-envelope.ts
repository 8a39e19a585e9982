import type { Envelope } from '../../records/index.ts';
import type { MessageTypeCode, PurposeCode, Urgency } from '../../vocabulary/index.ts';

/** What the gateway itself writes on a message for one recipient. Nothing here is taken over unseen from the author. */
export interface OutboundEnvelope {
  readonly exchangeId: string;
  readonly messageId: string;
  readonly type: MessageTypeCode;
  readonly schemaVersion: string;
  readonly correlationId: string;
  readonly source: Pick<Envelope['source'], 'organisation' | 'department'>;
  /** This recipient alone: who else receives is nobody's business but the sender's. */
  readonly recipient: Envelope['recipients'][number];
  readonly purpose: PurposeCode;
  readonly urgency: Urgency;
  /** ISO 8601. */
  readonly sentAt: string;
  /** The exchange that this one adds released parts to (docs/domain/03 §3.5). */
  readonly supplementTo?: string;
  /** The message that this one replaces at the recipient. */
  readonly supersedes?: string;
  /** The plan of which the message brings or shows a version: the same for all of them. */
  readonly planId?: string;
  /** Of a view of a plan: as at which instant; ISO 8601. */
  readonly asAt?: string;
  /** YYYY-MM-DD. */
  readonly dueBy?: string;
  /** Only a referral to a front door may go although nobody could say for certain whom it is about (rulings 1). */
  readonly identityUnconfirmed?: boolean;
  /** Whether anything in it goes because somebody agreed, so that the recipient must respect a withdrawal. */
  readonly reliesOnConsent: boolean;
  /** What the family said against sharing, where the law has it shown instead of followed (RECORD_ONLY, docs/domain/03 §3.5). */
  readonly wishes?: readonly string[];
}
