import { join } from 'node:path';
import pg from 'pg';
import {
  databaseOf,
  migrateDatabase,
  provisionDatabases,
  startEmbeddedPostgres,
  withDatabase,
} from '../../src/database/index.ts';

/** The environment that hands the templates to the test files, and what removes them in the end. */
export interface TemplateDatabases {
  readonly environment: Readonly<Record<string, string>>;
  tearDown(): Promise<void>;
}

/**
 * Makes and migrates one template of the main database and one of the key store.
 * @param directory a fresh directory for the embedded cluster and the generated passwords
 * @throws MigrationError naming the migration at fault
 */
export async function prepareTemplates(directory: string): Promise<TemplateDatabases> {
  const external = process.env['TEST_DATABASE_URL'] ?? process.env['DATABASE_URL'];
  const cluster =
    external === undefined
      ? await startEmbeddedPostgres({ dataDir: join(directory, 'pg'), maxConnections: 300 })
      : { ownerUrl: external, stop: () => Promise.resolve() };
  const template = `assent_test_${process.pid}_${Date.now().toString(36)}`;
  const dropTemplates = (): Promise<void> =>
    onServer(cluster.ownerUrl, async (client) => {
      const made = await client.query<{ name: string }>(
        'select datname as name from pg_catalog.pg_database where starts_with(datname, $1)',
        [template],
      );
      for (const { name } of made.rows) {
        await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
      }
    });
  const tearDown = async (): Promise<void> => {
    if (external !== undefined) await dropTemplates();
    await cluster.stop();
  };
  try {
    await onServer(cluster.ownerUrl, async (client) => {
      await client.query(`create database ${pg.escapeIdentifier(template)}`);
    });
    const urls = await provisionDatabases(withDatabase(cluster.ownerUrl, template), {
      credentialsFile: join(directory, 'credentials.json'),
      existingRoles: 'ASSUME',
    });
    await migrateDatabase(urls);
    return {
      environment: {
        ASSENT_TEST_TEMPLATES: JSON.stringify(urls),
        ASSENT_TEST_SERVER: cluster.ownerUrl,
      },
      tearDown,
    };
  } catch (error) {
    await tearDown();
    throw error;
  }
}

async function onServer(ownerUrl: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(ownerUrl, databaseOf(ownerUrl)) });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
