import { type ReplayedDecision, readDecision, replayContents, replayDecision } from '../exchange/index.ts';
import type { Ledger, ReplayDecision } from '../ledger/index.ts';
import { type CompiledPolicy, PolicyError } from '../policy/index.ts';
import { refuseInput } from './command-input.ts';

/** Loads a version of a policy bundle as it stands in the policy directory. @throws PolicyError */
export type LoadPolicyVersion = (bundle: string, version: number) => CompiledPolicy;

type OpenedEntry = NonNullable<Awaited<ReturnType<Ledger['findEntryAt']>>>;

/** What is printed of a replay, and whether the answer was the same. */
export interface ReplayReport {
  readonly lines: readonly string[];
  readonly same: boolean;
}

/**
 * Decides a recorded decision again with today's code (docs/domain/07 §7.2 property 6): under the policy version that it
 * names, whose text must still be the one that decided, or under another version of the same bundle. Prints codes only,
 * never a fact about anybody.
 * @throws RefusedInput when the entry is no decision, or the policy version is not there
 */
export function replayEntry(
  entry: OpenedEntry,
  loadPolicyVersion: LoadPolicyVersion,
  under: number | undefined,
): ReplayReport {
  const read = readDecision(entry);
  if (!read.ok) {
    if (read.refusal === 'NOT_A_DECISION') {
      const message = `Entry ${entry.index} is of the kind ${entry.kind}: only a DECISION can be decided again.`;
      throw refuseInput('index', 'not-a-decision', message);
    }
    return { lines: [`index=${entry.index} replayed=no why=${read.refusal}`], same: false };
  }
  const decidedUnder = read.value.decision.policyVersion;
  const policy = load(loadPolicyVersion, decidedUnder.bundle, under ?? decidedUnder.version);
  const replayed = replayDecision(entry, policy);
  if (!replayed.ok) throw new Error('a decision that was read can be decided again');
  const isTextSame =
    policy.version.version !== decidedUnder.version || policy.version.hash === decidedUnder.hash;
  // Under another version that it is another is no difference.
  const names = replayed.value.differences.filter(
    (name) => name !== 'policyVersion' || policy.version.version === decidedUnder.version,
  );
  const lines = names.map((name) => describe(name, replayed.value));
  return {
    lines: [
      ...(isTextSame ? [] : ['policy: the text of this version is not the one that decided']),
      ...lines,
      `index=${entry.index} policy=${policy.version.bundle} version=${policy.version.version} ` +
        `recorded=${replayed.value.recorded.outcome} replayed=${replayed.value.replayed.outcome} ` +
        `differences=${lines.length} same=${lines.length === 0 ? 'yes' : 'no'}`,
    ],
    same: lines.length === 0,
  };
}

/**
 * Lets the ledger's verifier decide every decision again under the policy version that it names, each loaded once. A version
 * whose text is gone, or is not the one that decided, proves nothing.
 */
export function createReplay(loadPolicyVersion: LoadPolicyVersion): ReplayDecision {
  const loaded = new Map<string, CompiledPolicy | null>();
  const find = (bundle: string, version: number): CompiledPolicy | null => {
    const key = `${bundle} v${version}`;
    const policy = loaded.has(key)
      ? (loaded.get(key) ?? null)
      : tryToLoad(loadPolicyVersion, bundle, version);
    loaded.set(key, policy);
    return policy;
  };
  return (contents) => {
    const replayed = replayContents(contents, ({ bundle, version }) => find(bundle, version));
    if (!replayed.ok) return 'decision-incomplete';
    if (replayed.value === null) return 'policy-differs';
    const { differences } = replayed.value;
    if (differences.includes('policyVersion')) return 'policy-differs';
    return differences.length === 0 ? null : 'decision-differs';
  };
}

function tryToLoad(
  loadPolicyVersion: LoadPolicyVersion,
  bundle: string,
  version: number,
): CompiledPolicy | null {
  try {
    return loadPolicyVersion(bundle, version);
  } catch (fault) {
    if (!(fault instanceof PolicyError)) throw fault;
    return null;
  }
}

function load(loadPolicyVersion: LoadPolicyVersion, bundle: string, version: number): CompiledPolicy {
  try {
    return loadPolicyVersion(bundle, version);
  } catch (fault) {
    if (!(fault instanceof PolicyError)) throw fault;
    throw refuseInput('policy-version', 'policy', fault.message);
  }
}

/** A segment by its outcome and reasons before and now; any other member of the decision by its name alone. */
function describe(name: string, { recorded, replayed }: ReplayedDecision): string {
  const outcomeOf = ({ segments }: typeof recorded): string | undefined => {
    const segment = segments.find(({ segmentId }) => segmentId === name);
    return segment && `${segment.outcome} ${segment.reasons.join(',')}`;
  };
  const before = outcomeOf(recorded);
  return before === undefined
    ? `${name}: differs`
    : `${name}: ${before} -> ${outcomeOf(replayed) ?? 'nothing'}`;
}
