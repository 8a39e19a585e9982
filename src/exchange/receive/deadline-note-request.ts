import { z } from 'zod';
import { type Result, ok, refuse, calendarDay } from '../../platform/index.ts';
import { type ProblemDetail, excuseCodes } from '../../vocabulary/index.ts';
import { describeIssues } from './describe-issues.ts';

const evidenceRef = z.string().min(1).max(200).meta({
  description: 'Where your own records say so. No names and nothing about anybody.',
});
const day = calendarDay;

/** What whoever owes something says of it, where no message does. */
export const deadlineNoteSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('EXCUSED'),
      reason: z.enum(excuseCodes),
      from: day.meta({ description: 'The first day that does not count, in London.' }),
      to: day.meta({ description: 'The last day that does not count.' }),
      evidenceRef,
    }),
    z.strictObject({
      kind: z.literal('DONE'),
      on: day.meta({ description: 'The day on which it was done, in London: today or before.' }),
      evidenceRef,
    }),
  ])
  .meta({
    description:
      'That a period does not count, and why the law says so; or that what was owed was done in a way that this gateway does not see.',
  });

/** A well-formed note. Nothing in it is believed yet. */
export type DeadlineNoteRequest = z.output<typeof deadlineNoteSchema>;

/** Parses the body of `POST /v1/deadlines/{id}/notes`, or lists everything that is wrong with it. */
export function parseDeadlineNote(json: unknown): Result<DeadlineNoteRequest, ProblemDetail[]> {
  const parsed = deadlineNoteSchema.safeParse(json, { reportInput: true });
  return parsed.success ? ok(parsed.data) : refuse(describeIssues(parsed.error.issues));
}
