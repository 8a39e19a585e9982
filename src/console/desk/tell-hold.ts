import type { HoldAnswer } from '../../exchange/index.ts';
import { type Visit, writeInstant } from '../../pages/index.ts';
import { type RoleCode, categories, messageTypes, purposes } from '../../vocabulary/index.ts';
import { tellTimeLeft } from './time-left.ts';

/** What waits, as whoever must judge reads it: what the door tells them, and how long is left. */
export function tellHold(hold: HoldAnswer, as: RoleCode, { now, language, t }: Visit): object {
  const { holdId, state, judge, level, from, to, messageType, purpose, segments, safetyCritical } = hold;
  const nameKinds = (codes: HoldAnswer['segments'][number]['categories']): string =>
    codes.map((code) => categories[code].name).join('; ');
  const due = new Date(hold.due);
  return {
    holdId,
    as,
    state,
    judge,
    level,
    safetyCritical,
    isOpen: state === 'OPEN' || state === 'ESCALATED',
    from,
    to: to.name,
    role: t(`desk.role.${to.role}`),
    type: messageTypes[messageType],
    purpose: purposes[purpose].name,
    isOwnAccess: purpose === 'P17',
    reasons: hold.reasons,
    parts: segments.map(({ segmentId, categories: codes, problems = [] }) => ({
      id: segmentId,
      kinds: nameKinds(codes),
      problems: problems.map(({ message }) => message),
    })),
    kinds: [...new Set(segments.flatMap((each) => each.categories))].map((code) => categories[code].name),
    opened: writeInstant(new Date(hold.openedAt), language),
    due: writeInstant(due, language),
    left: tellTimeLeft(due, now, t),
    correlation: hold.correlationId,
    released: hold.released ?? [],
    sent: hold.sent ?? [],
    supplement: hold.supplement ?? '',
  };
}
