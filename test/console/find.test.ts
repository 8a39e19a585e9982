import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type JsonObject, londonDate } from '../../src/platform/index.ts';
import { people } from '../../src/region/westmarch.ts';
import { type TestConsole, sayWhy, searchFor, startTestConsole } from '../support/console.ts';
import {
  asExchange,
  contentOf,
  findDecision,
  findPerson,
  freshPlan,
  freshReferral,
  planSentAt,
  push,
  referralSentAt,
  schoolLead,
  sue,
} from '../support/exchanges.ts';
import type { Visitor } from '../support/portal.ts';
import { findSchemaProblems } from '../support/r4-schema.ts';

const why = 'Our reference 2028/114: a parent asks who saw the file.';

let system: TestConsole;
let officer: Visitor;
let planId = '';
let correlation = '';
let decidedAt = new Date(0);

beforeAll(async () => {
  system = await startTestConsole();
  const { peers } = system.system.region;
  const plan = freshPlan();
  correlation = plan.correlationId ?? '';
  planId = asExchange(await peers.WMC.send(push(plan, sue, { evaluateAt: planSentAt }))).exchangeId;
  asExchange(await peers.FPS.send(push(freshReferral(), schoolLead, { evaluateAt: referralSentAt })));
  decidedAt = (await findDecision(system.system.rooms, planId)).at;
  officer = await system.signIn('wmc.records');
  await sayWhy(officer, why);
}, 180_000);
afterAll(async () => {
  await system.stop();
});

const number = ({ nhsNumber }: { readonly nhsNumber: string }): readonly (readonly [string, string])[] => [
  ['system', 'nhs-number'],
  ['number', nhsNumber],
];

/** A day in the three fields of the form. */
function dayFields(name: string, day: string): readonly (readonly [string, string])[] {
  return [[name, day]];
}

/** Puts in what is known only once the decision is made. */
function fill(fields: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  const day = (days: number): string => londonDate(new Date(decidedAt.getTime() + days * 86_400_000));
  const known = new Map([
    ['$correlation', correlation],
    ['$yesterday', day(-1)],
    ['$today', day(0)],
    ['$tomorrow', day(1)],
  ]);
  return fields.flatMap(([name, value]): (readonly [string, string])[] => {
    const text = known.get(value) ?? value;
    if (name !== 'from' && name !== 'until') return [[name, text]];
    const [year = '', month = '', date = ''] = text.split('-');
    return [
      [`${name}-year`, year],
      [`${name}-month`, month],
      [`${name}-day`, date],
    ];
  });
}

/** How many of Jackie's plans a page shows. */
function countPlans(text: string): number {
  return (text.match(/Social-care record/g) ?? []).length;
}

/** How many decisions a page shows. */
function countRows(text: string): number {
  return (text.match(/<tr class="govuk-table__row">\s*<th scope="row"/g) ?? []).length;
}

/** What was written down last about looking. */
async function findLooks(): Promise<readonly JsonObject[]> {
  const { rooms } = system.system;
  const found = await rooms.ledger.findEntries({ kind: 'LOOK', limit: 50 });
  const entries = await Promise.all(found.map(({ index }) => rooms.ledger.findEntryAt(index)));
  return entries.flatMap((entry) =>
    (entry?.parts ?? []).flatMap((part) => (part.erased ? [] : [part.content])),
  );
}

