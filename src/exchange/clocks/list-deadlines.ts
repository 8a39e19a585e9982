import { type Clock, type ClockRule, type StartedClock, isStarted } from '../../deadlines/index.ts';
import {
  type OrganisationId,
  type Result,
  asId,
  londonDate,
  ok,
  refuse,
  uuidShape,
} from '../../platform/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import type { SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { identifyCall } from '../identify-message.ts';
import { findOwedBetween } from '../record/acknowledgement-sql.ts';
import type {
  DeadlineAnswer,
  DeadlineListAnswer,
  DeadlineParty,
  DeadlineQuery,
  OwedAcknowledgementAnswer,
} from './deadline-answers.ts';

const pageSize = 50;

/**
 * `GET /v1/deadlines`: what the organisation owes, waits for, or was told of, what is due first coming first. It names messages and
 * organisations that the reader knows, and nobody about whom they are; whoever only learned when something is due learns nothing of who
 * else was asked, nor why a period does not count.
 */
export async function listDeadlines(
  house: House,
  call: SystemCall,
  query: DeadlineQuery,
): Promise<Result<DeadlineListAnswer, Problem>> {
  const requester = await identifyCall(house, call, 'deadlines:read', call.idempotencyKey);
  if (!requester.ok) return requester;
  const { organisationId } = requester.value.organisation;
  const at = call.evaluateAt ?? call.receivedAt;
  const running = query.state !== 'ENDED';
  const after = query.after === undefined ? null : await findVisible(house, organisationId, query.after);
  if (after === undefined) return refuse({ code: 'not-found' });
  const found = await house.clocks.findPage({ organisationId, running, after, limit: pageSize + 1 });
  const page = found.slice(0, pageSize);
  const last = page.at(-1);
  const deadlines = await Promise.all(
    page.filter(isStarted).map((clock) => answerDeadline(house, clock, organisationId, at)),
  );
  const next =
    found.length > pageSize && last !== undefined
      ? { next: `/v1/deadlines?${new URLSearchParams({ ...query, after: last.clockId }).toString()}` }
      : {};
  const first = running && after === null;
  return ok({
    deadlines: deadlines.filter((each) => each !== undefined),
    ...(first ? { acknowledgements: await listAcknowledgements(house, organisationId, at) } : {}),
    ...next,
  });
}

/** One that an organisation is a party to; absent where there is none, or it is others'. */
export async function findVisible(
  house: Pick<House, 'clocks'>,
  organisationId: OrganisationId,
  deadlineId: string,
): Promise<StartedClock | undefined> {
  if (!uuidShape.test(deadlineId)) return undefined;
  const clock = await house.clocks.findClock(asId<'Clock'>(deadlineId));
  return clock !== undefined && isStarted(clock) && standingOf(clock, organisationId) !== null
    ? clock
    : undefined;
}

function standingOf(
  { owedBy, owedTo, seenBy }: Clock,
  organisationId: OrganisationId,
): DeadlineAnswer['you'] | null {
  if (owedBy === organisationId) return 'OWING';
  if (owedTo === organisationId) return 'WAITING';
  return seenBy === organisationId ? 'TOLD' : null;
}

/** A deadline as a party to it reads it; absent where the rule is gone or the reader is none. */
export async function answerDeadline(
  house: Pick<House, 'clocks' | 'agreements'>,
  clock: StartedClock,
  organisationId: OrganisationId,
  at: Date,
): Promise<DeadlineAnswer | undefined> {
  const rule = house.clocks.rules.get(clock.code);
  const you = standingOf(clock, organisationId);
  if (rule === undefined || you === null) return undefined;
  const { clockId, code, dueAt, startedAt, startsOn, endedAt, outcome, excuses } = clock;
  const { owedBy, owedTo, exchangeId, correlationId } = clock;
  return {
    deadlineId: clockId,
    deadline: code,
    plain: rule.plain,
    standing: rule.standing,
    source: rule.source,
    you,
    state: endedAt === null ? findState(rule, dueAt, at) : 'ENDED',
    since: startsOn ?? londonDate(startedAt),
    due: dueAt.toISOString(),
    bound: rule.bound,
    exchangeId,
    correlationId,
    ...(you === 'TOLD'
      ? {}
      : {
          owedBy: await nameParty(house, owedBy, at),
          ...(owedTo === null ? {} : { owedTo: await nameParty(house, owedTo, at) }),
          excused: excuses.map(({ reason, from, to }) => ({ reason, from, to })),
        }),
    ...(endedAt === null ? {} : { endedAt: endedAt.toISOString() }),
    ...(outcome === null ? {} : { outcome }),
  };
}

function findState({ bound }: ClockRule, due: Date, at: Date): 'RUNNING' | 'OVERDUE' {
  return bound === 'AT_MOST' && at > due ? 'OVERDUE' : 'RUNNING';
}

async function nameParty(
  { agreements }: Pick<House, 'agreements'>,
  organisationId: OrganisationId,
  at: Date,
): Promise<DeadlineParty> {
  const [identifier] = (await agreements.getOrganisation(organisationId, at)).identifiers;
  return { system: identifier?.system ?? '', value: identifier?.value ?? '' };
}

async function listAcknowledgements(
  house: House,
  organisationId: OrganisationId,
  at: Date,
): Promise<readonly OwedAcknowledgementAnswer[]> {
  const owed = await findOwedBetween(house.pool, organisationId);
  return owed.map(({ deadlineId, dueAt, exchangeId, correlationId, recipientOrganisationId }) => ({
    deadlineId,
    plain: 'Somebody confirms that they have it',
    you: recipientOrganisationId === organisationId ? 'OWING' : 'WAITING',
    state: at > dueAt ? 'OVERDUE' : 'RUNNING',
    due: dueAt.toISOString(),
    exchangeId,
    correlationId,
  }));
}
