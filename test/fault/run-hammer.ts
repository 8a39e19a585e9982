import { fork } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createKeyStore } from '../../src/keystore/index.ts';
import { type Ledger, createLedger } from '../../src/ledger/index.ts';
import { systemClock } from '../../src/platform/index.ts';
import {
  createLedgerSigner,
  formatTilePath,
  hashLeaf,
  parseEntryBundle,
  parseTlogProof,
  parseVerifierKey,
  verifyCheckpoint,
  verifyInclusion,
} from '../../src/tlog/index.ts';
import type { TestDatabase } from '../support/database.ts';
import { testOrigin } from '../support/ledger.ts';

/** What a replica is told to append. */
export interface HammerOrder {
  readonly gateway: string;
  readonly keys: string;
  readonly keyEncryptionKey: string;
  readonly lookupKey: string;
  readonly signingKey: string;
  readonly calls: readonly { readonly number: number; readonly valid: boolean }[];
}

/** What came of it. */
export interface HammerReport {
  readonly indexes: readonly number[];
  readonly duplicates: number;
  readonly refused: number;
}

/** What two replicas made of it together. */
export interface HammerFigures {
  readonly submitted: number;
  readonly appended: number;
  readonly duplicates: number;
  readonly invalid: number;
  readonly contiguous: boolean;
  readonly proved: number;
  readonly perSecond: number;
}

/**
 * Lets two replicas, each a process of its own, append at once: a tenth of the entries on both of them, a tenth of them invalid.
 * Then every index, and the proof of every entry from what the ledger publishes, is checked.
 */
export async function runHammer(database: TestDatabase, submitted: number): Promise<HammerFigures> {
  const secrets = { keyEncryptionKey: randomBytes(32), lookupKey: randomBytes(32) };
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const replicas = [0, 1].map((replica) =>
    startReplica({
      gateway: database.urls.gateway,
      keys: database.urls.keys,
      keyEncryptionKey: secrets.keyEncryptionKey.toString('base64'),
      lookupKey: secrets.lookupKey.toString('base64'),
      signingKey: pem,
      calls: shareOf(replica, submitted),
    }),
  );
  const started = performance.now();
  const reports = await Promise.all(replicas);
  const seconds = (performance.now() - started) / 1000;
  const indexes = reports.flatMap((report) => report.indexes).sort((a, b) => a - b);
  const ledger = createLedger({
    pool: database.gateway,
    keyStore: createKeyStore({ keys: database.keys, ...secrets }),
    signer: createLedgerSigner(testOrigin, pem),
    origin: testOrigin,
    clock: systemClock,
  });
  return {
    submitted,
    appended: indexes.length,
    duplicates: sum(reports.map((report) => report.duplicates)),
    invalid: sum(reports.map((report) => report.refused)),
    contiguous: indexes.every((index, place) => index === place),
    proved: await proveAll(ledger, indexes.length),
    perSecond: Math.round(indexes.length / seconds),
  };
}

/** Of ten calls one is for an entry that the other replica appends too, and one is invalid. */
function shareOf(replica: number, submitted: number): HammerOrder['calls'] {
  return Array.from({ length: submitted }, (_, number) => number)
    .filter((number) => Math.floor(number / 10) % 2 === replica)
    .map((number) => ({
      number: number % 10 === 0 ? mirror(number, submitted) : number,
      valid: number % 10 !== 1,
    }));
}

/** The number of an entry that the other replica appends at about the same time. */
function mirror(number: number, submitted: number): number {
  const other = number + (Math.floor(number / 10) % 2 === 0 ? 15 : -5);
  return other < submitted ? other : 5;
}

function startReplica(order: HammerOrder): Promise<HammerReport> {
  const main = fileURLToPath(new URL('./hammer-replica.ts', import.meta.url));
  const child = fork(main, [JSON.stringify({ ...order, calls: [] })], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (report) => {
      resolve(report as HammerReport);
    });
    child.once('exit', (code) => {
      reject(new Error(`a replica ended with code ${code ?? 'none'}`));
    });
    child.send(order.calls);
  });
}

/** Proves every entry from tiles, bundles and proofs as everybody can read them, and gives how many proved. */
async function proveAll(ledger: Ledger, entries: number): Promise<number> {
  const key = parseVerifierKey(ledger.verifierKey);
  if (!key.ok) throw new Error(key.refusal);
  let proved = 0;
  for (let start = 0; start < entries; start += 256) {
    const width = Math.min(256, entries - start);
    const path = formatTilePath({ level: 'entries', index: start / 256, width });
    const bundle = await ledger.findResource(path);
    const leaves = parseEntryBundle(bundle?.body ?? Buffer.alloc(1));
    if (!leaves.ok) throw new Error(`${path} is no bundle`);
    for (const [place, leaf] of leaves.value.entries()) {
      const index = start + place;
      const proof = parseTlogProof((await ledger.findResource(`proof/${index}`))?.body.toString() ?? '');
      const head = proof.ok ? verifyCheckpoint(proof.value.checkpoint, testOrigin, [key.value]) : proof;
      if (!proof.ok || !head.ok || proof.value.index !== index) continue;
      if (verifyInclusion(hashLeaf(leaf), index, head.value.size, proof.value.path, head.value.root))
        proved += 1;
    }
  }
  return proved;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
