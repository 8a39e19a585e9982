import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildOperationOutcome } from '../../src/api/fhir/operation-outcome.ts';
import { buildProblemDocument } from '../../src/api/problem-document.ts';
import { parseSearch } from '../../src/exchange/fhir-consent/find-consents.ts';
import { parseConsent } from '../../src/exchange/fhir-consent/parse-consent.ts';
import { readConsent } from '../../src/exchange/fhir-consent/read-consent.ts';
import { type JsonObject, type JsonValue, asId } from '../../src/platform/index.ts';
import type { Problem } from '../../src/vocabulary/index.ts';
import { haveFhirExamples, listFhirExamples } from '../support/fhir-examples.ts';
import { haveNhsExamples, listNhsExamples, readNhsExample } from '../support/nhs-examples.ts';
import { type Mistake, makeMistake, mistakenConsents, mistakenSearches } from '../support/nhs-mistakes.ts';
import { readExample, withPeople } from '../support/read-example.ts';

/** What HL7's own examples come to with people whom the sender names: none of them says whom it means in a way that is certain. */
const hl7: Readonly<Record<string, string>> = {
  'Consent-consent-example-Emergency.json': 'waits category, organization[0], provision.type',
  'Consent-consent-example-Out.json': 'waits organization[0], provision.type',
  'Consent-consent-example-basic.json': 'waits policyRule, organization[0], provision.type',
  'Consent-consent-example-grantor.json': 'waits category, organization[0], provision.action, provision.type',
  'Consent-consent-example-notAuthor.json': 'waits policyRule, organization[0], provision.type',
  'Consent-consent-example-notOrg.json':
    'waits policyRule, organization[0], provision.action, provision.actor[0].role',
  'Consent-consent-example-notThem.json':
    'waits policyRule, organization[0], provision.action, provision.type',
  'Consent-consent-example-notThis.json': 'waits policyRule, organization[0], provision.data, provision.type',
  'Consent-consent-example-notTime.json': 'waits policyRule, organization[0], provision.type',
  'Consent-consent-example-pkb.json': 'waits organization[0], source, provision.action, provision.type',
  'Consent-consent-example-signature.json':
    'waits category, policyRule, organization[0], source, provision.type',
  'Consent-consent-example-smartonfhir.json': 'waits policyRule, organization[0], source, provision.type',
};

const folder = join(import.meta.dirname, '../../../shared/data/fhir-r4-examples');

(haveFhirExamples ? describe : describe.skip)(
  'HL7’s examples of Consent (skipped where ../shared/data is absent)',
  () => {
    it('are all listed here', () => {
      expect(
        listFhirExamples()
          .filter((name) => name.startsWith('Consent-'))
          .toSorted(),
      ).toEqual(Object.keys(hl7).toSorted());
    });

    it.each(Object.entries(hl7))('%s names nobody for certain, and otherwise %s', (name, outcome) => {
      const example = JSON.parse(readFileSync(join(folder, name), 'utf8')) as JsonObject;
      expect(readExample(example)).toBe('refused Consent.patient person-is-certain');
      expect(readExample(withPeople(example))).toBe(outcome);
    });
  },
);

/**
 * What a body in an example comes to. `PROXY`: a proxy role, which names its patient by a number alone and with people who are certain
 * waits, since it is no choice to share. `ENDED`: it begins as nothing. `MISFORMED`: it has a member that FHIR does not know.
 * `PATCH`: a method that is not offered. `NO_CONSENT`: another resource.
 */
type Outcome = 'PROXY' | 'ENDED' | 'MISFORMED' | 'PATCH' | 'NO_CONSENT';

const waits =
  "waits scope, category, policyRule, source, provision.purpose, provision.actor[0].role, extension('https://gateway.example/StructureDefinition/consent-information'), extension('https://gateway.example/StructureDefinition/consent-consequences-explained')";

