import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { canonicalJson, parseStrictJson } from '../platform/index.ts';
import { type ClockRule, type Span, clockRuleSchema, spanSchema } from './clock-rule.ts';
import { acknowledgementClocks, statutoryClocks } from './statutory-clocks.ts';

/** What a partnership sets: deadlines of its own, and what it makes stricter of those that everybody has. */
const localClocksSchema = z.strictObject({
  /** Who agreed on it, and where that stands. */
  source: z.string().min(5).max(300),
  add: z.array(clockRuleSchema.omit({ standing: true })).max(50),
  tighten: z
    .array(
      z.strictObject({
        code: z.string(),
        limit: spanSchema.optional(),
        /** The reasons that still excuse; never one more. */
        excuses: clockRuleSchema.shape.excuses.optional(),
        reminders: clockRuleSchema.shape.reminders.optional(),
      }),
    )
    .max(50),
});

/** The deadlines that hold here, by their codes. */
export type ClockRules = ReadonlyMap<string, ClockRule>;

/**
 * The deadlines that hold: those that everybody has, with what a partnership adds or makes stricter in a file.
 * @throws Error where the file cannot be read, says anything else, or would make one looser: such a gateway does not start
 */
export function loadClockRules(file: string | undefined): ClockRules {
  if (file === undefined) return joinClockRules(undefined);
  const json = parseStrictJson(readFileSync(file));
  if (!json.ok) throw new Error(`${file} is no JSON: ${json.refusal.message}`);
  try {
    return joinClockRules(json.value);
  } catch (fault) {
    throw new Error(`${file}: ${fault instanceof Error ? fault.message : 'cannot be read'}`, {
      cause: fault,
    });
  }
}

/**
 * As `loadClockRules`, of what such a file says.
 * @throws Error with what is wrong
 */
export function joinClockRules(given: unknown): ClockRules {
  const rules = new Map(statutoryClocks.map((rule) => [rule.code, rule]));
  if (given !== undefined) addLocal(rules, given);
  checkRules(rules);
  return rules;
}

function addLocal(rules: Map<string, ClockRule>, given: unknown): void {
  const read = localClocksSchema.safeParse(given);
  if (!read.success)
    throw new Error(
      read.error.issues.map(({ path, message }) => `/${path.join('/')}: ${message}`).join('; '),
    );
  const { add, tighten } = read.data;
  for (const rule of add) {
    if (rules.has(rule.code) || Object.hasOwn(acknowledgementClocks, rule.code))
      throw new Error(`${rule.code} is set already: say what of it is stricter under "tighten"`);
    rules.set(rule.code, { ...rule, standing: 'LOCAL' });
  }
  for (const stricter of tighten) {
    const rule = rules.get(stricter.code);
    if (rule === undefined) throw new Error(`${stricter.code} is no deadline that could be made stricter`);
    const { limit = rule.limit, excuses = rule.excuses, reminders = rule.reminders } = stricter;
    if (!isAsStrict(rule, limit))
      throw new Error(`${stricter.code}: a partnership may not make this deadline looser`);
    if (excuses.some((excuse) => !rule.excuses.includes(excuse)))
      throw new Error(`${stricter.code}: a partnership may not excuse what the law does not`);
    rules.set(rule.code, { ...rule, limit, excuses, reminders });
  }
}

/** Lengths in different units are not compared: nobody could say which of two weeks and ten working days is less. */
function isAsStrict({ limit, bound }: ClockRule, given: Span): boolean {
  if (limit.unit !== given.unit) return canonicalJson({ ...limit }) === canonicalJson({ ...given });
  return bound === 'AT_MOST' ? given.count <= limit.count : given.count >= limit.count;
}

/** What a rule names must be there, and what is owed must have an end and somebody who hears when it is late. */
function checkRules(rules: ClockRules): void {
  for (const { code, bound, starts, escalation, owedBy, owedTo } of rules.values()) {
    if (starts.whileRunning !== undefined && !rules.has(starts.whileRunning))
      throw new Error(`${code} runs only while ${starts.whileRunning} does, which is no deadline`);
    if (bound === 'AT_MOST' && escalation.length === 0)
      throw new Error(`${code} escalates to nobody: a deadline that nobody hears of is none`);
    if (owedBy === owedTo) throw new Error(`${code} is owed by whoever waits for it`);
  }
}
