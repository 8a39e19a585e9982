import { type ConsentVersion, findChoice } from '../../consent/index.ts';
import { askAuthority, decideAuthority } from '../../families/index.ts';
import { type PersonId, londonDate } from '../../platform/index.ts';
import type { CompiledPolicy } from '../../policy/index.ts';
import {
  type CategoryCode,
  type DutyStatus,
  type MessageTypeCode,
  type OrganisationType,
  type PurposeCode,
  getCategory,
} from '../../vocabulary/index.ts';
import {
  type ChoiceFacts,
  type DecisionFacts,
  type SegmentDecision,
  type SegmentFacts,
  decide,
  neutralBars,
  neutralGates,
} from '../decide/index.ts';
import { type ChosenRecipient, listOfferedCategories } from './choice-plan.ts';
import type { OwnPerson } from './find-own-people.ts';
import type { OfferedRole } from './offered-roles.ts';

/** For whom and why a preview is made, and the answer that is being made. */
export interface PreviewAsked {
  readonly recipient: ChosenRecipient & { readonly dutyStatus: DutyStatus };
  readonly role: OfferedRole;
  readonly purpose: PurposeCode;
  /** What the reader is about to choose; what it does not speak of is as they have chosen before. */
  readonly draft: { readonly permit: readonly CategoryCode[]; readonly deny: readonly CategoryCode[] };
}

/**
 * What a recipient would see of one kind of information. `NEEDED`: of it only what whoever writes says is needed for this; `ASK`:
 * a named person must look first.
 */
export type PreviewedSight = 'SEES' | 'NEEDED' | 'ASK' | 'NOT';

/** A kind of information, and what the recipient would see of it. */
export interface PreviewedCategory {
  readonly category: CategoryCode;
  readonly sight: PreviewedSight;
}

/** What the policy decides by what a message is, where nothing but the purpose is known yet. */
const usualMessage: Partial<Readonly<Record<PurposeCode, MessageTypeCode>>> = {
  P03: 'M02',
  P04: 'M03',
  P05: 'M05',
  P07: 'M09',
  P10: 'M16',
  P12: 'M11',
  P13: 'M15',
};

/**
 * What a recipient would see, kind by kind, by the very rules that decide a message. It rests on the policy, on who the reader is, and on
 * the reader's own choices, and on nothing else: so it shows no more than the kinds that the reader decides about, and neither what anybody
 * else chose nor whether anything is written, kept back, embargoed or shielded changes anything in it (rulings 28). Pure.
 */
export function previewSharing(
  policy: CompiledPolicy,
  about: OwnPerson,
  reader: PersonId,
  own: readonly ConsentVersion[],
  asked: PreviewAsked,
  at: Date,
): readonly PreviewedCategory[] {
  const offered = listOfferedCategories(about, reader, asked.purpose, asked.recipient, at);
  const segments = (linkedToNeed: boolean): readonly SegmentFacts[] =>
    offered.map((category) =>
      describe(category, linkedToNeed, choose(about, reader, own, asked, category, at)),
    );
  const decideFor = (
    category: CategoryCode,
    linkedToNeed: boolean,
  ): SegmentDecision['outcome'] | undefined => {
    const facts = describeAsked(
      policy,
      asked,
      holderOf(category),
      segments(linkedToNeed),
      at,
      about.person === reader,
    );
    return decide(facts, policy).segments.find(({ segmentId }) => segmentId === category)?.outcome;
  };
  return offered.map((category) => {
    const usually = decideFor(category, false);
    if (usually === 'RELEASE') return { category, sight: 'SEES' };
    const needed = decideFor(category, true);
    if (needed === 'RELEASE') return { category, sight: 'NEEDED' };
    return { category, sight: usually === 'HOLD' || needed === 'HOLD' ? 'ASK' : 'NOT' };
  });
}

/** Who mostly writes about such a thing. */
function holderOf(category: CategoryCode): {
  readonly type: OrganisationType;
  readonly dutyStatus: DutyStatus;
} {
  switch (getCategory(category).plainGroup) {
    case 'School':
      return { type: 'SCHOOL', dutyStatus: 'DESIGNATED_EDU' };
    case 'My health':
    case 'My mind and private life':
      return { type: 'NHS_TRUST', dutyStatus: 'S11' };
    case 'About me and where I live':
    case 'Help for our family':
    case 'Keeping safe':
    case 'Things about my parents':
    case 'What I say':
      return { type: 'COUNCIL', dutyStatus: 'S11' };
  }
}

