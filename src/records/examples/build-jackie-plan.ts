import type { SegmentedMessage } from '../message.ts';
import type { PlanRow } from '../plan-row.ts';
import type { Segment } from '../segment-schema.ts';
import { type ExampleIdentity, syntheticOrganisations } from './synthetic-organisations.ts';

/** Identifiers that stay the same through Jackie's plans (docs/domain/07 AC1, AC2). */
export const jackieRefs = {
  wendy: '0b6e3c1a-7a43-4a0e-9d55-2f0c8e6b7a01',
  mrWhite: '5d2f9e70-1c8b-4f6e-8a34-b91d0c7e6f02',
  plan: 'c4a1f2d8-63b5-4e97-a0c2-7d8e9f1b3a03',
  carePlan: '8e7d6c5b-4a39-4281-b706-f5e4d3c2b104',
  attendance: '1f3e5d7c-9b8a-4766-a554-4332211f0e05',
  support: '2a4c6e80-1b3d-4f5a-8c7e-9d0b2f4a6c06',
  tuition: '3b5d7f91-2c4e-4a6b-9d8f-0e1c3a5b7d07',
  overall: '4c6e80a2-3d5f-4b7c-8e9a-1f2d4b6c8e08',
} as const;

/** The three education rows of the Child's Plan of 7 January 2028 (docs/domain/02 §2.7). */
export const jackieRows: {
  readonly attendance: PlanRow;
  readonly support: PlanRow;
  readonly tuition: PlanRow;
} = {
  attendance: {
    rowId: jackieRefs.attendance,
    need: { kind: 'NEED', text: 'No consistent attendance at school' },
    response: { kind: 'ACTION', text: 'Accompanied to school' },
    frequencyAndLength: 'Each school day',
    responsible: { name: 'Ms Cormack', ref: jackieRefs.wendy },
    serviceStart: '2028-01-07',
    plannedOutcome: { measure: 'Attendance above 90%' },
    status: 'ACTIVE',
  },
  support: {
    rowId: jackieRefs.support,
    need: { kind: 'NEED', text: 'Behind in most subjects, especially reading and writing' },
    response: { kind: 'SERVICE', text: 'Extra support in class' },
    frequencyAndLength: '2 hours a day on Monday, Wednesday and Friday',
    responsible: { name: 'Mr Marnock', role: 'SENCO' },
    serviceStart: '2028-01-10',
    plannedOutcome: {
      measure: 'Caught up with peers by the end of the Summer term',
      targetDate: '2028-07-20',
    },
    status: 'PLANNED',
  },
  tuition: {
    rowId: jackieRefs.tuition,
    need: { kind: 'NEED', text: 'Behind in most subjects, especially reading and writing' },
    response: { kind: 'SERVICE', text: 'Extra reading tuition after school' },
    frequencyAndLength: 'Thursdays after school, 1 hour',
    responsible: { name: 'A tutor, arranged by Mr Marnock' },
    funding: { by: 'Social care', contact: 'Sue Williams, social worker' },
    serviceStart: '2028-01-19',
    plannedOutcome: {
      measure: 'Caught up with peers by the end of the Summer term',
      targetDate: '2028-07-20',
    },
    status: 'PLANNED',
  },
};

/** The diagnosis that must appear nowhere outside (docs/domain/07 AC1). */
export const wendysIllness = 'Bipolar disorder, treated with lithium since 2025';

/** Path of an education row. */
function educationRowPath(row: PlanRow): string {
  return `/plan/education/rows/${row.rowId}`;
}

/** What Jackie's records have in common: the segments that do not differ between her plans. */
export function jackieSharedSegments(tuition: PlanRow): readonly Segment[] {
  return [
    {
      segmentId: 'row-tuition-cost',
      path: `${educationRowPath(tuition)}/cost`,
      categoryCodes: ['HFN'],
      about: ['subject'],
      assertionType: 'FACT',
      source: 'PROFESSIONAL',
      content: { amount: '38.00', currency: 'GBP', per: 'SESSION' },
    },
    {
      segmentId: 'jackies-words',
      path: '/views/child',
      categoryCodes: ['VOI'],
      about: ['subject'],
      assertionType: 'REPORTED',
      source: 'CHILD',
      linkedToNeed: true,
      notForRoles: ['CLASS_STAFF'],
      content: { words: 'Mr Marnock can know I missed school. Not the class.', saidTo: 'Sue Williams' },
    },
    {
      segmentId: 'mothers-health',
      path: `/people/${jackieRefs.wendy}/health`,
      categoryCodes: ['PMH'],
      about: [jackieRefs.wendy],
      assertionType: 'FACT',
      source: 'PROFESSIONAL',
      flags: ['THIRD_PARTY', 'SILENT_WITHHOLD'],
      content: { text: wendysIllness },
    },
  ];
}

