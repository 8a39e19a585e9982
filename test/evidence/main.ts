import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EvidenceDeps, composeEvidence } from '../../src/exchange/index.ts';
import { type ExchangeId, asId, systemClock } from '../../src/platform/index.ts';
import { spellPolicy } from '../../src/policy/index.ts';
import type { SegmentedMessage } from '../../src/records/index.ts';
import { Random } from '../oracle/random.ts';
import { valueOf } from '../support/agreements.ts';
import {
  freshPlan,
  freshReferral,
  planSentAt,
  push,
  referralSentAt,
  schoolLead,
  sue,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { readCounts } from '../support/read-counts.ts';
import { withTemplates } from '../support/with-templates.ts';

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

/*
 * npm run fault:evidence: random disclosures through the gateway, an evidence bundle of each, and a process that has nothing but
 * the files and the public key. Each bundle must verify, and must not once a byte of it is another.
 */

const { bundles: wanted, seed } = readCounts({ bundles: 1000, seed: 1 });
const batch = 100;
const checker = join(import.meta.dirname, 'check-folder.ts');

const figures = { bundles: 0, verified: 0, spoilt: 0, refused: 0, looks: 0 };
await withTemplates(async (directory) => {
  const system = await startTestGateway({ ASSENT_LOG_LEVEL: 'error', ASSENT_REQUESTS_PER_MINUTE: '100000' });
  try {
    await run(system, directory);
  } finally {
    await system.stop();
  }
});
say(
  Object.entries({ seed, ...figures })
    .map(([name, figure]) => `${name}=${figure}`)
    .join(' '),
);
const { bundles, verified, spoilt, refused, looks } = figures;
if (bundles !== wanted || verified !== wanted || spoilt !== wanted || refused !== wanted || looks !== wanted)
  process.exitCode = 1;

async function run(system: TestGateway, directory: string): Promise<void> {
  const { rooms, region } = system;
  const random = new Random(seed);
  const deps: EvidenceDeps = {
    ...rooms,
    clock: systemClock,
    spellPolicy: (bundle, version) => spellPolicy('policies', bundle, version),
  };
  const looking = {
    organisation: { organisationId: region.organisations.WMC },
    practitioner: { staffId: asId<'Staff'>('wmc.ig') },
  };
  const folder = await mkdtemp(join(directory, 'bundles-'));
  while (figures.bundles < wanted) {
    const names: string[] = [];
    while (names.length < Math.min(batch, wanted - figures.bundles)) {
      const exchangeId = await disclose(system, random);
      if (exchangeId === undefined) continue;
      const order = { exchangeId, looking, why: `random disclosure ${exchangeId}` };
      const name = join(folder, `${exchangeId}.tar`);
      await writeFile(name, valueOf(await composeEvidence(deps, order)));
      names.push(name);
    }
    figures.bundles += names.length;
    checkElsewhere(folder, rooms.ledger.verifierKey, random);
    await Promise.all(names.map((name) => rm(name)));
  }
  const { rows } = await system.database.owner.query<{ looks: string }>(
    `select count(*) as looks from ledger.entries where kind = 'LOOK'`,
  );
  figures.looks = Number(rows[0]?.looks ?? 0);
}

/** Sends a random part of an example; absent where it was not taken. */
async function disclose({ region }: TestGateway, random: Random): Promise<ExchangeId | undefined> {
  const isPlan = !random.once(3);
  const message = shrink(isPlan ? freshPlan() : freshReferral(), random);
  const { status, body } = isPlan
    ? await region.peers.WMC.send(push(message, sue, { evaluateAt: planSentAt }))
    : await region.peers.FPS.send(push(message, schoolLead, { evaluateAt: referralSentAt }));
  if (status !== 200 && status !== 202) return undefined;
  const { exchangeId } = body as { readonly exchangeId: string };
  return asId<'Exchange'>(exchangeId);
}

/** Some of its segments, in another order. */
function shrink(message: SegmentedMessage, random: Random): SegmentedMessage {
  const kept = random.shuffle(message.segments).filter(() => !random.once(4));
  return kept.length === 0 ? message : { ...message, segments: kept };
}

/** Another process, without our environment: no database, no settings, no keys. */
function checkElsewhere(folder: string, key: string, random: Random): void {
  const output = execFileSync(
    process.execPath,
    ['--import', 'tsx', checker, folder, key, String(Math.floor(random.next() * 2 ** 31))],
    { encoding: 'utf8', env: { PATH: process.env['PATH'] } },
  );
  const [verifiedHere = 0, spoiltHere = 0, refusedHere = 0] = output.trim().split(' ').map(Number);
  figures.verified += verifiedHere;
  figures.spoilt += spoiltHere;
  figures.refused += refusedHere;
}
