import type { Answer, Judge, RuleSet } from './cedar-engine.ts';

/** Puts one question to a set of policies. */
export function ask(
  judge: Judge,
  set: RuleSet,
  principal: string,
  action: string,
  [type, id]: readonly [string, string],
  context: Parameters<Judge['ask']>[0]['context'],
  principalId = 'it',
): Answer {
  return judge.ask({
    set,
    principal: { type: principal, id: principalId },
    action,
    resource: { type, id },
    context,
  });
}

/** Policies contradict each other: more than one of them answers what has one answer. */
export class PoliciesContradict extends Error {}

/** The one policy that answers; several at once would be a fault of the policies. */
export function only({ allowed, by }: Answer): string | undefined {
  if (!allowed) return undefined;
  const names = new Set(
    by.map((rule) => (rule.includes('/') && !/\/[A-Z]/.test(rule) ? rule.split('/')[0] : rule)),
  );
  if (names.size > 1) throw new PoliciesContradict(`more than one rule answers: ${by.join()}`);
  return [...names][0];
}

/** The code that a policy stands for: the part of its name before the stroke. */
export function codeOf(rule: string | undefined): string | undefined {
  return rule?.split('/')[0];
}

/** The codes that policies stand for, each once. */
export function codesOf(rules: readonly string[]): string[] {
  return [...new Set(rules.map((rule) => rule.split('/')[0] ?? rule))].sort();
}
