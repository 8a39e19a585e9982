import { createHash } from 'node:crypto';
import type { Queryable } from '../../database/index.ts';

/** What a single-use token was used for. */
export type AssertionKind = 'CLIENT' | 'USER';

/** A token that may be used once. */
export interface SingleUseAssertion {
  readonly kind: AssertionKind;
  /** `iss`: each issuer has its own names. */
  readonly issuer: string;
  /** `jti`. Only its hash is kept. */
  readonly assertionId: string;
  /** When the token stops being valid by itself. */
  readonly expiresAt: Date;
}

/** Uses an assertion up. True the first time; false when it was used before, at any replica and across restarts. */
export type SpendAssertion = (assertion: SingleUseAssertion) => Promise<boolean>;

const insertSpent = `
  insert into exchange.spent_assertions (kind, issuer, assertion_hash, expires_at)
  values ($1, $2, $3, $4)
  on conflict (kind, issuer, assertion_hash) do nothing
  returning kind`;

/** Uses assertions up in PostgreSQL: one row each, and the primary key decides between two that come at once. */
export function spentAssertions(database: Queryable): SpendAssertion {
  return async ({ kind, issuer, assertionId, expiresAt }) => {
    const hash = createHash('sha256').update(assertionId).digest();
    const result = await database.query(insertSpent, [kind, issuer, hash, expiresAt]);
    return result.rowCount === 1;
  };
}

const forgetSpent = `select exchange.forget_spent_assertions() as forgotten`;

/** Removes the assertions that expired more than a day ago by the database's clock; gives how many. */
export async function forgetSpentAssertions(database: Queryable): Promise<number> {
  const result = await database.query<{ forgotten: number }>(forgetSpent);
  return result.rows[0]?.forgotten ?? 0;
}
