import type { JsonObject } from '../../platform/index.ts';
import type { ProblemCode, ProblemDetail } from '../../vocabulary/index.ts';
import type { ProblemDocument } from '../problem-document.ts';
import { findNhsCode } from './nhs-error-codes.ts';

/** The kinds of issue (http://hl7.org/fhir/R4/valueset-issue-type.html) that problems are; every other one is `invalid`. */
const issueTypes: Partial<Record<ProblemCode, string>> = {
  'not-authenticated': 'forbidden',
  'assertion-refused': 'forbidden',
  'scope-missing': 'forbidden',
  suspended: 'forbidden',
  'practitioner-required': 'forbidden',
  'staff-unknown': 'forbidden',
  'staff-role': 'forbidden',
  'staff-training': 'forbidden',
  'not-found': 'not-found',
  'nothing-given': 'not-found',
  'request-barred': 'forbidden',
  'method-not-allowed': 'not-supported',
  'not-acceptable': 'not-supported',
  'media-type': 'not-supported',
  'precondition-failed': 'conflict',
  'too-large': 'too-long',
  'rate-limited': 'throttled',
  fault: 'exception',
  'ledger-unavailable': 'transient',
  overloaded: 'transient',
};

/**
 * A problem as a FHIR R4 OperationOutcome: an issue for each rule that was broken, with the element that breaks it. The rule is a
 * code of ours, and where the NHS Validated Relationships Service knows the same error, a code of theirs as well.
 */
export function buildOperationOutcome({ code, title, detail, errors, phone }: ProblemDocument): JsonObject {
  const said = [...(detail === undefined ? [] : [detail]), ...(phone === undefined ? [] : [phone])];
  const issues =
    errors === undefined || errors.length === 0
      ? [buildIssue(code, undefined, [title, ...said].join(' '))]
      : errors.map((error) => buildIssue(code, error, [error.message, ...said].join(' ')));
  return { resourceType: 'OperationOutcome', issue: issues };
}

function buildIssue(code: ProblemCode, error: ProblemDetail | undefined, diagnostics: string): JsonObject {
  const nhs = findNhsCode(code, error);
  return {
    severity: 'error',
    code: issueTypes[code] ?? 'invalid',
    details: {
      coding: [
        { system: 'https://gateway.example/CodeSystem/problem', code },
        ...(error === undefined
          ? []
          : [{ system: 'https://gateway.example/CodeSystem/rule', code: error.rule }]),
        ...(nhs === undefined
          ? []
          : [
              {
                system: 'https://fhir.nhs.uk/R4/CodeSystem/ValidatedRelationships-ErrorOrWarningCode',
                version: '1',
                code: nhs,
              },
            ]),
      ],
    },
    diagnostics,
    ...(error === undefined ? {} : { expression: [toExpression(error.pointer)] }),
  };
}

/** A simple FHIRPath for an element, `http.` and the name for a header or parameter. */
function toExpression(pointer: string): string {
  if (/^(?:Consent|http)\b/.test(pointer)) return pointer;
  if (pointer === '' || pointer.startsWith('/')) {
    return `Consent${pointer.replaceAll(/\/(\d+)(?=\/|$)/g, '[$1]').replaceAll('/', '.')}`;
  }
  return `http.${pointer}`;
}
