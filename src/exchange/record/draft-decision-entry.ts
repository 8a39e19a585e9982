import { createHash } from 'node:crypto';
import type { EntryDraft, PartDraft } from '../../ledger/index.ts';
import { type EntryId, type ExchangeId, type JsonObject, type PersonId, asId } from '../../platform/index.ts';
import type { Decision, DecisionFacts, SegmentDecision, SegmentFacts } from '../decide/index.ts';
import type { ResolvedExchange, ResolvedRecipient } from '../resolve/resolved-exchange.ts';

/** A decision for one recipient, and the body that would leave, if one does. */
export interface DecidedRecipient {
  readonly entryId: EntryId;
  readonly resolved: ResolvedRecipient;
  readonly decision: Decision;
  /** Exactly the bytes that leave; null when nothing does. */
  readonly body: Buffer | null;
  /** Released by the decision and yet left out, because they hang on something that was withheld. */
  readonly leftOut: readonly string[];
}

/** One segment as it is written down: what was known of it and what was decided. Never its content. */
export interface RecordedSegment {
  readonly order: number;
  readonly facts: SegmentFacts;
  readonly decision: SegmentDecision;
}

/** What the first part of a decision entry holds. Segments about others, and silent ones, stand in parts of their own. */
export interface RecordedDecision {
  readonly schema: 'assent.decision/1';
  readonly exchangeId: ExchangeId;
  readonly messageId: string;
  readonly correlationId: string;
  readonly facts: Omit<DecisionFacts, 'segments'>;
  readonly decision: Omit<Decision, 'segments' | 'released'>;
  readonly segments: readonly RecordedSegment[];
}

/** The place, among an entry's parts, of the part that its recipient is shown: which bytes went to whom. */
export const disclosurePart = 1;

/**
 * Drafts the ledger entry of one decision (docs/domain/07 §7.0, rulings 13 and 15): no payload, one part for each set of
 * people, silent segments apart, and, where something leaves, a part that commits to the very bytes that leave.
 * @param evidence what stands beside a decision to let something go, such as why an emergency access was granted
 */
export function draftDecisionEntry(
  exchangeId: ExchangeId,
  exchange: ResolvedExchange,
  decided: DecidedRecipient,
  at: Date,
  evidence?: PartDraft,
): EntryDraft {
  const { decision, resolved } = decided;
  const { message, requester, asker } = exchange.identified;
  const subject = exchange.dataSubject === null ? [] : [exchange.dataSubject];
  const correlationId = message.correlationId ?? exchangeId;
  const { segments: segmentFacts, ...facts } = resolved.facts;
  const groups = groupByPeople(exchange, segmentFacts, decision.segments);
  const base = {
    schema: 'assent.decision/1',
    exchangeId,
    messageId: message.messageId,
    correlationId,
    requester: {
      organisationId: requester.organisation.organisationId,
      systemId: requester.system.systemId,
      practitioner: requester.practitioner,
    },
    ...(asker === undefined
      ? {}
      : {
          askedBy: {
            organisationId: asker.organisation.organisationId,
            systemId: asker.system.systemId,
            practitioner: asker.practitioner,
          },
        }),
    attestation: message.dutyAttestation ?? null,
    leadDecision: message.leadDecision ?? null,
    familyInformed: message.familyInformed,
    facts,
    decision: withoutSegments(decision),
    leftOut: decided.leftOut,
    segments: groups.own,
  };
  const disclosure: PartDraft[] =
    decided.body === null
      ? []
      : [
          {
            about: subject,
            content: {
              schema: 'assent.disclosure/1',
              exchangeId,
              recipientOrganisationId: resolved.organisation.organisationId,
              recipientRole: resolved.role,
              bodySha256: createHash('sha256').update(decided.body).digest('base64'),
            },
          },
        ];
  return {
    entryId: decided.entryId,
    kind: 'DECISION',
    at,
    exchangeId,
    parts: [
      { about: subject, content: asJson(base) },
      ...disclosure,
      ...groups.others,
      ...(evidence === undefined || decision.released.length === 0 ? [] : [evidence]),
    ],
    index: {
      // What is asked of a record comes from its holder.
      sourceOrganisationId:
        exchange.identified.kind === 'PULL'
          ? asId<'Organisation'>(resolved.facts.source.organisationId)
          : requester.organisation.organisationId,
      recipientOrganisationId: resolved.organisation.organisationId,
      purpose: message.purposeCode,
      messageType: message.type,
      outcome: decision.outcome,
      correlationId,
      ...(exchange.dataSubject === null ? {} : { dataSubject: exchange.dataSubject }),
    },
  };
}

function groupByPeople(
  exchange: ResolvedExchange,
  facts: readonly SegmentFacts[],
  decisions: readonly SegmentDecision[],
): { readonly own: readonly RecordedSegment[]; readonly others: readonly PartDraft[] } {
  const own: RecordedSegment[] = [];
  const others = new Map<
    string,
    { about: readonly PersonId[]; silent: boolean; segments: RecordedSegment[] }
  >();
  facts.forEach((segmentFacts, order) => {
    const decision = decisions[order];
    if (decision === undefined) throw new Error('every segment has a decision');
    const recorded = { order, facts: segmentFacts, decision };
    const about = peopleOf(exchange, order);
    const isOwn = about.length === 1 && about[0] === exchange.dataSubject;
    if (!decision.silent && (isOwn || about.length === 0)) {
      own.push(recorded);
      return;
    }
    const key = `${decision.silent ? 'silent' : 'open'} ${about.join(' ')}`;
    const group = others.get(key) ?? { about, silent: decision.silent, segments: [] };
    group.segments.push(recorded);
    others.set(key, group);
  });
  return {
    own,
    others: [...others.values()].map(({ about, silent, segments }) => ({
      about,
      silent,
      content: asJson({ schema: 'assent.decision-segments/1', segments }),
    })),
  };
}

/** The known people whom a part is about; nobody known means the data subject's own key, if there is a data subject. */
function peopleOf(exchange: ResolvedExchange, order: number): readonly PersonId[] {
  const refs = exchange.identified.labelled[order]?.aboutRefs ?? [];
  const known = refs
    .map((ref) => (ref === 'subject' ? exchange.dataSubject : exchange.related.get(ref)))
    .filter((person) => person !== null && person !== undefined);
  if (known.length > 0) return [...new Set(known)].sort();
  return exchange.dataSubject === null ? [] : [exchange.dataSubject];
}

/** What was decided for the message as a whole. What left follows from the segments. */
function withoutSegments(decision: Decision): RecordedDecision['decision'] {
  const {
    outcome,
    reasons,
    layers,
    obligations,
    urgentSafeguarding,
    told,
    policyVersion,
    agreement,
    authoritySnapshotHash,
  } = decision;
  return {
    outcome,
    reasons,
    layers,
    obligations,
    urgentSafeguarding,
    told,
    policyVersion,
    agreement,
    authoritySnapshotHash,
  };
}

/** Through text, so that what is sealed is plain JSON whatever the types hold. */
function asJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
