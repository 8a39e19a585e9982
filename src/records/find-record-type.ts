import type { MessageTypeCode } from '../vocabulary/index.ts';
import { fhirRecord } from './fhir/fhir-record.ts';
import type { RecordType } from './record-type.ts';
import { safeguardingReferral } from './safeguarding-referral.ts';
import { socialCareRecord } from './social-care-record.ts';

/** The record dictionary: every type that the gateway can carry. To add one, see docs/records.md. */
export const recordTypes: readonly RecordType[] = [safeguardingReferral, socialCareRecord, fhirRecord];

/** Finds what the dictionary says of a message type; a type of the catalogue that it does not describe cannot be carried. */
export function findRecordType(code: MessageTypeCode): RecordType | undefined {
  return recordTypes.find((type) => type.code === code);
}
