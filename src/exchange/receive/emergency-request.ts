import { z } from 'zod';
import { type Result, ok, refuse } from '../../platform/index.ts';
import type { ProblemDetail } from '../../vocabulary/index.ts';
import { choiceDataSubjectSchema, organisationSchema } from './consent-request.ts';
import { describeIssues } from './describe-issues.ts';
import { words } from './words.ts';

/** The longest that an emergency access can be asked for, in minutes; the gateway's setting may be shorter. */
const mostMinutes = 240;

/** Why a child's record must be opened now, and whose (docs/domain/03 §3.2 P14, docs/domain/07 X2). */
export const emergencyRequestSchema = z
  .strictObject({
    dataSubject: choiceDataSubjectSchema,
    reason: words(2_000).min(10).meta({
      description: 'Why somebody’s life or limb is at risk. It is kept sealed, and an officer reads it.',
    }),
    from: z.array(organisationSchema).min(1).max(10).meta({
      description: 'Whose records are to be opened: the council, the GP practice, a trust.',
    }),
    minutes: z
      .int()
      .min(5)
      .max(mostMinutes)
      .exactOptional()
      .meta({ description: 'For how long. As the gateway is set where it is left out, and never longer.' }),
    tellingUnsafe: words(2_000).exactOptional().meta({
      description:
        'Why it would not be safe to tell the safe contact or the family now. A manager looks again.',
    }),
  })
  .meta({ description: 'An access without consent, because life or limb is at risk.' });

/** A well-formed request for an emergency access. Nothing in it is believed yet. */
export type EmergencyRequest = z.output<typeof emergencyRequestSchema>;

/** Parses the body of `POST /v1/emergency-access`, or lists everything that is wrong with it. */
export function parseEmergencyRequest(json: unknown): Result<EmergencyRequest, ProblemDetail[]> {
  const parsed = emergencyRequestSchema.safeParse(json, { reportInput: true });
  return parsed.success ? ok(parsed.data) : refuse(describeIssues(parsed.error.issues));
}
