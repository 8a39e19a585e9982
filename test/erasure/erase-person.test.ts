import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenedErasure } from '../../src/compose/index.ts';
import { findUnderWay } from '../../src/erasure/erasure-sql.ts';
import { erasureSteps } from '../../src/erasure/index.ts';
import { verifyReceipt } from '../../src/ledger/index.ts';
import { type PersonId, asId, londonDate, newId, uuidShape } from '../../src/platform/index.ts';
import { organisations } from '../../src/region/westmarch.ts';
import { eraseUntilKilled, findPerson, openTestErasure, orderOf } from '../support/erasure.ts';
import {
  asExchange,
  eventually,
  findEntries,
  freshPlan,
  planSentAt,
  push,
  sue,
} from '../support/exchanges.ts';
import { findColumnsWith } from '../support/find-everywhere.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { quickTiming } from '../support/quick-timing.ts';

let system: TestGateway;
let opened: OpenedErasure;

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
  opened = openTestErasure(system);
});
afterAll(async () => {
  await opened.close();
  await system.stop();
});

/** Where a random identifier stands in either database. */
const placesOf = async (id: string): Promise<readonly string[]> =>
  (await findColumnsWith(system.database, id)).toSorted();

/** Where whoever was erased is still listed, and nowhere else. */
const listed = ['erasure.erasures.person_id', 'keystore.destroyed_keys.person_id'];

async function countErasures(): Promise<number> {
  const { rows } = await system.database.owner.query<{ count: string }>(
    `select count(*) from ledger.entries e where e.kind = 'ERASURE'`,
  );
  return Number(rows[0]?.count);
}

/** Every row of every room that is not about the person, as one text. */
async function readOthers(others: readonly PersonId[]): Promise<string> {
  const opened = await Promise.all(
    others.map(async (person) => [
      await system.rooms.families.findDemographics(person),
      await system.rooms.families.loadAuthorityFacts([person]),
      (await system.rooms.consents.loadChoices([person])).map(({ consentId, version, status }) => [
        consentId,
        version,
        status,
      ]),
    ]),
  );
  return JSON.stringify(opened);
}

