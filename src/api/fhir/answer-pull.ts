import type { RequestHandler } from 'express';
import type { Exchange } from '../../exchange/index.ts';
import type { Clock } from '../../platform/index.ts';
import { searchableTypes } from '../../records/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import { buildSystemCall } from '../build-system-call.ts';
import { checkNoBody, readBody } from '../read-body.ts';
import { sendProblem } from '../send-problem.ts';
import { sendRecord } from '../send-record.ts';
import { checkFhirAccept } from './answer-fhir.ts';

/** How a FHIR door is asked for resources that another organisation holds. */
type PullForm = 'READ' | 'SEARCH' | 'POSTED_SEARCH';

/** Reads the request whole, hands it to the exchange, and sends the resource or what the search found as it was written down. */
export function answerPull(
  form: PullForm,
  exchange: Pick<Exchange, 'pullResources'>,
  clock: Clock,
): RequestHandler<{ type?: string; id?: string }> {
  return async (request, response) => {
    const { type = '', id } = request.params;
    const [, query] = splitTarget(request.originalUrl);
    const refusal = checkTarget(form, type, id, query) ?? checkFhirAccept(request);
    if (refusal !== undefined) {
      sendProblem(request, response, refusal);
      return;
    }
    const body =
      form === 'POSTED_SEARCH'
        ? await readBody(request, ['application/x-www-form-urlencoded'])
        : checkNoBody(request);
    if (!body.ok) {
      if (body.refusal.kind === 'PROBLEM') sendProblem(request, response, body.refusal.problem);
      return;
    }
    const result = await exchange.pullResources(buildSystemCall(request, body.value, clock), {
      type,
      ...(id === undefined ? {} : { resourceId: id }),
      parameters: form === 'POSTED_SEARCH' ? body.value.bytes.toString() : (query ?? ''),
      inAddress: form !== 'POSTED_SEARCH',
    });
    if (result.ok) sendRecord(response, result.value);
    else sendProblem(request, response, result.refusal);
  };
}

function checkTarget(
  form: PullForm,
  type: string,
  id: string | undefined,
  query: string | undefined,
): Problem | undefined {
  if (!searchableTypes.includes(type)) return { code: 'not-found' };
  if (id !== undefined && !/^[A-Za-z0-9.-]{1,64}$/.test(id)) return { code: 'not-found' };
  return query !== undefined && form !== 'SEARCH'
    ? { code: 'request-malformed', detail: 'This address takes no query.' }
    : undefined;
}

function splitTarget(target: string): readonly [string, string | undefined] {
  const start = target.indexOf('?');
  return start < 0 ? [target, undefined] : [target.slice(0, start), target.slice(start + 1)];
}
