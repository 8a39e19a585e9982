import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  consentStatuses,
  createConsents,
  findChoice,
  forwardMoves,
  type Consents,
  type ConsentVersion,
  type Recorder,
} from '../../src/consent/index.ts';
import { asId, movableClock, newId, type ConsentId, type PersonId } from '../../src/platform/index.ts';
import { tellOfChoice } from '../../src/exchange/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { makeLedger, type TestLedger } from '../support/ledger.ts';
import { draft, held, noticeInput, shown } from './consent-drafts.ts';
import { fernbeck, question } from './consent-fixtures.ts';

let database: TestDatabase;
let test: TestLedger;
let consents: Consents;
let child: PersonId;
let mother: PersonId;

const practitioner: Recorder = { kind: 'PRACTITIONER', staff: asId('staff-1'), organisation: fernbeck };

beforeAll(async () => {
  database = await createTestDatabase();
  test = makeLedger(database);
  consents = makeConsents();
  await consents.registerNotice(noticeInput, null);
});

beforeEach(async () => {
  child = await test.makePerson();
  mother = await test.makePerson();
});

afterAll(async () => {
  await database.drop();
});

function makeConsents(clock = test.clock): Consents {
  return createConsents({
    pool: database.gateway,
    keyStore: test.keyStore,
    ledger: test.ledger,
    clock,
    tell: tellOfChoice(test.keyStore),
  });
}

async function record(more: Record<string, unknown> = {}): Promise<ConsentVersion> {
  const answer = await consents.recordConsent(draft(child, mother, more), practitioner, held(mother));
  if (!answer.ok) throw new Error(answer.refusal.rule);
  return answer.value;
}

function withdraw(id: ConsentId, room = consents): ReturnType<Consents['withdrawConsent']> {
  const order = {
    by: { person: mother },
    channel: 'phone',
    evidenceRef: 'call-3',
    notifyPrior: true,
  } as const;
  return room.withdrawConsent(id, order, practitioner, held(mother));
}

async function ask(): Promise<string> {
  const deciders = [{ person: mother, capacityBasis: 'PR_HOLDER' as const }];
  const asked = { ...question, at: test.clock.now(), dataSubject: child, deciders };
  return findChoice(await consents.loadChoices([child]), asked).result;
}

async function epochOf(person: PersonId): Promise<string | undefined> {
  return (await consents.getEpochs([person]))[0]?.epoch;
}

async function countEntries(): Promise<number> {
  const { rows } = await database.owner.query<{ count: string }>(
    `select count(*) from ledger.entries e where e.kind = 'CONSENT'`,
  );
  return Number(rows[0]?.count);
}

