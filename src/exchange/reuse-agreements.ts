import {
  type ReuseAgreement,
  type ReuseBody,
  type ReuseConsent,
  type ReuseParty,
  stateOfReuse,
} from '../consent/index.ts';
import {
  type OrganisationId,
  type Result,
  asId,
  londonDate,
  ok,
  refuse,
  uuidShape,
} from '../platform/index.ts';
import type { Problem, ProblemDetail } from '../vocabulary/index.ts';
import { deciderNotCertain, problemOf, subjectNotCertain } from './choosing/choice-answers.ts';
import { findDecider, loadAuthority } from './choosing/find-decider.ts';
import { type IdentifiedPractitioner, identifyPractitioner } from './choosing/own-records.ts';
import type { ReuseAnswer, SystemCall } from './exchange.ts';
import type { House } from './house.ts';
import { identifyCall } from './identify-message.ts';
import { receiveJson } from './receive/receive-message.ts';
import {
  type ReuseRequest,
  parseReuseAgreement,
  parseReuseEnding,
  parseReuseRequest,
} from './receive/reuse-request.ts';
import { candidateFor } from './resolve/match-candidate.ts';

/**
 * Proposes that advice which exists suffices (SEND Regulations 2014 reg 6(4)): the word of its author or of the council. The
 * other side and the family must agree as well before anybody relies on it.
 */
export async function proposeReuse(house: House, call: SystemCall): Promise<Result<ReuseAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseReuseRequest(json.value);
  if (!parsed.ok) return refuse({ code: 'consent-invalid', errors: parsed.refusal });
  const requester = await identifyPractitioner(house, call, 'reuse:agree');
  if (!requester.ok) return requester;
  const request = parsed.value;
  const at = call.evaluateAt ?? call.receivedAt;
  const days = checkDays(request, londonDate(at));
  if (days.length > 0) return refuse({ code: 'consent-invalid', errors: days });
  const [author, council, match] = await Promise.all([
    house.agreements.findOrganisation(request.author, at),
    house.agreements.findOrganisation(request.council, at),
    house.families.matchDataSubject(candidateFor(request.dataSubject)),
  ]);
  const own = requester.value.recorder.organisation;
  const isParty = author?.organisationId === own || council?.organisationId === own;
  if (author === undefined || council?.type !== 'COUNCIL' || !isParty) return refuse(notAParty);
  if (match.kind !== 'MATCH') return refuse(subjectNotCertain);
  const word = wordOf(requester.value, request.evidenceRef, at);
  const proposed = await house.reuse.proposeReuse(match.person, {
    advice: request.advice,
    author: author.organisationId,
    council: council.organisationId,
    lastDay: request.lastDay ?? null,
    agreed: {
      author: author.organisationId === own ? word : null,
      council: council.organisationId === own ? word : null,
      family: null,
    },
    ended: null,
  });
  return ok(answerReuse(proposed));
}

/** What exists was given by today, and what may be used again has a day left on which it may. */
function checkDays(
  { advice: { givenOn }, lastDay }: Pick<ReuseRequest, 'advice' | 'lastDay'>,
  today: string,
): readonly ProblemDetail[] {
  const broken: ProblemDetail[] = [];
  if (givenOn > today)
    broken.push({
      pointer: '/advice/givenOn',
      rule: 'day-has-come',
      message: 'This day is still to come. Only advice that exists can be used again.',
    });
  if (lastDay !== undefined && lastDay < today)
    broken.push({
      pointer: '/lastDay',
      rule: 'day-is-left',
      message: 'This day is over, so that nobody could use it again. Give a later one, or leave it out.',
    });
  return broken;
}

