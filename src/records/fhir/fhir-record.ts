import { z } from 'zod';
import { anyJsonObject } from '../base-schemas.ts';
import { envelopeShape } from '../envelope-schema.ts';
import { buildFhirBundle } from '../examples/build-fhir-bundle.ts';
import type { RecordType } from '../record-type.ts';

/** A FHIR R4 resource or bundle, pushed or pulled as it is: each resource is one part, labelled as a whole. */
export const fhirRecord: RecordType = {
  code: 'FHIR',
  plain: 'A FHIR R4 resource or bundle',
  versions: ['4.0'],
  clock: 'None.',
  schema: z.strictObject({ ...envelopeShape, type: z.literal('FHIR'), resource: anyJsonObject }),
  paths: [],
  familyInformedFloor: [],
  examples: [{ title: 'A health summary with labelled resources', build: () => buildFhirBundle() }],
};
