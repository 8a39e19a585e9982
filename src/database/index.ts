export { type Pool, type PoolClient, type PoolOptions, type Queryable, openPool } from './pool.ts';
export type { DumpedDatabase } from './dump-format.ts';
export { dumpDatabase } from './dump-database.ts';
export { DumpRefusedError, loadDump } from './load-dump.ts';
export { tidyDatabase } from './tidy-database.ts';
export { readSnapshot } from './read-snapshot.ts';
export { withTransaction } from './with-transaction.ts';
export {
  type MigrationReport,
  MigrationError,
  migrateDatabase,
  migrationsDirectory,
} from './migrate-database.ts';
export {
  type DatabaseUrls,
  type ProvisionOptions,
  databaseOf,
  provisionDatabases,
  restrictDatabase,
  withDatabase,
} from './provision-databases.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded-postgres.ts';
export { type SchemaDrift, findSchemaDrift } from './find-schema-drift.ts';
export { type ReachedDatabases, reachDatabases } from './reach-databases.ts';
export { type RolePasswords, prepareRoles } from './prepare-roles.ts';
export { type GatewayUrls, type PublishedUrls, findRunningUrls, publishUrls } from './running-databases.ts';
