import { z } from 'zod';
import { type Result, ok, refuse } from '../../platform/index.ts';
import { type TrustRule, isProvedBy } from './levels.ts';
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
  /** The claims about them, as they came; only ever compared with our own records. */
  readonly said: Readonly<Record<string, unknown>>;
}

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
 * must be said, and how well. A token that was made long ago, or is yet to be
 * made, is not an answer to a sign-in of today.
 */
export function readIdentity(
  claims: object,
  said: object,
  trust: TrustRule,
  now: Date,
): Result<ProvedIdentity, SignInRefusal> {
  const proof = proofSchema.safeParse(claims);
  if (!proof.success) return refuse({ why: 'NOT_PROVED', code: 'claims-missing' });
  const { iss: issuer, sub: subject, iat, auth_time: provedAt } = proof.data;
  if (Math.abs(now.getTime() - iat * 1000) > oldestToken)
    return refuse({ why: 'NOT_PROVED', code: 'token-old' });
  return ok({
    issuer,
    subject,
    isProved: isProvedBy(claims, trust),
    provedAgo: Math.max(0, iat - provedAt) * 1000,
    said: { ...said, ...claims },
  });
}
