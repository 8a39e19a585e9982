import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { type Config, loadConfig } from '../../src/platform/index.ts';

interface Service {
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

interface Deployment {
  readonly services: Readonly<Record<'gateway-1' | 'gateway-2' | 'migrate', Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const deployment = parse(read('docker-compose.yml'), { merge: true }) as Deployment;

/** What somebody who deploys it would put in the environment of `docker compose`. */
const variables: Readonly<Record<string, string>> = {
  ASSENT_PUBLIC_URL: 'https://assent.example.gov.uk',
  ASSENT_LEDGER_ORIGIN: 'assent.example.gov.uk/ledger',
  ASSENT_DUTY_PHONE: '01632 960 001',
  GATEWAY_PASSWORD: 'gateway-password',
  OWNER_PASSWORD: 'owner-password',
};

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'assent-deployment-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** The shell lines of README's “Production” that make keys; not those that tell of one, change an owner or start containers. */
function readKeyCommands(): string {
  const [, block = ''] = /## Production\n[^]*?```sh\n([^]*?)```/.exec(read('README.md')) ?? [];
  return block
    .split('\n')
    .filter((line) => !/^(?:npm|sudo|docker) /.test(line))
    .join('\n');
}

/** The settings of a service as Compose would give them, with the secrets where they lie here. */
function settingsOf(service: keyof Deployment['services']): Readonly<Record<string, string>> {
  const { environment, secrets } = deployment.services[service];
  return Object.fromEntries(
    Object.entries(environment).map(([name, text]) => [
      name,
      text
        .replaceAll(/\$\{([A-Z_]+)(?::\?[^}]*)?\}/g, (_whole, variable: string) => variables[variable] ?? '')
        .replaceAll(/\/run\/secrets\/([a-z_]+)/g, (_whole, secret: string) => {
          expect(secrets).toContain(secret);
          return join(directory, deployment.secrets[secret]?.file ?? '');
        }),
    ]),
  );
}

const load = (service: keyof Deployment['services']): Config => loadConfig(settingsOf(service));

describe('the deployment of docker-compose.yml', () => {
  beforeAll(() => {
    execFileSync('bash', ['-euc', readKeyCommands()], { cwd: directory, stdio: 'ignore' });
    mkdirSync(join(directory, 'secrets'), { recursive: true });
    for (const { file } of Object.values(deployment.secrets)) {
      if (file.includes('-certificate') || file.includes('-authority') || file.includes('tls-key'))
        writeFileSync(join(directory, file), 'PEM');
      if (file.includes('witness-policy')) writeFileSync(join(directory, file), 'quorum none\n');
    }
  });

  it('starts with the keys that README makes and the settings that it gives each replica', () => {
    for (const replica of ['gateway-1', 'gateway-2'] as const)
      expect(load(replica)).toMatchObject({ mode: 'production', database: { owner: null } });
  });

  it('gives the owner’s login to the migration alone', () => {
    expect(load('migrate').database).toMatchObject({
      owner: { gateway: expect.stringContaining('assent_owner') },
    });
  });

  it('is refused with a key that everybody can read', () => {
    const key = join(directory, 'secrets', 'key-encryption-key');
    chmodSync(key, 0o644);
    expect(() => load('gateway-1')).toThrow('ASSENT_KEK_FILE names a file that everybody can read');
    chmodSync(key, 0o600);
  });

  it.each(Object.keys(variables).filter((name) => name.startsWith('ASSENT_')))(
    'is refused without %s',
    (name) => {
      expect(() => loadConfig({ ...settingsOf('gateway-1'), [name]: '' })).toThrow(name);
    },
  );
});
