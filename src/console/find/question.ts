import { z } from 'zod';
import { type JsonObject, asId, calendarDay } from '../../platform/index.ts';
import { messageTypeCodes, purposeCodes, reasonCodes } from '../../vocabulary/index.ts';
import type { OfficerVisit } from '../console-page.ts';
import type { TextSeal } from '../sealed-text.ts';
import { boundTo } from './search-session.ts';

/** The outcomes that a decision can have. */
export const decisionOutcomes = ['FORWARD', 'FORWARD_REDACTED', 'HOLD', 'DENY'] as const;

const schema = z.strictObject({
  person: z
    .uuid()
    .transform(asId<'Person'>)
    .nullable()
    .optional(),
  organisationId: z
    .uuid()
    .transform(asId<'Organisation'>)
    .optional(),
  practitioner: z
    .strictObject({
      organisationId: z.uuid().transform(asId<'Organisation'>),
      staffId: z.string().transform(asId<'Staff'>),
    })
    .optional(),
  purpose: z.enum(purposeCodes).optional(),
  messageType: z.enum(messageTypeCodes).optional(),
  outcome: z.enum(decisionOutcomes).optional(),
  reason: z.enum(reasonCodes).optional(),
  basis: z.string().optional(),
  correlationId: z.string().optional(),
  from: calendarDay.optional(),
  until: calendarDay.optional(),
  before: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
});

/** The reasons that can be asked for: all but the one that nobody at a party may learn (docs/domain/01 §1.9). */
export const searchableReasons = reasonCodes.filter((code) => code !== 'DENY_ADOPTION');

/** What an officer asks for. What is left out does not narrow. */
export type Question = z.output<typeof schema>;

/** A question as it goes through the browser: sealed for the officer and the session that asked it. */
export function sealQuestion(seal: TextSeal, visit: OfficerVisit, question: Question): string {
  return seal.seal(JSON.stringify(question), boundTo(visit, 'question'));
}

/** The question that came back; nothing where this officer did not ask it in this session. */
export function openQuestion(seal: TextSeal, visit: OfficerVisit): Question | undefined {
  const text = seal.open(visit.visit.query.first('q'), boundTo(visit, 'question'));
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}

/** What was asked by, without who it was about: for the entry that says that somebody looked. */
export function nameCriteria({ person, before, ...question }: Question): JsonObject {
  return {
    ...(JSON.parse(JSON.stringify(question)) as JsonObject),
    ...(person === undefined ? {} : { person: true }),
    ...(before === undefined ? {} : { before: Number(before) }),
  };
}
