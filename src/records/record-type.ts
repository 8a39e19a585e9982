import type { z } from 'zod';
import type { JsonValue } from '../platform/index.ts';
import type { CategoryCode, HandlingFlag, MessageTypeCode } from '../vocabulary/index.ts';
import type { Message } from './message.ts';

/** The least that a part is labelled with. An author may add to it and never take away (docs/domain/02 §2.2). */
export interface LabelFloor {
  /** Categories that the part has whatever its author says. */
  readonly always: readonly CategoryCode[];
  /** The author must name at least one of these; otherwise the last resort holds, and without one the part is unlabelled. */
  readonly oneOf?: { readonly codes: readonly CategoryCode[]; readonly otherwise?: CategoryCode };
  readonly flags?: readonly HandlingFlag[];
}

/** One path of a record: what stands there, in which form, and how it is labelled at least. */
export interface PathRule {
  /** Path of the part; `{ref}` is a related person, `{id}` any UUID, and another name in braces one of `choices`. */
  readonly path: string;
  /** The path cut at its slashes. */
  readonly tokens: readonly string[];
  readonly plain: string;
  /** Whether a record without it makes no sense. */
  readonly required: boolean;
  readonly content: z.ZodType;
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** The floor for this content, or undefined when the content is not of its form. */
  findFloor(content: JsonValue, captured: Readonly<Record<string, string>>): LabelFloor | undefined;
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
  /** What the reason for not telling the family gives away at least, where its author does not say. */
  readonly familyInformedFloor: readonly CategoryCode[];
  readonly examples: readonly { readonly title: string; build(): Message }[];
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
}): PathRule {
  const { floor } = rule;
  return {
    path: rule.path,
    tokens: rule.path.split('/'),
    plain: rule.plain,
    required: rule.required ?? false,
    content: rule.content,
    choices: rule.choices ?? {},
    findFloor: (content, captured) => {
      if (typeof floor !== 'function') return floor;
      const parsed = rule.content.safeParse(content);
      return parsed.success ? floor(parsed.data, captured) : undefined;
    },
  };
}

/** A floor of categories that always hold. */
export function always(...codes: readonly CategoryCode[]): LabelFloor {
  return { always: codes };
}
