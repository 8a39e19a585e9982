import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessTable } from '../../src/console/access-table.ts';
import { type ConsoleRole, consoleRoles, toConsoleRoles } from '../../src/console/console-roles.ts';
import { type OrganisationId, asId } from '../../src/platform/index.ts';
import { compileAccess } from '../../src/policy/index.ts';
import { roles } from '../../src/vocabulary/index.ts';
import { type TestConsole, sayWhy, searchFor, startTestConsole } from '../support/console.ts';
import { localDraft, saveDraft } from '../support/policy-drafts.ts';
import { asExchange, findDecision, freshPlan, planSentAt, push, sue } from '../support/exchanges.ts';
import type { Answer, Visitor } from '../support/portal.ts';

let system: TestConsole;
let council: OrganisationId;
const visitors = new Map<ConsoleRole, Visitor>();
let question = '';
/** What stands in the addresses of pages about one thing. */
const named: Record<string, string> = {};

/** Somebody of the region's council for each role. */
const somebody: Readonly<Record<ConsoleRole, string>> = {
  IG_OFFICER: 'wmc.records',
  CALDICOTT: 'wmc.guardian',
  DPO: 'wmc.protection',
  SIRO: 'wmc.risk',
  LEAD_PRACTITIONER: 'sue.williams',
  PRACTITIONER: 'ehc.coordinator',
  ADMINISTRATOR: 'wmc.systems',
};

beforeAll(async () => {
  system = await startTestConsole();
  const found = await system.system.rooms.agreements.findOrganisation({ system: 'ods', value: 'Z9Z9A' });
  if (found === undefined) throw new Error('the council is not registered');
  council = found.organisationId;
  for (const role of consoleRoles) visitors.set(role, await system.signIn(somebody[role]));
  const sent = await system.system.region.peers.WMC.send(push(freshPlan(), sue, { evaluateAt: planSentAt }));
  named['entry'] = (await findDecision(system.system.rooms, asExchange(sent).exchangeId)).entryId;
  const officer = getVisitor('IG_OFFICER');
  await sayWhy(officer);
  question = new URL((await searchFor(officer, [['purpose', 'P07']])).url).search;
  const lastPart = ({ url }: Answer): string => new URL(url).pathname.split('/').at(-1) ?? '';
  named['draft'] = lastPart(await saveDraft(officer, localDraft));
  named['turn'] = '1';
  await officer.open(`/policies/drafts/${named['draft']}/proposal`);
  named['proposal'] = lastPart(await officer.send([['why', 'Board of the partnership.']]));
  await officer.open(`/policies/drafts/${named['draft']}/rehearsals`);
  named['rehearsal'] = lastPart(await officer.send([['days', '1']]));
}, 180_000);
afterAll(async () => {
  await system.stop();
});

function getVisitor(role: ConsoleRole): Visitor {
  const visitor = visitors.get(role);
  if (visitor === undefined) throw new Error(`nobody is signed in as ${role}`);
  return visitor;
}

/** What an answer tells anybody: its status and its text, without what is new in every answer. */
function tell({ status, text }: Answer): readonly [number, string] {
  return [status, text.replaceAll(/nonce="[^"]+"/g, '').replaceAll(/name="_csrf" value="[^"]+"/g, '')];
}

/** Names what is nobody’s here: to everybody it looks as if there were no such page. */
const unknown = '00000000-0000-4000-8000-000000000000';
const pages = accessTable.flatMap(({ act, path, roles: allowed }) =>
  path === null
    ? []
    : [{ act, path: path.replace(':hold', unknown).replace(':case', unknown).replace(':', '$'), allowed }],
);
const cells = pages.flatMap(({ act, path, allowed }) =>
  consoleRoles.map((role) => ({
    act,
    path,
    role,
    may: !path.includes(unknown) && allowed.some((each) => each === role),
  })),
);

/** The acts that come after saying why one looks. */
const searching = ['FOUND', 'FOUND_CSV', 'FOUND_FHIR', 'EXPLAIN'] as const;

describe('every page as every role', () => {
  it.each(cells)('$act as $role: $may', async ({ act, path: template, role, may }) => {
    const visitor = getVisitor(role);
    const path = template.replace(/\$([a-z]+)/, (_, part: string) => named[part] ?? '');
    let query = question;
    if (may && searching.some((each) => each === act)) {
      await sayWhy(visitor);
      query = new URL((await searchFor(visitor, [['purpose', 'P07']])).url).search;
    }
    const answer = await visitor.ask(`${path}${query}`);
    if (may) {
      expect([act, answer.status]).toEqual([act, 200]);
      if (act === 'LEDGER') expect(answer.text).toContain('The ledger holds');
      if (act === 'CHECKPOINT') expect(answer.text).toMatch(/^assent\.localhost\/ledger\n\d+\n/u);
      return;
    }
    const nowhere = await visitor.ask('/nowhere');
    expect(nowhere.status).toBe(404);
    expect(tell(answer)).toEqual(tell(nowhere));
    // Nor does a form tell more.
    await visitor.open('/sign-out');
    const sent = await visitor.send([['step', 'why']], path);
    expect(tell(sent)).toEqual(tell(nowhere));
  });

  it.each(pages.map(({ path }) => path))('nobody opens %s without signing in', async (path) => {
    const answer = await system.visitor().ask(path);
    expect([answer.status, String(answer.headers['location'])]).toEqual([
      303,
      expect.stringContaining('/sign-in?returnTo='),
    ]);
  });
});

