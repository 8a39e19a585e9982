import { type Hold, isOpen } from '../../holds/index.ts';
import type { ExchangeId } from '../../platform/index.ts';
import { type ReasonAudience, getReason } from '../../vocabulary/index.ts';
import type { HoldAnswer, HoldOutcomeAnswer } from '../exchange.ts';
import type { House } from '../house.ts';
import type { JudgingPerson } from './check-judgement.ts';
import { governanceRoles, levelNames } from './hold-rules.ts';

/**
 * A hold as one who may judge it sees it: labels, never content. Whoever works outside the organisation that holds the
 * information learns nothing of parts whose existence is protected; reasons go to whom they may be told (rulings 7).
 */
export async function answerHold(house: House, hold: Hold, by: JudgingPerson): Promise<HoldAnswer> {
  const { body } = hold;
  const atSource = by.organisationId === body.sourceOrganisationId;
  const seen = body.segmentIds.filter((id) => atSource || !body.silentSegmentIds.includes(id));
  const audience = audienceOf(by, body.judge);
  const [source, recipient] = await Promise.all([
    house.agreements.getOrganisation(body.sourceOrganisationId, hold.openedAt),
    house.agreements.getOrganisation(body.recipient.organisationId, hold.openedAt),
  ]);
  const last = hold.judgements.at(-1);
  return {
    holdId: hold.holdId,
    exchangeId: hold.exchangeId,
    correlationId: body.correlationId,
    state: hold.state,
    level: levelNames[hold.level],
    judge: body.judge,
    from: source.name,
    to: { name: recipient.name, department: body.recipient.department, role: body.recipient.role },
    messageType: body.messageType,
    purpose: body.purpose,
    reasons: body.reasons
      .filter((code) => getReason(code).audience.some((each) => audience.includes(each)))
      .map((code) => ({ code, plain: getReason(code).plain, source: getReason(code).source })),
    segments: seen.map((segmentId) => {
      const problems = atSource ? body.problems?.[segmentId] : undefined;
      return {
        segmentId,
        categories: body.categories[segmentId] ?? [],
        ...(problems === undefined ? {} : { problems }),
      };
    }),
    safetyCritical: body.safetyCritical,
    openedAt: hold.openedAt.toISOString(),
    due: hold.dueAt.toISOString(),
    ...(last === undefined || isOpen(hold)
      ? {}
      : {
          released: last.outcome === 'RELEASED' ? last.release.filter((id) => seen.includes(id)) : [],
          sent: last.sent.filter((id) => seen.includes(id)),
        }),
    ...tellSupplement(hold),
  };
}

function audienceOf({ role }: JudgingPerson, judge: Hold['body']['judge']): readonly ReasonAudience[] {
  if (governanceRoles.includes(role)) return ['LEAD', 'IG'];
  return judge === 'AUTHOR' ? ['SENDER'] : ['LEAD'];
}

/** What has become of an exchange's holds at one recipient, as its sender is told: never who judged, nor why it waited. */
export function tellSender(hold: Hold): HoldOutcomeAnswer {
  return {
    holdId: hold.holdId,
    state: hold.state === 'ESCALATED' ? 'OPEN' : hold.state,
    segmentIds: hold.body.segmentIds,
    due: hold.dueAt.toISOString(),
    ...tellSupplement(hold),
  };
}

/**
 * The exchange that adds what was let go: where something was sent, or where a person's own record may be given by whoever holds it,
 * who reads there which parts.
 */
function tellSupplement({ body, judgements }: Hold): { readonly supplement?: ExchangeId } {
  const last = judgements.at(-1);
  if (last?.supplement == null) return {};
  const goes = last.sent.length > 0 || (body.purpose === 'P17' && last.outcome === 'RELEASED');
  return goes ? { supplement: last.supplement } : {};
}
