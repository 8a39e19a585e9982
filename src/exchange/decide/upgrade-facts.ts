import type { ChoiceFacts, DecisionFacts, RequestBars, SegmentFacts } from './facts.ts';
import { neutralBars, neutralGates } from './neutral-facts.ts';

/** Members that the first edition did not have. */
type Newer =
  | 'edition'
  | 'own'
  | 'ownByPermitOnly'
  | 'extract'
  | 'gates'
  | 'emergency'
  | 'moreDetrimental'
  | 'protections';

/** Facts as some edition wrote them: newer members may be missing, and one member was replaced. */
export type RecordedFacts = Omit<DecisionFacts, Newer | 'segments' | 'bars' | 'authority' | 'recipient'> &
  Partial<Pick<DecisionFacts, Newer>> & {
    readonly ownAccess?: boolean;
    readonly bars: Partial<RequestBars>;
    readonly recipient: Omit<DecisionFacts['recipient'], 'person'> & { readonly person?: boolean };
    readonly authority: Partial<DecisionFacts['authority']> &
      Pick<DecisionFacts['authority'], 'snapshotHash' | 'rule' | 'selfDecides' | 'someoneMayDecide'>;
    readonly segments: readonly RecordedSegmentFacts[];
  };

type RecordedSegmentFacts = Omit<SegmentFacts, 'healthOrigin' | 'choices'> & {
  readonly healthOrigin?: boolean;
  readonly choices: readonly (Omit<ChoiceFacts, 'lapsed' | 'order' | 'selfDecides' | 'processing'> &
    Partial<ChoiceFacts>)[];
};

/**
 * Facts of any edition in today's shape. What an edition did not know of gets the value that changes nothing, and the edition
 * stays what it was, so that rules that came later leave the decision as it was recorded.
 */
export function upgradeFacts(recorded: RecordedFacts): DecisionFacts {
  const { ownAccess, ...rest } = recorded;
  const edition = recorded.edition ?? 1;
  return {
    own: ownAccess === true ? ownAs(recorded.recipient.role) : null,
    ownByPermitOnly: false,
    extract: 'PERSON',
    gates: neutralGates,
    emergency: null,
    moreDetrimental: null,
    protections: { shieldedLocation: false, safeContact: false },
    ...rest,
    edition,
    bars: { ...neutralBars, ...recorded.bars },
    recipient: { person: false, ...recorded.recipient },
    authority: { capacityToBeConfirmed: false, someoneUnverified: false, ...recorded.authority },
    segments: recorded.segments.map((segment) => ({
      // The opt-out was asked about whole requests then, whoever had written their parts first.
      healthOrigin: edition === 1 && recorded.bars.nationalDataOptOut === true,
      ...segment,
      choices: segment.choices.map((choice) => ({
        selfDecides: recorded.authority.selfDecides,
        lapsed: false,
        order: null,
        processing: 'NOT_ASKED' as const,
        ...choice,
      })),
    })),
  };
}

function ownAs(role: DecisionFacts['recipient']['role']): DecisionFacts['own'] {
  if (role === 'CHILD' || role === 'YP') return 'SELF';
  return role === 'PARENT_PR' ? 'PARENT' : 'REPRESENTATIVE';
}
