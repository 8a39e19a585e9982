import type { Attachment, LabelledSegment, Segment } from '../../records/index.ts';
import type { CategoryCode } from '../../vocabulary/index.ts';
import { flagsForReader } from './label-released.ts';
import type { ReleasedAttachment, ReleasedSegment } from './redacted-message.ts';

/** The author's members that a reader needs. What the author wrote for the gateway (mandatory, embargo …) stays behind. */
const readerMembers: ReadonlySet<string> = new Set([
  ...['segmentId', 'path', 'level', 'about', 'assertionType', 'source', 'plainSummary', 'content'],
  ...['validFrom', 'validTo', 'disputed', 'notForRoles', 'attachmentId', 'title', 'contentType', 'data'],
]);

/** Copies a released segment. Its label is the whole label that was decided on, and an allegation is marked as unverified. */
export function copySegment(segment: Segment, label: LabelledSegment): ReleasedSegment {
  const copied = copyLabelled(segment, label);
  return segment.assertionType === 'ALLEGATION' ? { ...copied, unverified: true } : copied;
}

/** Copies a released attachment. */
export function copyAttachment(attachment: Attachment, label: LabelledSegment): ReleasedAttachment {
  return copyLabelled(attachment, label);
}

function copyLabelled<Part extends Segment | Attachment>(
  part: Part,
  label: LabelledSegment,
): Part & { readonly categoryCodes: readonly CategoryCode[] } {
  const flags = flagsForReader(label.flags);
  const copied = Object.entries(part).filter(([name]) => readerMembers.has(name));
  return Object.fromEntries([
    ...copied,
    ['categoryCodes', label.categories],
    ...(flags.length === 0 ? [] : [['flags', flags]]),
  ]) as Part & { readonly categoryCodes: readonly CategoryCode[] };
}
