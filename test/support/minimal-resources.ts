import type { JsonObject } from '../../src/platform/index.ts';

const concept = { coding: [{ system: 'https://example.org/codes', code: 'something' }] };
const day = '2027-03-01';

/** What R4 requires of each type beside its patient, and under which member the patient stands. */
const minima: Readonly<Record<string, readonly [whose: 'subject' | 'patient' | 'for', rest: JsonObject]>> = {
  AllergyIntolerance: ['patient', {}],
  CarePlan: ['subject', { status: 'active', intent: 'plan' }],
  CareTeam: ['subject', {}],
  ClinicalImpression: ['subject', { status: 'completed' }],
  Communication: ['subject', { status: 'completed' }],
  CommunicationRequest: ['subject', { status: 'active' }],
  Composition: [
    'subject',
    {
      status: 'final',
      type: concept,
      date: day,
      author: [{ reference: 'Organization/hospital' }],
      title: 'Letter',
    },
  ],
  Condition: ['subject', {}],
  DetectedIssue: ['patient', { status: 'final' }],
  DiagnosticReport: ['subject', { status: 'final', code: concept }],
  DocumentReference: ['subject', { status: 'current', content: [{ attachment: { language: 'en' } }] }],
  Encounter: [
    'subject',
    {
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    },
  ],
  EpisodeOfCare: ['patient', { status: 'finished' }],
  FamilyMemberHistory: ['patient', { status: 'completed', relationship: concept }],
  Flag: ['subject', { status: 'active', code: concept }],
  Goal: ['subject', { lifecycleStatus: 'active', description: concept }],
  ImagingStudy: ['subject', { status: 'available' }],
  Immunization: ['patient', { status: 'completed', vaccineCode: concept, occurrenceDateTime: day }],
  ImmunizationRecommendation: ['patient', { date: day, recommendation: [{ forecastStatus: concept }] }],
  List: ['subject', { status: 'current', mode: 'snapshot' }],
  MedicationAdministration: [
    'subject',
    { status: 'completed', medicationCodeableConcept: concept, effectiveDateTime: day },
  ],
  MedicationDispense: ['subject', { status: 'completed', medicationCodeableConcept: concept }],
  MedicationRequest: ['subject', { status: 'active', intent: 'order', medicationCodeableConcept: concept }],
  MedicationStatement: ['subject', { status: 'active', medicationCodeableConcept: concept }],
  NutritionOrder: ['patient', { status: 'active', intent: 'order', dateTime: day }],
  Observation: ['subject', { status: 'final', code: concept }],
  Procedure: ['subject', { status: 'completed' }],
  QuestionnaireResponse: ['subject', { status: 'completed' }],
  RelatedPerson: ['patient', {}],
  RiskAssessment: ['subject', { status: 'final' }],
  ServiceRequest: ['subject', { status: 'active', intent: 'order' }],
  Specimen: ['subject', {}],
  Task: ['for', { status: 'requested', intent: 'order' }],
  VisionPrescription: [
    'patient',
    {
      status: 'active',
      created: day,
      dateWritten: day,
      prescriber: { reference: 'Organization/hospital' },
      lensSpecification: [{ product: concept, eye: 'left' }],
    },
  ],
};

/** The least that R4 allows of a resource of a type about a patient. @throws Error for a type that is not asked for anywhere */
export function buildMinimalResource(type: string, patient: string): JsonObject {
  if (type === 'Appointment')
    return {
      resourceType: type,
      status: 'booked',
      participant: [{ actor: { reference: patient }, status: 'accepted' }],
    };
  const found = minima[type];
  if (found === undefined) throw new Error(`there is no minimal ${type}`);
  const [whose, rest] = found;
  return { resourceType: type, ...rest, [whose]: { reference: patient } };
}
