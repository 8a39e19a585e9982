import type { KeyStore } from '../../keystore/index.ts';
import { type ConsentId, asId } from '../../platform/index.ts';
import type { CategoryCode } from '../../vocabulary/index.ts';
import type { Decision, DecisionFacts } from '../decide/index.ts';

/** A choice that a disclosure rests on, under its keyed hash. */
export interface Reliance {
  /** Base64 of 32 bytes. */
  readonly consentHash: string;
  /** Whether a part went because of it; otherwise it only kept the whole from being refused. */
  readonly decisive: boolean;
}

/** The keyed hash under which a choice stands beside the deliveries that rest on it. */
export function hashReliance(keyStore: Pick<KeyStore, 'lookupHash'>, consentId: string): Buffer {
  return keyStore.lookupHash('exchange.reliance', consentId);
}

/** A choice that permitted one kind of information that a decision looked at. */
export interface ReliedChoice {
  readonly consentId: ConsentId;
  readonly version: number;
  readonly category: CategoryCode;
  /** Whether a part goes because of it; otherwise it only kept the whole from being refused. */
  readonly decisive: boolean;
}

/**
 * The choices that a decision to send rests on: every permit of the family where the choice had a say. Where the law decides and the
 * choice is only shown (`RECORD_ONLY`), nothing rests on it.
 */
export function findReliedChoices(
  facts: Pick<DecisionFacts, 'segments'>,
  decision: Pick<Decision, 'segments' | 'released'>,
): readonly ReliedChoice[] {
  if (decision.released.length === 0) return [];
  return decision.segments.flatMap(({ effect, segmentId }, place) => {
    if (effect === 'RECORD_ONLY') return [];
    const decisive = decision.released.includes(segmentId);
    const permits = (facts.segments[place]?.choices ?? []).filter(({ result }) => result === 'PERMIT');
    return permits.flatMap(({ category, refs }) =>
      refs.map(({ consentId, version }) => ({
        consentId: asId<'Consent'>(consentId),
        version,
        category,
        decisive,
      })),
    );
  });
}

/** The same as it stands beside a delivery. Rather one too many: each of them is waited for when it is taken back (rulings 12). */
export function findReliances(
  keyStore: Pick<KeyStore, 'lookupHash'>,
  facts: Pick<DecisionFacts, 'segments'>,
  decision: Pick<Decision, 'segments' | 'released'>,
): readonly Reliance[] {
  const decisive = new Map<string, boolean>();
  for (const relied of findReliedChoices(facts, decision))
    decisive.set(relied.consentId, relied.decisive || decisive.get(relied.consentId) === true);
  return [...decisive].map(([consentId, isDecisive]) => ({
    consentHash: hashReliance(keyStore, consentId).toString('base64'),
    decisive: isDecisive,
  }));
}
