import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExchangeAnswer } from '../../src/exchange/index.ts';
import type { AgreementId } from '../../src/platform/index.ts';
import type { SegmentedMessage } from '../../src/records/index.ts';
import { type PartnerSystem, createPartnerSystem } from '../../src/region/index.ts';
import {
  asExchange,
  findEntries,
  freshPlan,
  onlyRecipient,
  push,
  sue,
  toldOf,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';

let system: TestGateway;
let council: PartnerSystem;

beforeAll(async () => {
  system = await startTestGateway();
  const { config, region } = system;
  const { clientId, certificateFile, signingKeyFile } = region.prepared.systems.WMC;
  council = await createPartnerSystem({
    clientId,
    gateway: config.publicUrl,
    audience: config.tokens.audience,
    certificateFile,
    authorityFile: region.prepared.authorityFile,
    signingKeyFile,
  });
});

afterAll(async () => {
  await council.close();
  await system.stop();
});

/** Family help by Bright Steps, under its agreement with the council. */
function familyHelp(): SegmentedMessage {
  return freshPlan({
    purposeCode: 'P06',
    legalPower: ['CA2004_S10'],
    recipients: [{ organisation: { system: 'ods', value: 'Z9Z9G' }, role: 'VCSE_WORKER' }],
  });
}

async function ask(path: '/v1/decisions' | '/v1/messages'): Promise<ExchangeAnswer> {
  return asExchange(await council.send(push(familyHelp(), sue, { path })));
}

describe('X3: the agreement between the council and Bright Steps is revoked', () => {
  it('refuses the very next request with a token that is still valid: DENY_NO_DSA', async () => {
    const token = await council.getToken();
    const before = onlyRecipient(await ask('/v1/decisions'));
    expect(before.outcome).not.toBe('DENY');
    expect(before.segments.flatMap(({ reasons }) => reasons.map(({ code }) => code))).toContain(
      'PERMIT_REASONABLE_EXPECTATION',
    );

    const { agreements } = system.rooms;
    const { WMC } = system.region.organisations;
    const agreement = (await agreements.listAgreements(WMC)).find(({ terms }) =>
      terms.title.includes('Bright Steps'),
    );
    if (agreement === undefined) throw new Error('the region has no agreement with Bright Steps');
    const revoked = await agreements.revokeAgreement(
      agreement.agreementId satisfies AgreementId,
      WMC,
      'The contract has ended.',
    );
    expect(revoked).toMatchObject({ ok: true });
    const revokedAt = performance.now();

    for (const path of ['/v1/decisions', '/v1/messages'] as const) {
      const answer = await ask(path);
      const after = onlyRecipient(answer);
      expect(after).toMatchObject({ outcome: 'DENY', delivery: 'NOT_SENT' });
      expect(after.reasons.map(({ code }) => code)).toEqual(['DENY_NO_DSA']);
      for (const { segmentId } of after.segments)
        expect(toldOf(after, segmentId)).toEqual(['WITHHOLD', 'DENY_NO_DSA']);
      expect((await findEntries(system.rooms, answer.exchangeId)).map(({ kind }) => kind)).toEqual([
        'DECISION',
      ]);
    }
    expect(await council.getToken()).toBe(token);
    // On a machine with little else to do this is a few tens of milliseconds; the case allows a second.
    expect(performance.now() - revokedAt).toBeLessThan(10_000);
  });
});