describe('finding decisions', () => {
  it.each<[string, readonly (readonly [string, string])[], readonly (readonly [string, string])[]]>([
    ['a child', number(people.jackie), number(people.amara)],
    ['a purpose', [['purpose', 'P07']], [['purpose', 'P11']]],
    ['a type of message', [['type', 'M09']], [['type', 'M17']]],
    ['an outcome', [['outcome', 'FORWARD_REDACTED']], [['outcome', 'DENY']]],
    ['a reason', [['reason', 'PERMIT_CONSENT']], [['reason', 'DENY_EMBARGO']]],
    ['a practitioner', [['staff', 'sue.williams']], [['staff', 'ehc.coordinator']]],
    ['the exchange’s name', [['correlation', '$correlation']], [['correlation', 'another']]],
    ['days', dayFields('from', '$today'), dayFields('from', '$tomorrow')],
    ['the last day', dayFields('until', '$today'), dayFields('until', '$yesterday')],
  ])('goes by %s', async (_what, asked, other) => {
    expect(countPlans((await searchFor(officer, fill(asked))).text)).toBe(1);
    expect(countPlans((await searchFor(officer, fill(other))).text)).toBe(0);
  });

  it('goes by the power on which it rested', async () => {
    const content = contentOf(await findDecision(system.system.rooms, planId), 'assent.decision/2');
    const { layers } = content['decision'] as unknown as {
      layers: { power: { powers: readonly string[] } };
    };
    const [power = 'none'] = layers.power.powers;
    expect(countPlans((await searchFor(officer, [['basis', power]])).text)).toBe(1);
    expect(countPlans((await searchFor(officer, [['basis', 'CA1989_S31']])).text)).toBe(0);
  });

  it('goes by the organisation on the other side, and by all of it together', async () => {
    const all = await searchFor(officer, []);
    expect([countRows(all.text), countPlans(all.text)]).toEqual([2, 1]);
    const school = await system.system.rooms.agreements.findOrganisation({ system: 'urn', value: '999001' });
    const both = await searchFor(officer, [
      ['organisation', school?.organisationId ?? ''],
      ['type', 'M07'],
    ]);
    expect([countRows(both.text), countPlans(both.text)]).toEqual([1, 0]);
  });

  it('finds nothing for an organisation that took no part, and it looks like nobody’s number', async () => {
    const stranger = await system.signIn('wct.guardian');
    await sayWhy(stranger);
    const theirs = await searchFor(stranger, number(people.jackie));
    const nobody = await searchFor(stranger, [
      ['system', 'nhs-number'],
      ['number', '999 000 1898'],
    ]);
    expect(countRows((await searchFor(stranger, [])).text)).toBe(0);
    const tell = (text: string): string =>
      text.replaceAll(/nonce="[^"]+"/g, '').replaceAll(/value="[^"]+"/g, '');
    expect(nobody.text).toContain('Nothing was found');
    expect(tell(theirs.text)).toBe(tell(nobody.text));
  });

  it('shows both sides of one decision to both sides', async () => {
    const school = await system.signIn('fps.records');
    await sayWhy(school);
    expect(countPlans((await searchFor(school, number(people.jackie))).text)).toBe(1);
  });

  it('says what cannot be asked, at the field, and looks nobody up by it', async () => {
    const looks = (await findLooks()).length;
    const answer = await searchFor(officer, [
      ['number', '9990001014'],
      ['purpose', 'P99'],
      ['from-day', '31'],
      ['from-month', '2'],
      ['from-year', '2028'],
    ]);
    expect(answer.status).toBe(422);
    for (const href of ['#number', '#purpose', '#from-day']) expect(answer.text).toContain(`href="${href}"`);
    expect((await findLooks()).length).toBe(looks);
  });
});

describe('why somebody looks', () => {
  it('is said first, in more than a word', async () => {
    const fresh = await system.signIn('wmc.protection');
    expect((await fresh.open('/search')).text).toContain('Why do you look?');
    expect((await sayWhy(fresh, 'because')).status).toBe(422);
    const results = new URL((await searchFor(officer, [])).url);
    const answer = await fresh.ask(results.pathname + results.search);
    expect([answer.status, String(answer.headers['location'])]).toEqual([303, '/search']);
  });

  it('is written down with what was asked and seen, about whom it was, before it is shown', async () => {
    await searchFor(officer, [...number(people.jackie), ['purpose', 'P07']]);
    const { rooms } = system.system;
    const { nhsNumber, birthDate, familyName, givenName } = people.jackie;
    const jackie = await findPerson(rooms, nhsNumber, birthDate, familyName, givenName);
    const [newest] = await rooms.ledger.findEntries({ kind: 'LOOK', dataSubject: jackie, limit: 1 });
    const entry = newest && (await rooms.ledger.findEntryAt(newest.index));
    const decision = await findDecision(rooms, planId);
    expect(entry?.parts).toMatchObject([
      {
        about: [jackie],
        content: {
          at: 'CONSOLE_SEARCH',
          staff: 'wmc.records',
          why,
          criteria: { person: true, purpose: 'P07' },
          seen: [Number(decision.index)],
        },
      },
    ]);
  });

  it('lies nowhere in clear, nor does the number that was asked for', async () => {
    const { url } = await searchFor(officer, number(people.jackie));
    expect(url).not.toContain(people.jackie.nhsNumber);
    const { rows } = await system.system.database.owner.query<{ sess: string }>(
      'select s.sess::text as sess from pages.sessions s',
    );
    const everywhere = [...rows.map(({ sess }) => sess), system.system.readLog()].join('\n');
    expect(everywhere.includes('/search/results')).toBe(true);
    for (const words of ['2028/114', people.jackie.nhsNumber, 'parent asks'])
      expect([words, everywhere.includes(words)]).toEqual([words, false]);
  });
});

