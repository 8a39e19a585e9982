import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createLedgerSigner,
  hashLeaf,
  parseEntryBundle,
  parseTlogProof,
  parseVerifierKey,
  readCosignatures,
  parseCosignerKey,
  verifyCheckpoint,
} from '../../src/tlog/index.ts';
import {
  asExchange,
  eventually,
  freshPlan,
  freshReferral,
  onlyRecipient,
  planSentAt,
  push,
  referralSentAt,
  schoolLead,
  sue,
} from '../support/exchanges.ts';
import { type TestGateway, readFigure, readPublic, startTestGateway } from '../support/gateway.ts';
import { type TestWitness, askFor, startTestWitness } from '../support/witnesses.ts';

const origin = 'assent.localhost/witnessed';
const at = { evaluateAt: planSentAt };
let folder: string;
let witness: TestWitness;
let system: TestGateway;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assent-witnessed-'));
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const [keyFile, policyFile] = [join(folder, 'ledger.pem'), join(folder, 'policy')];
  witness = await startTestWitness('witness.test/gateway', createLedgerSigner(origin, pem).verifierKey);
  await writeFile(keyFile, pem, { mode: 0o600 });
  await writeFile(policyFile, askFor(1, [witness]));
  system = await startTestGateway({
    ASSENT_LEDGER_KEY_FILE: keyFile,
    ASSENT_LEDGER_ORIGIN: origin,
    ASSENT_WITNESS_POLICY_FILE: policyFile,
    // One exchange writes more entries than this.
    ASSENT_WITNESS_BACKLOG: '1',
  });
});
afterAll(async () => {
  await system.stop();
  await witness.remove();
  await rm(folder, { recursive: true, force: true });
});

const mayDisclose = (wanted: number): Promise<true> =>
  eventually(
    async () => ((await readFigure(system, 'assent_ledger_may_disclose')) === wanted ? true : undefined),
    `disclosure is ${wanted === 1 ? 'open' : 'stopped'}`,
  );

/** The witness has vouched for every entry that there is: a figure may speak of the round before. */
const vouchedForAll = (): Promise<true> =>
  eventually(async () => {
    const { text } = await readPublic(system, '/ledger/checkpoint');
    const { rows } = await system.database.owner.query<{ size: string }>('select size from ledger.head');
    return text.split('\n')[1] === rows[0]?.size ? true : undefined;
  }, 'every entry is vouched for');

const arrived = async (messageId: string): Promise<number> =>
  (await system.region.peers.FPS.received()).filter(({ body }) => body.includes(messageId)).length;

describe('a gateway with a witness', () => {
  it('shows everybody a head that is vouched for, its tiles, and leaves of which nothing can be read', async () => {
    await vouchedForAll();
    await mayDisclose(1);
    const message = freshPlan();
    const sent = asExchange(await system.region.peers.WMC.send(push(message, sue, at)));
    expect(onlyRecipient(sent).delivery).toBe('DELIVERED');
    const key = parseVerifierKey(system.rooms.ledger.verifierKey);
    const witnessKey = parseCosignerKey(witness.verifierKey);
    if (!key.ok || !witnessKey.ok) throw new Error('both have keys');
    const { text: note } = await readPublic(system, '/ledger/checkpoint');
    expect(readCosignatures(note, [witnessKey.value])).toMatchObject({ ok: true, value: { length: 1 } });
    const head = verifyCheckpoint(note, origin, [key.value]);
    const size = head.ok ? head.value.size : 0;
    expect(size).toBeGreaterThan(10);
    const width = Math.min(size, 255);
    const ledger = system.rooms.ledger;
    const bundle = await ledger.findResource(`tile/entries/000.p/${width}`);
    const hashes = await ledger.findResource(`tile/0/000.p/${width}`);
    const leaves = parseEntryBundle(bundle?.body ?? Buffer.alloc(1));
    if (!leaves.ok) throw new Error(leaves.refusal);
    expect(Buffer.concat(leaves.value.map(hashLeaf))).toEqual(hashes?.body);
    for (const leaf of leaves.value)
      expect(leaf.toString()).toMatch(/^assent ledger leaf v2\n[A-Za-z0-9+/]{43}=\n$/);
    const tile = await readPublic(system, `/ledger/tile/entries/000.p/${width}`);
    expect(tile.status).toBe(200);
    expect(tile.text).toContain('assent ledger leaf v2');
    // The receipt again, with the cosignature.
    const [delivery] = (await system.region.peers.FPS.received()).filter(({ body }) =>
      body.includes(message.messageId),
    );
    const receipt = parseTlogProof(
      Buffer.from(delivery?.headers['assent-receipt'] ?? '', 'base64').toString(),
    );
    if (!receipt.ok) throw new Error(receipt.refusal);
    const again = await eventually(async () => {
      const proof = parseTlogProof((await readPublic(system, `/ledger/proof/${receipt.value.index}`)).text);
      const cosigned = proof.ok ? readCosignatures(proof.value.checkpoint, [witnessKey.value]) : undefined;
      return cosigned?.ok === true && cosigned.value.length === 1 ? proof : undefined;
    }, 'the receipt is cosigned');
    expect(again).toMatchObject({ ok: true, value: { index: receipt.value.index } });
  });

  it('that has lost it sends nothing once too much is without, tells urgent senders to phone, and resumes by itself', async () => {
    await vouchedForAll();
    await mayDisclose(1);
    await witness.stop();
    // Within the bound the traffic goes on.
    const within = asExchange(await system.region.peers.WMC.send(push(freshPlan(), sue, at)));
    expect(onlyRecipient(within).delivery).toBe('DELIVERED');
    await mayDisclose(0);
    const message = freshPlan();
    expect(await system.region.peers.WMC.send(push(message, sue, at))).toMatchObject({
      status: 503,
      body: { code: 'ledger-unavailable', detail: expect.stringContaining('Nothing was sent') },
    });
    const urgent = await system.region.peers.FPS.send(
      push(freshReferral(), schoolLead, { evaluateAt: referralSentAt }),
    );
    expect(urgent).toMatchObject({
      status: 503,
      body: {
        code: 'ledger-unavailable',
        detail: expect.stringMatching(/^Not delivered: phone the duty number now\./),
        phone: expect.stringMatching(/^\d/),
      },
    });
    expect(await arrived(message.messageId)).toBe(0);
    expect(system.readLog()).toContain('"event":"disclosure-stopped"');
    expect(await readFigure(system, 'assent_ledger_unwitnessed_entries')).toBeGreaterThan(1);
    // What is asked, and what a family decides, goes on: only disclosures wait.
    const advice = await system.region.peers.WMC.send({
      ...push(freshPlan(), sue, at),
      path: '/v1/decisions',
    });
    expect(advice.status).toBe(200);

    await witness.start();
    await mayDisclose(1);
    const sent = asExchange(await system.region.peers.WMC.send(push(message, sue, at)));
    expect(onlyRecipient(sent).delivery).toBe('DELIVERED');
    expect(await arrived(message.messageId)).toBe(1);
    expect(system.readLog()).toContain('"event":"disclosure-resumed"');
  });
});
