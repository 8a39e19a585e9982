import { createHash } from 'node:crypto';
import type { Queryable } from '../../database/index.ts';
import { askTogether } from '../../platform/index.ts';

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

/** In one order, so that two replicas which are shown the same ones never wait for each other. */
const insertSpent = `
  insert into exchange.spent_assertions (kind, issuer, assertion_hash, expires_at)
  select s.kind, s.issuer, s.assertion_hash, s.expires_at
  from unnest($1::text[], $2::text[], $3::bytea[], $4::timestamptz[]) as s (kind, issuer, assertion_hash, expires_at)
  order by s.kind, s.issuer, s.assertion_hash
  on conflict (kind, issuer, assertion_hash) do nothing
  returning kind, issuer, assertion_hash`;

/**
 * Uses assertions up in PostgreSQL: one row each, and the primary key decides between two that come at once. Those that come
 * while some are being written are written together.
 */
export function spentAssertions(database: Queryable): SpendAssertion {
  return askTogether(async (shown: readonly SingleUseAssertion[]) => {
    const rows = shown.map(({ kind, issuer, assertionId, expiresAt }) => ({
      kind,
      issuer,
      hash: createHash('sha256').update(assertionId).digest(),
      expiresAt,
    }));
    const written = await database.query<{ kind: AssertionKind; issuer: string; assertion_hash: Buffer }>(
      insertSpent,
      [
        rows.map(({ kind }) => kind),
        rows.map(({ issuer }) => issuer),
        rows.map(({ hash }) => hash),
        rows.map(({ expiresAt }) => expiresAt),
      ],
    );
    const first = new Set(
      written.rows.map((row) => keyOf({ kind: row.kind, issuer: row.issuer, hash: row.assertion_hash })),
    );
    // The first that shows it has it; whoever shows the same one beside it has not.
    return rows.map((row) => first.delete(keyOf(row)));
  });
}

function keyOf({
  kind,
  issuer,
  hash,
}: Pick<SingleUseAssertion, 'kind' | 'issuer'> & { readonly hash: Buffer }): string {
  return `${kind} ${hash.toString('base64')} ${issuer}`;
}

const forgetSpent = `select exchange.forget_spent_assertions() as forgotten`;

/** Removes the assertions that expired more than a day ago by the database's clock; gives how many. */
export async function forgetSpentAssertions(database: Queryable): Promise<number> {
  const result = await database.query<{ forgotten: number }>(forgetSpent);
  return result.rows[0]?.forgotten ?? 0;
}
