import type { Case, OutcomeBody } from '../../cases/index.ts';
import type { EntryDraft } from '../../ledger/index.ts';
import { type Notice, type NoticeKind, sealNotice } from '../../notices/index.ts';
import { type PersonId, type Result, canonicalJson, newId, ok, refuse } from '../../platform/index.ts';
import type { CaseKind, Problem, SaidInNotice } from '../../vocabulary/index.ts';
import type { SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { type CaseOutcomeRequest, parseCaseOutcome } from '../receive/case-outcome-request.ts';
import { receiveJson } from '../receive/receive-message.ts';
import type { CaseAnswer } from './case-answers.ts';
import { isUncorrected } from '../record/correction-sql.ts';
import { answerCase } from './list-cases.ts';
import { findCaseFor, identifyOfficer } from './officers.ts';
import { isSaid } from './read-saying.ts';

/** What the person concerned is told, where the gateway can tell them: in words that a child of 9 to 12 can read. */
const words: Readonly<
  Partial<Record<CaseKind, { readonly kind: NoticeKind; readonly text: string; readonly says: SaidInNotice }>>
> = {
  NO_RELATIONSHIP_LOOKUPS: {
    kind: 'ACCESS_REQUEST',
    says: 'LOOKED_WITHOUT_WORKING',
    text: 'Somebody who does not work with you tried to look at your information more than once. They were not shown anything. We have looked into it. You can ask us about it, and you can complain.',
  },
};

/** What whoever said something is told: where to read the answer, and nothing of it (docs/domain/01 §1.9). */
const answered = {
  kind: 'ANSWERED',
  text: 'There is an answer to what you said. You can read it on your page.',
} as const;

/** Kinds of which the person concerned is told when that is safe (docs/domain/07 X5). */
const owesTelling: readonly CaseKind[] = ['NO_RELATIONSHIP_LOOKUPS'];

/**
 * `POST /v1/cases/{id}/outcome`. An officer says what was found and what follows. Of two who close at once one is first; said
 * again by the same officer in the same words it gives the same answer and does nothing.
 */
export async function closeCase(
  house: House,
  call: SystemCall,
  caseId: string,
): Promise<Result<CaseAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseCaseOutcome(json.value);
  if (!parsed.ok) return refuse({ code: 'case-outcome-invalid', errors: parsed.refusal });
  const identified = await identifyOfficer(house, call, 'cases:close', call.idempotencyKey);
  if (!identified.ok) return identified;
  const { organisationId, staffId, role } = identified.value;
  const found = await findCaseFor(house, identified.value, caseId);
  if (found === undefined) return refuse({ code: 'not-found' });
  const said = canonicalJson(json.value);
  const by: OutcomeBody['by'] = { organisationId, staffId, role };
  if (found.state === 'CLOSED') {
    const same = await house.cases.saidBefore(found.caseId, by, said);
    return same ? ok(await answerCase(house, found)) : refuse({ code: 'case-closed' });
  }
  const request = parsed.value;
  if (request.version !== found.turn) return refuse({ code: 'case-moved' });
  const telling = checkTelling(found, request);
  if (!telling.ok) return telling;
  const uncorrected = await findUncorrected(house, found, request);
  if (uncorrected) return correctFirst;
  const at = call.evaluateAt ?? call.receivedAt;
  const notice =
    telling.value && composeNotice(telling.value, await findTold(house, telling.value, found, at), found, at);
  const { finding, sanction, reasons, told } = request;
  const person = request.person === 'NOTIFY' ? 'NOTIFIED' : (request.person ?? 'NOT_ASKED');
  const closed = await house.cases.close({
    found,
    at,
    said,
    body: { by, finding, sanction, reasons, told, answer: request.answer ?? null, person },
    notices: notice === null ? [] : [await sealNotice(house.keyStore, notice)],
    entries: notice === null ? [] : [draftNoticeEntry(notice)],
  });
  if (!closed.ok) return refuse({ code: 'case-moved' });
  const after = await house.cases.findCase(found.caseId);
  if (after === undefined) throw new Error('a case that was closed is gone');
  return ok(await answerCase(house, after));
}

