import type { JsonObject } from '../../platform/index.ts';
import type { Attachment, FamilyInformed, RelatedPerson, Segment, Subject } from '../../records/index.ts';
import type { CategoryCode, ConfidentialityLevel } from '../../vocabulary/index.ts';
import type { OutboundEnvelope } from './outbound-envelope.ts';

/** A code of a code system. */
export interface Coding {
  readonly system: string;
  readonly code: string;
}

/** Security labels of the whole (docs/domain/03 §3.3). */
export interface SecurityLabelling {
  /** As secret as the most secret part that is released; what was withheld does not count. */
  readonly confidentiality: ConfidentialityLevel;
  readonly security: readonly Coding[];
  readonly tag?: readonly Coding[];
}

/** A part that was left out and may be seen to be. It says neither what nor whose it was. */
export interface Placeholder {
  readonly notice: typeof placeholderNotice;
}

/** What a reader sees in place of a part that was left out (docs/domain/03 §3.5). */
export const placeholderNotice = 'withheld: not needed for this purpose';

/** Said where what came was signed: its signatures stay behind, because they are over what came and not over what leaves. */
export const signatureNotice =
  'The signatures were left out: they are over the record as its author signed it. Ask the organisation that sent it for the signed original.';

/**
 * The sentence that every outbound document carries. Because it is always there it gives nothing away when something
 * was withheld in silence, and yet nobody takes a document for complete (docs/domain/03 §3.5).
 */
export const footerSentence =
  'This may have been limited to what its reader needs for the purpose. If you need more, ask the organisation that sent it.';

/** Which kinds of information went, and which were left out as far as that may be said (rulings 9). */
export interface Manifest {
  readonly released: readonly CategoryCode[];
  readonly withheld: readonly CategoryCode[];
}

/** A released segment: the author's own members that a reader needs, with the gateway's labels. */
export type ReleasedSegment = Omit<Segment, 'categoryCodes'> & {
  readonly categoryCodes: readonly CategoryCode[];
  /** An allegation that nobody has verified. */
  readonly unverified?: true;
};

/** A released attachment. */
export type ReleasedAttachment = Omit<Attachment, 'categoryCodes'> & {
  readonly categoryCodes: readonly CategoryCode[];
};

/** What leaves for one recipient. */
export interface RedactedMessage {
  readonly envelope: Omit<OutboundEnvelope, 'reliesOnConsent' | 'wishes'>;
  readonly subject?: Subject;
  readonly relatedPersons?: readonly RelatedPerson[];
  readonly familyInformed?: FamilyInformed;
  readonly segments?: readonly ReleasedSegment[];
  readonly resource?: JsonObject;
  readonly attachments?: readonly ReleasedAttachment[];
  readonly unsigned?: typeof signatureNotice;
  readonly withheld?: readonly Placeholder[];
  readonly manifest: Manifest;
  readonly labels: SecurityLabelling;
  readonly wishes?: readonly string[];
  readonly footer: typeof footerSentence;
}
