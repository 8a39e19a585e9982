import { type JsonObject, isJsonArray, isJsonObject } from '../platform/index.ts';
import { buildFhirBundle } from '../records/index.ts';

/** What the hospital's FHIR server holds: the resources of the summary after docs/domain/07 AC3, as its own records. */
export function listHospitalRecords(): readonly JsonObject[] {
  const entries = buildFhirBundle().resource['entry'];
  return (isJsonArray(entries) ? entries : []).flatMap((entry) => {
    const resource = isJsonObject(entry) ? entry['resource'] : undefined;
    return isJsonObject(resource) ? [resource] : [];
  });
}
