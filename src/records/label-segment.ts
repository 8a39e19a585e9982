import { inspectFile } from './files/inspect-file.ts';
import { type LabelledSegment, findLevel, unique } from './labelled-segment.ts';
import { matchPath } from './match-path.ts';
import type { LabelFloor, RecordType } from './record-type.ts';
import type { Attachment, QuestionPart, Segment } from './segment-schema.ts';

/** Labels a segment: what its path has at least, with what its author added (docs/domain/02 §2.2). */
export function labelSegment(
  segment: Segment,
  position: number,
  type: RecordType | undefined,
): LabelledSegment {
  const matched = matchPath(type?.paths ?? [], segment.path);
  // A path that the dictionary does not know has no floor, and what stands there stays unlabelled whatever its author says.
  const floor = matched?.rule.findFloor(segment.content, matched.captured);
  const label = labelPart(segment, floor, matched?.captured['ref']);
  return {
    segmentId: segment.segmentId,
    pointer: `/segments/${position}`,
    part: 'SEGMENT',
    ...label,
    ...(segment.assertionType === undefined ? {} : { assertionType: segment.assertionType }),
  };
}

/** Labels a part of a question as its author did: there is no content whose path could say more. */
export function labelQuestionPart(part: QuestionPart, position: number): LabelledSegment {
  return {
    segmentId: part.segmentId,
    pointer: `/segments/${position}`,
    part: 'SEGMENT',
    ...labelPart(part, { always: [] }, undefined),
    ...(part.assertionType === undefined ? {} : { assertionType: part.assertionType }),
  };
}

/**
 * Labels an attachment. It has no floor: without its author's categories it is unlabelled. So is a file that is not what it says it
 * is, or that holds more than can be seen of it, whatever its author says: it waits until they have put it right.
 */
export function labelAttachment(attachment: Attachment, position: number): LabelledSegment {
  const label = labelPart(attachment, { always: [] }, undefined);
  const doubt = inspectFile(attachment.data, attachment.contentType);
  return {
    segmentId: attachment.attachmentId,
    pointer: `/attachments/${position}`,
    part: 'ATTACHMENT',
    ...label,
    ...(doubt === undefined ? {} : { labelled: false, level: 'V' }),
  };
}

function labelPart(
  part: Segment | Attachment | QuestionPart,
  floor: LabelFloor | undefined,
  pathRef: string | undefined,
): Omit<LabelledSegment, 'segmentId' | 'pointer' | 'part'> {
  const authored = part.categoryCodes ?? [];
  const { oneOf } = floor ?? {};
  const met = oneOf === undefined || authored.some((code) => oneOf.codes.includes(code));
  const lastResort = met || oneOf.otherwise === undefined ? [] : [oneOf.otherwise];
  const categories = unique([...(floor?.always ?? []), ...lastResort, ...authored]);
  const disputed = 'disputed' in part && part.disputed;
  const flags = unique([
    ...(floor?.flags ?? []),
    ...(part.flags ?? []),
    ...(disputed ? ['DISPUTED' as const] : []),
  ]);
  return {
    labelled: floor !== undefined && (met || lastResort.length > 0) && categories.length > 0,
    categories,
    level: floor === undefined ? 'V' : findLevel(categories, flags, part.level),
    flags,
    aboutRefs: unique([
      ...(part.about ?? (pathRef === undefined ? ['subject'] : [])),
      ...(pathRef === undefined ? [] : [pathRef]),
    ]),
    linkedToNeed: part.linkedToNeed ?? false,
    mandatory: part.mandatory ?? false,
    safetyCritical: part.safetyCritical ?? false,
    notForRoles: part.notForRoles ?? [],
    ...(part.embargoUntil === undefined ? {} : { embargoUntil: part.embargoUntil }),
    ...(part.dataDate === undefined ? {} : { dataDate: part.dataDate }),
    ...(part.healthOrigin === undefined ? {} : { healthOrigin: part.healthOrigin }),
  };
}
