import { randomUUID } from 'node:crypto';
import type { Pool } from '../database/index.ts';
import type { OwnAccount } from '../exchange/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { ProvedIdentity } from '../pages/index.ts';
import type { PersonId } from '../platform/index.ts';
import { bindAccountRow, findAccountPerson, openAccountRow } from './account-sql.ts';
import { readPerson } from './read-person.ts';

/** What accounts stand on. */
export interface AccountDeps {
  readonly pool: Pick<Pool, 'query'>;
  readonly keyStore: Pick<KeyStore, 'lookupHash'>;
  readonly own: Pick<OwnAccount, 'matchIdentity'>;
}

/**
 * The account of whoever signed in. It is named by the provider's names for them alone, as a keyed hash. It is bound to a registered
 * person the first time that their identity is proved well enough and it is certain who they are; and to nobody else ever after, whatever
 * the provider says later.
 */
export async function openAccount(
  { pool, keyStore, own }: AccountDeps,
  identity: ProvedIdentity,
  at: Date,
): Promise<string> {
  const { issuer, subject } = identity;
  const accountId = await openAccountRow(pool, {
    accountId: randomUUID(),
    subjectHash: keyStore.lookupHash('portal-account', JSON.stringify([issuer, subject])),
    at,
  });
  if (identity.isProved && (await findAccountPerson(pool, accountId)) === undefined) {
    const person = await own.matchIdentity(readPerson(identity));
    if (person !== undefined) await bindAccountRow(pool, { accountId, person, at });
  }
  return accountId;
}

/** Who an account's owner is among the registered people; nobody where that is not certain. */
export function findPersonOf(
  { pool }: Pick<AccountDeps, 'pool'>,
  accountId: string,
): Promise<PersonId | undefined> {
  return findAccountPerson(pool, accountId);
}
