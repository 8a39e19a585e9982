import { type JsonObject, isJsonObject } from './json-value.ts';
import { parseStrictJson } from './parse-strict-json.ts';
import { type Result, ok, refuse } from './result.ts';

/** A signed token as it was sent, taken apart but not believed: no signature has been checked yet. */
export interface CompactJws {
  /** The token as it came. Has exactly one spelling: see {@link parseCompactJws}. */
  readonly text: string;
  /** The protected header. */
  readonly header: JsonObject;
  /** The payload, which must be a JSON object (all tokens here are JWTs). */
  readonly payload: JsonObject;
}

/** Longest token that is taken apart, in characters. */
export const longestCompactJws = 8192;

const threeSegments = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/**
 * Takes a compact JWS apart and guarantees that it has no second spelling: base64url without spaces, padding or other
 * characters, unused bits of the last character zero, JSON without duplicate members (RFC 7515 §2 and §5.2). Libraries
 * decode more loosely than that, so that one token could otherwise be replayed in many spellings.
 * Anything else is refused as malformed; a JWE, with its five parts, among it.
 */
export function parseCompactJws(text: string): Result<CompactJws, 'malformed'> {
  if (text.length > longestCompactJws || !threeSegments.test(text)) return refuse('malformed');
  const [headerText = '', payloadText = '', signatureText = ''] = text.split('.');
  if (![headerText, payloadText, signatureText].every(isCanonical)) return refuse('malformed');
  const header = decodeObject(headerText);
  const payload = decodeObject(payloadText);
  return header && payload ? ok({ text, header, payload }) : refuse('malformed');
}

function isCanonical(segment: string): boolean {
  return Buffer.from(segment, 'base64url').toString('base64url') === segment;
}

function decodeObject(segment: string): JsonObject | undefined {
  const parsed = parseStrictJson(Buffer.from(segment, 'base64url'));
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
}
