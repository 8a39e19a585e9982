import type { ClockRule, StartedClock } from '../../deadlines/index.ts';
import { type JsonObject, type Result, londonDate, ok, refuse } from '../../platform/index.ts';
import { type Problem, excuses } from '../../vocabulary/index.ts';
import type { SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { identifyCall } from '../identify-message.ts';
import { nameRequest } from '../name-request.ts';
import { type DeadlineNoteRequest, parseDeadlineNote } from '../receive/deadline-note-request.ts';
import { receiveJson } from '../receive/receive-message.ts';
import type { DeadlineAnswer } from './deadline-answers.ts';
import { answerDeadline, findVisible } from './list-deadlines.ts';

const day = 86_400_000;

/**
 * `POST /v1/deadlines/{id}/notes`. A practitioner of the organisation that owes something says that it was done where no message says
 * so, or that a period does not count for a reason that the law knows. Nobody else may: what others owe is not theirs to excuse. The
 * same request sent again does nothing more.
 */
export async function noteDeadline(
  house: House,
  call: SystemCall,
  deadlineId: string,
): Promise<Result<DeadlineAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseDeadlineNote(json.value);
  if (!parsed.ok) return refuse({ code: 'deadline-note-invalid', errors: parsed.refusal });
  const requester = await identifyCall(house, call, 'deadlines:note', call.idempotencyKey);
  if (!requester.ok) return requester;
  const { organisation, practitioner, system } = requester.value;
  if (practitioner === null || call.idempotencyKey === undefined)
    return refuse({ code: 'practitioner-required' });
  const clock = await findVisible(house, organisation.organisationId, deadlineId);
  const rule = clock && house.clocks.rules.get(clock.code);
  if (clock?.owedBy !== organisation.organisationId || rule === undefined)
    return refuse({ code: 'not-found' });
  const at = call.evaluateAt ?? call.receivedAt;
  const note = nameRequest(house.keyStore, 'deadline', system.systemId, call.idempotencyKey, call);
  const earlier = await house.clocks.findNote(note.requestId);
  if (
    earlier !== undefined &&
    !(earlier.requestHash.equals(note.requestHash) && earlier.clockId === clock.clockId)
  )
    return refuse({ code: 'idempotency-conflict' });
  if (earlier === undefined) {
    if (clock.endedAt !== null || clock.joinedTo !== null) return refuse({ code: 'deadline-ended' });
    const problem = checkNote(clock, rule, parsed.value, at);
    if (problem !== null) return refuse(problem);
    const by: JsonObject = {
      by: {
        organisationId: organisation.organisationId,
        staffId: practitioner.staffId,
        role: practitioner.role,
      },
      evidenceRef: parsed.value.evidenceRef,
    };
    const done = await write(house, { clock, rule, at, by, note }, parsed.value);
    if (!done) return refuse({ code: 'deadline-ended' });
  }
  const after = await findVisible(house, organisation.organisationId, deadlineId);
  const answer = after && (await answerDeadline(house, after, organisation.organisationId, at));
  return answer === undefined ? refuse({ code: 'not-found' }) : ok(answer);
}

function write(
  { clocks }: House,
  {
    clock,
    rule,
    at,
    by,
    note,
  }: {
    readonly clock: StartedClock;
    readonly rule: ClockRule;
    readonly at: Date;
    readonly by: JsonObject;
    readonly note: ReturnType<typeof nameRequest>;
  },
  request: DeadlineNoteRequest,
): Promise<boolean> {
  if (request.kind === 'EXCUSED') {
    const { reason, from, to } = request;
    return clocks.excuse(clock, rule, { reason, from, to }, at, by, note);
  }
  // On an earlier day it was done by its end; today it is done now.
  const end = new Date(Math.min(at.getTime(), Date.parse(`${request.on}T17:00:00Z`)));
  const on = new Date(Math.max(end.getTime(), clock.startedAt.getTime()));
  return clocks.end(clock, rule, on, false, by, note);
}

/** Only what the rule of this very deadline knows excuses anything, for as long as it says, and while it runs. */
function checkNote(
  clock: StartedClock,
  rule: ClockRule,
  request: DeadlineNoteRequest,
  at: Date,
): Problem | null {
  if (request.kind === 'DONE') {
    if (request.on > londonDate(at))
      return breaking('/on', 'not-in-the-future', 'This day has not come yet.');
    return request.on < (clock.startsOn ?? londonDate(clock.startedAt))
      ? breaking('/on', 'period-order', 'This day lies before the one it runs from.')
      : null;
  }
  const { reason, from, to } = request;
  if (!rule.excuses.includes(reason))
    return breaking('/reason', 'excuse-of-this-deadline', 'This reason excuses nothing of this deadline.');
  const { leastDays, mostDays } = excuses[reason];
  const length = (Date.parse(to) - Date.parse(from)) / day + 1;
  if (length < 1) return breaking('/to', 'period-order', 'The last day lies before the first.');
  if (length < leastDays || (mostDays !== null && length > mostDays))
    return breaking('/to', 'excuse-length', 'A period of this reason is longer, or shorter, than that.');
  return from > londonDate(clock.dueAt)
    ? breaking('/from', 'period-order', 'It was due before this period began.')
    : null;
}

function breaking(pointer: string, rule: string, message: string): Problem {
  return { code: 'deadline-note-invalid', errors: [{ pointer, rule, message }] };
}
