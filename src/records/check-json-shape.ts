import type { JsonValue } from '../platform/index.ts';
import { joinPointer } from './json-pointer.ts';
import { type ValidationProblem, type ValidationRule, problemAt } from './validation-problem.ts';

/** As deep as the strict parser lets anything in (64 levels); deeper values would overflow what writes them out again. */
const deepest = 64;

const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Checks what must hold of any JSON before it is walked: bounded depth, and no member name that reaches an object's
 * prototype. The strict parser guarantees it for what comes through the door; records that are handed over as values
 * (pulled from a holder, built by a test) are held to the same. Goes no deeper than it allows, so that it cannot overflow.
 */
export function checkJsonShape(value: JsonValue): ValidationProblem | undefined {
  const found = findBreach(value, 0);
  return found === undefined ? undefined : problemAt(joinPointer(found.path), found.rule);
}

interface Breach {
  readonly rule: ValidationRule;
  readonly path: readonly string[];
}

function findBreach(value: JsonValue, depth: number): Breach | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= deepest) return { rule: 'json-depth', path: [] };
  for (const [name, member] of Object.entries(value)) {
    if (forbiddenNames.has(name)) return { rule: 'member-name', path: [name] };
    const found = findBreach(member, depth + 1);
    if (found !== undefined) return { rule: found.rule, path: [name, ...found.path] };
  }
  return undefined;
}