/** Every example that is no error, with what its bodies come to. */
const nhs: readonly (readonly [name: string, outcomes: readonly Outcome[]])[] = [
  ['requests/PATCH_Consent/multiple_updates.yaml', ['PATCH']],
  ['requests/PATCH_Consent/replace_policy_rule.yaml', ['PATCH']],
  ['requests/PATCH_Consent/replace_provision_end_date.yaml', ['PATCH']],
  ['requests/PATCH_Consent/replace_status.yaml', ['PATCH']],
  ['requests/POST_Consent/adult_to_adult_proxy_creation.yaml', ['PROXY']],
  ['requests/POST_Consent/parent_child_proxy_creation.yaml', ['PROXY']],
  ['requests/POST_QuestionnaireResponse/adult-nominates-adult.yaml', ['NO_CONSENT']],
  ['requests/POST_QuestionnaireResponse/adult-to-adult-with-capacity.yaml', ['NO_CONSENT']],
  ['requests/POST_QuestionnaireResponse/adult-to-adult-without-capacity.yaml', ['NO_CONSENT']],
  ['requests/POST_QuestionnaireResponse/duplicate_relationship.yaml', ['NO_CONSENT']],
  ['requests/POST_QuestionnaireResponse/mother-child.yaml', ['NO_CONSENT']],
  [
    'responses/GET_Consent/filtered-relationships-status-active-include-details.yaml',
    ['NO_CONSENT', 'PROXY'],
  ],
  ['responses/GET_Consent/filtered-relationships-status-inactive.yaml', ['ENDED']],
  ['responses/GET_Consent/filtered-relationships-status-proposed-active.yaml', ['PROXY']],
  ['responses/GET_Consent/multiple-relationships-include-patient.yaml', ['ENDED', 'NO_CONSENT', 'PROXY']],
  [
    'responses/GET_Consent/multiple-relationships-include-performer-patient.yaml',
    ['ENDED', 'NO_CONSENT', 'PROXY'],
  ],
  ['responses/GET_Consent/multiple-relationships-include-performer.yaml', ['ENDED', 'NO_CONSENT', 'PROXY']],
  [
    'responses/GET_Consent/multiple-relationships-single-patient-include-patient.yaml',
    ['ENDED', 'NO_CONSENT', 'PROXY'],
  ],
  [
    'responses/GET_Consent/multiple-relationships-single-patient-include-performer-patient.yaml',
    ['ENDED', 'NO_CONSENT', 'PROXY'],
  ],
  [
    'responses/GET_Consent/multiple-relationships-single-patient-include-performer.yaml',
    ['ENDED', 'NO_CONSENT', 'PROXY'],
  ],
  ['responses/GET_Consent/multiple-relationships-single-patient.yaml', ['ENDED', 'PROXY']],
  ['responses/GET_Consent/multiple-relationships.yaml', ['ENDED', 'PROXY']],
  ['responses/GET_Consent/no-relationships.yaml', []],
  [
    'responses/GET_Consent/single-consenting-adult-relationship-include-patient.yaml',
    ['NO_CONSENT', 'PROXY'],
  ],
  [
    'responses/GET_Consent/single-consenting-adult-relationship-include-performer-patient.yaml',
    ['NO_CONSENT', 'PROXY'],
  ],
  [
    'responses/GET_Consent/single-consenting-adult-relationship-include-performer.yaml',
    ['NO_CONSENT', 'PROXY'],
  ],
  ['responses/GET_Consent/single-consenting-adult-relationship.yaml', ['PROXY']],
  ['responses/GET_Consent/single-mother-child-relationship-include-patient.yaml', ['NO_CONSENT', 'PROXY']],
  [
    'responses/GET_Consent/single-mother-child-relationship-include-performer-patient.yaml',
    ['NO_CONSENT', 'PROXY'],
  ],
  ['responses/GET_Consent/single-mother-child-relationship-include-performer.yaml', ['NO_CONSENT', 'PROXY']],
  ['responses/GET_Consent/single-mother-child-relationship-unknown-legal-basis.yaml', ['MISFORMED']],
  ['responses/GET_Consent/single-mother-child-relationship.yaml', ['PROXY']],
  ['responses/GET_QuestionnaireResponse/success.yaml', ['NO_CONSENT']],
  ['responses/GET_RelatedPerson/empty_response_9000000033.yaml', []],
  ['responses/GET_RelatedPerson/list_relationship_9000000017.yaml', ['NO_CONSENT']],
  ['responses/GET_RelatedPerson/list_relationship_9000000017_include.yaml', ['NO_CONSENT']],
  ['responses/GET_RelatedPerson/list_relationship_9000000042.yaml', ['NO_CONSENT']],
  ['responses/GET_RelatedPerson/list_relationship_9000000042_include.yaml', ['NO_CONSENT']],
  ['responses/GET_RelatedPerson/verify_relationship_9000000009.yaml', ['NO_CONSENT']],
  ['responses/GET_RelatedPerson/verify_relationship_9000000009_include.yaml', ['NO_CONSENT']],
  ['responses/GET_RelatedPerson/verify_relationship_9000000025.yaml', ['NO_CONSENT']],
  ['responses/GET_RelatedPerson/verify_relationship_9000000025_include.yaml', ['NO_CONSENT']],
  ['responses/PATCH_Consent/success.yaml', ['NO_CONSENT']],
  ['responses/POST_Consent/success.yaml', ['NO_CONSENT']],
  ['responses/POST_QuestionnaireResponse/success.yaml', ['NO_CONSENT']],
];

function outcomeOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'PATCH';
  if ((value as JsonObject)['resourceType'] !== 'Consent') {
    expect(readExample(value)).toContain('refused Consent.resourceType');
    return 'NO_CONSENT';
  }
  const told = readExample(value);
  if (told === 'refused Consent.status status-begins') return 'ENDED';
  if (told === 'refused Consent.policy[0] unknown-member') return 'MISFORMED';
  const named = readExample(withPeople(value)).replace(' policy,', '');
  return told === 'refused Consent.patient person-is-certain' && named === waits ? 'PROXY' : told;
}

function bodiesOf(name: string): readonly JsonValue[] {
  return readNhsExample(name).flatMap(({ value }) => {
    const { resourceType, entry } = value as { resourceType?: string; entry?: { resource: JsonValue }[] };
    return resourceType === 'Bundle' ? (entry ?? []).map(({ resource }) => resource) : [value];
  });
}

/** What becomes of a good request of the NHS service that is changed. */
function request(change: Mistake): Problem {
  const parsed = parseConsent(makeMistake(change));
  if (!parsed.ok) return { code: 'fhir-invalid', errors: parsed.refusal };
  const read = readConsent(parsed.value, { policy: 'BASE-1', at: new Date('2028-01-07T15:00:00Z') });
  return read.ok ? { code: 'fault' } : { code: 'consent-invalid', errors: read.refusal };
}

function search(form: string): Problem {
  const parsed = parseSearch(form);
  return parsed.ok ? { code: 'fault' } : parsed.refusal;
}

/** The same mistake made here. */
const errors: Readonly<Record<string, () => Problem>> = {
  ...Object.fromEntries(
    Object.entries(mistakenConsents).map(([name, change]) => [name, () => request(change)]),
  ),
  ...Object.fromEntries(Object.entries(mistakenSearches).map(([name, form]) => [name, () => search(form)])),
  'POST_Consent/errors/duplicate_relationship_error.yaml': () => ({ code: 'consent-exists' }),
  'GET_Consent/ID/errors/invalid-id.yaml': () => ({
    code: 'request-malformed',
    errors: [{ pointer: 'http.id', rule: 'id-form', message: 'The id must be a UUID.' }],
  }),
  'errors/access-denied.yaml': () => ({ code: 'not-authenticated' }),
  'errors/internal-server-error.yaml': () => ({ code: 'fault' }),
  'errors/method-not-allowed.yaml': () => ({ code: 'method-not-allowed' }),
};

(haveNhsExamples ? describe : describe.skip)(
  'the NHS examples of proxy roles (skipped where ../shared/data is absent)',
  () => {
    it('are all listed here', () => {
      const plain = listNhsExamples().filter((name) => !name.includes('errors/'));
      expect(nhs.map(([name]) => name)).toEqual(plain);
    });

    it.each(nhs)('%s comes to %j', (name, outcomes) => {
      expect([...new Set(bodiesOf(name).map(outcomeOf))].toSorted()).toEqual(outcomes);
    });

    const known = listNhsExamples().filter((name) => name.includes('errors/'));
    it.each(known)('%s is told here with the same code', (name) => {
      const make = errors[name.replace('responses/', '')];
      if (make === undefined) {
        // PATCH, QuestionnaireResponse, RelatedPerson and look-ups of practices are not offered: 405 or 404.
        expect(name).toMatch(
          /PATCH_Consent|QuestionnaireResponse|RelatedPerson|gp-practice|downstream|invalidated/,
        );
        return;
      }
      const problem = make();
      const document = buildProblemDocument(
        problem,
        asId<'Exchange'>('0f8fad5b-d9cb-469f-a165-70867728950e'),
      );
      const { issue } = JSON.parse(JSON.stringify(buildOperationOutcome(document))) as {
        issue: readonly NhsIssue[];
      };
      const theirs = readNhsExample(name).map(({ value, description }) => ({
        issue: (JSON.parse(JSON.stringify(value)) as { issue: [NhsIssue] }).issue[0],
        status: /^(\d{3}) /.exec(description)?.[1],
      }));
      for (const { issue: expected, status } of theirs) {
        const codes = issue.flatMap(({ details }) => details.coding.map(({ code }) => code));
        expect(codes).toContain(expected.details.coding[0]?.code);
        expect(issue.map(({ severity, code }) => [severity, code])).toContainEqual(['error', expected.code]);
        expect(issue.every(({ diagnostics }) => diagnostics.length > 10)).toBe(true);
        if (expected.expression !== undefined) {
          expect(issue.flatMap(({ expression = [] }) => expression)).toContain(
            `Consent.${expected.expression[0] ?? ''}`,
          );
        }
        if (status !== undefined && !status.startsWith('400')) expect(String(document.status)).toBe(status);
        expect(document.status).toBeGreaterThanOrEqual(400);
      }
    });
  },
);

interface NhsIssue {
  readonly severity: string;
  readonly code: string;
  readonly diagnostics: string;
  readonly details: { readonly coding: readonly { readonly code: string }[] };
  readonly expression?: readonly string[];
}
