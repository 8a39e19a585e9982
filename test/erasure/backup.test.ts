import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeGateway, composeRooms, openErasure } from '../../src/compose.ts';
import { type DumpedDatabase, dumpDatabase, loadDump } from '../../src/database/index.ts';
import { type PersonId, asId } from '../../src/platform/index.ts';
import { people } from '../../src/region/westmarch.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import { findPerson, openTestErasure, orderOf } from '../support/erasure.ts';
import { asExchange, freshPlan, planSentAt, push, sue } from '../support/exchanges.ts';
import { findColumnsWith } from '../support/find-everywhere.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';

let directory: string;
let system: TestGateway;
let jackie: PersonId;
let leo: PersonId;
let exchangeId: string;
const file = (name: string): string => join(directory, name);

/** A region with an exchange about Jackie, backed up; then Jackie is erased, and it is backed up again. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'assent-backup-'));
  system = await startTestGateway();
  [jackie, leo] = [await findPerson(system, 'jackie'), await findPerson(system, 'leo')];
  ({ exchangeId } = asExchange(
    await system.region.peers.WMC.send(push(freshPlan(), sue, { evaluateAt: planSentAt })),
  ));
  await backUp('before');
  const { erasure, close } = openTestErasure(system);
  const erased = await erasure.erase(jackie, await orderOf(system));
  await close();
  if (!erased.ok) throw new Error(JSON.stringify(erased.refusal));
  await backUp('after');
});
afterAll(async () => {
  await system.stop();
  await rm(directory, { recursive: true });
});

async function backUp(name: string): Promise<void> {
  await dumpDatabase(system.database.owner, 'gateway', file(`${name}.gateway`));
  await dumpDatabase(system.database.keysOwner, 'keystore', file(`${name}.keystore`));
}

interface Restored {
  readonly database: TestDatabase;
  readonly rooms: ReturnType<typeof composeRooms>;
  readonly config: TestGateway['config'];
}

/** Puts two backups into databases of their own, as they are, and works on them with the same keys. */
async function restored(
  gateway: string,
  keystore: string,
  work: (put: Restored) => Promise<void>,
  erasureList?: string,
): Promise<void> {
  const database = await createTestDatabase();
  try {
    await loadDump(database.owner, 'gateway', file(gateway));
    await loadDump(database.keysOwner, 'keystore', file(keystore));
    const config = {
      ...system.config,
      port: 0,
      erasureListFile: erasureList ?? system.config.erasureListFile,
    };
    const rooms = composeRooms(config, { urls: database.urls, stop: () => Promise.resolve() }, system.log);
    try {
      await work({ database, rooms, config });
    } finally {
      await rooms.close();
    }
  } finally {
    await database.drop();
  }
}

async function replay({ config, rooms, database }: Restored): Promise<unknown> {
  const { erasure, close } = openErasure(config, rooms, { eraser: database.urls });
  try {
    return await erasure.replay();
  } finally {
    await close();
  }
}

async function opensOf({ rooms }: Restored): Promise<number> {
  const parts = (await rooms.ledger.findEntriesOfExchange(asId<'Exchange'>(exchangeId))).flatMap(
    (entry) => entry.parts,
  );
  return parts.filter((part) => !part.erased && part.about.includes(jackie)).length;
}

const listed = ['erasure.erasures.person_id', 'keystore.destroyed_keys.person_id'];

