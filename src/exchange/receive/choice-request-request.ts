import { z } from 'zod';
import { type Result, ok, refuse, calendarDay } from '../../platform/index.ts';
import { type ProblemDetail, categoryCodes, purposeCodes } from '../../vocabulary/index.ts';
import { choiceDataSubjectSchema, listOf, recipientListSchema } from './consent-request.ts';
import { describeIssues } from './describe-issues.ts';
import { words } from './words.ts';

/** What a service asks a family to choose: one recipient and one purpose, so that each can be answered alone. */
export const choiceRequestSchema = z
  .strictObject({
    dataSubject: choiceDataSubjectSchema,
    recipients: z
      .strictObject({ organisations: recipientListSchema.shape.organisations.unwrap().length(1) })
      .meta({ description: 'Who would receive it.' }),
    purpose: z.enum(purposeCodes),
    categories: listOf(z.enum(categoryCodes)).min(1),
    until: calendarDay.exactOptional().meta({
      description: 'The last day, in London, on which the choice would hold. Left out, until it is changed.',
    }),
    words: words(500).meta({
      description: 'Why you ask, in plain words: the family reads them as they are.',
    }),
  })
  .meta({
    description:
      'A question to whoever decides for a person. They see it in their portal for 28 days; each answers alone, or not at all.',
  });

/** A well-formed question to a family. Nothing in it is believed yet. */
export type ChoiceRequestRequest = z.output<typeof choiceRequestSchema>;

/** Parses the body of `POST /v1/choice-requests`, or lists everything that is wrong with it. */
export function parseChoiceRequest(json: unknown): Result<ChoiceRequestRequest, ProblemDetail[]> {
  const parsed = choiceRequestSchema.safeParse(json, { reportInput: true });
  return parsed.success ? ok(parsed.data) : refuse(describeIssues(parsed.error.issues));
}
