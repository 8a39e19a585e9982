/**
 * Members that FHIR R4 does not require and that only say which person, organisation or place took part
 * (hl7.org/fhir/R4, cardinality 0..). Where such a one is withheld, the reference can be left out and the resource stays
 * whole and valid. Every other reference to something withheld takes its resource with it.
 */
const removable: Readonly<Record<string, readonly string[]>> = {
  AllergyIntolerance: ['recorder', 'asserter'],
  CarePlan: ['author', 'contributor'],
  Communication: ['sender', 'recipient'],
  Condition: ['recorder', 'asserter'],
  DiagnosticReport: ['performer', 'resultsInterpreter'],
  DocumentReference: ['author', 'authenticator', 'custodian'],
  Encounter: ['serviceProvider'],
  EpisodeOfCare: ['managingOrganization', 'careManager'],
  Flag: ['author'],
  Goal: ['expressedBy'],
  Immunization: ['location', 'manufacturer'],
  MedicationRequest: ['requester', 'performer', 'recorder'],
  MedicationStatement: ['informationSource'],
  Observation: ['performer', 'device'],
  Patient: ['generalPractitioner', 'managingOrganization'],
  Procedure: ['recorder', 'asserter', 'location'],
  QuestionnaireResponse: ['author', 'source'],
  ServiceRequest: ['requester', 'performer', 'locationReference'],
};

/** Whether a member of a type of resource can be left out when it refers to a withheld person, organisation or place. */
export function isRemovable(type: string, member: string): boolean {
  return Object.hasOwn(removable, type) && removable[type]?.includes(member) === true;
}
