import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ConsentVersion,
  type Consents,
  consentRecords,
  createConsents,
} from '../../src/consent/index.ts';
import { tellOfChoice } from '../../src/exchange/index.ts';
import { type Ledger, createLedger } from '../../src/ledger/index.ts';
import { type PersonId, asId, newId } from '../../src/platform/index.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import { type TestLedger, makeLedger, testOrigin } from '../support/ledger.ts';
import { draft, held, noticeInput } from './consent-drafts.ts';
import { fernbeck } from './consent-fixtures.ts';

let database: TestDatabase;
let test: TestLedger;
let ledger: Ledger;
let consents: Consents;
let child: PersonId;
let withdrawn: ConsentVersion;

beforeAll(async () => {
  database = await createTestDatabase();
  test = makeLedger(database);
  const { keyStore, signer, clock } = test;
  ledger = createLedger({
    pool: database.gateway,
    keyStore,
    signer,
    origin: testOrigin,
    clock,
    records: [consentRecords(keyStore)],
  });
  consents = createConsents({
    pool: database.gateway,
    keyStore,
    ledger,
    clock,
    tell: tellOfChoice(keyStore),
  });
  await consents.registerNotice(noticeInput, null);
  child = await test.makePerson();
  const mother = await test.makePerson();
  const practitioner = {
    kind: 'PRACTITIONER' as const,
    staff: asId<'Staff'>('staff-1'),
    organisation: fernbeck,
  };
  const recorded = await consents.recordConsent(draft(child, mother), practitioner, held(mother));
  if (!recorded.ok) throw new Error(recorded.refusal.rule);
  const order = {
    by: { person: mother },
    channel: 'phone' as const,
    evidenceRef: 'note 1',
    notifyPrior: false,
  };
  const moved = await consents.withdrawConsent(recorded.value.consentId, order, practitioner, held(mother));
  if (!moved.ok) throw new Error(moved.refusal.rule);
  withdrawn = moved.value;
});

afterAll(() => database.drop());

async function codes(): Promise<readonly string[]> {
  return (await ledger.verify()).problems.map(({ code }) => code);
}

/** What an administrator does past every trigger; undone afterwards. */
async function tampering(statement: string, look: () => Promise<void>): Promise<void> {
  const client = await database.owner.connect();
  const alone = async (text: string): Promise<void> => {
    await client.query(text, text.includes('$1') ? [withdrawn.consentId, withdrawn.version] : []);
  };
  try {
    await client.query('create table public.kept as select * from consent.consents');
    await client.query('alter table consent.consents disable trigger all');
    await alone(statement);
    await look();
  } finally {
    await client.query('delete from consent.consents');
    await client.query('insert into consent.consents select * from public.kept');
    await client.query('alter table consent.consents enable trigger all');
    await client.query('drop table public.kept');
    client.release();
  }
}

/** The ledger says that somebody was erased of whom both entries spoke. */
async function eraseFromBoth(): Promise<void> {
  const content = { schema: 'assent.erasure/1', entries: [0, 1] };
  const erasure = {
    entryId: newId<'Entry'>(),
    kind: 'ERASURE',
    at: test.clock.now(),
    parts: [{ about: [], content }],
  } as const;
  await ledger.append(await ledger.prepare([erasure]));
}

const one = 'where consent_id = $1 and version = $2';
const obeyed = (): Promise<unknown> => consents.loadChoices([child]);

