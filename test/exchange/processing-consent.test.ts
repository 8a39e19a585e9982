import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChoiceAnswer } from '../../src/exchange/index.ts';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import { people } from '../../src/region/westmarch.ts';
import { toldOf } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { Scenario, type ShortQuestion } from '../support/scenario.ts';
import { at, choiceOf, to } from '../support/scenario-words.ts';

const { maya } = people;
const socialWorker: ActingPractitioner = { staffId: 'sue.williams', role: 'SW' };
const hina = { relation: 'PR_HOLDER', givenName: 'Hina' };
const before = { practitioner: socialWorker, at: '2026-05-04T10:00:00Z' };
const then = { practitioner: socialWorker, at: '2026-05-05T10:00:00Z' };

let system: TestGateway;
let scenario: Scenario;

beforeAll(async () => {
  system = await startTestGateway();
  scenario = new Scenario(system);
  for (const charity of ['ODF', 'BST'] as const) {
    await scenario.agree('WMC', charity, {
      purposes: ['P02', 'P06'],
      messageTypes: ['M06'],
      legalPowers: ['CA2004_S10', 'CONSENT'],
    });
  }
  await scenario.choose(
    'WMC',
    choiceOf(maya, {
      decidedBy: hina,
      purposes: ['P02', 'P06'],
      recipients: to('ODF', 'BST'),
      categories: { permit: ['SEN', 'BEH'] },
    }),
    before,
  );
});

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

/** What a charity would be told of Maya's needs. */
function summary(charity: 'ODF' | 'BST', purposeCode: 'P02' | 'P06'): ShortQuestion {
  return {
    type: 'M06',
    purposeCode,
    about: maya,
    department: 'CSC',
    to: at(charity, 'VCSE_WORKER'),
    segments: [
      { segmentId: 'needs', categoryCodes: ['SEN'], linkedToNeed: true },
      { segmentId: 'behaviour', categoryCodes: ['BEH'], linkedToNeed: true },
    ],
  };
}

/** What Hina says of processing as such, apart from what she says of sharing. */
function agreement(charity: 'ODF' | 'BST', more: object): object {
  return choiceOf(maya, {
    decidedBy: hina,
    type: 'GDPR_LAWFUL_BASIS',
    answer: 'AGREES',
    purposes: ['P02'],
    recipients: to(charity),
    categories: { permit: ['SEN', 'BEH'] },
    ...more,
  });
}

async function ask(charity: 'ODF' | 'BST', purpose: 'P02' | 'P06'): ReturnType<Scenario['askOne']> {
  return scenario.askOne('WMC', summary(charity, purpose), then);
}

describe('consent as the lawful basis of processing (docs/domain/01 §1.2)', () => {
  let agreed: ChoiceAnswer;

  it('need not be there where the family agreed to share', async () => {
    expect((await ask('ODF', 'P02')).outcome).toBe('FORWARD');
  });

  it('stands beside agreement to share', async () => {
    agreed = await scenario.choose('WMC', agreement('ODF', {}), before);
    expect((await ask('ODF', 'P02')).outcome).toBe('FORWARD');
  });

  it('stops what rests on it when it is withdrawn, although agreement to share is left', async () => {
    await scenario.withdraw('WMC', agreed, { withdrawnBy: hina }, before);
    const answer = await ask('ODF', 'P02');
    expect(answer.outcome).toBe('DENY');
    for (const part of ['needs', 'behaviour'])
      expect(toldOf(answer, part)).toEqual(['WITHHOLD', 'DENY_WITHDRAWN']);
  });

  it('stops nothing for another purpose', async () => {
    expect((await ask('ODF', 'P06')).outcome).toBe('FORWARD');
  });

  it('stops nothing that rests on a public task', async () => {
    const withBright = await scenario.choose('WMC', agreement('BST', {}), before);
    await scenario.withdraw('WMC', withBright, { withdrawnBy: hina }, before);
    expect((await ask('BST', 'P02')).outcome).toBe('FORWARD');
  });

  it('once given again lets it go on, and refused for one kind stops that kind alone', async () => {
    await scenario.choose('WMC', agreement('ODF', {}), before);
    expect((await ask('ODF', 'P02')).outcome).toBe('FORWARD');
    const refusal = agreement('ODF', { answer: 'REFUSES', categories: { deny: ['BEH'] } });
    await scenario.choose('WMC', { ...refusal, informationGiven: undefined }, before);
    const answer = await ask('ODF', 'P02');
    expect(answer.outcome).toBe('FORWARD_REDACTED');
    expect(toldOf(answer, 'needs')).toEqual(['RELEASE', 'PERMIT_CONSENT']);
    expect(toldOf(answer, 'behaviour')).toEqual(['WITHHOLD', 'REDACT_CONSENT_DENIED']);
  });
});
