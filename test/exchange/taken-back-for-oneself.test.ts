import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import { people } from '../../src/region/westmarch.ts';
import { toldOf } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { findKnown, findToldTo } from '../support/scenario-reading.ts';
import { at, choiceOf, to } from '../support/scenario-words.ts';
import { Scenario, type ShortQuestion } from '../support/scenario.ts';

const { maya } = people;
const socialWorker: ActingPractitioner = { staffId: 'sue.williams', role: 'SW' };
/** Before her 16th birthday her mother decides; a year later she does. */
const hinaDecided = { practitioner: socialWorker, at: '2026-05-04T10:00:00Z' };
const mayaDecides = { practitioner: socialWorker, at: '2026-11-04T10:00:00Z' };

const row = '5e0e3c61-8f7a-4b7e-9c57-3b5f6ad10b01';
const attendance: ShortQuestion = {
  type: 'M09',
  purposeCode: 'P07',
  about: maya,
  department: 'CSC',
  to: at('FPS', 'SENCO'),
  segments: [{ segmentId: row, categoryCodes: ['ATT'] }],
};

let system: TestGateway;
let scenario: Scenario;

beforeAll(async () => {
  system = await startTestGateway();
  scenario = new Scenario(system);
  await scenario.employ('WMC', socialWorker);
}, 120_000);

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

async function askToday(): Promise<readonly string[]> {
  return toldOf(await scenario.askOne('WMC', attendance, mayaDecides), row);
}

describe('what a parent had agreed to and the young person takes back', () => {
  it('waits for a judgement like any other refusal, and both are told the truth of it', async () => {
    const agreed = await scenario.choose(
      'WMC',
      choiceOf(maya, {
        decidedBy: { relation: 'PR_HOLDER', givenName: 'Hina' },
        purposes: ['P07'],
        recipients: to('FPS'),
        categories: { permit: ['ATT'] },
      }),
      hinaDecided,
    );
    // What her mother agreed to lapsed on her birthday, and nobody has objected.
    expect(await askToday()).toEqual(['RELEASE', 'PERMIT_REASONABLE_EXPECTATION']);
    await scenario.withdraw('WMC', agreed, { withdrawnBy: { relation: 'SELF' } }, mayaDecides);
    expect(await askToday()).toEqual(['HOLD', 'HOLD_LEAD_JUDGEMENT']);

    const told = async (key: 'maya' | 'hina'): Promise<string | undefined> =>
      (await findToldTo(system, await findKnown(system, key), 'CONSENT_CHANGED')).at(-1);
    expect(await told('maya')).toMatch(/^You took back what was chosen for you before\./);
    expect(await told('hina')).toMatch(/^What you said before does not count any more\./);
  });
});
