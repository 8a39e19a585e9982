import type { Command } from 'commander';
import type { Rooms } from '../compose.ts';
import { type Looking, recordLooks } from '../exchange/index.ts';
import type { Ledger } from '../ledger/index.ts';
import { type PersonId, systemClock } from '../platform/index.ts';
import { refuseInput, withOpened } from './command-input.ts';
import { withOfficer } from './erase-commands.ts';
import { type EntryAt, getEntryAt } from './get-entry-at.ts';
import { readOfficer } from './read-officer.ts';
import { type LoadPolicyVersion, replayEntry } from './replay-entry.ts';

/** What deciding again needs, opened for one command. */
type OpenedRooms = Pick<Rooms, 'agreements' | 'ledger' | 'close'>;

interface Options {
  readonly organisation: string;
  readonly officer: string;
  readonly why: string;
  readonly policyVersion?: string;
}

/**
 * Registers `assent ledger replay`. What it prints names parts of records and what was decided about them: who looked, and why,
 * is an entry before it is printed. Ends with exit code 1 where something comes out otherwise.
 */
export function registerReplayCommand(
  ledger: Command,
  open: () => Promise<OpenedRooms>,
  loadPolicyVersion: LoadPolicyVersion,
): void {
  withOfficer(
    ledger
      .command('replay')
      .description('decide a recorded decision again, from the facts that the ledger holds, and compare')
      .argument('[index]', 'the index of the entry, from 0 (every decision)')
      .option('--policy-version <number>', 'under another version of its bundle, to see what would change'),
  ).action((index: string | undefined, options: Options) =>
    withOpened(open, async (rooms) => {
      const officer = await readOfficer(rooms.agreements, options);
      const under = readVersion(options.policyVersion);
      const look = { at: 'LEDGER_REPLAY', why: officer.reason, policyVersion: under ?? null };
      if (index === undefined) {
        await recordLooks({ ledger: rooms.ledger, clock: systemClock }, officer.looking, [
          { person: null, content: { ...look, seen: 'EVERY_DECISION' } },
        ]);
        if (!(await replayAll(rooms.ledger, loadPolicyVersion, under))) process.exitCode = 1;
        return;
      }
      const entry = await getEntryAt(rooms.ledger, index);
      const { lines, same } = replayEntry(entry, loadPolicyVersion, under);
      await writeDown(rooms.ledger, officer.looking, entry, look);
      for (const line of lines) console.log(line);
      if (!same) process.exitCode = 1;
    }),
  );
}

/** A part for each person whom the decision is about; whoever stands in silent parts alone is not found by it. */
async function writeDown(
  ledger: Ledger,
  looking: Looking,
  { index, parts }: EntryAt,
  look: { readonly at: string; readonly why: string; readonly policyVersion: number | null },
): Promise<void> {
  const silentFor = new Map<PersonId, boolean>();
  for (const part of parts) {
    if (part.erased) continue;
    for (const person of part.about) silentFor.set(person, part.silent && (silentFor.get(person) ?? true));
  }
  const content = { ...look, seen: [Number(index)] };
  await recordLooks(
    { ledger, clock: systemClock },
    looking,
    silentFor.size === 0
      ? [{ person: null, content }]
      : [...silentFor].map(([person, silent]) => ({ person, content, silent })),
  );
}

/** Replays every decision, one after the other, with a line for each and the figures last. */
async function replayAll(
  ledger: Ledger,
  loadPolicyVersion: LoadPolicyVersion,
  under: number | undefined,
): Promise<boolean> {
  let [decisions, same] = [0, 0];
  for (let index = 0n; ; index += 1n) {
    const entry = await ledger.findEntryAt(index);
    if (entry === undefined) break;
    if (entry.kind !== 'DECISION') continue;
    const report = replayEntry(entry, loadPolicyVersion, under);
    for (const line of report.lines) console.log(line);
    decisions += 1;
    if (report.same) same += 1;
  }
  console.log(`decisions=${decisions} same=${same} different=${decisions - same}`);
  return same === decisions;
}

function readVersion(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw refuseInput('policy-version', 'version', 'A version is a number from 1.');
  return Number(text);
}
