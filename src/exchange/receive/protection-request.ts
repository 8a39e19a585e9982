import { z } from 'zod';
import { type Result, ok, refuse, calendarDay } from '../../platform/index.ts';
import {
  type ProblemDetail,
  optOutSources,
  tellingChannels,
  tellingFormats,
} from '../../vocabulary/index.ts';
import { namedPersonSchema } from './authority-request.ts';
import { decidedBySchema } from './consent-request.ts';
import { describeIssues } from './describe-issues.ts';
import { words } from './words.ts';

const day = calendarDay;
const from = day.meta({ description: 'The first day, in London. It is in force from when it is recorded.' });
const to = day
  .exactOptional()
  .meta({ description: 'First day on which it no longer holds. Open where it is left out.' });
const contact = z.union([z.literal('SELF'), namedPersonSchema]).meta({
  description: 'Who is safe to tell: the person themselves, or somebody who is known here for certain.',
});

const protectionRequestKinds = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('NATIONAL_DATA_OPT_OUT'),
      optedOut: z.boolean().meta({ description: 'False where the person has taken it back.' }),
      setOn: day.meta({ description: 'The day on which they chose, in London.' }),
      source: z.enum(optOutSources).meta({ description: 'Where you saw it.' }),
      setBy: decidedBySchema.meta({
        description:
          'Who chose. From the 13th birthday on the person themselves, or an attorney or deputy; before it a holder of parental responsibility, or your own council under a care order.',
      }),
    }),
    z.strictObject({
      kind: z.literal('SHIELDED_LOCATION'),
      from,
      to,
      safeContact: contact.exactOptional().meta({
        description: 'Who alone is told of what concerns the person. Left out, nobody is.',
      }),
    }),
    z.strictObject({ kind: z.literal('SAFE_CONTACT'), from, to, contact }),
    z.strictObject({
      kind: z.literal('NOTIFY_PREFERENCES'),
      from,
      channel: z.enum(tellingChannels),
      language: z
        .string()
        .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/)
        .max(35)
        .meta({ description: 'BCP 47, such as `en` or `pl`.' }),
      format: z.enum(tellingFormats),
      address: z.string().min(3).max(254).exactOptional().meta({
        description:
          'With `EMAIL` an e-mail address, with `TEXT` a telephone number such as `+447700900123`, where nobody but them reads. Only “you have a message” is ever sent there.',
      }),
    }),
  ])
  .meta({ description: 'What protects the person.' });

/** One address, as its channel takes it: nothing that could name a second reader. */
const addressShapes: Readonly<Record<string, RegExp>> = {
  EMAIL:
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/,
  TEXT: /^\+[1-9]\d{7,14}$/,
};

function isAddressFor({
  channel,
  address,
}: {
  readonly channel: string;
  readonly address?: string;
}): boolean {
  return address === undefined || addressShapes[channel]?.test(address) === true;
}

/** What protects somebody, with where its evidence lies (docs/domain/01 §1.9, §1.10). */
export const protectionRequestSchema = z
  .strictObject({
    dataSubject: namedPersonSchema,
    evidenceRef: words(200).meta({ description: 'Where the evidence lies in your own records.' }),
    protection: protectionRequestKinds,
  })
  .superRefine(({ protection }, context) => {
    if (protection.kind === 'NOTIFY_PREFERENCES' && !isAddressFor(protection)) {
      context.addIssue({
        code: 'custom',
        path: ['protection', 'address'],
        message: 'It is no address for this channel.',
        params: { rule: 'address-of-channel' },
      });
    }
    if ('to' in protection && protection.to <= protection.from) {
      context.addIssue({
        code: 'custom',
        path: ['protection', 'to'],
        message: 'It must end after it begins. Give a later day, or leave it out.',
        params: { rule: 'period-order' },
      });
    }
  })
  .meta({ description: 'What protects somebody, recorded by a practitioner.' });

/** A well-formed request to record a protection. Nothing in it is believed yet. */
export type ProtectionRequest = z.output<typeof protectionRequestSchema>;
/** What is to protect somebody. */
export type RequestedProtection = ProtectionRequest['protection'];

/** The end of a protection. */
export const protectionEndingRequestSchema = z
  .strictObject({
    to: day.meta({ description: 'First day, in London, on which it no longer holds.' }),
    evidenceRef: words(200),
  })
  .meta({ description: 'That somebody needs a protection no longer.' });

/** A well-formed request to end one. */
export type ProtectionEndingRequest = z.output<typeof protectionEndingRequestSchema>;

/** Parses the body of `POST /v1/protections`, or lists everything that is wrong with it. */
export function parseProtectionRequest(json: unknown): Result<ProtectionRequest, ProblemDetail[]> {
  const parsed = protectionRequestSchema.safeParse(json, { reportInput: true });
  return parsed.success ? ok(parsed.data) : refuse(describeIssues(parsed.error.issues));
}

/** Parses the body of `POST /v1/protections/{id}/end`, or lists everything that is wrong with it. */
export function parseProtectionEnding(json: unknown): Result<ProtectionEndingRequest, ProblemDetail[]> {
  const parsed = protectionEndingRequestSchema.safeParse(json, { reportInput: true });
  return parsed.success ? ok(parsed.data) : refuse(describeIssues(parsed.error.issues));
}
