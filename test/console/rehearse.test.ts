import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listDecisions } from '../../src/exchange/rehearse/list-decisions.ts';
import { rehearseDecision } from '../../src/exchange/record/rehearse-decision.ts';
import { asId } from '../../src/platform/index.ts';
import type { CompiledPolicy, PolicyFile } from '../../src/policy/index.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import { type TestConsole, sayWhy, startTestConsole } from '../support/console.ts';
import { asExchange, findDecision, freshPlan, planSentAt, push, sue } from '../support/exchanges.ts';
import { draftWith, localDraft, saveDraft, strictDraft } from '../support/policy-drafts.ts';
import type { Answer, Visitor } from '../support/portal.ts';

const silentPart = 'mothers-health';

let system: TestConsole;
let officer: Visitor;
let decision: Awaited<ReturnType<typeof findDecision>>;

beforeAll(async () => {
  system = await startTestConsole();
  officer = await system.signIn('wmc.records');
  const sent = await system.system.region.peers.WMC.send(push(freshPlan(), sue, { evaluateAt: planSentAt }));
  decision = await findDecision(system.system.rooms, asExchange(sent).exchangeId);
}, 180_000);
afterAll(async () => {
  await system.stop();
});

/** The address of the draft that was saved last. */
function draftPath({ url }: Answer): string {
  return new URL(url).pathname;
}

/** Tries a draft and waits until it came to an end. */
async function rehearse(path: string, days = '30'): Promise<Answer> {
  await officer.open(`${path}/rehearsals`);
  const begun = await officer.send([
    ['days', days],
    ['why', 'Board of the partnership, 1 June 2026.'],
  ]);
  let now = begun;
  while (/It waits for its turn|It is under way/.test(now.text)) {
    await wait(200);
    now = await officer.open(new URL(begun.url).pathname);
  }
  return now;
}

describe('a draft of a policy', () => {
  it('is kept with who and when, and tells what the check and its cases found', async () => {
    const { status, text } = await saveDraft(officer, strictDraft());
    expect(status).toBe(200);
    for (const words of [
      'Draft LOCAL-1 v1',
      'Edition 1, saved by wmc.records',
      'It is whole',
      '1 cases were asked',
    ])
      expect(text).toContain(words);
    expect((await officer.open('/policies')).text).toContain('Draft');
  });

  it('says file, line and rule where something is wrong, in plain words', async () => {
    const { text } = await saveDraft(officer, draftWith('rows:\n  - { id: x, colour: pink }\n'));
    expect(text).toContain('rules.yaml:2');
    expect(text).toContain('Something is missing, has another form, or is not known');
    expect(text).not.toContain('Try it on decisions');
  });

  it('is refused at its field where a file is none, and keeps what was written', async () => {
    const files: readonly PolicyFile[] = [...localDraft, { name: '../x.yaml', text: 'a: 1' }];
    const { status, text } = await saveDraft(officer, files);
    expect(status).toBe(422);
    expect(text).toContain('href="#name-2"');
    expect(text).toContain('value="../x.yaml"');
    expect(text).toContain('Board of the partnership');
  });

  it('is never changed: whoever saves makes the next edition, and of two who begin with one the second is told', async () => {
    const path = draftPath(await saveDraft(officer, localDraft));
    expect((await saveDraft(officer, strictDraft(), path)).text).toContain('Edition 2, saved by');
    const late = await officer.send(
      [
        ['edition', '1'],
        ['name', 'bundle.yaml'],
        ['text', 'a: 1'],
      ],
      path,
    );
    expect([late.status, late.text]).toEqual([422, expect.stringContaining('Somebody else has saved')]);
    const earlier = await officer.open(`${path}?edition=1`);
    expect(earlier.text).toContain('Edition 1, saved by');
    const { owner, gateway } = system.system.database;
    await expect(owner.query('update policy.drafts set staff_id = $1', ['x'])).rejects.toThrow('refuse');
    await expect(owner.query('delete from policy.drafts')).rejects.toThrow('refuse');
    await expect(
      gateway.query('insert into policy.drafts (draft_id) values (gen_random_uuid())'),
    ).rejects.toThrow('permission denied');
  });

  it('is its organisation’s alone, and is written by its information-governance officers alone', async () => {
    const path = draftPath(await saveDraft(officer, localDraft));
    const stranger = await system.signIn('fps.records');
    expect((await stranger.open(path)).status).toBe(404);
    expect((await stranger.open('/policies')).text).not.toContain(path);
    await stranger.open('/policies/drafts/new');
    expect(
      (
        await stranger.send(
          [
            ['edition', '1'],
            ['name', 'bundle.yaml'],
            ['text', 'a: 1'],
          ],
          path,
        )
      ).status,
    ).toBe(404);
    for (const staffId of ['wmc.guardian', 'wmc.protection', 'wmc.risk']) {
      const reader = await system.signIn(staffId);
      expect((await reader.open(path)).status).toBe(200);
      expect(reader.last.text).not.toContain('Save and check');
      expect(
        (
          await reader.send(
            [
              ['edition', '1'],
              ['name', 'bundle.yaml'],
              ['text', 'a: 1'],
            ],
            path,
          )
        ).status,
      ).toBe(404);
      expect((await reader.open('/policies/drafts/new')).status).toBe(404);
    }
  });
});

