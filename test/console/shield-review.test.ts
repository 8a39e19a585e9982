import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/platform/index.ts';
import { people } from '../../src/region/westmarch.ts';
import { valueOf } from '../support/agreements.ts';
import { type TestConsole, startTestConsole } from '../support/console.ts';
import { type Fields, askAt } from '../support/desk.ts';
import type { Visitor } from '../support/portal.ts';
import { runningClock } from '../support/running-clock.ts';
import { findKnown } from '../support/scenario-reading.ts';
import { nameSubject } from '../support/scenario-words.ts';
import { Scenario } from '../support/scenario.ts';

/* AC5 on screen: a father asks for the plan of a child whose location is shielded, and two people look (docs/domain/07 AC5). */
const at = '2027-06-14T10:00:00Z';
const clock = runningClock(at);
const tariqRef = '5b0a7d1e-0c5e-4d0c-9d52-0000000a0051';
const numbers = { tariq: '9990001219', samira: '9990001227' };
const worker = { staffId: 'sue.williams', role: 'SW' };
const coordinator = { staffId: 'ehc.coordinator', role: 'EHC_COORD' };

let system: TestConsole;
let scenario: Scenario;
let holdId = '';

beforeAll(async () => {
  system = await startTestConsole(clock);
  scenario = new Scenario(system.system);
  for (const key of ['tariq', 'samira'] as const) {
    const person = await findKnown(system.system, key);
    const number = { system: 'nhs-number', value: numbers[key] } as const;
    valueOf(await system.system.rooms.families.recordIdentifier(person, number, newId<'Staff'>()));
  }
  const samira = {
    ...nameSubject(people.samira),
    identifiers: [{ system: 'nhs-number', value: numbers.samira }],
  };
  const protection = { kind: 'SHIELDED_LOCATION', from: '2027-06-03', safeContact: samira };
  const body = { dataSubject: nameSubject(people.nia), evidenceRef: 'note-1', protection };
  const recorded = await scenario.act('WMC', '/v1/protections', body, { practitioner: worker });
  expect(recorded.status).toBe(201);
  const { exchangeId } = await scenario.askOne(
    'WMC',
    {
      type: 'M22',
      purposeCode: 'P17',
      about: people.nia,
      department: 'SEND',
      to: { person: { ref: tariqRef }, role: 'PARENT_PR' },
      relatedPersons: [{ ref: tariqRef, identifiers: [{ system: 'nhs-number', value: numbers.tariq }] }],
      segments: [
        { segmentId: 'b-needs', categoryCodes: ['SEN'] },
        { segmentId: 'g-clinic', categoryCodes: ['DEV'], flags: ['SHIELDED_LOCATION'] },
      ],
    },
    { practitioner: coordinator, at },
  );
  const holds = await system.system.rooms.holds.findOfExchange(exchangeId);
  const hold = holds.find(({ body: { judge: who } }) => who === 'SHIELD_REVIEW');
  expect(holds.map(({ body: { judge: who } }) => who)).toEqual(['SHIELD_REVIEW']);
  holdId = hold?.holdId ?? '';
}, 180_000);
afterAll(async () => {
  await scenario.close();
  await system.stop();
});

const said: Fields = [
  ['outcome', 'release'],
  ['part', 'b-needs'],
  ['reasons', 'Nothing of it names a place.'],
];
const judge = async (visitor: Visitor, more: Fields = []): Promise<readonly [number, string]> => {
  const { status, text } = await askAt(visitor, `/holds/${holdId}`, [...said, ...more]);
  return [status, text];
};

describe('AC5 on screen: two people look before a shielded record is shown', () => {
  it('is put before a coordinator and information governance, and before nobody else', async () => {
    for (const staffId of ['ehc.coordinator', 'wmc.records'])
      expect((await (await system.signIn(staffId)).open('/holds')).text).toContain(holdId);
    const sue = await system.signIn('sue.williams');
    expect((await sue.open('/holds')).text).not.toContain(holdId);
    expect((await sue.ask(`/holds/${holdId}`)).status).toBe(404);
  });

  it('wants each to say that they looked, and waits for the second, who is at another desk', async () => {
    const first = await system.signIn('ehc.coordinator');
    const [status, text] = await judge(first);
    expect([status, text.includes('href="#reviewed"')]).toEqual([422, true]);
    expect(await judge(first, [['reviewed', 'yes']])).toEqual([200, expect.stringContaining('It waits.')]);
    // Nobody is both of the two.
    const again = [
      ['reviewed', 'yes'],
      ['harmful', ''],
    ] as const;
    await first.open('/sign-out');
    const other = await first.send(
      [...said.slice(0, 2), ['reasons', 'Looked once more.'], ...again],
      `/holds/${holdId}`,
    );
    expect([403, 409]).toContain(other.status);
    const second = await system.signIn('wmc.records');
    expect(await judge(second, [['reviewed', 'yes']])).toEqual([
      200,
      expect.stringContaining('It was let go.'),
    ]);
  });

  it('is a case for the officers as well', async () => {
    const officer = await system.signIn('wmc.protection');
    const { text } = await officer.open('/cases?kind=SHIELD_REVIEW');
    expect(text).toContain('Somebody asked for the record of a person whose location is protected.');
    expect(text).toMatch(/href="\/cases\/[0-9a-f-]{36}"/u);
  });
});
