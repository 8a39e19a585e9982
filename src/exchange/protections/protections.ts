import {
  type FamilyRefusal,
  type RecordedProtection,
  type AuthorityOrigin,
  noAuthorityFacts,
} from '../../families/index.ts';
import { type PersonId, type Result, londonDate, ok, refuse, uuidShape } from '../../platform/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import type { ProtectionAnswer, SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { identifyCall } from '../identify-message.ts';
import { nameRequest } from '../name-request.ts';
import {
  type ProtectionRequest,
  parseProtectionEnding,
  parseProtectionRequest,
} from '../receive/protection-request.ts';
import { receiveJson } from '../receive/receive-message.ts';
import { recordLook } from '../record-look.ts';
import { candidateFor } from '../resolve/match-candidate.ts';
import { composeProtection } from './compose-protection.ts';
import { mayProtect, mayUnprotect, tellWhoProtects } from './who-may-protect.ts';

/**
 * Records what protects somebody, as a named practitioner saw it. From the answer on no decision that was made without it can be
 * recorded or sent. The same request sent again changes nothing.
 */
export async function recordProtection(
  house: House,
  call: SystemCall,
): Promise<Result<ProtectionAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseProtectionRequest(json.value);
  if (!parsed.ok) return refuse({ code: 'protection-invalid', errors: parsed.refusal });
  const request = parsed.value;
  const recorder = await identifyRecorder(house, call);
  if (!recorder.ok) return recorder;
  const { by, origin } = recorder.value;
  if (!mayProtect(by.role)) return refuse(roleMayNot);
  const earlier = await answerEarlier(house, origin);
  if (earlier !== undefined) return earlier;
  const at = call.evaluateAt ?? call.receivedAt;
  const future = refuseFuture(request.protection, londonDate(at));
  if (future !== undefined) return refuse(future);
  const people = await findNamed(house, request);
  if (people === undefined) return refuse(notCertain);
  const facts =
    (await house.families.loadAuthorityFacts([people.dataSubject])).get(people.dataSubject) ??
    noAuthorityFacts(people.dataSubject);
  const body = await composeProtection(house, request, { facts, other: people.other, by });
  if (body === undefined) return refuse(notCertain);
  const written = await house.families.recordProtection(people.dataSubject, body, origin);
  if (written.ok) return ok(asAnswer(written.value));
  // Two of the same request at once: one of them was first.
  return (await answerEarlier(house, origin)) ?? refuse(asProblem(written.refusal));
}

/** Ends a protection that the requester's organisation recorded. Anybody else's is not found. */
export async function endProtection(
  house: House,
  call: SystemCall,
  protectionId: string,
): Promise<Result<ProtectionAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseProtectionEnding(json.value);
  if (!parsed.ok) return refuse({ code: 'protection-invalid', errors: parsed.refusal });
  const recorder = await identifyRecorder(house, call);
  if (!recorder.ok) return recorder;
  const { by, origin } = recorder.value;
  const found = await findOwn(house, protectionId, by.organisation);
  if (found === undefined) return refuse({ code: 'not-found' });
  if (!mayUnprotect(found.body.kind, by.role)) return refuse(roleMayNot);
  if (found.body.kind === 'NATIONAL_DATA_OPT_OUT' || found.body.kind === 'NOTIFY_PREFERENCES')
    return refuse(changedByAnother);
  const earlier = await answerEarlier(house, origin);
  if (earlier !== undefined) return earlier;
  const ended = await house.families.endProtection(protectionId, { ...parsed.value, by }, origin);
  if (ended.ok) return ok(asAnswer(ended.value));
  return (await answerEarlier(house, origin)) ?? refuse(asProblem(ended.refusal));
}

/** A protection as it stands, for the organisation that recorded it; whoever looks stands in the ledger. */
export async function findProtection(
  house: House,
  call: SystemCall,
  protectionId: string,
): Promise<Result<ProtectionAnswer, Problem>> {
  const requester = await identifyCall(house, call, 'protections:read', protectionId);
  if (!requester.ok) return requester;
  const found = await findOwn(house, protectionId, requester.value.organisation.organisationId);
  if (found === undefined) return refuse({ code: 'not-found' });
  await recordLook(house, requester.value, found.dataSubject, { at: 'PROTECTION', protectionId }, true);
  return ok(asAnswer(found));
}

interface ProtectionRecorder {
  readonly by: RecordedProtection['body']['by'];
  readonly origin: AuthorityOrigin;
}

