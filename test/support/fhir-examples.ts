import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../src/platform/index.ts';
import { type FhirMessage, buildFhirBundle } from '../../src/records/index.ts';

/** HL7's own R4 examples, which stand beside the checkout and are read in place. */
const directory = join(import.meta.dirname, '../../../shared/data/fhir-r4-examples');

/** Whether the examples are there. A test that needs them is skipped when not, never passed. */
export const haveFhirExamples = existsSync(directory);

/** The names of all example files. */
export function listFhirExamples(): readonly string[] {
  return haveFhirExamples ? readdirSync(directory).filter((name) => name.endsWith('.json')) : [];
}

/** One example as a message, as its holder would hand it over. */
export function readFhirExample(name: string): FhirMessage {
  const resource = JSON.parse(readFileSync(join(directory, name), 'utf8')) as JsonObject;
  return asFhirMessage(resource);
}

/** A resource in the envelope of the FHIR example. */
export function asFhirMessage(resource: JsonObject): FhirMessage {
  return { ...buildFhirBundle(), resource };
}
