/** The address by which FHIR names the register of NHS numbers (docs/domain/04 §4.2; UK Core). */
export const nhsNumberSystem = 'https://fhir.nhs.uk/Id/nhs-number';
