import { setTimeout as wait } from 'node:timers/promises';
import { type RecurringJob, type Result, type SystemId, ok, refuse } from '../../platform/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import { startDeadline } from '../deadline.ts';
import { redeliver } from '../deliver/redeliver.ts';
import type { PulledRecord, SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { identifyCall } from '../identify-message.ts';
import { type HandOverTerms, startHandOver } from '../pull/hand-over.ts';
import type { MailboxAcknowledgementAnswer, MailboxAnswer, MailboxQuery } from './mailbox-answers.ts';
import {
  type MailboxDelivery,
  acknowledgeReport,
  findMailboxDelivery,
  findMailboxItems,
  forgetCollections,
} from './mailbox-sql.ts';
import { recordArrival } from './record-arrival.ts';
import { tellReport } from './tell-report.ts';

const pageSize = 100;
/** Seconds after which a system that is also sent to is tried again, where it collected something and never said that it has it. */
const againAfterCollecting = 15 * 60;
/** How long a system waits for an attempt that is under way before it is asked to try again, and between looks; in milliseconds. */
const longestWait = 3_000;
const pause = 100;
/** How long an acknowledgement may take to be worth anything, in milliseconds. */
const keptFor = 30 * 86_400_000;

/** `GET /v1/mailbox`: what waits for the system that asks, page by page. */
export async function listMailbox(
  house: House,
  call: SystemCall,
  { after }: MailboxQuery,
): Promise<Result<MailboxAnswer, Problem>> {
  const requester = await identifyCall(house, call, 'mailbox:collect', call.idempotencyKey);
  if (!requester.ok) return requester;
  const { systemId } = requester.value.system;
  const found = await findMailboxItems(house.pool, systemId, after ?? null, pageSize + 1);
  const page = found.slice(0, pageSize);
  const items = await Promise.all(
    page.map(async (item) =>
      item.kind === 'MESSAGE'
        ? {
            kind: item.kind,
            id: item.id,
            urgency: item.urgency,
            waitingSince: item.since.toISOString(),
            expiresAt: item.expiresAt.toISOString(),
          }
        : tellReport(house, item),
    ),
  );
  const last = page.at(-1);
  return ok({
    items,
    ...(found.length > pageSize && last !== undefined ? { next: `/v1/mailbox?after=${last.id}` } : {}),
  });
}

/**
 * `GET /v1/mailbox/{id}`: collects a message. It walks the stages as a delivery that is sent does, and its body goes into the answer
 * with the same receipt, terms and fence (docs/decisions/0029). Until its system says that it has it, it can be collected again:
 * the same bytes under the same id, or whatever may still go of it by then.
 */
export async function collectMessage(
  house: House,
  call: SystemCall,
  id: string,
): Promise<Result<PulledRecord, Problem>> {
  const requester = await identifyCall(house, call, 'mailbox:collect', id);
  if (!requester.ok) return requester;
  const { systemId } = requester.value.system;
  const delivery = await findOnce(house, systemId, id, ({ isUnderWay }) => !isUnderWay);
  if (delivery?.isWaiting !== true) return refuse({ code: 'not-found' });
  const taken = (why: string): HandOverTerms['arrived'] => ({
    kind: 'TAKEN',
    why,
    retryAfterSeconds: againAfterCollecting,
  });
  const handOver = startHandOver(house.timing.leaseSeconds * 1000, {
    to: { collector: systemId },
    arrived: taken('collected'),
    lost: taken('cut-off'),
  });
  const collecting = { ...house, dispatcher: { ...house.dispatcher, ...handOver.dispatcher } };
  try {
    const ended = redeliver(collecting, delivery.deliveryId).then(() => null);
    const dispatch = await Promise.race([handOver.dispatched, ended]);
    if (dispatch !== null) return ok({ ...dispatch, settle: handOver.settle });
  } catch (fault) {
    handOver.settle(false);
    throw fault;
  }
  const now = await findMailboxDelivery(house.pool, id, systemId);
  // Another attempt is under way, or a choice of the family moved just now.
  return refuse(now?.isWaiting === true ? { code: 'overloaded', retryAfter: 1 } : { code: 'not-found' });
}

/**
 * `POST /v1/mailbox/{id}/acknowledgement`: the system has a message, or has read a report. Said again it changes nothing. What was
 * never given out cannot be acknowledged: who says so is told that there is nothing here, and it stands in the log.
 */
export async function acknowledgeItem(
  house: House,
  call: SystemCall,
  id: string,
): Promise<Result<MailboxAcknowledgementAnswer, Problem>> {
  const requester = await identifyCall(house, call, 'mailbox:collect', id);
  if (!requester.ok) return requester;
  const { systemId } = requester.value.system;
  const read = await acknowledgeReport(house.pool, id, systemId);
  if (read !== undefined) return ok({ id, acknowledgedAt: read.toISOString() });
  const isKnown = (at: MailboxDelivery): boolean => !at.isUnderWay || at.collected !== null;
  const delivery = await findOnce(house, systemId, id, isKnown);
  if (delivery !== undefined && !isKnown(delivery)) return refuse({ code: 'overloaded', retryAfter: 1 });
  if (delivery?.acceptedAt === null) await recordArrival(house, delivery);
  const acceptedAt =
    delivery?.acceptedAt ?? (await findMailboxDelivery(house.pool, id, systemId))?.acceptedAt ?? null;
  if (acceptedAt !== null) return ok({ id, acknowledgedAt: acceptedAt.toISOString() });
  house.log.warn('acknowledgement-unknown', { exchangeId: call.exchangeId });
  return refuse({ code: 'not-found' });
}

/**
 * A delivery once it is so far, or as it is when that takes too long. Whoever collects again at once, or acknowledges what it has just
 * answered with `202`, is a moment ahead of what is written down about the attempt before.
 */
async function findOnce(
  house: House,
  systemId: SystemId,
  id: string,
  isSoFar: (delivery: MailboxDelivery) => boolean,
): Promise<MailboxDelivery | undefined> {
  const deadline = startDeadline(longestWait);
  for (;;) {
    const delivery = await findMailboxDelivery(house.pool, id, systemId);
    if (delivery === undefined || isSoFar(delivery) || deadline.left() === 0) return delivery;
    await wait(pause);
  }
}

/** Forgets what was kept for acknowledgements that never came. */
export function createCollectionsJob(house: House): RecurringJob {
  return {
    name: 'collections-forget',
    everyMinutes: 1440,
    run: (at) => forgetCollections(house.pool, new Date(at.getTime() - keptFor)),
  };
}
