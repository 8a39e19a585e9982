import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { followChange } from '../../src/exchange/consent-event/follow-change.ts';
import type { ChoiceAnswer } from '../../src/exchange/index.ts';
import { asId } from '../../src/platform/index.ts';
import { registerRecipient } from '../fault/register-recipient.ts';
import { type StartedRecipient, startRecipient } from '../fault/start-recipient.ts';
import { officer, readCases, registerStaff } from '../support/cases.ts';
import {
  eventually,
  findEntries,
  freshPlan,
  planSentAt,
  push,
  sue,
  takeBack,
  wendysChoice,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { onNotice } from '../support/on-notice.ts';
import { quickTiming } from '../support/quick-timing.ts';
import { findKnown, findToldTo } from '../support/scenario-reading.ts';
import { type Replica, endReplicas, startReplica } from '../support/start-replica.ts';

/* A recipient that never looks at the time takes whatever comes (docs/domain/rulings 12, docs/decisions/0010). */
let system: TestGateway;
let careless: StartedRecipient;
let urn: string;
const replicas: Replica[] = [];

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
  const { authorityFile, systems } = system.region.prepared;
  careless = await startRecipient({
    fault: 'good',
    certificateFile: systems.FPS.serverCertificateFile,
    authorityFile,
    forSeconds: 0,
  });
  ({ urn } = await registerRecipient(system, 0, careless.port));
  await registerStaff(system, 'WMC', [officer]);
});

afterEach(() => endReplicas(replicas));

afterAll(async () => {
  careless.stop();
  await system.stop();
});

async function choose(): Promise<string> {
  const choice = wendysChoice({ recipients: { organisations: [{ system: 'urn', value: urn }] } });
  const answer = await system.region.peers.WMC.send({
    method: 'POST',
    path: '/v1/consents',
    body: await onNotice(system.rooms, choice),
    practitioner: sue,
    idempotencyKey: randomUUID(),
  });
  expect(answer.status).toBe(201);
  return (answer.body as ChoiceAnswer).consentId;
}

interface Late {
  readonly exchangeId: string;
  readonly messageId: string;
}

/** Sends a plan through a replica that stands still with the body in its hand, does something, and lets it go on. */
async function sendLate(meanwhile: (messageId: string) => Promise<void>): Promise<Late> {
  const replica = await startReplica(system, 'WMC', { at: 'before dispatch', with: 'SIGSTOP' });
  replicas.push(replica);
  const plan = freshPlan({
    recipients: [{ organisation: { system: 'urn', value: urn }, role: 'SENCO' }],
  });
  const answer = replica.partner.send(push(plan, sue, { evaluateAt: planSentAt })).catch(() => undefined);
  await eventually(
    async () => ((await replica.process.isStopped()) ? true : undefined),
    'the replica stands still',
  );
  await meanwhile(plan.messageId);
  replica.process.resume();
  await answer;
  await eventually(
    async () => ((await stateOf(plan.messageId)) === 'DELIVERED' ? true : undefined),
    'it arrived',
  );
  const { rows } = await system.database.owner.query<{ id: string }>(
    'select exchange_id as id from exchange.exchanges where message_id = $1',
    [plan.messageId],
  );
  return { exchangeId: rows[0]?.id ?? '', messageId: plan.messageId };
}

async function stateOf(messageId: string): Promise<string | undefined> {
  const { rows } = await system.database.owner.query<{ state: string }>(
    `select d.state from exchange.deliveries d join exchange.exchanges e using (exchange_id) where e.message_id = $1`,
    [messageId],
  );
  return rows[0]?.state;
}

function waitUntil(messageId: string, state: string): Promise<true> {
  return eventually(
    async () => ((await stateOf(messageId)) === state ? true : undefined),
    `the delivery is ${state}`,
  );
}

/** The parts of an exchange's entries that can be read, with the kind of their entry. */
async function partsOf({ exchangeId }: Late): Promise<readonly (readonly [string, object])[]> {
  return (await findEntries(system.rooms, exchangeId)).flatMap(({ kind, parts }) =>
    parts.flatMap((part) => (part.erased ? [] : [[kind, part.content] as const])),
  );
}

const lateCases = (): ReturnType<typeof readCases> => readCases(system, 'TAKEN_TOO_LATE');
const toldWendy = async (): Promise<readonly string[]> =>
  (await findToldTo(system, await findKnown(system, 'wendy'), 'CONSENT_CHANGED')).filter((text) =>
    text.includes('came too late'),
  );

describe('a body that is taken after its time', () => {
  it('harms nobody while the choice stands: another replica has brought it by then, and nobody is troubled', async () => {
    await choose();
    const late = await sendLate((messageId) => waitUntil(messageId, 'DELIVERED').then(() => undefined));
    expect(await lateCases()).toEqual([]);
    expect(await toldWendy()).toEqual([]);
    expect(JSON.stringify(await partsOf(late))).not.toContain('assent.case/1');
  });

  it('and after its choice was taken back is looked at by an officer, told to the family, and told to its recipient', async () => {
    const consentId = await choose();
    const late = await sendLate(async (messageId) => {
      // Nobody asks that earlier recipients be told.
      const answer = await system.region.peers.WMC.send(takeBack(consentId, { notifyPrior: false }));
      expect(answer.status).toBe(200);
      await waitUntil(messageId, 'CANCELLED');
      // Looked at again once it is final, all that follows from it has been done.
      await eventually(async () => {
        await followChange(system.gateway.house, asId<'Consent'>(consentId));
        const { rows } = await system.database.owner.query(
          'select 1 from exchange.withdrawals w where w.consent_id = $1 and w.followed_at is not null',
          [consentId],
        );
        return rows.length > 0 ? true : undefined;
      }, 'the withdrawal is final and followed');
    });
    // An officer of the council whose information it was; not silence, and not the recipient's.
    const [found, ...more] = await lateCases();
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      kind: 'TAKEN_TOO_LATE',
      state: 'OPEN',
      occurrences: [
        { exchangeId: late.exchangeId, details: { choices: [{ consentId, nowStatus: 'withdrawn' }] } },
      ],
    });
    expect(await readCases(system, 'TAKEN_TOO_LATE', { by: 'FPS', as: officer }).catch(() => [])).toEqual([]);
    // Whoever took it back reads that it arrived all the same.
    expect(await toldWendy()).toEqual([expect.stringContaining('Fault School 0')]);
    // The ledger has both ends of the delivery, that it was taken too late, and what Wendy was told.
    const outcomes = (await partsOf(late))
      .filter(([kind]) => kind === 'OUTCOME')
      .map(([, content]) => content);
    expect(outcomes).toEqual([
      expect.objectContaining({ outcome: 'CANCELLED' }),
      expect.objectContaining({ outcome: 'DELIVERED', takenLate: true }),
    ]);
    const { rows } = await system.database.owner.query(
      "select 1 from ledger.entries e where e.kind = 'CASE'",
    );
    expect(rows).toHaveLength(1);
    // The recipient is told not to rely on it, unasked.
    await eventually(async () => {
      const { rows: told } = await system.database.owner.query(
        `select 1 from exchange.exchanges e join exchange.deliveries d using (exchange_id)
          where e.kind = 'EVENT' and e.message_type = 'M18' and d.state = 'DELIVERED'`,
      );
      return told.length === 1 ? true : undefined;
    }, 'the recipient was told');
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
  });
});
