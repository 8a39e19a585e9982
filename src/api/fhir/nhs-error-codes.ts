import type { ProblemCode, ProblemDetail } from '../../vocabulary/index.ts';

/** Codes of the NHS Validated Relationships Service by our own rule, where both mean the same. */
const byRule: Readonly<Record<string, string>> = {
  grantor: 'MISSING_GRANTOR',
  'grantor-reference': 'MISSING_GRANTOR_REFERENCE',
  'grantor-identifier': 'MISSING_GRANTOR_IDENTIFIER',
  'grantor-system': 'INVALID_GRANTOR_SYSTEM',
  'grantor-value': 'INVALID_GRANTOR_VALUE',
  'free-text-for-other': 'MISSING_FREE_TEXT_FOR_OTHER',
  'identifier-missing': 'MISSING_IDENTIFIER_VALUE',
  'identifier-value': 'INVALID_IDENTIFIER_VALUE',
  'id-form': 'INVALID_ID_VALUE',
  'status-begins': 'BAD_REQUEST',
  'parameter-unknown': 'INVALID_PARAMETER',
  status: 'INVALID_PARAMETER',
};

/** By the element or parameter and the rule. */
const byPlace: Readonly<Record<string, string>> = {
  'Consent.scope missing': 'MISSING_SCOPE',
  'Consent.status value': 'INVALID_STATUS',
  'Consent.patient.identifier.system identifier-system': 'MISSING_IDENTIFIER_SYSTEM',
  'http.patient.identifier identifier-system': 'INVALID_IDENTIFIER_SYSTEM',
};

/** By the problem alone. */
const byProblem: Partial<Record<ProblemCode, string>> = {
  'consent-exists': 'DUPLICATE_RELATIONSHIP',
  'fhir-invalid': 'BAD_REQUEST',
  'method-not-allowed': 'METHOD_NOT_ALLOWED',
  'not-authenticated': 'ACCESS_DENIED',
  'not-found': 'RESOURCE_NOT_FOUND',
  fault: 'SERVER_ERROR',
};

/** The code under which the NHS service tells the same error; none where it knows no such error. */
export function findNhsCode(code: ProblemCode, error: ProblemDetail | undefined): string | undefined {
  if (error === undefined) return byProblem[code];
  return byPlace[`${error.pointer} ${error.rule}`] ?? byRule[error.rule] ?? byProblem[code];
}
