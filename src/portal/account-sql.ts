import type { Queryable } from '../database/index.ts';
import { type PersonId, asId } from '../platform/index.ts';

/** Finds the account under a keyed hash of the provider's names for its owner, or opens one. */
export async function openAccountRow(
  db: Queryable,
  account: { readonly accountId: string; readonly subjectHash: Buffer; readonly at: Date },
): Promise<string> {
  await db.query(
    `insert into portal.accounts (account_id, subject_hash, opened_at) values ($1, $2, $3)
     on conflict (subject_hash) do nothing`,
    [account.accountId, account.subjectHash, account.at],
  );
  const { rows } = await db.query<{ account_id: string }>(
    'select a.account_id from portal.accounts a where a.subject_hash = $1',
    [account.subjectHash],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('an account that was just opened cannot be read');
  return row.account_id;
}

/** The person to whom an account was bound. */
export async function findAccountPerson(db: Queryable, accountId: string): Promise<PersonId | undefined> {
  const { rows } = await db.query<{ person_id: string }>(
    'select p.person_id from portal.account_persons p where p.account_id = $1',
    [accountId],
  );
  return rows[0] === undefined ? undefined : asId<'Person'>(rows[0].person_id);
}

/** Binds an account to a person, once: a later binding changes nothing. */
export async function bindAccountRow(
  db: Queryable,
  binding: { readonly accountId: string; readonly person: PersonId; readonly at: Date },
): Promise<void> {
  await db.query(
    `insert into portal.account_persons (account_id, person_id, bound_at) values ($1, $2, $3)
     on conflict (account_id) do nothing`,
    [binding.accountId, binding.person, binding.at],
  );
}
