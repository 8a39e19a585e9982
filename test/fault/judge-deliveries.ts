import type { Pool } from '../../src/database/index.ts';
import type { Kept } from './faulty-recipient.ts';

/** A message that was accepted: when it was first sent, and when its sender had the answer, on one steady clock. */
export interface SentMessage {
  readonly messageId: string;
  readonly recipientPlace: number;
  readonly submittedAt: number;
  readonly answeredAt: number;
}

/** What became of them. */
export interface JudgedFigures {
  readonly acknowledged: number;
  readonly reported: number;
  readonly cancelled: number;
  /** At no end, or at two, or said to be at a recipient that has not kept it. */
  readonly lost: number;
  /** Kept twice by one recipient: under two ids, or with other bytes. */
  readonly doubled: number;
  /** Kept after one that was sent only when it had been accepted. */
  readonly outOfOrder: number;
}

/**
 * Judges what was sent by what recipients kept and what the stopped gateway's database says: every message is at exactly one end, and
 * that end has its report.
 */
export async function judgeDeliveries(
  owner: Pool,
  sent: readonly SentMessage[],
  kept: readonly (readonly Kept[])[],
): Promise<JudgedFigures> {
  const { rows } = await owner.query<{
    message_id: string;
    states: readonly string[];
    reports: readonly string[];
  }>(
    `select e.message_id,
            array(select d.state from exchange.deliveries d where d.exchange_id = e.exchange_id) as states,
            array(select p.kind from exchange.reports p where p.exchange_id = e.exchange_id) as reports
       from exchange.exchanges e where e.kind = 'PUSH'`,
  );
  const ends = new Map(rows.map((row) => [row.message_id, row]));
  const figures = { acknowledged: 0, reported: 0, cancelled: 0, lost: 0 };
  for (const { messageId, recipientPlace } of sent) {
    const end = ends.get(messageId);
    const has = kept[recipientPlace]?.some((each) => each.messageId === messageId) === true;
    const came = findEnd(end?.states ?? [], end?.reports ?? [], has);
    if (came === 'lost')
      process.stderr.write(`lost: ${JSON.stringify({ messageId, recipientPlace, has, ...end })}\n`);
    figures[came] += 1;
  }
  return {
    ...figures,
    doubled: kept.reduce(
      (sum, each) => sum + each.length - new Set(each.map((one) => one.messageId)).size,
      0,
    ),
    outOfOrder: kept.reduce((sum, each) => sum + countOutOfOrder(each, sent), 0),
  };
}

function findEnd(
  states: readonly string[],
  reports: readonly string[],
  has: boolean,
): 'acknowledged' | 'reported' | 'cancelled' | 'lost' {
  const [state, ...more] = states;
  if (more.length > 0) return 'lost';
  if (state === 'DELIVERED') return has ? 'acknowledged' : 'lost';
  const [report, ...others] = reports;
  if (others.length > 0) return 'lost';
  if ((state === 'EXPIRED' || state === 'REJECTED') && report === 'NON_DELIVERY') return 'reported';
  return state === 'CANCELLED' && report === 'CANCELLATION' ? 'cancelled' : 'lost';
}

/** What was kept although something that had been accepted before it was even sent came only later. */
function countOutOfOrder(kept: readonly Kept[], sent: readonly SentMessage[]): number {
  const times = new Map(sent.map((each) => [each.messageId, each]));
  let earliestAnswerLater = Infinity;
  let count = 0;
  for (const { messageId } of kept.toReversed()) {
    const message = times.get(messageId);
    if (message === undefined) continue;
    if (earliestAnswerLater < message.submittedAt) count += 1;
    earliestAnswerLater = Math.min(earliestAnswerLater, message.answeredAt);
  }
  return count;
}