describe('recording', () => {
  it('keeps what was chosen, closes the epoch, and writes the ledger entry', async () => {
    const entries = await countEntries();
    const recorded = await record();
    expect(recorded).toMatchObject({
      version: 1,
      status: 'active',
      dataSubject: child,
      sequence: 1,
      chosenSequence: 1,
    });
    expect(recorded.body).toMatchObject({
      purposes: ['P07'],
      authorityEvidence: { type: 'BRTH' },
      recordedBy: practitioner,
      informationGiven: {
        noticeVersion: shown.noticeVersion,
        noticeHash: shown.hash,
        shownText: 'What we would share.',
        format: 'easyRead',
      },
    });
    expect(await consents.findConsent(recorded.consentId)).toEqual(recorded);
    expect(await epochOf(child)).toBe('1');
    expect(await countEntries()).toBe(entries + 1);
    expect(await ask()).toBe('PERMIT');
  });

  it('closes the epoch of everybody whom the information is about', async () => {
    const sibling = await test.makePerson();
    await record({ aboutPersons: [sibling] });
    expect(await consents.getEpochs([child, sibling, mother])).toEqual(
      [
        { person: child, epoch: '1' },
        { person: sibling, epoch: '1' },
        { person: mother, epoch: '0' },
      ].toSorted((a, b) => (a.person < b.person ? -1 : 1)),
    );
  });

  it('writes nothing for somebody who may not decide', async () => {
    const stranger = await test.makePerson();
    const answer = await consents.recordConsent(draft(child, stranger), practitioner, held(mother));
    expect(answer).toMatchObject({
      ok: false,
      refusal: { field: '/decidedBy/person', rule: 'DECIDER_HAS_NO_AUTHORITY' },
    });
    expect(await epochOf(child)).toBe('0');
    expect(await consents.loadChoices([child])).toEqual([]);
  });

  it('writes a new choice as the next version of the record', async () => {
    const first = await record();
    const second = await record({
      consentId: first.consentId,
      categories: { permit: ['EDU'], deny: ['ATT'] },
    });
    expect(second).toMatchObject({ consentId: first.consentId, version: 2, sequence: 2, chosenSequence: 2 });
    expect(await ask()).toBe('DENY');
    expect(await consents.findHistory(first.consentId)).toEqual([second, first]);
  });

  it('refuses a new choice in a record about somebody else, and in one that is not there', async () => {
    const { consentId } = await record();
    const other = await test.makePerson();
    const move = async (dataSubject: PersonId, id: ConsentId): Promise<unknown> =>
      consents.recordConsent(draft(dataSubject, mother, { consentId: id }), practitioner, held(mother));
    expect(await move(other, consentId)).toMatchObject({ refusal: { rule: 'CONSENT_ABOUT_ANOTHER' } });
    expect(await move(child, newId<'Consent'>())).toMatchObject({ refusal: { rule: 'CONSENT_UNKNOWN' } });
  });

  it('refuses a period that is over before it begins', async () => {
    const over = draft(child, mother, { validTo: '2028-01-01T00:00:00Z' });
    expect(await consents.recordConsent(over, practitioner, held(mother))).toMatchObject({
      refusal: { field: '/validTo', rule: 'CONSENT_PERIOD_ORDER' },
    });
  });

  it('lets a draft count only once it is active', async () => {
    const { consentId } = await record({ status: 'draft' });
    expect(await ask()).toBe('NONE');
    await consents.moveConsent(consentId, { to: 'active', reason: 'confirmed', by: practitioner });
    expect(await ask()).toBe('PERMIT');
  });
});

