import { z } from 'zod';
import { type Result, ok, refuse } from '../../platform/index.ts';
import type { ProblemDetail } from '../../vocabulary/index.ts';
import { choiceDataSubjectSchema } from './consent-request.ts';
import { describeIssues } from './describe-issues.ts';
import { words } from './words.ts';

/** That a child's parents are told that somebody's request was refused, without what it was about (docs/domain/07 AC9). */
export const familyNoticeSchema = z
  .strictObject({
    dataSubject: choiceDataSubjectSchema.meta({
      description: 'The child, as they are known today. Never a number or a name of before.',
    }),
    what: z.literal('REQUEST_BLOCKED').meta({
      description: 'Somebody asked with details that are no longer used, and was given nothing.',
    }),
    evidenceRef: words(200).meta({
      description: 'Where your own records say why they are told. Never the case, and nothing of before.',
    }),
  })
  .meta({ description: 'What an officer of the operator has a family told.' });

/** A well-formed request to tell a family. Nothing in it is believed yet. */
export type FamilyNoticeRequest = z.output<typeof familyNoticeSchema>;

/** Parses the body of `POST /v1/family-notices`, or lists everything that is wrong with it. */
export function parseFamilyNotice(json: unknown): Result<FamilyNoticeRequest, ProblemDetail[]> {
  const parsed = familyNoticeSchema.safeParse(json, { reportInput: true });
  return parsed.success ? ok(parsed.data) : refuse(describeIssues(parsed.error.issues));
}
