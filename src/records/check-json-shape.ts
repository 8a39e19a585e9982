import type { JsonValue } from '../platform/index.ts';
import { joinPointer } from './json-pointer.ts';
import { type ValidationProblem, problemAt } from './validation-problem.ts';

/** As deep as the strict parser lets anything in (64 levels); deeper values would overflow what writes them out again. */
const deepest = 64;

const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Checks what must hold of any JSON before it is walked: bounded depth, and no member name that reaches an object's
 * prototype. The strict parser guarantees it for what comes through the door; records that are handed over as values
 * (pulled from a holder, built by a test) are held to the same. Walks without recursion, so that depth cannot overflow it.
 */
export function checkJsonShape(value: JsonValue): ValidationProblem | undefined {
  const waiting: { readonly value: JsonValue; readonly path: readonly (string | number)[] }[] = [
    { value, path: [] },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value: current, path } = next;
    if (typeof current !== 'object' || current === null) continue;
    if (path.length >= deepest) return problemAt(joinPointer(path), 'json-depth');
    for (const [name, member] of Object.entries(current)) {
      if (forbiddenNames.has(name)) return problemAt(joinPointer([...path, name]), 'member-name');
      waiting.push({ value: member, path: [...path, name] });
    }
  }
  return undefined;
}
