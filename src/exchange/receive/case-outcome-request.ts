import { z } from 'zod';
import { type Result, ok, refuse } from '../../platform/index.ts';
import { type ProblemDetail, caseFindings, caseSanctions } from '../../vocabulary/index.ts';
import { describeIssues } from './describe-issues.ts';
import { words } from './words.ts';

const reason = words(5_000);

/** What an officer found in a case (docs/domain/07 X5 "IG decides sanction; Callum told when safe"). */
export const caseOutcomeSchema = z
  .strictObject({
    version: z.int().min(0).meta({
      description: 'The version of the case that you looked at: what has happened since is seen first.',
    }),
    finding: z.enum(caseFindings).meta({
      description:
        'JUSTIFIED: it was right. MISTAKE: nobody meant harm. MISUSE: somebody did what they must not. RESOLVED: what was to be done is done.',
    }),
    sanction: z.enum(caseSanctions).meta({ description: 'What follows for whoever acted.' }),
    reasons: reason,
    told: z
      .array(words(200))
      .max(20)
      .meta({ description: 'Whom you have told, such as the manager or the regulator.' }),
    answer: reason.exactOptional().meta({
      description:
        'What you answer somebody who said something (cases `FAMILY_…`), in plain words: they read it as it is. Never an address, a school or a name that they must not learn.',
    }),
    person: z
      .union([z.literal('NOTIFY'), z.strictObject({ notSafe: reason })])
      .exactOptional()
      .meta({
        description:
          'Whether the gateway tells the person concerned now, at their safe contact where they have one, or why that would not be safe.',
      }),
  })
  .superRefine(({ finding, sanction }, context) => {
    if (sanction !== 'NONE' && (finding === 'JUSTIFIED' || finding === 'RESOLVED')) {
      context.addIssue({
        code: 'custom',
        path: ['sanction'],
        message: 'A sanction needs somebody who was at fault.',
        params: { rule: 'sanction-needs-fault' },
      });
    }
  })
  .meta({ description: 'What an officer found, and what follows.' });

/** A well-formed outcome. Nothing in it is believed yet. */
export type CaseOutcomeRequest = z.output<typeof caseOutcomeSchema>;

/** Parses the body of `POST /v1/cases/{id}/outcome`, or lists everything that is wrong with it. */
export function parseCaseOutcome(json: unknown): Result<CaseOutcomeRequest, ProblemDetail[]> {
  const parsed = caseOutcomeSchema.safeParse(json, { reportInput: true });
  return parsed.success ? ok(parsed.data) : refuse(describeIssues(parsed.error.issues));
}
