import { z } from 'zod';
import { type Result, ok, refuse } from '../../platform/index.ts';
import type { ProblemDetail } from '../../vocabulary/index.ts';
import { describeIssues } from './describe-issues.ts';
import { words } from './words.ts';

/** Why a choice is not relied on any more, though nobody took it back (docs/domain/01 §1.7). */
export const reviewRequestSchema = z
  .strictObject({
    because: z.enum(['CIRCUMSTANCES_CHANGED', 'IN_DOUBT', 'ENTERED_IN_ERROR']).meta({
      description:
        'Circumstances changed so much that the family must be asked again; there is doubt about it; or it was written down by mistake and never was their choice.',
    }),
    evidenceRef: words(200).meta({ description: 'Where it is noted in your own records.' }),
  })
  .meta({ description: 'A choice is to be asked for again, or was a mistake.' });

/** A well-formed request to review a choice. */
export type ReviewRequest = z.output<typeof reviewRequestSchema>;

/** Parses the body of `POST /v1/consents/{id}/review`, or lists everything that is wrong with it. */
export function parseReviewRequest(json: unknown): Result<ReviewRequest, ProblemDetail[]> {
  const parsed = reviewRequestSchema.safeParse(json, { reportInput: true });
  return parsed.success ? ok(parsed.data) : refuse(describeIssues(parsed.error.issues));
}
