/** One parameter by which resources of a type are searched (http://hl7.org/fhir/R4/searchparameter-registry.html). */
export interface SearchParameter {
  readonly name: string;
  readonly kind: 'TOKEN' | 'DATE';
  /** The elements that are searched, each by its path; a value in any of them suffices. */
  readonly paths: readonly string[];
}

/** What resources of every type are searched by. */
const common: readonly SearchParameter[] = [token('_id', 'id'), date('_lastUpdated', 'meta.lastUpdated')];

const code = token('code', 'code');
const category = token('category', 'category');
const status = token('status', 'status');
const medication = token('code', 'medicationCodeableConcept');

/**
 * The types of resource that are asked for at a holder, each with what it is searched by beside whom it is about. All are searched by
 * their patient in R4, so that nothing is fetched that is about nobody or somebody else. `Consent` has doors of its own.
 */
const searches: Readonly<Record<string, readonly SearchParameter[]>> = {
  AllergyIntolerance: [code, token('clinical-status', 'clinicalStatus'), date('date', 'recordedDate')],
  Appointment: [status, date('date', 'start')],
  CarePlan: [category, status, date('date', 'period')],
  CareTeam: [category, status, date('date', 'period')],
  ClinicalImpression: [status, date('date', 'effectiveDateTime', 'effectivePeriod')],
  Communication: [category, status, date('sent', 'sent')],
  CommunicationRequest: [category, status, date('authored', 'authoredOn')],
  Composition: [token('type', 'type'), category, status, date('date', 'date')],
  Condition: [
    code,
    category,
    token('clinical-status', 'clinicalStatus'),
    date('onset-date', 'onsetDateTime', 'onsetPeriod'),
    date('recorded-date', 'recordedDate'),
  ],
  DetectedIssue: [code, date('identified', 'identifiedDateTime', 'identifiedPeriod')],
  DiagnosticReport: [code, category, status, date('date', 'effectiveDateTime', 'effectivePeriod')],
  DocumentReference: [token('type', 'type'), category, status, date('date', 'date')],
  Encounter: [token('type', 'type'), token('class', 'class'), status, date('date', 'period')],
  EpisodeOfCare: [token('type', 'type'), status, date('date', 'period')],
  FamilyMemberHistory: [token('code', 'condition.code'), status, date('date', 'date')],
  Flag: [date('date', 'period')],
  Goal: [category, token('lifecycle-status', 'lifecycleStatus'), date('start-date', 'startDate')],
  ImagingStudy: [status, date('started', 'started')],
  Immunization: [token('vaccine-code', 'vaccineCode'), status, date('date', 'occurrenceDateTime')],
  ImmunizationRecommendation: [date('date', 'date')],
  List: [code, status, date('date', 'date')],
  MedicationAdministration: [
    medication,
    status,
    date('effective-time', 'effectiveDateTime', 'effectivePeriod'),
  ],
  MedicationDispense: [medication, status, date('whenhandedover', 'whenHandedOver')],
  MedicationRequest: [medication, token('intent', 'intent'), status, date('authoredon', 'authoredOn')],
  MedicationStatement: [medication, status, date('effective', 'effectiveDateTime', 'effectivePeriod')],
  NutritionOrder: [status, date('datetime', 'dateTime')],
  Observation: [
    code,
    category,
    status,
    date('date', 'effectiveDateTime', 'effectivePeriod', 'effectiveInstant'),
  ],
  Patient: [token('gender', 'gender')],
  Procedure: [code, category, status, date('date', 'performedDateTime', 'performedPeriod')],
  QuestionnaireResponse: [status, date('authored', 'authored')],
  RelatedPerson: [token('relationship', 'relationship')],
  RiskAssessment: [date('date', 'occurrenceDateTime', 'occurrencePeriod')],
  ServiceRequest: [code, category, status, date('authored', 'authoredOn')],
  Specimen: [token('type', 'type'), status],
  Task: [code, status, date('authored-on', 'authoredOn')],
  VisionPrescription: [status, date('datewritten', 'dateWritten')],
};

/** The types of FHIR R4 that can be asked for at a holder. */
export const searchableTypes: readonly string[] = Object.keys(searches);

/** What resources of a type are searched by beside whom they are about; undefined for a type that cannot be asked for. */
export function findSearchParameters(type: string): readonly SearchParameter[] | undefined {
  const own = Object.hasOwn(searches, type) ? searches[type] : undefined;
  return own === undefined ? undefined : [...common, ...own];
}

function token(name: string, ...paths: readonly string[]): SearchParameter {
  return { name, kind: 'TOKEN', paths };
}

function date(name: string, ...paths: readonly string[]): SearchParameter {
  return { name, kind: 'DATE', paths };
}
