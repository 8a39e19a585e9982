import { z } from 'zod';
import { deadlineOutcomes, excuseCodes } from '../vocabulary/index.ts';

const instant = z.iso.datetime({ offset: true });
const party = z.strictObject({ system: z.string(), value: z.string() }).readonly();

/** `DeadlineAnswer` as it goes over the wire. */
export const deadlineAnswerSchema = z
  .strictObject({
    deadlineId: z.uuid(),
    deadline: z
      .string()
      .meta({ description: 'Its code: those of everybody, and those of your partnership.' }),
    plain: z.string().meta({ description: 'The deadline in plain words.' }),
    standing: z.enum(['STATUTORY', 'GUIDANCE', 'LOCAL']),
    source: z.string().meta({ description: 'Where the rule comes from.' }),
    you: z.enum(['OWING', 'WAITING', 'TOLD']).meta({
      description: 'You owe it, you wait for it, or you were told when it is due.',
    }),
    state: z.enum(['RUNNING', 'OVERDUE', 'ENDED']),
    since: z.iso.date().meta({ description: 'The London day it runs from: day 0.' }),
    due: instant.meta({ description: 'Done by then, or left open until then.' }),
    bound: z.enum(['AT_MOST', 'AT_LEAST']),
    exchangeId: z.uuid().meta({ description: 'The message by which you are a party to it.' }),
    correlationId: z.string(),
    owedBy: party.exactOptional(),
    owedTo: party.exactOptional().meta({ description: 'Left out where the family waits for it.' }),
    excused: z
      .array(z.strictObject({ reason: z.enum(excuseCodes), from: z.iso.date(), to: z.iso.date() }).readonly())
      .readonly()
      .exactOptional(),
    endedAt: instant.exactOptional(),
    outcome: z.enum(deadlineOutcomes).exactOptional(),
  })
  .readonly()
  .meta({ description: 'Something that is due. It never says about whom it is.' });

/** `DeadlineListAnswer` as it goes over the wire. */
export const deadlineListAnswerSchema = z
  .strictObject({
    deadlines: z.array(deadlineAnswerSchema).readonly(),
    acknowledgements: z
      .array(
        z
          .strictObject({
            deadlineId: z.string(),
            plain: z.string(),
            you: z.enum(['OWING', 'WAITING']),
            state: z.enum(['RUNNING', 'OVERDUE']),
            due: instant,
            exchangeId: z.uuid(),
            correlationId: z.string(),
          })
          .readonly(),
      )
      .readonly()
      .exactOptional()
      .meta({
        description:
          'With the first page of what runs: messages that somebody must acknowledge, the hundred due first.',
      }),
    next: z.string().exactOptional().meta({ description: 'The address of the next page.' }),
  })
  .readonly()
  .meta({ description: 'What you owe, wait for or were told of, what is due first coming first.' });
