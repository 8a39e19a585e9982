import { createHash } from 'node:crypto';
import type { EntryDraft, PartDraft, SearchTerm } from '../../ledger/index.ts';
import {
  type EntryId,
  type ExchangeId,
  type JsonObject,
  type OrganisationId,
  type PersonId,
  type SystemId,
  asId,
} from '../../platform/index.ts';
import type { CompiledPolicy } from '../../policy/index.ts';
import type { Message } from '../../records/index.ts';
import type { RoleCode } from '../../vocabulary/index.ts';
import type { Decision } from '../decide/index.ts';
import type { Carried } from '../resolve/carried.ts';
import type { ResolvedExchange, ResolvedRecipient } from '../resolve/resolved-exchange.ts';
import {
  type LeftBehind,
  type RecordedSegment,
  type RecordedWhole,
  type SplitDecision,
  speakOfOthers,
  splitDecision,
} from './split-decision.ts';

/** A decision for one recipient, and the body that would leave, if one does. */
export interface DecidedRecipient extends LeftBehind {
  readonly entryId: EntryId;
  readonly resolved: ResolvedRecipient;
  readonly decision: Decision;
  /** Exactly the bytes that leave; null when nothing does. */
  readonly body: Buffer | null;
}

/**
 * What the first part of a decision entry holds: the open half of the decision, which stands as if there were no other.
 * Segments about others stand in parts of their own; so do silent ones, beside what really was decided of the whole. The first
 * schema knew no halves: its order and its whole were those of all segments.
 */
export interface RecordedDecision extends Pick<RecordedWhole, 'facts' | 'decision'> {
  readonly schema: 'assent.decision/1' | 'assent.decision/2';
  readonly exchangeId: ExchangeId;
  readonly messageId: string;
  readonly correlationId: string;
  readonly requester: {
    readonly organisationId: OrganisationId;
    readonly systemId: SystemId;
    readonly practitioner: { readonly staffId: string; readonly role: RoleCode } | null;
  };
  /** What of earlier messages, and of which plan, it carries; left out where there is nothing of either. */
  readonly carries?: Carried;
  /** What was released and stayed behind all the same; not in the first schema. */
  readonly leftOut?: readonly string[];
  readonly segments: readonly RecordedSegment[];
}

/** The place, among an entry's parts, of the part that its recipient is shown: which bytes went to whom. */
export const disclosurePart = 1;

/**
 * Drafts the ledger entry of one decision (docs/domain/07 §7.0, rulings 13 and 15): no payload, one part for each set of
 * people, silent segments apart and without a trace in the rest, and, where something leaves, a part that commits to the very
 * bytes that leave.
 * @param policy the one that decided
 * @param evidence what stands beside a decision to let something go, such as why an emergency access was granted
 */
export function draftDecisionEntry(
  exchangeId: ExchangeId,
  exchange: ResolvedExchange,
  decided: DecidedRecipient,
  policy: CompiledPolicy,
  at: Date,
  evidence?: PartDraft,
): EntryDraft {
  const { decision, resolved } = decided;
  const { message, requester, asker } = exchange.identified;
  const subject = exchange.dataSubject === null ? [] : [exchange.dataSubject];
  const correlationId = message.correlationId ?? exchangeId;
  const { open, silent } = splitDecision(resolved.facts, decision, decided, policy);
  const { own, others } = setOthersApart(exchange, open.segments, {
    schema: 'assent.decision-segments/1',
    silent: false,
  });
  const names = new Set(silent?.segments.map(({ facts: { segmentId } }) => segmentId));
  const base = {
    schema: 'assent.decision/2',
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
    ...nameCarried(exchange),
    attestation: message.dutyAttestation ?? null,
    leadDecision: withoutWords(speakOfOthers(message.leadDecision ?? null, names)),
    facts: open.facts,
    decision: open.decision,
    leftOut: open.leftOut,
    segments: own,
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
      ...others,
      ...draftSilentParts(exchange, silent),
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
      outcome: open.decision.outcome,
      correlationId,
      terms: findTerms(exchange, open),
      ...(exchange.dataSubject === null ? {} : { dataSubject: exchange.dataSubject }),
    },
  };
}

