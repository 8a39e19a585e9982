import { type LabelledSegment, envelopePartIds } from '../../records/index.ts';
import { getCategory } from '../../vocabulary/index.ts';

const visibleEnvelopeParts: readonly string[] = [
  envelopePartIds.identity,
  envelopePartIds.contact,
  envelopePartIds.communication,
  envelopePartIds.equality,
];

/**
 * Whether it may be seen that a part was left out. Not where its existence is protected (sensitive services), where its
 * author asked for silence, while it is under embargo, where nobody has said what it is, and not for other people of the
 * family: that there is somebody is already about them (docs/domain/03 §3.5, docs/domain/07 §7.2 property 11).
 */
export function leavesPlaceholder(part: LabelledSegment): boolean {
  if (!part.labelled) return false;
  if (part.flags.includes('SILENT_WITHHOLD') || part.flags.includes('EMBARGO_UNTIL')) return false;
  if (part.categories.some((code) => getCategory(code).sensitiveService)) return false;
  return part.part !== 'ENVELOPE' || visibleEnvelopeParts.includes(part.segmentId);
}

/**
 * Whether the kinds of information in a part that was left out may be named to the recipient: only ordinary ones, of level N.
 * To name offending, child protection or anything of an adult's own would tell most of it.
 */
export function mayNameCategories(part: LabelledSegment): boolean {
  return leavesPlaceholder(part) && part.level === 'N';
}
