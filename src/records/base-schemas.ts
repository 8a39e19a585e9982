import { z } from 'zod';
import { type JsonObject, type JsonValue, calendarDay, offsetInstant } from '../platform/index.ts';
import { categoryCodes, departments, handlingFlags, roles } from '../vocabulary/index.ts';

/** What a schema describes, as nobody may change it after parsing. JSON has no undefined: a member is there or is not. */
export type DeepReadonly<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Exclude<Value[Key], undefined>> }
    : Value;

/** What a text must hold to say something: a character that can be seen; in a narrative a letter, a number or a picture. */
export const speaking = { seen: /[\p{L}\p{N}\p{P}\p{S}]/u, worded: /[\p{L}\p{N}\p{So}]/u } as const;

/** A line or a few words. Spaces, and characters that have no width, say nothing. */
export const shortText = z.string().min(1, { abort: true }).max(500).regex(speaking.seen);

/** A narrative, a summary, a reason. A dash or a full stop is no answer to why; a child may well answer with a picture. */
export const longText = z.string().min(1, { abort: true }).max(20_000).regex(speaking.worded);

/** A calendar day, YYYY-MM-DD. */
export const day = calendarDay;

/** An instant in ISO 8601 with its offset. */
export const instant = offsetInstant;

/** How often something was written anew, from 1. Nobody writes a plan a million times, and a database has room for no more than so many. */
export const versionNumber = z.int().min(1).max(1_000_000);

/** A random identifier. It says nothing by itself: neither a name nor how many others there are. */
export const uuid = z.uuid();

/**
 * The author's name for a part: a UUID, or words in small letters joined by hyphens. Numbers are not allowed, because a
 * run of released parts 1, 2 and 4 would show that a third was withheld in silence (docs/domain/03 §3.5).
 */
export const partId = z
  .string()
  .max(64)
  .regex(/^(?:[a-z]+(?:-[a-z]+)*|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/);

/**
 * A message or correlation identifier: a UUID, also as a URN. It stands in clear in the database and in logs, where a name or a
 * number of somebody must never stand.
 */
export const messageIdentifier = z
  .string()
  .regex(/^(?:urn:uuid:)?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/);

/** A local identifier of a person who works somewhere. */
export const staffIdentifier = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

export const category = z.enum(categoryCodes);
export const flag = z.enum(handlingFlags);
export const role = z.enum(roles);
export const department = z.enum(departments);

/** How an organisation is named (docs/domain/04 §4.5). Only the shape is checked here; agreements looks it up. */
export const organisationIdentifier = z.strictObject({
  system: z.enum(['ods', 'gss', 'urn', 'laestab', 'la', 'ukprn']),
  value: z.string().regex(/^[A-Z0-9/]{3,12}$/),
});

/** How a person is numbered: a register and a number in it (docs/domain/04). Only the shape is checked here. */
export const personIdentifier = z.strictObject({
  system: z.string().regex(/^(?:[a-z]+(?:-[a-z]+)*|https?:\/\/[A-Za-z0-9./_~-]{1,200})$/),
  value: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ./-]{0,63}$/),
  validFrom: day.optional(),
  validTo: day.optional(),
});

/** Where somebody is and how to reach them: category CON wherever it stands. */
export const contact = z.strictObject({
  addresses: z
    .array(
      z.strictObject({
        lines: z.array(shortText).min(1).max(6),
        postcode: z.string().max(10).optional(),
        uprn: z
          .string()
          .regex(/^[0-9]{1,12}$/)
          .optional(),
        kind: z.enum(['HOME', 'TEMPORARY', 'PLACEMENT', 'OTHER']).optional(),
      }),
    )
    .max(10)
    .optional(),
  telecom: z
    .array(
      z.strictObject({
        kind: z.enum(['PHONE', 'EMAIL', 'OTHER']),
        value: shortText,
        safe: z.boolean().optional(),
      }),
    )
    .max(10)
    .optional(),
});

/** A person's name. */
export const personName = z.strictObject({
  family: shortText.optional(),
  given: z.array(shortText).max(6).optional(),
  knownAs: shortText.optional(),
});

/** A language as BCP 47 names it. */
export const languageTag = z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/);

/** Any JSON value; what it must look like is said elsewhere. */
export const anyJson = z.custom<JsonValue>((value) => value !== undefined);

/** Any JSON object. */
export const anyJsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
