import type { KeyStore } from '../../keystore/index.ts';
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

/**
 * The choices that a decision to send rests on: every permit of the family where the choice had a say. Rather one too many:
 * each of them is waited for when it is taken back (rulings 12). Where the law decides and the choice is only shown
 * (`RECORD_ONLY`), nothing rests on it.
 */
export function findReliances(
  keyStore: Pick<KeyStore, 'lookupHash'>,
  facts: Pick<DecisionFacts, 'segments'>,
  decision: Pick<Decision, 'segments' | 'released'>,
): readonly Reliance[] {
  if (decision.released.length === 0) return [];
  const decisive = new Map<string, boolean>();
  decision.segments.forEach(({ effect, segmentId }, place) => {
    if (effect === 'RECORD_ONLY') return;
    const isReleased = decision.released.includes(segmentId);
    for (const { result, refs } of facts.segments[place]?.choices ?? []) {
      if (result !== 'PERMIT') continue;
      for (const { consentId } of refs)
        decisive.set(consentId, isReleased || decisive.get(consentId) === true);
    }
  });
  return [...decisive].map(([consentId, isDecisive]) => ({
    consentHash: hashReliance(keyStore, consentId).toString('base64'),
    decisive: isDecisive,
  }));
}
