import { type OrganisationIdentifier, type Organisation } from '../../agreements/index.ts';
import { organisationSystems } from '../../exchange/index.ts';
import type { FoundEntry } from '../../ledger/index.ts';
import type { JsonObject } from '../../platform/index.ts';
import { type PurposeCode, purposes } from '../../vocabulary/index.ts';
import type { OrganisationBook } from './show-decision.ts';

const dicom = 'http://dicom.nema.org/resources/ontology/DCM';

/**
 * Decisions as FHIR R4 AuditEvents (docs/domain/05): what was let go as a disclosure (DCM 110106 Export), what was not as a decision
 * about access (DCM 110113 Security Alert). They name organisations and codes, and nobody whom a decision is about.
 */
export function composeAuditEvents(
  decisions: readonly FoundEntry[],
  book: OrganisationBook,
  at: Date,
): JsonObject {
  return {
    resourceType: 'Bundle',
    type: 'collection',
    timestamp: at.toISOString(),
    entry: decisions.map((each) => ({
      fullUrl: `urn:uuid:${each.entryId}`,
      resource: composeAuditEvent(each, book),
    })),
  };
}

function composeAuditEvent(decision: FoundEntry, book: OrganisationBook): JsonObject {
  const { entryId, at, outcome, purpose, correlationId } = decision;
  const went = outcome === 'FORWARD' || outcome === 'FORWARD_REDACTED';
  const reasons = Object.hasOwn(purposes, purpose ?? '') ? purposes[purpose as PurposeCode].hl7 : [];
  return {
    resourceType: 'AuditEvent',
    id: entryId,
    type: went
      ? { system: dicom, code: '110106', display: 'Export' }
      : { system: dicom, code: '110113', display: 'Security Alert' },
    subtype: went
      ? [{ system: 'http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle', code: 'disclose' }]
      : [
          {
            system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
            code: 'AuthZ-Consent',
          },
        ],
    action: went ? 'R' : 'E',
    recorded: at.toISOString(),
    outcome: went ? '0' : '4',
    ...(outcome === null ? {} : { outcomeDesc: outcome }),
    ...(reasons.length === 0
      ? {}
      : {
          purposeOfEvent: [
            {
              coding: reasons.map((code) => ({
                system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
                code,
              })),
            },
          ],
        }),
    agent: [
      composeAgent('110153', decision.sourceOrganisationId, book, true),
      composeAgent('110152', decision.recipientOrganisationId, book, false),
    ],
    source: { observer: { display: 'information-sharing gateway' } },
    ...(correlationId === null
      ? {}
      : {
          entity: [
            {
              what: { identifier: { value: correlationId } },
              type: {
                system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
                code: 'XrequestId',
              },
            },
          ],
        }),
  };
}

function composeAgent(
  code: '110153' | '110152',
  organisationId: FoundEntry['sourceOrganisationId'],
  book: OrganisationBook,
  requestor: boolean,
): JsonObject {
  const organisation: Organisation | undefined =
    organisationId === null ? undefined : book.get(organisationId);
  const [identifier]: readonly OrganisationIdentifier[] = organisation?.identifiers ?? [];
  return {
    type: { coding: [{ system: dicom, code }] },
    ...(organisation === undefined
      ? {}
      : {
          who: {
            ...(identifier === undefined
              ? {}
              : { identifier: { system: organisationSystems[identifier.system], value: identifier.value } }),
            display: organisation.name,
          },
        }),
    requestor,
  };
}
