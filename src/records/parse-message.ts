import { type JsonValue, type Result, ok, refuse, isJsonObject } from '../platform/index.ts';
import { isMessageTypeCode } from '../vocabulary/index.ts';
import { checkAttachments, checkSegments } from './check-segments.ts';
import { checkEnvelope } from './check-envelope.ts';
import { checkJsonShape } from './check-json-shape.ts';
import { getRecordType } from './get-record-type.ts';
import type { Message } from './message.ts';
import type { RecordType } from './record-type.ts';
import { type ValidationProblem, mostProblems, problemAt, problemsFromIssues } from './validation-problem.ts';

/**
 * Reads untrusted JSON as a message, or says what is wrong with it (the first hundred problems), each with the JSON pointer and the rule and
 * never with the value. The message is the very value that was given: nothing is defaulted, dropped or put in another order.
 * @param options.mostParts how many parts a FHIR record may have: as many as any other record may have segments, unless it was put
 *   together for whoever asked, who cannot send it in several messages
 */
export function parseMessage(
  json: JsonValue,
  { mostParts = mostPartsSent }: { readonly mostParts?: number } = {},
): Result<Message, readonly ValidationProblem[]> {
  const misshapen = checkJsonShape(json);
  if (misshapen !== undefined) return refuse([misshapen]);
  const found = readRecordType(json);
  if (!found.ok) return refuse([found.refusal]);
  const type = found.value;
  if (!isMessage(json, type)) {
    const parsed = type.schema.safeParse(json, { reportInput: true });
    return refuse(problemsFromIssues(parsed.error?.issues ?? []));
  }
  const problems = [
    ...checkEnvelope(json, type),
    ...checkSegments(json, type, mostParts),
    ...checkAttachments(json, type),
  ];
  return problems.length > 0 ? refuse(problems.slice(0, mostProblems)) : ok(json);
}

/** How many parts a message may have that somebody sends. */
const mostPartsSent = 500;

function readRecordType(json: JsonValue): Result<RecordType, ValidationProblem> {
  if (!isJsonObject(json)) return refuse(problemAt('', 'body-type'));
  const code = Object.hasOwn(json, 'type') ? json['type'] : undefined;
  if (code === undefined) return refuse(problemAt('/type', 'required'));
  if (typeof code !== 'string') return refuse(problemAt('/type', 'type'));
  if (!isMessageTypeCode(code)) return refuse(problemAt('/type', 'unknown-type'));
  return ok(getRecordType(code));
}

/** The schemas transform nothing, so that a value which satisfies one is a message as it stands. */
function isMessage(json: unknown, type: RecordType): json is Message {
  return type.schema.safeParse(json).success;
}
