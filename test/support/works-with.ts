import { randomUUID } from 'node:crypto';
import type { ActingPractitioner, GatewayAnswer, PartnerRequest } from '../../src/region/partner-system.ts';

/** Has a practitioner's own organisation record that they work with somebody, from a day on. */
export async function recordWorksWith(
  system: { send(request: PartnerRequest): Promise<GatewayAnswer> },
  dataSubject: object,
  { staffId, role }: ActingPractitioner,
  from: string,
): Promise<void> {
  const idempotencyKey = randomUUID();
  const recorded = await system.send({
    method: 'POST',
    path: '/v1/relationships',
    body: {
      dataSubject,
      kind: 'WORKING',
      staffId,
      role,
      basis: 'OPEN_CASE',
      evidenceRef: 'allocation-1',
      from,
    },
    practitioner: { staffId, role },
    idempotencyKey,
    boundTo: idempotencyKey,
    evaluateAt: `${from}T12:00:00Z`,
  });
  if (recorded.status !== 201) throw new Error(`not recorded: ${recorded.text}`);
}