/** Adds the word of the requester's own side, or of the family with whom they spoke. */
export async function agreeReuse(
  house: House,
  call: SystemCall,
  agreementId: string,
): Promise<Result<ReuseAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseReuseAgreement(json.value);
  if (!parsed.ok) return refuse({ code: 'consent-invalid', errors: parsed.refusal });
  const requester = await identifyPractitioner(house, call, 'reuse:agree');
  if (!requester.ok) return requester;
  const own = requester.value.recorder.organisation;
  const found = await findOwnReuse(house, agreementId, own);
  if (found === undefined) return refuse({ code: 'not-found' });
  const at = call.evaluateAt ?? call.receivedAt;
  const word = wordOf(requester.value, parsed.value.evidenceRef, at);
  const named = parsed.value.decidedBy;
  if (named === undefined) {
    const stepped = await house.reuse.stepReuse(found.agreementId, {
      kind: 'AGREE',
      party: sideOf(found.body, own),
      by: word,
    });
    return stepped.ok ? ok(answerReuse(stepped.value)) : refuse(problemOf(stepped.refusal));
  }
  const authority = await loadAuthority(house, found.dataSubject, at, 'ALL');
  const decidedBy = await findDecider(house, authority, named, { purposes: ['P03'], categories: [] }, own);
  const waits = authority.findAuthority('P03', null).flatMap(({ unverified }) => unverified);
  // Who says that they hold parental responsibility agrees once that is verified, and not before.
  if (decidedBy === undefined || ('person' in decidedBy && waits.includes(decidedBy.person)))
    return refuse(deciderNotCertain);
  const stepped = await house.reuse.stepReuse(found.agreementId, {
    kind: 'AGREE',
    party: 'FAMILY',
    by: { ...word, decidedBy },
  });
  return stepped.ok ? ok(answerReuse(stepped.value)) : refuse(problemOf(stepped.refusal));
}

/** Ends an agreement, for the requester's own side or for the family: from then on the council asks again. */
export async function endReuse(
  house: House,
  call: SystemCall,
  agreementId: string,
): Promise<Result<ReuseAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseReuseEnding(json.value);
  if (!parsed.ok) return refuse({ code: 'consent-invalid', errors: parsed.refusal });
  const requester = await identifyPractitioner(house, call, 'reuse:agree');
  if (!requester.ok) return requester;
  const own = requester.value.recorder.organisation;
  const found = await findOwnReuse(house, agreementId, own);
  if (found === undefined) return refuse({ code: 'not-found' });
  const party: ReuseParty = parsed.value.for === 'FAMILY' ? 'FAMILY' : sideOf(found.body, own);
  const at = call.evaluateAt ?? call.receivedAt;
  const by = wordOf(requester.value, parsed.value.evidenceRef, at);
  const ended = await house.reuse.stepReuse(found.agreementId, { kind: 'END', party, by });
  return ended.ok ? ok(answerReuse(ended.value)) : refuse(problemOf(ended.refusal));
}

/** An agreement, for the author and the council. For anybody else there is nothing there. */
export async function findReuse(
  house: House,
  call: SystemCall,
  agreementId: string,
): Promise<Result<ReuseAnswer, Problem>> {
  const requester = await identifyCall(house, call, 'reuse:read', call.idempotencyKey);
  if (!requester.ok) return requester;
  const found = await findOwnReuse(house, agreementId, requester.value.organisation.organisationId);
  return found === undefined ? refuse({ code: 'not-found' }) : ok(answerReuse(found));
}

const notAParty: Problem = {
  code: 'consent-invalid',
  errors: [
    {
      pointer: '/author',
      rule: 'requester-is-a-party',
      message: 'The author and the council must be registered, and you must be one of them.',
    },
  ],
};

type OpenReuse = ReuseAgreement & { readonly body: ReuseBody };

async function findOwnReuse(
  house: Pick<House, 'reuse'>,
  agreementId: string,
  own: OrganisationId,
): Promise<OpenReuse | undefined> {
  if (!uuidShape.test(agreementId)) return undefined;
  const found = await house.reuse.findReuse(asId<'ReuseAgreement'>(agreementId));
  if (found === undefined || found.body === 'ERASED') return undefined;
  const { body } = found;
  return body.author === own || body.council === own ? { ...found, body } : undefined;
}

function sideOf({ author }: ReuseBody, own: OrganisationId): 'AUTHOR' | 'COUNCIL' {
  return author === own ? 'AUTHOR' : 'COUNCIL';
}

function wordOf({ recorder }: IdentifiedPractitioner, evidenceRef: string, at: Date): ReuseConsent {
  return { on: londonDate(at), staff: recorder.staff, organisation: recorder.organisation, evidenceRef };
}

function answerReuse({ agreementId, version, recordedAt, body }: ReuseAgreement): ReuseAnswer {
  if (body === 'ERASED') throw new Error('an agreement that was erased is not told');
  const { advice, lastDay, agreed } = body;
  return {
    agreementId,
    version,
    state: stateOfReuse(body),
    advice,
    ...(lastDay === null ? {} : { lastDay }),
    agreed: {
      author: agreed.author !== null,
      council: agreed.council !== null,
      family: agreed.family !== null,
    },
    recordedAt: recordedAt.toISOString(),
  };
}
