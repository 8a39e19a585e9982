import type { JsonObject } from '../platform/index.ts';
import type { MessageTypeCode } from '../vocabulary/index.ts';
import type { Envelope, FamilyInformed, RelatedPerson, Subject } from './envelope-schema.ts';
import type { Attachment, Segment } from './segment-schema.ts';

/** A message whose parts its author cut and labelled. */
export interface SegmentedMessage extends Envelope {
  readonly type: Exclude<MessageTypeCode, 'FHIR'>;
  readonly segments: readonly Segment[];
}

/** A FHIR R4 resource or bundle: each resource is one part. */
export interface FhirMessage extends Envelope {
  readonly type: 'FHIR';
  readonly resource: JsonObject;
}

/** A well-formed message. It is the JSON value that came in: no member was added, dropped or moved. */
export type Message = SegmentedMessage | FhirMessage;

/** The parts of a message that can leave: what labelling and redaction read, of a message and of a redacted message alike. */
export interface MessageBody {
  readonly type: MessageTypeCode;
  readonly subject?: Subject | undefined;
  readonly relatedPersons?: readonly RelatedPerson[] | undefined;
  readonly familyInformed?: FamilyInformed | undefined;
  readonly segments?: readonly Segment[] | undefined;
  readonly attachments?: readonly Attachment[] | undefined;
  readonly resource?: JsonObject | undefined;
}
