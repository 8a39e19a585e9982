import type { ConsentBody, ConsentVersion } from '../../consent/index.ts';
import { type JsonObject, type OrganisationId, londonDate } from '../../platform/index.ts';
import {
  type CategoryCode,
  categoryCodes,
  departments,
  getPurpose,
  organisationTypes,
  purposeCodes,
  roles,
} from '../../vocabulary/index.ts';
import { extensions, profiles, purposesOfReason, sensitivitiesWithin, terms } from './consent-terms.ts';

type Version = ConsentVersion & { readonly body: ConsentBody };
type NameOrganisation = (organisation: OrganisationId) => JsonObject;

/** The profile of IHE PCF that the written form of a choice meets. */
export function profileOf({ categories: { permit, deny }, dataPeriod }: ConsentBody): string {
  if (permit.length > 0 || deny !== 'ALL') return profiles.advanced;
  return dataPeriod.from === null && dataPeriod.to === null ? profiles.basic : profiles.intermediate;
}

/** The rules: a root that permits with one exception that denies, or a root that denies. A refusal is never an absence. */
export function writeProvision(version: Version, name: NameOrganisation): JsonObject {
  const { body, validFrom, validTo } = version;
  const { permit, deny } = body.categories;
  const { from, to } = body.dataPeriod;
  const root = permit.length > 0 ? permit : deny;
  const actor = writeActors(body, name);
  const purpose = writePurposes(body);
  return {
    type: permit.length > 0 ? 'permit' : 'deny',
    period: {
      start: writeStart(validFrom),
      ...(validTo === null ? {} : { end: writeEnd(validTo) }),
    },
    ...(actor.length === 0 ? {} : { actor }),
    ...(root === 'ALL' ? {} : { securityLabel: writeLabels(root, permit.length > 0 ? 'permit' : 'deny') }),
    ...(purpose.length === 0 ? {} : { purpose }),
    ...(from === null && to === null
      ? {}
      : { dataPeriod: { ...(from === null ? {} : { start: from }), ...(to === null ? {} : { end: to }) } }),
    ...(permit.length > 0 && deny !== 'ALL' && deny.length > 0
      ? { provision: [{ type: 'deny', securityLabel: writeLabels(deny, 'deny') }] }
      : {}),
  };
}

/** Our own codes, and beside them HL7's where these mean nothing beyond them, for readers who know no others. */
function writeLabels(list: readonly CategoryCode[], type: 'permit' | 'deny'): readonly JsonObject[] {
  const near = type === 'deny' ? sensitivitiesWithin(list).toSorted() : [];
  return [
    ...near.map((code) => ({ system: terms.actCode, code })),
    ...categoryCodes.filter((code) => list.includes(code)).map((code) => ({ system: terms.category, code })),
  ];
}

/** HL7's code, where it stands for nothing beyond what is named, and ours. */
function writePurposes({ purposes }: ConsentBody): readonly JsonObject[] {
  if (purposes === 'ALL') return [];
  const near = new Set(purposes.flatMap((purpose): readonly string[] => getPurpose(purpose).hl7));
  const within = [...near]
    .toSorted()
    .filter((code) => purposesOfReason(code).every((each) => purposes.includes(each)));
  return [
    ...within.map((code) => ({ system: terms.actReason, code })),
    ...purposeCodes
      .filter((code) => purposes.includes(code))
      .map((code) => ({ system: terms.purpose, code })),
  ];
}

/**
 * Each organisation is an actor. What narrows them (department, role, kind of organisation) is a modifier extension: a reader
 * who does not know it must stop, and would otherwise read more recipients than were named.
 */
function writeActors({ recipients }: ConsentBody, name: NameOrganisation): readonly JsonObject[] {
  if (recipients === 'ALL') return [];
  const narrowing = [
    ...writeCodes(
      'department',
      departments.filter((each) => recipients.departments.includes(each)),
    ),
    ...writeCodes(
      'role',
      roles.filter((each) => recipients.roles.includes(each)),
    ),
    ...writeCodes(
      'organisationType',
      organisationTypes.filter((each) => recipients.organisationTypes.includes(each)),
    ),
  ];
  const references =
    recipients.organisations.length === 0
      ? [{ type: 'Group', identifier: { system: terms.recipientGroup, value: 'any' } }]
      : recipients.organisations.map((each) => ({ type: 'Organization', identifier: name(each) }));
  return references.map((reference) => ({
    ...(narrowing.length === 0
      ? {}
      : { modifierExtension: [{ url: extensions.narrowing, extension: narrowing }] }),
    role: { coding: [{ system: terms.participation, code: 'IRCP' }] },
    reference,
  }));
}

function writeCodes(url: string, codes: readonly string[]): readonly JsonObject[] {
  return codes.map((code) => ({ url, valueCode: code }));
}

/** The day where it begins with one (London), the instant otherwise. */
function writeStart(at: Date): string {
  return turnsDay(at) ? londonDate(at) : at.toISOString();
}

/** The last day that belongs to it, or its last millisecond: an end of FHIR is included. */
function writeEnd(at: Date): string {
  const last = new Date(at.getTime() - 1);
  return turnsDay(at) ? londonDate(last) : last.toISOString();
}

function turnsDay(at: Date): boolean {
  return londonDate(new Date(at.getTime() - 1)) !== londonDate(at);
}
