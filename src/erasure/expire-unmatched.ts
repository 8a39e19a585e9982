import { destroyPartKeys, findPartKeys } from '../keystore/index.ts';
import { londonDate, newId } from '../platform/index.ts';
import type { ErasureDeps } from './erasure-deps.ts';
import { type ErasureOrder, composeExpiry } from './erasure-order.ts';
import type { RetentionDeps } from './find-due.ts';
import { addYears } from './retention.ts';
import {
  type UnmatchedKey,
  findExpiries,
  findUnmatchedKeys,
  finishExpiry,
  recordExpiry,
} from './unmatched-sql.ts';

const keysAtOnce = 1000;

/**
 * How many keys there still are of what is about nobody known and is no longer to be kept. It is kept as long as the record of
 * an adult of whom nothing came since: nobody's birth is known to count from (docs/domain/01 §1.11).
 */
export async function countExpiredUnmatched(deps: RetentionDeps, at: Date): Promise<number> {
  let count = 0;
  for await (const page of readExpired(deps, at)) count += page.length;
  return count;
}

/**
 * Destroys the keys of what is about nobody known and is no longer to be kept; gives how many. The ledger says first of which
 * entries. A run that was killed is finished by the next, and its entry stands once.
 */
export async function expireUnmatched(
  deps: ErasureDeps,
  order: Omit<ErasureOrder, 'ground'>,
): Promise<number> {
  let destroyed = await finishExpiries(deps);
  const at = deps.clock.now();
  const retention = { ...deps.retention, db: deps.eraser, keys: deps.keysEraser };
  for await (const page of readExpired(retention, at)) {
    const [expiryId, entryId] = [newId<'Expiry'>(), newId<'Entry'>()];
    const indices = [...new Set(page.flatMap(({ entry }) => entry ?? []))].toSorted((a, b) => a - b);
    const keyIds = page.map(({ keyId }) => keyId);
    const entries = await deps.ledger.prepare([
      {
        entryId,
        kind: 'ERASURE',
        at,
        parts: [{ about: [], content: composeExpiry(expiryId, indices, keyIds.length, order) }],
        index: {},
      },
    ]);
    await recordExpiry(deps.eraser, { expiryId, entryId, at, keyIds, entries });
    await deps.afterStep('RECORDED');
    destroyed += await destroyPartKeys(deps.keysEraser, keyIds);
    await deps.afterStep('KEYS_DESTROYED');
    await finishExpiry(deps.eraser, expiryId, deps.clock.now());
  }
  return destroyed;
}

/** Destroys what earlier runs, or the backup that was put back, left of keys that the ledger says are gone; gives how many. */
export async function finishExpiries(
  deps: Pick<ErasureDeps, 'eraser' | 'keysEraser' | 'clock'>,
): Promise<number> {
  let destroyed = 0;
  for (const { expiryId, keyIds, done } of await findExpiries(deps.eraser)) {
    destroyed += await destroyPartKeys(deps.keysEraser, keyIds);
    if (!done) await finishExpiry(deps.eraser, expiryId, deps.clock.now());
  }
  return destroyed;
}

/** Pages of expired keys that the key store still has. */
async function* readExpired(
  { db, keys, years }: Pick<RetentionDeps, 'db' | 'keys' | 'years'>,
  at: Date,
): AsyncGenerator<readonly UnmatchedKey[]> {
  const before = addYears(londonDate(at), -years.lastContact);
  for (let after: string | null = null; ;) {
    const page: readonly UnmatchedKey[] = await findUnmatchedKeys(db, before, after, keysAtOnce);
    const there = new Set(
      await findPartKeys(
        keys,
        page.map(({ keyId }) => keyId),
      ),
    );
    const left = page.filter(({ keyId }) => there.has(keyId));
    if (left.length > 0) yield left;
    after = page.at(-1)?.keyId ?? null;
    if (page.length < keysAtOnce) return;
  }
}
