import type { House } from '../house.ts';
import type { DeliveryReportAnswer } from './mailbox-answers.ts';
import type { MailboxItem, StoredReport } from './mailbox-sql.ts';

/**
 * What the sender is told, alike whatever kept the message back: more than that it did not go may be nothing that they may know
 * (docs/domain/07 AC9 "cannot be delivered, contact your IG lead").
 */
const plainWords: Record<StoredReport['ended'], string> = {
  EXPIRED:
    'It could not be delivered in its time and is not tried any more. Reach the recipient another way.',
  REJECTED: 'The recipient’s system will not take it. Reach the recipient another way.',
  CANCELLED:
    'It cannot be delivered and was not sent. What you may know of it stands at the exchange; otherwise contact your information-governance lead.',
  DELIVERED: 'The recipient has it after all. An earlier report said that it did not.',
};

/** A report as its sender reads it. */
export async function tellReport(
  { agreements, clock }: Pick<House, 'agreements' | 'clock'>,
  report: Exclude<MailboxItem, { readonly kind: 'MESSAGE' }>,
): Promise<DeliveryReportAnswer> {
  const { identifiers } = await agreements.getOrganisation(report.organisationId, clock.now());
  const [identifier] = identifiers;
  return {
    kind: report.kind,
    id: report.id,
    exchangeId: report.exchangeId,
    messageId: report.messageId,
    correlationId: report.correlationId,
    recipient: {
      organisation: { system: identifier?.system ?? '', value: identifier?.value ?? '' },
      ...(report.department === 'NONE' ? {} : { department: report.department }),
      role: report.role,
    },
    writtenAt: report.since.toISOString(),
    attempts: report.attempts,
    plain: plainWords[report.ended],
  };
}
