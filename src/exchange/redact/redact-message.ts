import type { LabelledSegment, MessageBody } from '../../records/index.ts';
import { type CategoryCode, categoryCodes } from '../../vocabulary/index.ts';
import { labelReleased } from './label-released.ts';
import { leavesPlaceholder, mayNameCategories } from './leaves-placeholder.ts';
import type { OutboundEnvelope } from './outbound-envelope.ts';
import { redactFamilyInformed, redactRelatedPersons, redactSubject } from './redact-envelope.ts';
import { redactResource } from './redact-resource.ts';
import { copyAttachment, copySegment } from './redact-segments.ts';
import {
  type Placeholder,
  type RedactedMessage,
  footerSentence,
  placeholderNotice,
  signatureNotice,
} from './redacted-message.ts';
import { type SettledRelease, settleReleased } from './settle-released.ts';

/** A message, or one that was redacted before: what it already says about being incomplete is kept. */
export type RedactableMessage = MessageBody &
  Partial<Pick<RedactedMessage, 'withheld' | 'manifest' | 'unsigned'>>;

/**
 * Stage 5. Builds what one recipient gets, starting from nothing: the gateway's own envelope, and of the author's message
 * exactly the parts that were released, in their order and as they were written. Anything not labelled, not decided or not
 * known is left out because nothing copies it (rulings 9).
 *
 * Guarantees, each with its law in test/redact: no text of a withheld part leaves; a part withheld in silence changes
 * nothing at all; redacting twice equals once. Pure.
 */
export function redactMessage(
  message: RedactableMessage,
  labelled: readonly LabelledSegment[],
  decided: ReadonlySet<string>,
  outbound: OutboundEnvelope,
): RedactedMessage {
  const settled = settleReleased(message, labelled, decided);
  const { released } = settled;
  const going = labelled.filter(({ segmentId }) => released.has(segmentId));
  const staying = outermost(labelled.filter(({ segmentId }) => !released.has(segmentId)));
  const withheld: readonly Placeholder[] = [
    ...(message.withheld ?? []),
    ...staying.filter(leavesPlaceholder).map((): Placeholder => ({ notice: placeholderNotice })),
  ];
  const labelOf = new Map(going.map((part) => [part.segmentId, part]));
  const { reliesOnConsent, wishes = [] } = outbound;
  const labels = labelReleased(going, reliesOnConsent, withheld.length > 0);
  const subject = message.subject && redactSubject(message.subject, settled);
  const relatedPersons = redactRelatedPersons(message, settled, going);
  const familyInformed = message.familyInformed && redactFamilyInformed(message.familyInformed, settled);
  const resource =
    message.resource && redactResource(message.resource, { labelled, settled, labels, reliesOnConsent });
  const segments = message.segments?.flatMap((segment) =>
    copyIfGoing(labelOf, segment.segmentId, segment, copySegment),
  );
  const attachments = (message.attachments ?? []).flatMap((attachment) =>
    copyIfGoing(labelOf, attachment.attachmentId, attachment, copyAttachment),
  );
  return {
    envelope: copyEnvelope(outbound),
    ...(subject === undefined ? {} : { subject }),
    ...(relatedPersons.length === 0 ? {} : { relatedPersons }),
    ...(familyInformed === undefined ? {} : { familyInformed }),
    ...(segments === undefined ? {} : { segments }),
    ...(resource === undefined ? {} : { resource }),
    ...(attachments.length === 0 ? {} : { attachments }),
    ...(wasSigned(message, settled) ? { unsigned: signatureNotice } : {}),
    ...(withheld.length === 0 ? {} : { withheld }),
    manifest: {
      released: inOrder(going),
      withheld: inOrder(staying.filter(mayNameCategories), message.manifest?.withheld),
    },
    labels,
    ...(wishes.length === 0 ? {} : { wishes }),
    footer: footerSentence,
  };
}

/** Of the parts that stay, those that stay by themselves: what stands inside one of them is not there to be missed. */
function outermost(staying: readonly LabelledSegment[]): readonly LabelledSegment[] {
  const resources = staying.filter(({ part }) => part === 'RESOURCE');
  return staying.filter(
    ({ part, pointer }) =>
      part !== 'RESOURCE' || !resources.some((around) => pointer.startsWith(`${around.pointer}/`)),
  );
}

/** A signature is over what was signed. What leaves never is that, because its labels are the gateway's. */
function wasSigned(message: RedactableMessage, { copies }: SettledRelease): boolean {
  return (
    message.unsigned !== undefined ||
    (copies.size > 0 && message.resource?.['signature'] !== undefined) ||
    [...copies.values()].some(({ unsigned }) => unsigned)
  );
}

function copyIfGoing<Part, Copy>(
  going: ReadonlyMap<string, LabelledSegment>,
  segmentId: string,
  part: Part,
  copy: (part: Part, label: LabelledSegment) => Copy,
): readonly Copy[] {
  const label = going.get(segmentId);
  return label === undefined ? [] : [copy(part, label)];
}

function inOrder(
  parts: readonly LabelledSegment[],
  more: readonly CategoryCode[] = [],
): readonly CategoryCode[] {
  const named = new Set([...more, ...parts.flatMap((part) => part.categories)]);
  return categoryCodes.filter((code) => named.has(code));
}

/** Member by member, so that a caller's object cannot carry anything along. */
function copyEnvelope(outbound: OutboundEnvelope): RedactedMessage['envelope'] {
  const {
    exchangeId,
    messageId,
    type,
    schemaVersion,
    correlationId,
    source,
    recipient,
    purpose,
    urgency,
    sentAt,
  } = outbound;
  const { supplementTo, supersedes, planId, asAt, dueBy, identityUnconfirmed } = outbound;
  return {
    exchangeId,
    messageId,
    type,
    schemaVersion,
    correlationId,
    source: {
      organisation: source.organisation,
      ...(source.department === undefined ? {} : { department: source.department }),
    },
    recipient: {
      organisation: recipient.organisation,
      ...(recipient.department === undefined ? {} : { department: recipient.department }),
      role: recipient.role,
      ...(recipient.attendee === undefined ? {} : { attendee: recipient.attendee }),
    },
    purpose,
    urgency,
    sentAt,
    ...(supplementTo === undefined ? {} : { supplementTo }),
    ...(supersedes === undefined ? {} : { supersedes }),
    ...(planId === undefined ? {} : { planId }),
    ...(asAt === undefined ? {} : { asAt }),
    ...(dueBy === undefined ? {} : { dueBy }),
    ...(identityUnconfirmed === true ? { identityUnconfirmed } : {}),
  };
}
