import { z } from 'zod';
import { type JsonValue, type Result, ok, refuse } from '../platform/index.ts';
import { messageTypeCodes } from '../vocabulary/index.ts';
import { type DeepReadonly, department, instant, messageIdentifier, role, uuid } from './base-schemas.ts';
import { checkJsonShape } from './check-json-shape.ts';
import { isPlanType } from './read-plan-header.ts';
import { commonShape } from './envelope-schema.ts';
import { searchableTypes } from './fhir/search-table.ts';
import { type ValidationProblem, problemAt, problemsFromIssues } from './validation-problem.ts';

const { correlationId, source, urgency, purposeCode, legalPower, dutyKind, dutyAttestation } = commonShape;

/**
 * A request for a record that another organisation holds (docs/domain/rulings 20). It names the holder, who would read it, why,
 * and whom it is about.
 */
export const recordRequestSchema = z.strictObject({
  requestId: messageIdentifier,
  correlationId,
  type: z.enum(messageTypeCodes),
  /** Which kinds of FHIR resource; only with `FHIR`, and there never left out: nobody asks for everything. */
  resourceTypes: z.array(z.enum(searchableTypes)).min(1).max(20).optional(),
  /** Who holds it. */
  source,
  /** As whom it would be read, at the organisation that asks. */
  reader: z.strictObject({ role, department: department.optional() }),
  urgency,
  purposeCode,
  legalPower,
  dutyKind,
  dutyAttestation,
  /**
   * A plan as the gateway has kept it, version by version, instead of as its holder has it now (docs/domain/02 §2.4): which one, where the
   * person has several of this type; as at which instant, now where it is left out; and with what has changed since which instant.
   */
  plan: z
    .strictObject({ planId: uuid.optional(), asAt: instant.optional(), changesSince: instant.optional() })
    .optional(),
  /** A grant of emergency access, under P14. */
  emergencyAccess: uuid.optional(),
  subject: z.strictObject({
    identifiers: commonShape.subject.shape.identifiers.min(1),
    demographics: commonShape.subject.shape.demographics,
  }),
});

/** A request for a record, well-formed. */
export type RecordRequest = DeepReadonly<z.infer<typeof recordRequestSchema>>;

/** Reads untrusted JSON as a request, or says everything that is wrong with it, with pointers and rules and no values. */
export function parseRecordRequest(json: JsonValue): Result<RecordRequest, readonly ValidationProblem[]> {
  const misshapen = checkJsonShape(json);
  if (misshapen !== undefined) return refuse([misshapen]);
  const parsed = recordRequestSchema.safeParse(json, { reportInput: true });
  if (!parsed.success) return refuse(problemsFromIssues(parsed.error.issues));
  const request = parsed.data as RecordRequest;
  const problems = [
    ...((request.type === 'FHIR') === (request.resourceTypes !== undefined)
      ? []
      : [problemAt('/resourceTypes', 'resource-types')]),
    ...(request.plan !== undefined && !isPlanType(request.type) ? [problemAt('/plan', 'plan-only')] : []),
    // Nobody asks a system for their own record here: they ask the gateway for a copy, or read in the portal.
    ...(request.purposeCode === 'P17' ? [problemAt('/purposeCode', 'no-own-access')] : []),
    ...(request.emergencyAccess !== undefined && request.purposeCode !== 'P14'
      ? [problemAt('/emergencyAccess', 'emergency-only')]
      : []),
  ];
  return problems.length > 0 ? refuse(problems) : ok(request);
}
