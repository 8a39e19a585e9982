import { once } from 'node:events';
import type { Page } from 'playwright-core';
import { Agent } from 'undici';
import type { Clock } from '../../src/platform/index.ts';
import type { SignInKind } from '../../src/region/sign-in/sign-in-book.ts';
import { startSignIn } from '../../src/region/sign-in/start-sign-in.ts';
import { type TestGateway, findFreePort, startTestGateway } from './gateway.ts';
import { type Answer, Visitor } from './portal.ts';

/** A gateway with its region, its officers' console and the provider with which staff sign in. */
export interface TestConsole {
  readonly system: TestGateway;
  readonly origin: string;
  /** Somebody with a browser of their own. */
  visitor(): Visitor;
  /** Somebody of the region's staff, signed in. */
  signIn(staffId: string): Promise<Visitor>;
  stop(): Promise<void>;
}

/**
 * Starts all of it. Takes some seconds: once for each test file.
 * @param clock another clock than the machine's, by which the gateway and its console go
 */
export async function startTestConsole(
  clock?: Clock,
  {
    kind,
    settings: more,
  }: { readonly kind: SignInKind; readonly settings: Readonly<Record<string, string>> } = {
    kind: 'STAFF',
    settings: {},
  },
): Promise<TestConsole> {
  const [consolePort, signInPort] = [await findFreePort(), await findFreePort()];
  const system = await startTestGateway(
    {
      ASSENT_CONSOLE_PORT: String(consolePort),
      ASSENT_STAFF_ISSUER: `https://localhost:${signInPort}`,
      ...more,
    },
    undefined,
    undefined,
    clock,
  );
  const { config, gateway, region } = system;
  const { console: settings } = config;
  if (settings === null || gateway.console === null) throw new Error('the development mode has a console');
  const signIn = await startSignIn(kind, settings, region.prepared.authority);
  gateway.console.listen(consolePort, '127.0.0.1');
  await once(gateway.console, 'listening');
  const trusted = new Agent({ connect: { ca: region.prepared.authority.certificatePem } });
  const visitor = (): Visitor => new Visitor(settings.publicUrl, trusted);
  return {
    system,
    origin: settings.publicUrl,
    visitor,
    signIn: async (staffId) => {
      const somebody = visitor();
      const home = await somebody.signIn(staffId, { level: 'AAL2' });
      if (!home.text.includes('Your console')) throw new Error(`not signed in: ${home.url} ${home.text}`);
      return somebody;
    },
    stop: async () => {
      await trusted.close();
      await signIn.stop();
      await system.stop();
    },
  };
}

/** Signs somebody of the region's staff in with a real browser. */
export async function signInWithBrowser(page: Page, origin: string, staffId: string): Promise<void> {
  await page.goto(`${origin}/sign-in`);
  await page.click('a.govuk-button--start');
  await page.click(`button[value="${staffId}"]`);
  await page.waitForSelector('.assent-places');
}

/** Says why, so that an officer may search. */
export async function sayWhy(visitor: Visitor, why = 'A parent asks who saw the file.'): Promise<Answer> {
  await visitor.open('/search');
  return visitor.send([
    ['step', 'why'],
    ['why', why],
  ]);
}

/** Asks the search form for something, and gives what was found. */
export async function searchFor(
  visitor: Visitor,
  fields: readonly (readonly [string, string])[],
): Promise<Answer> {
  await visitor.open('/search');
  return visitor.send(fields);
}
