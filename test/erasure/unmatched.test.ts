import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openErasure } from '../../src/compose/index.ts';
import { destroyPartKeys } from '../../src/keystore/index.ts';
import { movableClock } from '../../src/platform/index.ts';
import { orderOf } from '../support/erasure.ts';
import {
  asExchange,
  eventually,
  findEntries,
  findKinds,
  freshReferral,
  push,
  schoolLead,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';

const year = 366 * 86_400_000;
let system: TestGateway;

beforeAll(async () => {
  system = await startTestGateway();
});
afterAll(() => system.stop());

/** An urgent referral of a child whom nobody here knows; gives its exchange. */
async function referUnknown(): Promise<string> {
  const { subject, ...rest } = freshReferral();
  const answer = asExchange(
    await system.region.peers.FPS.send(
      push(
        {
          ...rest,
          subject: {
            ...subject,
            identifiers: [],
            demographics: { name: { family: 'Nobody', given: ['Known'] }, birthDate: '2020-02-03' },
          },
        },
        schoolLead,
      ),
    ),
  );
  expect(answer.recipients[0]?.outcome).toMatch(/^FORWARD/);
  // What is written after that has keys of its own, which a later run would find.
  await eventually(
    async () => ((await findKinds(system.rooms, answer.exchangeId)).includes('OUTCOME') ? true : undefined),
    'the delivery has ended',
  );
  return answer.exchangeId;
}

/** How many years from now it runs, and when it is to die. */
function eraserIn(
  years: number,
  afterStep: (step: string) => void = () => undefined,
): ReturnType<typeof openErasure> {
  return openErasure(
    system.config,
    system.rooms,
    { eraser: system.database.urls },
    {
      clock: movableClock(new Date(Date.now() + years * year).toISOString()),
      afterStep,
    },
  );
}

async function expire(years: number, afterStep?: (step: string) => void): Promise<number> {
  const { erasure, close } = eraserIn(years, afterStep);
  try {
    const { by } = await orderOf(system);
    return await erasure.expireUnmatched({ by, reason: 'The periods of this year.' });
  } finally {
    await close();
  }
}

async function readable(exchangeId: string): Promise<readonly boolean[]> {
  const entries = await findEntries(system.rooms, exchangeId);
  return entries.flatMap(({ parts }) => parts.map(({ erased }) => !erased));
}

async function countErasures(): Promise<number> {
  return (await system.rooms.ledger.findEntries({ kind: 'ERASURE', limit: 200 })).length;
}

describe('what is about nobody known', () => {
  it('is kept as long as an adult’s record, and then its keys are gone and the ledger says so and verifies', async () => {
    const exchangeId = await referUnknown();
    const known = asExchange(
      await system.region.peers.FPS.send(push(freshReferral(), schoolLead)),
    ).exchangeId;
    expect(await expire(24)).toBe(0);
    expect(new Set(await readable(exchangeId))).toEqual(new Set([true]));

    expect(await expire(26)).toBeGreaterThan(0);
    expect(new Set(await readable(exchangeId))).toEqual(new Set([false]));
    // Somebody who is known has a period of their own, and what registers say of organisations is about nobody.
    expect(new Set(await readable(known))).toEqual(new Set([true]));
    for (const kind of ['AGREEMENT', 'POLICY', 'ERASURE'] as const) {
      const [entry] = await system.rooms.ledger.findEntries({ kind, limit: 1 });
      expect((await system.rooms.ledger.readEntry(entry?.entryId as never))?.parts[0]?.erased).toBe(false);
    }
    expect(await countErasures()).toBe(1);
    expect(await expire(26)).toBe(0);
    expect(await countErasures()).toBe(1);
    expect((await system.rooms.ledger.verify()).problems).toEqual([]);
  });

  it.each(['RECORDED', 'KEYS_DESTROYED'])(
    'is said to be gone once, wherever a run was killed (%s)',
    async (last) => {
      const exchangeId = await referUnknown();
      const before = await countErasures();
      const die = (step: string): void => {
        if (step === last) throw new Error('killed');
      };
      await expect(expire(26, die)).rejects.toThrow('killed');
      expect(await countErasures()).toBe(before + 1);
      await expire(26);
      expect(new Set(await readable(exchangeId))).toEqual(new Set([false]));
      expect(await countErasures()).toBe(before + 1);
      const { rows } = await system.database.owner.query<{ open: string }>(
        'select count(*) as open from erasure.expiries x where x.done_at is null',
      );
      expect(rows).toEqual([{ open: '0' }]);
    },
  );

  it('is forgotten again where an old key store is put back', async () => {
    const exchangeId = await referUnknown();
    const { rows: keys } = await system.database.keysOwner.query<{
      key_id: string;
      kek_id: string;
      wrapped_key: Buffer;
    }>('select k.key_id, k.kek_id, k.wrapped_key from keystore.part_keys k');
    await expire(26);
    for (const { key_id, kek_id, wrapped_key } of keys)
      await system.database.keysOwner.query(
        `insert into keystore.part_keys (key_id, kek_id, wrapped_key) values ($1, $2, $3) on conflict do nothing`,
        [key_id, kek_id, wrapped_key],
      );
    expect(new Set(await readable(exchangeId))).toEqual(new Set([true]));
    const { erasure, close } = eraserIn(0);
    await erasure.replay();
    await close();
    expect(new Set(await readable(exchangeId))).toEqual(new Set([false]));
  });

  it('that lost its key without a word raises the alarm', async () => {
    const exchangeId = await referUnknown();
    const { rows } = await system.database.owner.query<{ key_id: string }>(
      `select p.key_id from ledger.entry_parts p join ledger.entries e on e.entry_index = p.entry_index
        where e.exchange_id = $1 limit 1`,
      [exchangeId],
    );
    await destroyPartKeys(
      system.database.keysEraser,
      rows.map(({ key_id }) => key_id),
    );
    const { problems } = await system.rooms.ledger.verify();
    expect(problems.map(({ code }) => code)).toEqual(['erasure-unrecorded']);
  });
});
