import { z } from 'zod';
import { type Result, newId, ok, refuse, systemTimer, waitForClassEnd } from '../../platform/index.ts';
import { type RecordRequest, recordRequestSchema } from '../../records/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import type { PulledRecord, SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { identifyCall } from '../identify-message.ts';
import { pullKnown } from '../pull/run-pull.ts';
import { recordLooks } from '../record-look.ts';
import { describeIssues } from '../receive/describe-issues.ts';
import { receiveJson } from '../receive/receive-message.ts';
import { candidateFor } from '../resolve/match-candidate.ts';
import { findServices } from './find-services.ts';
import type { LocatedServices, PointerAnswer } from './locator-answers.ts';
import { pointerPath } from './open-pointers.ts';

/** Every answer takes a whole number of these, in milliseconds: how long it took tells nobody whether there was anything. */
const answerClass = 2_000;

const footer =
  'This names only services that you may know of for this purpose. It says nothing about whether there are others. If you need more, speak to the lead practitioner or the organisation’s information governance.';

/** Who is involved with somebody: whoever asks names the child, the purpose, and as whom they would know. */
export const locatorRequestSchema = recordRequestSchema
  .omit({ type: true, resourceTypes: true, source: true, plan: true, emergencyAccess: true })
  // Nobody asks for themselves here: they read in the portal.
  .extend({ purposeCode: recordRequestSchema.shape.purposeCode.exclude(['P17', 'P23']) })
  .meta({ description: 'The question who is involved with a child.' });

/** A record that was given, with the exchange that it went out under. */
interface GivenPointers extends PulledRecord {
  readonly exchangeId: string;
}

/**
 * `POST /v1/locator`: who is involved (M20). Every service is decided on as a record of pointers that its organisation would give, under
 * its own agreement, the asker's relationship and the family's choices; each stands in the ledger, goes with its receipt, and is told to
 * the family as any disclosure is. Nothing is kept of the whole. Where nothing may be said, there is nobody, or the child is not known, the
 * answer is the same and takes as long.
 */
export async function locate(house: House, call: SystemCall): Promise<Result<LocatedServices, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = locatorRequestSchema.safeParse(json.value, { reportInput: true });
  if (!parsed.success)
    return refuse({ code: 'message-invalid', errors: describeIssues(parsed.error.issues) });
  const request = parsed.data as Omit<RecordRequest, 'type' | 'source'>;
  const asker = await identifyCall(house, call, 'locator:ask', request.requestId);
  if (!asker.ok) return asker;
  const { practitioner, organisation } = asker.value;
  if (practitioner === null) return refuse({ code: 'practitioner-required' });
  const start = systemTimer.now();
  const at = call.evaluateAt ?? call.receivedAt;
  const match = await house.families.matchDataSubject(candidateFor(request.subject));
  const person = match.kind === 'MATCH' ? match.person : null;
  await recordLooks(house, { organisation, practitioner }, [
    {
      person,
      content: {
        schema: 'assent.look/1',
        at: 'LOCATOR',
        organisation: organisation.organisationId,
        staff: practitioner.staffId,
        role: practitioner.role,
        purpose: request.purposeCode,
        requestId: request.requestId,
      },
    },
  ]);
  const services = person === null ? [] : await findServices(house, person, at);
  const holders = new Map(
    services
      .filter((service) => service.organisation.organisationId !== organisation.organisationId)
      .map((service) => [service.organisation.organisationId, service.organisation]),
  );
  const given: GivenPointers[] = [];
  for (const { identifiers } of holders.values()) {
    const [identifier] = identifiers;
    if (identifier === undefined) continue;
    const { system, value } = identifier;
    const own: SystemCall = { ...call, exchangeId: newId<'Exchange'>(), idempotencyKey: undefined };
    const asked: RecordRequest = { ...request, type: 'M20', source: { organisation: { system, value } } };
    const record = await pullKnown(house, own, asked, asker.value);
    // Why one of them gave nothing stands in the ledger; a fault of ours is told.
    if (record.ok) given.push({ ...record.value, exchangeId: own.exchangeId });
    else if (['overloaded', 'ledger-unavailable', 'fault'].includes(record.refusal.code)) {
      for (const each of given) each.settle(false);
      return refuse(record.refusal);
    }
  }
  await waitForClassEnd(systemTimer, answerClass, start);
  return ok({
    answer: {
      services: given.flatMap(readPointers),
      records: given.map(({ exchangeId, body, headers }) => ({
        exchangeId,
        body: body.toString('base64'),
        headers: { ...headers },
      })),
      footer,
    },
    settle: (arrived) => {
      for (const each of given) each.settle(arrived);
    },
  });
}

const pointerSchema = z.object({
  organisation: z.string(),
  role: z.string().exactOptional(),
  phone: z.string().exactOptional(),
});
const bodySchema = z.object({
  segments: z.array(z.object({ path: z.string(), content: z.unknown() })).default([]),
});

/** The pointers of a record, as they went. */
function readPointers({ body, exchangeId }: GivenPointers): readonly PointerAnswer[] {
  return bodySchema
    .parse(JSON.parse(body.toString('utf8')))
    .segments.filter(({ path }) => path.startsWith(pointerPath))
    .map(({ content }) => ({ exchangeId, ...pointerSchema.parse(content) }));
}
