import { z } from 'zod';
import { consentTypes } from '../../consent/index.ts';
import { type Result, ok, refuse } from '../../platform/index.ts';
import { type ProblemDetail, categoryCodes, plainGroups, purposeCodes } from '../../vocabulary/index.ts';
import { listOf, period, recipientListSchema } from './consent-request.ts';
import { describeIssues } from './describe-issues.ts';
import { words } from './words.ts';

/**
 * A notice on which choices are made. Without words of its own it is composed from its scope; with them it is one that you
 * wrote, and the scope says what they name: no choice made on it can reach further.
 */
export const noticeRequestSchema = z
  .strictObject({
    scope: z
      .strictObject({
        type: z
          .enum(consentTypes)
          .meta({ description: 'What is asked for. Agreement to one is never agreement to another.' }),
        purposes: listOf(z.enum(purposeCodes)).min(1),
        recipients: recipientListSchema,
        categories: listOf(z.enum(categoryCodes)).default([]),
        groups: listOf(z.enum(plainGroups))
          .default([])
          .meta({ description: 'Whole plain groups, in place of listing their codes.' }),
        period: period('First and last day on which a choice may hold.').exactOptional(),
        dataPeriod: period('First and last day of the information that is meant.').exactOptional(),
      })
      .meta({ description: 'The furthest that a choice may reach.' }),
    language: z
      .string()
      .max(35)
      .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/)
      .meta({ description: 'BCP 47 language tag. Notices are composed in English only.' }),
    written: z
      .strictObject({
        reference: words(200).meta({ description: 'Under what you know it.' }),
        format: z.enum(['standard', 'easyRead', 'BSL', 'symbols', 'audio']),
        text: words(10_000).meta({ description: 'The words that are shown or said.' }),
      })
      .exactOptional()
      .meta({ description: 'The notice that you wrote. Left out, one is composed.' }),
  })
  .refine(({ language, written }) => written !== undefined || /^en(?:-|$)/i.test(language), {
    error: 'A notice in this language must be written by somebody.',
    path: ['written'],
    params: { rule: 'language-is-composed' },
  })
  .meta({ description: 'A notice on which choices are made.' });

/** A well-formed notice. */
export type NoticeRequest = z.output<typeof noticeRequestSchema>;

/** Parses the body of `POST /v1/consent-notices`, or lists everything that is wrong with it. */
export function parseNoticeRequest(json: unknown): Result<NoticeRequest, ProblemDetail[]> {
  const parsed = noticeRequestSchema.safeParse(json, { reportInput: true });
  return parsed.success ? ok(parsed.data) : refuse(describeIssues(parsed.error.issues));
}
