import { type Result, ok, refuse } from '../../platform/index.ts';
import type { ProblemDetail } from '../../vocabulary/index.ts';
import { organisationSystems, personSystems, terms } from './consent-terms.ts';
import { type ConsentResource, type Extension, isRecord } from './resource-schema.ts';

const statusReason =
  'https://fhir.nhs.uk/England/StructureDefinition/Extension-England-Consent-Status-Reason';
const grantor = 'https://hl7.org/fhir/5.0/StructureDefinition/extension-Consent.grantor';

/** Whether a Consent is a proxy role of the NHS Validated Relationships Service: who may act for whom, and on what basis. */
export function isNhsProxy({ policyRule }: Pick<ConsentResource, 'policyRule'>): boolean {
  return (policyRule?.coding ?? []).some(({ system }) => system === terms.nhsProxyBasis);
}

/**
 * The rules of the NHS service for its own proxy roles, so that a sender is told here what they would be told there (NHS
 * Validated Relationships Service API). A proxy role is no choice to share, and comes to nothing more than a draft.
 */
export function checkNhsProxy(resource: ConsentResource): Result<null, ProblemDetail[]> {
  if (!isNhsProxy(resource)) return ok(null);
  const errors = [...checkNumbers(resource), ...checkReason(resource), ...checkGrantor(resource)];
  return errors.length === 0 ? ok(null) : refuse(errors);
}

function checkNumbers({ patient, performer }: ConsentResource): readonly ProblemDetail[] {
  const number = /^[1-9]\d{9}$/;
  const named = patient?.identifier;
  const acting = performer?.[0]?.identifier;
  return [
    ...(named !== undefined && named.system === undefined
      ? [at('Consent.patient.identifier.system', 'identifier-system', 'Say what number this is.')]
      : []),
    ...(acting?.system === personSystems['nhs-number'] && !number.test(acting.value ?? '')
      ? [at('Consent.performer.identifier.value', 'identifier-value', 'This is no NHS number.')]
      : []),
  ];
}

function checkReason({ extension }: ConsentResource): readonly ProblemDetail[] {
  const concept = find(extension, statusReason)?.['valueCodeableConcept'];
  if (!isRecord(concept)) return [];
  const codings: unknown = concept['coding'];
  const isOther =
    Array.isArray(codings) && codings.some((each) => isRecord(each) && each['code'] === 'OTHER');
  return isOther && typeof concept['text'] !== 'string'
    ? [
        at(
          `Consent.extension.where(url = '${statusReason}').valueCodeableConcept.text`,
          'free-text-for-other',
          'The reason OTHER needs a free text.',
        ),
      ]
    : [];
}

/** Who granted the role: needed where it is active, as an organisation by its ODS code. */
function checkGrantor({ extension, status }: ConsentResource): readonly ProblemDetail[] {
  if (status !== 'active') return [];
  const path = `Consent.extension.where(url = '${grantor}')`;
  const found = find(extension, grantor);
  if (found === undefined) return [at(path, 'grantor', 'An active proxy role needs its grantor.')];
  const reference = found['valueReference'];
  if (!isRecord(reference)) {
    return [at(`${path}.valueReference`, 'grantor-reference', 'The grantor is a reference.')];
  }
  const identifier = reference['identifier'];
  if (!isRecord(identifier)) {
    return [
      at(`${path}.valueReference.identifier`, 'grantor-identifier', 'The grantor is named by an identifier.'),
    ];
  }
  const { system, value } = identifier;
  if (system !== organisationSystems.ods) {
    return [
      at(
        `${path}.valueReference.identifier.system`,
        'grantor-system',
        'The grantor is named by its ODS code.',
      ),
    ];
  }
  return typeof value === 'string' && /^[A-Z0-9]{3,12}$/.test(value)
    ? []
    : [at(`${path}.valueReference.identifier.value`, 'grantor-value', 'This is no ODS code.')];
}

function find(list: readonly Extension[] | undefined, url: string): Extension | undefined {
  return list?.find((each) => each.url === url);
}

function at(pointer: string, rule: string, message: string): ProblemDetail {
  return { pointer, rule, message };
}
