import { type ReasonAudience, type ReasonCode, findToldReasons, getReason } from '../vocabulary/index.ts';
import {
  type Decision,
  type Obligation,
  type SegmentDecision,
  explainWhoCouldSayYes,
} from './decide/index.ts';
import type {
  DeliveryWord,
  ObligationAnswer,
  ReasonAnswer,
  RecipientAnswer,
  SegmentAnswer,
} from './exchange.ts';
import { findInbox } from './find-inbox.ts';
import type { House } from './house.ts';
import type { DecidedRecipient } from './record/draft-decision-entry.ts';
import type { ResolvedExchange, ResolvedRecipient } from './resolve/resolved-exchange.ts';

/** What each obligation means, in plain words. */
export const obligationWords: Record<Obligation['kind'], string> = {
  LABEL: 'The record carries labels that say how it must be handled.',
  TELL_FAMILY: 'The family is told what was shared, with whom and why.',
  TELL_CHILD: 'The lead practitioner tells the child, in words that a child understands.',
  EMBARGO_FAMILY_VIEW:
    'The family is not told yet, because that would not be safe. A manager must look again by this date.',
  FEEDBACK_DUE: 'The recipient must tell the referrer what happened by this time.',
  SHOW_WISH: 'The recipient is shown that somebody in the family had said no.',
  MARK_UNVERIFIED: 'These parts are marked as unverified.',
  IDENTITY_UNCONFIRMED: 'The referral is marked “identity unconfirmed”.',
  TELL_SENDER_PART_NOT_SENT:
    'These parts were not sent. Correct or label them, send them again, and phone if they matter now.',
  PHONE_NOW: 'Nothing was sent. Phone the duty number now.',
  REVIEW_EMERGENCY_ACCESS: 'The emergency access is reviewed by this time.',
  TELL_SAFE_CONTACT: 'The safe contact is told what was shared, with whom and why, and nobody else is.',
  TELL_DATA_SUBJECT_ONLY: 'The person is told what was shared, with whom and why. Their parents are not.',
  TELL_OUTCOME:
    'Each person who may decide is told what came of it and how to complain, and nobody’s answer.',
  ASK_DATA_SUBJECT: 'The person who may decide now is asked.',
  SAY_BEING_CHECKED: 'Whoever asked is told the same day that it is being checked.',
  VERIFY_RESPONSIBILITY:
    'Somebody checks the parental responsibility of a person whose answer could not count yet.',
  REVIEW_NOT_SHARED: 'An information-governance officer looks at the decision not to share.',
  ALERT_GOVERNANCE: 'Information governance is alerted.',
  ACKNOWLEDGEMENT_DUE: 'A named person at the recipient must acknowledge it by this time.',
  PSEUDONYMISE: 'Names and numbers are replaced before it is used.',
  SUPPRESS_SMALL_CELLS: 'Figures about fewer than five people are suppressed.',
};

/** Who is reading the answer: the reasons that they may be told (rulings 7). */
type AnswerReader = readonly ReasonAudience[];

/**
 * The answer for one recipient as it is written down with the decision: what is to be delivered counts as queued until its
 * attempt has ended. Who sends as the lead practitioner reads what lead practitioners may know.
 */
export function answerBeforeDelivery(
  house: Pick<House, 'dutyPhone'>,
  exchange: ResolvedExchange,
  { body, decision, resolved }: DecidedRecipient,
): RecipientAnswer {
  const { message, requester } = exchange.identified;
  const named = message.recipients[resolved.ordinal];
  if (named === undefined) throw new Error('a recipient was decided on that the message does not name');
  const leads = requester.practitioner?.leadPractitioner === true;
  const answer = composeRecipientAnswer(
    'person' in named
      ? { person: named.person, role: named.role }
      : {
          organisation: named.organisation,
          ...(named.department === undefined ? {} : { department: named.department }),
          role: named.role,
        },
    decision,
    findDeliveryWord(exchange, decision, body, resolved),
    leads ? ['SENDER', 'LEAD'] : ['SENDER'],
    {
      phone: resolved.organisation.phone ?? house.dutyPhone,
      selfDecides: resolved.facts.authority.selfDecides,
    },
  );
  const nobodyTakesIt =
    exchange.identified.kind !== 'PULL' &&
    !('person' in named) &&
    decision.told === null &&
    decision.released.length > 0 &&
    findInbox(resolved) === null;
  if (!nobodyTakesIt) return answer;
  // What would be owed because of a sending is owed by nobody where nothing is sent.
  const owed = exchange.identified.kind === 'ADVICE' ? answer.obligations : [];
  return { ...answer, obligations: [...owed, noInbox] };
}