describe('a draft that is tried', () => {
  it('tells which decisions would come out otherwise, grouped and counted, down to single ones', async () => {
    const path = draftPath(await saveDraft(officer, strictDraft()));
    const { text, url } = await rehearse(path);
    expect(text).toContain('It is done.');
    expect(text).toMatch(/[1-9]\d* decisions were decided again\. Of [1-9]\d* something/);
    expect(text).toMatch(/Let go<\/td>\s*<td[^>]*>Not let go<\/td>\s*<td[^>]*>School/);
    const [, group = ''] = /href="([^"]+group=0)"/.exec(text) ?? [];
    const cases = await officer.open(group.replaceAll('&amp;', '&'));
    expect(cases.text).toContain(`/decisions/${decision.entryId}`);
    expect((await officer.open(`/decisions/${decision.entryId}`)).text).toContain('One decision');
    expect((await officer.open(`${new URL(url).pathname}?group=999`)).status).toBe(404);
  });

  it('tells of nothing where the draft changes nothing', async () => {
    const { text } = await rehearse(draftPath(await saveDraft(officer, localDraft)));
    expect(text).toContain('Nothing would come out otherwise.');
    expect(text).toContain('Of 0 something would come out otherwise; of 0 the same');
  });

  it('is read by whoever says why, and that is written down', async () => {
    const { ledger } = system.system.rooms;
    const { url } = await rehearse(draftPath(await saveDraft(officer, strictDraft())));
    const path = new URL(url).pathname;
    const dpo = await system.signIn('wmc.protection');
    expect((await dpo.open(path)).text).toContain('Why do you look?');
    expect(
      (
        await dpo.send([
          ['step', 'why'],
          ['why', 'short'],
        ])
      ).status,
    ).toBe(422);
    const before = await ledger.findEntries({ kind: 'LOOK', limit: 1 });
    expect(
      (
        await dpo.send([
          ['step', 'why'],
          ['why', 'The board asks what it comes to.'],
        ])
      ).text,
    ).toContain('It is done.');
    const [look] = await ledger.findEntries({ kind: 'LOOK', limit: 1 });
    expect(look?.entryId).not.toBe(before[0]?.entryId);
    const [part] = (look && (await ledger.readEntry(look.entryId)))?.parts ?? [];
    expect(part).toMatchObject({
      content: {
        at: 'CONSOLE_REHEARSAL',
        why: 'The board asks what it comes to.',
        seen: 'GROUPS',
        staff: 'wmc.protection',
      },
    });
  });

  it('is its organisation’s alone, and its guardian’s as to silent parts', async () => {
    const { url } = await rehearse(draftPath(await saveDraft(officer, strictDraft())));
    const path = new URL(url).pathname;
    expect(officer.last.text).not.toContain('Silent parts');
    expect((await (await system.signIn('fps.records')).open(path)).status).toBe(404);
    const guardian = await system.signIn('wmc.guardian');
    await sayWhy(guardian);
    expect((await guardian.open(path)).text).toContain('Silent parts, for the Caldicott guardian alone');
    // Nobody else is shown that half by asking for it.
    const asked = await officer.open(`${path}?half=silent`);
    expect([asked.status, asked.text.includes('Silent parts')]).toEqual([200, false]);
  });

  it('is stopped by whoever may begin it, and one is under way at a time', async () => {
    const { rooms } = system.system;
    const path = draftPath(await saveDraft(officer, strictDraft()));
    const { pathname } = new URL(path, system.origin);
    const draftId = pathname.split('/').at(-1) ?? '';
    const council = await rooms.agreements.findOrganisation({ system: 'ods', value: 'Z9Z9A' });
    if (council === undefined) throw new Error('the council is registered');
    // Nobody works on it: its job is taken away.
    const asked = {
      draftId,
      edition: 1,
      organisationId: council.organisationId,
      staffId: asId<'Staff'>('wmc.records'),
      days: 1,
    };
    const begun = await rooms.rehearsals.begin(asked);
    if (!begun.ok) throw new Error(begun.refusal);
    expect(await rooms.rehearsals.begin(asked)).toMatchObject({ ok: false, refusal: 'UNDER_WAY' });
    await rooms.rehearsals.stop(begun.value);
    let state = 'WAITING';
    while (!['STOPPED', 'DONE'].includes(state)) {
      await wait(100);
      state = (await rooms.rehearsals.find(begun.value))?.state ?? '';
    }
    expect((await rooms.rehearsals.begin(asked)).ok).toBe(true);
  });
});

