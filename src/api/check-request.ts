import type { IncomingMessage } from 'node:http';
import { type Result, ok, refuse } from '../platform/index.ts';
import type { Problem } from '../vocabulary/index.ts';

/** Headers that may stand only once. Node keeps the first of two and says nothing, so that two parties could read two truths. */
const singleHeaders = [
  'authorization',
  'assent-evaluate-at',
  'assent-request',
  'assent-user-assertion',
  'content-encoding',
  'content-type',
  'dpop',
  'host',
  'idempotency-key',
  'if-match',
  'if-none-exist',
  'x-request-id',
] as const;

const idempotencyKeyForm = /^[A-Za-z0-9._~-]{8,64}$/;
/** A request id is the caller's own; it comes back in the answer and is written down nowhere. */
const requestIdForm = /^[A-Za-z0-9._~-]{1,128}$/;
const assertionForm = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/**
 * Checks what can be checked of any request before its body: the form of its target and of the headers that we act on.
 * An access token in the address is refused, since addresses are written down on the way (RFC 6750 §5.3; ASVS 14.2.1).
 */
export function checkRequest(
  request: IncomingMessage,
  target: string,
  mayNameInstant: boolean,
): Result<void, Problem> {
  // An absolute-form target may name another host than the Host header does.
  if (!target.startsWith('/')) return refuse({ code: 'request-malformed' });
  if (hasQueryParameter(target, 'access_token')) {
    return refuse({
      code: 'request-malformed',
      detail: 'An access token goes into the Authorization header and nowhere else.',
    });
  }
  for (const name of singleHeaders) {
    if ((request.headersDistinct[name]?.length ?? 0) > 1) {
      return refuse(headerProblem(name, 'header-repeated', 'This header may stand only once.'));
    }
  }
  const key = request.headersDistinct['idempotency-key']?.[0];
  if (key !== undefined && !idempotencyKeyForm.test(key)) {
    return refuse(
      headerProblem('idempotency-key', 'idempotency-key-form', '8 to 64 of A–Z a–z 0–9 . _ ~ and -.'),
    );
  }
  const requestId = request.headersDistinct['x-request-id']?.[0];
  if (requestId !== undefined && !isRequestId(requestId)) {
    return refuse(headerProblem('x-request-id', 'request-id-form', '1 to 128 of A–Z a–z 0–9 . _ ~ and -.'));
  }
  const assertion = request.headersDistinct['assent-user-assertion']?.[0];
  if (assertion !== undefined && !assertionForm.test(assertion)) {
    return refuse(headerProblem('assent-user-assertion', 'assertion-form', 'A signed JWT in compact form.'));
  }
  const instant = request.headersDistinct['assent-evaluate-at']?.[0];
  if (instant !== undefined && !(mayNameInstant && isInstant(instant))) {
    return refuse(
      headerProblem(
        'assent-evaluate-at',
        'evaluate-at',
        'An instant with its offset, in development and test only.',
      ),
    );
  }
  return ok(undefined);
}

/** Whether a caller's own id of a request is of its form. */
export function isRequestId(text: string): boolean {
  return requestIdForm.test(text);
}

function isInstant(text: string): boolean {
  return (
    /^(?:19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    isCalendarDay(text.slice(0, 10))
  );
}

/** JavaScript reads 30 February as 2 March: whoever names such a day means something else. */
function isCalendarDay(day: string): boolean {
  const read = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(read) && new Date(read).toISOString().startsWith(day);
}

/**
 * The query of an address, if it is one that the address takes: only parameters that are named, each once and of its form. Most
 * addresses take none, and then not even an empty one.
 */
export function readQuery(
  target: string,
  forms: Readonly<Record<string, RegExp>>,
): Result<Readonly<Record<string, string>>, Problem> {
  const start = target.indexOf('?');
  if (start < 0) return ok({});
  const names = Object.keys(forms);
  if (names.length === 0)
    return refuse({ code: 'request-malformed', detail: 'This address takes no query.' });
  const given = [...new URLSearchParams(target.slice(start + 1))];
  const isTaken = ([name, value]: readonly [string, string]): boolean =>
    Object.hasOwn(forms, name) && forms[name]?.test(value) === true;
  if (!given.every(isTaken) || new Set(given.map(([name]) => name)).size !== given.length) {
    const detail = `This address takes, each once and with a code that exists: ${names.join(', ')}.`;
    return refuse({ code: 'request-malformed', detail });
  }
  return ok(Object.fromEntries(given));
}

function hasQueryParameter(target: string, name: string): boolean {
  const start = target.indexOf('?');
  return start >= 0 && new URLSearchParams(target.slice(start + 1)).has(name);
}

function headerProblem(header: string, rule: string, message: string): Problem {
  return { code: 'header-invalid', errors: [{ pointer: header, rule, message }] };
}
