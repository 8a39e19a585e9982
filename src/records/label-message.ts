import { type CodeTable, baseCodeTable } from './fhir/code-table.ts';
import { labelResources } from './fhir/label-resources.ts';
import { getRecordType } from './get-record-type.ts';
import { labelFamilyInformed, labelRelatedPerson, labelSubject } from './label-envelope.ts';
import { labelAttachment, labelSegment } from './label-segment.ts';
import type { LabelledSegment } from './labelled-segment.ts';
import type { MessageBody } from './message.ts';

/**
 * Labels every part of a message that could leave: what the envelope says of people, each segment, each attachment, each
 * FHIR resource. What is not here cannot leave, because redaction copies only parts that are named here. Pure; the same
 * message always has the same labels in the same order.
 * @param codes what coded concepts are
 */
export function labelMessage(
  message: MessageBody,
  codes: CodeTable = baseCodeTable,
): readonly LabelledSegment[] {
  const type = getRecordType(message.type);
  return [
    ...(message.subject === undefined ? [] : labelSubject(message.subject)),
    ...(message.relatedPersons ?? []).flatMap(labelRelatedPerson),
    ...(message.familyInformed === undefined ? [] : labelFamilyInformed(message.familyInformed, type)),
    ...(message.segments ?? []).map((segment, position) => labelSegment(segment, position, type)),
    ...labelResources(message, codes),
    ...(message.attachments ?? []).map(labelAttachment),
  ];
}

/** The identifiers of all parts, in order. */
export function listPartIds(message: MessageBody): readonly string[] {
  return labelMessage(message).map(({ segmentId }) => segmentId);
}