/** A protection is recorded by a named person for whom their organisation has signed (rulings 18). */
async function identifyRecorder(
  house: House,
  call: SystemCall,
): Promise<Result<ProtectionRecorder, Problem>> {
  const known = await identifyCall(house, call, 'protections:record', call.idempotencyKey);
  if (!known.ok) return known;
  const { practitioner, organisation, system } = known.value;
  if (practitioner === null || call.idempotencyKey === undefined)
    return refuse({ code: 'practitioner-required' });
  const { organisationId } = organisation;
  const request = nameRequest(house.keyStore, 'protection', system.systemId, call.idempotencyKey, call);
  return ok({
    by: { staff: practitioner.staffId, role: practitioner.role, organisation: organisationId },
    origin: { organisation: organisationId, request },
  });
}

async function answerEarlier(
  house: House,
  { organisation, request }: AuthorityOrigin,
): Promise<Result<ProtectionAnswer, Problem> | undefined> {
  const earlier = await house.families.findAuthorityRequest(request.requestId);
  if (earlier === undefined) return undefined;
  if (!earlier.requestHash.equals(request.requestHash)) return refuse({ code: 'idempotency-conflict' });
  const found = await house.families.findProtection(earlier.answerId, organisation);
  return found === undefined ? refuse({ code: 'not-found' }) : ok(asAnswer(found));
}

/** What has been chosen or begun lies behind us: a protection is in force from when it is recorded. */
function refuseFuture(protection: ProtectionRequest['protection'], today: string): Problem | undefined {
  const [member, day] = 'setOn' in protection ? ['setOn', protection.setOn] : ['from', protection.from];
  return day <= today
    ? undefined
    : breaking(
        `/protection/${member}`,
        'day-has-come',
        'This day is still to come. Record it on the day or afterwards.',
      );
}

/** Everybody whom a request names, each certain and in the same time class. One who is not makes the whole not certain. */
async function findNamed(
  house: Pick<House, 'families' | 'keyStore'>,
  { dataSubject, protection }: ProtectionRequest,
): Promise<{ readonly dataSubject: PersonId; readonly other: PersonId | null } | undefined> {
  const named = contactOf(protection);
  const [subject, other] = await Promise.all(
    [dataSubject, ...(named === undefined || named === 'SELF' ? [] : [named])].map((each) =>
      house.families.matchDataSubject(candidateFor(each)),
    ),
  );
  if (subject?.kind !== 'MATCH') return undefined;
  if (named === undefined) return { dataSubject: subject.person, other: null };
  if (named === 'SELF') return { dataSubject: subject.person, other: subject.person };
  return other?.kind === 'MATCH' ? { dataSubject: subject.person, other: other.person } : undefined;
}

function contactOf(
  protection: ProtectionRequest['protection'],
): 'SELF' | ProtectionRequest['dataSubject'] | undefined {
  if (protection.kind === 'SAFE_CONTACT') return protection.contact;
  return protection.kind === 'SHIELDED_LOCATION' ? protection.safeContact : undefined;
}

async function findOwn(
  house: House,
  protectionId: string,
  organisation: AuthorityOrigin['organisation'],
): Promise<RecordedProtection | undefined> {
  return uuidShape.test(protectionId) ? house.families.findProtection(protectionId, organisation) : undefined;
}

/** Kind and days, and what an opt-out says; never who is safe, and never where anybody is. */
function asAnswer({ protectionId, body, endedOn, recordedAt }: RecordedProtection): ProtectionAnswer {
  return {
    protectionId,
    kind: body.kind,
    from: body.from,
    ...(body.to === null ? {} : { to: body.to }),
    ...(endedOn === null ? {} : { endedOn }),
    ...(body.kind === 'NATIONAL_DATA_OPT_OUT'
      ? { optOut: { optedOut: body.optedOut, source: body.source, setAs: body.setBy.as } }
      : {}),
    ...(body.kind === 'NOTIFY_PREFERENCES'
      ? { preferences: { channel: body.channel, language: body.language, format: body.format } }
      : {}),
    recordedAt: recordedAt.toISOString(),
  };
}

function asProblem({ code, message }: FamilyRefusal): Problem {
  if (code === 'family-ended') return { code: 'idempotency-conflict', detail: message };
  return code === 'family-days' ? breaking('/to', 'period-order', message) : { code: 'not-found' };
}

function breaking(pointer: string, rule: string, message: string): Problem {
  return { code: 'protection-invalid', errors: [{ pointer, rule, message }] };
}

const notCertain = breaking(
  '/dataSubject',
  'person-is-certain',
  'It is not certain whom this is about, or somebody whom it names is not known or may not set it. Check the numbers, names and dates of birth. From 13 a national data opt-out is set by the person.',
);
const changedByAnother = breaking(
  '',
  'recorded-anew',
  'This has no end. Record what holds now as another protection.',
);
const roleMayNot: Problem = {
  code: 'practitioner-required',
  errors: [
    {
      pointer: '/protection/kind',
      rule: 'role-may-record',
      message: `Somebody in this role does not record or end this. ${tellWhoProtects()}`,
    },
  ],
};
