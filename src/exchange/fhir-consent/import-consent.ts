import { type Result, ok, refuse } from '../../platform/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import { findOwn, identifyPractitioner } from '../choosing/own-records.ts';
import type { FhirConsentAnswer, SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { receiveJson } from '../receive/receive-message.ts';
import type { Arrived } from './arrived.ts';
import { findTwin } from './find-twin.ts';
import { toObject } from './kept-part.ts';
import { parseConsent } from './parse-consent.ts';
import { readConsent } from './read-consent.ts';
import { recordReading } from './record-reading.ts';
import { showConsent } from './show-consent.ts';

/**
 * Records a choice that comes as a FHIR Consent: by the same way as `/v1/consents`, after the same checks. What cannot be read
 * exactly is kept as a draft that says nothing, with the element and the rule of each reason.
 */
export async function importConsent(
  house: House,
  call: SystemCall,
): Promise<Result<FhirConsentAnswer, Problem>> {
  const arrived = await receiveConsent(house, call);
  if (!arrived.ok) return arrived;
  const twin = await findTwin(house, call, arrived.value);
  if (!twin.ok) return twin;
  if (twin.value !== undefined) return ok(await showConsent(house, twin.value, false));
  const recorded = await recordReading(house, arrived.value, null, undefined);
  return recorded.ok ? ok(await showConsent(house, recorded.value, true)) : recorded;
}

/**
 * Records a new choice of the same person in a record that exists. `If-Match` names the version that the sender has seen. What is
 * not clear never takes the place of a choice that was.
 */
export async function updateConsent(
  house: House,
  call: SystemCall,
  consentId: string,
): Promise<Result<FhirConsentAnswer, Problem>> {
  const arrived = await receiveConsent(house, call);
  if (!arrived.ok) return arrived;
  const { recorder } = arrived.value.practitioner;
  const found = await findOwn(house, consentId, recorder.organisation);
  if (found?.type !== 'SHARE') return refuse({ code: 'not-found' });
  if (arrived.value.json['id'] !== found.consentId) {
    return refuseAt('Consent.id', 'id-is-address', 'The id must be that of the address.');
  }
  const expected = /^W\/"([1-9]\d{0,8})"$/.exec(call.ifMatch ?? '')?.[1];
  if (expected === undefined) {
    return refuse({
      code: 'precondition-failed',
      errors: [
        {
          pointer: 'http.if-match',
          rule: 'if-match',
          message: 'Name the version that you have seen: W/"1".',
        },
      ],
    });
  }
  const recorded = await recordReading(house, arrived.value, found, Number(expected));
  return recorded.ok ? ok(await showConsent(house, recorded.value, false)) : recorded;
}

async function receiveConsent(house: House, call: SystemCall): Promise<Result<Arrived, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseConsent(json.value);
  if (!parsed.ok) return refuse({ code: 'fhir-invalid', errors: parsed.refusal });
  const practitioner = await identifyPractitioner(house, call, 'consents:record');
  if (!practitioner.ok) return practitioner;
  const at = call.evaluateAt ?? call.receivedAt;
  const reading = readConsent(parsed.value, { policy: house.policy.version.bundle, at });
  if (!reading.ok) return refuse({ code: 'consent-invalid', errors: reading.refusal });
  return ok({
    parsed: parsed.value,
    reading: reading.value,
    json: toObject(json.value),
    practitioner: practitioner.value,
    at,
  });
}

function refuseAt(pointer: string, rule: string, message: string): Result<never, Problem> {
  return refuse({ code: 'consent-invalid', errors: [{ pointer, rule, message }] });
}
