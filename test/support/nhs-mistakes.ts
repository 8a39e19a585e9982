import type { JsonObject, JsonValue } from '../../src/platform/index.ts';
import { readNhsExample } from './nhs-examples.ts';

/** A change to a good request of the NHS Validated Relationships Service. */
export type Mistake = (consent: Record<string, JsonValue>) => void;

/** A good request, changed. */
export function makeMistake(change: Mistake): JsonObject {
  const [example] = readNhsExample('requests/POST_Consent/parent_child_proxy_creation.yaml');
  const consent = JSON.parse(JSON.stringify(example?.value)) as Record<string, JsonValue>;
  change(consent);
  return consent;
}

const [reason, grantor] = [0, 1];

/** Changes the extension at a place, or takes it away. */
function extension(place: number, change: object | null): Mistake {
  return (consent) => {
    const list = consent['extension'] as JsonValue[];
    if (change === null) list.splice(place, 1);
    else list[place] = { ...(list[place] as JsonObject), ...change };
  };
}

const grantedBy = (identifier: object): Mistake => extension(grantor, { valueReference: { identifier } });

/** The mistake that each error file of creating a role answers. */
export const mistakenConsents: Readonly<Record<string, Mistake>> = {
  'POST_Consent/errors/missing_identifier_system.yaml': (consent) => {
    consent['patient'] = { identifier: { value: '9000000012' } };
  },
  'POST_Consent/errors/invalid_identifier_value.yaml': (consent) => {
    consent['performer'] = [{ identifier: { system: 'https://fhir.nhs.uk/Id/nhs-number', value: 'ABC' } }];
  },
  'POST_Consent/errors/missing_free_text_for_other.yaml': extension(reason, {
    valueCodeableConcept: { coding: [{ code: 'OTHER' }] },
  }),
  'POST_Consent/errors/missing_grantor.yaml': extension(grantor, null),
  'POST_Consent/errors/missing_grantor_reference.yaml': extension(grantor, { valueReference: undefined }),
  'POST_Consent/errors/missing_grantor_identifier.yaml': extension(grantor, { valueReference: {} }),
  'POST_Consent/errors/invalid_grantor_identifier_system.yaml': grantedBy({
    system: 'urn:other',
    value: 'G8101234',
  }),
  'POST_Consent/errors/invalid_grantor_identifier_value.yaml': grantedBy({
    system: 'https://fhir.nhs.uk/Id/ods-organization-code',
    value: '-',
  }),
  'POST_Consent/errors/invalid_status.yaml': (consent) => {
    consent['status'] = 'valid';
  },
  'POST_Consent/errors/missing_scope.yaml': (consent) => {
    delete consent['scope'];
  },
  'POST_Consent/errors/invalid_request.yaml': (consent) => {
    consent['status'] = 'rejected';
  },
};

/** The form that each error file of looking for roles answers. */
export const mistakenSearches: Readonly<Record<string, string>> = {
  'GET_Consent/errors/missing-identifier.yaml': 'status=active',
  'GET_Consent/errors/invalid-identifier.yaml': 'patient:identifier=ABC',
  'GET_Consent/errors/invalid-identifier-system.yaml': 'patient:identifier=urn:x|9000000012',
  'GET_Consent/errors/invalid-status-parameter.yaml': 'patient:identifier=9000000012&status=valid',
  'errors/invalid-include-parameter.yaml': 'patient:identifier=9000000012&_include=Consent:other',
};
