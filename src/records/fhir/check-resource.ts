import { type JsonObject, type JsonValue, isJsonObject } from '../../platform/index.ts';
import { type ValidationProblem, problemAt } from '../validation-problem.ts';
import { memberOf, textOf } from '../json-access.ts';
import { listResourceParts } from './resource-parts.ts';

const typeName = /^[A-Z][A-Za-z]{1,63}$/;

/** Checks that a FHIR message carries resources: what redaction relies on, not what a validator of profiles would say. */
export function checkResource(resource: JsonObject, mostParts: number): readonly ValidationProblem[] {
  if (!isResource(resource)) return [problemAt('/resource/resourceType', 'fhir-resource')];
  const entries = resource['resourceType'] === 'Bundle' ? (memberOf(resource, 'entry') ?? []) : [];
  if (!Array.isArray(entries)) return [problemAt('/resource/entry', 'type')];
  if (entries.length > mostParts || listResourceParts(resource).length > mostParts)
    return [problemAt('/resource', 'too-many-parts')];
  return entries.flatMap((entry: JsonValue, position) => {
    if (!isJsonObject(entry)) return [problemAt(`/resource/entry/${position}`, 'type')];
    const inner = memberOf(entry, 'resource');
    return inner === undefined || (isJsonObject(inner) && isResource(inner))
      ? []
      : [problemAt(`/resource/entry/${position}/resource`, 'fhir-resource')];
  });
}

function isResource(value: JsonObject): boolean {
  return typeName.test(textOf(value, 'resourceType') ?? '');
}
