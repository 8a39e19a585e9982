import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../src/platform/index.ts';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import { noticeFor } from './notice-for.ts';
import type { RawAnswer, RawPartner } from './raw-partner.ts';
import { askAsSue } from './record-choice.ts';
import { sue } from './send-plan.ts';

const own = 'https://gateway.example/StructureDefinition/';

/** What a test says differently of a good Consent. */
export type Changes = Readonly<Record<string, unknown>>;

/** Jackie and her mother, as the council names them. */
export const contained = [
  {
    resourceType: 'Patient',
    id: 'subject',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990001014' }],
    name: [{ family: 'Cormack', given: ['Jackie'] }],
    birthDate: '2017-05-14',
  },
  {
    resourceType: 'RelatedPerson',
    id: 'decider',
    patient: { reference: '#subject' },
    relationship: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'MTH' }] },
    ],
  },
];

/** The extensions that a permit rests on. */
export function toldBy(noticeVersion: string): readonly object[] {
  return [
    {
      url: `${own}consent-information`,
      extension: [
        { url: 'noticeVersion', valueString: noticeVersion },
        { url: 'language', valueCode: 'en' },
        { url: 'format', valueCode: 'standard' },
        { url: 'interpreter', valueBoolean: false },
      ],
    },
    { url: `${own}consent-consequences-explained`, valueBoolean: true },
  ];
}

/** A label of ours. */
export function label(code: string): object {
  return { system: 'https://gateway.example/CodeSystem/info-category', code };
}

/** A recipient by its URN. */
export const school = {
  role: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }] },
  reference: { identifier: { system: 'https://gateway.example/Id/gias-urn', value: '999001' } },
};

/** For child in need work. */
export const purpose = [{ system: 'https://gateway.example/CodeSystem/purpose', code: 'P07' }];

/** The permit of docs/domain/05 §5.2 in small: her attendance and her learning may go to her school. */
export function permit(noticeVersion: string, changes: Changes = {}): JsonObject {
  return consent(
    {
      type: 'permit',
      period: { start: '2026-01-06' },
      actor: [school],
      purpose,
      securityLabel: [label('ATT'), label('EDU')],
    },
    { extension: toldBy(noticeVersion), ...changes },
  );
}

/** A Consent with these rules. */
export function consent(provision: object, changes: Changes = {}): JsonObject {
  return JSON.parse(
    JSON.stringify({
      resourceType: 'Consent',
      contained,
      status: 'active',
      scope: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
      },
      category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
      patient: { reference: '#subject' },
      dateTime: '2026-01-06T16:40:00Z',
      performer: [{ reference: '#decider' }],
      sourceReference: { reference: 'DocumentReference/consent-evidence-1041' },
      policy: [{ uri: 'https://gateway.example/policy/BASE-1' }],
      provision,
      ...changes,
    }),
  ) as JsonObject;
}

/** A notice that names attendance, learning and what goes along, for the school and child in need work. */
export async function registerNotice(council: RawPartner): Promise<string> {
  const body = {
    type: 'SHARE',
    purposes: ['P07'],
    recipients: { organisations: [{ system: 'urn', value: '999001' }] },
    categories: { permit: ['ATT', 'EDU'] },
    informationGiven: { language: 'en' },
  };
  const answer = await askAsSue(council, '/v1/consent-notices', noticeFor(body) ?? {});
  return (answer.json as { noticeVersion: string }).noticeVersion;
}

/** Sends a resource as Sue of the council. */
export async function sendFhir(
  council: RawPartner,
  resource: object,
  more: {
    readonly path?: string;
    readonly method?: 'POST' | 'PUT';
    readonly headers?: Record<string, string>;
    readonly by?: ActingPractitioner;
  } = {},
): Promise<RawAnswer> {
  const key = randomUUID();
  return council.ask({
    method: more.method ?? 'POST',
    path: more.path ?? '/fhir/R4/Consent',
    headers: {
      'content-type': 'application/fhir+json',
      'idempotency-key': key,
      'assent-user-assertion': await council.signAssertion(more.by ?? sue, key),
      ...more.headers,
    },
    body: JSON.stringify(resource),
  });
}

/** Searches by a form. */
export function searchFhir(partner: RawPartner, form: string): Promise<RawAnswer> {
  return partner.ask({
    path: '/fhir/R4/Consent/_search',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form,
  });
}
