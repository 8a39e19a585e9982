import type { Hold, HoldDraft } from '../../holds/index.ts';
import {
  type Notice,
  type WaitingDetails,
  composeAccessAsked,
  composeAccessChecked,
  composeHeld,
  composeNotShared,
} from '../../notices/index.ts';
import { type ExchangeId, type PersonId, newId } from '../../platform/index.ts';
import { type HandlingFlag, getCategory } from '../../vocabulary/index.ts';
import { type DecisionFacts, type SegmentFacts, findTellings, isContent } from '../decide/index.ts';
import { findTold } from '../deliver/tell-family.ts';
import type { DecidedRecipient } from '../record/draft-decision-entry.ts';
import type { House } from '../house.ts';
import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';

/** What waits for its author or for certainty about a person is between the professionals: a family has nothing to say to it. */
const familyMatters: readonly HoldDraft['body']['judge'][] = ['LEAD', 'SHIELD_REVIEW', 'HEALTH_PROFESSIONAL'];

/** What a part may be flagged with so that those who decide for a child are not to notice that it is there. */
const unspoken: readonly HandlingFlag[] = [
  'CHILD_CONFIDENCE',
  'SILENT_WITHHOLD',
  'SERIOUS_HARM',
  'REFERRER_IDENTITY',
];

/**
 * What families are told of what now waits for a judgement, or was refused because those who decide disagree (docs/domain/07 AC5–AC7;
 * docs/domain/01 §1.7, §1.9). Each of those who decide reads the same words, which say nothing of what anybody answered. Nobody is
 * told while telling is unsafe; of somebody whose location is shielded only the safe contact is; of what a person decides alone only
 * they are; of parts whose existence is protected, that are embargoed, or that are about somebody else, nobody.
 * @param holds those that the same statement opens
 */
export function composeWaitingNotices(
  exchangeId: ExchangeId,
  exchange: ResolvedExchange,
  decided: readonly DecidedRecipient[],
  holds: readonly HoldDraft[],
  writtenAt: Date,
): readonly WaitingNotice[] {
  const { kind, supplement } = exchange.identified;
  if (supplement !== undefined) return [];
  return decided.flatMap((each) => {
    const { facts, ordinal } = each.resolved;
    if (facts.familyInformed === 'UNSAFE' || each.resolved.hidesReferrer === true) return [];
    const waiting = holds.filter(
      (hold) => hold.ordinal === ordinal && familyMatters.includes(hold.body.judge),
    );
    const refused =
      kind !== 'ADVICE' && each.decision.reasons.includes('DENY_CONSENT_CONFLICT')
        ? facts.segments.map(({ segmentId }) => segmentId)
        : [];
    const segmentIds = new Set([...waiting.flatMap(({ body }) => body.segmentIds), ...refused]);
    const told = findReaders(exchange, facts, segmentIds);
    const spoken = listSpoken(facts, segmentIds, told);
    if (spoken.length === 0) return [];
    const groups = [
      ...new Set(spoken.flatMap(({ categories }) => categories.map((code) => getCategory(code).plainGroup))),
    ];
    const details: WaitingDetails = {
      from: exchange.identified.requester.organisation.name,
      to: each.resolved.organisation.name,
      groups,
    };
    const asked = waiting.some(({ body }) => body.judge === 'SHIELD_REVIEW');
    const what = asked ? 'ASKED' : waiting.length > 0 ? 'HELD' : 'REFUSED';
    return told.persons.map((person) => ({
      notice: writeNotice({ exchangeId, person, about: exchange.dataSubject, writtenAt }, details, what),
      silent: asked || spoken.some(isUnspoken),
    }));
  });
}

/** A notice, and whether nobody but its reader may learn that it was written. */
export interface WaitingNotice {
  readonly notice: Notice;
  readonly silent: boolean;
}

interface Readers {
  readonly persons: readonly PersonId[];
  /** They are the person themselves, who may know all that is theirs. */
  readonly self: boolean;
}

function findReaders(
  exchange: ResolvedExchange,
  facts: DecisionFacts,
  segmentIds: ReadonlySet<string>,
): Readers {
  const obligations = findTellings(facts, segmentIds);
  return {
    persons: findTold(exchange, { obligations }),
    self: obligations.some(({ kind }) => kind === 'TELL_DATA_SUBJECT_ONLY'),
  };
}

function listSpoken(
  { segments, at }: DecisionFacts,
  segmentIds: ReadonlySet<string>,
  { self }: Readers,
): readonly SegmentFacts[] {
  return segments.filter(
    (segment) =>
      segmentIds.has(segment.segmentId) &&
      isContent(segment) &&
      !segment.aboutOthers &&
      !isEmbargoed(segment, at) &&
      (self || !isUnspoken(segment)),
  );
}

function isUnspoken({ flags, categories }: SegmentFacts): boolean {
  return (
    flags.some((flag) => unspoken.includes(flag)) ||
    categories.some((code) => getCategory(code).sensitiveService)
  );
}

function isEmbargoed({ flags, embargoUntil }: SegmentFacts, at: string): boolean {
  return flags.includes('EMBARGO_UNTIL') && (embargoUntil === null || embargoUntil > at);
}

function writeNotice(
  told: Pick<Notice, 'exchangeId' | 'person' | 'about' | 'writtenAt'>,
  details: WaitingDetails,
  what: 'ASKED' | 'HELD' | 'REFUSED',
): Notice {
  const words = { ASKED: composeAccessAsked, HELD: composeHeld, REFUSED: composeNotShared };
  return {
    ...told,
    noticeId: newId<'Notice'>(),
    kind: what === 'ASKED' ? 'ACCESS_REQUEST' : 'BLOCKED',
    text: words[what](details),
    details:
      what === 'ASKED'
        ? { from: details.from, groups: [...details.groups], says: 'ACCESS_ASKED' }
        : { ...details, groups: [...details.groups], waits: what === 'HELD' },
  };
}

/**
 * What the safe contact is told once the first of two has looked at what somebody asked to see: what would go, before it does
 * (docs/domain/07 AC5). Nobody else is told.
 */
export async function composeReviewNotice(
  house: Pick<House, 'families' | 'agreements'>,
  { body, dataSubject, exchangeId }: Hold,
  release: readonly string[],
  at: Date,
): Promise<readonly WaitingNotice[]> {
  if (dataSubject === null) return [];
  const { safeContact = null } =
    (await house.families.loadProtections([dataSubject], at)).get(dataSubject) ?? {};
  const categories = release
    .filter((segmentId) => !body.silentSegmentIds.includes(segmentId))
    .flatMap((segmentId) => body.categories[segmentId] ?? []);
  if (safeContact === null || categories.length === 0) return [];
  const { name } = await house.agreements.getOrganisation(body.sourceOrganisationId, at);
  const details = {
    from: name,
    groups: [...new Set(categories.map((code) => getCategory(code).plainGroup))],
  };
  const notice: Notice = {
    noticeId: newId<'Notice'>(),
    kind: 'ACCESS_REQUEST',
    person: safeContact,
    about: dataSubject,
    exchangeId,
    writtenAt: at,
    text: composeAccessChecked(details),
    details: { ...details, says: 'ACCESS_CHECKED' },
  };
  return [{ notice, silent: true }];
}
