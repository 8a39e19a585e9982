import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { replayOpenHalf } from '../../src/exchange/index.ts';
import type { PersonId } from '../../src/platform/index.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import { entryOutcomes } from '../../src/vocabulary/index.ts';
import { people } from '../../src/region/westmarch.ts';
import { authorityRuleNames } from '../../src/families/authority-facts.ts';
import { loadCatalogues } from '../../src/pages/catalogues.ts';
import { type TestConsole, sayWhy, startTestConsole } from '../support/console.ts';
import {
  asExchange,
  findDecision,
  findPerson,
  freshPlan,
  planSentAt,
  push,
  sue,
} from '../support/exchanges.ts';
import type { Answer } from '../support/portal.ts';

const silentPart = 'mothers-health';

let system: TestConsole;
let decision: Awaited<ReturnType<typeof findDecision>>;
let withoutSilent: string;
let jackie: PersonId;

beforeAll(async () => {
  system = await startTestConsole();
  const { rooms, region } = system.system;
  const send = async (plan: ReturnType<typeof freshPlan>): Promise<string> =>
    asExchange(await region.peers.WMC.send(push(plan, sue, { evaluateAt: planSentAt }))).exchangeId;
  decision = await findDecision(rooms, await send(freshPlan()));
  const plan = freshPlan();
  const open = { ...plan, segments: plan.segments.filter(({ segmentId }) => segmentId !== silentPart) };
  withoutSilent = (await findDecision(rooms, await send(open))).entryId;
  const { nhsNumber, birthDate, familyName, givenName } = people.jackie;
  jackie = await findPerson(rooms, nhsNumber, birthDate, familyName, givenName);
}, 180_000);
afterAll(async () => {
  await system.stop();
});

async function openAs(staffId: string, entryId: string = decision.entryId): Promise<Answer> {
  const visitor = await system.signIn(staffId);
  await sayWhy(visitor, 'Our reference 2028/114.');
  return visitor.open(`/decisions/${entryId}`);
}

describe('one decision', () => {
  it('is told as a story: the answer first, then why, the law, who could decide, and what came of it', async () => {
    const { status, text } = await openAs('wmc.records');
    expect(status).toBe(200);
    const story = [
      'A part of it was let go',
      'What was asked',
      'sue.williams as SW',
      'Part by part',
      'What was let go',
      'PERMIT_CONSENT',
      'What was not let go',
      'The law, in five layers',
      'Children Act',
      'UK GDPR Art.',
      'Who could decide on that day',
      'Whoever holds parental responsibility decides.',
      'The choices that counted',
      'The words that were shown or read out',
      'What had to be done then',
      'The family is told what was shared',
      'What came of it',
      'was checked just now and holds',
      'give the same answer from the same facts',
    ];
    let place = 0;
    for (const words of story) {
      const next = text.indexOf(words, place);
      expect([words, next >= place]).toEqual([words, true]);
      place = next;
    }
  });

  it('is told to the other side as well, and to nobody else; what is not there looks the same', async () => {
    expect((await openAs('fps.records')).status).toBe(200);
    const stranger = await openAs('wct.guardian');
    const nothing = await openAs('wct.guardian', randomUUID());
    const tell = (text: string): string =>
      text.replaceAll(/nonce="[^"]+"/g, '').replaceAll(/name="_csrf" value="[^"]+"/g, '');
    expect([stranger.status, nothing.status]).toEqual([404, 404]);
    expect(tell(stranger.text)).toBe(tell(nothing.text));
    expect((await openAs('wmc.records', 'constructor')).status).toBe(404);
    // An entry of another kind is no decision.
    const [look] = await system.system.rooms.ledger.findEntries({ kind: 'LOOK', limit: 1 });
    expect((await openAs('wmc.records', look?.entryId)).status).toBe(404);
  });

  it('is opened by nobody who has not said why', async () => {
    const visitor = await system.signIn('wmc.records');
    const answer = await visitor.ask(`/decisions/${decision.entryId}`);
    expect([answer.status, String(answer.headers['location'])]).toEqual([303, '/search']);
  });
});

describe('a silent part', () => {
  const same = (text: string): string =>
    text.replaceAll(/nonce="[^"]+"|[0-9a-f-]{36}|at place \d+/g, '').replaceAll(/\d\d:\d\d/g, '');

  it('is shown to the Caldicott guardian of the source', async () => {
    const { text } = await openAs('wmc.guardian');
    expect(text).toContain(silentPart);
    expect(text).toContain('Silent: the other side was not to notice');
    expect(text).toContain('give the same answer from the same facts');
  });

  it('is as if it had never been for every other officer, and for the guardian of the other side', async () => {
    const { agreements } = system.system.rooms;
    for (const staffId of ['wmc.records', 'wmc.protection', 'fps.records']) {
      const { text } = await openAs(staffId);
      expect(text).not.toContain(silentPart);
      expect(same(text)).toBe(same((await openAs(staffId, withoutSilent)).text));
    }
    const school = await agreements.findOrganisation({ system: 'urn', value: '999001' });
    if (school === undefined) throw new Error('the school is not registered');
    const record = { staffId: 'fps.records', activeFrom: '2020-01-01' };
    await agreements.recordStaff(school.organisationId, { ...record, roles: ['CALDICOTT'] });
    expect((await openAs('fps.records')).text).not.toContain(silentPart);
    await agreements.recordStaff(school.organisationId, { ...record, roles: ['IG_OFFICER'] });
  });

  it('does not show in what another policy would have said', () => {
    const replayed = replayOpenHalf(decision, loadPolicy('policies', 'BASE-1', 1));
    if (!replayed.ok) throw new Error(replayed.refusal);
    expect(JSON.stringify(replayed.value)).not.toContain(silentPart);
  });
});

describe('reading a decision', () => {
  it('is written down, with why, for everybody of whom something was shown', async () => {
    const { ledger } = system.system.rooms;
    const countLooks = async (person: PersonId): Promise<number> => {
      const found = await ledger.findEntries({ kind: 'LOOK', dataSubject: person, limit: 100 });
      const entries = await Promise.all(found.map(({ index }) => ledger.findEntryAt(index)));
      return entries
        .flatMap((entry) => (entry?.parts ?? []).flatMap((part) => (part.erased ? [] : [part.content])))
        .filter(({ at, why, seen }) =>
          [at, why, JSON.stringify(seen)].every((each, place) => each === wanted[place]),
        ).length;
    };
    const wanted = ['CONSOLE_DECISION', 'Our reference 2028/115.', JSON.stringify([Number(decision.index)])];
    const shown = decision.parts.flatMap((part) => (part.erased || part.silent ? [] : part.about));
    const officer = await system.signIn('wmc.records');
    await sayWhy(officer, 'Our reference 2028/115.');
    for (const person of new Set(shown)) expect(await countLooks(person)).toBe(0);
    await officer.open(`/decisions/${decision.entryId}`);
    expect(shown).toContain(jackie);
    for (const person of new Set(shown)) expect(await countLooks(person)).toBe(1);
  });
});

describe('the words of an explanation', () => {
  it('are there for every rule of authority, and for whatever can come of a decision', () => {
    const folders = ['pages', 'console'].map(
      (room) => new URL(`../../src/${room}/catalogues/`, import.meta.url),
    );
    const t = loadCatalogues(folders, ['en']).translate('en');
    for (const rule of authorityRuleNames) expect(t(`explain.authority.rule.${rule}`)).not.toBe('');
    for (const outcome of entryOutcomes) expect(t(`explain.after.what.${outcome}`)).not.toBe('');
  });
});