describe('withdrawing', () => {
  it('denies from then on, and says so in the ledger', async () => {
    const { consentId } = await record();
    const entries = await countEntries();
    const answer = await withdraw(consentId);
    expect(answer).toMatchObject({
      ok: true,
      value: { version: 2, status: 'withdrawn', sequence: 2, chosenSequence: 1 },
    });
    expect(answer.ok && answer.value.body).toMatchObject({
      lastMove: { to: 'withdrawn', channel: 'phone', evidenceRef: 'call-3', notifyPrior: true },
    });
    expect(await ask()).toBe('DENY');
    expect(await epochOf(child)).toBe('2');
    expect(await countEntries()).toBe(entries + 1);
  });

  it('is open to whoever chose, though they may no longer decide', async () => {
    const { consentId } = await record();
    const order = {
      by: { person: mother },
      channel: 'portal',
      evidenceRef: null,
      notifyPrior: false,
    } as const;
    const nobody = held(mother, { deciders: [] });
    expect(
      await consents.withdrawConsent(consentId, order, { kind: 'DECIDER', person: mother }, nobody),
    ).toMatchObject({ ok: true });
  });

  it('is open to the data subject once they decide themselves, and not before', async () => {
    const { consentId } = await record();
    const order = {
      by: { person: child },
      channel: 'portal',
      evidenceRef: null,
      notifyPrior: false,
    } as const;
    const byChild: Recorder = { kind: 'DECIDER', person: child };
    expect(await consents.withdrawConsent(consentId, order, byChild, held(mother))).toMatchObject({
      refusal: { field: '/by', rule: 'DECIDER_HAS_NO_AUTHORITY' },
    });
    const own = held(mother, { deciders: [{ person: child, capacityBasis: 'SELF_YP' }] });
    expect(await consents.withdrawConsent(consentId, order, byChild, own)).toMatchObject({ ok: true });
  });

  it('is refused to anybody else, to a recorder for another, and without evidence', async () => {
    const { consentId } = await record();
    const other = await test.makePerson();
    const order = {
      by: { person: mother },
      channel: 'phone',
      evidenceRef: 'call-3',
      notifyPrior: false,
    } as const;
    const attempt = async (changed: object, recorder: Recorder): Promise<unknown> =>
      consents.withdrawConsent(consentId, { ...order, ...changed }, recorder, held(other));
    expect(await attempt({ by: { person: other } }, practitioner)).toMatchObject({
      refusal: { rule: 'DECIDER_HAS_NO_AUTHORITY' },
    });
    expect(await attempt({}, { kind: 'DECIDER', person: other })).toMatchObject({
      refusal: { rule: 'RECORDER_IS_NOT_DECIDER' },
    });
    expect(await attempt({ evidenceRef: null }, practitioner)).toMatchObject({
      refusal: { field: '/evidenceRef', rule: 'EVIDENCE_NEEDED' },
    });
    expect(await ask()).toBe('PERMIT');
  });

  it('happens once', async () => {
    const { consentId } = await record();
    const answers = await Promise.all([withdraw(consentId), withdraw(consentId), withdraw(consentId)]);
    expect(answers).toEqual([1, 2, 3].map(() => ({ ok: true, value: expect.anything() })));
    expect((await consents.findHistory(consentId)).map(({ status }) => status)).toEqual([
      'withdrawn',
      'active',
    ]);
  });

  it('said again, changes nothing; that earlier recipients be told is not added afterwards', async () => {
    const { consentId } = await record();
    const order = {
      by: { person: mother },
      channel: 'phone',
      evidenceRef: 'call-4',
      notifyPrior: false,
    } as const;
    const again = (more: object = {}): ReturnType<Consents['withdrawConsent']> =>
      consents.withdrawConsent(consentId, { ...order, ...more }, practitioner, held(mother));
    const first = await again();
    const entries = await countEntries();
    expect(await again()).toEqual(first);
    expect(await again({ channel: 'paper', reason: 'They asked too much.' })).toEqual(first);
    expect(await again({ notifyPrior: true })).toMatchObject({
      refusal: { field: '/notifyPrior', rule: 'CONSENT_MOVES_FORWARD' },
    });
    // Whoever may not take it back may not take it back twice either.
    const stranger = await test.makePerson();
    expect(await again({ by: { person: stranger } })).toMatchObject({
      refusal: { rule: 'DECIDER_HAS_NO_AUTHORITY' },
    });
    expect(await countEntries()).toBe(entries);
    expect(await ask()).toBe('DENY');
  });

  it('is never lost to another write at the same moment', async () => {
    const { consentId } = await record();
    await Promise.all([
      withdraw(consentId),
      consents.moveConsent(consentId, {
        to: 'suspended',
        reason: 'capacity to be confirmed',
        by: { kind: 'SYSTEM' },
      }),
    ]);
    expect((await consents.findConsent(consentId))?.status).toBe('withdrawn');
    expect(await ask()).toBe('DENY');
  });

  it('is not stopped by a clock that runs behind', async () => {
    const { consentId } = await record();
    expect(await withdraw(consentId, makeConsents(movableClock('2020-01-01T00:00:00Z')))).toMatchObject({
      ok: true,
    });
    expect(await ask()).toBe('DENY');
  });

  it('gives way to a new choice and to nothing else', async () => {
    const { consentId } = await record();
    await withdraw(consentId);
    for (const to of ['active', 'suspended', 'expired', 'superseded'] as const) {
      expect(await consents.moveConsent(consentId, { to, reason: 'please', by: practitioner })).toMatchObject(
        {
          refusal: { rule: 'CONSENT_MOVES_FORWARD' },
        },
      );
    }
    await record({ consentId });
    expect(await ask()).toBe('PERMIT');
  });
});

