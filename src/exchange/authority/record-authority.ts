import type { CaseDraft } from '../../cases/index.ts';
import type { RecordedAuthority } from '../../families/index.ts';
import { type Result, londonDate, ok, refuse } from '../../platform/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import { sealCases } from '../cases/seal-cases.ts';
import { composeVerification } from '../cases/verification-case.ts';
import type { AuthorityAnswer, SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { identifyCall } from '../identify-message.ts';
import { nameRequest } from '../name-request.ts';
import {
  type AuthorityRequest,
  type RequestedAuthorityEvent,
  parseAuthorityRequest,
} from '../receive/authority-request.ts';
import { receiveJson } from '../receive/receive-message.ts';
import { composeFact } from './compose-fact.ts';
import { findNamedPeople, notCertain } from './find-named-people.ts';
import { findTerms } from './find-terms.ts';
import { holdsRecord } from './holds-record.ts';
import { mayRecord, tellWhoRecords } from './who-may-record.ts';
import { type ClaimEvent, isClaimEvent, writeClaim } from './write-claim.ts';
import type { Recorder, Writing } from './writing.ts';

/**
 * Records a change of who may decide for somebody (docs/domain/01 §1.7), as a named practitioner saw it. From the answer on no
 * decision that was made without it can be recorded or sent. The same request sent again changes nothing.
 */
export async function recordAuthority(
  house: House,
  call: SystemCall,
): Promise<Result<AuthorityAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseAuthorityRequest(json.value);
  if (!parsed.ok) return refuse({ code: 'authority-invalid', errors: parsed.refusal });
  const request = parsed.value;
  const identified = await identifyRecorder(house, call, request);
  if (!identified.ok) return identified;
  const { by, origin } = identified.value;
  const earlier = await answerEarlier(house, origin);
  if (earlier !== undefined) return earlier;
  const at = call.evaluateAt ?? call.receivedAt;
  const future = refuseFuture(request.event, londonDate(at));
  if (future !== undefined) return refuse(future);
  const { event } = request;
  const terms = 'terms' in event ? await findTerms(house, event.terms, at) : ok(null);
  if (!terms.ok) return terms;
  const people = await findNamedPeople(house, request);
  if (people === undefined) return refuse(notCertain);
  const { evidenceRef } = request;
  const writing = { people, by, origin, evidenceRef, terms: terms.value, at };
  const written = await write(house, writing, event);
  if (written.ok) return written;
  // Two of the same request at once: one of them was first.
  return (await answerEarlier(house, origin)) ?? written;
}

/** A change of authority is recorded by a named person who is entitled to, for whom their organisation has signed (rulings 18). */
async function identifyRecorder(
  house: House,
  call: SystemCall,
  { event }: AuthorityRequest,
): Promise<Result<Recorder, Problem>> {
  const known = await identifyCall(house, call, 'authority:record', call.idempotencyKey);
  if (!known.ok) return known;
  const { practitioner, organisation, system } = known.value;
  if (practitioner === null || call.idempotencyKey === undefined)
    return refuse({ code: 'practitioner-required' });
  if (!mayRecord(event.kind, practitioner.role, organisation.type)) {
    return refuse({
      code: 'practitioner-required',
      errors: [
        {
          pointer: '/event/kind',
          rule: 'role-may-record',
          message: `Somebody in this role, at an organisation of this kind, does not record this. ${tellWhoRecords(event.kind)}`,
        },
      ],
    });
  }
  const { organisationId } = organisation;
  const request = nameRequest(house.keyStore, 'authority', system.systemId, call.idempotencyKey, call);
  return ok({
    by: { staff: practitioner.staffId, role: practitioner.role, organisation: organisationId },
    origin: { organisation: organisationId, request },
  });
}

async function answerEarlier(
  house: House,
  { request }: Recorder['origin'],
): Promise<Result<AuthorityAnswer, Problem> | undefined> {
  const earlier = await house.families.findAuthorityRequest(request.requestId);
  if (earlier === undefined) return undefined;
  return earlier.requestHash.equals(request.requestHash)
    ? ok({ factId: earlier.answerId, recordedAt: earlier.recordedAt.toISOString() })
    : refuse({ code: 'idempotency-conflict' });
}

