import { randomBytes } from 'node:crypto';
import { openPool } from '../../src/database/index.ts';
import { createKeyStore } from '../../src/keystore/index.ts';
import { createLedger } from '../../src/ledger/index.ts';
import { systemClock } from '../../src/platform/index.ts';
import { draftDecision, makeSigner, testOrigin } from '../support/ledger.ts';

/** A replica in a process of its own that appends until it is killed. Arguments: the URLs of the database and the key store. */
const [database, keys] = process.argv.slice(2);
if (database === undefined || keys === undefined) throw new Error('two URLs are needed');
const keyStore = createKeyStore({
  keys: openPool(keys),
  keyEncryptionKey: randomBytes(32),
  lookupKey: randomBytes(32),
});
const pool = openPool(database);
const ledger = createLedger({ pool, keyStore, signer: makeSigner(), origin: testOrigin, clock: systemClock });
for (;;) {
  const drafts = Array.from({ length: 40 }, () => draftDecision([]));
  const appended = await ledger.append(await ledger.prepare(drafts));
  process.stdout.write(`${String(appended.length)}\n`);
}
