import type { JsonObject, OrganisationId } from '../../platform/index.ts';
import { categories, getCategory, type CategoryCode } from '../../vocabulary/index.ts';
import type { ConsentBody, ConsentType, ConsentVersion, NamedParty, Recorder } from '../consent-version.ts';
import { plainCategories, plainPurposes } from '../notice/plain-words.ts';

/** What a receipt needs besides its version, and what never changes. */
export interface ReceiptContext {
  /** Who keeps the record, for receipts of choices that people recorded themselves. */
  readonly gateway: { readonly name: string; readonly url: string; readonly contact: string };
  /**
   * A name for a person that tells nothing: another one in every record, so that two people's receipts about one child
   * cannot be laid beside each other.
   */
  readonly pseudonym: (kind: 'principal' | 'decider') => string;
}

/** A version whose body can be read. */
export type ReceiptVersion = ConsentVersion & { readonly body: ConsentBody };

/**
 * Composes the receipt of one version of a recorded choice with the fields of ISO/IEC TS 27560:2023 (metadata, processing,
 * parties, events). It is made of this version alone: nothing that anybody else chose, and not even that they did, can be
 * told from it, and the same version always gives the same receipt. Pure.
 */
export function composeReceipt(version: ReceiptVersion, context: ReceiptContext): JsonObject {
  const { body, consentId } = version;
  const parties = listParties(version, context);
  return {
    schema_version: 'ISO/IEC TS 27560:2023 assent-receipt-1',
    receipt_id: `urn:assent:consent-receipt:${consentId}:${String(version.version)}`,
    record_id: consentId,
    record_version: version.version,
    pii_principal_id: context.pseudonym('principal'),
    pii_processing: {
      privacy_notice: describeNotice(body),
      language: body.informationGiven?.language ?? 'en',
      purposes: describePurposes(version),
      pii_information: describeInformation(body),
      pii_controllers: parties.filter(({ party_role: role }) => role === 'PII controller').map(idOf),
      recipient_third_parties: describeRecipients(body),
      collection_method: body.channel,
      processing_method: 'shared between organisations, segment by segment, after a decision for each',
      storage_locations: ['GB'],
      retention_period:
        'the record and its history: as long as the longest record that it evidences; see docs/domain/01 §1.11',
      jurisdiction: 'GB-ENG',
      withdrawal_method:
        'tell any practitioner or the organisation that recorded it, in person, by phone or on paper; no reason is asked for',
      privacy_rights: ['access', 'rectification', 'erasure', 'restriction', 'objection', 'complaint'],
      authority_party: 'Information Commissioner’s Office, Wycliffe House, Wilmslow SK9 5AF, 0303 123 1113',
      data_period: { from: body.dataPeriod.from, to: body.dataPeriod.to },
    },
    party_identification: parties,
    consent_events: [describeEvent(version, context)],
  };
}

function describeNotice({ informationGiven }: ConsentBody): JsonObject | null {
  if (informationGiven === null) return null;
  const { noticeVersion, noticeHash, format, interpreter } = informationGiven;
  return { notice_version: noticeVersion, hash_sha256: noticeHash, format, interpreter };
}

/** What a choice of each type is in law (docs/domain/01 §1.1, §1.2). */
const lawfulBasis: Readonly<Record<ConsentType, string>> = {
  SHARE:
    'consent under the common law of confidentiality; UK GDPR Art 6(1)(e) or (c) of the organisation that shares',
  SERVICE: 'agreement to a service; no lawful basis for sharing',
  TREATMENT: 'agreement to treatment; no lawful basis for sharing',
  GDPR_LAWFUL_BASIS: 'UK GDPR Art 6(1)(a), and Art 9(2)(a) for special categories',
  ASSESSMENT_GATE: 'Care Act 2014 s.58',
};

function describePurposes({ type, kind, body }: ReceiptVersion): readonly JsonObject[] {
  const basis = kind === 'OBJECTION' ? 'objection under UK GDPR Art 21' : lawfulBasis[type];
  if (body.purposes === 'ALL') {
    return [{ purpose: 'ALL', purpose_text: 'every purpose', lawful_basis: basis }];
  }
  return body.purposes.map((purpose) => ({
    purpose,
    purpose_text: plainPurposes[purpose],
    lawful_basis: basis,
  }));
}

function describeInformation({ categories: chosen, answer }: ConsentBody): readonly JsonObject[] {
  const describe = (choice: string) => (code: CategoryCode) => {
    const { level, sensitiveService, name } = getCategory(code);
    return {
      pii_type: code,
      pii_type_text: plainCategories[code],
      pii_type_name: name,
      sensitive_pii_category: sensitiveService || level !== 'N',
      special_pii_category: isSpecial(code),
      choice,
    };
  };
  const denied =
    chosen.deny === 'ALL'
      ? [{ pii_type: 'ALL', pii_type_text: 'everything', choice: 'REFUSED' }]
      : chosen.deny.map(describe('REFUSED'));
  const answered = answer === null ? [] : [{ pii_type: 'NONE', choice: answer }];
  return [...chosen.permit.map(describe('PERMITTED')), ...denied, ...answered];
}

