import { type JsonObject, type JsonValue, type Result, ok, refuse } from '../../platform/index.ts';
import type { ProblemDetail } from '../../vocabulary/index.ts';
import { describeIssues } from '../receive/describe-issues.ts';
import { type ConsentResource, consentResourceSchema } from './resource-schema.ts';

/** A well-formed Consent, and the parts of it that are valid FHIR but that nobody here can read. */
export interface ParsedConsent {
  readonly resource: ConsentResource;
  readonly unread: readonly ProblemDetail[];
}

/**
 * Parses a FHIR R4 Consent, or says which element breaks which rule of FHIR. Members that carry extensions of primitives
 * (`_status`) are set apart: they are valid, and may say that a value is not what it seems.
 */
export function parseConsent(json: JsonValue): Result<ParsedConsent, ProblemDetail[]> {
  const unread: ProblemDetail[] = [];
  const parsed = consentResourceSchema.safeParse(setApart(json, 'Consent', unread), { reportInput: true });
  if (parsed.success) return ok({ resource: parsed.data, unread });
  return refuse(
    describeIssues(parsed.error.issues).map((detail) => ({ ...detail, pointer: toFhirPath(detail.pointer) })),
  );
}

/** The FHIRPath of a JSON pointer into a Consent. */
function toFhirPath(pointer: string): string {
  return `Consent${pointer.replaceAll(/\/(\d+)(?=\/|$)/g, '[$1]').replaceAll('/', '.')}`;
}

/** Read member by member where they are read at all; what else stands in them says nothing to us. */
const readByName: ReadonlySet<string> = new Set([
  'contained',
  'text',
  'meta',
  'extension',
  'modifierExtension',
]);

function setApart(value: JsonValue, path: string, unread: ProblemDetail[]): JsonValue {
  if (Array.isArray(value)) {
    return (value as readonly JsonValue[]).map((item, place) => setApart(item, `${path}[${place}]`, unread));
  }
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value as JsonObject).filter(([name]) => {
    if (!/^_[a-z][A-Za-z]*$/.test(name)) return true;
    unread.push({
      pointer: `${path}.${name.slice(1)}`,
      rule: 'primitive-extension',
      message: 'An extension of this value may change what it means, and is not read here.',
    });
    return false;
  });
  return Object.fromEntries(
    kept.map(([name, inner]) => [
      name,
      readByName.has(name) ? inner : setApart(inner, `${path}.${name}`, unread),
    ]),
  );
}
