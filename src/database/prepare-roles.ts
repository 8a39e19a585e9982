import pg from 'pg';
import { eraserRole, gatewayRole, restrictDatabase, databaseOf } from './provision-databases.ts';

/** One database with its owner's login and the passwords that its roles shall have. */
export interface RolePasswords {
  readonly ownerUrl: string;
  readonly gatewayPassword: string;
  /** Null where erasure is run from another place: the role exists and cannot log in. */
  readonly eraserPassword: string | null;
}

/**
 * Makes the gateway's and the eraser's role on a server that an administrator runs, with the passwords of the URLs that the
 * processes log in with, and lets nobody else into the database. Run again, it sets the passwords anew (rotation).
 */
export async function prepareRoles({
  ownerUrl,
  gatewayPassword,
  eraserPassword,
}: RolePasswords): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await prepareRole(client, gatewayRole, gatewayPassword);
    await prepareRole(client, eraserRole, eraserPassword);
    await restrictDatabase(client, databaseOf(ownerUrl));
  } finally {
    await client.end();
  }
}

async function prepareRole(client: pg.Client, role: string, password: string | null): Promise<void> {
  const found = await client.query('select 1 from pg_catalog.pg_roles where rolname = $1', [role]);
  const verb = found.rowCount === 0 ? 'create' : 'alter';
  const login = password === null ? 'nologin' : `login password ${pg.escapeLiteral(password)}`;
  await client.query(
    `${verb} role ${role} with nosuperuser nocreatedb nocreaterole noreplication nobypassrls ${login}`,
  );
}
