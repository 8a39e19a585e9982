import type { z } from 'zod';
import type { JsonValue } from '../platform/index.ts';
import type {
  CategoryCode,
  Department,
  HandlingFlag,
  MessageTypeCode,
  OrganisationType,
} from '../vocabulary/index.ts';
import type { Message, SegmentedMessage } from './message.ts';
import type { ExampleIdentity } from './examples/synthetic-organisations.ts';
import type { ValidationRule } from './validation-problem.ts';
import { segmentedMessageSchema } from './segmented-message-schema.ts';

/** The least that a part is labelled with. An author may add to it and never take away (docs/domain/02 §2.2). */
export interface LabelFloor {
  /** Categories that the part has whatever its author says. */
  readonly always: readonly CategoryCode[];
  /** The author must name at least one of these; otherwise the last resort holds, and without one the part is unlabelled. */
  readonly oneOf?: { readonly codes: readonly CategoryCode[]; readonly otherwise?: CategoryCode };
  readonly flags?: readonly HandlingFlag[];
}

/** One rule that a content breaks although it is of its form. */
export interface Breach {
  /** JSON pointer into the content. */
  readonly pointer: string;
  readonly rule: ValidationRule;
  /** A name out of our own dictionary that helps the author; never a value. */
  readonly named?: string;
}

/** Who sends records of a type (docs/domain/02 §2.3 "Direction"). */
export interface SenderRule {
  readonly type: OrganisationType;
  /** Only these departments of it; any where it is left out. */
  readonly departments?: readonly Department[];
}

/** What is asked of the author of a part beside its content. */
interface AuthorDuties {
  /** A summary in plain words stands beside the content (docs/domain/02 §2.3 M02). */
  readonly plainSummary?: boolean;
  /** The author says whether it is fact, opinion, reported or an allegation (docs/domain/02 §2.2). */
  readonly marked?: boolean;
}

/** One path of a record: what stands there, in which form, and how it is labelled at least. */
export interface PathRule extends AuthorDuties {
  /** Path of the part; `{ref}` is a related person, `{id}` any UUID, and another name in braces one of `choices`. */
  readonly path: string;
  /** The path cut at its slashes. */
  readonly tokens: readonly string[];
  readonly plain: string;
  /** Whether a record without it makes no sense. */
  readonly required: boolean;
  readonly content: z.ZodType;
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** The floor where it is the same for every content. */
  readonly fixedFloor?: LabelFloor;
  /** The floor for this content, or undefined when the content is not of its form. */
  findFloor(content: JsonValue, captured: Readonly<Record<string, string>>): LabelFloor | undefined;
  /** What a content of its form breaks, alone or beside the rest of its message. */
  findBreaches(content: JsonValue, message: SegmentedMessage): readonly Breach[];
}

/** A type of record: everything that the gateway knows of it. */
export interface RecordType {
  readonly code: MessageTypeCode;
  readonly plain: string;
  readonly versions: readonly string[];
  /** What the law or good practice asks about time, in words (docs/domain/02 §2.3). */
  readonly clock: string;
  /** The form of the whole message; feeds OpenAPI. */
  readonly schema: z.ZodType;
  readonly paths: readonly PathRule[];
  /** Who sends it; anybody where nobody is named. */
  readonly senders?: readonly SenderRule[];
  /** Only the lead practitioner of the family sends it. */
  readonly sentByLead?: boolean;
  /** Its attachments too need a summary in plain words. */
  readonly plainAttachments?: boolean;
  /** What the reason for not telling the family gives away at least, where its author does not say. */
  readonly familyInformedFloor: readonly CategoryCode[];
  readonly examples: readonly RecordExample[];
}

/** An example of a record, with invented people. */
export interface RecordExample {
  readonly title: string;
  /** When it is sent in its story (ISO 8601), so that the choices and ages of its people are those of the story. */
  readonly sentAt?: string;
  build(identity?: ExampleIdentity): Message;
}

/** Describes a type whose author cuts it into segments. */
export function defineRecordType(
  type: Pick<RecordType, 'plain' | 'clock' | 'paths' | 'examples'> &
    Partial<Pick<RecordType, 'senders' | 'sentByLead' | 'plainAttachments' | 'familyInformedFloor'>> & {
      readonly code: Exclude<MessageTypeCode, 'FHIR'>;
    },
): RecordType {
  return {
    versions: ['1.0'],
    familyInformedFloor: [],
    schema: segmentedMessageSchema(type.code),
    ...type,
  };
}

/** Describes one path. The floor is either fixed, or follows from the content or from what the path names. */
export function definePath<Content extends z.ZodType>(rule: {
  readonly path: string;
  readonly plain: string;
  readonly content: Content;
  readonly required?: boolean;
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  readonly floor:
    | LabelFloor
    | ((content: z.infer<Content>, captured: Readonly<Record<string, string>>) => LabelFloor | undefined);
  readonly plainSummary?: boolean;
  readonly marked?: boolean;
  readonly breaches?: (content: z.infer<Content>, message: SegmentedMessage) => readonly Breach[];
}): PathRule {
  const { floor, breaches } = rule;
  return {
    path: rule.path,
    tokens: rule.path.split('/'),
    plain: rule.plain,
    required: rule.required ?? false,
    content: rule.content,
    choices: rule.choices ?? {},
    plainSummary: rule.plainSummary ?? false,
    marked: rule.marked ?? false,
    ...(typeof floor === 'function' ? {} : { fixedFloor: floor }),
    findFloor: (content, captured) => {
      if (typeof floor !== 'function') return floor;
      const parsed = rule.content.safeParse(content);
      return parsed.success ? floor(parsed.data, captured) : undefined;
    },
    findBreaches: (content, message) => {
      if (breaches === undefined) return [];
      const parsed = rule.content.safeParse(content);
      return parsed.success ? breaches(parsed.data, message) : [];
    },
  };
}

/** A floor of categories that always hold. */
export function always(...codes: readonly CategoryCode[]): LabelFloor {
  return { always: codes };
}

/** The author must say which of these it is; nothing is assumed, and without one of them nothing goes. */
export function oneOf(...codes: readonly CategoryCode[]): LabelFloor {
  return { always: [], oneOf: { codes } };
}
