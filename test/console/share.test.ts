import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OrganisationId, asId } from '../../src/platform/index.ts';
import { people } from '../../src/region/westmarch.ts';
import { valueOf } from '../support/agreements.ts';
import { type TestConsole, startTestConsole } from '../support/console.ts';
import { type Fields, askAt, nameAtDesk, nameOrganisation, readCame } from '../support/desk.ts';
import { contentOf, findDecision, planSentAt } from '../support/exchanges.ts';
import type { Answer, Visitor } from '../support/portal.ts';
import { runningClock } from '../support/running-clock.ts';

/** Somebody whose number an adoption retires. */
const riley = { familyName: 'Stone', birthDate: '2022-09-09', nhsNumber: '9990001146' };

let system: TestConsole;
let sue: Visitor;
let school = '';
let council: OrganisationId;
const clock = runningClock(planSentAt);

beforeAll(async () => {
  system = await startTestConsole(clock);
  sue = await system.signIn('sue.williams');
  school = await nameOrganisation(system, { system: 'urn', value: '999001' });
  council = asId<'Organisation'>(await nameOrganisation(system, { system: 'ods', value: 'Z9Z9A' }));
}, 180_000);
afterAll(async () => {
  await system.stop();
});

/** Jackie's attendance, for her plan, to her school: what her mother agreed to. */
const attendance = (more: Readonly<Record<string, string>> = {}): Fields => {
  const fields = new Map<string, string>([
    ...nameAtDesk(people.jackie),
    ['purpose', 'P07'],
    ['type', 'M09'],
    ['kind', 'ATT'],
    ['to', school],
    ['whom', 'SENCO NONE'],
    ...Object.entries(more),
  ]);
  return [...fields];
};
const ask = (more: Readonly<Record<string, string>> = {}, besides: Fields = []): Promise<Answer> =>
  askAt(sue, '/share', [...attendance(more), ...besides]);

const outcomes = {
  all: 'Yes: all of it may go.',
  some: 'Yes, but not all of it.',
  none: 'No: nothing of it may go.',
  wait: 'Not yet: somebody must judge first.',
  unsure: 'It is not certain whom you mean.',
};
function outcomeOf(answer: Answer): string | undefined {
  const came = readCame(answer);
  return Object.entries(outcomes).find(([, words]) => came.includes(words))?.[0];
}

describe('“Can I share?” at a desk', () => {
  it('says yes to what the family agreed to, with the rule, its source and what to do next', async () => {
    const answer = await ask();
    expect([answer.status, outcomeOf(answer)]).toEqual([200, 'all']);
    const came = readCame(answer);
    expect(came).toContain('Social-care record to Fernbeck Primary School');
    expect(came).toContain(
      'The person who may decide has agreed to this. PERMIT_CONSENT, docs/domain/03 §3.5',
    );
    expect(came).toContain('The law Children Act 1989 s.17');
    expect(came).toContain('Send it from your own system.');
    expect(came).toContain('The family is told what was shared, with whom and why.');
  });

  it.each([
    ['another purpose than she agreed to, for which there is no agreement', { purpose: 'P16' }, 'none'],
    ['a kind that the school does not need', { kind: 'MHC' }, 'none'],
    ['a parent’s own illness', { kind: 'PMH' }, 'none'],
    ['another date of birth', { 'born-day': '15' }, 'unsure'],
  ])('says no, or not sure, to %s', async (_what, change, outcome) => {
    expect(outcomeOf(await ask(change))).toBe(outcome);
  });

  it('X10: asks for a purpose, and finds no agreement on one that it does not list', async () => {
    const without = await ask({ purpose: '' });
    expect([without.status, without.text.includes('href="#purpose"')]).toEqual([422, true]);
    expect(readCame(await ask({ purpose: 'P16' }))).toContain('DENY_NO_DSA');
  });

  it('says part by part what stays, and who could say yes to it', async () => {
    const answer = await ask({}, [
      ['kind', 'PMH'],
      ['kind', 'MHC'],
    ]);
    expect(outcomeOf(answer)).toBe('some');
    const came = readCame(answer);
    expect(came.slice(came.indexOf('May not go'))).toMatch(
      /child&#39;s mental health.*Who could say yes: the author, by saying why the recipient needs it\..*parent&#39;s mental health.*Who could say yes: the person it is about\./u,
    );
  });

  it('asks about every kind of a group that is ticked', async () => {
    const came = readCame(await ask({ kind: '' }, [['group', '1']]));
    for (const kind of ['Attainment', 'Attendance', 'Behaviour', 'Special educational needs'])
      expect(came).toContain(kind);
  });

  it('gives the same answer of a child who is not certain, of nobody, and of a number that an adoption retired', async () => {
    const { rooms } = system.system;
    const { familyName, birthDate } = riley;
    const person = valueOf(
      await rooms.families.registerPerson({
        identifiers: [{ system: 'nhs-number', value: riley.nhsNumber }],
        demographics: { familyName, birthDate, givenNames: ['Riley'], sex: 'unknown', address: null },
        by: randomUUID(),
      }),
    );
    const order = { person, orderedOn: '2027-04-12', by: randomUUID(), origin: null };
    valueOf(await rooms.families.recordAdoption(order));
    const answers = [
      await ask(Object.fromEntries(nameAtDesk(riley))),
      await ask({ 'born-day': '15' }),
      await ask({ family: 'Nobody' }),
      await ask({ number: '9990009902' }),
      await ask({ number: people.leo.nhsNumber }),
    ];
    const [first = '', ...others] = answers.map(readCame);
    expect(first).toContain(outcomes.unsure);
    expect(others).toEqual(others.map(() => first));
    expect(first).not.toContain('Attendance');
    expect(first).not.toContain('The law');
  });

  it('is written down as the council’s own question, by her and through its desk', async () => {
    const { text } = await ask();
    const exchangeId =
      /written into the ledger\. <span class="assent-code">([0-9a-f-]{36})/u.exec(text)?.[1] ?? '';
    const entry = await findDecision(system.system.rooms, asId<'Exchange'>(exchangeId));
    const desk = await system.system.rooms.agreements.findSystemByClientId(`desk.${council}`);
    expect(desk).toMatchObject({ keys: [], certificateThumbprints: [], endpoint: null });
    const { requester } = contentOf(entry, 'assent.decision/2');
    expect(requester).toMatchObject({
      organisationId: council,
      systemId: desk?.systemId,
      practitioner: { staffId: 'sue.williams', role: 'SW' },
    });
  });

  it('never has what was typed in an address, and keeps it in the form to be changed', async () => {
    const answer = await ask();
    expect(new URL(answer.url).href).toMatch(/\/share$/u);
    expect(answer.text).toContain(`value="${people.jackie.nhsNumber}"`);
    expect(system.system.readLog()).not.toContain(people.jackie.nhsNumber);
  });

  it('takes a disclosure to keep a child safe with the judgement that it needs, and not without', async () => {
    const lead = await system.signIn('fps.dsl');
    const leo = async (more: Readonly<Record<string, string>>): Promise<Answer> => {
      const to = { type: 'M07', purpose: 'P09', kind: 'CPR', to: council, whom: 'MASH_OFFICER MASH' };
      const fields = { ...Object.fromEntries(nameAtDesk(people.leo)), ...to, urgency: 'URGENT', ...more };
      return askAt(lead, '/share', attendance(fields));
    };
    const wrong = (answer: Answer, field: string): readonly unknown[] => [
      answer.status,
      answer.text.includes(`href="#${field}"`),
      answer.text.includes('written into the ledger'),
    ];
    expect(wrong(await leo({}), 'relevance')).toEqual([422, true, false]);
    const judged = { relevance: 'He may be hurt at home.', facilitated: 'A child protection enquiry' };
    expect(wrong(await leo({ ...judged, detriment: 'yes' }), 'marked')).toEqual([422, true, false]);
    const whole = await leo({ ...judged, detriment: 'yes', marked: 'yes' });
    expect([whole.status, outcomeOf(whole)]).toEqual([200, 'all']);
    expect(readCame(whole)).toContain('PERMIT_DUTY_16LA, Children Act 2004 s.16LA');
  });

  it.each([
    ['number', { number: '12' }, '#number'],
    ['name', { family: '' }, '#family'],
    ['date of birth', { 'born-month': '13' }, '#born-day'],
    ['purpose', { purpose: 'P17' }, '#purpose'],
    ['type', { type: 'M22' }, '#type'],
    ['kind', { kind: 'NOTHING' }, '#group-0'],
    ['organisation', { to: 'elsewhere' }, '#to'],
    ['person there', { whom: 'PAED COMMUNITY' }, '#whom'],
  ])('says what is wrong with the %s, and decides nothing', async (_what, change, href) => {
    const answer = await ask(change);
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining(`href="${href}"`)]);
    expect(readCame(answer)).not.toContain('written into the ledger');
  });
});