/** Jackie's Child's Plan as Sue Williams sends it to Fernbeck Primary on 7 January 2028 (docs/domain/07 AC1). */
export function buildJackiePlan(identity: ExampleIdentity = {}): SegmentedMessage {
  return {
    messageId: identity.messageId ?? 'd1a7c3e5-0f2b-4d68-8a9c-1e3f5b7d9a31',
    type: 'M09',
    schemaVersion: '1.0',
    correlationId: identity.correlationId ?? 'e2b8d4f6-1a3c-4e79-9bad-2f4a6c8e0b32',
    source: { organisation: syntheticOrganisations.westmarchCouncil, department: 'CSC' },
    author: { role: 'SW', id: 'sue.williams' },
    recipients: [{ organisation: syntheticOrganisations.fernbeckPrimary, role: 'SENCO' }],
    urgency: 'ROUTINE',
    purposeCode: 'P07',
    legalPower: ['CA1989_S17'],
    dutyKind: 'MAY',
    leadDecision: {
      segmentIds: ['plan-header'],
      reasons: 'The school cannot carry out the rows without knowing that there is a plan.',
      by: 'sue.williams',
      at: '2028-01-07T14:55:00+00:00',
    },
    subject: jackieSubject,
    relatedPersons: [wendyAsRelatedPerson],
    segments: [
      {
        segmentId: 'plan-header',
        path: '/header',
        categoryCodes: ['CIN'],
        about: ['subject'],
        assertionType: 'FACT',
        source: 'PROFESSIONAL',
        linkedToNeed: true,
        content: {
          kind: 'PLAN',
          basis: 'CHILD_IN_NEED',
          title: "Child's Plan",
          recordId: jackieRefs.plan,
          version: 1,
          date: '2028-01-07',
        },
      },
      educationRow('row-attendance', jackieRows.attendance, 'ATT'),
      educationRow('row-support', jackieRows.support, 'SEN'),
      educationRow('row-tuition', jackieRows.tuition, 'EDU'),
      ...jackieSharedSegments(jackieRows.tuition),
    ],
    familyInformed: { status: 'YES', when: '2028-01-06T16:40:00+00:00', how: 'Meeting at home' },
  };
}

/** A mandatory row of the education section. */
export function educationRow(segmentId: string, row: PlanRow, category: 'ATT' | 'SEN' | 'EDU'): Segment {
  return {
    segmentId,
    path: educationRowPath(row),
    categoryCodes: [category],
    about: ['subject'],
    assertionType: 'FACT',
    source: 'PROFESSIONAL',
    mandatory: true,
    linkedToNeed: true,
    content: row,
  };
}

/** Jackie Cormack (docs/domain/07 §7.0). */
const jackieSubject: SegmentedMessage['subject'] = {
  identifiers: [
    { system: 'nhs-number', value: '9990001014' },
    { system: 'upn', value: 'Z999999921101' },
  ],
  demographics: {
    name: { family: 'Cormack', given: ['Jackie'] },
    birthDate: '2017-05-14',
    sex: 'FEMALE',
    contact: { addresses: [{ lines: ['4 Weir Lane', 'Westmarch'], postcode: 'ZZ99 4AA' }] },
  },
};

/** Wendy Cormack, her mother. */
export const wendyAsRelatedPerson: NonNullable<SegmentedMessage['relatedPersons']>[number] = {
  ref: jackieRefs.wendy,
  relation: 'Mother',
  name: { family: 'Cormack', given: ['Wendy'] },
  parentalResponsibility: true,
  identifiers: [{ system: 'nhs-number', value: '9990001022' }],
};