/**
 * Who is safe to tell in place of a person: their safe contact, where they have named one (docs/domain/01 §1.9). Who said something reads
 * the answer themselves, in the place where they said it.
 */
async function findTold(house: House, person: PersonId, { kind }: Case, at: Date): Promise<PersonId> {
  if (isSaid(kind)) return person;
  const protections = await house.families.loadProtections([person], at);
  return protections.get(person)?.safeContact ?? person;
}

/** The person concerned, where they are to be told now; null where they are not. */
function checkTelling(
  { kind, occurrences }: Case,
  { person, answer }: CaseOutcomeRequest,
): Result<PersonId | null, Problem> {
  if (person === undefined && (isSaid(kind) || owesTelling.includes(kind)))
    return breaking('person-is-told', 'Notify the person, or say why that would not be safe.');
  if (isSaid(kind) && person === 'NOTIFY' && answer === undefined)
    return breaking('answer-is-owed', 'Say in `answer` what whoever said this reads.', '/answer');
  if (answer !== undefined && !(isSaid(kind) && person === 'NOTIFY'))
    return breaking('nobody-to-answer', 'Nobody would read this answer.', '/answer');
  if (person !== 'NOTIFY') return ok(null);
  const concerned = occurrences[0]?.about[0];
  return concerned === undefined || findWords(kind) === undefined
    ? breaking('nobody-to-notify', 'The gateway notifies nobody of this. Say in `told` whom you have told.')
    : ok(concerned);
}

function findWords(kind: CaseKind): (typeof words)[CaseKind] | typeof answered {
  return isSaid(kind) ? answered : words[kind];
}

function composeNotice(
  about: PersonId,
  person: PersonId,
  { kind, caseId }: Pick<Case, 'kind' | 'caseId'>,
  at: Date,
): Notice | null {
  const told = findWords(kind);
  if (told === undefined) return null;
  const noticeId = newId<'Notice'>();
  return {
    noticeId,
    kind: told.kind,
    person,
    about,
    exchangeId: null,
    writtenAt: at,
    text: told.text,
    details: 'says' in told ? { says: told.says } : { sayingId: caseId },
  };
}

/**
 * Whether an officer finds that somebody was rightly told something wrong by a message that was never corrected. It is corrected by its
 * author's system first, so that everybody who has it is told (docs/domain/02 M19; UK GDPR Art. 19).
 */
async function findUncorrected(
  { pool }: Pick<House, 'pool'>,
  { kind, occurrences }: Case,
  { finding }: CaseOutcomeRequest,
): Promise<boolean> {
  const exchangeId = occurrences[0]?.exchangeId ?? null;
  return kind === 'FAMILY_DISPUTE' && finding === 'MISTAKE' && exchangeId !== null
    ? isUncorrected(pool, exchangeId)
    : false;
}

const correctFirst = breaking(
  'correct-first',
  'Correct the message that the case names with an M19, so that everybody who has it is told; then close the case.',
  '/finding',
);

/** The entry of the notice (rulings 15): it names no case, since the person reads it. */
function draftNoticeEntry({ noticeId, kind, person, writtenAt }: Notice): EntryDraft {
  return {
    entryId: newId<'Entry'>(),
    kind: 'NOTICE',
    at: writtenAt,
    parts: [{ about: [person], content: { schema: 'assent.notice/1', noticeId, kind, told: person } }],
    index: { dataSubject: person },
  };
}

function breaking(
  rule: string,
  message: string,
  pointer = '/person',
): { readonly ok: false; readonly refusal: Problem } {
  return refuse({ code: 'case-outcome-invalid', errors: [{ pointer, rule, message }] });
}
