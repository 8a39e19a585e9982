import { z } from 'zod';
import { adviceKinds } from '../../consent/index.ts';
import { type Result, ok, refuse, calendarDay } from '../../platform/index.ts';
import type { ProblemDetail } from '../../vocabulary/index.ts';
import { choiceDataSubjectSchema, decidedBySchema, organisationSchema } from './consent-request.ts';
import { describeIssues } from './describe-issues.ts';
import { words } from './words.ts';

const day = calendarDay;
const evidenceRef = words(200).meta({ description: 'Where it is noted in your own records.' });

/**
 * A proposal that advice which exists suffices for an assessment (SEND Regulations 2014 reg 6(4)). It counts as the word of
 * whoever sends it: the author of the advice, or the council that would ask for it.
 */
export const reuseRequestSchema = z
  .strictObject({
    dataSubject: choiceDataSubjectSchema,
    advice: z.strictObject({
      kind: z.enum(adviceKinds).meta({ description: 'Whose advice it is, among those who must be asked.' }),
      reference: words(200).meta({ description: 'Under what its author holds it.' }),
      givenOn: day.meta({ description: 'The day of the advice.' }),
    }),
    author: organisationSchema.meta({ description: 'Who gave the advice.' }),
    council: organisationSchema.meta({ description: 'Who would otherwise ask for it again.' }),
    lastDay: day.exactOptional().meta({ description: 'The last day on which it may be used again.' }),
    evidenceRef,
  })
  .meta({ description: 'A proposal to ask for advice once.' });

/** The word of one of the three. */
export const reuseAgreementSchema = z
  .strictObject({
    decidedBy: decidedBySchema.exactOptional().meta({
      description: 'Whoever of the family agrees. Left out, it is your own organisation that agrees.',
    }),
    evidenceRef,
  })
  .meta({ description: 'One of the three agrees.' });

/** The end of an agreement. */
export const reuseEndingSchema = z
  .strictObject({
    for: z.enum(['OWN', 'FAMILY']).meta({ description: 'Whether your organisation or the family ends it.' }),
    evidenceRef,
  })
  .meta({ description: 'One of the three ends it.' });

export type ReuseRequest = z.output<typeof reuseRequestSchema>;
export type ReuseAgreementRequest = z.output<typeof reuseAgreementSchema>;
export type ReuseEnding = z.output<typeof reuseEndingSchema>;

/** Parses the body of `POST /v1/reuse-agreements`. */
export function parseReuseRequest(json: unknown): Result<ReuseRequest, ProblemDetail[]> {
  return parse(reuseRequestSchema, json);
}

/** Parses the body of `POST /v1/reuse-agreements/{id}/agreement`. */
export function parseReuseAgreement(json: unknown): Result<ReuseAgreementRequest, ProblemDetail[]> {
  return parse(reuseAgreementSchema, json);
}

/** Parses the body of `POST /v1/reuse-agreements/{id}/end`. */
export function parseReuseEnding(json: unknown): Result<ReuseEnding, ProblemDetail[]> {
  return parse(reuseEndingSchema, json);
}

function parse<Value>(schema: z.ZodType<Value>, json: unknown): Result<Value, ProblemDetail[]> {
  const parsed = schema.safeParse(json, { reportInput: true });
  return parsed.success ? ok(parsed.data) : refuse(describeIssues(parsed.error.issues));
}
