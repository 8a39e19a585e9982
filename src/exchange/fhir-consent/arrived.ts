import type { JsonObject } from '../../platform/index.ts';
import type { IdentifiedPractitioner } from '../choosing/own-records.ts';
import type { ParsedConsent } from './parse-consent.ts';
import type { ConsentReading } from './reading.ts';

/** A Consent as it came, read, and who sent it. */
export interface Arrived {
  readonly parsed: ParsedConsent;
  readonly reading: ConsentReading;
  readonly json: JsonObject;
  readonly practitioner: IdentifiedPractitioner;
  readonly at: Date;
}
