import { expect } from '@jest/globals';
import { type ProblemCode, type ProblemDetail, problems } from '../../src/vocabulary/index.ts';
import { findCanaries } from './find-leaks.ts';
import type { RawAnswer } from './raw-partner.ts';

/** What a refusal must say: its code, and where one is expected the place and the rule. */
export interface ExpectedProblem {
  readonly code: ProblemCode;
  readonly pointer?: string;
  readonly rule?: string;
}

/** What no answer to a partner ever shows: places in our code, our libraries, our database. */
const internals =
  /node_modules|\.ts\b|\.js\b|\bat \S+ \(|Error:|postgres|pg_|sqlstate|\bselect\b.*\bfrom\b|\binsert into\b|\/work\/|\/tmp\//i;

/**
 * Holds an answer to the form of every refusal: status and body of the code, `application/problem+json`, the exchange id
 * that the header names, not a value of what was sent, nothing of our insides.
 */
export function expectProblem(answer: RawAnswer, { code, pointer, rule }: ExpectedProblem): void {
  const { status, title } = problems[code];
  const body = answer.json as { readonly code?: string; readonly errors?: readonly ProblemDetail[] } | null;
  expect({
    status: answer.status,
    code: body?.code,
    text: answer.status === status ? '' : answer.text,
  }).toEqual({
    status,
    code,
    text: '',
  });
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(body).toMatchObject({
    type: `/problems/${code}`,
    title,
    status,
    exchangeId: answer.headers['assent-exchange-id'],
  });
  if (pointer !== undefined || rule !== undefined) {
    const found = (body?.errors ?? []).map((each) => ({ pointer: each.pointer, rule: each.rule }));
    expect(found).toContainEqual({ pointer: pointer ?? found[0]?.pointer, rule: rule ?? found[0]?.rule });
  }
  for (const { message } of body?.errors ?? []) expect(message).toMatch(/^[A-Za-z0-9].{5,160}$/);
  expect(answer.text).not.toMatch(internals);
  expect([...findCanaries(answer.text)]).toEqual([]);
  expect(answer.text.length).toBeLessThan(64 * 1024);
}
