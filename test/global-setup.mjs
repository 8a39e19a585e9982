import { chmod, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { tsImport } from 'tsx/esm/api';

/**
 * One PostgreSQL cluster for all test files, with a template of each database migrated once. A test file copies the templates
 * (test/support/database.ts). The cluster is the embedded one in a fresh directory, or the server of TEST_DATABASE_URL or
 * DATABASE_URL, whose roles are then left as they are.
 */
export default async function setUp() {
  const { prepareTemplates } = await tsImport('./support/template-databases.ts', import.meta.url);
  await removeAbandoned();
  const directory = await mkdtemp(join(tmpdir(), `assent-test-${process.pid}-`));
  // As root, PostgreSQL runs as another user, which has to pass through.
  await chmod(directory, 0o711);
  try {
    const { environment, tearDown } = await prepareTemplates(directory);
    const [peer, gateway] = await Promise.all([bundlePeer(directory), bundleGateway(directory)]);
    Object.assign(process.env, environment, { ASSENT_TEST_PEER: peer, ASSENT_TEST_GATEWAY: gateway });
    globalThis.assentTearDown = async () => {
      await tearDown();
      await rm(directory, { recursive: true, force: true });
    };
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

/** The program of the region's systems as one file: each test region starts four of them. */
async function bundlePeer(directory) {
  const outfile = join(directory, 'peer.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../src/region/peer-main.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Packages in the older form ask for others by `require`.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  return outfile;
}

/** The gateway as one file, for tests that start it as a process of its own: so it starts in about half the time that its hundreds of sources take. */
async function bundleGateway(directory) {
  const outfile = join(directory, 'gateway.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./support/run-gateway.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    plugins: [leavePackages, keepAddresses],
    logLevel: 'error',
  });
  return outfile;
}

/** Packages are loaded from where they are: the file stands elsewhere. */
const leavePackages = {
  name: 'leave-packages',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^[@a-z]/ }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path: import.meta.resolve(path), external: true },
    );
  },
};

/** Sources find their templates and styles beside them. */
const keepAddresses = {
  name: 'keep-addresses',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => ({
      loader: 'ts',
      contents: (await readFile(path, 'utf8')).replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(path).href),
      ),
    }));
  },
};

/** Directories of runs that were killed before they could clean up. */
async function removeAbandoned() {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(/^assent-test-(\d+)-/.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid))
      await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {});
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
