import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AgreementDraft } from '../../src/agreements/index.ts';
import type { ExchangeAnswer } from '../../src/exchange/index.ts';
import { getRecordType } from '../../src/records/index.ts';
import { people } from '../../src/region/westmarch.ts';
import { asExchange, contentOf, findDecision, marnock, onlyRecipient, push } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { at } from '../support/scenario-words.ts';
import { Scenario } from '../support/scenario.ts';

let system: TestGateway;
let scenario: Scenario;
const terms: Pick<AgreementDraft, 'messageTypes' | 'legalPowers'> = {
  messageTypes: ['M20', 'M09'],
  legalPowers: ['CA2004_S10'],
};
const sentAt = '2028-01-10T10:00:00Z';

beforeAll(async () => {
  system = await startTestGateway();
  scenario = new Scenario(system);
  await endPartnersAgreement();
});

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

/** The region's own agreement speaks of everything: without it only those of a case do. */
async function endPartnersAgreement(): Promise<void> {
  const { agreements } = system.rooms;
  const { WMC } = system.region.organisations;
  const found = (await agreements.listAgreements(WMC)).find(({ terms: { title } }) =>
    title.startsWith('Westmarch partners'),
  );
  if (found === undefined) throw new Error('the partners have no agreement');
  const ended = await agreements.revokeAgreement(found.agreementId, WMC, 'Each case brings its own.');
  if (!ended.ok) throw new Error('the agreement was not ended');
}

/** Fernbeck Primary asks the council who is involved with Ben. */
async function locate(purposeCode: 'P07' | 'P06'): Promise<ExchangeAnswer> {
  const [example] = getRecordType('M20').examples;
  if (example === undefined) throw new Error('the dictionary has an example of a locator query');
  const query = example.build({ messageId: randomUUID(), correlationId: randomUUID() });
  return asExchange(
    await system.region.peers.FPS.send(push({ ...query, purposeCode }, marnock, { evaluateAt: sentAt })),
  );
}

/** Fernbeck Primary asks whether it may tell the council what it knows of Ben. */
function mayTell(purposeCode: 'P07' | 'P06'): ReturnType<Scenario['askOne']> {
  return scenario.askOne(
    'FPS',
    {
      type: 'M09',
      purposeCode,
      about: people.ben,
      to: at('WMC', 'SW', 'CSC'),
      segments: [{ segmentId: 'attendance', categoryCodes: ['ATT'] }],
    },
    { practitioner: marnock, at: sentAt },
  );
}

async function findDecidedMode({ exchangeId }: ExchangeAnswer): Promise<unknown> {
  const { facts } = contentOf(await findDecision(system.rooms, exchangeId), 'assent.decision/2');
  return (facts as { readonly mode?: unknown }).mode;
}

const noAgreement = { outcome: 'DENY', reasons: [expect.objectContaining({ code: 'DENY_NO_DSA' })] };

describe('who is involved, and what they know, each need an agreement that speaks of it', () => {
  it('refuses the question who is involved, where the agreement is on content alone', async () => {
    await scenario.agree('FPS', 'WMC', { ...terms, purposes: ['P06'], modes: ['CONTENT'] });
    const answer = await locate('P06');
    expect(onlyRecipient(answer)).toMatchObject({ ...noAgreement, delivery: 'NOT_SENT' });
    expect(await findDecidedMode(answer)).toBe('EXISTENCE');
    const told = await mayTell('P06');
    expect(told.outcome).toMatch(/^FORWARD/);
    expect(await findDecidedMode({ ...answer, exchangeId: told.exchangeId })).toBe('CONTENT');
  });

  it('sends the question on under an agreement on existence, and no content', async () => {
    await scenario.agree('FPS', 'WMC', { ...terms, purposes: ['P07'], modes: ['EXISTENCE'] });
    const answer = await locate('P07');
    expect(onlyRecipient(answer)).toMatchObject({ delivery: 'DELIVERED' });
    expect(onlyRecipient(answer).outcome).toMatch(/^FORWARD/);
    expect(await mayTell('P07')).toMatchObject(noAgreement);
  });

  it('sends it on under P06 too, once an agreement on existence stands beside the one on content', async () => {
    await scenario.agree('FPS', 'WMC', { ...terms, purposes: ['P06'], modes: ['EXISTENCE'] });
    expect(onlyRecipient(await locate('P06'))).toMatchObject({ delivery: 'DELIVERED' });
  });
});
