import { setTimeout as wait } from 'node:timers/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent } from 'undici';
import { composeRooms } from '../src/compose.ts';
import { createLogger, loadConfig, londonDate, systemClock } from '../src/platform/index.ts';
import { prepareSystems } from '../src/region/prepare-systems.ts';
import { seedWestmarch } from '../src/region/seed-westmarch.ts';
import { listSignInPeople } from '../src/region/sign-in/sign-in-people.ts';
import { startSignIn } from '../src/region/sign-in/start-sign-in.ts';
import type { TestDatabase } from '../test/support/database.ts';
import { findFreePort } from '../test/support/gateway.ts';
import { Visitor } from '../test/support/portal.ts';
import { startGatewayProcess } from '../test/support/start-gateway-process.ts';
import { cpuMicrosecondsOf } from './exchange/cpu-time.ts';
import { medianOf } from './measure.ts';
import type { Report } from './report.ts';
import { withDatabase } from './with-database.ts';

/** Browsers that are signed in at once; each has a session of its own, and several belong to one of the region's people. */
const browsers = 100;
/** How often each goes through all pages. */
const rounds = 2;
/** Milliseconds that somebody looks at a page before they open the next. */
const looksFor = 2000;
/** Milliseconds: issue 8, "p95 ≤ 500 ms per page". */
const goal = 500;

/**
 * Families in their portal, all at once: real sign-ins with the development provider, and then every page that they read, over HTTPS, against
 * a gateway that is a process of its own. A browser waits for its page, looks at it, and opens the next.
 */
export function benchPortal(): Promise<Report> {
  return withDatabase(async (database) => {
    const directory = await mkdtemp(join(tmpdir(), 'assent-bench-portal-'));
    try {
      return await measurePortal(database, directory);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
}

async function measurePortal(database: TestDatabase, directory: string): Promise<Report> {
  const [port, portalPort, signInPort] = [
    await findFreePort(),
    await findFreePort(),
    await findFreePort(),
  ].map(String);
  const settings = {
    ASSENT_MODE: 'development',
    ASSENT_PORT: String(port),
    ASSENT_PORTAL_PORT: String(portalPort),
    ASSENT_SIGN_IN_ISSUER: `https://localhost:${String(signInPort)}`,
    ASSENT_DATA_DIR: join(directory, 'data'),
    ASSENT_CERTS_DIR: join(directory, 'certs'),
    ASSENT_LOG_LEVEL: 'info',
    DATABASE_URL: database.urls.gateway,
    KEYSTORE_URL: database.urls.keys,
  };
  const config = loadConfig(settings);
  const { portal } = config;
  if (portal === null) throw new Error('the development mode has a portal');
  const log = createLogger(config);
  const rooms = composeRooms(config, { urls: database.urls, stop: () => Promise.resolve() }, log);
  const prepared = await prepareSystems(config);
  await seedWestmarch(rooms, prepared);
  const signIn = await startSignIn('FAMILIES', portal, prepared.authority);
  const gateway = await startGatewayProcess(settings);
  const trusted = new Agent({ connect: { ca: prepared.authority.certificatePem }, connections: browsers });
  try {
    const people = listSignInPeople(londonDate(systemClock.now()));
    const signIns: number[] = [];
    const pages: number[] = [];
    const failed: string[] = [];
    const cpuBefore = cpuMicrosecondsOf(gateway.pid);
    const visit = async (number: number): Promise<void> => {
      const visitor = new Visitor(portal.publicUrl, trusted);
      const person = people[number % people.length];
      if (person === undefined) throw new Error('nobody can sign in');
      const began = performance.now();
      const home = await visitor.signIn(person.key);
      signIns.push(performance.now() - began);
      const [, own = ''] = /href="(\/people\/[^/]+)\/choices"/.exec(home.text) ?? [];
      if (own === '') failed.push(`${person.key} ${home.status}`);
      for (const path of Array.from({ length: rounds }, () => listPages(own)).flat()) {
        await wait(looksFor);
        const asked = performance.now();
        const { status } = await visitor.ask(path);
        pages.push(performance.now() - asked);
        if (status !== 200) failed.push(`${path.replace(own, '')} ${status}`);
      }
    };
    await Promise.all(
      Array.from({ length: browsers }, async (_, number) => {
        // They do not all come in the same instant.
        await wait((number * looksFor) / browsers);
        await visit(number);
      }),
    );
    for (const each of new Set(failed)) process.stdout.write(`failed: ${each}\n`);
    return {
      name: 'portal',
      conditions: { browsers, people: people.length, rounds, looksFor, fsync: true },
      seen: [],
      figures: [
        { name: 'browsers', value: browsers, places: 0 },
        { name: 'people', value: people.length, places: 0 },
        { name: 'pages', value: pages.length, places: 0 },
        { name: 'failed', value: failed.length, places: 0, goal: { atMost: 0 } },
        { name: 'page_p50_ms', value: medianOf(pages), places: 0 },
        { name: 'page_p95_ms', value: at(pages, 0.95), places: 0, goal: { atMost: goal } },
        { name: 'page_p99_ms', value: at(pages, 0.99), places: 0 },
        {
          name: 'cpu_ms_per_page',
          value: (cpuMicrosecondsOf(gateway.pid) - cpuBefore) / 1000 / (pages.length + signIns.length),
          places: 1,
        },
        { name: 'sign_in_p95_ms', value: at(signIns, 0.95), places: 0 },
      ],
    };
  } finally {
    await trusted.close();
    await gateway.kill();
    await signIn.stop();
    await rooms.close();
    await log.close();
  }
}

/** What somebody reads of their own, and the first page of each thing that they can do. */
function listPages(own: string): readonly string[] {
  return [
    '/',
    '/requests',
    '/notices',
    '/profile',
    '/sessions',
    `${own}/choices`,
    `${own}/shared`,
    `${own}/say`,
    `${own}/preview`,
    `${own}/choose/who`,
  ];
}

/** The figure below which a part of all lie. */
function at(figures: readonly number[], part: number): number {
  const sorted = figures.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}
