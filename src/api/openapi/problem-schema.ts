import { z } from 'zod';
import { type ProblemCode, problems } from '../../vocabulary/index.ts';
import { problemDetailSchema } from '../problem-detail-schema.ts';
import { mostErrors } from '../problem-document.ts';

const codes = Object.keys(problems) as readonly ProblemCode[];

/** The body of every refusal, as it is published (RFC 9457). */
export const problemSchema = z
  .strictObject({
    type: z.string().meta({ description: 'The page that explains the problem, relative to this server.' }),
    title: z.string().meta({ description: 'The rule in one sentence. The same for every such problem.' }),
    status: z.int().min(400).max(599),
    detail: z.string().exactOptional().meta({ description: 'What to do, in one sentence.' }),
    code: z.enum(codes).meta({ description: 'Stable. Let your program decide by this and nothing else.' }),
    exchangeId: z.uuid().meta({ description: 'Say this when you ask for help.' }),
    errors: z.array(problemDetailSchema).max(mostErrors).exactOptional(),
    phone: z.string().exactOptional().meta({
      description:
        'The duty number. On every refusal of what looks like urgent safeguarding: it was not delivered, phone at once. On a message that was refused before it was read: phone if a child is in danger now.',
    }),
  })
  .meta({ description: 'What went wrong, served as `application/problem+json` (RFC 9457).' });
