import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createEdition } from '../../src/agreements/edition.ts';
import { type AgreementsBench, type TestSide, createAgreementsBench } from '../support/agreements.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';

let database: TestDatabase;
let bench: AgreementsBench;
let council: TestSide;

beforeAll(async () => {
  database = await createTestDatabase();
  bench = createAgreementsBench(database);
  council = await bench.admit('gss:E10000998', {});
});

afterAll(() => database.drop());

const editionNow = async (): Promise<string | undefined> =>
  (
    await database.gateway.query<{ edition: string }>(
      'select e.edition::text as edition from agreements.editions e',
    )
  ).rows[0]?.edition;

describe('the edition of the registers', () => {
  it('moves with every table of theirs', async () => {
    const { rows } = await database.owner.query<{ name: string }>(
      `select c.relname as name from pg_catalog.pg_class c
        where c.relnamespace = 'agreements'::regnamespace and c.relkind = 'r' and c.relname <> 'editions'
          and not exists (select from pg_catalog.pg_trigger t
                           where t.tgrelid = c.oid and t.tgname = 'count_edition' and t.tgtype = 4 + 8 + 16)`,
    );
    expect(rows).toEqual([]);
  });

  it('moves with a change, in the change’s own transaction, and with nothing else', async () => {
    const before = await editionNow();
    await bench.agreements.findOrganisation({ system: 'gss', value: 'E10000998' });
    expect(await editionNow()).toBe(before);
    const client = await database.owner.connect();
    try {
      await client.query('begin');
      await client.query('update agreements.organisation_duties set valid_to = null where false');
      expect(await editionNow()).toBe(before);
      await client.query('commit');
    } finally {
      client.release();
    }
    expect(await editionNow()).not.toBe(before);
  });

  it('cannot be set by the gateway', async () => {
    await expect(database.gateway.query('update agreements.editions set edition = 0')).rejects.toThrow(
      'permission denied',
    );
  });
});

describe('the registers of an edition', () => {
  it('know of what another replica suspended, closed or ended as soon as they are opened again', async () => {
    const { organisationId } = council;
    const replica = bench.openReplica();
    const ofBefore = await replica.openEdition();
    expect(await ofBefore.getOrganisation(organisationId)).toMatchObject({ active: true });
    await bench.agreements.suspendOrganisation(organisationId, 'An enquiry.');
    const suspended = await replica.openEdition();
    expect(await suspended.getOrganisation(organisationId)).toMatchObject({ active: false });
    await bench.agreements.resumeOrganisation(organisationId, 'It is over.');
    const resumed = await replica.openEdition();
    expect(await resumed.getOrganisation(organisationId)).toMatchObject({ active: true });
  });

  it('say what was so on the day that is asked about, whatever day was asked about before', async () => {
    const registers = await bench.agreements.openEdition();
    const organisation = { system: 'gss', value: 'E10000998' } as const;
    expect(await registers.findOrganisation(organisation, new Date('2028-01-07T09:00:00Z'))).toBeDefined();
    expect(await registers.findOrganisation(organisation, new Date('2019-12-31T09:00:00Z'))).toBeUndefined();
  });

  it('know a key and a certificate only while they are in force', async () => {
    const { organisationId } = council;
    const thumbprint = 'A'.repeat(43);
    const from = new Date('2028-02-01T00:00:00Z');
    const to = new Date('2028-03-01T00:00:00Z');
    const registered = await bench.agreements.registerSystem(organisationId, {
      clientId: 'dated-system',
      name: 'Dated system',
      scopes: ['messages:send'],
      keys: [],
      certificates: [{ thumbprint, validFrom: from.toISOString(), validTo: to.toISOString() }],
    });
    expect(registered).toMatchObject({ ok: true });
    const registers = await bench.agreements.openEdition();
    const thumbprintsAt = async (at: Date): Promise<readonly string[] | undefined> =>
      (await registers.findSystemByClientId('dated-system', at))?.certificateThumbprints;
    expect(await thumbprintsAt(new Date(from.getTime() - 1))).toEqual([]);
    expect(await thumbprintsAt(from)).toEqual([thumbprint]);
    expect(await thumbprintsAt(new Date(to.getTime() - 1))).toEqual([thumbprint]);
    expect(await thumbprintsAt(to)).toEqual([]);
    expect(await registers.findSystemByThumbprint(thumbprint, to)).toBeUndefined();
  });
});

describe('what is remembered of an edition', () => {
  it('is asked once while it stands, and again when it does not', async () => {
    const edition = createEdition(database.gateway);
    let asked = 0;
    const ask = (): Promise<number> => edition.remember('a question', () => Promise.resolve((asked += 1)));
    await edition.catchUp();
    await Promise.all([ask(), ask()]);
    await edition.catchUp();
    expect(await ask()).toBe(1);
    await bench.agreements.suspendOrganisation(council.organisationId, 'An enquiry.');
    expect(await ask()).toBe(1);
    await edition.catchUp();
    expect(await ask()).toBe(2);
    await bench.agreements.resumeOrganisation(council.organisationId, 'It is over.');
  });

  it('is no failure', async () => {
    const edition = createEdition(database.gateway);
    await edition.catchUp();
    const broken = (): Promise<number> => Promise.reject(new Error('the database is gone'));
    await expect(edition.remember('a question', broken)).rejects.toThrow('the database is gone');
    expect(await edition.remember('a question', () => Promise.resolve(1))).toBe(1);
  });

  it('is compared after whoever asks for it has begun to wait, however many do', async () => {
    const asked = jest.spyOn(database.gateway, 'query');
    const edition = createEdition(database.gateway);
    await Promise.all(Array.from({ length: 20 }, () => edition.catchUp()));
    expect(asked.mock.calls.length).toBeLessThan(4);
    asked.mockRestore();
    const before = edition.remember('a question', () => Promise.resolve('before'));
    const first = edition.catchUp();
    await bench.agreements.suspendOrganisation(council.organisationId, 'An enquiry.');
    await edition.catchUp();
    await Promise.all([first, before]);
    expect(await edition.remember('a question', () => Promise.resolve('after'))).toBe('after');
    await bench.agreements.resumeOrganisation(council.organisationId, 'It is over.');
  });
});
