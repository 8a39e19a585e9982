import type { SegmentedMessage } from '../message.ts';
import type { PlanRow } from '../plan-row.ts';
import {
  buildJackiePlan,
  educationRow,
  jackieRefs,
  jackieRows,
  jackieSharedSegments,
  wendyAsRelatedPerson,
} from './build-jackie-plan.ts';
import type { ExampleIdentity } from './synthetic-organisations.ts';

/** The rows after Jackie is accommodated on 17 January 2028: rows 1 and 3 are updated, row 2 is word for word the same. */
export const jackieCarePlanRows: typeof jackieRows = {
  attendance: {
    ...jackieRows.attendance,
    responsible: { name: 'Mr White', role: 'FOSTER_CARER', ref: jackieRefs.mrWhite },
    serviceStart: '2028-01-20',
  },
  support: jackieRows.support,
  tuition: withTransport(jackieRows.tuition),
};

function withTransport(row: PlanRow): PlanRow {
  return {
    ...row,
    response: { ...row.response, alongside: ['Transport home by social services from 20 January 2028'] },
  };
}

/** Jackie's Care Plan of 20 January 2028, derived from her Child's Plan (docs/domain/07 AC2). */
export function buildJackieCarePlan(identity: ExampleIdentity = {}): SegmentedMessage {
  const childsPlan = buildJackiePlan();
  return {
    ...childsPlan,
    messageId: identity.messageId ?? 'f3c9e5a7-2b4d-4f8a-8cbe-3a5b7d9f1c33',
    correlationId: identity.correlationId ?? 'e2b8d4f6-1a3c-4e79-9bad-2f4a6c8e0b32',
    purposeCode: 'P10',
    legalPower: ['CA1989_S20'],
    supersedes: childsPlan.messageId,
    leadDecision: {
      segmentIds: ['plan-header'],
      reasons: 'School and carer act on the plan every day.',
      by: 'sue.williams',
      at: '2028-01-20T07:55:00+00:00',
    },
    relatedPersons: [
      wendyAsRelatedPerson,
      {
        ref: jackieRefs.mrWhite,
        relation: 'Foster carer',
        name: { family: 'White' },
        parentalResponsibility: false,
      },
    ],
    segments: [
      {
        segmentId: 'plan-header',
        path: '/header',
        categoryCodes: ['LAC'],
        about: ['subject'],
        assertionType: 'FACT',
        source: 'PROFESSIONAL',
        linkedToNeed: true,
        content: {
          kind: 'PLAN',
          basis: 'LOOKED_AFTER',
          title: 'Care Plan',
          recordId: jackieRefs.carePlan,
          version: 1,
          date: '2028-01-20',
          derivedFrom: { recordId: jackieRefs.plan, version: 1 },
        },
      },
      educationRow('row-attendance', jackieCarePlanRows.attendance, 'ATT'),
      educationRow('row-support', jackieCarePlanRows.support, 'SEN'),
      educationRow('row-tuition', jackieCarePlanRows.tuition, 'EDU'),
      ...jackieSharedSegments(jackieCarePlanRows.tuition),
    ],
    familyInformed: {
      status: 'YES',
      when: '2028-01-18T11:00:00+00:00',
      how: 'Letter to the ward through Sue Williams',
    },
  };
}
