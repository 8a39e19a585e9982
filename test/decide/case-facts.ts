import {
  type ChoiceFacts,
  type DecisionFacts,
  type SegmentFacts,
  neutralBars,
  neutralGates,
} from '../../src/exchange/decide/index.ts';
import type { CategoryCode } from '../../src/vocabulary/index.ts';

/** A choice about one category, as the family's records came to it. */
export function choice(
  category: CategoryCode,
  result: ChoiceFacts['result'],
  more: Partial<ChoiceFacts> = {},
): ChoiceFacts {
  const refs = result === 'NONE' ? [] : [{ consentId: 'c-1041', version: 3 }];
  return {
    category,
    result,
    refs,
    withdrawn: false,
    childPermits: false,
    selfDecides: false,
    lapsed: false,
    order: null,
    processing: 'NOT_ASKED',
    ...more,
  };
}

/** A labelled segment about the child with nothing recorded, changed as asked. */
export function segment(
  segmentId: string,
  category: CategoryCode,
  more: Partial<SegmentFacts> = {},
): SegmentFacts {
  return {
    segmentId,
    part: 'SEGMENT',
    labelled: true,
    categories: [category],
    level: 'N',
    flags: [],
    aboutOthers: false,
    linkedToNeed: false,
    mandatory: false,
    safetyCritical: false,
    notForRoles: [],
    assertionType: null,
    embargoUntil: null,
    healthOrigin: false,
    choices: [],
    ...more,
  };
}

/** Who may decide: a parent for a child under 16, changed as asked. */
export function authority(more: Partial<DecisionFacts['authority']> = {}): DecisionFacts['authority'] {
  return {
    snapshotHash: 'h',
    rule: 'under-16',
    selfDecides: false,
    someoneMayDecide: true,
    capacityToBeConfirmed: false,
    someoneUnverified: false,
    ...more,
  };
}

/** A council's social care sends a child in need plan to a school's SENCO, with an agreement in force; changed as asked. */
export function facts(segments: readonly SegmentFacts[], more: Partial<DecisionFacts> = {}): DecisionFacts {
  return {
    edition: 2,
    at: '2028-01-07T15:00:00.000Z',
    kind: 'PUSH',
    mode: 'CONTENT',
    messageType: 'M09',
    purpose: 'P07',
    urgency: 'ROUTINE',
    statutoryTransfer: false,
    statutoryTrigger: false,
    attested: false,
    own: null,
    ownByPermitOnly: false,
    extract: 'PERSON',
    familyInformed: 'YES',
    syntheticData: true,
    source: { organisationId: 'WMC', type: 'COUNCIL', department: 'CSC', dutyStatus: 'S11' },
    recipient: {
      organisationId: 'FPS',
      type: 'SCHOOL',
      department: 'NONE',
      dutyStatus: 'DESIGNATED_EDU',
      role: 'SENCO',
      person: false,
    },
    agreement: { agreementId: 'dsa-1', version: 1, categories: 'ALL' },
    identity: 'CONFIRMED',
    bars: neutralBars,
    gates: neutralGates,
    emergency: null,
    moreDetrimental: null,
    protections: { shieldedLocation: false, safeContact: false },
    authority: authority(),
    leadDecision: null,
    approvals: [],
    segments,
    ...more,
  };
}

/** Leo's referral of docs/domain/07 AC4: a school's safeguarding lead to the council's front door. */
export function referral(
  segments: readonly SegmentFacts[],
  more: Partial<DecisionFacts> = {},
): DecisionFacts {
  return facts(segments, {
    at: '2027-02-09T14:20:00.000Z',
    messageType: 'M07',
    purpose: 'P09',
    urgency: 'URGENT',
    attested: true,
    familyInformed: 'UNSAFE',
    source: { organisationId: 'FPS', type: 'SCHOOL', department: 'NONE', dutyStatus: 'DESIGNATED_EDU' },
    recipient: {
      organisationId: 'WMC',
      type: 'COUNCIL',
      department: 'MASH',
      dutyStatus: 'S11',
      role: 'MASH_OFFICER',
      person: false,
    },
    ...more,
  });
}
