import { z } from 'zod';
import { agreementProofSchema } from '../../agreements/index.ts';

/*
 * What stands in an evidence bundle, file by file (docs/ledger-evidence.md). Versions are for ever: a bundle is read years later.
 */

/** The name of the table of contents. */
export const contentsName = 'evidence.json';

/** Why a choice that a decision rests on is not shown. */
const leftOutReasons = ['OTHER_PERSON', 'ERASED'] as const;

/** The table of contents: every other file has its place in it. */
export const contentsSchema = z.strictObject({
  schema: z.literal('assent.evidence/1'),
  exchangeId: z.uuid(),
  /** The log's name. */
  origin: z.string(),
  /** In the order of the ledger. */
  entries: z.array(
    z.strictObject({ index: z.number(), kind: z.string(), receipt: z.string(), parts: z.string() }),
  ),
  consents: z.array(
    z.strictObject({
      consentId: z.string(),
      version: z.number(),
      /** Absent where it is not shown, and then why. */
      file: z.string().nullable(),
      leftOut: z.enum(leftOutReasons).nullable(),
    }),
  ),
  policies: z.array(
    z.strictObject({ bundle: z.string(), version: z.number(), hash: z.string(), file: z.string() }),
  ),
  agreements: z.array(z.strictObject({ agreementId: z.string(), version: z.number(), file: z.string() })),
});

/** A table of contents. */
export type EvidenceContents = z.infer<typeof contentsSchema>;

/** The parts of an entry that may be shown: content to read, and the opening that proves it. */
export const partsSchema = z.array(
  z.strictObject({
    content: z.record(z.string(), z.unknown()),
    opening: z.strictObject({ slot: z.number(), opened: z.string(), path: z.array(z.string()) }),
  }),
);

/** Parts of an entry. */
export type EvidenceParts = z.infer<typeof partsSchema>;

/** A choice as it was sealed, and the notice that it was made on. */
export const shownConsentSchema = z.strictObject({
  consentId: z.string(),
  version: z.number(),
  status: z.string(),
  type: z.string(),
  kind: z.string(),
  validFrom: z.string(),
  validTo: z.string().nullable(),
  recordedAt: z.string(),
  /** Canonical JSON; its SHA-256 stands in the entry. */
  bodyText: z.string(),
  /** As registered; null where there was none, or the words in the body are all that is known. */
  notice: z.unknown(),
});

/** A choice that is shown. */
export type ShownConsent = z.infer<typeof shownConsentSchema>;

/** An agreement that a decision rests on. */
export const shownAgreementSchema = agreementProofSchema;

/** What of the parts of a decision leads to the other files. */
const decisionLinks = z.object({
  facts: z
    .object({ agreement: z.object({ agreementId: z.string(), version: z.number() }).nullable() })
    .optional(),
  decision: z
    .object({
      policyVersion: z.object({ bundle: z.string(), version: z.number(), hash: z.string() }),
      agreement: z.object({ agreementId: z.string(), version: z.number() }).nullable(),
    })
    .optional(),
  segments: z
    .array(
      z.object({
        facts: z.object({ choices: z.array(z.object({ refs: z.array(consentRef()) })) }),
        decision: z.object({ consentRefs: z.array(consentRef()) }),
      }),
    )
    .default([]),
});

function consentRef() {
  return z.object({ consentId: z.string(), version: z.number() });
}

/** What the shown parts of decisions rest on. */
export interface DecisionLinks {
  readonly consents: readonly { readonly consentId: string; readonly version: number }[];
  readonly policies: readonly { readonly bundle: string; readonly version: number; readonly hash: string }[];
  readonly agreements: readonly { readonly agreementId: string; readonly version: number }[];
}

/** Gathers what decisions rest on from those parts of them that are shown, each once and in one order. */
export function gatherLinks(contents: readonly unknown[]): DecisionLinks {
  const read = contents.flatMap((content) => {
    const parsed = decisionLinks.safeParse(content);
    return parsed.success ? [parsed.data] : [];
  });
  const segments = read.flatMap((each) => each.segments);
  return {
    consents: once([
      ...segments.flatMap(({ facts }) => facts.choices.flatMap(({ refs }) => refs)),
      ...segments.flatMap(({ decision }) => decision.consentRefs),
    ]),
    policies: once(read.flatMap(({ decision }) => (decision === undefined ? [] : [decision.policyVersion]))),
    agreements: once(
      read
        .flatMap(({ facts, decision }) => [facts?.agreement, decision?.agreement])
        .filter((agreement) => agreement !== null && agreement !== undefined),
    ),
  };
}

function once<Item extends object>(items: readonly Item[]): readonly Item[] {
  const spelled = new Map(items.map((item) => [JSON.stringify(Object.values(item)), item]));
  return [...spelled].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, item]) => item);
}
