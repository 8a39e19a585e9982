/** How a problem is told to a system: HTTP status and a title that names the rule (RFC 9457). */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/**
 * Every problem that a system can be told, by its stable code. The `type` of the problem body is
 * `/problems/<code>`. A test holds this table, the code and the published OpenAPI together.
 */
export const problems = {
  'json-syntax': { status: 400, title: 'The body is not valid JSON in UTF-8.' },
  'json-duplicate-key': { status: 400, title: 'A JSON object names the same member twice.' },
  'json-depth': { status: 400, title: 'The JSON is nested more than 64 levels deep.' },
  'json-number': { status: 400, title: 'A JSON number is too large to be kept exactly.' },
  'json-text': { status: 400, title: 'A JSON text holds a NUL or half a character.' },
  'json-prototype': { status: 400, title: 'A JSON object has a member name that is not allowed.' },
  'request-malformed': { status: 400, title: 'The request is not formed as HTTP asks.' },
  'evaluation-invalid': { status: 400, title: 'The access evaluation breaks a rule.' },
  'fhir-invalid': { status: 400, title: 'The resource is not a well-formed FHIR R4 Consent.' },
  'header-invalid': { status: 400, title: 'A request header is missing, repeated or not of its form.' },
  'not-authenticated': { status: 401, title: 'The certificate or the access token was not accepted.' },
  'assertion-refused': { status: 401, title: 'The assertion about the practitioner was not accepted.' },
  'scope-missing': { status: 403, title: 'The access token does not carry the scope that this needs.' },
  suspended: { status: 403, title: 'The organisation or its system is suspended.' },
  'practitioner-required': {
    status: 403,
    title: 'This needs a signed assertion about the practitioner who acts, in a role that may do it.',
  },
  'staff-unknown': {
    status: 403,
    title: 'The staff register of the organisation does not hold the practitioner as active.',
  },
  'staff-role': {
    status: 403,
    title: 'The staff register of the organisation does not give the practitioner that role.',
  },
  'staff-training': {
    status: 403,
    title: 'The staff register of the organisation shows no valid training of the practitioner.',
  },
  'source-mismatch': {
    status: 403,
    title: 'The message names a source other than the organisation that sends it.',
  },
  'hold-judge': { status: 403, title: 'Somebody else must judge this.' },
  'case-officer': {
    status: 403,
    title:
      'Only an information-governance officer, data protection officer or Caldicott Guardian may do this.',
  },
  'request-barred': { status: 403, title: 'Something stands against asking for this, whomever it is about.' },
  'nothing-given': { status: 404, title: 'There is nothing that can be given.' },
  'not-found': { status: 404, title: 'There is nothing here, or nothing that may be shown.' },
  'method-not-allowed': { status: 405, title: 'This address does not answer to that method.' },
  'not-acceptable': { status: 406, title: 'The answer cannot be given in the form asked for.' },
  'hold-closed': { status: 409, title: 'This has been judged, or has ended, already.' },
  'deadline-ended': { status: 409, title: 'This deadline has ended already.' },
  'case-closed': { status: 409, title: 'This case is closed already.' },
  'case-moved': { status: 409, title: 'Something has happened in this case since you read it.' },
  'idempotency-conflict': { status: 409, title: 'The same key was used before with another body.' },
  'plan-version': {
    status: 409,
    title: 'A version of a plan is never changed, and none is put in before a later one.',
  },
  'consent-exists': { status: 409, title: 'This is recorded already.' },
  'precondition-failed': {
    status: 412,
    title: 'The record is not in the state that the request rests on.',
  },
  'too-large': { status: 413, title: 'The body is larger than is allowed.' },
  'media-type': {
    status: 415,
    title: 'The body is of another media type than this address takes, or compressed.',
  },
  'message-invalid': { status: 422, title: 'The message breaks a rule of its type.' },
  'hold-decision-invalid': { status: 422, title: 'The judgement breaks a rule.' },
  'family-notice-invalid': { status: 422, title: 'The family cannot be told this.' },
  'case-outcome-invalid': { status: 422, title: 'The outcome of the case breaks a rule.' },
  'deadline-note-invalid': { status: 422, title: 'What is noted of the deadline breaks a rule.' },
  'relationship-invalid': { status: 422, title: 'The relationship breaks a rule.' },
  'authority-invalid': { status: 422, title: 'What is said or asked of who may decide breaks a rule.' },
  'emergency-refused': { status: 403, title: 'This organisation or role opens no records in an emergency.' },
  'emergency-invalid': { status: 422, title: 'The request for an emergency access breaks a rule.' },
  'protection-invalid': { status: 422, title: 'The protection breaks a rule.' },
  'consent-invalid': { status: 422, title: 'The choice breaks a rule.' },
  'search-invalid': { status: 422, title: 'A search parameter is not valid.' },
  'identifier-invalid': { status: 422, title: 'An identifier is not valid.' },
  'attestation-missing': { status: 422, title: 'This purpose needs an attestation by a named person.' },
  'original-unknown': { status: 422, title: 'There is nothing of yours that this could correct.' },
  'recipient-unknown': { status: 422, title: 'A recipient is not registered here or cannot receive this.' },
  'holder-unknown': {
    status: 422,
    title: 'The source is not registered here, or gives no records of this type.',
  },
  'rate-limited': { status: 429, title: 'Too many requests. Wait before the next.' },
  fault: { status: 500, title: 'Something went wrong here. Nothing was disclosed.' },
  'ledger-unavailable': {
    status: 503,
    title: 'The disclosure could not be written down, so nothing was sent.',
  },
  overloaded: { status: 503, title: 'Too busy. Nothing was sent. Try again.' },
} as const satisfies Record<string, ProblemKind>;

/** The stable code of a problem. */
export type ProblemCode = keyof typeof problems;

/** One rule that one part of the request breaks. Never repeats the value that broke it. */
export interface ProblemDetail {
  /** JSON pointer into the body, or the name of a header or path parameter. */
  readonly pointer: string;
  readonly rule: string;
  readonly message: string;
}

/** What a system is told when its request ends in a problem. */
export interface Problem {
  readonly code: ProblemCode;
  /** One sentence in plain words, without any personal data. */
  readonly detail?: string;
  readonly errors?: readonly ProblemDetail[];
  /** The number to phone, for what is or may be urgent safeguarding. */
  readonly phone?: string;
  /** Seconds after which a retry makes sense. */
  readonly retryAfter?: number;
}
