import type { z } from 'zod';
import { formInWords, typeInWords } from '../../platform/index.ts';
import { speaking } from '../../records/index.ts';
import type { ProblemDetail } from '../../vocabulary/index.ts';

type Issue = z.core.$ZodIssue;

/**
 * Says what is wrong with a body as pointers, rules and fixed words. Neither a value nor a member name that the sender made up
 * is repeated: both can hold what a family told somebody in confidence.
 */
export function describeIssues(issues: readonly Issue[]): ProblemDetail[] {
  return issues.map((issue) => ({
    pointer: toPointer(issue.path),
    ...describe(issue),
  }));
}

/** A JSON pointer (RFC 6901) from the path of an issue. */
function toPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

const missing = { rule: 'missing', message: 'This must be given.' };

function describe(issue: Issue): Pick<ProblemDetail, 'rule' | 'message'> {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? missing
        : issue.path.length === 0
          ? { rule: 'body-type', message: `The body must be ${nameType(issue.expected)}.` }
          : { rule: 'type', message: `This must be ${nameType(issue.expected)}.` };
    case 'unrecognized_keys':
      return { rule: 'unknown-member', message: 'This object has a member that is not known here.' };
    case 'invalid_value':
      return issue.input === undefined
        ? missing
        : { rule: 'value', message: 'This must be one of the listed values.' };
    case 'invalid_union':
      return issue.input === undefined
        ? missing
        : { rule: 'form', message: 'This fits none of the forms that it may have.' };
    case 'invalid_format':
      return issue.pattern === String(speaking.worded)
        ? { rule: 'blank', message: 'There is nothing here that says anything. Say it in words.' }
        : { rule: 'form', message: `This is not of its form: ${formInWords(issue)}.` };
    case 'too_small':
      return { rule: 'too-small', message: `This must be at least ${String(issue.minimum)} long or large.` };
    case 'too_big':
      return { rule: 'too-large', message: `This must be at most ${String(issue.maximum)} long or large.` };
    case 'custom':
      return { rule: ruleOf(issue), message: issue.message };
    case 'invalid_element':
    case 'invalid_key':
    case 'not_multiple_of':
      return { rule: 'value', message: 'This is not allowed here.' };
  }
}

function nameType(expected: string): string {
  return typeInWords(expected) ?? `of the type ${expected}`;
}

function ruleOf(issue: z.core.$ZodIssueCustom): string {
  const rule: unknown = issue.params?.['rule'];
  return typeof rule === 'string' ? rule : 'rule';
}
