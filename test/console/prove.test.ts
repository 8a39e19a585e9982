import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readLedgerHealth } from '../../src/console/prove/read-ledger-health.ts';
import { createLedgerSigner, rootOfLeaves, hashLeaf, signCheckpoint } from '../../src/tlog/index.ts';

const origin = 'assent.example/ledger';

function createSigner(): ReturnType<typeof createLedgerSigner> {
  const { privateKey } = generateKeyPairSync('ed25519');
  return createLedgerSigner(origin, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

const signer = createSigner();
const leaves = ['one', 'two'].map((text) => hashLeaf(Buffer.from(text)));
const [one, two] = [1, 2].map((size) => ({ origin, size, root: rootOfLeaves(leaves.slice(0, size)) }));

/** A ledger that vouched for one entry and has two. */
async function readHealth(
  change: {
    readonly by?: ReturnType<typeof createLedgerSigner>;
    readonly proof?: readonly Buffer[];
    readonly root?: Buffer;
  } = {},
): ReturnType<typeof readLedgerHealth> {
  if (one === undefined || two === undefined) throw new Error('two heads');
  const [vouched, head] = [
    await signCheckpoint(one, signer),
    await signCheckpoint({ ...two, root: change.root ?? two.root }, change.by ?? signer),
  ];
  return readLedgerHealth({
    origin,
    verifierKey: signer.verifierKey,
    findResource: () =>
      Promise.resolve({ contentType: 'text/plain', cacheControl: 'no-cache', body: Buffer.from(vouched) }),
    publishCheckpoint: () => Promise.resolve(head),
    getConsistencyProof: () => Promise.resolve(change.proof ?? leaves.slice(1)),
  });
}

describe('the health of a ledger', () => {
  it('is good where the head continues what was vouched for', async () => {
    expect(await readHealth()).toMatchObject({ holds: true, size: 2, vouched: 1, witnesses: [] });
  });

  it('is not where somebody else signed the head', async () => {
    expect(await readHealth({ by: createSigner() })).toMatchObject({ holds: false });
  });

  it('is not where the head is of another past', async () => {
    const others = ['another', 'two'].map((text) => hashLeaf(Buffer.from(text)));
    expect(await readHealth({ root: rootOfLeaves(others) })).toMatchObject({ holds: false });
  });

  it('is not where no proof leads from the one to the other', async () => {
    expect(await readHealth({ proof: [] })).toMatchObject({ holds: false });
  });
});
