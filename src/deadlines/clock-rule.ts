import { z } from 'zod';
import { excuseCodes, messageTypeCodes, organisationTypes } from '../vocabulary/index.ts';

/** A length of time as laws count it: in calendar days, weeks or months, or in working days in England. */
export const spanSchema = z.strictObject({
  count: z.int().min(0).max(400),
  unit: z.enum(['DAYS', 'WEEKS', 'MONTHS', 'WORKING_DAYS']),
});

const code = z.string().regex(/^[A-Z][A-Z0-9_]{2,49}$/);
const part = z.string().regex(/^\/[a-z/-]{1,60}$/);
const member = z.string().regex(/^[A-Za-z]{1,40}$/);
/** The content of one part says one of these. */
const where = z.strictObject({
  part,
  member,
  oneOf: z.array(z.string().max(40)).min(1).max(10),
});

const party = z.enum(['SENDER', 'RECIPIENT']);

/** A message by its type and, where that is not enough, by what one of its parts says. */
const messageEvent = z.strictObject({ message: z.enum(messageTypeCodes), where: where.optional() });

/**
 * One deadline, as law, guidance or a partnership sets it. It is data: what starts it, how long it runs, what ends it, what excuses it,
 * before what time reminders go, and to whom it escalates.
 */
export const clockRuleSchema = z.strictObject({
  code,
  plain: z.string().min(5).max(200),
  standing: z.enum(['STATUTORY', 'GUIDANCE', 'LOCAL']),
  /** The provision, standard or agreement that sets it. */
  source: z.string().min(5).max(300),
  /** `AT_MOST`: done by then. `AT_LEAST`: left open until then. */
  bound: z.enum(['AT_MOST', 'AT_LEAST']),
  limit: spanSchema,
  starts: messageEvent.extend({
    /**
     * The part that tells of it: whoever is not shown that part is not told of the deadline either. Where a message has rows under
     * it (`/history/…`), the row that names the latest day.
     */
    part,
    /** The member of that part that names the London day it runs from; where it is left out, the day on which the message arrives. */
    day: member.optional(),
    /** Only where the recipient is one of these. */
    recipients: z.array(z.enum(organisationTypes)).min(1).optional(),
    /** Only while another one of the same person runs. */
    whileRunning: code.optional(),
  }),
  owedBy: party,
  /** Who waits for it; null where it is the family. */
  owedTo: party.nullable(),
  /** Whether recipients of the message that starts it, who neither owe it nor wait for it, may see when it is due. */
  seenByRecipients: z.boolean(),
  /** `START`: the message that tells of it is what was owed. Otherwise what whoever owes it sends (to whoever waits for it). */
  ends: z.union([z.literal('START'), z.array(messageEvent).max(6)]),
  excuses: z.array(z.enum(excuseCodes)),
  /** How long before it is due whoever owes it is reminded. */
  reminders: z.array(spanSchema).max(5),
  /** Whom it is escalated to once it is overdue, after how many working days. */
  escalation: z
    .array(
      z.strictObject({
        afterWorkingDays: z.int().min(0).max(60),
        to: z.enum(['OWING', 'WAITING', 'MANAGER', 'PARTNERSHIP']),
      }),
    )
    .max(6),
});

/** One deadline, as it is set. */
export type ClockRule = Readonly<z.output<typeof clockRuleSchema>>;
/** A length of time. */
export type Span = Readonly<z.output<typeof spanSchema>>;
