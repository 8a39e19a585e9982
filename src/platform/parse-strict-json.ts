import type { JsonValue } from './json-value.ts';
import { type Result, ok, refuse } from './result.ts';
import { type JsonLimits, type JsonRefusal, findJsonFault } from './scan-json.ts';

// In Unicode mode the class matches a surrogate only where it stands alone.
const loneSurrogate = /\p{Surrogate}/u;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads JSON from an untrusted sender. Besides what is no JSON it refuses what two parsers may read differently or what later
 * fails on its way through the house (reliability checks 64 and 65): duplicate and prototype names, nesting beyond the limit,
 * NUL and lone surrogates, numbers that lose their value, a byte order mark, bytes that are no UTF-8. What it accepts equals
 * what `JSON.parse` gives. A refusal names the place and never repeats the text.
 */
export function parseStrictJson(
  bytes: Buffer | string,
  limits: JsonLimits = {},
): Result<JsonValue, JsonRefusal> {
  let text: string;
  try {
    text = typeof bytes === 'string' ? bytes : decoder.decode(bytes);
  } catch {
    return refuse({ code: 'json-text', pointer: '', message: 'the bytes are not UTF-8' });
  }
  // Bytes that are UTF-8 hold no half of a surrogate pair; a text may.
  if (typeof bytes === 'string' && loneSurrogate.test(text)) {
    return refuse({ code: 'json-text', pointer: '', message: 'the text holds half of a surrogate pair' });
  }
  const fault = findJsonFault(text, limits);
  if (fault !== undefined) return refuse(fault);
  try {
    return ok(JSON.parse(text) as JsonValue);
  } catch (error) {
    // The engine's message quotes the text, which may be personal: only the place is taken from it.
    const place = error instanceof SyntaxError ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
    return refuse({
      code: 'json-syntax',
      pointer: '',
      message: place === undefined ? 'the text is not JSON' : `the text is not JSON at character ${place}`,
    });
  }
}
