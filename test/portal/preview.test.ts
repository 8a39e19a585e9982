import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PersonKey } from '../../src/region/westmarch.ts';
import { asExchange, freshPlan, planSentAt, push, sue } from '../support/exchanges.ts';
import { type TestPortal, type Visitor, startTestPortal } from '../support/portal.ts';
import { readPage as read } from '../support/read-page.ts';

let portal: TestPortal;

beforeAll(async () => {
  portal = await startTestPortal();
});
afterAll(async () => {
  await portal.stop();
});

interface Reader {
  readonly visitor: Visitor;
  readonly pages: string;
}

async function visit(person: PersonKey, place = 0): Promise<Reader> {
  const visitor = portal.visitor();
  const { text } = await visitor.signIn(person);
  const found = [...text.matchAll(/href="(\/people\/[^/]+)\/choices"/g)];
  return { visitor, pages: found[place]?.[1] ?? '' };
}

const school = 'Fernbeck Primary School';

async function findSchool({ visitor, pages }: Reader): Promise<string> {
  const { text } = await visitor.open(`${pages}/preview`);
  return new RegExp(`<option value="([^"]+)"[^>]*>${school}`).exec(text)?.[1] ?? '';
}

/** What a preview says of each kind of thing, by the headings under which it stands. */
async function preview(reader: Reader, role: string, purpose = 'P02'): Promise<Map<string, string>> {
  const organisation = await findSchool(reader);
  const query = new URLSearchParams({ organisation, role, purpose }).toString();
  const { text } = await reader.visitor.open(`${reader.pages}/preview?${query}`);
  const sights = [...text.matchAll(/id="sight-([A-Z]+)">[\s\S]*?<\/section>/g)];
  return new Map(
    sights.flatMap(([section, sight = '']) =>
      [...section.matchAll(/<li>([^<]+)<\/li>/g)].map(([, kind = '']): [string, string] => [kind, sight]),
    ),
  );
}

/** Answers the questions of a choice up to its check page. */
async function draft(
  { visitor, pages }: Reader,
  what: readonly (readonly [string, string])[],
  role = '',
): Promise<void> {
  const who = await visitor.open(`${pages}/choose/who`);
  const [, organisation = ''] =
    new RegExp(`value="([0-9a-f-]{36})"[^>]*>\\s*<label[^>]*>\\s*${school}`).exec(who.text) ?? [];
  await visitor.send([['organisation', organisation]]);
  await visitor.send([
    ['purpose', 'P02'],
    ['role', role],
  ]);
  await visitor.send(what);
  await visitor.send([['until', 'open']]);
  expect(visitor.last.text).toContain('name="shown"');
}

const behaviour = 'how things go in class and in the playground';
const feelings = 'how you feel and the help you get with feelings';

describe('who would see this', () => {
  it('goes by the policy for one person at one place, and by the answer that is being made', async () => {
    const wendy = await visit('wendy', 1);
    const [before, otherwise] = [await preview(wendy, 'SENCO'), await preview(wendy, 'SENCO', 'P06')];
    expect(['SEES', 'NEEDED']).toContain(before.get(behaviour));
    expect([...before.values()]).toContain('NOT');
    await draft(wendy, [['kind-BEH', 'no']]);
    const after = await preview(wendy, 'SENCO');
    expect(after.get(behaviour)).not.toBe(before.get(behaviour));
    expect(new Set(after.keys())).toEqual(new Set(before.keys()));
    // For another reason it is as it was: a no for one reason is none for another.
    expect(await preview(wendy, 'SENCO', 'P06')).toEqual(otherwise);
    // Nothing was stored.
    expect(read(await wendy.visitor.open(`${wendy.pages}/choices`))).not.toContain(behaviour);
  });

  it('names one of those who work there in a choice, and nobody else there', async () => {
    const mother = await visit('leosMother', 1);
    const before = [await preview(mother, 'SENCO'), await preview(mother, 'CLASS_STAFF')];
    await draft(mother, [['kind-BEH', 'no']], 'SENCO');
    expect(read(mother.visitor.last)).toContain('the teacher in charge of extra help');
    const [, shown = ''] = /name="shown" value="([^"]+)"/.exec(mother.visitor.last.text) ?? [];
    await mother.visitor.send([['shown', shown]]);
    expect(read(mother.visitor.last)).toContain('the teacher in charge of extra help');
    expect((await preview(mother, 'SENCO')).get(behaviour)).not.toBe(before[0]?.get(behaviour));
    expect((await preview(mother, 'CLASS_STAFF')).get(behaviour)).toBe(before[1]?.get(behaviour));
  });

  it('never shows what another parent chose', async () => {
    const anna = await visit('anna', 1);
    const piotr = await visit('piotr', 1);
    const before = await preview(anna, 'SENCO');
    await draft(piotr, [['group-1', 'no']]);
    const [, shown = ''] = /name="shown" value="([^"]+)"/.exec(piotr.visitor.last.text) ?? [];
    await piotr.visitor.send([['shown', shown]]);
    expect(piotr.visitor.last.url).toContain('/choices/');
    expect(await preview(anna, 'SENCO')).toEqual(before);
    expect(await preview(piotr, 'SENCO')).not.toEqual(before);
  });

  it('shows a parent nothing of what a child of 13 keeps private, and the child their own', async () => {
    const grace = await preview(await visit('grace', 1), 'SENCO');
    expect(grace.size).toBeGreaterThan(5);
    expect(grace.has(feelings)).toBe(false);
    const josh = await preview(await visit('josh'), 'SENCO');
    expect(josh.has(feelings)).toBe(true);
  });

  it('is the same whatever is written, kept back or silent', async () => {
    const reader = await visit('wendy', 1);
    const before = await preview(reader, 'CLASS_STAFF');
    const plan = freshPlan();
    asExchange(await portal.system.region.peers.WMC.send(push(plan, sue, { evaluateAt: planSentAt })));
    expect(await preview(reader, 'CLASS_STAFF')).toEqual(before);
  });

  it('is not there for a parent whose child decides, nor for anybody else’s child', async () => {
    const karen = await visit('karen', 1);
    const page = await karen.visitor.open(`${karen.pages}/preview`);
    expect(read(page)).toContain('Josh decides this now');
    expect(page.text).not.toContain('name="organisation"');
    const wendy = await visit('wendy', 1);
    expect((await karen.visitor.ask(`${wendy.pages}/preview`)).status).toBe(404);
  });
});
