import type { z } from 'zod';
import { type Result, formInWords, ok, refuse, typeInWords } from '../platform/index.ts';

/**
 * Why something could not be registered, proposed or signed: the field (dotted path in the input), the stable name of the
 * rule that it broke, and a sentence for the person who typed it. Never holds key material or the value of a secret.
 */
export interface RegistrationProblem {
  readonly field: string;
  readonly rule: string;
  readonly message: string;
}

/** Makes one problem. */
export function problem(field: string, rule: string, message: string): RegistrationProblem {
  return { field, rule, message };
}

/** Puts the problems of a nested input under the field that holds it. */
export function problemsUnder(
  field: string,
  problems: readonly RegistrationProblem[],
): RegistrationProblem[] {
  return problems.map((one) => ({ ...one, field: one.field === '' ? field : `${field}.${one.field}` }));
}

/**
 * Reads untrusted input by its schema, or lists all that is wrong with it. A custom rule names itself in `params.rule`; others
 * are named by zod's code. Where the schema has no sentence of its own for a rule, ours stands in.
 */
export function readFields<Fields extends z.ZodType>(
  fields: Fields,
  input: unknown,
): Result<z.output<Fields>, RegistrationProblem[]> {
  const parsed = fields.safeParse(input, { error: sayInWords });
  return parsed.success ? ok(parsed.data) : refuse(parsed.error.issues.flatMap((issue) => describe(issue)));
}

type Issue = z.core.$ZodIssue;

function describe(issue: Issue, above: readonly PropertyKey[] = []): readonly RegistrationProblem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union') {
    // Of several forms the one that fits as a whole, and is broken further in, is the one that was meant.
    const meant = issue.errors.filter((form) => form.every((inner) => inner.path.length > 0));
    const [only] = meant;
    if (only !== undefined && meant.length === 1) return only.flatMap((inner) => describe(inner, path));
  }
  const params: unknown = issue.code === 'custom' ? issue.params?.['rule'] : undefined;
  const rule = typeof params === 'string' ? params : ruleNames[issue.code];
  return [problem(path.map(String).join('.'), rule ?? issue.code.replaceAll('_', '-'), issue.message)];
}

const ruleNames: Readonly<Partial<Record<Issue['code'], string>>> = {
  invalid_union: 'form',
  unrecognized_keys: 'unknown-field',
};

/** What zod would say in its own words, for somebody who has never heard of it. */
function sayInWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type': {
      const wanted = typeInWords(issue.expected) ?? issue.expected;
      return issue.input === undefined ? `Give ${wanted} here.` : `This must be ${wanted}.`;
    }
    case 'invalid_value':
      return `This must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}.`;
    case 'invalid_union':
      return `This must be ${issue.errors.map(nameForm).join(', or ')}.`;
    case 'unrecognized_keys':
      return `There is no such field here: ${issue.keys.join(', ')}.`;
    case 'too_small':
      return `This needs at least ${String(issue.minimum)}.`;
    case 'too_big':
      return `This may have at most ${String(issue.maximum)}.`;
    case 'invalid_format':
      return `This is not of its form: ${formInWords(issue)}.`;
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'not_multiple_of':
      return undefined;
  }
}

/** One of the forms that something may have, by what the first of its own issues asks for. */
function nameForm([issue]: readonly Issue[]): string {
  if (issue?.code === 'invalid_value') return issue.values.map(String).join(' or ');
  return issue?.code === 'invalid_type' && issue.path.length === 0
    ? (typeInWords(issue.expected) ?? issue.expected)
    : 'another form';
}
