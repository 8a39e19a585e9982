import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { systemClock } from '../platform/index.ts';
import { type VerifierKey, isKeyName, parseVerifierKey } from '../tlog/index.ts';
import { type WitnessTls, openWitness, serveWitness } from '../witness/index.ts';
import { endMisunderstood, readTextFile, refuseInput, reportRefusals } from './command-input.ts';

/** `assent witness`: a small process that another organisation runs. It knows logs by their public keys, and nothing else. */
interface Options {
  readonly data: string;
  readonly name: string;
  readonly log: readonly string[];
  readonly host: string;
  readonly port: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

const program = endMisunderstood(new Command('assent').showHelpAfterError());
endMisunderstood(
  program
    .command('witness')
    .description(
      'run a witness: it cosigns checkpoints of ledgers that only ever grow (c2sp.org/tlog-witness)',
    )
    .requiredOption(
      '--data <folder>',
      'its own folder: its key, made at the first start, and what it has cosigned',
    )
    .requiredOption(
      '--name <name>',
      'the name of its key, such as witness.example.org/w1; never changed once used',
    )
    .requiredOption(
      '--log <vkey...>',
      'the public keys of the ledgers that it watches; a key’s name is the origin',
    )
    .option('--host <address>', 'where it listens', '127.0.0.1')
    .option('--port <port>', 'the port; 0 for any that is free', '8444')
    .option(
      '--tls-cert <file>',
      'certificate and chain in PEM; without it, plain HTTP for a proxy on the same machine',
    )
    .option('--tls-key <file>', 'the private key of the certificate in PEM'),
).action((options: Options) => reportRefusals(() => run(options)));

async function run(options: Options): Promise<void> {
  const { name, host } = options;
  if (!isKeyName(name))
    throw refuseInput('name', 'key-name', 'A name has no spaces, plus or control characters.');
  if (!/^\d{1,5}$/.test(options.port) || Number(options.port) > 65_535)
    throw refuseInput('port', 'port', 'A port is a number up to 65535.');
  const logs = options.log.map(readLog);
  const tls = await readTls(options);
  const witness = await openWitness({ folder: resolve(options.data), name, logs, clock: systemClock });
  const server = serveWitness(witness, tls, (fault) => {
    console.error(`not cosigned: ${fault instanceof Error ? fault.message : 'unknown fault'}`);
  });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    server.close(() => void witness.close());
    server.closeIdleConnections();
    // A channel to a parent that waits for our end would keep both alive.
    if (process.connected) process.disconnect();
  };
  await new Promise<void>((listening, fail) => {
    server.once('error', fail);
    server.listen(Number(options.port), host, listening);
  }).catch(async (fault: unknown) => {
    await witness.close();
    throw fault;
  });
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // Of a parent that started it and is gone nobody is left to stop it.
  process.once('disconnect', stop);
  const { port } = server.address() as AddressInfo;
  const origins = [...new Set(logs.map((log) => log.name))].join(' ');
  console.log(`watching ${origins}`);
  console.log(
    `url=${tls === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port} key=${witness.verifierKey}`,
  );
}

function readLog(text: string): VerifierKey {
  const key = parseVerifierKey(text);
  if (!key.ok) throw refuseInput('log', 'verifier-key', `${key.refusal}.`);
  return key.value;
}

async function readTls({ tlsCert, tlsKey }: Options): Promise<WitnessTls | null> {
  if (tlsCert === undefined && tlsKey === undefined) return null;
  if (tlsCert === undefined || tlsKey === undefined)
    throw refuseInput('tls-cert', 'tls', 'A certificate and its key go together.');
  return { cert: await readTextFile('tls-cert', tlsCert), key: await readTextFile('tls-key', tlsKey) };
}

try {
  await program.parseAsync();
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : 'unknown fault');
  process.exitCode = 1;
}
