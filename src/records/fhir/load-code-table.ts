import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseStrictJson } from '../../platform/index.ts';
import { category } from '../base-schemas.ts';
import { type CodeTable, baseCodeTable, extendCodeTable } from './code-table.ts';

/** What a file of additions says. A code without a category would say that there is nothing to protect: it is refused. */
const additions = z
  .array(
    z.strictObject({
      system: z.string().regex(/^(?:https?:\/\/|urn:)\S{1,200}$/),
      source: z.string().min(1).max(500),
      codes: z.record(z.string().regex(/^\S{1,100}$/), z.array(category).min(1).max(10)),
    }),
  )
  .max(100);

/**
 * The gateway's table of codes, with what partners add to it in a file (docs/records.md, "Codes of partners").
 * @throws where the file cannot be read or says anything else: a gateway with half a table does not start
 */
export function loadCodeTable(file: string | undefined): CodeTable {
  if (file === undefined) return baseCodeTable;
  const json = parseStrictJson(readFileSync(file));
  if (!json.ok) throw new Error(`${file} is no JSON: ${json.refusal.message}`);
  const read = additions.safeParse(json.value);
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => `/${path.join('/')}: ${message}`);
    throw new Error(`${file} is no list of codes: ${problems.join('; ')}`);
  }
  return extendCodeTable(baseCodeTable, read.data);
}