/** What was found or ordered lies behind us; what begins or ends may lie ahead. */
function refuseFuture(event: RequestedAuthorityEvent, today: string): Problem | undefined {
  const [member, day] = happenedOn(event);
  if (day === undefined || day <= today) return undefined;
  return {
    code: 'authority-invalid',
    errors: [
      {
        pointer: `/event/${member}`,
        rule: 'day-has-come',
        message: 'This day is still to come. Record it on the day or afterwards.',
      },
    ],
  };
}

function happenedOn(event: RequestedAuthorityEvent): readonly [string, string] | readonly [] {
  if (event.kind === 'COMPETENCE_RECORDED') return ['assessedOn', event.assessedOn];
  if (event.kind === 'CAPACITY_FOUND') return ['from', event.from];
  if (event.kind === 'ADOPTION') return ['orderedOn', event.orderedOn];
  return event.kind === 'DEATH' ? ['diedOn', event.diedOn] : [];
}

async function write(
  house: House,
  writing: Writing,
  event: RequestedAuthorityEvent,
): Promise<Result<AuthorityAnswer, Problem>> {
  const { people, by, origin } = writing;
  const { families } = house;
  const { dataSubject } = people;
  if ('fact' in event) {
    const ending = { by, evidenceRef: writing.evidenceRef, to: event.to };
    const kind = endedKinds[event.kind];
    return answer(event, await families.endAuthorityFact(dataSubject, event.fact, kind, ending, origin));
  }
  if (isClaimEvent(event)) {
    if (event.kind === 'PARENTAL_RESPONSIBILITY_ENDED' && !(await mayEndClaim(house, writing)))
      return refuse(notCertain);
    const cases = await sealCases(house, composeTask(writing, event, house.clock.now()));
    return answer(event, await writeClaim(families, { ...writing, origin: { ...origin, cases } }, event));
  }
  if (event.kind === 'ADOPTION') {
    const { orderedOn } = event;
    return answer(
      event,
      await families.recordAdoption({ person: dataSubject, orderedOn, by: by.staff, origin }),
    );
  }
  return answer(
    event,
    await families.recordAuthorityFact({ dataSubject, body: composeFact(writing, event), origin }),
  );
}

/**
 * Whoever ends a parent's say must have to do with the child: an organisation that recorded something of who may decide for them,
 * or that works with them. Anybody else is answered as about somebody never seen.
 */
function mayEndClaim(house: House, { people, by, at }: Writing): Promise<boolean> {
  return holdsRecord(house, by, people.dataSubject, at);
}

const endedKinds = {
  COMPETENCE_REVOKED: 'COMPETENCE',
  CAPACITY_FINDING_ENDED: 'CAPACITY',
  REPRESENTATIVE_ENDED: 'REPRESENTATIVE',
  LEGAL_STATUS_ENDED: 'LEGAL_STATUS',
  COURT_ORDER_ENDED: 'COURT_ORDER',
  DELEGATED_AUTHORITY_ENDED: 'DELEGATION',
} as const;

function answer(
  event: RequestedAuthorityEvent,
  written: Result<RecordedAuthority, { readonly code: string; readonly message: string }>,
): Result<AuthorityAnswer, Problem> {
  return written.ok
    ? ok({ factId: written.value.factId, recordedAt: written.value.recordedAt.toISOString() })
    : refuse(asProblem(written.refusal, event));
}

/** What the room of families refuses, as the member and rule of the request. */
function asProblem(
  { code, message }: { readonly code: string; readonly message: string },
  event: RequestedAuthorityEvent,
): Problem {
  if (code === 'family-unknown') return notCertain;
  const day = 'expiresOn' in event ? '/event/expiresOn' : '/event/to';
  const pointer = code === 'family-days' ? day : '/event/kind';
  return { code: 'authority-invalid', errors: [{ pointer, rule: code, message }] };
}

/** A claim whose evidence nobody has seen is a task for the organisation that heard it. */
function composeTask(
  { people: { dataSubject, other }, by, evidenceRef }: Writing,
  event: ClaimEvent,
  at: Date,
): readonly CaseDraft[] {
  const unseen =
    event.kind === 'PARENTAL_RESPONSIBILITY_RECORDED' && (event.evidence === undefined || !event.verified);
  if (!unseen || other === null || other === dataSubject) return [];
  const claim = { organisationId: by.organisation, child: dataSubject, claimant: other };
  return [composeVerification({ ...claim, at, exchangeId: null, content: { evidenceRef } })];
}
