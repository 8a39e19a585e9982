import { z } from 'zod';
import { type Result, ok, refuse } from '../../platform/index.ts';
import type { ProblemDetail } from '../../vocabulary/index.ts';
import { decidedBySchema } from './consent-request.ts';
import { describeIssues } from './describe-issues.ts';

/**
 * The taking back of a choice (docs/domain/03 §3.6). It asks for less than giving did, since it must be at least as easy: no
 * evidence, no reason and no version number can stand in its way, and one that is blank is none.
 */
export const withdrawalRequestSchema = z
  .strictObject({
    withdrawnBy: decidedBySchema,
    channel: z.enum(['inPerson', 'phone', 'paper']).meta({ description: 'How it was said.' }),
    notifyPrior: z
      .boolean()
      .meta({ description: 'Whether those who already have the information are to be told.' }),
    reason: z
      .string()
      .max(2_000)
      .exactOptional()
      .meta({ description: 'In their words, if they gave one. It is never asked for.' }),
    evidenceRef: z
      .string()
      .max(200)
      .exactOptional()
      .meta({ description: 'Where it is noted in your own records.' }),
  })
  .meta({ description: 'A family takes a choice back.' });

/** A well-formed request to withdraw a choice. Nothing in it is believed yet. */
export type WithdrawalRequest = z.output<typeof withdrawalRequestSchema>;

/** Parses the body of `POST /v1/consents/{id}/withdrawal`, or lists everything that is wrong with it. */
export function parseWithdrawalRequest(json: unknown): Result<WithdrawalRequest, ProblemDetail[]> {
  const parsed = withdrawalRequestSchema.safeParse(json, { reportInput: true });
  return parsed.success ? ok(parsed.data) : refuse(describeIssues(parsed.error.issues));
}
