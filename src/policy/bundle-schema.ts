import { z } from 'zod';
import {
  type CategoryCode,
  categoryCodes,
  dutyKinds,
  legalPowerCodes,
  reasonCodes,
  reg17ExceptionCodes,
  roles,
} from '../vocabulary/index.ts';
import { basisAttributes, combineAttributes, forbidAttributes, rowAttributes } from './attributes.ts';
import { bundleStatuses } from './bundle.ts';
import { codes, condition, conditions } from './code-list.ts';

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id is lower-case words joined by hyphens');
const words = z.string().trim().min(1, 'say it in words');
const day = z.iso.date('a day is YYYY-MM-DD');
const source = z
  .string({ error: 'name the source: statute, standard or paragraph' })
  .trim()
  .min(1, 'name the source');
const named = { id, title: words, source };

/** One code of a vocabulary. */
function code<Code extends string>(kind: string, known: readonly Code[]): z.ZodType<Code> {
  return z.unknown().transform((input, context): Code => {
    const found = known.find((each) => each === input);
    if (found !== undefined) return found;
    context.issues.push({ code: 'custom', message: `unknown ${kind} ${JSON.stringify(input)}`, input });
    return z.NEVER;
  });
}

const categories = z.array(code('category', categoryCodes));

const listedColumn = categories.min(1, 'leave an empty column out');

/** A column: categories, or `rest` for every category that stands in no other column. */
const column = z.unknown().transform((input, context): 'rest' | readonly CategoryCode[] => {
  if (input === 'rest') return input;
  const parsed = listedColumn.safeParse(input);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    context.issues.push({ code: 'custom', message, input, path: [...path] });
  }
  return z.NEVER;
});

const reason = code('reason', reasonCodes);

const recipient = z.strictObject({
  type: codes('recipientType'),
  department: codes('recipientDepartment').optional(),
  role: codes('recipientRole').optional(),
  dutyStatus: codes('recipientDutyStatus').optional(),
});

const selector = z.strictObject({
  to: recipient,
  from: z.strictObject({ type: codes('sourceType') }).optional(),
  purposes: codes('purpose'),
  messageTypes: codes('messageType').optional(),
});

const row = z.strictObject({
  ...named,
  for: z.preprocess((input): unknown => (Array.isArray(input) ? input : [input]), z.array(selector).min(1)),
  everywhere: categories.optional(),
  allow: column.optional(),
  linked: column.optional(),
  permitted: column.optional(),
  childPermitted: categories.min(1).optional(),
  never: column.optional(),
  neverLevels: codes('level').optional(),
  onlyLevels: codes('level').optional(),
  notes: words.optional(),
});

const combineRule = z.strictObject({
  ...named,
  when: conditions(combineAttributes),
  outcome: z.enum(['FORWARD', 'HOLD', 'WITHHOLD']),
  reason,
});

const forbidRule = z.strictObject({
  ...named,
  when: conditions(forbidAttributes),
  reason,
  bar: z.boolean().default(false),
});

const explainRule = z.strictObject({ ...named, when: conditions(forbidAttributes), reason });

const basis = z.strictObject({
  ...named,
  when: condition(basisAttributes),
  since: day.optional(),
  until: day.optional(),
  powers: z.array(code('legal power', legalPowerCodes)),
  dutyKind: z.enum(dutyKinds),
  art6: words,
  art9: words.nullable(),
  sch1: words.nullable(),
  art10: words.nullable(),
  confidentiality: words,
  needsConsent: z.boolean(),
  notes: words.optional(),
});

/** A row of an earlier version that said something else than its source. */
const correction = z.strictObject({ row: id, source, notes: words });

const statement = { title: words, source };

const gates = z.strictObject({
  reg17: z.strictObject({
    ...statement,
    applies: conditions(rowAttributes),
    except: conditions(rowAttributes),
    exceptions: z
      .array(
        z.strictObject({
          code: code('exception', reg17ExceptionCodes),
          ...statement,
          when: conditions(rowAttributes),
          writtenRequest: z.boolean().default(false),
          withoutIdentity: z.boolean().default(false),
          notes: words.optional(),
        }),
      )
      .min(1),
  }),
  approvers: z.strictObject({ ...statement, roles: z.array(code('role', roles)).min(1) }),
  healthProfessionals: z.strictObject({ ...statement, roles: z.array(code('role', roles)).min(1) }),
});

/** The text of a bundle, as docs/policy-format.md describes it. Unknown keys are refused at every level. */
export const bundleSchema = z.strictObject({
  bundle: z.string().regex(/^[A-Z0-9]+(-[A-Z0-9]+)*$/, 'a bundle is named in capitals joined by hyphens'),
  version: z.int().min(1),
  status: z.enum(bundleStatuses),
  effectiveFrom: day,
  extends: z.strictObject({ bundle: z.string(), version: z.int().min(1) }).optional(),
  sources: z.array(words).min(1, 'name what the bundle rests on'),
  everywhere: categories.optional(),
  corrections: z.array(correction).default([]),
  removeRows: z.array(id).optional(),
  removeBases: z.array(id).optional(),
  rows: z.array(row).default([]),
  combine: z.array(combineRule).default([]),
  forbid: z.array(forbidRule).default([]),
  explain: z.array(explainRule).default([]),
  bases: z.array(basis).default([]),
  gates: gates.optional(),
});

/** A bundle as read, before rows are resolved and what it extends is brought in. */
export type BundleText = z.output<typeof bundleSchema>;

/** A row as read. */
export type RowText = BundleText['rows'][number];
