import { type JsonValue, type Result, newId, ok, refuse } from '../../platform/index.ts';
import { labelQuestion, parseQuestion } from '../../records/index.ts';
import { type Problem, type ProblemDetail, problems } from '../../vocabulary/index.ts';
import type { AccessDecision, AccessDecisions, SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { identifySender } from '../identify-message.ts';
import { describeIssues } from '../receive/describe-issues.ts';
import { type ReceivedMessage, receiveJson } from '../receive/receive-message.ts';
import { runExchange } from '../run-exchange.ts';
import {
  type EvaluationsSemantic,
  accessEvaluationSchema,
  accessEvaluationsSchema,
  takenMembers,
  toEvaluationPointer,
  toQuestion,
} from './access-evaluation.ts';

/** `POST /access/v1/evaluation`. A body that is no evaluation is refused; whatever else stands in the way is a `false` that says why. */
export async function evaluateAccess(
  house: House,
  call: SystemCall,
): Promise<Result<AccessDecision, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const read = readEvaluation(house, json.value, () => '');
  return read.ok ? evaluateOne(house, call, read.value) : read;
}

/** `POST /access/v1/evaluations`. Without a list it is one evaluation, and its answer that of one. */
export async function evaluateAccesses(
  house: House,
  call: SystemCall,
): Promise<Result<AccessDecision | AccessDecisions, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = accessEvaluationsSchema.safeParse(json.value, { reportInput: true });
  if (!parsed.success) return refuse(invalid(describeIssues(parsed.error.issues)));
  const { evaluations = [], options, ...defaults } = parsed.data;
  if (evaluations.length === 0) {
    const read = readEvaluation(house, defaults as JsonValue, () => '');
    return read.ok ? evaluateOne(house, call, read.value) : read;
  }
  const read = evaluations.map((evaluation, position) =>
    readEvaluation(house, { ...defaults, ...evaluation } as JsonValue, (member) =>
      Object.hasOwn(evaluation, member) || !Object.hasOwn(defaults, member) ? `/evaluations/${position}` : '',
    ),
  );
  const semantic = options?.evaluations_semantic ?? 'execute_all';
  const sender = await identifyOnce(house, call, read);
  const answers: AccessDecision[] = [];
  for (const each of read) {
    const answer: Result<AccessDecision, Problem> = each.ok
      ? await walk(house, call, each.value, sender)
      : each;
    if (!answer.ok && isAboutTheAsker(answer.refusal)) return answer;
    const told = answer.ok ? answer.value : toError(answer.refusal);
    answers.push(told);
    if (endsHere(semantic, told.decision)) break;
  }
  return ok({ evaluations: answers });
}

function endsHere(semantic: EvaluationsSemantic, decision: boolean): boolean {
  return semantic === 'deny_on_first_deny' ? !decision : semantic === 'permit_on_first_permit' && decision;
}

interface ReadEvaluation {
  readonly received: Omit<ReceivedMessage, 'call'>;
  readonly evaluateAt: Date | undefined;
  /** Where a member of the evaluation stands in the request. */
  readonly below: (member: string) => string;
}

function readEvaluation(
  house: Pick<House, 'mode'>,
  json: JsonValue,
  below: (member: string) => string,
): Result<ReadEvaluation, Problem> {
  const parsed = accessEvaluationSchema.safeParse(json, { reportInput: true });
  if (!parsed.success) return refuse(invalid(place(describeIssues(parsed.error.issues), below)));
  const { context } = parsed.data;
  const said = takenMembers.filter((member) => Object.hasOwn(context, member));
  const errors: ProblemDetail[] = said.map((member) => ({
    pointer: `/context/${member}`,
    rule: 'unknown-member',
    message: 'Subject, action and resource say this; the context may not say it again.',
  }));
  if (context.time !== undefined && house.mode === 'production') {
    errors.push({
      pointer: '/context/time',
      rule: 'evaluate-at',
      message: 'An instant may be named in development and test only.',
    });
  }
  if (errors.length > 0) return refuse(invalid(place(errors, below)));
  const question = parseQuestion(toQuestion(parsed.data));
  if (!question.ok) return refuse(invalid(place(translate(question.refusal), below)));
  return ok({
    received: { message: question.value, labelled: labelQuestion(question.value) },
    evaluateAt: context.time === undefined ? undefined : new Date(context.time),
    below,
  });
}

async function evaluateOne(
  house: House,
  call: SystemCall,
  evaluation: ReadEvaluation,
): Promise<Result<AccessDecision, Problem>> {
  const sender = await identifyOnce(house, call, [ok(evaluation)]);
  const answer = await walk(house, call, evaluation, sender);
  if (answer.ok || isAboutTheAsker(answer.refusal)) return answer;
  return ok(toError(answer.refusal));
}

type Sender = Awaited<ReturnType<typeof identifySender>>;

/** One request is one asker. An assertion about a practitioner is bound to the id of the first resource that can be read. */
async function identifyOnce(
  house: House,
  call: SystemCall,
  read: readonly Result<ReadEvaluation, Problem>[],
): Promise<Sender> {
  const first = read.find((each) => each.ok);
  const boundTo = first?.value.received.message.messageId;
  return identifySender(house, call, 'decisions:ask', boundTo);
}

/** The seven stages, entered with a question that has been read and an asker who is known. */
async function walk(
  house: House,
  call: SystemCall,
  { received, evaluateAt, below }: ReadEvaluation,
  sender: Sender,
): Promise<Result<AccessDecision, Problem>> {
  const own: SystemCall = {
    ...call,
    exchangeId: newId<'Exchange'>(),
    idempotencyKey: undefined,
    evaluateAt: evaluateAt ?? call.evaluateAt,
  };
  const answer = await runExchange(house, own, 'ADVICE', {
    receive: () => ok({ call: own, ...received }),
    identify: () => Promise.resolve(sender),
  });
  if (!answer.ok) {
    const { errors, ...problem } = answer.refusal;
    return refuse(errors === undefined ? problem : { ...problem, errors: place(translate(errors), below) });
  }
  const { exchangeId, correlationId, policyVersion, recipients } = answer.value;
  const [recipient] = recipients;
  if (recipient === undefined) throw new Error('a question was decided for nobody');
  const { outcome, reasons, segments, obligations } = recipient;
  return ok({
    decision: outcome === 'FORWARD',
    context: { exchangeId, correlationId, policyVersion, outcome, reasons, segments, obligations },
  });
}

function invalid(errors: readonly ProblemDetail[]): Problem {
  return { code: 'evaluation-invalid', errors };
}

function translate(errors: readonly ProblemDetail[]): readonly ProblemDetail[] {
  return errors.map((error) => ({ ...error, pointer: toEvaluationPointer(error.pointer) }));
}

function place(
  errors: readonly ProblemDetail[],
  below: (member: string) => string,
): readonly ProblemDetail[] {
  return errors.map((error) => ({
    ...error,
    pointer: `${below(error.pointer.split('/')[1] ?? '')}${error.pointer}`,
  }));
}

/** What is wrong with the asker, or with us, is no decision about anybody: it is told in HTTP's own way. */
function isAboutTheAsker({ code }: Problem): boolean {
  const { status } = problems[code];
  return status === 401 || status === 403 || status >= 500;
}

function toError({ code, detail, errors }: Problem): AccessDecision {
  const { status, title } = problems[code];
  return {
    decision: false,
    context: {
      error: { status, code, message: detail ?? title, ...(errors === undefined ? {} : { errors }) },
    },
  };
}