/** Not a duty that the decision lays on anybody: only why what may go does not, and what helps. */
const noInbox: ObligationAnswer = {
  kind: 'REACH_RECIPIENT_OTHERWISE',
  plain:
    'Nothing was sent: no system of this recipient receives for this department and role today. Reach them another way, or send it again when one does.',
};

/**
 * Nothing to send where something is released means that no system of the recipient can take it. Advice has nothing to send
 * at all, and says so only where nothing would go.
 */
function findDeliveryWord(
  { identified: { kind } }: ResolvedExchange,
  { released, told, urgentSafeguarding }: Decision,
  body: Buffer | null,
  resolved: ResolvedRecipient,
): DeliveryWord | null {
  if (body !== null) return 'QUEUED';
  if (released.length === 0) return 'NOT_SENT';
  // What is opened is given in the answer itself.
  if (kind === 'PULL') return null;
  if (kind === 'ADVICE' && told === null && findInbox(resolved) !== null) return null;
  return urgentSafeguarding ? 'NOT_DELIVERED_PHONE' : 'NOT_SENT';
}

/** How one recipient's part of the exchange is told to its sender. Reasons that the reader may not know are left out. */
function composeRecipientAnswer(
  recipient: RecipientAnswer['recipient'],
  decision: Decision,
  delivery: DeliveryWord | null,
  reader: AnswerReader,
  { phone, selfDecides }: { readonly phone: string | undefined; readonly selfDecides: boolean },
): RecipientAnswer {
  const told = decision.told ?? undefined;
  const mustPhone =
    decision.obligations.some(({ kind }) => kind === 'PHONE_NOW') || delivery === 'NOT_DELIVERED_PHONE';
  return {
    recipient,
    outcome: told?.outcome ?? decision.outcome,
    ...(delivery === null ? {} : { delivery: mustPhone ? ('NOT_DELIVERED_PHONE' as const) : delivery }),
    reasons: tellReasons(told === undefined ? decision.reasons : [told.reason], reader),
    segments: decision.segments.map((segment) =>
      tellSegment(told === undefined ? segment : standIn(segment, told), reader, selfDecides),
    ),
    obligations: decision.obligations.filter(({ kind }) => !insideOnly.includes(kind)).map(tellObligation),
    ...(mustPhone && phone !== undefined ? { phone } : {}),
  };
}

/** What the house does for itself is nobody's business outside it. */
const insideOnly: readonly Obligation['kind'][] = [
  'ALERT_GOVERNANCE',
  'VERIFY_RESPONSIBILITY',
  // It is owed where those who decide disagree and nowhere else, which its sender may not know.
  'TELL_OUTCOME',
];

/** The same part as it would have been answered for somebody never seen (docs/domain/01 §1.9, docs/domain/rulings 7). */
function standIn(
  segment: SegmentDecision,
  { outcome, reason }: NonNullable<Decision['told']>,
): SegmentDecision {
  return {
    ...segment,
    outcome: outcome === 'HOLD' ? 'HOLD' : 'WITHHOLD',
    reasons: [reason],
    whoCouldSayYes: explainWhoCouldSayYes([reason], false),
  };
}

function tellSegment(segment: SegmentDecision, reader: AnswerReader, selfDecides: boolean): SegmentAnswer {
  const whoCouldSayYes = tellWhoCouldSayYes(segment, reader, selfDecides);
  return {
    segmentId: segment.segmentId,
    outcome: segment.outcome,
    reasons: tellReasons(segment.reasons, reader),
    ...(whoCouldSayYes === null ? {} : { whoCouldSayYes }),
  };
}

function tellReasons(codes: readonly ReasonCode[], reader: AnswerReader): readonly ReasonAnswer[] {
  return findToldReasons(codes, reader).map((code) => ({
    code,
    plain: getReason(code).plain,
    source: getReason(code).source,
  }));
}

/** Who could say yes, as far as the reasons tell that are told: nobody reads a reason out of it that they may not know. */
function tellWhoCouldSayYes(
  { reasons, whoCouldSayYes }: SegmentDecision,
  reader: AnswerReader,
  selfDecides: boolean,
): string | null {
  if (whoCouldSayYes === null) return null;
  const told = findToldReasons(reasons, reader);
  return reasons.every((code) => told.includes(code))
    ? whoCouldSayYes
    : explainWhoCouldSayYes(told, selfDecides);
}

function tellObligation(obligation: Obligation): ObligationAnswer {
  return {
    kind: obligation.kind,
    plain: obligationWords[obligation.kind],
    ...(obligation.due === undefined ? {} : { due: obligation.due }),
  };
}
