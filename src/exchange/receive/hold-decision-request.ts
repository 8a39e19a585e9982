import { z } from 'zod';
import { type Result, ok, refuse } from '../../platform/index.ts';
import { type ProblemDetail, categoryCodes, roles } from '../../vocabulary/index.ts';
import { choiceDataSubjectSchema } from './consent-request.ts';
import { describeIssues } from './describe-issues.ts';
import { words } from './words.ts';

const segmentId = z.string().min(1).max(80);
const reason = words(5_000);

/** What a named person judges of something that waits (docs/domain/03 §3.5 "lead may override with reasons"). */
export const holdDecisionSchema = z
  .strictObject({
    release: z
      .array(segmentId)
      .min(1)
      .max(500)
      .exactOptional()
      .meta({ description: 'The parts that you let go. The others that wait stay behind.' }),
    refuse: z.literal(true).exactOptional().meta({ description: 'Nothing goes.' }),
    reasons: reason.meta({ description: 'Why: duty, necessity, and what was weighed against it.' }),
    attestation: z
      .strictObject({
        relevanceReason: reason,
        functionFacilitated: reason,
        detrimentConsidered: z.literal(true),
        factOpinionMarked: z.literal(true),
        recipientRole: z
          .enum(roles)
          .exactOptional()
          .meta({ description: 'Who alone at the recipient may have it, such as the safeguarding lead.' }),
      })
      .exactOptional()
      .meta({
        description:
          'You attest under Children Act 2004 s.16LA that not sharing would do more harm. It is then decided anew under purpose P09. Only staff of the organisation that holds the information can attest.',
      }),
    moreDetrimental: z.literal(true).exactOptional().meta({
      description: 'With `refuse`: sharing would do the child more harm than not sharing (s.16LA).',
    }),
    confirmedIdentity: choiceDataSubjectSchema
      .exactOptional()
      .meta({ description: 'Whom it is about, as information governance has established.' }),
    reviewDone: z
      .literal(true)
      .exactOptional()
      .meta({ description: 'You have checked that nothing that goes gives a location away.' }),
    professionalOpinion: z
      .array(z.strictObject({ segmentId, harm: z.boolean() }))
      .min(1)
      .max(500)
      .exactOptional()
      .meta({
        description:
          'For each part whether seeing it would be likely to cause serious harm (DPA 2018 Sch 3).',
      }),
    labels: z
      .array(z.strictObject({ segmentId, categoryCodes: z.array(z.enum(categoryCodes)).min(1).max(10) }))
      .min(1)
      .max(500)
      .exactOptional()
      .meta({ description: 'For its author: what kind of information each unlabelled part is.' }),
  })
  .superRefine(({ release, refuse: refused, ...rest }, context) => {
    const fail = (path: string, rule: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message, params: { rule } });
    };
    if ((release === undefined) === (refused === undefined))
      fail(
        'release',
        'release-or-refuse',
        'Give either `release`, with the parts that go, or `refuse`, and not both.',
      );
    if (rest.moreDetrimental === true && refused !== true)
      fail(
        'moreDetrimental',
        'detriment-refuses',
        '`moreDetrimental` goes with `refuse`. Add it, or leave this out.',
      );
    for (const name of ['attestation', 'confirmedIdentity', 'reviewDone', 'labels'] as const) {
      if (rest[name] !== undefined && refused === true)
        fail(name, 'goes-with-release', 'This belongs to a release, and you refuse. Leave it out.');
    }
  })
  .meta({ description: 'The judgement of a named person on what waits for it.' });

/** A well-formed judgement. Nothing in it is believed yet. */
export type HoldDecisionRequest = z.output<typeof holdDecisionSchema>;

/** Parses the body of `POST /v1/holds/{id}/decision`, or lists everything that is wrong with it. */
export function parseHoldDecision(json: unknown): Result<HoldDecisionRequest, ProblemDetail[]> {
  const parsed = holdDecisionSchema.safeParse(json, { reportInput: true });
  return parsed.success ? ok(parsed.data) : refuse(describeIssues(parsed.error.issues));
}