describe('erasing a person', () => {
  it('is refused while a legal hold keeps them, and allowed once it is lifted', async () => {
    const person = await findPerson(system, 'ivy');
    const { by } = await orderOf(system);
    const today = londonDate(new Date());
    const set = await opened.erasure.setLegalHold(person, today, {
      by,
      reason: 'An inquiry may ask for it.',
    });
    if (!set.ok) throw new Error(set.refusal);
    expect(await opened.erasure.erase(person, await orderOf(system))).toEqual({
      ok: false,
      refusal: { code: 'LEGAL_HOLD' },
    });
    expect(
      await opened.erasure.readLegalHolds(person, { by, reason: 'To answer the inquiry.' }),
    ).toMatchObject([{ untilDay: today, by, reason: 'An inquiry may ask for it.', lifted: null }]);
    expect(await countErasures()).toBe(1);
    const lifting = { by, reason: 'The inquiry is over.' };
    expect(await opened.erasure.liftLegalHold(person, set.value, lifting)).toMatchObject({ ok: true });
    expect(await opened.erasure.liftLegalHold(person, set.value, lifting)).toMatchObject({ ok: false });
    expect(await opened.erasure.erase(person, await orderOf(system))).toMatchObject({ ok: true });
    expect(await placesOf(person)).toEqual(listed);
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
  });

  it('is no longer stopped by a hold whose last day is over', async () => {
    const person = await findPerson(system, 'josh');
    const { by } = await orderOf(system);
    await opened.erasure.setLegalHold(person, '2020-01-01', { by, reason: 'An inquiry of long ago.' });
    expect(await opened.erasure.erase(person, await orderOf(system))).toMatchObject({ ok: true });
    expect(await opened.erasure.setLegalHold(person, null, { by, reason: 'Too late.' })).toEqual({
      ok: false,
      refusal: 'UNKNOWN',
    });
  });

  it('waits for what is on its way and for what officers must still look at', async () => {
    const { FPS, WMC } = system.region.peers;
    const jackie = await findPerson(system, 'jackie');
    await FPS.answerWith(503);
    const { exchangeId } = asExchange(await WMC.send(push(freshPlan(), sue, { evaluateAt: planSentAt })));
    const school = await system.rooms.agreements.findOrganisation(organisations.FPS.identifiers[0]);
    expect(await opened.erasure.erase(jackie, await orderOf(system))).toEqual({
      ok: false,
      refusal: {
        code: 'UNDER_WAY',
        waitsFor: [
          {
            kind: 'DELIVERY',
            id: expect.stringMatching(uuidShape),
            exchangeId,
            organisationId: school?.organisationId,
            dueAt: expect.any(Date),
          },
        ],
      },
    });
    await FPS.answerWith(200);
    await eventually(
      async () => (await findUnderWay(opened.eraser, jackie)).length === 0 || undefined,
      'the delivery has ended',
    );
    const doNotShare = { by: 'sue.williams', reasons: 'It would do more harm.' };
    await WMC.send(push(freshPlan({ doNotShare }), sue, { evaluateAt: planSentAt }));
    expect(await opened.erasure.erase(jackie, await orderOf(system))).toMatchObject({
      ok: false,
      refusal: { code: 'UNDER_WAY', waitsFor: [{ kind: 'CASE', exchangeId: null }] },
    });
    // As an officer's finding closes it.
    await system.database.owner.query(
      `update cases.cases set state = 'CLOSED', turn = turn + 1, closed_at = opened_at where closed_at is null`,
    );
    expect(await findUnderWay(opened.eraser, jackie)).toEqual([]);
  });

  it('takes everything about them out of every room, and leaves to others what is theirs', async () => {
    const [jackie, wendy] = [await findPerson(system, 'jackie'), await findPerson(system, 'wendy')];
    const others = await Promise.all(
      (['leo', 'ben', 'amara'] as const).map((key) => findPerson(system, key)),
    );
    const before = await readOthers(others);
    const plan = freshPlan();
    const { exchangeId } = asExchange(
      await system.region.peers.WMC.send(push(plan, sue, { evaluateAt: planSentAt })),
    );
    const entries = await findEntries(system.rooms, exchangeId);
    const receipts = await Promise.all(entries.map(({ index }) => system.rooms.ledger.getReceipt(index)));
    expect((await placesOf(jackie)).length).toBeGreaterThan(8);
    const shared = entries
      .flatMap(({ parts }) => parts)
      .filter((part) => !part.erased && part.about.includes(wendy));
    expect(shared.length).toBeGreaterThan(0);

    const erased = await opened.erasure.erase(jackie, await orderOf(system));
    if (!erased.ok) throw new Error(JSON.stringify(erased.refusal));

    expect(await placesOf(jackie)).toEqual(listed);
    expect(await placesOf(plan.messageId)).toEqual([]);
    expect(await readOthers(others)).toBe(before);
    const after = (await findEntries(system.rooms, exchangeId)).flatMap(({ parts }) => parts);
    expect(after.filter((part) => !part.erased).length).toBe(
      entries.flatMap(({ parts }) => parts).filter((part) => !part.erased && part.about.includes(wendy))
        .length,
    );
    expect(await system.rooms.ledger.findEntries({ dataSubject: jackie, limit: 50 })).toEqual([]);
    for (const receipt of receipts)
      expect(verifyReceipt(receipt, 'CARRIED', system.rooms.ledger.verifierKey)).toMatchObject({ ok: true });
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });

    const entry = await system.rooms.ledger.readEntry(asId<'Entry'>(erased.value.entryId));
    expect(entry?.parts).toMatchObject([
      {
        content: {
          schema: 'assent.erasure/1',
          ground: 'REQUEST',
          reason: 'They asked to be forgotten.',
          shared: { rule: 'KEPT_FOR_THE_OTHERS' },
        },
      },
    ]);
    expect(JSON.stringify(entry?.parts)).not.toContain(jackie);
    expect(await readFile(system.config.erasureListFile ?? '', 'utf8')).toContain(jackie);
    expect(system.readLog()).not.toContain(jackie);
  });

  it('is done once, and of nobody twice', async () => {
    const person = await findPerson(system, 'maya');
    const count = await countErasures();
    expect(await opened.erasure.erase(person, await orderOf(system))).toMatchObject({
      ok: true,
      value: { finishedNow: true },
    });
    expect(await opened.erasure.erase(person, await orderOf(system))).toMatchObject({
      ok: true,
      value: { finishedNow: false },
    });
    expect(await countErasures()).toBe(count + 1);
    expect(await opened.erasure.erase(newId<'Person'>(), await orderOf(system))).toEqual({
      ok: false,
      refusal: { code: 'UNKNOWN' },
    });
  });

  it('makes a message about them find nobody, like one about somebody who never was', async () => {
    const answer = asExchange(
      await system.region.peers.WMC.send(push(freshPlan(), sue, { evaluateAt: planSentAt })),
    );
    expect(answer.recipients[0]?.outcome).not.toMatch(/^FORWARD/);
  });
});

describe('a process that is killed while it erases', () => {
  it.each(erasureSteps)('after %s leaves it to be finished exactly once', async (step) => {
    const person = await system.rooms.families
      .registerPerson({
        identifiers: [],
        demographics: {
          familyName: 'Invented',
          givenNames: [step],
          birthDate: '2015-03-04',
          sex: 'unknown',
          address: { lines: ['1 Invented Street'], postcode: 'ZZ99 1AA', uprn: null },
        },
        by: newId<'Staff'>(),
      })
      .then((registered) => {
        if (!registered.ok) throw new Error('the person is registered');
        return registered.value;
      });
    const count = await countErasures();
    expect(await eraseUntilKilled(system, person, step)).toBe('SIGKILL');
    // Whatever was done, nothing new can be recorded about them, and the ledger never alarms.
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
    await expect(
      system.rooms.families.recordMatchRestriction(person, true, newId<'Staff'>()),
    ).rejects.toThrow();
    await opened.erasure.finish();
    expect(await opened.erasure.finish()).toBe(0);
    expect(await countErasures()).toBe(count + 1);
    expect(await placesOf(person)).toEqual(listed);
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
  });
});
