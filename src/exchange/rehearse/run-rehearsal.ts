import { setImmediate as letOthers } from 'node:timers/promises';
import type { Ledger } from '../../ledger/index.ts';
import type { OrganisationId } from '../../platform/index.ts';
import type { CompiledPolicy, Rehearsal, RehearsalResults } from '../../policy/index.ts';
import type { House } from '../house.ts';
import { rehearseDecision } from '../record/rehearse-decision.ts';
import { createChangeCount } from './count-changes.ts';
import { listDecisions } from './list-decisions.ts';

/** Decisions of one rehearsal, at most: the newest. */
const mostDecisions = 500_000;
/** Decisions that are read at once, and those that are decided before whoever waits for an answer has a turn. */
const batch = 250;
const turn = 10;
/** Decisions between two notes of how far it is. */
const noteEvery = 2000;
const day = 86_400_000;

type OpenedEntry = Awaited<ReturnType<Ledger['findEntriesAt']>>[number];

/**
 * Tries a draft on the decisions of the last days in which its organisation took part: each is decided again from what the ledger holds
 * of its facts, and compared with what the present policy says. Nothing of a record is read, nothing leaves, and nothing is decided.
 */
export async function runRehearsal(
  house: Pick<House, 'ledger' | 'rehearsals' | 'policy'> & { readonly log: Pick<House['log'], 'fault'> },
  rehearsalId: string,
): Promise<void> {
  const { rehearsals } = house;
  try {
    const taken = await rehearsals.take(rehearsalId);
    if (taken === undefined) return;
    const results = await rehearseAll(house, taken.asked, taken.policy);
    await rehearsals.end(rehearsalId, results === undefined ? 'STOPPED' : 'DONE', results);
  } catch (fault) {
    house.log.fault('rehearsal-failed', fault);
    await rehearsals.end(rehearsalId, 'FAILED');
  }
}

async function rehearseAll(
  { ledger, rehearsals, policy: present }: Pick<House, 'ledger' | 'rehearsals' | 'policy'>,
  { rehearsalId, organisationId, askedAt, days }: Rehearsal,
  tried: CompiledPolicy,
): Promise<{ readonly open: RehearsalResults; readonly silent: RehearsalResults } | undefined> {
  const since = new Date(askedAt.getTime() - days * day);
  const places = await listDecisions(ledger, organisationId, since, mostDecisions);
  const counts = { open: createChangeCount(), silent: createChangeCount() };
  const read = (from: number): Promise<readonly OpenedEntry[]> =>
    ledger.findEntriesAt(places.slice(from, from + batch));
  const total = places.length;
  if (!(await rehearsals.note(rehearsalId, { total, done: 0 }))) return undefined;
  let reading = read(0);
  let noted = 0;
  for (let done = 0; done < total; done += batch) {
    const entries = await reading;
    // The next ones are on their way while these are decided. That it fails is told when it is waited for.
    reading = read(done + batch);
    reading.catch(() => undefined);
    for (const [at, entry] of entries.entries()) {
      countDecision(counts, entry, { organisationId, tried, present });
      if (at % turn === turn - 1) await letOthers();
    }
    if (done - noted < noteEvery) continue;
    noted = done;
    if (!(await rehearsals.note(rehearsalId, { total, done }))) return undefined;
  }
  if (!(await rehearsals.note(rehearsalId, { total, done: total }))) return undefined;
  return { open: counts.open.sum(), silent: counts.silent.sum() };
}

function countDecision(
  { open, silent }: Readonly<Record<'open' | 'silent', ReturnType<typeof createChangeCount>>>,
  entry: OpenedEntry,
  {
    organisationId,
    tried,
    present,
  }: {
    readonly organisationId: OrganisationId;
    readonly tried: CompiledPolicy;
    readonly present: CompiledPolicy;
  },
): void {
  const rehearsed = rehearseDecision(entry, tried, present);
  if (!rehearsed.ok) {
    open.leave();
    return;
  }
  const { sourceOrganisationId, open: changes, silent: hidden, hasOtherReasons } = rehearsed.value;
  open.add(entry.index, changes, hasOtherReasons);
  // What was kept from the other side is for the guardian of the side that it came from.
  if (hidden.length > 0 && sourceOrganisationId === organisationId) silent.add(entry.index, hidden, false);
}