describe('a decision that is tried', () => {
  const present = loadPolicy('policies', 'BASE-1');
  /** Lets everything go. */
  const open: CompiledPolicy = {
    ...present,
    version: { ...present.version, hash: 'f'.repeat(64) },
    decideSegment: () => ({
      outcome: 'FORWARD',
      cell: 'ALLOWED',
      row: null,
      rule: 'all',
      reasons: ['PERMIT_CONSENT'],
    }),
  };

  it('tells of a silent part in no half but its own', () => {
    const rehearsed = rehearseDecision(decision, open, present);
    if (!rehearsed.ok) throw new Error(rehearsed.refusal);
    const whole = decision.parts.flatMap((part) => (part.erased ? [] : [part.content]));
    expect(JSON.stringify(whole)).toContain(silentPart);
    expect(rehearsed.value.silent.length).toBeGreaterThan(0);
    const kinds = (changes: typeof rehearsed.value.open): readonly string[] =>
      changes.map(({ category }) => category ?? '');
    for (const kind of kinds(rehearsed.value.silent)) expect(kinds(rehearsed.value.open)).not.toContain(kind);
  });

  it('says nothing under the policy that decided', () => {
    expect(rehearseDecision(decision, present, present)).toMatchObject({
      ok: true,
      value: { open: [], silent: [], hasOtherReasons: false },
    });
  });

  it('is one in which the organisation took part, and of the days that were asked for', async () => {
    const { ledger, agreements } = system.system.rooms;
    const at = async (since: Date, value: string): Promise<readonly bigint[]> => {
      const named = await agreements.findOrganisation({ system: 'ods', value });
      return named === undefined ? [] : listDecisions(ledger, named.organisationId, since, 1000);
    };
    const long = new Date('2020-01-01T00:00:00Z');
    expect(await at(long, 'Z9Z9A')).toContain(decision.index);
    expect(await at(new Date('2090-01-01T00:00:00Z'), 'Z9Z9A')).not.toContain(decision.index);
    const found = await ledger.findEntriesAt([decision.index, 999_999n]);
    expect(found.map(({ entryId }) => entryId)).toEqual([decision.entryId]);
  });
});
