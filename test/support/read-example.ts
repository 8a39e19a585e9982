import { parseConsent } from '../../src/exchange/fhir-consent/parse-consent.ts';
import { readConsent } from '../../src/exchange/fhir-consent/read-consent.ts';
import type { JsonObject, JsonValue } from '../../src/platform/index.ts';
import { contained } from './fhir-consent.ts';

/** What becomes of a Consent: which elements refuse it, or let it wait, or that it is clear. */
export function readExample(json: JsonValue): string {
  const parsed = parseConsent(json);
  if (!parsed.ok)
    return `refused ${parsed.refusal.map(({ pointer, rule }) => `${pointer} ${rule}`).join(', ')}`;
  const reading = readConsent(parsed.value, { policy: 'BASE-1', at: new Date('2028-01-07T15:00:00Z') });
  if (!reading.ok)
    return `refused ${reading.refusal.map(({ pointer, rule }) => `${pointer} ${rule}`).join(', ')}`;
  const places = reading.value.unclear.map(({ pointer }) => pointer.replace(/^Consent\./, ''));
  return places.length === 0 ? 'clear' : `waits ${[...new Set(places)].join(', ')}`;
}

/** The same about somebody and by somebody whom the sender names, so that its rules are read. */
export function withPeople(json: JsonValue): JsonObject {
  return {
    ...(json as JsonObject),
    contained,
    patient: { reference: '#subject' },
    performer: [{ reference: '#decider' }],
  };
}
