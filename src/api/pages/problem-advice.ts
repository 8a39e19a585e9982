import type { ProblemCode } from '../../vocabulary/index.ts';

/** What a developer or practitioner can do about a problem. */
export const problemAdvice: Readonly<Record<ProblemCode, string>> = {
  'json-syntax': 'Send one JSON value in UTF-8, without a byte order mark and without anything after it.',
  'json-duplicate-key':
    'Send each member once. Two readers could otherwise take two different truths from the same message.',
  'json-depth': 'Send a flatter value. No record type here needs more than 64 levels.',
  'json-number': 'Send long numbers, such as identifiers, as text.',
  'json-text': 'Send whole characters. Remove NUL and half surrogate pairs.',
  'json-prototype': 'Rename the member. `__proto__`, `constructor` and `prototype` are not allowed anywhere.',
  'request-malformed':
    'Look at `detail`. An address under `/v1` takes no query, an access token goes into the `Authorization` header only, and a request that takes no body must have none.',
  'evaluation-invalid':
    'Look at `errors`: each names the place in your evaluation and its rule. The form is that of OpenID AuthZEN with the members that the contract lists.',
  'fhir-invalid':
    'Look at `issue`: each `expression` names the element, and its `details` the rule. Nothing was recorded.',
  'plan-version':
    'Look at `errors`. Give what is new the next number, in `/header`. A message may leave out parts of a version that was sent before, and never say something else in its place.',
  'original-unknown':
    'Name, in `originalMessageId`, a message that your organisation sent about this person through this gateway.',
  'consent-exists': 'Search for what your organisation recorded about this person, and read it there.',
  'precondition-failed':
    'Read the record again: its `ETag` is what `If-Match` must name. With `If-None-Exist`, name an identifier that only one record carries.',
  'search-invalid':
    'Name one number of a person as `system|value` in `patient.identifier`, and states of FHIR Consent in `status`.',
  'header-invalid': 'Look at `errors`. Send each header once and in its form.',
  'not-authenticated':
    'Connect with the certificate that is registered for your system and send a token that you got over a connection with the same certificate. The answer never says which check failed; the operator can see it by the exchange id.',
  'assertion-refused':
    'Let your organisation sign a new assertion: for this message, at most five minutes old, used once, about a member of staff whose role and training are in the register.',
  'scope-missing':
    'Ask for a token with the scope of this door. If it is refused, ask the operator to register your system for it.',
  suspended: 'Ask the operator. Nothing is accepted until the suspension is lifted.',
  'practitioner-required':
    'Send `Assent-User-Assertion`. A choice is recorded by a named person, never by a system alone.',
  'staff-unknown':
    'Put the person into the staff register that your sharing agreement names, or correct their dates, and sign again.',
  'staff-role': 'Let the person act in a role that your staff register gives them, or correct the register.',
  'staff-training':
    'Record the date until which the training on sharing information is valid in your staff register. Until then somebody else must act.',
  'source-mismatch':
    'Send only what your own organisation holds. The source must be the organisation of your certificate.',
  'request-barred':
    'Look at `errors`: what stands against it is known of your organisation, its agreement or your practitioner, and of no child.',
  'nothing-given':
    'The answer is the same where nobody is known, where nothing is held, where nothing may go and where the holder is silent. Phone the organisation that would hold it.',
  'not-found':
    'Check the address and the id. The answer is the same where there is nothing, where it is not yours, and where it may not be shown.',
  'method-not-allowed': 'Use a method that `Allow` lists. Headers that name another method are ignored.',
  'not-acceptable': 'Send `Accept: application/json`, or no `Accept` at all.',
  'idempotency-conflict': 'Use a new key for a new request. The same key always means the same body.',
  'too-large': 'Send at most 5 MB. Send long attachments as separate messages.',
  'media-type':
    'Send what `detail` names, in UTF-8 and with no `Content-Encoding`: JSON, or for a FHIR search by POST a form.',
  'message-invalid':
    'Look at `errors`: each names the place in your message and the rule of its type. Nothing was sent.',
  'hold-judge':
    'Look at `judge` of the hold: it says who must judge. A shielded record needs two people from two desks.',
  'case-officer':
    'Let an officer of your organisation do it: the signed assertion must name one of the roles IG_OFFICER, DPO or CALDICOTT. A family is told by those of the gateway’s operator.',
  'case-closed': 'Read the case: it says what was found. What happens again opens a new one.',
  'case-moved':
    'Read the case again, look at what has happened since, and send the outcome with its present `version`.',
  'case-outcome-invalid':
    'Mend what `errors` names. A sanction needs somebody who was at fault; after lookups without a relationship the person is notified, or you say why that would not be safe. Who said something is owed an `answer`; what they rightly call wrong is corrected with an M19 first.',
  'family-notice-invalid':
    'Name the child as they are known today, with number, name and date of birth. Only a child’s parents whose evidence was seen are told, and only where that is safe.',
  'deadline-ended': 'Read the deadline: it says when it ended and how. Nothing more is noted of it.',
  'deadline-note-invalid':
    'Look at `errors`: each names the place and the rule. Only reasons that the law knows of this very deadline excuse, for as long as it says.',
  'hold-closed':
    'Read the hold: it says what became of it. A refused part can be sent again in a new message.',
  'hold-decision-invalid':
    'Look at `errors`: each names the place in your judgement and the rule. Nothing went, and it still waits.',
  'relationship-invalid':
    'Look at `errors`: each names the place in your request and the rule. Nothing was recorded.',
  'authority-invalid':
    'Look at `errors`: each names the place in your request and the rule that it breaks. Nothing changed.',
  'emergency-refused':
    'Look at `errors`. Nothing was opened. Phone the duty number: a person there can help at once.',
  'emergency-invalid':
    'Look at `errors`: each names the place in your request and the rule. Nothing was opened. Phone the duty number now if you must not wait.',
  'protection-invalid':
    'Look at `errors`: each names the place in your request and the rule that it breaks. Nothing changed.',
  'consent-invalid':
    'Look at `errors`: each names the place in your request and the rule. Nothing was recorded.',
  'identifier-invalid': 'Check the number for a slip of the finger. The check digit does not fit.',
  'attestation-missing':
    'A named person must attest why sharing is justified. If a child is in danger now, phone the duty number first.',
  'recipient-unknown':
    'Check the organisation, department and role of each recipient. Nothing was sent to anyone.',
  'holder-unknown': 'Ask the operator which organisations give records, and of which types.',
  'rate-limited':
    'Wait as many seconds as `Retry-After` says. If a child is in danger now, phone the duty number.',
  fault: 'Try again later and tell the operator the exchange id. Nothing was disclosed.',
  'ledger-unavailable':
    'Try again after `Retry-After` with the same `Idempotency-Key`. Nothing leaves that is not written down.',
  overloaded: 'Try again after `Retry-After` with the same `Idempotency-Key`.',
};
