import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { JsonObject, JsonValue } from '../../src/platform/index.ts';

/** Examples of the NHS Validated Relationships Service, which stand beside the checkout and are read in place. */
const directory = join(import.meta.dirname, '../../../shared/data/nhs-validated-relationships');

/** Whether the examples are there. A test that needs them is skipped when not, never passed. */
export const haveNhsExamples = existsSync(directory);

/** The paths of all example files below the folder, in order. */
export function listNhsExamples(): readonly string[] {
  if (!haveNhsExamples) return [];
  return readdirSync(directory, { recursive: true })
    .map((name) => String(name).replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.yaml'))
    .toSorted();
}

/** The bodies that a file shows, and what it says of them. */
export function readNhsExample(
  name: string,
): readonly { readonly description: string; readonly value: JsonValue }[] {
  const file = parse(readFileSync(join(directory, name), 'utf8')) as JsonObject;
  return Object.values(file).map((example) => {
    const { description = '', value = null } = example as { description?: string; value?: JsonValue };
    return { description, value };
  });
}