/** Special categories of UK GDPR Art 9 and criminal data of Art 10, by the group that a category stands in. */
function isSpecial(code: CategoryCode): boolean {
  const group = categories[code].plainGroup;
  return (
    group === 'My health' ||
    group === 'My mind and private life' ||
    group === 'Things about my parents' ||
    ['EQU', 'SXA', 'YJS', 'IMM', 'SEN', 'DIS'].includes(code)
  );
}

function describeRecipients(body: ConsentBody): JsonObject | 'ALL' {
  const { recipients } = body;
  if (recipients === 'ALL') return 'ALL';
  return {
    organisations: recipients.organisations.map((id) => nameOf(body, id)),
    departments: recipients.departments,
    roles: recipients.roles,
    organisation_types: recipients.organisationTypes,
  };
}

interface PartyFields extends JsonObject {
  readonly party_id: string;
  readonly party_role: string;
}

/** An organisation that a version names, as it was registered when the version was recorded. */
export function findParty({ parties }: ConsentBody, organisationId: OrganisationId): NamedParty | undefined {
  return parties.find((party) => party.organisationId === organisationId);
}

function nameOf(body: ConsentBody, organisationId: OrganisationId): string {
  return findParty(body, organisationId)?.identifier ?? organisationId;
}

function idOf({ party_id: id }: PartyFields): string {
  return id;
}

function listParties({ body }: ReceiptVersion, context: ReceiptContext): readonly PartyFields[] {
  const { recordedBy, decidedBy, recipients } = body;
  const controller =
    recordedBy.kind === 'PRACTITIONER'
      ? describeParty(body, recordedBy.organisation, 'PII controller')
      : {
          party_id: context.gateway.url,
          party_name: context.gateway.name,
          party_address: context.gateway.url,
          party_contact: context.gateway.contact,
          party_role: 'PII controller',
          party_type: 'gateway',
        };
  const deciding =
    'organisation' in decidedBy ? [describeParty(body, decidedBy.organisation, decidedBy.capacityBasis)] : [];
  const named = recipients === 'ALL' ? [] : recipients.organisations;
  return [
    controller,
    ...deciding,
    ...named.map((organisation) => describeParty(body, organisation, 'recipient')),
  ];
}

function describeParty(body: ConsentBody, organisationId: OrganisationId, role: string): PartyFields {
  const party = findParty(body, organisationId);
  return {
    party_id: party?.identifier ?? organisationId,
    party_name: party?.name ?? organisationId,
    party_address: `as registered under ${party?.identifier ?? organisationId}`,
    party_contact: party?.contact ?? 'not recorded',
    party_role: role,
    party_type: party?.type ?? 'not recorded',
  };
}

function describeEvent(version: ReceiptVersion, context: ReceiptContext): JsonObject {
  const { body, kind } = version;
  return {
    event_time: version.recordedAt.toISOString(),
    validity_duration: {
      from: version.validFrom.toISOString(),
      to: version.validTo?.toISOString() ?? null,
      review_on: body.reviewOn,
    },
    entity_id: entityOf(body, context),
    event_type: kind === 'OBJECTION' ? 'objection' : `explicit consent: ${version.type}`,
    event_state: stateOf(version),
    record_status: version.status,
    recorded_through: describeRecorder(body),
    capacity: body.decidedBy.capacityBasis,
    consequences_explained: body.consequencesExplained,
  };
}

/** Whoever chose. A move of a record names nobody, since it may be another person's right. */
function entityOf(body: ConsentBody, { pseudonym }: ReceiptContext): string {
  const { decidedBy, lastMove } = body;
  if (lastMove !== null) return 'somebody entitled';
  return 'person' in decidedBy ? pseudonym('decider') : nameOf(body, decidedBy.organisation);
}

function describeRecorder(body: ConsentBody): string {
  const by: Recorder | { readonly kind: 'SYSTEM' } = body.lastMove?.by ?? body.recordedBy;
  if (by.kind === 'SYSTEM') return 'the gateway';
  if (by.kind === 'DECIDER') return 'their own account';
  return nameOf(body, by.organisation);
}

/** The states of a consent as ISO/IEC TS 27560 Annex B and the Data Privacy Vocabulary name them. */
function stateOf({ status, version, kind, body }: ReceiptVersion): string {
  switch (status) {
    case 'draft':
      return 'ConsentRequested';
    case 'active': {
      const agrees = body.categories.permit.length > 0 || body.answer === 'AGREES';
      if (kind === 'OBJECTION' || !agrees) return 'ConsentRefused';
      return version === 1 ? 'ConsentGiven' : 'RenewedConsentGiven';
    }
    case 'suspended':
      return 'ConsentRequestDeferred';
    case 'pending-reauthorise':
      return 'ConsentRequested';
    case 'withdrawn':
      return 'ConsentWithdrawn';
    case 'expired':
      return 'ConsentExpired';
    case 'superseded':
    case 'entered-in-error':
      return 'ConsentInvalidated';
  }
}
