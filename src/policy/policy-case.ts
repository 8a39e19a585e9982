import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import {
  categoryCodes,
  departments,
  dutyStatuses,
  getCategory,
  handlingFlags,
  messageTypeCodes,
  organisationTypes,
  purposeCodes,
  reasonCodes,
  roles,
} from '../vocabulary/index.ts';
import { attributeValues } from './attributes.ts';
import type { BundleProblem } from './bundle.ts';
import type { SegmentCase } from './policy-types.ts';
import { lineOf, readYaml } from './read-yaml.ts';

const given = z
  .strictObject({
    sourceType: z.enum(organisationTypes),
    recipientType: z.enum(organisationTypes),
    recipientDepartment: z.enum(departments).default('NONE'),
    recipientRole: z.enum(roles),
    recipientDutyStatus: z.enum(dutyStatuses),
    purpose: z.literal(purposeCodes),
    messageType: z.literal(messageTypeCodes),
    category: z.literal(categoryCodes),
    level: z.enum(attributeValues.level).optional(),
    linkedToNeed: z.boolean().default(false),
    attested: z.boolean().default(false),
    effect: z.enum(['DETERMINATIVE', 'WEIGHTED', 'RECORD_ONLY']),
    choice: z.enum(attributeValues.choice).default('NONE'),
    childPermits: z.boolean().default(false),
    flags: z.array(z.enum(handlingFlags)).default([]),
    aboutOthers: z.boolean().default(false),
    approved: z.boolean().default(false),
    leadApproves: z.boolean().default(false),
    ownAccess: z.boolean().default(false),
  })
  .transform((facts): SegmentCase => ({ ...facts, level: facts.level ?? getCategory(facts.category).level }));

const caseSchema = z.strictObject({
  given,
  expect: z.strictObject({
    outcome: z.enum(['FORWARD', 'HOLD', 'WITHHOLD']),
    row: z.string().nullable(),
    rule: z.string(),
    reasons: z.array(z.literal(reasonCodes)).min(1),
  }),
  twin: z.string().optional(),
});

/** A claim about a bundle: a case and the answer it must get. The file's name is the claim. */
export interface PolicyCase {
  readonly file: string;
  readonly claim: string;
  readonly kind: 'allow' | 'deny';
  readonly given: SegmentCase;
  /** The facts that were written, without defaults. */
  readonly written: readonly string[];
  readonly expect: z.output<typeof caseSchema>['expect'];
  /** For an allow case: the claim of the deny case that differs in one fact. */
  readonly twin: string | undefined;
}

/** All cases of a bundle version, from `cases/allow` and `cases/deny`, with what is wrong with them. */
export function readPolicyCases(folder: string): {
  readonly cases: readonly PolicyCase[];
  readonly problems: readonly BundleProblem[];
} {
  const problems: BundleProblem[] = [];
  const cases = (['allow', 'deny'] as const).flatMap((kind) =>
    listCaseFiles(join(folder, 'cases', kind)).flatMap((file) => readCase(file, kind, problems)),
  );
  return { cases, problems };
}

function listCaseFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => join(folder, name));
}

function readCase(file: string, kind: PolicyCase['kind'], problems: BundleProblem[]): readonly PolicyCase[] {
  const { source, problems: unreadable } = readYaml(file, readFileSync(file, 'utf8'));
  problems.push(...unreadable);
  if (unreadable.length > 0) return [];
  const { document } = source;
  const parsed = caseSchema.safeParse(document.toJS());
  if (parsed.success) {
    const { given: facts, expect, twin } = parsed.data;
    const written = Object.keys(z.looseObject({ given: z.looseObject({}) }).parse(document.toJS()).given);
    return [{ file, claim: basename(file, '.yaml'), kind, given: facts, written, expect, twin }];
  }
  for (const issue of parsed.error.issues) {
    const path = issue.path.filter((part) => typeof part !== 'symbol');
    const message = `${path.join('.')}: ${issue.message}`;
    problems.push({ file, line: lineOf(source, path), rule: 'case', message });
  }
  return [];
}
