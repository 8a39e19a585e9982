import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { LedgerRollbackError, LedgerTamperError } from '../../src/ledger/index.ts';
import {
  asExchange,
  eventually,
  freshPlan,
  onlyRecipient,
  planSentAt,
  push,
  sue,
} from '../support/exchanges.ts';
import { type TestGateway, readFigure, readPublic, startTestGateway } from '../support/gateway.ts';

let system: TestGateway;
const at = { evaluateAt: planSentAt };

beforeAll(async () => {
  system = await startTestGateway();
});
afterAll(() => system.stop());

describe('a ledger that cannot vouch for what it holds', () => {
  it.each([
    ['went back', new LedgerRollbackError('went back')],
    ['was altered', new LedgerTamperError('was altered')],
  ])('and %s: the sender is told to come back, and nothing leaves', async (_how, fault) => {
    const spy = jest.spyOn(system.rooms.ledger, 'prepare').mockRejectedValueOnce(fault);
    const before = (await system.region.peers.FPS.received()).length;
    const answer = await system.region.peers.WMC.send(push(freshPlan(), sue, at));
    spy.mockRestore();
    expect(answer).toMatchObject({ status: 503, body: { code: 'ledger-unavailable' } });
    expect((await system.region.peers.FPS.received()).length).toBe(before);
    // The same, once it can.
    const sent = asExchange(await system.region.peers.WMC.send(push(freshPlan(), sue, at)));
    expect(onlyRecipient(sent).delivery).toBe('DELIVERED');
  });

  it('shows no checkpoint: 503, not a fault of ours', async () => {
    const spy = jest
      .spyOn(system.rooms.ledger, 'findResource')
      .mockRejectedValue(new LedgerRollbackError('went back'));
    const { status, text } = await readPublic(system, '/ledger/checkpoint');
    spy.mockRestore();
    expect(status).toBe(503);
    expect(text).not.toContain('went back');
  });
});

describe('the figures', () => {
  it('tell the size of the ledger, the age of its checkpoint, and what waits', async () => {
    await system.region.peers.FPS.answerWith(503);
    const sent = asExchange(await system.region.peers.WMC.send(push(freshPlan(), sue, at)));
    expect(onlyRecipient(sent).delivery).toBe('QUEUED');
    await eventually(
      async () => ((await readFigure(system, 'assent_deliveries_waiting')) === 1 ? true : undefined),
      'one delivery waits',
    );
    const { rows } = await system.database.owner.query<{ size: string }>(
      'select count(*)::text as size from ledger.entries',
    );
    await eventually(
      async () =>
        (await readFigure(system, 'assent_ledger_entries')) === Number(rows[0]?.size) ? true : undefined,
      'the entries are counted',
    );
    expect(await readFigure(system, 'assent_checkpoint_age_seconds')).toBeLessThan(30);
    await system.region.peers.FPS.answerWith(200);
  });
});
