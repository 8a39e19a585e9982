import {
  type ReadDecision,
  type ReplayRefusal,
  type ReplayedDecision,
  readDecision,
  readOpenHalf,
  replayDecision,
  replayOpenHalf,
} from '../../exchange/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import { type JsonObject, type PersonId, type Result, asId, uuidShape } from '../../platform/index.ts';
import type { CompiledPolicy } from '../../policy/index.ts';
import type { Officer } from '../accounts.ts';
import { mayDo } from '../console-page.ts';

type OpenedEntry = NonNullable<Awaited<ReturnType<Ledger['readEntry']>>>;

/** A decision as far as an officer may see it. */
export interface SeenDecision {
  readonly entry: OpenedEntry;
  readonly read: ReadDecision;
  /** What was let go and stayed behind all the same, because it hangs on something that was not. */
  readonly leftOut: readonly string[];
  /** Whether silent parts are shown. */
  readonly withSilent: boolean;
  /** Whom it is about as far as it is shown, and whether nothing but silent parts says so. */
  readonly about: ReadonlyMap<PersonId, boolean>;
  /** Decides it again under a policy, and compares what is shown. */
  readonly replay: (policy: CompiledPolicy) => Result<ReplayedDecision, ReplayRefusal>;
}

/**
 * The decision that an entry records, if the officer's organisation took part in it; anything else is not there, whether or not it is.
 * Silent parts are for the Caldicott guardian of the organisation that the information came from: they were kept from the other side
 * without a trace, and its guardian is on that side (docs/domain/07 §7.0).
 */
export async function findSeenDecision(
  ledger: Pick<Ledger, 'readEntry'>,
  officer: Officer,
  entryId: string,
): Promise<SeenDecision | undefined> {
  const entry = uuidShape.test(entryId) ? await ledger.readEntry(asId<'Entry'>(entryId)) : undefined;
  const open = entry && readOpenHalf(entry);
  if (entry === undefined || open?.ok !== true) return undefined;
  const { source, recipient } = open.value.facts;
  const parties = [source.organisationId, recipient.organisationId].map(asId<'Organisation'>);
  if (!mayDo(officer, 'EXPLAIN', [...parties, open.value.requester.organisationId])) return undefined;
  const whole = mayDo(officer, 'SEE_SILENT', parties.slice(0, 1)) ? readDecision(entry) : undefined;
  const withSilent = whole?.ok === true;
  const about = new Map<PersonId, boolean>();
  const leftOut: unknown[] = [];
  for (const part of entry.parts) {
    if (part.erased || (part.silent && !withSilent)) continue;
    leftOut.push(...listLeftOut(part.content));
    for (const person of part.about) about.set(person, part.silent && (about.get(person) ?? true));
  }
  return {
    entry,
    read: withSilent ? whole.value : open.value,
    leftOut: leftOut.filter((each) => typeof each === 'string'),
    withSilent,
    about,
    replay: (policy) => (withSilent ? replayDecision(entry, policy) : replayOpenHalf(entry, policy)),
  };
}

/** What a part of an entry says stayed behind: of what everybody may read, or of the whole. */
function listLeftOut({ leftOut, whole }: JsonObject): readonly unknown[] {
  if (Array.isArray(leftOut)) return leftOut;
  return typeof whole === 'object' && whole !== null && 'leftOut' in whole && Array.isArray(whole['leftOut'])
    ? whole['leftOut']
    : [];
}
