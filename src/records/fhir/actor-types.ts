/**
 * People, organisations and places: that a resource refers to one of these does not make it a resource of their kind,
 * whereas a report that refers to a finding tells of the finding.
 */
export const actorTypes: ReadonlySet<string> = new Set([
  ...['Patient', 'RelatedPerson', 'Person', 'Group'],
  ...['Practitioner', 'PractitionerRole', 'Organization', 'Location', 'HealthcareService', 'Device'],
]);
