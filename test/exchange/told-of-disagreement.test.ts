import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecipientAnswer } from '../../src/exchange/index.ts';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import { people } from '../../src/region/westmarch.ts';
import { toldOf, without } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { at, choiceOf, to } from '../support/scenario-words.ts';
import { Scenario, type ShortQuestion } from '../support/scenario.ts';

const { ben } = people;
const worker: ActingPractitioner = { staffId: 'sue.williams', role: 'SW' };
const lead: ActingPractitioner = { staffId: 'sue.williams', role: 'LEAD_PRACT', leadPractitioner: true };

const attendance = '5e0e3c61-8f7a-4b7e-9c57-3b5f6ad10b01';
const feelings = '6f1f4d72-9a8b-4c8f-8d68-4c6a7be21c02';
const question: ShortQuestion = {
  type: 'M09',
  purposeCode: 'P07',
  about: ben,
  department: 'CSC',
  to: at('FPS', 'SENCO'),
  segments: [
    { segmentId: attendance, categoryCodes: ['ATT'] },
    { segmentId: feelings, categoryCodes: ['MHC'], linkedToNeed: true },
  ],
};

let system: TestGateway;
let scenario: Scenario;

beforeAll(async () => {
  system = await startTestGateway();
  scenario = new Scenario(system);
}, 120_000);

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

async function choose(givenName: 'Anna' | 'Piotr', categories: object): Promise<void> {
  await scenario.choose(
    'WMC',
    choiceOf(ben, {
      decidedBy: { relation: 'PR_HOLDER', givenName },
      purposes: ['P07'],
      recipients: to('FPS'),
      categories,
    }),
    { practitioner: worker },
  );
}

async function askAs(practitioner: ActingPractitioner): Promise<RecipientAnswer> {
  return without(await scenario.askOne('WMC', question, { practitioner }), 'exchangeId');
}

describe('that parents disagree', () => {
  it('looks like a refusal to whoever may not know of it, and is told to the lead practitioner', async () => {
    await choose('Anna', { permit: ['SEN'] });
    await choose('Piotr', { permit: [], deny: ['ATT', 'MHC'] });
    const refused = await askAs(worker);
    expect(toldOf(refused, attendance)).toEqual(['HOLD', 'HOLD_LEAD_JUDGEMENT']);
    expect(toldOf(refused, feelings)).toEqual(['WITHHOLD', 'REDACT_CONSENT_DENIED']);
    expect(toldOf(await askAs(lead), feelings)).toEqual(['WITHHOLD', 'REDACT_CONSENT_DENIED']);

    await choose('Anna', { permit: ['SEN', 'ATT', 'MHC'] });
    expect(await askAs(worker)).toEqual(refused);
    const known = await askAs(lead);
    expect(toldOf(known, attendance)).toEqual(['HOLD', 'HOLD_CONSENT_CONFLICT']);
    expect(toldOf(known, feelings)).toEqual(['WITHHOLD', 'DENY_CONSENT_CONFLICT']);
  });
});
