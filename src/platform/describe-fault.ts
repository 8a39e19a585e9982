import { isNativeError } from 'node:util/types';

/** A fault as the log keeps it. */
export interface FaultFields {
  readonly errorName: string;
  /** SQLSTATE or the code of a system error. */
  readonly errorCode?: string;
  /** Functions and places, innermost first; a line `cause NAME` stands before those of a cause. */
  readonly stack: readonly string[];
}

const mostCauses = 4;
const mostPlaces = 10;

/**
 * What may be written down about something thrown: name, code and places of it and of its causes. Messages are left out,
 * because a database's or a parser's may quote what it was given.
 */
export function describeFault(error: unknown): FaultFields {
  const errorCode = codeOf(error);
  const stack = placesOf(error);
  let cause = isNativeError(error) ? error.cause : undefined;
  for (let depth = 1; cause !== undefined && cause !== null && depth < mostCauses; depth += 1) {
    stack.push(['cause', nameOf(cause), codeOf(cause) ?? ''].join(' ').trim(), ...placesOf(cause));
    cause = isNativeError(cause) ? cause.cause : undefined;
  }
  return { errorName: nameOf(error), ...(errorCode === undefined ? {} : { errorCode }), stack };
}

function nameOf(error: unknown): string {
  return (isNativeError(error) ? plainWord(error.name) : undefined) ?? `thrown-${typeof error}`;
}

function codeOf(error: unknown): string | undefined {
  return isNativeError(error) && 'code' in error && typeof error.code === 'string'
    ? plainWord(error.code)
    : undefined;
}

/** `at getRow (file:///…/store.ts:12:3)` becomes `getRow src/room/store.ts:12:3`. The message, which precedes, is cut off. */
function placesOf(error: unknown): string[] {
  if (!isNativeError(error)) return [];
  const stack = error.stack ?? '';
  const heading = `${error.name}: ${error.message}`;
  return (stack.startsWith(heading) ? stack.slice(heading.length) : stack)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, mostPlaces)
    .map((line) => {
      const [, name = '', path = ''] = /^ {4}at (?:(.*) \()?([^()]*)\)?$/.exec(line) ?? [];
      return `${name} ${path.split('/').slice(-3).join('/')}`.trim();
    });
}

function plainWord(text: string): string | undefined {
  return /^[A-Za-z0-9_-]{1,60}$/.test(text) ? text : undefined;
}
