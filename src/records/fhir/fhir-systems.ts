/** Code systems of security labels (docs/domain/03 §3.1, §3.3; HL7 terminology). */
export const fhirSystems = {
  confidentiality: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
  actCode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  /** The extension that labels one element (FHIR Data Segmentation for Privacy 1.0.0). */
  inlineLabel: 'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label',
  observationValue: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  /** Our own: the information category, which HL7 has no codes for outside health. */
  infoCategory: 'https://gateway.example/CodeSystem/info-category',
  /** Our own: handling flags. */
  handlingFlag: 'https://gateway.example/CodeSystem/handling-flag',
  /** Our own: LINKED_TO_NEED, MANDATORY, SAFETY_CRITICAL. */
  segmentMark: 'https://gateway.example/CodeSystem/segment-mark',
} as const;

/** Kinds of code whose meaning for children's information is known, as far as the code table goes. */
export const codeSystems = {
  snomed: 'http://snomed.info/sct',
  loinc: 'http://loinc.org',
  icd10: 'http://hl7.org/fhir/sid/icd-10',
  icd10Uk: 'https://fhir.hl7.org.uk/Id/icd-10',
  dmd: 'https://dmd.nhs.uk',
  atc: 'http://www.whocc.no/atc',
} as const;
