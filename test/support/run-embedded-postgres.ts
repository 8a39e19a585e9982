import { startEmbeddedPostgres } from '../../src/database/index.ts';

/** Starts an embedded server in the directory named by the argument, prints its URL, and runs until it is ended. */
const server = await startEmbeddedPostgres({
  dataDir: process.argv[2] ?? '',
  log: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${server.ownerUrl}\n`);
process.once('SIGTERM', () => {
  void server.stop().then(() => process.exit(0));
});
setInterval(() => undefined, 60_000);
