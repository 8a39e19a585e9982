import { once } from 'node:events';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import { createOwnAccount } from '../../src/exchange/index.ts';
import { createPagesServer, openSignInProvider, returnPath } from '../../src/pages/index.ts';
import { type Clock, systemClock } from '../../src/platform/index.ts';
import { createPortal } from '../../src/portal/index.ts';
import { startSignIn } from '../../src/region/sign-in/start-sign-in.ts';
import { type TestGateway, findFreePort, startTestGateway } from './gateway.ts';

/** A gateway with its region, its families' portal and the provider with which they sign in. */
export interface TestPortal {
  readonly system: TestGateway;
  readonly origin: string;
  /** Somebody with a browser of their own: cookies and nothing else. */
  visitor(): Visitor;
  /** The same portal once more, by another clock. */
  byClock(clock: Clock): Promise<{ readonly origin: string; visitor(): Visitor; stop(): Promise<void> }>;
  stop(): Promise<void>;
}

/** What a page answered. */
export interface Answer {
  readonly status: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The same as it came. */
  readonly bytes: Uint8Array;
}

/** Starts all of it. Takes some seconds: once for each test file. */
export async function startTestPortal(settings: Readonly<Record<string, string>> = {}): Promise<TestPortal> {
  const [portalPort, signInPort] = [await findFreePort(), await findFreePort()];
  const system = await startTestGateway({
    ...settings,
    ASSENT_PORTAL_PORT: String(portalPort),
    ASSENT_SIGN_IN_ISSUER: `https://localhost:${signInPort}`,
  });
  const { config, gateway, region } = system;
  if (config.portal === null || gateway.portal === null) throw new Error('the development mode has a portal');
  const signIn = await startSignIn('FAMILIES', config.portal, region.prepared.authority);
  await listen(gateway.portal, portalPort);
  const trusted = new Agent({ connect: { ca: region.prepared.authority.certificatePem } });
  const { portal } = config;
  return {
    system,
    origin: portal.publicUrl,
    visitor: () => new Visitor(portal.publicUrl, trusted),
    byClock: async (clock) => {
      // The provider sends people back to the one address that it knows, so that only the listener differs.
      const provider = openSignInProvider({
        ...portal.signIn,
        trust: { by: 'VECTORS', accepted: portal.signIn.levels },
        redirectUri: `${portal.publicUrl}${returnPath}`,
        authority: region.prepared.authority.certificatePem,
        clock: systemClock,
      });
      const app = createPortal({
        origin: portal.publicUrl,
        sessionKey: portal.sessionKey.export(),
        pool: system.rooms.pool,
        keyStore: system.rooms.keyStore,
        own: createOwnAccount(gateway.house),
        provider,
        clock,
        log: system.log,
        metrics: system.rooms.metrics,
      });
      const certificate = await region.prepared.authority.issueGatewayServer();
      const server = createPagesServer(
        { certificate: certificate.certificatePem, privateKey: certificate.privateKeyPem },
        app,
      );
      await listen(server, 0);
      const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
      return {
        origin,
        visitor: () => new Visitor(portal.publicUrl, trusted, origin),
        stop: async () => {
          await close(server);
          await provider.close();
        },
      };
    },
    stop: async () => {
      await trusted.close();
      await signIn.stop();
      await system.stop();
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

/** A browser without scripts: it keeps cookies, follows links and redirections, and sends forms. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #origin: string;
  readonly #dispatcher: Agent;
  readonly #reach: string;
  last: Answer = { status: 0, url: '', headers: {}, text: '', bytes: new Uint8Array() };

  /**
   * @param origin what the portal believes its address to be
   * @param reach where it listens, if elsewhere
   */
  constructor(origin: string, dispatcher: Agent, reach = origin) {
    this.#origin = origin;
    this.#dispatcher = dispatcher;
    this.#reach = reach;
  }

  /** One request, with no redirection followed. */
  async ask(
    address: string,
    options: {
      readonly method?: string;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    } = {},
  ): Promise<Answer> {
    const named = new URL(address, this.#origin);
    const url = named.origin === this.#origin ? new URL(named.pathname + named.search, this.#reach) : named;
    const jar = named.origin === this.#origin ? 'portal' : named.origin;
    const answer = await request(url, {
      dispatcher: this.#dispatcher,
      method: (options.method ?? 'GET') as 'GET',
      headers: { cookie: this.#sendCookies(jar), ...options.headers },
      ...(options.body === undefined ? {} : { body: options.body }),
    });
    for (const cookie of [answer.headers['set-cookie'] ?? []].flat()) this.#keepCookie(jar, cookie);
    const bytes = new Uint8Array(await answer.body.arrayBuffer());
    this.last = {
      status: answer.statusCode,
      url: named.href,
      headers: answer.headers,
      text: Buffer.from(bytes).toString('utf8'),
      bytes,
    };
    return this.last;
  }

  /** Opens a page and follows redirections. */
  async open(address: string): Promise<Answer> {
    return this.#follow(await this.ask(address));
  }

  /** Sends the form of the last page, with its token, to its own address, and follows redirections. */
  async send(fields: readonly (readonly [string, string])[], action?: string): Promise<Answer> {
    const token = /name="_csrf" value="([^"]+)"/.exec(this.last.text)?.[1] ?? '';
    return this.#follow(
      await this.ask(action ?? new URL(this.last.url).pathname, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: this.#origin },
        body: new URLSearchParams([
          ['_csrf', token],
          ...fields.map(([name, value]): [string, string] => [name, value]),
        ]).toString(),
      }),
    );
  }

  /** Signs in as somebody of the region, from wherever the portal leads. */
  async signIn(person: string, { level = 'P9.Cp.Cd', from = '/sign-in/begin' } = {}): Promise<Answer> {
    const page = await this.open(from);
    return this.#follow(
      await this.ask(page.url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ person, level }).toString(),
      }),
    );
  }

  /** The names of the portal's cookies and their values. */
  portalCookie(name: string): string | undefined {
    return this.cookies.get(`portal ${name}`);
  }

  setPortalCookie(name: string, value: string): void {
    this.cookies.set(`portal ${name}`, value);
  }

  async #follow(answer: Answer): Promise<Answer> {
    let now = answer;
    for (let hops = 0; now.status >= 300 && now.status < 400 && hops < 12; hops += 1) {
      const { location } = now.headers;
      now = await this.ask(new URL(String(location), now.url).href);
    }
    return now;
  }

  #sendCookies(jar: string): string {
    return [...this.cookies]
      .filter(([key]) => key.startsWith(`${jar} `))
      .map(([key, value]) => `${key.slice(jar.length + 1)}=${value}`)
      .join('; ');
  }

  #keepCookie(jar: string, cookie: string): void {
    const [pair = ''] = cookie.split(';');
    const cut = pair.indexOf('=');
    const [name, value] = [pair.slice(0, cut), pair.slice(cut + 1)];
    const gone = value === '' || /expires=Thu, 01 Jan 1970/i.test(cookie);
    if (gone) this.cookies.delete(`${jar} ${name}`);
    else this.cookies.set(`${jar} ${name}`, value);
  }
}
