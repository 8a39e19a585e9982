import { type JsonValue, type Result, ok, parseStrictJson, refuse } from '../../platform/index.ts';
import {
  type CodeTable,
  type LabelledSegment,
  isQuestionForm,
  labelMessage,
  labelQuestion,
  parseMessage,
  parseQuestion,
} from '../../records/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import type { SystemCall } from '../exchange.ts';
import type { AskedMessage, ExchangeKind } from '../resolve/resolved-exchange.ts';

/** A well-formed message, or a question about one, and the labels of every part of it that could leave. */
export interface ReceivedMessage {
  readonly call: SystemCall;
  readonly message: AskedMessage;
  readonly labelled: readonly LabelledSegment[];
}

/**
 * Stage 1. Takes untrusted bytes and gives a well-formed message, or says which part breaks which rule. Where advice is asked
 * for, the parts may come by their labels alone, as a question.
 */
export function receiveMessage(
  call: SystemCall,
  kind: ExchangeKind,
  codes: CodeTable,
): Result<ReceivedMessage, Problem> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  if (kind === 'ADVICE' && isQuestionForm(json.value)) {
    const question = parseQuestion(json.value);
    if (!question.ok) return refuse({ code: 'message-invalid', errors: question.refusal });
    return ok({ call, message: question.value, labelled: labelQuestion(question.value) });
  }
  const parsed = parseMessage(json.value);
  if (!parsed.ok) return refuse({ code: 'message-invalid', errors: parsed.refusal });
  return ok({ call, message: parsed.value, labelled: labelMessage(parsed.value, codes) });
}

/** The body as JSON, under the rules of the door: no duplicate member, no depth, no text that a later reader would see otherwise. */
export function receiveJson(call: SystemCall): Result<JsonValue, Problem> {
  const json = parseStrictJson(call.body);
  if (json.ok) return json;
  const { code, pointer, message } = json.refusal;
  return refuse({ code, errors: [{ pointer, rule: code, message }] });
}
