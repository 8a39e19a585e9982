import { z } from 'zod';
import { type Result, ok, refuse } from '../../platform/index.ts';
import { isGoodEnough } from './levels.ts';
import type { SignInRefusal } from './sign-in-refusal.ts';

/** Who signed in, as far as the provider proved it. */
export interface ProvedIdentity {
  /** The provider and its name for the person: together they name an account for good. */
  readonly issuer: string;
  readonly subject: string;
  /** Whether it was proved well enough to see what is personal. */
  readonly isProved: boolean;
  /** Milliseconds between the person proving who they are and the provider's word for it. */
  readonly provedAgo: number;
  /** What the provider knows of them; only ever compared with our own records. */
  readonly person: {
    readonly nhsNumber: string | undefined;
    readonly familyName: string | undefined;
    readonly givenName: string | undefined;
    readonly birthDate: string | undefined;
    readonly postcode: string | undefined;
  };
}

const name = z.string().min(1).max(200).optional().catch(undefined);

const personSchema = z.object({
  nhs_number: z.string().max(20).optional().catch(undefined),
  family_name: name,
  given_name: name,
  birthdate: z.iso.date().optional().catch(undefined),
  address: z
    .object({ postal_code: z.string().min(1).max(20).optional() })
    .optional()
    .catch(undefined),
});

const proofSchema = z.object({
  iss: z.string().min(1),
  sub: z.string().min(1).max(255),
  iat: z.number(),
  auth_time: z.number(),
});

/** Milliseconds. */
const oldestToken = 300_000;

/**
 * Reads who signed in from a verified ID token and the provider's answer about the same person. When they proved who they are
 * must be said; how well is what `vot` says, and nothing where it says nothing. A token that was made long ago, or is yet to be
 * made, is not an answer to a sign-in of today.
 */
export function readIdentity(
  claims: object,
  said: object,
  levels: readonly string[],
  now: Date,
): Result<ProvedIdentity, SignInRefusal> {
  const proof = proofSchema.safeParse(claims);
  if (!proof.success) return refuse({ why: 'NOT_PROVED', code: 'claims-missing' });
  const { iss: issuer, sub: subject, iat, auth_time: provedAt } = proof.data;
  if (Math.abs(now.getTime() - iat * 1000) > oldestToken)
    return refuse({ why: 'NOT_PROVED', code: 'token-old' });
  const vector: unknown = 'vot' in claims ? claims.vot : undefined;
  const { nhs_number, family_name, given_name, birthdate, address } = personSchema.parse({
    ...said,
    ...claims,
  });
  return ok({
    issuer,
    subject,
    isProved: isGoodEnough(vector, levels),
    provedAgo: Math.max(0, iat - provedAt) * 1000,
    person: {
      nhsNumber: nhs_number,
      familyName: family_name,
      givenName: given_name,
      birthDate: birthdate,
      postcode: address?.postal_code,
    },
  });
}
