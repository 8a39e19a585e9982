import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Gateway, type Rooms, composeGateway, composeRooms } from '../../src/compose.ts';
import type { ChoiceAnswer } from '../../src/exchange/index.ts';
import { type Config, loadConfig } from '../../src/platform/index.ts';
import { type PartnerSystem, createPartnerSystem } from '../../src/region/index.ts';
import {
  asExchange,
  findEntries,
  freshPlan,
  freshReferral,
  onlyRecipient,
  planSentAt,
  push,
  referralSentAt,
  schoolLead,
  segmentsOf,
  sue,
  takeBack,
  wendysChoice,
} from '../support/exchanges.ts';
import { onNotice } from '../support/on-notice.ts';
import { type TestGateway, findFreePort, startTestGateway } from '../support/gateway.ts';

let system: TestGateway;
let replica: { readonly rooms: Rooms; readonly gateway: Gateway };
/** The council's system at each of the two replicas. */
let council: readonly [PartnerSystem, PartnerSystem];
const at = { evaluateAt: planSentAt };

beforeAll(async () => {
  system = await startTestGateway();
  const config = loadConfig({ ...system.settings, ASSENT_PORT: String(await findFreePort()) });
  const rooms = composeRooms(
    config,
    { urls: system.database.urls, stop: () => Promise.resolve() },
    system.log,
  );
  const gateway = await composeGateway(config, rooms, system.log);
  await new Promise<void>((resolve) => gateway.server.listen(config.port, config.host, resolve));
  replica = { rooms, gateway };
  council = [await openCouncil(system.config), await openCouncil(config)];
});

afterAll(async () => {
  await Promise.all(council.map((each) => each.close()));
  await replica.gateway.close();
  await replica.rooms.close();
  await system.stop();
});

function openCouncil({ publicUrl, tokens }: Config): Promise<PartnerSystem> {
  const { authorityFile, systems } = system.region.prepared;
  const { clientId, certificateFile, signingKeyFile } = systems.WMC;
  const identity = { clientId, certificateFile, signingKeyFile, authorityFile };
  return createPartnerSystem({ ...identity, gateway: publicUrl, audience: tokens.audience });
}

async function recordConsent(by: PartnerSystem): Promise<string> {
  const recorded = await by.send({
    method: 'POST',
    path: '/v1/consents',
    body: await onNotice(system.rooms, wendysChoice()),
    practitioner: sue,
    idempotencyKey: randomUUID(),
  });
  expect(recorded.status).toBe(201);
  return (recorded.body as ChoiceAnswer).consentId;
}

async function withdraw(by: PartnerSystem, consentId: string): Promise<void> {
  const withdrawn = await by.send(takeBack(consentId));
  expect(withdrawn.status).toBe(200);
}

/** The decision entries of an exchange that rest on a consent, and those that do not, by their place in the ledger. */
async function findReliance(
  exchangeId: string,
  consentId: string,
): Promise<readonly { readonly index: bigint; readonly relies: boolean }[]> {
  const entries = await findEntries(system.rooms, exchangeId);
  return entries
    .filter(({ kind }) => kind === 'DECISION')
    .map((entry) => ({
      index: entry.index,
      relies: [...segmentsOf(entry).values()].some(
        ({ reasons, consentRefs }) =>
          reasons.includes('PERMIT_CONSENT') && JSON.stringify(consentRefs).includes(consentId),
      ),
    }));
}

/** Where the withdrawal stands in the ledger: the last entry about a choice. */
async function findWithdrawal(): Promise<bigint> {
  const { rows } = await system.database.owner.query<{ index: string }>(
    "select max(entry_index)::text as index from ledger.entries where kind = 'CONSENT'",
  );
  return BigInt(rows[0]?.index ?? -1);
}

