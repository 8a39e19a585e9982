import type { Queryable } from '../database/index.ts';
import { type OrganisationId, type StaffId, asId } from '../platform/index.ts';

/** Whom a staff register knows by this reference. */
export interface StaffReference {
  readonly organisationId: OrganisationId;
  readonly staffId: StaffId;
  /** The one role that they selected as they signed in; null: whatever the register gives. */
  readonly actingRole: string | null;
}

/** Finds the account of somebody in a staff register, or opens one. */
export async function openAccountRow(
  db: Queryable,
  account: StaffReference & { readonly accountId: string; readonly at: Date },
): Promise<string> {
  await db.query(
    `insert into console.accounts (account_id, organisation_id, staff_id, acting_role, opened_at) values ($1, $2, $3, $4, $5)
     on conflict (organisation_id, staff_id, acting_role) do nothing`,
    [account.accountId, account.organisationId, account.staffId, account.actingRole, account.at],
  );
  const { rows } = await db.query<{ account_id: string }>(
    'select a.account_id from console.accounts a where a.organisation_id = $1 and a.staff_id = $2 and a.acting_role is not distinct from $3',
    [account.organisationId, account.staffId, account.actingRole],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('an account that was just opened cannot be read');
  return row.account_id;
}

/** Whose account it is. */
export async function findAccountStaff(
  db: Queryable,
  accountId: string,
): Promise<StaffReference | undefined> {
  const { rows } = await db.query<{ organisation_id: string; staff_id: string; acting_role: string | null }>(
    'select a.organisation_id, a.staff_id, a.acting_role from console.accounts a where a.account_id = $1',
    [accountId],
  );
  const [row] = rows;
  return (
    row && {
      organisationId: asId(row.organisation_id),
      staffId: asId(row.staff_id),
      actingRole: row.acting_role,
    }
  );
}
