import type { SegmentedMessage } from '../message.ts';
import { type ExampleIdentity, syntheticOrganisations } from './synthetic-organisations.ts';

/** People of the referral of docs/domain/07 AC4. */
export const leoRefs = {
  mother: '6a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c11',
  father: '7b2c3d4e-5f6a-4b7c-9d8e-9f0a1b2c3d12',
  neighbour: '8c3d4e5f-6a7b-4c8d-ae9f-0a1b2c3d4e13',
} as const;

/** The safeguarding lead of Fernbeck Primary refers Leo to the front door on 9 February 2027 (docs/domain/07 AC4). */
export function buildLeoReferral(identity: ExampleIdentity = {}): SegmentedMessage {
  return {
    messageId: identity.messageId ?? 'a4d0f6b8-3c5e-4a9b-9dcf-4b6c8e0a2d34',
    type: 'M07',
    schemaVersion: '1.0',
    correlationId: identity.correlationId ?? 'b5e1a7c9-4d6f-4bac-8edf-5c7d9f1b3e35',
    source: { organisation: syntheticOrganisations.fernbeckPrimary },
    author: { role: 'DSL', id: 'fps.dsl' },
    recipients: [
      { organisation: syntheticOrganisations.westmarchCouncil, department: 'MASH', role: 'MASH_OFFICER' },
    ],
    urgency: 'URGENT',
    purposeCode: 'P09',
    legalPower: ['CA2004_S16LA'],
    dutyKind: 'MUST',
    dutyAttestation: {
      attestor: 'fps.dsl',
      role: 'DSL',
      relevanceReason: 'The child says that he was hit, and a bruise was seen.',
      functionFacilitated: 'Enquiry under Children Act 1989 s.47',
      detrimentConsidered: true,
      factOpinionMarked: true,
    },
    subject: {
      identifiers: [
        { system: 'nhs-number', value: '9990001057' },
        { system: 'upn', value: 'Z999999923103' },
      ],
      demographics: {
        name: { family: 'Marsh', given: ['Leo'] },
        birthDate: '2019-08-19',
        sex: 'MALE',
        contact: { addresses: [{ lines: ['12 Mill Row', 'Westmarch'], postcode: 'ZZ99 4AB' }] },
      },
    },
    relatedPersons: [
      { ref: leoRefs.mother, relation: 'Mother', name: { family: 'Marsh' }, parentalResponsibility: true },
      { ref: leoRefs.father, relation: 'Father', name: { family: 'Marsh' }, parentalResponsibility: true },
      { ref: leoRefs.neighbour, relation: 'Neighbour' },
    ],
    segments: [
      segment('harm', '/concern/harm', ['CPR'], { harmTypes: ['PHYSICAL'], immediateDanger: false }),
      segment('what-was-seen', '/concern/narrative', ['CPR'], {
        text: 'A bruise the size of a hand on the left upper arm, seen when he changed for PE.',
        observedAt: '2027-02-09T13:40:00+00:00',
        observedBy: 'Class teacher',
      }),
      segment('seen-and-spoken-to', '/child/seen', ['CPR'], {
        seen: true,
        spokenTo: true,
        at: '2027-02-09T13:50:00+00:00',
        by: 'Designated safeguarding lead',
      }),
      {
        ...segment('leos-words', '/child/words', ['VOI'], { words: 'He hit me because I was slow.' }),
        assertionType: 'REPORTED',
        source: 'CHILD',
      },
      segment('household', '/household', ['HHD'], {
        members: [
          { ref: leoRefs.mother, livesWithChild: true },
          { ref: leoRefs.father, livesWithChild: true },
        ],
      }),
      segment('class', '/education/setting', ['EDU'], { text: 'Year 2, settled in class, making progress.' }),
      segment('attendance', '/education/attendance', ['ATT'], { text: 'Absent on three Mondays this term.' }),
      segment('behaviour', '/education/behaviour', ['BEH'], { text: 'Withdrawn since the half term.' }),
      {
        ...segment('suspected-abuse-at-home', '/family/domestic-abuse', ['DAB'], {
          text: 'Shouting heard at the door when his mother collected him.',
        }),
        assertionType: 'OPINION',
        about: ['subject', leoRefs.mother, leoRefs.father],
      },
      {
        ...segment('rumour', `/people/${leoRefs.neighbour}/offending`, ['POF'], {
          text: 'Another parent said that a neighbour who minds him has a conviction.',
        }),
        assertionType: 'ALLEGATION',
        source: 'THIRD_PARTY',
        about: [leoRefs.neighbour],
      },
      segment('referrer', '/referrer', ['CPR'], { sourceCode: '2A', wishesAnonymity: false }),
    ],
    familyInformed: {
      status: 'UNSAFE',
      reasonIfNo: 'Telling his parents first could put him at risk tonight.',
      categoryCodes: ['CPR'],
    },
  };
}

type Segment = SegmentedMessage['segments'][number];

function segment(
  segmentId: string,
  path: string,
  categoryCodes: NonNullable<Segment['categoryCodes']>,
  content: Segment['content'],
): Segment {
  return {
    segmentId,
    path,
    categoryCodes,
    about: ['subject'],
    assertionType: 'FACT',
    source: 'PROFESSIONAL',
    linkedToNeed: true,
    content,
  };
}
