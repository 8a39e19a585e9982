import type { Hold } from '../../holds/index.ts';
import { type Result, ok, refuse } from '../../platform/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import type { HoldAnswer, HoldListAnswer, SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { recordLooks } from '../record-look.ts';
import type { JudgingPerson } from './check-judgement.ts';
import { desksOf, findHoldFor, identifyJudge } from './decide-hold.ts';
import { answerHold } from './hold-answer.ts';

const pageSize = 50;

/**
 * `GET /v1/holds`: what waits before the person who asks, what is due first coming first, page by page.
 * @param after the hold after which the page begins
 */
export async function listHolds(
  house: House,
  call: SystemCall,
  after: string | null,
): Promise<Result<HoldListAnswer, Problem>> {
  const judge = await identifyJudge(house, call, 'holds:read', after ?? call.idempotencyKey);
  if (!judge.ok) return judge;
  const { by } = judge.value;
  const at = call.evaluateAt ?? call.receivedAt;
  const from = after === null ? null : await findHoldFor(house, by, after, at);
  if (from === undefined) return refuse({ code: 'not-found' });
  const found = await house.holds.findAtDesks(desksOf(by), from, pageSize + 1);
  const page = found.slice(0, pageSize);
  const mine = await Promise.all(page.map((hold) => findHoldFor(house, by, hold.holdId, at)));
  const seen = mine.filter((hold) => hold !== undefined);
  const holds = await Promise.all(seen.map((hold) => answerHold(house, hold, by)));
  await writeDownLooks(house, by, seen);
  const last = page.at(-1);
  const next =
    found.length > pageSize && last !== undefined ? { next: `/v1/holds/after/${last.holdId}` } : {};
  return ok({ holds, ...next });
}

/** `GET /v1/holds/{id}`. */
export async function findHold(
  house: House,
  call: SystemCall,
  holdId: string,
): Promise<Result<HoldAnswer, Problem>> {
  const judge = await identifyJudge(house, call, 'holds:read', holdId);
  if (!judge.ok) return judge;
  const { by } = judge.value;
  const hold = await findHoldFor(house, by, holdId, call.evaluateAt ?? call.receivedAt);
  if (hold === undefined) return refuse({ code: 'not-found' });
  const answer = await answerHold(house, hold, by);
  await writeDownLooks(house, by, [hold]);
  return ok(answer);
}

/** Whoever reads what waits learns what kinds of information there are of somebody, so that it is written down first. */
async function writeDownLooks(
  house: House,
  { organisationId, staffId }: JudgingPerson,
  holds: readonly Hold[],
): Promise<void> {
  await recordLooks(
    house,
    { organisation: { organisationId }, practitioner: { staffId } },
    holds.flatMap(({ holdId, dataSubject, body }) =>
      dataSubject === null
        ? []
        : [
            {
              person: dataSubject,
              content: { at: 'HOLD', holdId },
              silent: body.silentSegmentIds.length > 0,
            },
          ],
    ),
  );
}