describe('a consent that is taken back between deciding and writing down', () => {
  it('makes the exchange be decided again: one decision is written, and it does not rest on the consent', async () => {
    const [one, other] = council;
    const consentId = await recordConsent(one);
    const { ledger } = system.rooms;
    const prepare = ledger.prepare.bind(ledger);
    // Everything is decided and the entry about to be sealed: now the mother withdraws, through the other replica.
    const spy = jest.spyOn(ledger, 'prepare').mockImplementationOnce(async (drafts) => {
      await withdraw(other, consentId);
      return prepare(drafts);
    });
    const sent = asExchange(await one.send(push(freshPlan(), sue, at)));
    spy.mockRestore();
    expect(onlyRecipient(sent)).toMatchObject({ outcome: 'HOLD', delivery: 'NOT_SENT' });
    const decisions = await findReliance(sent.exchangeId, consentId);
    expect(decisions.map(({ relies }) => relies)).toEqual([false]);
    expect(decisions[0]?.index).toBeGreaterThan(await findWithdrawal());
    expect(
      (await system.region.peers.FPS.received()).filter(({ body }) => body.includes(sent.exchangeId)),
    ).toEqual([]);
  });

  it('does not hold up urgent safeguarding, which goes whatever the family chooses', async () => {
    const { ledger } = system.rooms;
    const prepare = ledger.prepare.bind(ledger);
    let decided = 0;
    const spy = jest.spyOn(ledger, 'prepare').mockImplementation(async (drafts) => {
      if (drafts.some(({ kind }) => kind === 'DECISION')) {
        decided += 1;
        await system.database.owner.query('update consent.epochs set epoch = epoch + 1');
      }
      return prepare(drafts);
    });
    const sent = asExchange(
      await system.region.peers.FPS.send(push(freshReferral(), schoolLead, { evaluateAt: referralSentAt })),
    );
    spy.mockRestore();
    expect(onlyRecipient(sent)).toMatchObject({ outcome: 'FORWARD', delivery: 'DELIVERED' });
    expect(decided).toBe(1);
  });
});

describe('a withdrawal among many sends through two replicas', () => {
  it('is never overtaken: no decision after it in the ledger rests on the consent', async () => {
    const [one, other] = council;
    const consentId = await recordConsent(one);
    const rounds = 24;
    const answers: { readonly exchangeId: string; readonly delivery: string }[] = [];
    let withdrawn: Promise<void> | undefined;
    const next = { round: 0 };
    const sender = async (by: PartnerSystem): Promise<void> => {
      while (next.round < rounds) {
        next.round += 1;
        if (next.round === rounds / 2) withdrawn = withdraw(other, consentId);
        const sent = await by.send(push(freshPlan(), sue, at));
        // Decided again too often in a row: told to come back, and nothing was written.
        if (sent.status === 503) continue;
        const answer = asExchange(sent);
        answers.push({ exchangeId: answer.exchangeId, delivery: onlyRecipient(answer).delivery ?? '' });
      }
    };
    await Promise.all([sender(one), sender(other), sender(one), sender(other)]);
    await withdrawn;
    const border = await findWithdrawal();
    const decisions = (
      await Promise.all(
        answers.map(async ({ exchangeId, delivery }) =>
          (await findReliance(exchangeId, consentId)).map((each) => ({ ...each, delivery })),
        ),
      )
    ).flat();
    // Whatever was written down and had not left when the mother withdrew is decided once more.
    const overtaken = answers.filter(({ delivery }) => delivery === 'QUEUED').length;
    expect(decisions.length).toBeLessThanOrEqual(answers.length + overtaken);
    const before = decisions.filter(({ index }) => index < border);
    const after = decisions.filter(({ index }) => index > border);
    expect(before.length).toBeGreaterThan(0);
    expect(after.length).toBeGreaterThan(0);
    expect(before.every(({ relies }) => relies)).toBe(true);
    expect(after.filter(({ relies }) => relies)).toEqual([]);
    // What rested on it had gone, or was on its way with its decision written down; what came after was held.
    expect(after.map(({ delivery }) => delivery)).not.toContain('DELIVERED');
  });
});
