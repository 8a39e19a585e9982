import type { z } from 'zod';

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

/** The problems that a zod schema found. A custom rule names itself in `params.rule`; others are named by zod's code. */
export function problemsOfSchema(error: z.ZodError): RegistrationProblem[] {
  return error.issues.map((issue) => {
    const params: unknown = issue.code === 'custom' ? issue.params?.['rule'] : undefined;
    const rule = typeof params === 'string' ? params : issue.code.replaceAll('_', '-');
    return problem(issue.path.map(String).join('.'), rule, issue.message);
  });
}