describe('signing in to the console', () => {
  it('is in the roles that the staff register gives, and in no other', async () => {
    const { text } = await getVisitor('CALDICOTT').open('/');
    expect(text).toContain('wmc.guardian of Westmarch Council');
    expect(text).toContain('Caldicott guardian');
    expect(text).not.toContain('Data protection officer');
  });

  it('shows nothing to somebody who gave a password alone', async () => {
    const visitor = system.visitor();
    const answer = await visitor.signIn('wmc.guardian', { level: 'AAL1' });
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('Sign in with two factors')]);
    expect((await visitor.ask('/search')).status).toBe(403);
  });

  it('believes the provider about no organisation that it may not speak for', async () => {
    const visitor = system.visitor();
    const answer = await visitor.signIn('nby.records', { level: 'AAL2' });
    expect([answer.status, answer.text]).toEqual([
      403,
      expect.stringContaining('does not have you at work today'),
    ]);
    expect((await visitor.ask('/')).status).toBe(303);
  });

  it('ends for whoever has left, at once, although they are signed in', async () => {
    const { agreements } = system.system.rooms;
    const officer = getVisitor('DPO');
    const draft = { staffId: 'wmc.protection', roles: ['DPO' as const], activeFrom: '2020-01-01' };
    await agreements.recordStaff(council, { ...draft, activeTo: '2020-12-31' });
    expect((await officer.ask('/')).status).toBe(404);
    expect((await system.visitor().signIn('wmc.protection', { level: 'AAL2' })).status).toBe(403);
    await agreements.recordStaff(council, draft);
    expect((await officer.ask('/')).status).toBe(200);
    // A role that is taken away is gone as well.
    await agreements.recordStaff(council, { ...draft, roles: ['SW'] });
    expect([(await officer.ask('/')).status, (await officer.ask('/search')).status]).toEqual([200, 404]);
    await agreements.recordStaff(council, draft);
  });

  it('opens nothing of the families’ portal, nor the portal anything here', async () => {
    const visitor = system.visitor();
    const session = getVisitor('IG_OFFICER').portalCookie('__Host-assent-staff') ?? '';
    visitor.setPortalCookie('__Host-assent-families', session);
    expect((await visitor.ask('/search')).status).toBe(303);
    visitor.setPortalCookie('__Host-assent-staff', session);
    expect((await visitor.ask('/search')).status).toBe(200);
  });
});

describe('the desk’s words', () => {
  it('name every role that somebody can have', () => {
    const file = new URL('../../src/console/catalogues/en/desk.json', import.meta.url);
    const { role } = JSON.parse(readFileSync(file, 'utf8')) as { role: Record<string, string> };
    expect(Object.keys(role).toSorted()).toEqual([...roles].toSorted());
  });
});

describe('the access table', () => {
  it('stands in the docs as it stands in the code', () => {
    const file = new URL('../../docs/console.md', import.meta.url);
    const [begin, end] = ['<!-- access table -->\n', '<!-- end of the access table -->'];
    const text = readFileSync(file, 'utf8');
    const [before = '', rest = ''] = text.split(begin);
    const [shown = '', after = ''] = rest.split(end);
    const head = `| page | what it is | ${consoleRoles.join(' | ')} |`;
    const rule = `| ${['---', '---', ...consoleRoles.map(() => '---')].join(' | ')} |`;
    const lines = accessTable.map(({ path, says, roles: allowed }) =>
      [
        `| ${path === null ? '' : `\`${path}\``} | ${says}`,
        ...consoleRoles.map((role) => (allowed.some((each) => each === role) ? 'yes' : '')),
        '',
      ].join(' | '),
    );
    const table = [head, rule, ...lines].map((line) => line.trim());
    if (process.env['ASSENT_WRITE_DOCS'] !== undefined)
      writeFileSync(file, `${before}${begin}\n${table.join('\n')}\n\n${end}${after}`);
    const squeeze = (line: string): string => line.replaceAll(/\s+/g, ' ').replaceAll(/-{3,}/g, '---');
    expect(shown.trim().split('\n').map(squeeze)).toEqual(table.map(squeeze));
  });

  it('gives a role to nobody by what they are at home, and makes a practitioner of every other work', () => {
    expect(toConsoleRoles(['PARENT_PR', 'CHILD', 'YP', 'CARER_NO_PR', 'REPRESENTATIVE'])).toEqual([]);
    expect(toConsoleRoles([...roles])).toEqual(consoleRoles);
    expect(toConsoleRoles(['SW', 'PAED'])).toEqual(['PRACTITIONER']);
  });

  it('gives nothing where the asker’s organisation took no part, to no role, and for no act that it does not name', () => {
    const [mine, theirs] = [asId<'Organisation'>('mine'), asId<'Organisation'>('theirs')];
    const access = compileAccess([{ act: 'SEE', roles: ['A'] }]);
    const asker = { organisationId: mine, roles: ['A'] as const };
    expect(access.mayDo(asker, 'SEE', { organisations: [theirs, mine] })).toBe(true);
    expect(access.mayDo(asker, 'SEE', { organisations: [theirs] })).toBe(false);
    expect(access.mayDo(asker, 'SEE', { organisations: [] })).toBe(false);
    expect(access.mayDo({ ...asker, roles: [] }, 'SEE', { organisations: [mine] })).toBe(false);
    expect(() => compileAccess([{ act: 'manage', roles: ['A'] }])).toThrow('names every act');
  });
});
