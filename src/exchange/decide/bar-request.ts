import type { LegalBasis } from '../../policy/index.ts';
import type { ReasonCode } from '../../vocabulary/index.ts';
import type { DecisionFacts } from './facts.ts';
import { lacksAttestation } from './find-consent-effect.ts';
import { isFrontDoorReferral, isUrgentSafeguarding } from './urgent-safeguarding.ts';

/** A bar on the request as a whole. */
export interface RequestBar {
  readonly outcome: 'HOLD' | 'DENY';
  readonly reason: ReasonCode;
  readonly rule: string;
}

type BarRule = (facts: DecisionFacts, basis: LegalBasis | undefined) => RequestBar | null;

function deny(reason: ReasonCode, rule: string): RequestBar {
  return { outcome: 'DENY', reason, rule };
}

/** A referral to the front door needs no agreement: any registered organisation may send it (rulings 2). */
const withoutAgreement: BarRule = (facts) =>
  facts.agreement === null && !isFrontDoorReferral(facts) ? deny('DENY_NO_DSA', 'bar:agreement') : null;

const withoutAttestation: BarRule = (facts) =>
  lacksAttestation(facts) ? deny('DENY_ATTESTATION_MISSING', 'bar:attestation') : null;

/** Only a pushed referral to the front door may go unmatched; anything else urgent is refused at once (rulings 1). */
const withoutIdentity: BarRule = (facts) => {
  if (facts.identity === 'CONFIRMED' || facts.identity === 'BY_RULE') return null;
  if (facts.kind !== 'PULL' && isFrontDoorReferral(facts)) return null;
  const outcome = facts.kind === 'PULL' || isUrgentSafeguarding(facts) ? 'DENY' : 'HOLD';
  return { outcome, reason: 'HOLD_ID_MISMATCH', rule: 'bar:identity' };
};

const hardBars: BarRule = (facts) => {
  if (facts.bars.adoption) return deny('DENY_ADOPTION', 'bar:adoption');
  if (facts.bars.courtRestriction) return deny('DENY_COURT_RESTRICTED', 'bar:court');
  if (facts.bars.nationalDataOptOut && (facts.purpose === 'P20' || facts.purpose === 'P21')) {
    return deny('DENY_NDOO', 'bar:national-data-opt-out');
  }
  if (facts.purpose === 'P23' && !facts.syntheticData)
    return deny('DENY_SYNTHETIC_ONLY', 'bar:synthetic-only');
  return null;
};

/** docs/domain/03 §3.2: an organisation under no duty cannot use the duty to share. */
const dutyWithoutStatus: BarRule = (facts) =>
  facts.purpose === 'P09' && facts.source.dutyStatus === 'NONE'
    ? deny('DENY_NO_BASIS', 'bar:duty-status')
    : null;

const withoutBasis: BarRule = (facts, basis) => {
  if (basis === undefined) return deny('DENY_NO_BASIS', 'bar:basis');
  const nothingRecorded = facts.segments.every((segment) =>
    segment.choices.every((choice) => choice.result === 'NONE'),
  );
  return basis.needsConsent && nothingRecorded
    ? deny('DENY_NO_BASIS', 'bar:consent-is-the-only-basis')
    : null;
};

/** In the order of docs/domain/03 §3.5: agreement, identity, hard bars, attestation, basis. The first that applies decides. */
const barRules: readonly BarRule[] = [
  withoutAgreement,
  hardBars,
  withoutIdentity,
  withoutAttestation,
  dutyWithoutStatus,
  withoutBasis,
];

/** The first bar that stops the whole request, or null. */
export function barRequest(facts: DecisionFacts, basis: LegalBasis | undefined): RequestBar | null {
  for (const rule of barRules) {
    const bar = rule(facts, basis);
    if (bar !== null) return bar;
  }
  return null;
}
