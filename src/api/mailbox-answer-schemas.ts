import { z } from 'zod';
import { urgencies } from '../vocabulary/index.ts';

const instant = z.iso.datetime({ offset: true });
const reportKinds = ['NON_DELIVERY', 'CANCELLATION', 'ARRIVED_AFTER_ALL'] as const;

const waitingMessageSchema = z
  .strictObject({
    kind: z.literal('MESSAGE'),
    id: z.uuid().meta({ description: 'Names it for collecting and acknowledging: `Assent-Delivery-Id`.' }),
    urgency: z.enum(urgencies),
    waitingSince: instant,
    expiresAt: instant.meta({ description: 'When its sender is told that it was not delivered.' }),
  })
  .readonly()
  .meta({ description: 'A message that you can collect.' });

const deliveryReportSchema = z
  .strictObject({
    kind: z.enum(reportKinds),
    id: z.uuid().meta({ description: 'Names it for acknowledging.' }),
    exchangeId: z.uuid(),
    messageId: z.string(),
    correlationId: z.string(),
    recipient: z
      .strictObject({
        organisation: z.strictObject({ system: z.string(), value: z.string() }).readonly(),
        department: z.string().exactOptional(),
        role: z.string(),
      })
      .readonly(),
    writtenAt: instant,
    attempts: z.int().min(0).meta({ description: 'How often it was tried.' }),
    plain: z.string(),
  })
  .readonly()
  .meta({
    description:
      'A message of yours was not delivered, was cancelled, or arrived after all. Why, as far as you may know, stands at the exchange.',
  });

/** `MailboxAnswer` as it goes over the wire. */
export const mailboxAnswerSchema = z
  .strictObject({
    items: z.array(z.union([waitingMessageSchema, deliveryReportSchema])).readonly(),
    next: z.string().exactOptional().meta({ description: 'The address of the next page.' }),
  })
  .readonly()
  .meta({ description: 'What waits for you: what is urgent first, then in the order in which it came.' });

/** `MailboxAcknowledgementAnswer` as it goes over the wire. */
export const mailboxAcknowledgementAnswerSchema = z
  .strictObject({ id: z.uuid(), acknowledgedAt: instant })
  .readonly()
  .meta({ description: 'When you said that you have it.' });

/** What a sender reads of a report at the exchange. */
export const reportAnswerSchema = z
  .strictObject({ id: z.uuid(), kind: z.enum(reportKinds), writtenAt: z.string() })
  .readonly()
  .meta({
    description:
      'It did not arrive, or did only later. The report lies, or lay, in the mailbox of the system that sent it.',
  });
