import { createHash } from 'node:crypto';
import { openPool } from '../../src/database/index.ts';
import { createKeyStore } from '../../src/keystore/index.ts';
import { DuplicateEntryError, type PreparedEntry, createLedger } from '../../src/ledger/index.ts';
import { type EntryId, asId, systemClock } from '../../src/platform/index.ts';
import { createLedgerSigner } from '../../src/tlog/index.ts';
import { draftDecision, testOrigin } from '../support/ledger.ts';
import type { HammerOrder, HammerReport } from './run-hammer.ts';

/** A replica in a process of its own that appends its share, much of it at once, and reports what came of each call. */
const order = JSON.parse(process.argv[2] ?? '{}') as Omit<HammerOrder, 'calls'>;
const [pool, keys] = [openPool(order.gateway), openPool(order.keys)];
const keyStore = createKeyStore({
  keys,
  keyEncryptionKey: Buffer.from(order.keyEncryptionKey, 'base64'),
  lookupKey: Buffer.from(order.lookupKey, 'base64'),
});
const signer = createLedgerSigner(testOrigin, order.signingKey);
const ledger = createLedger({ pool, keyStore, signer, origin: testOrigin, clock: systemClock });
const concurrency = 128;

/** The same number has the same identifier on every replica. */
function idOf(number: number): EntryId {
  const hex = createHash('sha256').update(`hammer ${number}`).digest('hex');
  return asId<'Entry'>(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
  );
}

const wrongs = [
  { kind: 'OTHER' },
  { leafHash: 'AAAA' },
  { leafHash: null },
  { slotCount: 5 },
  { at: 'yesterday' },
];

/** What a process that is out of its mind would send. */
function spoil(entry: PreparedEntry, number: number): PreparedEntry {
  const sealed = { ...entry.toJSON(), ...wrongs[number % wrongs.length] };
  return { ...entry, toJSON: () => sealed as ReturnType<PreparedEntry['toJSON']> };
}

const report: { -readonly [Key in keyof HammerReport]: HammerReport[Key] } & { indexes: number[] } = {
  indexes: [],
  duplicates: 0,
  refused: 0,
};
const left = await new Promise<HammerOrder['calls'][number][]>((resolve) =>
  process.once('message', (calls) => {
    resolve((calls as HammerOrder['calls'][number][]).reverse());
  }),
);
async function work(): Promise<void> {
  for (let call = left.pop(); call !== undefined; call = left.pop()) {
    const [prepared] = await ledger.prepare([draftDecision([], { entryId: idOf(call.number) })]);
    if (prepared === undefined) throw new Error('one entry');
    const entry = call.valid ? prepared : spoil(prepared, call.number);
    try {
      const [appended] = await ledger.append([entry]);
      if (appended !== undefined) report.indexes.push(Number(appended.index));
    } catch (fault) {
      if (fault instanceof DuplicateEntryError) report.duplicates += 1;
      else if (!call.valid) report.refused += 1;
      else throw fault;
    }
  }
}
await Promise.all(Array.from({ length: concurrency }, work));
process.send?.(report, () => {
  void Promise.all([pool.end(), keys.end()]).then(() => {
    process.disconnect();
  });
});
