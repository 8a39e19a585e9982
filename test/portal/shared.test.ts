import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyPartOpening, verifyReceipt } from '../../src/ledger/index.ts';
import { type PersonId, asId, newId } from '../../src/platform/index.ts';
import { type NoticeAudience, sealNotice } from '../../src/notices/index.ts';
import { type PersonKey, people } from '../../src/region/westmarch.ts';
import {
  asExchange,
  eventually,
  findNotices,
  freshPlan,
  freshReferral,
  planSentAt,
  push,
  referralSentAt,
  sue,
} from '../support/exchanges.ts';
import { type TestPortal, type Visitor, startTestPortal } from '../support/portal.ts';
import { shieldLocation } from '../support/protections.ts';
import { readPdf } from '../support/read-pdf.ts';
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
  readonly person: PersonId;
  /** The addresses of the pages about each of theirs: themselves first. */
  readonly pages: readonly string[];
}

const readers = new Map<PersonKey, Promise<Reader>>();

function reader(key: PersonKey): Promise<Reader> {
  const known = readers.get(key) ?? signIn(key);
  readers.set(key, known);
  return known;
}

async function signIn(key: PersonKey): Promise<Reader> {
  const visitor = portal.visitor();
  const { text } = await visitor.signIn(key);
  const { rows } = await portal.system.database.owner.query<{ person_id: string }>(
    'select p.person_id from portal.account_persons p order by p.bound_at desc limit 1',
  );
  return {
    visitor,
    person: asId<'Person'>(rows[0]?.person_id ?? ''),
    pages: [...text.matchAll(/href="(\/people\/[^/]+)\/shared"/g)].map((found) => found[1] ?? ''),
  };
}

/** The only child of a reader. */
async function childOf({ person }: Reader): Promise<PersonId> {
  const concerned = await portal.system.rooms.families.findConcerned(person);
  const [child, ...others] = concerned.filter((each) => each !== person);
  if (child === undefined || others.length > 0) throw new Error('not one child');
  return child;
}

/** Writes a notice of a disclosure, as a delivery does. */
async function tell(
  person: PersonId,
  about: PersonId,
  {
    at = '2026-10-01T10:00:00Z',
    to = 'Northby School',
    audience = 'FAMILY',
  }: { readonly at?: string; readonly to?: string; readonly audience?: NoticeAudience } = {},
): Promise<void> {
  const { rooms, database } = portal.system;
  const sealed = await sealNotice(rooms.keyStore, {
    noticeId: newId<'Notice'>(),
    kind: 'SHARED',
    exchangeId: asId<'Exchange'>(randomUUID()),
    person,
    about,
    writtenAt: new Date(at),
    text: `${to} was told.`,
    details: {
      from: 'Westmarch Council',
      to,
      groups: ['School'],
      purpose: '',
      purposeCode: 'P02',
      powers: [],
      audience,
    },
  });
  await database.gateway.query('select notices.record_notices($1::jsonb)', [JSON.stringify([sealed])]);
}

/** Jackie’s plan reaches her school, and Wendy is told. */
async function sendPlan(plan = freshPlan()): Promise<void> {
  const { rooms, database, region } = portal.system;
  const answer = asExchange(await region.peers.WMC.send(push(plan, sue, { evaluateAt: planSentAt })));
  await eventually(async () => {
    const told = await findNotices(rooms, database, answer.exchangeId);
    return told.length > 0 ? told : undefined;
  }, 'the mother was told');
}

const countItems = ({ text }: { readonly text: string }): number =>
  text.split('assent-timeline__item').length - 1;

