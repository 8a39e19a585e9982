import { askAuthority, birthdayOf, findHolders } from '../../families/index.ts';
import type { EntryDraft } from '../../ledger/index.ts';
import { type Notice, sealNotice } from '../../notices/index.ts';
import {
  type JsonObject,
  type PersonId,
  type Result,
  londonDate,
  newId,
  ok,
  refuse,
} from '../../platform/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import type { SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { nameRequest } from '../name-request.ts';
import { parseFamilyNotice } from '../receive/family-notice-request.ts';
import { receiveJson } from '../receive/receive-message.ts';
import { candidateFor } from '../resolve/match-candidate.ts';
import type { FamilyNoticeAnswer } from './case-answers.ts';
import { identifyOfficer } from './officers.ts';

/** What adoptive parents are told: that something was kept back, and nothing of what was before (docs/domain/07 AC9). */
const blocked =
  'Somebody asked about your child with details that are no longer used. They were not given anything. You can ask us about it, and you can complain.';

/**
 * `POST /v1/family-notices`. An officer of the operator has a child's parents told that a request was blocked. It is a request of its
 * own that names the child as they are known today and no case: nothing here is ever told of both identities at once, so that nothing
 * could join them (docs/decisions/0006, 0026). The same request sent again tells nobody twice.
 */
export async function tellFamilyOfBlock(
  house: House,
  call: SystemCall,
): Promise<Result<FamilyNoticeAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseFamilyNotice(json.value);
  if (!parsed.ok) return refuse({ code: 'family-notice-invalid', errors: parsed.refusal });
  const officer = await identifyOfficer(house, call, 'cases:tell', call.idempotencyKey);
  if (!officer.ok) return officer;
  if (call.idempotencyKey === undefined) return refuse({ code: 'practitioner-required' });
  const { atOperator, systemId, organisationId, staffId, role } = officer.value;
  if (!atOperator) return refuse({ code: 'case-officer' });
  const request = nameRequest(house.keyStore, 'family-notice', systemId, call.idempotencyKey, call);
  const earlier = await answerEarlier(house, request);
  if (earlier !== undefined) return earlier;
  const at = call.evaluateAt ?? call.receivedAt;
  const { dataSubject, evidenceRef } = parsed.value;
  const match = await house.families.matchDataSubject(candidateFor(dataSubject));
  if (match.kind !== 'MATCH') return refuse(nobodyToTell);
  const parents = await findParents(house, match.person, at);
  if (parents.length === 0) return refuse(nobodyToTell);
  const notices = parents.map((person): Notice => ({
    noticeId: newId<'Notice'>(),
    kind: 'BLOCKED',
    person,
    exchangeId: null,
    writtenAt: at,
    text: blocked,
    about: match.person,
    details: { says: 'BLOCKED_BY_OLD_DETAILS' },
  }));
  const by = { organisationId, staffId, role };
  const told = await house.cases.tellFamily({
    request,
    at,
    notices: await Promise.all(notices.map((notice) => sealNotice(house.keyStore, notice, true))),
    entries: notices.map((notice) => draftEntry(notice, match.person, { by, evidenceRef })),
  });
  // Two of the same request at once: one of them was first.
  return told ? ok(answer(at)) : ((await answerEarlier(house, request)) ?? refuse(nobodyToTell));
}

async function answerEarlier(
  house: Pick<House, 'cases'>,
  { requestId, requestHash }: ReturnType<typeof nameRequest>,
): Promise<Result<FamilyNoticeAnswer, Problem> | undefined> {
  const earlier = await house.cases.findTelling(requestId);
  if (earlier === undefined) return undefined;
  return earlier.requestHash.equals(requestHash)
    ? ok(answer(earlier.toldAt))
    : refuse({ code: 'idempotency-conflict' });
}

/** Whoever holds proved parental responsibility for a child; of one whose location is shielded, the safe contact alone. */
async function findParents(
  { families }: Pick<House, 'families'>,
  child: PersonId,
  at: Date,
): Promise<readonly PersonId[]> {
  const [facts, protections] = await Promise.all([
    families.loadAuthorityFacts([child]),
    families.loadProtections([child], at),
  ]);
  const known = facts.get(child);
  const date = londonDate(at);
  if (known?.birthDate == null || date >= birthdayOf(known.birthDate, 18)) return [];
  const holders = findHolders(known, askAuthority('P17', date)).deciders.map(({ person }) => person);
  const shield = protections.get(child);
  return shield?.shieldedLocation === true
    ? holders.filter((person) => person === shield.safeContact)
    : holders;
}

/** The entry of one notice (rulings 15). No search finds it: that it was written tells of an adoption. */
function draftEntry(
  { noticeId, kind, person, writtenAt }: Notice,
  child: PersonId,
  because: JsonObject,
): EntryDraft {
  return {
    entryId: newId<'Entry'>(),
    kind: 'NOTICE',
    at: writtenAt,
    parts: [
      {
        about: [child, person],
        silent: true,
        content: { schema: 'assent.notice/1', noticeId, kind, told: person, ...because },
      },
    ],
  };
}

/** It does not say whom, so that no household can be tried out. */
function answer(at: Date): FamilyNoticeAnswer {
  return { toldAt: at.toISOString() };
}

const nobodyToTell: Problem = {
  code: 'family-notice-invalid',
  errors: [
    {
      pointer: '/dataSubject',
      rule: 'parents-are-certain',
      message:
        'It is not certain whom this is about, or no parent of a child is known whom it is safe to tell. Check the number, the name and the date of birth.',
    },
  ],
};
