import { randomBytes } from 'node:crypto';

const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * The trace context that goes on from here: the same trace with a span of our own, or a new trace where there was none.
 * A header that is repeated or not of its form starts a new trace and is never a reason to refuse a message
 * (W3C Trace Context §3.2.2.2, §4.3).
 * @param headers every `traceparent` header of the request, in order.
 */
export function continueTrace(headers: readonly string[]): string {
  const span = randomBytes(8).toString('hex');
  const [header] = headers;
  const parts = headers.length === 1 && header !== undefined ? form.exec(header) : null;
  const [, version, traceId, parentId, flags, rest] = parts ?? [];
  if (
    traceId === undefined ||
    flags === undefined ||
    version === 'ff' ||
    (version === '00' && rest !== undefined) ||
    /^0+$/.test(traceId) ||
    parentId === '0000000000000000'
  ) {
    return `00-${randomBytes(16).toString('hex')}-${span}-00`;
  }
  return `00-${traceId}-${span}-${(Number.parseInt(flags, 16) & 1).toString().padStart(2, '0')}`;
}