describe('who saw what', () => {
  it('shows a mother a disclosure with its proof, and writes down that she looked', async () => {
    await sendPlan();
    const { visitor, pages, person } = await reader('wendy');
    const { owner } = portal.system.database;
    const looks = async (): Promise<number> => {
      const { rows } = await owner.query("select 1 from ledger.entries e where e.kind = 'LOOK'");
      return rows.length;
    };
    const before = await looks();
    const list = await visitor.open(`${pages[1]}/shared`);
    expect(read(list)).toContain('Westmarch Council told Fernbeck Primary School about:');
    expect(read(list)).toContain('Why: to help a child who needs more support.');
    expect(await looks()).toBe(before + 1);
    const [href = ''] = /\/people\/[^/"]+\/shared\/[0-9a-f-]{36}/.exec(list.text) ?? [];
    expect(read(await visitor.open(href))).toContain('Children Act 1989 s.17');
    expect(read(visitor.last)).toContain('nobody has changed it');
    const file = await visitor.ask(`${href}/receipt.json`);
    const proof = JSON.parse(file.text) as {
      receipt: string;
      opening: Parameters<typeof verifyPartOpening>[1];
    };
    const verified = verifyReceipt(proof.receipt, 'CARRIED', portal.system.rooms.ledger.verifierKey);
    if (!verified.ok || verified.value.entry === null) throw new Error('the receipt proves nothing');
    expect(verifyPartOpening(verified.value.entry, proof.opening)).toMatchObject({
      ok: true,
      value: { schema: 'assent.notice/1', told: person, to: 'Fernbeck Primary School' },
    });
    // Her messages tell of it too, and lead there.
    const messages = await visitor.open('/notices');
    expect(messages.text).toContain(href);
    expect(read(messages)).toContain('Where else to turn');
  });

  it('is the same whether or not something went that nobody is to notice', async () => {
    const { visitor, pages } = await reader('wendy');
    const shape = async (): Promise<readonly (string | number)[]> => {
      const page = await visitor.open(`${pages[1]}/shared`);
      const [first = ''] = read(page).split('See more and check its receipt');
      const { text } = await visitor.ask(`${pages[1]}/shared.json`);
      const rows = JSON.parse(text) as readonly Record<string, unknown>[];
      return [first.replace(/\d+ \w+ \d{4} at \d\d:\d\d/, ''), JSON.stringify({ ...rows[0], when: '' })];
    };
    await sendPlan();
    const withSilence = await shape();
    const plan = freshPlan();
    await sendPlan({
      ...plan,
      segments: plan.segments.filter(({ segmentId }) => segmentId !== 'mothers-health'),
    });
    expect(await shape()).toEqual(withSilence);
    expect(withSilence[1]).not.toContain('parents');
  });

  it('says nothing of what is embargoed', async () => {
    const { region } = portal.system;
    const referral = freshReferral();
    const answer = await region.peers.FPS.send(
      push(referral, { staffId: 'fps.dsl', role: 'DSL' }, { evaluateAt: referralSentAt }),
    );
    expect(asExchange(answer).recipients[0]?.outcome).toMatch(/^FORWARD/);
    const { visitor, pages } = await reader('leosMother');
    expect(read(await visitor.open(`${pages[1]}/shared`))).toContain('There is nothing here.');
    expect((await visitor.ask(`${pages[1]}/shared.json`)).text).toBe('[]\n');
    expect(read(await visitor.open('/notices'))).not.toContain('Something was');
  });

  it('is narrowed by what and where, page by page', async () => {
    const hina = await reader('hina');
    const maya = await childOf(hina);
    for (let day = 10; day < 32; day += 1)
      await tell(hina.person, maya, {
        at: `2026-08-${day}T10:00:00Z`,
        to: day === 20 ? '=cmd()' : 'Northby School',
      });
    const path = `${hina.pages[1]}/shared`;
    const first = await hina.visitor.open(path);
    expect(countItems(first)).toBe(20);
    const [, older = ''] = /href="([^"]+after=[^"]+)"/.exec(first.text) ?? [];
    expect(countItems(await hina.visitor.open(older))).toBe(2);
    expect(countItems(await hina.visitor.open(`${path}?place=cmd`))).toBe(1);
    expect(countItems(await hina.visitor.open(`${path}?group=2`))).toBe(0);
    expect(countItems(await hina.visitor.open(`${path}?group=1&place=north`))).toBe(20);
    const csv = await hina.visitor.ask(`${path}.csv`);
    expect(csv.text.split('\r\n')).toHaveLength(24);
    expect(csv.text).toMatch(/^\uFEFF?"?When"?,/);
    // A spreadsheet must not run a name.
    expect(csv.text).toContain(",'=cmd(),");
    expect(csv.headers['content-disposition']).toBe('attachment; filename="who-saw-what.csv"');
  });
});

describe('what somebody else keeps to themselves', () => {
  it('is not there for a parent: what only the young person was told', async () => {
    const [karen, josh] = [await reader('karen'), await reader('josh')];
    await tell(josh.person, josh.person, { to: 'Talking Place', audience: 'PERSON' });
    await tell(karen.person, josh.person, { to: 'Alderbrook College' });
    const parents = await karen.visitor.open(`${karen.pages[1]}/shared`);
    expect(read(parents)).not.toContain('Talking Place');
    expect(read(parents)).toContain('Alderbrook College');
    // He sees all of it: his own, and what his mother was told when she decided for him.
    const own = read(await josh.visitor.open(`${josh.pages[0]}/shared`));
    expect(own).toContain('Talking Place');
    expect(own).toContain('Alderbrook College');
    expect(own).not.toContain('Karen');
  });

  it('is where somebody lives who must not be found: from that day on only the safe contact reads on', async () => {
    const [samira, tariq] = [await reader('samira'), await reader('tariq')];
    const nia = await childOf(tariq);
    for (const { person } of [samira, tariq]) {
      await tell(person, nia, { at: '2026-09-01T10:00:00Z', to: 'Fernbeck Primary School' });
      await tell(person, nia, { at: '2026-10-05T10:00:00Z', to: 'Northby Canary School' });
    }
    const see = async ({ visitor, pages }: Reader): Promise<string> =>
      [
        await visitor.open(`${pages[1]}/shared`),
        await visitor.ask(`${pages[1]}/shared.csv`),
        await visitor.ask(`${pages[1]}/shared.json`),
        await visitor.open('/notices'),
        await visitor.open('/'),
      ]
        .map(({ text, headers }) => `${JSON.stringify(headers)} ${text}`)
        .concat(await readFile({ visitor, pages }))
        .join('\n');
    const readFile = async ({ visitor, pages }: Pick<Reader, 'visitor' | 'pages'>): Promise<string> =>
      readPdf((await visitor.ask(`${pages[1]}/shared.pdf`)).bytes);
    expect(await see(tariq)).toContain('Northby Canary School');
    await shieldLocation(portal.system, nia, samira.person, '2026-10-03');
    expect(await readFile(samira)).toMatch(/Canary/);
    const fathers = await see(tariq);
    expect(fathers).not.toContain('Canary');
    expect(fathers).toContain('Fernbeck Primary School');
    expect(await see(samira)).toContain('Northby Canary School');
  });

  it('is not there by its address either', async () => {
    const [grace, wendy] = [await reader('grace'), await reader('wendy')];
    const list = await wendy.visitor.open(`${wendy.pages[1]}/shared`);
    const [href = ''] = /\/people\/[^/"]+\/shared\/[0-9a-f-]{36}/.exec(list.text) ?? [];
    expect((await wendy.visitor.ask(href)).status).toBe(200);
    const foreign = href.replace(/^\/people\/[^/]+/, grace.pages[1] ?? '');
    for (const path of [href, foreign, `${foreign}/receipt.json`])
      expect((await grace.visitor.ask(path)).status).toBe(404);
  });
});

describe('files to print', () => {
  /** What a program reads of a PDF without opening its pages. */
  const facts = (bytes: Buffer): string =>
    bytes
      .toString('latin1')
      .replaceAll(/stream\r?\n[\s\S]*?endstream/g, (stream) => (stream.includes('<x:xmpmeta') ? stream : ''));

  it.each(['en', 'ur', 'pl'])(
    'are tagged, bring their fonts and say of nobody whose they are: %s',
    async (language) => {
      await sendPlan();
      const { visitor, pages } = await reader('wendy');
      const file = await visitor.ask(`${pages[1]}/shared.pdf?lang=${language}`);
      expect(file.headers['content-type']).toBe('application/pdf');
      expect(file.headers['content-disposition']).toBe('attachment; filename="who-saw-what.pdf"');
      const bytes = Buffer.from(file.bytes);
      expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
      const said = facts(bytes);
      for (const tag of ['/StructTreeRoot', '/Marked true', '/S /H1', '/S /LBody', '/FontFile2', 'pdfuaid'])
        expect([tag, said.includes(tag)]).toEqual([tag, true]);
      expect(said).toMatch(/\/Lang \((?:en|ur|pl)\)/);
      // The reader reads what is drawn: what it does not find is not there.
      const all = readPdf(bytes).replaceAll(/\s/g, '');
      expect(all).toContain('WestmarchCouncil');
      const { givenName, familyName, nhsNumber, upn, birthDate, postcode } = people.jackie;
      const hidden = [
        'Wendy',
        givenName,
        familyName,
        nhsNumber,
        upn,
        birthDate,
        postcode,
        people.wendy.postcode,
      ];
      for (const each of [...hidden, 'maths', 'Marnock']) expect(all).not.toContain(each.replaceAll(' ', ''));
    },
  );

  it('of a receipt and of a list are nobody else’s', async () => {
    const { pages } = await reader('wendy');
    const { visitor } = await reader('grace');
    expect((await visitor.ask(`${pages[1]}/shared.pdf`)).status).toBe(404);
  });
});
