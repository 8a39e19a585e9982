import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildAdviceRequest } from '../../src/records/examples/build-send-examples.ts';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import { people } from '../../src/region/westmarch.ts';
import { asExchange, onlyRecipient } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { nameSubject } from '../support/scenario-words.ts';
import { Scenario } from '../support/scenario.ts';

const { amara } = people;
const coordinator: ActingPractitioner = { staffId: 'ehc.coordinator', role: 'EHC_COORD' };
const senco: ActingPractitioner = { staffId: 'mr.marnock', role: 'SENCO' };

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

/** What the council is told when it asks the school for advice of one limb. */
async function ask(limb: string): Promise<readonly string[]> {
  const request = buildAdviceRequest();
  const message = {
    ...request,
    messageId: randomUUID(),
    segments: request.segments.map((segment) =>
      segment.path === '/request'
        ? { ...segment, content: { ...(segment.content as object), limb } }
        : segment,
    ),
  };
  const council = await scenario.as('WMC');
  const answer = await council.send({
    method: 'POST',
    path: '/v1/decisions',
    body: message,
    practitioner: coordinator,
    boundTo: message.messageId,
    evaluateAt: '2027-03-22T09:00:00Z',
  });
  return onlyRecipient(asExchange(answer)).reasons.map(({ code }) => code);
}

describe('advice that a council, its author and the family agreed to use again', () => {
  it('is not asked for again, and stops no request for other advice of the same author', async () => {
    expect(await ask('EDUCATION')).not.toContain('DENY_REUSE_AGREED');
    const act = async (who: 'WMC' | 'FPS', path: string, body: object): Promise<{ agreementId: string }> => {
      const practitioner = who === 'WMC' ? coordinator : senco;
      const { status, body: said } = await scenario.act(who, path, body, { practitioner });
      if (status !== 200 && status !== 201) throw new Error(JSON.stringify(said));
      return said as { agreementId: string };
    };
    const { agreementId } = await act('WMC', '/v1/reuse-agreements', {
      dataSubject: nameSubject(amara),
      advice: { kind: 'EDUCATION', reference: 'advice-7', givenOn: '2026-10-12' },
      author: { system: 'urn', value: '999001' },
      council: { system: 'ods', value: 'Z9Z9A' },
      evidenceRef: 'meeting-1',
    });
    const path = `/v1/reuse-agreements/${agreementId}/agreement`;
    await act('FPS', path, { evidenceRef: 'note-3' });
    const decidedBy = { relation: 'PR_HOLDER', givenName: 'Grace' };
    expect(await act('WMC', path, { decidedBy, evidenceRef: 'call-1' })).toMatchObject({ state: 'AGREED' });
    expect(await ask('EDUCATION')).toEqual(['DENY_REUSE_AGREED']);
    for (const other of ['YEAR_9_ADULTHOOD', 'HEALTH', 'REQUESTED_BY_PARENT'])
      expect(await ask(other)).not.toContain('DENY_REUSE_AGREED');
  });
});