describe('who may ask at a desk', () => {
  it('is nobody whose training has run out, although they are signed in', async () => {
    const { agreements } = system.system.rooms;
    const draft = {
      staffId: 'sue.williams',
      roles: ['SW', 'LEAD_PRACT'] as ('SW' | 'LEAD_PRACT')[],
      activeFrom: '2020-01-01',
    };
    await agreements.recordStaff(council, { ...draft, trainingValidTo: '2028-01-06' });
    const late = await ask();
    expect([late.status, readCame(late)]).toEqual([403, expect.stringContaining('shows no valid training')]);
    await agreements.recordStaff(council, { ...draft, trainingValidTo: '2028-01-07' });
    expect(outcomeOf(await ask())).toBe('all');
  });

  it('is in a role that the register gives them: one that it does not is not taken', async () => {
    const { text } = await ask({ as: 'CALDICOTT' });
    const id = /written into the ledger\. <span class="assent-code">([0-9a-f-]{36})/u.exec(text)?.[1] ?? '';
    const entry = await findDecision(system.system.rooms, asId<'Exchange'>(id));
    const { requester } = contentOf(entry, 'assent.decision/2');
    expect(requester).toMatchObject({ practitioner: { role: 'SW' } });
  });

  it('is nobody while the organisation’s desk is suspended', async () => {
    const { agreements } = system.system.rooms;
    const desk = await agreements.findSystemByClientId(`desk.${council}`);
    if (desk === undefined) throw new Error('the council has no desk');
    await agreements.suspendSystem(desk.systemId, 'Somebody signs in who should not.');
    const stopped = await ask();
    expect([stopped.status, readCame(stopped)]).toEqual([403, expect.stringContaining('suspended')]);
    await agreements.resumeSystem(desk.systemId, 'It is safe again.');
    expect(outcomeOf(await ask())).toBe('all');
  });

  it('is nobody whose desk may not ask', async () => {
    const { agreements } = system.system.rooms;
    const desk = await agreements.findSystemByClientId(`desk.${council}`);
    if (desk === undefined) throw new Error('the council has no desk');
    await agreements.changeScopes(desk.systemId, ['holds:read']);
    expect((await ask()).status).toBe(403);
    await agreements.changeScopes(desk.systemId, [...desk.scopes]);
    expect(outcomeOf(await ask())).toBe('all');
  });
});