describe('choices of which an administrator changes the rows', () => {
  it('give no alarm as they were recorded and taken back', async () => {
    expect(await ledger.verify()).toMatchObject({ verified: true, entries: 2 });
    expect(withdrawn.status).toBe('withdrawn');
    await expect(obeyed()).resolves.toMatchObject([{ status: 'withdrawn' }]);
  });

  const flips: readonly (readonly [name: string, change: string])[] = [
    ['a withdrawal turned back', "status = 'active'"],
    ['an objection made a consent', "kind = 'OBJECTION'"],
    ['another type', "type = 'SERVICE'"],
    ['a longer period', "valid_to = '2099-01-01T00:00:00Z'"],
    ['an earlier beginning', "valid_from = '2000-01-01T00:00:00Z'"],
  ];

  it.each(flips)('are found, and never obeyed: %s', async (_name, change) => {
    await tampering(`update consent.consents set ${change} ${one}`, async () => {
      expect(await codes()).toEqual(['record-differs']);
      await expect(obeyed()).rejects.toThrow(/./);
    });
  });

  it('are found where a withdrawal was made a choice of its own', async () => {
    const { rows } = await database.owner.query<{ name: string; rule: string }>(
      `select conname as name, pg_get_constraintdef(oid) as rule from pg_constraint
        where conrelid = 'consent.consents'::regclass and pg_get_constraintdef(oid) like '%chosen_sequence < sequence%'`,
    );
    for (const { name } of rows)
      await database.owner.query(`alter table consent.consents drop constraint ${name}`);
    await tampering(`update consent.consents set chosen_sequence = sequence ${one}`, async () => {
      expect(await codes()).toEqual(['record-differs']);
    });
    for (const { name, rule } of rows)
      await database.owner.query(`alter table consent.consents add constraint ${name} ${rule}`);
  });

  it('are found where an older version was made the newer one', async () => {
    const older = `update consent.consents set sequence = sequence + 50 where consent_id = $1 and version < $2`;
    await tampering(older, async () => {
      expect(await codes()).toEqual(expect.arrayContaining(['record-moved', 'epoch-behind']));
    });
  });

  it('are found where the epoch of the child was set back', async () => {
    const move = async (step: string): Promise<void> => {
      const client = await database.owner.connect();
      await client.query('set session_replication_role = replica');
      await client.query(`update consent.epochs set epoch = epoch ${step} where person_id = $1`, [child]);
      await client.query('reset session_replication_role');
      client.release();
    };
    await move('- 1');
    expect(await codes()).toEqual(['epoch-behind']);
    await move('+ 2');
    expect(await codes()).toEqual([]);
    await move('- 1');
  });

  it('are found where the withdrawal was deleted', async () => {
    await tampering(`delete from consent.consents ${one}`, async () => {
      expect(await codes()).toEqual(['record-missing']);
    });
  });

  it('are found where the withdrawal was given to somebody without a key, as if it were erased', async () => {
    await tampering(`update consent.consents set data_subject = gen_random_uuid() ${one}`, async () => {
      await expect(obeyed()).resolves.toMatchObject([{ status: 'active' }]);
      expect(await codes()).toEqual(['record-differs']);
    });
  });

  it('are found so too where somebody else was erased of whom the same entries spoke', async () => {
    await eraseFromBoth();
    await tampering(`update consent.consents set data_subject = gen_random_uuid() ${one}`, async () => {
      expect(await codes()).toEqual(['record-differs']);
    });
  });

  it('are found where a version was added that nobody recorded', async () => {
    const added = `insert into consent.consents select consent_id, version + 1, data_subject, status, type, kind, valid_from,
      valid_to, recorded_at, sequence + 100, chosen_sequence, recorded_by_kind, body from consent.consents ${one}`;
    await tampering(added, async () => {
      expect(await codes()).toEqual(['record-unstated', 'epoch-behind']);
    });
  });

  it('are found where the body of another version was put in', async () => {
    const swap = `update consent.consents c set body = o.body from consent.consents o
      where c.consent_id = $1 and c.version = $2 and o.consent_id = c.consent_id and o.version = 1`;
    await tampering(swap, async () => {
      expect(await codes()).toEqual(['record-differs']);
      await expect(obeyed()).rejects.toThrow(/./);
    });
  });

  it('are not missed once the child is erased by protocol', async () => {
    await test.destroyKey(child);
    await eraseFromBoth();
    expect(await codes()).toEqual([]);
  });
});