describe('epochs', () => {
  const check = 'select consent.check_epochs($1::jsonb)';

  async function guards(): Promise<string> {
    return JSON.stringify(await consents.getEpochs([child, mother]));
  }

  it('let a decision be recorded while nothing has moved', async () => {
    await record();
    await database.gateway.query(check, [await guards()]);
    await database.gateway.query(check, ['[]']);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a consent', () => record()],
    ['an objection', () => record({ kind: 'OBJECTION', categories: { permit: [], deny: ['EDU'] } })],
    ['a withdrawal', async () => withdraw((await record()).consentId)],
  ])('refuse a decision that was made before %s', async (_, change) => {
    const before = await guards();
    await change();
    await expect(database.gateway.query(check, [before])).rejects.toMatchObject({ code: 'AS001' });
  });

  it.each(['[{"person":null,"epoch":"0"}]', '[{"epoch":"0"}]'])('refuse the guard %s', async (guard) => {
    await expect(database.gateway.query(check, [guard])).rejects.toMatchObject({ code: 'AS033' });
  });

  it('refuse a guard that claims an epoch which never was', async () => {
    const guard = JSON.stringify([{ person: child, epoch: '7' }]);
    await expect(database.gateway.query(check, [guard])).rejects.toMatchObject({ code: 'AS001' });
  });

  it('cannot move while a decision that they guard is being recorded, and refuse the next one', async () => {
    // Twice: with a row that is there, and for a person about whom nothing was ever recorded.
    for (const known of [true, false]) {
      child = await test.makePerson();
      if (known) await record();
      const before = await guards();
      const deciding = await database.gateway.connect();
      await deciding.query('begin');
      await deciding.query(check, [before]);
      const moving = record({ categories: { permit: [], deny: ['EDU'] } });
      expect(await Promise.race([moving.then(() => 'moved'), wait(150).then(() => 'waiting')])).toBe(
        'waiting',
      );
      await deciding.query('commit');
      deciding.release();
      await moving;
      await expect(database.gateway.query(check, [before])).rejects.toMatchObject({ code: 'AS001' });
    }
  });

  it('make a decision wait for a change under way, and then refuse it', async () => {
    for (const known of [true, false]) {
      child = await test.makePerson();
      if (known) await record();
      const before = await guards();
      const changing = await database.gateway.connect();
      await changing.query('begin');
      await changing.query('select consent.close_epochs($1, array[]::uuid[])', [child]);
      const deciding = database.gateway.query(check, [before]).then(
        () => 'recorded',
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : 'fault'),
      );
      expect(await Promise.race([deciding, wait(150).then(() => 'waiting')])).toBe('waiting');
      await changing.query('commit');
      changing.release();
      expect(await deciding).toBe('AS001');
    }
  });

  it('never stop each other, whatever the order of the people', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => test.makePerson()));
    const both = (order: readonly PersonId[]): Promise<unknown> =>
      Promise.all([
        record({ aboutPersons: order }),
        database.gateway
          .query(check, [JSON.stringify(order.map((person) => ({ person, epoch: '0' })))])
          .catch(() => null),
      ]);
    await Promise.all([both(people), both(people.toReversed()), both(people), both(people.toReversed())]);
  });

  it('only move on, one step at a time', async () => {
    await record();
    for (const statement of [
      'update consent.epochs set epoch = epoch - 1',
      'update consent.epochs set epoch = epoch + 2',
      'delete from consent.epochs',
      'truncate consent.epochs',
    ]) {
      await expect(database.owner.query(statement)).rejects.toMatchObject({ code: 'AS090' });
    }
  });

  it('are read before the choices that they guard', async () => {
    await record();
    const { guards: read, choices } = await consents.loadGuardedChoices([child]);
    expect(read).toEqual([{ person: child, epoch: '1' }]);
    expect(choices).toHaveLength(1);
  });
});