describe('a backup', () => {
  it('that is put back is the same database, proofs and rules included', async () => {
    await restored('before.gateway', 'before.keystore', async (put) => {
      const { database, rooms } = put;
      expect(await rooms.ledger.verify()).toMatchObject({ verified: true });
      expect(await opensOf(put)).toBeGreaterThan(0);
      await expect(database.owner.query('delete from families.persons')).rejects.toMatchObject({
        code: 'AS090',
      });
      const { rows } = await database.owner.query<{ deferrable: boolean }>(
        `select distinct c.condeferrable as deferrable from pg_catalog.pg_constraint c where c.contype = 'f'`,
      );
      expect(rows).toEqual([{ deferrable: false }]);
      // What is appended next stands behind what was there, and sequences go on.
      await rooms.families.recordMatchRestriction(leo, true, 'tester');
      expect(await rooms.ledger.verify()).toMatchObject({ verified: true });
    });
  });

  it('is readable by its owner alone, and shows nothing of anybody', async () => {
    for (const name of ['before.gateway', 'before.keystore']) {
      expect((await stat(file(name))).mode & 0o777).toBe(0o600);
      const text = gunzipSync(await readFile(file(name))).toString('utf8');
      for (const { nhsNumber, givenName } of [people.jackie, people.leo]) {
        expect(text).not.toContain(nhsNumber);
        expect(text).not.toContain(givenName);
      }
    }
  });

  it.each<[string, DumpedDatabase, (text: string) => string, RegExp]>([
    ['cut short', 'gateway', (text) => text.slice(0, text.length / 2), /damaged|cut short/],
    [
      'changed',
      'gateway',
      (text) =>
        text
          .replace('"restricted": false', '"restricted": true')
          .replace('SELF', 'OTHER')
          .replace('2028', '2029'),
      /cut short or changed/,
    ],
    [
      'of another version',
      'gateway',
      (text) => text.replace('010_create_ledger', '010_create_legder'),
      /another version/,
    ],
    ['of the other database', 'keystore', (text) => text, /is of the gateway/],
  ])('is refused whole when it is %s', async (_case, which, change, expected) => {
    const text = gunzipSync(await readFile(file('before.gateway'))).toString('utf8');
    await writeFile(file('bad'), gzipSync(change(text)));
    const database = await createTestDatabase();
    try {
      const owner = which === 'gateway' ? database.owner : database.keysOwner;
      await expect(loadDump(owner, which, file('bad'))).rejects.toThrow(expected);
      const { rows } = await database.owner.query('select 1 from families.persons');
      expect(rows).toEqual([]);
    } finally {
      await database.drop();
    }
  });

  it('is not written over a file that is there, however little there is to write', async () => {
    for (const database of ['gateway', 'keystore'] as const) {
      const before = await readFile(file('before.gateway'));
      const owner = database === 'gateway' ? system.database.owner : system.database.keysOwner;
      await expect(dumpDatabase(owner, database, file('before.gateway'))).rejects.toMatchObject({
        code: 'EEXIST',
      });
      expect((await readFile(file('before.gateway'))).equals(before)).toBe(true);
    }
  });

  it('is not put over data that is there', async () => {
    await expect(loadDump(system.database.owner, 'gateway', file('before.gateway'))).rejects.toThrow(
      /holds data already/,
    );
  });
});

describe('an old backup', () => {
  it('of the main database beside the key store of today shows nothing, and serves nobody', async () => {
    await restored('before.gateway', 'after.keystore', async (put) => {
      expect(await opensOf(put)).toBe(0);
      expect(await put.rooms.families.findDemographics(jackie)).toBeUndefined();
      await expect(composeGateway(put.config, put.rooms, system.log)).rejects.toThrow(
        /run `assent erase replay`/,
      );
      expect(await replay(put)).toMatchObject({ erasedAgain: 1 });
      expect((await findColumnsWith(put.database, jackie)).toSorted()).toEqual(listed);
      expect(await put.rooms.ledger.verify()).toMatchObject({ verified: true });
    });
  });

  it('of the key store beside the main database of today loses the key again', async () => {
    await restored('after.gateway', 'before.keystore', async (put) => {
      expect(await replay(put)).toMatchObject({ erasedAgain: 1 });
      expect((await findColumnsWith(put.database, jackie)).toSorted()).toEqual(listed);
    });
  });

  it('of both is made to forget by the list outside them, and by nothing without it', async () => {
    await restored('before.gateway', 'before.keystore', async (put) => {
      expect(await opensOf(put)).toBeGreaterThan(0);
      expect(await replay(put)).toMatchObject({ erasedAgain: 1 });
      expect(await replay(put)).toMatchObject({ erasedAgain: 0 });
      expect(await opensOf(put)).toBe(0);
      expect((await findColumnsWith(put.database, jackie)).toSorted()).toEqual(listed);
      expect(await put.rooms.families.findDemographics(leo)).toBeDefined();
      expect(await put.rooms.ledger.verify()).toMatchObject({ verified: true });
    });
    await restored(
      'before.gateway',
      'before.keystore',
      async (put) => {
        expect(await replay(put)).toMatchObject({ listed: 0, erasedAgain: 0 });
        expect(await put.rooms.families.findDemographics(jackie)).toBeDefined();
      },
      file('no-list'),
    );
  });
});
