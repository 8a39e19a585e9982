import { z } from 'zod';
import { type Result, ok, refuse, calendarDay } from '../../platform/index.ts';
import { relationshipKinds } from '../../relationships/index.ts';
import { type ProblemDetail, relationshipBasisCodes, roles } from '../../vocabulary/index.ts';
import { choiceDataSubjectSchema } from './consent-request.ts';
import { describeIssues } from './describe-issues.ts';
import { words } from './words.ts';

const day = calendarDay;
const staffId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/)
  .meta({ description: 'Your own reference of a member of staff; never a name.' });

/** That somebody of the requester's own staff leads for a child, or works with them (docs/domain/02 §2.1). */
export const relationshipRequestSchema = z
  .strictObject({
    dataSubject: choiceDataSubjectSchema,
    kind: z.enum(relationshipKinds).meta({
      description:
        '`LEAD`: leads the work with the family, and is asked when something waits for a judgement.',
    }),
    staffId: staffId.exactOptional().meta({
      description:
        'Left out where the organisation as a whole works with the child. A lead is always a person.',
    }),
    role: z.enum(roles).exactOptional(),
    basis: z.enum(relationshipBasisCodes),
    evidenceRef: words(200).meta({ description: 'Where it is noted in your own records.' }),
    from: day.meta({ description: 'The first day, in London.' }),
    to: day.exactOptional().meta({ description: 'The last day, in London.' }),
  })
  .superRefine((request, context) => {
    const { kind, from, to } = request;
    if (to !== undefined && to < from) {
      context.addIssue({
        code: 'custom',
        path: ['to'],
        message: 'The last day lies before the first. Give a later one, or leave it out.',
        params: { rule: 'period-order' },
      });
    }
    if (kind === 'LEAD' && (request.staffId === undefined || request.role === undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['staffId'],
        message: 'A lead is a person in a role. Name their `staffId` and `role`.',
        params: { rule: 'lead-is-a-person' },
      });
    }
    if ((kind === 'LEAD') !== (request.basis === 'LEAD_PRACTITIONER')) {
      context.addIssue({
        code: 'custom',
        path: ['basis'],
        message:
          'The basis LEAD_PRACTITIONER belongs to the kind LEAD, and the other way round. Change one of the two.',
        params: { rule: 'lead-basis' },
      });
    }
  })
  .meta({ description: 'Who of your staff leads for a child, or works with them, and why.' });

/** A well-formed request to record a relationship. Nothing in it is believed yet. */
export type RelationshipRequest = z.output<typeof relationshipRequestSchema>;

/** The end of a relationship. */
export const relationshipEndingSchema = z
  .strictObject({
    to: day.meta({ description: 'The last day, in London.' }),
    why: words(500),
  })
  .meta({ description: 'That somebody no longer works with a child.' });

/** A well-formed request to end one. */
export type RelationshipEnding = z.output<typeof relationshipEndingSchema>;

/** Parses the body of `POST /v1/relationships`, or lists everything that is wrong with it. */
export function parseRelationshipRequest(json: unknown): Result<RelationshipRequest, ProblemDetail[]> {
  const parsed = relationshipRequestSchema.safeParse(json, { reportInput: true });
  return parsed.success ? ok(parsed.data) : refuse(describeIssues(parsed.error.issues));
}

/** Parses the body of `POST /v1/relationships/{id}/end`, or lists everything that is wrong with it. */
export function parseRelationshipEnding(json: unknown): Result<RelationshipEnding, ProblemDetail[]> {
  const parsed = relationshipEndingSchema.safeParse(json, { reportInput: true });
  return parsed.success ? ok(parsed.data) : refuse(describeIssues(parsed.error.issues));
}
