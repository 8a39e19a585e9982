import type { ProblemCode, ScopeCode } from '../../vocabulary/index.ts';

/** What is published of one FHIR interaction. */
export interface FhirOperation {
  readonly id: string;
  readonly method: 'get' | 'post' | 'put';
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly scope: ScopeCode;
  readonly body?: 'RESOURCE' | 'FORM';
  readonly status: 200 | 201;
  /** Asks for what another organisation holds, on the grounds in `Assent-Request`. */
  readonly asks?: true;
  /** Takes the conditions of a search in its address. */
  readonly query?: true;
  readonly problems: readonly ProblemCode[];
}
