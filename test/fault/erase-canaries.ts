import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { composeRooms } from '../../src/compose.ts';
import { dumpDatabase, loadDump, tidyDatabase } from '../../src/database/index.ts';
import { verifyReceipt } from '../../src/ledger/index.ts';
import { asId } from '../../src/platform/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { openTestErasure, orderOf } from '../support/erasure.ts';
import { eventually } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { quickTiming } from '../support/quick-timing.ts';
import { type CanaryFamily, makeCanaryFamily, syntheticNhsNumbers } from './canary-families.ts';

/** How large a run is. */
export interface ErasureRun {
  readonly families: number;
  readonly erased: number;
  readonly candidates: number;
}

/** What a run found; every figure but the counts and the controls must be 0. */
export interface ErasureFigures {
  readonly families: number;
  readonly erased: number;
  readonly canaries: number;
  /** Canaries of the erased, and bytes of their wrapped keys, found in data files, logs, lists and new backups. */
  readonly hits: number;
  /** Wrapped keys of the kept that are found by the same search: it can find. */
  readonly controls: number;
  /** Parts and names of the erased that open from an old backup beside the key store of today. */
  readonly readable: number;
  /** Names of the kept that open there. */
  readonly kept_readable: number;
  readonly receipts: number;
  readonly receipts_failed: number;
  readonly problems: number;
  readonly candidates: number;
  readonly linked: number;
}

