import type { OutboundEnvelope } from '../../src/exchange/redact/index.ts';
import type { MessageTypeCode } from '../../src/vocabulary/index.ts';

/** An envelope to a school, with nothing in it that stands in a message. */
export function buildOutbound(
  type: MessageTypeCode,
  changes: Partial<OutboundEnvelope> = {},
): OutboundEnvelope {
  return {
    exchangeId: '11111111-1111-4111-8111-111111111111',
    messageId: '22222222-2222-4222-8222-222222222222',
    type,
    schemaVersion: '1.0',
    correlationId: '33333333-3333-4333-8333-333333333333',
    source: { organisation: { system: 'ods', value: 'Z9Z9A' } },
    recipient: { organisation: { system: 'urn', value: '999001' }, role: 'SENCO' },
    purpose: 'P07',
    urgency: 'ROUTINE',
    sentAt: '2028-01-07T15:00:00.000Z',
    reliesOnConsent: false,
    ...changes,
  };
}
