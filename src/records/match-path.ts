import { uuidShape } from '../platform/index.ts';
import type { PathRule } from './record-type.ts';

/** A path that the dictionary knows, with what stands at its braces. */
export interface MatchedPath {
  readonly rule: PathRule;
  readonly captured: Readonly<Record<string, string>>;
}

/** Finds the rule for a path. A path that no rule names has none, so that what stands there is never released. */
export function matchPath(rules: readonly PathRule[], path: string): MatchedPath | undefined {
  const tokens = path.split('/');
  for (const rule of rules) {
    const captured = captureTokens(rule, tokens);
    if (captured !== undefined) return { rule, captured };
  }
  return undefined;
}

function captureTokens(
  rule: PathRule,
  tokens: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (rule.tokens.length !== tokens.length) return undefined;
  const captured: [string, string][] = [];
  for (const [position, expected] of rule.tokens.entries()) {
    const token = tokens[position] ?? '';
    if (!expected.startsWith('{')) {
      if (expected !== token) return undefined;
      continue;
    }
    const name = expected.slice(1, -1);
    const choices = Object.hasOwn(rule.choices, name) ? rule.choices[name] : undefined;
    if (choices === undefined ? !uuidShape.test(token) : !choices.includes(token)) return undefined;
    captured.push([name, token]);
  }
  return Object.fromEntries(captured);
}
