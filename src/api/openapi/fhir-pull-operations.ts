import type { FhirOperation } from './fhir-operation.ts';

const problems = [
  'header-invalid',
  'message-invalid',
  'identifier-invalid',
  'attestation-missing',
  'practitioner-required',
  'request-barred',
  'nothing-given',
  'holder-unknown',
] as const satisfies FhirOperation['problems'];

const answer =
  'The bars of the whole request come first, then the holder is asked, and then each resource is decided as if the holder sent it. The answer is as it was written down, with its receipt and terms in the headers of a delivery (`Assent-Receipt`, `Assent-Receipt-Opening`, `Assent-Dispatch`, `Content-Digest`). Whatever keeps a resource back, there is one answer, `nothing-given`, and it takes a whole number of seconds. What waits for a person’s judgement is left out now, and comes as a supplement to your registered address. An assertion about a practitioner is bound to the `requestId` in `Assent-Request`.';

const found =
  'A Bundle of type searchset. Its total counts what goes. A last entry, an OperationOutcome, says what every reader is told. Conditions are held against what goes, so that nothing can be found by what is withheld.';

/** The FHIR interactions that ask for what another organisation holds. */
export const fhirPullOperations: readonly FhirOperation[] = [
  {
    id: 'readResource',
    method: 'get',
    path: '/fhir/R4/{type}/{id}',
    summary: 'Ask for one FHIR resource that another organisation holds',
    description: `${answer} What every reader is told beside it stands in \`Assent-Remarks\`.`,
    scope: 'records:request',
    status: 200,
    asks: true,
    problems,
  },
  ...[
    { id: 'searchResources', path: '/fhir/R4/{type}' },
    { id: 'searchResourcesByAddress', path: '/fhir/R4/{type}/_search' },
  ].map(({ id, path }): FhirOperation => ({
    id,
    method: 'get',
    path,
    summary: 'Search the FHIR resources that another organisation holds',
    description: `${found} An address never names a person: whom it is about stands in \`Assent-Request\`. ${answer}`,
    scope: 'records:request',
    status: 200,
    asks: true,
    query: true,
    problems: [...problems, 'search-invalid'],
  })),
  {
    id: 'postResourceSearch',
    method: 'post',
    path: '/fhir/R4/{type}/_search',
    summary: 'Search the FHIR resources that another organisation holds, naming whom in the body',
    description: `${found} Whom it is about may stand in the form: \`patient.identifier\` as \`system|value\`, with \`patient.family\`, \`patient.given\` and \`patient.birthdate\`; for \`Patient\` without \`patient.\`. ${answer}`,
    scope: 'records:request',
    body: 'FORM',
    status: 200,
    asks: true,
    problems: [...problems, 'search-invalid', 'media-type', 'too-large'],
  },
];
