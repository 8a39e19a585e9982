import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Gateway, composeGateway } from '../../src/compose.ts';
import { runningClock } from '../support/running-clock.ts';
import { asId } from '../../src/platform/index.ts';
import type { PolicyFile } from '../../src/policy/index.ts';
import { type TestConsole, sayWhy, startTestConsole } from '../support/console.ts';
import {
  asExchange,
  findDecision,
  freshPlan,
  onlyRecipient,
  planSentAt,
  push,
  sue,
} from '../support/exchanges.ts';
import { findFreePort } from '../support/gateway.ts';
import { draftWith, saveDraft, strictDraft } from '../support/policy-drafts.ts';
import type { Answer, Visitor } from '../support/portal.ts';

const clock = runningClock(new Date().toISOString());
const why: readonly [string, string] = ['why', 'Board of the partnership, 1 June 2026.'];

let system: TestConsole;
let officer: Visitor;
let replica: Gateway | undefined;

beforeAll(async () => {
  system = await startTestConsole(clock);
  officer = await system.signIn('wmc.records');
}, 180_000);
afterAll(async () => {
  await replica?.close();
  await system.stop();
});

/** Drafts a text and proposes that it shall decide. */
async function propose(files: readonly PolicyFile[]): Promise<Answer> {
  const draft = new URL((await saveDraft(officer, files)).url).pathname;
  await officer.open(`${draft}/proposal`);
  return officer.send([why]);
}

/** Approves what stands at an address. */
async function approve(staffId: string, path: string): Promise<Answer> {
  const visitor = await system.signIn(staffId);
  await visitor.open(path);
  return visitor.send([]);
}

function decidesHere(gateway: Gateway): string {
  const { bundle, version } = gateway.house.policy.version;
  return `${bundle} v${version}`;
}

/** Lets the moment come for which a text waits, and every gateway read of it. */
async function letMomentCome(...gateways: readonly Gateway[]): Promise<void> {
  const before = gateways.map(decidesHere);
  // Each reads the register every ten seconds; before the moment it changes nothing.
  await wait(11_000);
  expect(gateways.map(decidesHere)).toEqual(before);
  clock.moveTo(new Date(clock.now().getTime() + 121_000).toISOString());
}

async function countTurns(): Promise<number> {
  return (await system.system.rooms.policies.listTurns()).length;
}

/** What the ledger says of policies, the oldest first. */
async function policyEntries(): Promise<readonly object[]> {
  const { ledger } = system.system.rooms;
  const found = await ledger.findEntries({ kind: 'POLICY', limit: 200 });
  const entries = await ledger.findEntriesAt(found.map(({ index }) => index).toReversed());
  return entries.flatMap(({ parts }) => parts.flatMap((part) => (part.erased ? [] : [part.content])));
}

describe('a policy that shall decide', () => {
  it('is proposed only where nothing stands against it', async () => {
    const head = (from: string, to: string): readonly PolicyFile[] =>
      draftWith('', { change: (text) => text.replace(from, to) });
    for (const files of [head('version: 3', 'version: 1'), head('in-force', 'draft')]) {
      const answer = await propose(files);
      expect([answer.status, answer.text]).toEqual([
        422,
        expect.stringContaining('Something stands against it'),
      ]);
    }
    const looser = draftWith(`rows:
  - id: police-all
    title: The police read everything
    source: nobody
    for: { to: { type: [POLICE] }, purposes: [P01] }
    allow: rest
`);
    const draft = new URL((await saveDraft(officer, looser)).url).pathname;
    expect((await officer.open(`${draft}/proposal`)).status).toBe(404);
    expect(await countTurns()).toBe(1);
  }, 180_000);

  it('decides from one moment on, on every replica, once both sides have approved; and its decisions are replayed', async () => {
    const { rooms, config, log, gateway, region } = system.system;
    replica = await composeGateway(
      { ...config, console: null, portal: null, port: await findFreePort() },
      rooms,
      log,
    );
    const shown = await propose(strictDraft());
    for (const words of [
      'It waits for both sides',
      'Plans go to schools by hand until the autumn',
      'Denial, new',
      '+',
    ])
      expect(words === '+' || shown.text.includes(words)).toBe(true);
    const path = new URL(shown.url).pathname;
    expect((await approve('wmc.protection', path)).text).toContain('It waits for the other side');
    expect(await countTurns()).toBe(1);
    expect((await approve('wct.guardian', path)).text).toContain('it will decide from');
    expect(await countTurns()).toBe(2);
    await letMomentCome(gateway, replica);
    expect([gateway, replica].map(decidesHere)).toEqual(['LOCAL-1 v1', 'LOCAL-1 v1']);
    const sent = asExchange(await region.peers.WMC.send(push(freshPlan(), sue, { evaluateAt: planSentAt })));
    expect(sent.policyVersion).toBe('LOCAL-1 v1');
    expect(onlyRecipient(sent).outcome).not.toMatch(/^FORWARD/);
    const { entryId } = await findDecision(rooms, sent.exchangeId);
    await sayWhy(officer);
    expect((await officer.open(`/decisions/${entryId}`)).text).toContain(
      'give the same answer from the same facts',
    );
    const [proposed, one, two, inForce] = (await policyEntries()).slice(-4);
    expect(proposed).toMatchObject({ event: 'PROPOSED', kind: 'PUBLISH', reason: why[1], bundle: 'LOCAL-1' });
    expect([one, two]).toMatchObject([
      { event: 'APPROVED', by: { staffId: 'wmc.protection' }, side: 'LOCAL' },
      { event: 'APPROVED', by: { staffId: 'wct.guardian' }, side: 'HEALTH' },
    ]);
    expect(inForce).toMatchObject({ event: 'IN_FORCE', bundle: 'LOCAL-1', version: 1 });
    expect((await officer.open('/policies/history')).text).toContain('wct.guardian, ');
  }, 180_000);

  it('still decides in a gateway that begins afterwards', async () => {
    const { rooms, config, log } = system.system;
    await replica?.close();
    replica = await composeGateway(
      { ...config, console: null, portal: null, port: await findFreePort() },
      rooms,
      log,
    );
    expect(decidesHere(replica)).toBe('LOCAL-1 v1');
    expect(await countTurns()).toBe(2);
  }, 180_000);

  it('goes back to what decided before, also by two', async () => {
    const { gateway } = system.system;
    const page = await officer.open('/policies/history');
    const [, back = ''] = /href="(\/policies\/turns\/1\/proposal)"/.exec(page.text) ?? [];
    await officer.open(back);
    const path = new URL((await officer.send([why])).url).pathname;
    expect(officer.last.text).toContain('Back to BASE-1 v3');
    await approve('wct.guardian', path);
    expect(await countTurns()).toBe(2);
    await approve('wmc.risk', path);
    await letMomentCome(gateway);
    expect(decidesHere(gateway)).toBe('BASE-1 v3');
    const sent = await system.system.region.peers.WMC.send(
      push(freshPlan(), sue, { evaluateAt: planSentAt }),
    );
    expect(onlyRecipient(asExchange(sent)).outcome).toMatch(/^FORWARD/);
  }, 180_000);
});