/** Reliability E1, E2, E3: canaries in every free text of many families, half of them erased, and everything searched for them. */
export async function eraseCanaries(run: ErasureRun): Promise<ErasureFigures> {
  const directory = await mkdtemp(join(tmpdir(), 'assent-canaries-'));
  const system = await startTestGateway({}, quickTiming);
  try {
    return await runIn(system, directory, run);
  } finally {
    await system.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function runIn(system: TestGateway, directory: string, run: ErasureRun): Promise<ErasureFigures> {
  const { rooms, database } = system;
  const file = (name: string): string => join(directory, name);
  const families: CanaryFamily[] = [];
  for (const number of syntheticNhsNumbers(500_000, run.families))
    families.push(await makeCanaryFamily(system, number));
  const gone = families.slice(0, run.erased);
  const kept = families.slice(run.erased);
  await dumpDatabase(database.owner, 'gateway', file('old.gateway'));
  const receipts = await readReceipts(system);
  const [lostKeys, keptKeys] = [await readKeys(system, gone), await readKeys(system, kept)];

  await erase(system, gone);
  await tidyDatabase(database.owner);
  await tidyDatabase(database.keysOwner);
  await dumpDatabase(database.owner, 'gateway', file('new.gateway'));
  await dumpDatabase(database.keysOwner, 'keystore', file('new.keystore'));

  const { rows } = await database.owner.query<{ directory: string }>(
    `select current_setting('data_directory') as directory`,
  );
  const places = [
    ...listFiles(rows[0]?.directory ?? ''),
    file('new.gateway'),
    file('new.keystore'),
    system.config.erasureListFile ?? '',
  ];
  const canaries = new Set(gone.flatMap((family) => family.canaries));
  const found = searchFiles(places, canaries, lostKeys);
  const logged = findWords(system.readLog(), canaries);
  const [dump, verdict] = [
    gunzipSync(readFileSync(file('new.gateway'))).toString('utf8'),
    await rooms.ledger.verify(),
  ];
  const failed = receipts.filter(
    (receipt) => !verifyReceipt(receipt, 'CARRIED', rooms.ledger.verifierKey).ok,
  ).length;
  return {
    families: families.length,
    erased: gone.length,
    canaries: canaries.size,
    hits: found + logged,
    controls: searchFiles(places, new Set(), keptKeys),
    ...(await readOld(system, file('old.gateway'), gone, kept)),
    receipts: receipts.length,
    receipts_failed: failed,
    problems: verdict.problemCount,
    candidates: run.candidates,
    linked: linkNumbers(dump, gone, run.candidates),
  };
}

async function erase(system: TestGateway, gone: readonly CanaryFamily[]): Promise<void> {
  // What officers must look at comes first; they have.
  await system.database.owner.query(
    `update cases.cases set state = 'CLOSED', turn = turn + 1, closed_at = opened_at where closed_at is null`,
  );
  const { erasure, close } = openTestErasure(system);
  const order = await orderOf(system);
  try {
    for (const { child, parent } of gone) {
      for (const person of [child, parent]) {
        await eventually(async () => {
          const erased = await erasure.erase(person, order);
          if (!erased.ok && erased.refusal.code !== 'UNDER_WAY') throw new Error(erased.refusal.code);
          return erased.ok || undefined;
        }, 'nothing is under way any more');
      }
    }
  } finally {
    await close();
  }
}

async function readReceipts({ rooms, database }: TestGateway): Promise<readonly string[]> {
  const { rows } = await database.owner.query<{ index: string }>(
    'select e.entry_index::text as index from ledger.entries e order by random() limit 1000',
  );
  const receipts: string[] = [];
  // One after the other: the gateway serves beside it.
  for (const { index } of rows) receipts.push(await rooms.ledger.getReceipt(BigInt(index)));
  return receipts;
}

async function readKeys(
  { database }: TestGateway,
  families: readonly CanaryFamily[],
): Promise<readonly Buffer[]> {
  const { rows } = await database.keysOwner.query<{ wrapped_key: Buffer }>(
    'select k.wrapped_key from keystore.person_keys k where k.person_id = any ($1::uuid[])',
    [families.flatMap(({ child, parent }) => [child, parent])],
  );
  return rows.map((row) => row.wrapped_key);
}

function listFiles(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** How many of the words and keys stand in any of the files; gzip is looked into. */
function searchFiles(paths: readonly string[], words: ReadonlySet<string>, keys: readonly Buffer[]): number {
  const hits = new Set<string>();
  const marks = new MarkFinder(keys.map((key) => key.subarray(1, 13)));
  for (const path of paths) {
    let bytes: Buffer;
    try {
      bytes = statSync(path).size === 0 ? Buffer.alloc(0) : readFileSync(path);
    } catch {
      continue;
    }
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = gunzipSync(bytes);
    for (const mark of marks.findIn(bytes)) hits.add(mark);
    if (words.size > 0) for (const word of findIn(bytes.toString('latin1'), words)) hits.add(word);
  }
  return hits.size;
}

/** Finds any of many marks of twelve bytes (the nonce of a wrapped key, which nothing else has) in one walk over a file. */
class MarkFinder {
  readonly #marks: ReadonlySet<string>;
  readonly #beginnings = new Uint8Array(2 ** 24);

  constructor(marks: readonly Buffer[]) {
    this.#marks = new Set(marks.map((mark) => mark.toString('hex')));
    for (const mark of marks) this.#beginnings[mark.readUIntBE(0, 3)] = 1;
  }

  findIn(bytes: Buffer): ReadonlySet<string> {
    const found = new Set<string>();
    let window = 0;
    for (let place = 0; place < bytes.length; place += 1) {
      window = ((window << 8) | (bytes[place] ?? 0)) & 0xffffff;
      if (this.#beginnings[window] === 1) this.#take(bytes.toString('hex', place - 2, place + 10), found);
    }
    // As a dump writes bytes: the octet of the format before the nonce.
    for (const [, hex = ''] of bytes.toString('latin1').matchAll(/x01([0-9a-f]{24})/g))
      this.#take(hex, found);
    return found;
  }

  #take(mark: string, found: Set<string>): void {
    if (this.#marks.has(mark)) found.add(mark);
  }
}

function findWords(text: string, words: ReadonlySet<string>): number {
  return findIn(text, words).size;
}

/** Canaries as they are, in hexadecimal and in base64 at each of the three places where they may begin. */
function findIn(text: string, words: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (plain: string): void => {
    for (const word of plain.match(/CANARY[0-9a-f]{32}/g) ?? []) if (words.has(word)) found.add(word);
  };
  if (words.size === 0) return found;
  look(text);
  for (const [hex] of text.matchAll(/43414e415259[0-9a-f]{64}/g))
    look(Buffer.from(hex, 'hex').toString('latin1'));
  // Around the word alone: a walk over all base64 that it might stand in never ends on a file of it.
  for (const { index } of text.matchAll(/Q0FOQVJZ|NBTkFSW|DQU5BUl/g))
    for (let shift = 0; shift < 4; shift += 1)
      look(Buffer.from(text.slice(Math.max(0, index - shift), index + 60), 'base64').toString('latin1'));
  return found;
}

/** What an old backup of the main database shows beside the key store of today. */
async function readOld(
  system: TestGateway,
  backup: string,
  gone: readonly CanaryFamily[],
  kept: readonly CanaryFamily[],
): Promise<Pick<ErasureFigures, 'readable' | 'kept_readable'>> {
  const old = await createTestDatabase();
  try {
    await loadDump(old.owner, 'gateway', backup);
    const rooms = composeRooms(
      system.config,
      {
        urls: { gateway: old.urls.gateway, keys: system.database.urls.keys },
        stop: () => Promise.resolve(),
      },
      system.log,
    );
    try {
      const opened = async (families: readonly CanaryFamily[]): Promise<number> => {
        let count = 0;
        for (const { child, parent, exchangeId } of families) {
          for (const person of [child, parent])
            if ((await rooms.families.findDemographics(person)) !== undefined) count += 1;
          const entries = await rooms.ledger.findEntriesOfExchange(asId<'Exchange'>(exchangeId));
          count += entries
            .flatMap(({ parts }) => parts)
            .filter((part) => !part.erased && part.about.includes(child)).length;
        }
        return count;
      };
      return { readable: await opened(gone), kept_readable: await opened(kept) };
    } finally {
      await rooms.close();
    }
  } finally {
    await old.drop();
  }
}

const algorithms = ['md5', 'sha1', 'sha256', 'sha512', 'sha3-256'] as const;
const spellings = [
  (value: string): string => value,
  (value: string): string => `${value.slice(0, 3)} ${value.slice(3, 6)} ${value.slice(6)}`,
  (value: string): string => `nhs-number ${value}`,
  (value: string): string => `nhs-number:${value}`,
] as const;

/**
 * How many candidates are found in a full dump after the erasure: as they are, or by any of twenty natural hashes of them, whole or
 * cut to 16 bytes. For the numbers of the erased, which an attacker may know, every salt that is stored is tried too.
 */
function linkNumbers(dump: string, gone: readonly CanaryFamily[], candidates: number): number {
  const stored = new Set<string>();
  for (const token of dump.match(/[0-9a-f]{32,}/g) ?? []) stored.add(token.slice(0, 32));
  const words = new Set(dump.match(/\b\d{10}\b|\b\d{3} \d{3} \d{4}\b/g) ?? []);
  const truths = gone.map(({ nhsNumber }) => nhsNumber);
  const numbers = [...truths, ...syntheticNhsNumbers(0, Math.max(0, candidates - truths.length))];
  let linked = 0;
  for (const number of numbers) {
    const forms = spellings.map((spell) => spell(number));
    const known =
      forms.some((form) => words.has(form)) ||
      forms.some((form) =>
        algorithms.some((algorithm) =>
          stored.has(createHash(algorithm).update(form).digest('hex').slice(0, 32)),
        ),
      );
    if (known) linked += 1;
  }
  const salts = new Set(
    (dump.match(/"salt": "\\\\x[0-9a-f]{64}"/g) ?? []).map((text) => text.slice(-65, -1)),
  );
  for (const salt of [...salts].slice(0, 2_000)) {
    const bytes = Buffer.from(salt, 'hex');
    for (const number of truths) {
      const hash = createHash('sha256').update(bytes).update(number).digest('hex').slice(0, 32);
      if (stored.has(hash)) linked += 1;
    }
  }
  return linked;
}

/** Whether a run's figures are those of a ledger that forgets. */
export function hasForgotten(figures: ErasureFigures): boolean {
  const { hits, readable, receipts_failed, problems, linked, controls, kept_readable } = figures;
  return hits + readable + receipts_failed + problems + linked === 0 && controls > 0 && kept_readable > 0;
}