/** What the reader has said, or is about to say, about one kind of information; nobody else's answer is looked at. */
function choose(
  { facts, person }: OwnPerson,
  reader: PersonId,
  own: readonly ConsentVersion[],
  { recipient, role, purpose, draft }: PreviewAsked,
  category: CategoryCode,
  at: Date,
): ChoiceFacts {
  const authority = decideAuthority(
    facts,
    askAuthority(purpose, londonDate(at), {
      category,
      recipientType: recipient.type,
      recipientOrganisationId: recipient.organisationId,
    }),
  );
  const found = findChoice(own, {
    at,
    purpose,
    category,
    recipient: {
      organisationId: recipient.organisationId,
      organisationType: recipient.type,
      department: role.department,
      role: role.role,
    },
    dataDate: null,
    dataSubject: person,
    deciders: authority.deciders.filter((each) => each.person === reader),
    organisations: [],
    neverVerified: [],
  });
  const drafted = draft.permit.includes(category)
    ? 'PERMIT'
    : draft.deny.includes(category)
      ? 'DENY'
      : undefined;
  return {
    category,
    result: drafted ?? found.result,
    refs: [],
    withdrawn: drafted === undefined && found.withdrawn,
    childPermits: reader === person && (drafted ?? found.result) === 'PERMIT',
    selfDecides: reader === person,
    lapsed: false,
    order: null,
    processing: 'NOT_ASKED',
  };
}

function describe(category: CategoryCode, linkedToNeed: boolean, choice: ChoiceFacts): SegmentFacts {
  const { level, adultsOwn } = getCategory(category);
  return {
    segmentId: category,
    part: 'SEGMENT',
    labelled: true,
    categories: [category],
    level,
    flags: [],
    aboutOthers: adultsOwn,
    linkedToNeed,
    mandatory: false,
    safetyCritical: false,
    notForRoles: [],
    assertionType: null,
    embargoUntil: null,
    healthOrigin: false,
    choices: [choice],
  };
}

function describeAsked(
  policy: CompiledPolicy,
  { recipient, role, purpose }: PreviewAsked,
  source: ReturnType<typeof holderOf>,
  segments: readonly SegmentFacts[],
  at: Date,
  selfDecides: boolean,
): DecisionFacts {
  const messageType = usualMessage[purpose] ?? 'M06';
  const needsPermit = policy.hasReg17Gate({
    recipientType: recipient.type,
    recipientDepartment: role.department,
    recipientRole: role.role,
    recipientDutyStatus: recipient.dutyStatus,
    sourceType: source.type,
    purpose,
    messageType,
  });
  return {
    edition: 2,
    at: at.toISOString(),
    kind: 'ADVICE',
    mode: 'CONTENT',
    messageType,
    purpose,
    urgency: 'ROUTINE',
    statutoryTransfer: false,
    statutoryTrigger: false,
    attested: false,
    own: null,
    ownByPermitOnly: false,
    extract: 'PERSON',
    familyInformed: 'YES',
    syntheticData: false,
    source: {
      organisationId: 'previewed',
      type: source.type,
      department: 'NONE',
      dutyStatus: source.dutyStatus,
    },
    recipient: {
      organisationId: recipient.organisationId,
      type: recipient.type,
      department: role.department,
      dutyStatus: recipient.dutyStatus,
      role: role.role,
      person: false,
    },
    // The page says that there must be one.
    agreement: { agreementId: 'previewed', version: 1, categories: 'ALL' },
    identity: 'CONFIRMED',
    bars: neutralBars,
    gates: {
      ...neutralGates,
      reg17: {
        ...neutralGates.reg17,
        applies: needsPermit,
        childOrParentPermits: segments.some(({ choices }) =>
          choices.some(({ result }) => result === 'PERMIT'),
        ),
      },
    },
    emergency: null,
    moreDetrimental: null,
    protections: { shieldedLocation: false, safeContact: false },
    authority: {
      snapshotHash: 'previewed',
      rule: 'previewed',
      selfDecides,
      someoneMayDecide: true,
      capacityToBeConfirmed: false,
      someoneUnverified: false,
    },
    leadDecision: null,
    approvals: [],
    segments,
  };
}