describe('an approval', () => {
  it('is no one’s who proposed or wrote it, and no one’s in another role', async () => {
    const { agreements } = system.system.rooms;
    const path = new URL((await propose(strictDraft(3))).url).pathname;
    const council = await agreements.findOrganisation({ system: 'ods', value: 'Z9Z9A' });
    if (council === undefined) throw new Error('the council is registered');
    await officer.open('/policies/drafts/new');
    expect((await officer.send([], path)).status).toBe(404);
    const record = { staffId: 'wmc.records', activeFrom: '2020-01-01' };
    await agreements.recordStaff(council.organisationId, { ...record, roles: ['IG_OFFICER', 'DPO'] });
    await officer.open(path);
    const own = await officer.send([]);
    expect([own.status, own.text]).toEqual([422, expect.stringContaining('You wrote or proposed it')]);
    await agreements.recordStaff(council.organisationId, { ...record, roles: ['IG_OFFICER'] });
    // Two of one side are one side.
    await approve('wmc.risk', path);
    const again = await approve('wmc.guardian', path);
    expect([again.status, again.text]).toEqual([
      422,
      expect.stringContaining('Somebody of your side has approved'),
    ]);
    expect((await officer.open(path)).text).toContain('It waits for the other side');
  }, 180_000);

  it('has one effect, however two browsers race', async () => {
    const turns = await countTurns();
    const path = new URL((await propose(strictDraft(4))).url).pathname;
    const staff = ['wmc.guardian', 'wmc.protection', 'wmc.risk', 'wct.guardian', 'wct.guardian'];
    const visitors = await Promise.all(staff.map((staffId) => system.signIn(staffId)));
    await Promise.all(visitors.map((visitor) => visitor.open(path)));
    const answers = await Promise.all(visitors.map((visitor) => visitor.send([])));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 422, 422, 422]);
    expect(await countTurns()).toBe(turns + 1);
    const { rows } = await system.system.database.owner.query<{ count: string }>(
      `select count(*) from policy.proposal_approvals a where a.proposal_id = $1`,
      [path.split('/').at(-1)],
    );
    expect(rows[0]?.count).toBe('2');
    const named = (await policyEntries()).filter(
      (each) => 'proposal' in each && path.endsWith(String(each.proposal)),
    );
    expect(named.length).toBe(4);
  }, 180_000);

  it('counts for nothing once another text has begun, or after thirty days', async () => {
    const [first, second] = [
      new URL((await propose(strictDraft(5))).url).pathname,
      new URL((await propose(strictDraft(6))).url).pathname,
    ];
    for (const staffId of ['wmc.risk', 'wct.guardian']) await approve(staffId, first);
    expect((await approve('wmc.risk', second)).text).toContain('Another text has begun to decide');
    const late = new URL((await propose(strictDraft(7))).url).pathname;
    await system.system.rooms.publication.approve(late.split('/').at(-1) ?? '', {
      organisationId: system.system.region.organisations.WMC,
      organisationType: 'COUNCIL',
      staffId: asId<'Staff'>('wmc.risk'),
    });
    clock.moveTo(new Date(clock.now().getTime() + 31 * 86_400_000).toISOString());
    const outcome = await system.system.rooms.publication.approve(late.split('/').at(-1) ?? '', {
      organisationId: system.system.region.organisations.WCT,
      organisationType: 'NHS_TRUST',
      staffId: asId<'Staff'>('wct.guardian'),
    });
    expect(outcome).toBe('LAPSED');
    const { owner, gateway } = system.system.database;
    await expect(owner.query('delete from policy.proposal_approvals')).rejects.toThrow('refuse');
    await expect(gateway.query('insert into policy.turns (turn) values (99)')).rejects.toThrow(
      'permission denied',
    );
  }, 180_000);
});
