import { type ReadDecision, isUncertain, obligationWords } from '../../exchange/index.ts';
import { type Language, writeInstant } from '../../pages/index.ts';
import { asId } from '../../platform/index.ts';
import { categories, getReason, legalPowers, messageTypes, purposes } from '../../vocabulary/index.ts';
import type { OrganisationBook } from '../find/show-decision.ts';
import type { SeenDecision } from './find-entry.ts';

type Decided = ReadDecision['decision'];
type Segment = Decided['segments'][number];

/** What is needed to tell a decision in words. */
export interface Telling {
  readonly book: OrganisationBook;
  readonly language: Language;
}

/** What was asked, by whom and for what. */
export function tellQuestion({ facts, requester }: ReadDecision, { book, language }: Telling): object {
  const nameOf = (organisationId: string): string =>
    book.get(asId<'Organisation'>(organisationId))?.name ?? '';
  const { practitioner } = requester;
  return {
    kind: facts.kind,
    from: nameOf(facts.source.organisationId),
    to: nameOf(facts.recipient.organisationId),
    type: messageTypes[facts.messageType],
    purpose: purposes[facts.purpose].name,
    urgency: facts.urgency,
    staff: practitioner?.staffId ?? '',
    role: practitioner?.role ?? '',
    recipient: [facts.recipient.department, facts.recipient.role].filter((each) => each !== 'NONE').join(' '),
    family: facts.familyInformed,
    at: writeInstant(new Date(facts.at), language),
  };
}

/** What came out, and why; where something else was told in its place and must be here too, that. */
export function tellOutcome(read: ReadDecision): {
  readonly outcome: string;
  readonly reasons: readonly object[];
} {
  const { outcome, reasons, told } = read.decision;
  return told !== null && isUncertain(read)
    ? { outcome: told.outcome, reasons: [tellReason(told.reason)] }
    : { outcome, reasons: reasons.map(tellReason) };
}

function tellReason(code: Decided['reasons'][number]): object {
  const { plain, source } = getReason(code);
  return { code, plain, source };
}

/** Part by part, what was let go first: what it is, why, by which rule, and who could have said yes. */
export function tellParts({
  read: { facts, decision },
  leftOut,
}: Pick<SeenDecision, 'read' | 'leftOut'>): readonly object[] {
  const segments = facts.segments.map((each, place) => ({ facts: each, decided: decision.segments[place] }));
  return (['RELEASE', 'HOLD', 'WITHHOLD'] as const).map((outcome) => ({
    outcome,
    segments: segments.flatMap(({ facts: each, decided }) => {
      if (decided === undefined) return [];
      const stayed = decided.outcome === 'RELEASE' && leftOut.includes(each.segmentId);
      return (stayed ? 'WITHHOLD' : decided.outcome) === outcome
        ? [{ ...tellPart(each, decided), stayed }]
        : [];
    }),
  }));
}

function tellPart(facts: ReadDecision['facts']['segments'][number], decided: Segment): object {
  return {
    id: facts.segmentId,
    kinds: facts.labelled ? facts.categories.map((code) => categories[code].name) : [],
    silent: decided.silent,
    reasons: decided.reasons.map(tellReason),
    who: decided.whoCouldSayYes ?? '',
    rule: decided.rule,
    row: decided.row ?? '',
    cell: decided.cell ?? '',
    effect: decided.effect ?? '',
    level: facts.level,
    flags: facts.flags,
    aboutOthers: facts.aboutOthers,
    choices: facts.choices.map(({ category, result }) => ({ kind: categories[category].name, result })),
  };
}

/** The five legal layers (docs/domain/01 §1.1). */
export function tellLaw({ decision: { layers } }: ReadDecision): object {
  const { power, dataProtection, confidentiality, necessity, bars } = layers;
  return {
    powers: (power?.powers ?? []).map((code) => legalPowers[code].source),
    duty: power?.dutyKind ?? '',
    articles: [
      ...(dataProtection === null ? [] : [`UK GDPR Art. ${dataProtection.art6}`]),
      ...[dataProtection?.art9, dataProtection?.sch1, dataProtection?.art10].filter(
        (each) => each !== undefined && each !== null,
      ),
    ],
    confidentiality: confidentiality ?? '',
    necessity,
    bars: bars.filter(({ applies }) => applies).map(({ bar }) => bar),
  };
}

/** What had to be done then. */
export function tellDuties({ decision }: ReadDecision, { language }: Telling): readonly object[] {
  return decision.obligations.map(({ kind, due }) => ({
    plain: obligationWords[kind],
    due: due === undefined ? '' : writeInstant(new Date(due), language),
  }));
}