describe('the database', () => {
  it('keeps the same table of moves as the code', async () => {
    for (const from of consentStatuses) {
      const { rows } = await database.gateway.query<{ to: string }>(
        'select s.to from unnest($1::text[]) as s("to") where consent.is_forward($2, s.to)',
        [consentStatuses, from],
      );
      expect(rows.map(({ to }) => to).toSorted()).toEqual(forwardMoves[from].toSorted());
    }
  });

  it('refuses to change a version, whoever asks', async () => {
    await record();
    for (const statement of [
      `update consent.consents set status = 'active'`,
      'delete from consent.consents',
      'truncate consent.consents',
    ]) {
      await expect(database.owner.query(statement)).rejects.toMatchObject({ code: 'AS090' });
      await expect(database.gateway.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('refuses to bring a withdrawn record back by a status', async () => {
    const { consentId } = await record();
    await withdraw(consentId);
    const body = Buffer.from('x');
    await expect(
      database.gateway.query(
        `select entry_id from consent.move_consent($1, 3, $2, 'active', now(), 'PRACTITIONER', $3, array[]::uuid[], '[]')`,
        [consentId, child, body],
      ),
    ).rejects.toMatchObject({ code: 'AS031' });
    expect(await epochOf(child)).toBe('2');
  });

  it.each([
    ['a gap in the versions', 3, 'active', 'AS031'],
    ['a version that is taken', 1, 'active', 'AS032'],
    ['a choice that is no choice', 2, 'withdrawn', '23514'],
  ])('refuses %s', async (_, version, status, code) => {
    const { consentId } = await record();
    await expect(
      database.gateway.query(
        `select entry_id from consent.record_choice(jsonb_build_object(
           'consentId', $1::uuid, 'version', $2::integer, 'dataSubject', $3::uuid, 'status', $4::text, 'type', 'SHARE',
           'kind', 'CONSENT', 'validFrom', now(), 'recordedAt', now() + interval '99 years',
           'recordedByKind', 'PRACTITIONER', 'body', 'eA==', 'persons', '[]'::jsonb), '[]', '[]')`,
        [consentId, version, child, status],
      ),
    ).rejects.toMatchObject({ code });
  });

  it('writes version, epoch and entry together or not at all', async () => {
    const { consentId } = await record();
    await expect(
      database.gateway.query(
        `select entry_id from consent.withdraw_consent($1, 2, $2, now() + interval '99 years', 'PRACTITIONER', 'x',
           array[]::uuid[], '[]')`,
        [consentId, child],
      ),
    ).rejects.toMatchObject({ code: 'AS010' });
    expect(await epochOf(child)).toBe('1');
    expect(await consents.findHistory(consentId)).toHaveLength(1);
  });

  it('shows nothing of what was chosen', async () => {
    await record({ evidenceRef: 'Canaryform', childWishes: 'Canarywish' });
    const { rows } = await database.owner.query<{ text: string }>(
      `select c::text as text from consent.consents c union all select p::text from ledger.entry_parts p
       union all select i::text from ledger.entry_index i`,
    );
    const text = rows.map((row) => row.text).join('\n');
    for (const canary of ['Canaryform', 'Canarywish', shown.noticeVersion, mother, fernbeck, 'ATT']) {
      expect(text).not.toContain(canary);
      expect(text).not.toContain(Buffer.from(canary).toString('hex'));
    }
  });

  it('opens a body in its own version only', async () => {
    const { consentId } = await record();
    await withdraw(consentId);
    await database.owner.query('alter table consent.consents disable trigger refuse_change');
    await database.owner.query(
      `update consent.consents c set body = (select o.body from consent.consents o where o.consent_id = $1 and o.version = 1)
        where c.consent_id = $1 and c.version = 2`,
      [consentId],
    );
    await database.owner.query('alter table consent.consents enable trigger refuse_change');
    await expect(consents.findConsent(consentId)).rejects.toThrow();
  });

  it('denies everything about a person whose key is destroyed', async () => {
    const { consentId } = await record();
    await test.destroyKey(child);
    expect((await consents.findConsent(consentId))?.body).toBe('ERASED');
    expect(await ask()).toBe('DENY');
    expect(await withdraw(consentId)).toMatchObject({ refusal: { rule: 'CONSENT_ERASED' } });
  });

  it('leaves the ledger whole', async () => {
    // One key was destroyed above, and nobody wrote down why.
    const { problems } = await test.ledger.verify();
    expect(problems.map(({ code }) => code)).toEqual(['erasure-unrecorded']);
  });
});

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

describe('what time does', () => {
  async function moveDue(at: string): Promise<void> {
    await consents.moveDueChoices(new Date(at));
  }

  it('moves what has ended to expired and what is due for review to be authorised again, once', async () => {
    const ended = await record({
      validFrom: '2028-01-06T00:00:00Z',
      validTo: '2028-02-01T00:00:00Z',
      reviewOn: null,
    });
    const due = await record({ purposes: ['P02'], reviewOn: '2028-03-01' });
    const open = await record({ purposes: ['P04'], reviewOn: null });
    await moveDue('2028-01-31T23:59:59Z');
    expect((await consents.findConsent(ended.consentId))?.status).toBe('active');
    await moveDue('2028-02-01T00:00:00Z');
    expect((await consents.findConsent(ended.consentId))?.status).toBe('expired');
    expect((await consents.findConsent(due.consentId))?.status).toBe('active');
    await moveDue('2028-03-01T00:00:00Z');
    await moveDue('2028-03-01T00:00:00Z');
    const history = await consents.findHistory(due.consentId);
    expect(history.map(({ status }) => status)).toEqual(['pending-reauthorise', 'active']);
    expect(history[0]?.body).toMatchObject({
      lastMove: { by: { kind: 'SYSTEM' }, reason: 'its review is due' },
    });
    expect((await consents.findConsent(open.consentId))?.status).toBe('active');
  });

  /** What the choices come to for an instant, as they stood then. */
  async function askAsAt(at: Date): Promise<string> {
    const deciders = [{ person: mother, capacityBasis: 'PR_HOLDER' as const }];
    const asked = { ...question, at, dataSubject: child, deciders };
    return findChoice(await consents.loadChoices([child], at), asked).result;
  }

  it('is left out where an earlier time is asked about, and a doubt of somebody who spoke to them is not', async () => {
    const { consentId } = await record();
    const before = test.clock.now();
    test.clock.moveTo(new Date(before.getTime() + 60_000).toISOString());
    await consents.moveConsent(consentId, {
      to: 'suspended',
      reason: 'AUTHORITY_EVENT: compulsory school age ended',
      by: { kind: 'SYSTEM' },
    });
    expect(await askAsAt(before)).toBe('PERMIT');
    expect(await askAsAt(test.clock.now())).toBe('NONE');
    await consents.moveConsent(consentId, {
      to: 'pending-reauthorise',
      reason: 'CIRCUMSTANCES_CHANGED',
      by: practitioner,
    });
    expect(await askAsAt(before)).toBe('NONE');
  });

  it('is told to whoever chose, and to nobody else', async () => {
    const { consentId } = await record({ reviewOn: '2028-03-01' });
    await moveDue('2028-03-01T00:00:00Z');
    await withdraw(consentId);
    const { rows } = await database.owner.query<{ person_id: string; kind: string }>(
      `select n.person_id, n.kind from notices.notices n where n.person_id = any($1::uuid[])`,
      [[mother, child]],
    );
    expect(rows).toEqual([1, 2, 3].map(() => ({ person_id: mother, kind: 'CONSENT_CHANGED' })));
  });
});

describe('a new record of the same scope', () => {
  it('supersedes the earlier one of the same person in the same statement', async () => {
    const first = await record();
    const entries = await countEntries();
    const second = await record({ categories: { permit: ['EDU'], deny: ['ATT', 'SEN', 'PMH'] } });
    expect(second.consentId).not.toBe(first.consentId);
    expect(await consents.findConsent(first.consentId)).toMatchObject({
      version: 2,
      status: 'superseded',
      sequence: 2,
    });
    expect(second.sequence).toBe(3);
    expect(await countEntries()).toBe(entries + 2);
    expect(await ask()).toBe('DENY');
  });

  it('leaves a refusal standing that it does not repeat', async () => {
    const first = await record();
    await record({ categories: { permit: ['EDU', 'ATT', 'SEN'], deny: [] } });
    expect((await consents.findConsent(first.consentId))?.status).toBe('active');
  });
});

describe('somebody whose capacity is to be confirmed', () => {
  const flagged = (): ReturnType<typeof held> => held(mother, { capacityToBeConfirmed: [mother] });

  it('permits nothing new until a named professional has confirmed it, and may refuse', async () => {
    const permit = await consents.recordConsent(draft(child, mother), practitioner, flagged());
    expect(permit).toMatchObject({ refusal: { rule: 'HOLD_CAPACITY' } });
    const kept = await consents.recordConsent(
      draft(child, mother, { status: 'draft' }),
      practitioner,
      flagged(),
    );
    expect(kept).toMatchObject({ ok: true, value: { status: 'draft' } });
    expect(await ask()).toBe('NONE');
    const refusal = draft(child, mother, { categories: { permit: [], deny: ['ATT'] } });
    expect(await consents.recordConsent(refusal, practitioner, flagged())).toMatchObject({ ok: true });
    expect(await consents.recordConsent(draft(child, mother), practitioner, held(mother))).toMatchObject({
      ok: true,
    });
  });
});
