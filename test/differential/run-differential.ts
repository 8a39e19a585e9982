import { composeGateway, composeRooms } from '../../src/compose.ts';
import { loadConfig } from '../../src/platform/index.ts';
import type { PartnerRequest, PartnerSystem } from '../../src/region/partner-system.ts';
import { type SystemKey, systems } from '../../src/region/prepare-systems.ts';
import { findSystem } from '../../src/region/catalogue-exchanges.ts';
import { keysOf } from '../../src/region/seed-rooms.ts';
import { Random } from '../oracle/random.ts';
import { findEntries } from '../support/exchanges.ts';
import { type TestGateway, findFreePort, startTestGateway } from '../support/gateway.ts';
import { openPartner } from '../support/start-replica.ts';
import { findDifference, inOneOrder } from './find-difference.ts';
import { believeForGood, forgetPeople, withoutEditions } from './forget.ts';
import { drawStory } from './vary-message.ts';
import { changesOf } from './vary-world.ts';

/** How much is compared. */
export interface Comparison {
  readonly exchanges: number;
  readonly seed: number;
  /** A gateway that must be caught. */
  readonly control?: true;
}

/** What came of it. */
export interface ComparisonFigures {
  readonly exchanges: number;
  /** Answers by their status, so that one sees that not everything was refused. */
  readonly answers: Readonly<Record<string, number>>;
  readonly delivered: number;
  readonly changes: number;
  readonly differences: readonly string[];
}

/** One of the two gateways, with the systems that ask it. */
interface Side {
  readonly partners: Readonly<Record<SystemKey, PartnerSystem>>;
  /** The last plan that each sender sent through it. */
  readonly sent: Map<SystemKey, string>;
}

/** About one exchange in so many comes after a change. */
const changeOnceIn = 4;

/**
 * Sends the same through a gateway that remembers by editions and epochs and through one that asks everything anew, while what they
 * remember changes, and compares the answers, the entries of the ledger, and what arrived with its receipt.
 */
export async function runDifferential(terms: Comparison): Promise<ComparisonFigures> {
  const system = await startTestGateway({ ASSENT_REQUESTS_PER_MINUTE: '1000000' });
  if (terms.control === true) believeForGood(system.gateway);
  const plain = await startPlainGateway(system);
  try {
    const remembering = await openSide(system, system.settings);
    try {
      const asking = await openSide(system, plain.settings);
      try {
        return await compare(system, [remembering, asking], terms);
      } finally {
        await closeSide(asking);
      }
    } finally {
      await closeSide(remembering);
    }
  } finally {
    await plain.stop();
    await system.stop();
  }
}

/** Another gateway on the same databases, which remembers nothing. */
async function startPlainGateway(
  system: TestGateway,
): Promise<{ readonly settings: Readonly<Record<string, string>>; stop(): Promise<void> }> {
  const settings = { ...system.settings, ASSENT_PORT: String(await findFreePort()) };
  const config = loadConfig(settings);
  const { database, log } = system;
  const rooms = withoutEditions(
    composeRooms(config, { urls: database.urls, stop: () => Promise.resolve() }, log),
  );
  const gateway = await composeGateway(config, rooms, log);
  forgetPeople(gateway, rooms);
  await new Promise<void>((resolve) => gateway.server.listen(config.port, config.host, resolve));
  return {
    settings,
    stop: async () => {
      await gateway.close();
      await rooms.close();
    },
  };
}

async function openSide(system: TestGateway, settings: Readonly<Record<string, string>>): Promise<Side> {
  const partners = await Promise.all(
    keysOf(systems).map(async (key) => [key, await openPartner(system, key, settings)] as const),
  );
  return { partners: Object.fromEntries(partners) as Side['partners'], sent: new Map() };
}

async function closeSide({ partners }: Side): Promise<void> {
  await Promise.all(Object.values(partners).map((partner) => partner.close()));
}

async function compare(
  system: TestGateway,
  sides: readonly [Side, Side],
  { exchanges, seed }: Comparison,
): Promise<ComparisonFigures> {
  const random = new Random(seed);
  const drawChange = changesOf(system, (request) => random.pick(sides).partners.WMC.send(request));
  const answers: Record<string, number> = {};
  const differences: string[] = [];
  let [changes, delivered] = [0, 0];
  for (let number = 0; number < exchanges; number += 1) {
    const change = random.once(changeOnceIn) ? drawChange(random) : undefined;
    await change?.begin();
    changes += change === undefined ? 0 : 1;
    const story = drawStory(random);
    const seen: object[] = [];
    // Whoever is asked first, it makes no difference.
    for (const place of random.shuffle([0, 1])) {
      const side = sides[place === 0 ? 0 : 1];
      const { message, request } = story.make(side.sent.get('WMC') ?? '00000000-0000-4000-8000-000000000000');
      const from = findSystem(message.source.organisation);
      const what = await watch(system, side, from, request);
      if (message.type === 'M09' && what.arrived.length > 0) side.sent.set(from, message.messageId);
      seen[place] = what;
      answers[what.status] = (answers[what.status] ?? 0) + 1;
      delivered += what.arrived.length;
    }
    await change?.end?.();
    const difference = findDifference(seen[0], seen[1]);
    if (difference !== undefined)
      differences.push(
        `${number} ${story.title}${change === undefined ? '' : ` after ${change.title}`}\n${difference}`,
      );
  }
  return { exchanges, answers, delivered, changes, differences };
}

interface Watched {
  readonly status: number;
  readonly answer: unknown;
  readonly entries: readonly object[];
  readonly arrived: readonly object[];
}

/** Sends one message and gives all that came of it. */
async function watch(
  { rooms, region }: TestGateway,
  { partners }: Side,
  from: SystemKey,
  request: PartnerRequest,
): Promise<Watched> {
  const keys = keysOf(systems);
  const counts = await Promise.all(keys.map(async (key) => (await region.peers[key].received()).length));
  const { status, body, exchangeId } = await partners[from].send(request);
  const entries = exchangeId === null ? [] : await findEntries(rooms, exchangeId);
  const arrived = await Promise.all(
    keys.map(async (key, place) =>
      (await region.peers[key].received(counts[place]))
        .filter(({ headers }) => headers['assent-exchange-id'] === exchangeId)
        .map(({ body: text, receipt, path }) => ({ key, receipt, path, body: JSON.parse(text) as unknown })),
    ),
  );
  return {
    status,
    answer: body,
    entries: inOneOrder(entries.map(({ kind, parts }) => ({ kind, parts: inOneOrder(parts) }))),
    arrived: arrived.flat(),
  };
}
