import canonicalize from 'canonicalize';
import type { JsonValue } from './json-value.ts';

/**
 * The one spelling of a JSON value (RFC 8785), over which hashes, commitments and signatures are made.
 * @throws Error when the value holds what JSON cannot express (NaN, a lone surrogate)
 */
export function canonicalJson(value: JsonValue): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not a JSON value');
  return text;
}