describe('a page of what was found', () => {
  it('leads to the next, which holds what the first did not', async () => {
    const { peers } = system.system.region;
    for (let batch = 0; batch < 9; batch += 1) {
      await Promise.all(
        [0, 1, 2].map(async () =>
          asExchange(await peers.WMC.send(push(freshPlan(), sue, { evaluateAt: planSentAt }))),
        ),
      );
    }
    const first = await searchFor(officer, number(people.jackie));
    expect(countRows(first.text)).toBe(25);
    const next = /rel="next" href="([^"]+)"/.exec(first.text)?.[1] ?? '';
    const second = await officer.open(next);
    expect([second.status, countRows(second.text)]).toEqual([200, 3]);
    expect(second.text).not.toContain('rel="next"');
  }, 60_000);

  it('is opened by nobody else, in no other session, and not if it was changed', async () => {
    const { url } = await searchFor(officer, number(people.jackie));
    const { pathname, search } = new URL(url);
    expect((await officer.ask(pathname + search)).status).toBe(200);
    const colleague = await system.signIn('wmc.protection');
    const again = await system.signIn('wmc.records');
    for (const other of [colleague, again]) {
      await sayWhy(other);
      expect((await other.ask(pathname + search)).status).toBe(404);
    }
    for (const place of [5, 20, 40, search.length - 3]) {
      const changed = search[place] === 'A' ? 'B' : 'A';
      const forged = `${search.slice(0, place)}${changed}${search.slice(place + 1)}`;
      expect((await officer.ask(pathname + forged)).status).toBe(404);
    }
    expect((await officer.ask(pathname)).status).toBe(404);
  });
});

describe('a file of what was found', () => {
  it('is a table, or FHIR R4, names nobody, and is written down', async () => {
    const found = await searchFor(officer, [...number(people.jackie), ['correlation', correlation]]);
    const { search } = new URL(found.url);
    const csv = await officer.ask(`/search/results.csv${search}`);
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.text.split('\r\n')[1]).toBe(
      `${decidedAt.toISOString()},Westmarch Council,Fernbeck Primary School,Social-care record,Child in need (Children Act 1989 s.17),FORWARD_REDACTED,${correlation}`,
    );
    const fhir = await officer.ask(`/search/results.fhir.json${search}`);
    const bundle = JSON.parse(fhir.text) as JsonObject;
    expect(findSchemaProblems(bundle)).toEqual([]);
    expect(bundle['entry']).toMatchObject([
      {
        resource: {
          resourceType: 'AuditEvent',
          type: { code: '110106' },
          outcome: '0',
          agent: [
            { who: { identifier: { value: 'E06999901' } }, requestor: true },
            { who: { identifier: { value: '999001' } }, requestor: false },
          ],
        },
      },
    ]);
    for (const text of [csv.text, fhir.text]) {
      expect(text).not.toContain('Cormack');
      expect(text).not.toContain(people.jackie.nhsNumber);
    }
    const looks = (await findLooks()).map(({ at }) => at);
    expect(looks).toEqual(expect.arrayContaining(['CONSOLE_CSV', 'CONSOLE_FHIR']));
  });
});
