import type { JsonValue } from '../../platform/index.ts';
import type { CategoryCode } from '../../vocabulary/index.ts';
import type { SegmentedMessage } from '../message.ts';
import type { Segment } from '../segment-schema.ts';
import { type ExampleIdentity, syntheticOrganisations } from './synthetic-organisations.ts';

/** Invented children of docs/domain/07 §7.0 and of the Westmarch region, as examples name them. */
const exampleSubjects = {
  amara: subject('9990001030', 'Osei', 'Amara', '2012-11-02'),
  ben: subject('9990001073', 'Kowalski', 'Ben', '2018-01-22'),
  ivy: subject('9990001340', 'Reed', 'Ivy', '2023-05-02'),
  jackie: subject('9990001014', 'Cormack', 'Jackie', '2017-05-14'),
  josh: subject('9990001111', 'Bell', 'Josh', '2009-02-20'),
  leo: subject('9990001057', 'Marsh', 'Leo', '2019-08-19'),
} as const;

/** Who sends examples: where they work, and as whom. */
const senders = {
  send: { organisation: 'westmarchCouncil', department: 'SEND', role: 'EHC_COORD', id: 'ehc.coordinator' },
  lead: { organisation: 'westmarchCouncil', department: 'CSC', role: 'SW', id: 'sue.williams' },
  frontDoor: {
    organisation: 'westmarchCouncil',
    department: 'MASH',
    role: 'MASH_OFFICER',
    id: 'mash.officer',
  },
  school: { organisation: 'fernbeckPrimary', role: 'SENCO', id: 'mr.marnock' },
  hospital: {
    organisation: 'westmarchHospital',
    department: 'COMMUNITY',
    role: 'PAED',
    id: 'wgh.paediatrician',
  },
} as const;

/** Who receives examples. */
const recipients = {
  send: { organisation: syntheticOrganisations.westmarchCouncil, department: 'SEND', role: 'EHC_COORD' },
  socialCare: { organisation: syntheticOrganisations.westmarchCouncil, department: 'CSC', role: 'SW' },
  adults: { organisation: syntheticOrganisations.westmarchCouncil, department: 'ASC', role: 'ASC_SW' },
  school: { organisation: syntheticOrganisations.fernbeckPrimary, role: 'SENCO' },
  schoolLead: { organisation: syntheticOrganisations.fernbeckPrimary, role: 'DSL' },
  academy: { organisation: syntheticOrganisations.fernbeckAcademy, role: 'SENCO' },
  hospital: { organisation: syntheticOrganisations.westmarchHospital, department: 'COMMUNITY', role: 'PAED' },
} as const;

/** What differs from example to example. */
interface ExampleStory {
  readonly type: SegmentedMessage['type'];
  readonly from: keyof typeof senders;
  readonly to: keyof typeof recipients;
  readonly purpose: SegmentedMessage['purposeCode'];
  readonly about: keyof typeof exampleSubjects;
  readonly segments: readonly Segment[];
  /** Parts that the lead practitioner, who sends it, judges to be needed. */
  readonly leadJudges?: readonly string[];
  readonly more?: Partial<SegmentedMessage>;
}

/** Makes the builder of an example: the envelope that all have, and the story's own parts. */
export function exampleOf(story: ExampleStory): (identity?: ExampleIdentity) => SegmentedMessage {
  const { organisation, id, role, ...place } = senders[story.from];
  const { leadJudges = [] } = story;
  return (identity = {}) => ({
    messageId: identity.messageId ?? exampleId(`1${story.type.slice(1)}`),
    type: story.type,
    schemaVersion: '1.0',
    correlationId: identity.correlationId ?? exampleId(`2${story.type.slice(1)}`),
    source: { organisation: syntheticOrganisations[organisation], ...place },
    author: { role, id },
    recipients: [recipients[story.to]],
    urgency: 'ROUTINE',
    purposeCode: story.purpose,
    ...(leadJudges.length === 0
      ? {}
      : {
          leadDecision: {
            segmentIds: leadJudges,
            reasons: 'They cannot help the child from day to day without knowing it.',
            by: id,
            at: '2028-01-07T14:55:00+00:00',
          },
        }),
    subject: exampleSubjects[story.about],
    segments: story.segments,
    familyInformed: { status: 'YES', when: '2026-10-01T16:40:00+00:00', how: 'Meeting at home' },
    ...story.more,
  });
}

/** One part of an example: a fact that a professional states about the child, linked to the need, unless it says otherwise. */
export function examplePart(
  segmentId: string,
  path: string,
  content: JsonValue,
  more: Partial<Segment> & { readonly categoryCodes?: readonly CategoryCode[] } = {},
): Segment {
  return {
    segmentId,
    path,
    about: ['subject'],
    assertionType: 'FACT',
    source: 'PROFESSIONAL',
    linkedToNeed: true,
    content,
    ...more,
  };
}

/** An identifier of an example, the same in every run. */
export function exampleId(number: string | number): string {
  return `5b0a7d1e-0c5e-4d0c-9d52-${String(number).padStart(12, '0')}`;
}

function subject(
  nhsNumber: string,
  family: string,
  given: string,
  birthDate: string,
): SegmentedMessage['subject'] {
  return {
    identifiers: [{ system: 'nhs-number', value: nhsNumber }],
    demographics: { name: { family, given: [given] }, birthDate },
  };
}
