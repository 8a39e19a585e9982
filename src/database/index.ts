export { type Pool, type PoolClient, type PoolOptions, type Queryable, openPool } from './pool.ts';
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
  eraserRole,
  gatewayRole,
  provisionDatabases,
  withDatabase,
} from './provision-databases.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded-postgres.ts';