/** The earlier messages and the plan whose parts a decision lets go, by which it is found when they are corrected. */
function nameCarried({ identified, plan }: ResolvedExchange): { readonly carries?: Carried } {
  const { carries } = identified;
  if (carries === undefined && plan === null) return {};
  return {
    carries: {
      messageIds: carries?.messageIds ?? [],
      planVersion: plan?.versionId ?? null,
      comparedWith: carries?.comparedWith ?? null,
    },
  };
}

/** The segments about the data subject, or nobody known, and a part for each other set of people. */
function setOthersApart(
  exchange: ResolvedExchange,
  segments: readonly RecordedSegment[],
  half: {
    readonly schema: 'assent.decision-segments/1' | 'assent.silent-segments/1';
    readonly silent: boolean;
  },
): { readonly own: readonly RecordedSegment[]; readonly others: readonly PartDraft[] } {
  const own: RecordedSegment[] = [];
  const others = new Map<string, { about: readonly PersonId[]; segments: RecordedSegment[] }>();
  for (const each of segments) {
    const about = peopleOf(exchange, each.facts.segmentId);
    if (about.length === 0 || (about.length === 1 && about[0] === exchange.dataSubject)) {
      own.push(each);
      continue;
    }
    const group = others.get(about.join(' ')) ?? { about, segments: [] };
    group.segments.push(each);
    others.set(about.join(' '), group);
  }
  return {
    own,
    others: [...others.values()].map((group) => ({
      about: group.about,
      silent: half.silent,
      content: asJson({ schema: half.schema, segments: group.segments }),
    })),
  };
}

/**
 * The silent half, and the words of a lead practitioner's judgement and of why the family does not know: they may speak of a
 * silent part or be one. Its first part is there whether or not anything is silent, so that nobody learns from how many parts
 * an entry has.
 */
function draftSilentParts(exchange: ResolvedExchange, silent: SplitDecision['silent']): readonly PartDraft[] {
  const { leadDecision = null, familyInformed = null } = exchange.identified.message;
  const { own, others } = setOthersApart(exchange, silent?.segments ?? [], {
    schema: 'assent.silent-segments/1',
    silent: true,
  });
  return [
    {
      about: exchange.dataSubject === null ? [] : [exchange.dataSubject],
      silent: true,
      content: asJson({
        schema: 'assent.decision-whole/1',
        leadDecision,
        familyInformed,
        whole: silent?.whole ?? null,
        segments: own,
      }),
    },
    ...others,
  ];
}

/** The known people whom a part is about; nobody known means the data subject's own key, if there is a data subject. */
function peopleOf(exchange: ResolvedExchange, name: string): readonly PersonId[] {
  const refs = exchange.identified.labelled.find(({ segmentId }) => segmentId === name)?.aboutRefs ?? [];
  const known = refs
    .map((ref) => (ref === 'subject' ? exchange.dataSubject : exchange.related.get(ref)))
    .filter((person) => person !== null && person !== undefined);
  if (known.length > 0) return [...new Set(known)].sort();
  return exchange.dataSubject === null ? [] : [exchange.dataSubject];
}

/** Who judged, when, and about which parts. */
function withoutWords(judgement: Message['leadDecision'] | null): object | null {
  if (judgement === null || judgement === undefined) return null;
  const { by, at, segmentIds } = judgement;
  return { by, at, segmentIds };
}

/** Through text, so that what is sealed is plain JSON whatever the types hold. */
function asJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

/** Who asked, which reasons were given and what it rested on, as the open half has it. */
function findTerms(
  { identified: { requester, asker } }: ResolvedExchange,
  { decision, segments }: SplitDecision['open'],
): readonly SearchTerm[] {
  const { power, dataProtection } = decision.layers;
  const reasons = [...decision.reasons, ...segments.flatMap((each) => each.decision.reasons)];
  const bases = [
    ...(power?.powers ?? []),
    ...Object.values(dataProtection ?? {}).filter((article) => article !== null),
  ];
  return [
    ...[requester, asker].flatMap((each): SearchTerm[] =>
      each?.practitioner == null
        ? []
        : [
            {
              of: 'PRACTITIONER',
              organisationId: each.organisation.organisationId,
              staffId: each.practitioner.staffId,
            },
          ],
    ),
    ...reasons.map((code): SearchTerm => ({ of: 'REASON', code })),
    ...bases.map((code): SearchTerm => ({ of: 'BASIS', code })),
  ];
}
