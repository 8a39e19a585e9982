import type { JsonObject, JsonValue } from '../../platform/index.ts';
import { extensions } from './consent-terms.ts';

/** The Consent as it is kept: what FHIR servers set themselves, what people read, and our own reasons are left out. */
export function keptPart(json: JsonObject): JsonObject {
  const left: ReadonlySet<string> = new Set(['id', 'meta', 'text', 'language']);
  const kept = Object.fromEntries(Object.entries(json).filter(([name]) => !left.has(name)));
  const { extension, ...rest } = kept;
  if (!Array.isArray(extension)) return kept;
  const foreign = (extension as readonly JsonValue[]).filter(
    (each) => toObject(each)['url'] !== extensions.unclear,
  );
  return foreign.length === 0 ? rest : { ...rest, extension: foreign };
}

/** The value as an object; an empty one where it is none. */
export function toObject(json: JsonValue): JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as JsonObject) : {};
}
