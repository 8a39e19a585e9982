import { z } from 'zod';
import { type CaseId, type OrganisationId, type PersonId, asId } from '../platform/index.ts';
import { sayingKinds } from '../vocabulary/index.ts';

/** What is sealed of what somebody says. */
export const sayingBodySchema = z.strictObject({
  kind: z.enum(sayingKinds),
  /** Whom it is said to; `OPERATOR`: those who run the gateway; `NOBODY`: it is kept. */
  to: z.union([
    z.enum(['OPERATOR', 'NOBODY']),
    z.strictObject({
      organisationId: z.uuid().transform((id) => asId<'Organisation'>(id)),
      name: z.string(),
    }),
  ]),
  /** BCP 47: the language in which it is written. */
  language: z.string(),
  /** Exactly as they were written. */
  words: z.string(),
  /** How whoever says it speaks with services, where they have said so. */
  needs: z
    .strictObject({ language: z.string(), interpreter: z.boolean(), formats: z.array(z.string()).readonly() })
    .nullable()
    .default(null),
  /** The disclosure that it is about, where it is about one. */
  exchangeId: z
    .uuid()
    .transform((id) => asId<'Exchange'>(id))
    .nullable(),
});

/** The sealed part of what somebody says. */
export type SayingBody = Readonly<z.output<typeof sayingBodySchema>>;

/** What somebody said, about themselves or somebody of theirs. */
export interface Saying extends SayingBody {
  /** Names the case too, where there is one. */
  readonly sayingId: CaseId;
  readonly person: PersonId;
  readonly about: PersonId;
  readonly saidAt: Date;
}

/** The organisation to whose officers it is said; null where that is the operator's, or nobody's. */
export function findListener({ to }: Pick<SayingBody, 'to'>): OrganisationId | null {
  return typeof to === 'string' ? null : to.organisationId;
}
