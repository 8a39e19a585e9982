import { randomInt } from 'node:crypto';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SystemId } from '../../src/platform/index.ts';
import type { SegmentedMessage } from '../../src/records/index.ts';
import type { ReceivedDelivery } from '../../src/region/peer-messages.ts';
import {
  asExchange,
  countRows,
  eventually,
  findKinds,
  freshPlan,
  onlyRecipient,
  planSentAt,
  push,
  sue,
} from '../support/exchanges.ts';
import { type TestRegion, openTestRegion } from '../support/gateway.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/start-gateway-process.ts';

let system: TestRegion;
let gateway: GatewayProcess | undefined;
let school: SystemId;
let inbox: string;
const at = { evaluateAt: planSentAt };

beforeAll(async () => {
  system = await openTestRegion();
  const found = await system.rooms.agreements.findSystemByClientId('fps-school-records');
  if (found?.endpoint == null) throw new Error('the school has no endpoint');
  school = found.systemId;
  inbox = found.endpoint.url;
});

afterAll(async () => {
  await gateway?.kill();
  await system.stop();
});

async function arrived({ messageId }: SegmentedMessage): Promise<readonly ReceivedDelivery[]> {
  return (await system.region.peers.FPS.received()).filter(({ body }) => body.includes(messageId));
}

/** The exchange of a message, once nothing of it is on its way any more; absent where it was never written down. */
async function settledExchange({ messageId }: SegmentedMessage): Promise<string | null> {
  const read = async (): Promise<{ id: string; state: string } | undefined> =>
    (
      await system.database.owner.query<{ id: string; state: string }>(
        `select e.exchange_id as id, d.state from exchange.exchanges e join exchange.deliveries d using (exchange_id)
          where e.message_id = $1`,
        [messageId],
      )
    ).rows[0];
  if ((await read()) === undefined) return null;
  return eventually(async () => {
    const row = await read();
    return row?.state === 'DELIVERED' ? row.id : undefined;
  }, 'the message was delivered');
}

describe('a gateway that is killed', () => {
  it('between writing down and delivering: delivers once after it is started again, with its entry in the ledger', async () => {
    // An endpoint that takes the connection and then says nothing: the gateway is caught in the middle of an attempt.
    const caught: Socket[] = [];
    const silent = createServer((socket) => {
      socket.on('error', () => undefined);
      caught.push(socket);
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    await system.rooms.agreements.changeEndpoint(school, { url: `https://localhost:${port}/assent/inbox` });
    gateway = await startGatewayProcess(system.settings);

    const plan = freshPlan();
    const answer = system.region.peers.WMC.send(push(plan, sue, at)).then(
      () => 'answered',
      () => 'cut off',
    );
    await eventually(() => Promise.resolve(caught[0]), 'the gateway tries to deliver');
    expect(await countRows(system.database, plan.messageId)).toEqual({
      exchanges: 1,
      deliveries: 1,
      // Nothing is queued while it is under way: its lease says when somebody else may try.
      jobs: 0,
    });
    await gateway.kill();
    expect(await answer).toBe('cut off');
    for (const socket of caught) socket.destroy();
    silent.close();
    await system.rooms.agreements.changeEndpoint(school, { url: inbox });
    expect(await arrived(plan)).toEqual([]);

    gateway = await startGatewayProcess(system.settings);
    const exchangeId = await settledExchange(plan);
    expect((await arrived(plan)).map(({ receipt }) => receipt)).toEqual(['VERIFIED']);
    expect(await findKinds(system.rooms, exchangeId ?? '')).toEqual(['DECISION', 'OUTCOME', 'NOTICE']);
    // Its sender, who never had an answer, asks again and learns how it ended.
    const again = asExchange(await system.region.peers.WMC.send(push(plan, sue, at)));
    expect(again.exchangeId).toBe(exchangeId);
    expect(onlyRecipient(again).delivery).toBe('DELIVERED');
    expect(await arrived(plan)).toHaveLength(1);
  });

  it('at any moment: nothing arrives that the ledger does not hold, and what was written down arrives', async () => {
    for (let round = 0; round < 3; round += 1) {
      gateway ??= await startGatewayProcess(system.settings);
      const plan = freshPlan();
      const answer = system.region.peers.WMC.send(push(plan, sue, at)).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, randomInt(400)));
      await gateway.kill();
      await answer;
      gateway = await startGatewayProcess(system.settings);
      const exchangeId = await settledExchange(plan);
      const deliveries = await arrived(plan);
      expect(deliveries.every(({ receipt }) => receipt === 'VERIFIED')).toBe(true);
      // Should the process die between the recipient's answer and its own note of it, the record comes again under the same id.
      expect(new Set(deliveries.map(({ headers }) => headers['assent-delivery-id'])).size).toBe(
        exchangeId === null ? 0 : 1,
      );
    }
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
  });
});
