import type { Clock } from '../../deadlines/index.ts';
import type { House } from '../house.ts';
import { type EndedArrival, findEndedArrivals, markArrivalFollowed } from '../record/clock-sql.ts';
import { readDecision } from '../record/replay-decision.ts';
import { hashClockPart } from './compose-clocks.ts';

/**
 * Starts and ends deadlines with the messages that have arrived, in the order in which they did, and may be called any number of
 * times: each step is one statement with its ledger entry, and is done once. What never arrived starts nothing.
 */
export async function followArrivals(house: House): Promise<void> {
  for (;;) {
    const ended = await findEndedArrivals(house.pool);
    for (const arrival of ended) {
      if (arrival.arrived) await follow(house, arrival);
      else for (const clock of await waitingFor(house, arrival)) await house.clocks.drop(clock);
      await markArrivalFollowed(house.pool, arrival);
    }
    if (ended.length === 0) return;
  }
}

async function waitingFor(
  { clocks }: House,
  { exchangeId, ordinal }: EndedArrival,
): Promise<readonly Clock[]> {
  return (await clocks.findOfArrival(exchangeId, ordinal)).filter(({ state }) => state === 'WAITING');
}

async function follow(house: House, arrival: EndedArrival): Promise<void> {
  // A message that is decided at a named instant arrives as much later as it took.
  const { decidedAt, recordedAt, endedAt } = arrival;
  const took = Math.max(0, endedAt.getTime() - recordedAt.getTime());
  const arrivedAt = new Date(decidedAt.getTime() + took);
  // What a message itself starts it does not end: a draft of a plan ends the wait for one.
  await endOwed(house, arrival, arrivedAt);
  for (const clock of await waitingFor(house, arrival)) {
    const rule = house.clocks.rules.get(clock.code);
    const starts = rule !== undefined && (await mayStart(house, clock, arrival));
    if (starts) await house.clocks.start(clock, rule, arrivedAt);
    else await house.clocks.drop(clock);
  }
}

/** Whether the part that tells of it went, though it was decided again on the way; and whether what it runs beside runs. */
async function mayStart(
  house: House,
  clock: Clock,
  { decisionEntryId, sentBy }: EndedArrival,
): Promise<boolean> {
  const { whileRunning } = house.clocks.rules.get(clock.code)?.starts ?? {};
  if (
    whileRunning !== undefined &&
    (clock.dataSubject === null || !(await house.clocks.isRunning(whileRunning, clock.dataSubject, sentBy)))
  )
    return false;
  if (decisionEntryId === clock.decisionEntryId) return true;
  const entry = await house.ledger.readEntry(decisionEntryId);
  const read = entry && readDecision(entry);
  return (
    read?.ok === true &&
    read.value.decision.released.some((segmentId) =>
      hashClockPart(house, clock.exchangeId, segmentId).equals(clock.partHash),
    )
  );
}

/**
 * What a message ends is what its sender owed to its recipient, or to the family: in the correspondence that it answers where it says
 * so, otherwise about the same person; of what is owed to a recipient the oldest, since each request has an answer of its own.
 */
async function endOwed({ clocks }: House, arrival: EndedArrival, arrivedAt: Date): Promise<void> {
  const { exchangeId, dataSubject, correlationId, sentBy, sentTo } = arrival;
  for (const { code, excused } of arrival.ends) {
    const rule = clocks.rules.get(code);
    if (rule === undefined) continue;
    const owed = await clocks.findOwed({ code, owedBy: sentBy, owedTo: sentTo, dataSubject, correlationId });
    const others = owed.filter((clock) => clock.exchangeId !== exchangeId);
    const answered = others.filter((clock) => clock.correlationId === correlationId);
    const same = answered.length > 0 ? answered : others;
    for (const clock of rule.owedTo === null ? same : same.slice(0, 1))
      await clocks.end(clock, rule, arrivedAt, excused, { by: 'MESSAGE', endedBy: exchangeId });
  }
}
