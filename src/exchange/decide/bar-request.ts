import type { LegalBasis } from '../../policy/index.ts';
import { gateRules } from './bar-gates.ts';
import type { DecisionFacts } from './facts.ts';
import { isPermitted } from './fact-questions.ts';
import { lacksAttestation } from './find-consent-effect.ts';
import { needsAgreement } from './needs-agreement.ts';
import { type BarRule, type RequestBar, deny } from './request-bar.ts';
import { isFrontDoorReferral, isUrgentSafeguarding } from './urgent-safeguarding.ts';

/** docs/domain/03 §3.5 step 1: an agreement in force, where one is needed. */
const withoutAgreement: BarRule = (facts) =>
  facts.agreement === null && needsAgreement(facts) ? deny('DENY_NO_DSA', 'bar:agreement') : null;

/** docs/domain/03 §3.5 step 1: training current. */
const withoutTraining: BarRule = (facts) =>
  facts.bars.training === 'LAPSED' ? deny('DENY_TRAINING_LAPSED', 'bar:training') : null;

/** Only a pushed referral to the front door may go unmatched; anything else urgent is refused at once (rulings 1). */
const withoutIdentity: BarRule = (facts) => {
  if (facts.identity === 'CONFIRMED' || facts.identity === 'BY_RULE') return null;
  if (facts.kind !== 'PULL' && isFrontDoorReferral(facts)) return null;
  const outcome = facts.kind === 'PULL' || isUrgentSafeguarding(facts) ? 'DENY' : 'HOLD';
  return { outcome, reason: 'HOLD_ID_MISMATCH', rule: 'bar:identity' };
};

const hardBars: BarRule = (facts) => {
  if (facts.bars.adoption && !goesUnmatched(facts)) return deny('DENY_ADOPTION', 'bar:adoption');
  if (facts.bars.courtRestriction) return deny('DENY_COURT_RESTRICTED', 'bar:court');
  if (facts.bars.order === 'FORBIDS') return deny('DENY_COURT_RESTRICTED', 'bar:order');
  if (isOptedOut(facts)) return deny('DENY_NDOO', 'bar:national-data-opt-out');
  if (facts.purpose === 'P23' && !facts.syntheticData)
    return deny('DENY_SYNTHETIC_ONLY', 'bar:synthetic-only');
  return null;
};

/**
 * A referral to the front door goes even where nobody can say for certain whom it is about, and a retired number is nobody's:
 * a lost referral is the greater harm, and its answer tells no more than that of a number never seen (rulings 1).
 */
function goesUnmatched(facts: DecisionFacts): boolean {
  return facts.edition !== 1 && facts.kind !== 'PULL' && isFrontDoorReferral(facts);
}

/**
 * The national data opt-out speaks of health-origin information used beyond somebody's own care; then the whole person is left
 * out, not only their name (docs/domain/01 §1.10). Children's social care and education are not in its scope.
 */
function isOptedOut({ bars, purpose, segments }: DecisionFacts): boolean {
  return (
    bars.nationalDataOptOut &&
    (purpose === 'P20' || purpose === 'P21') &&
    segments.some(({ healthOrigin }) => healthOrigin)
  );
}

/** docs/domain/02 §2.1, docs/domain/07 X5: somebody without a relationship to the child sees nothing of the child. */
const withoutRelationship: BarRule = (facts) =>
  facts.bars.relationship === 'ABSENT' ? deny('DENY_NO_RELATIONSHIP', 'bar:relationship') : null;

/** A positive decision not to share (Children Act 2004 s.16LA; docs/domain/01 §1.5 design consequence 2). */
const moreDetrimental: BarRule = (facts) =>
  facts.moreDetrimental === null ? null : deny('DENY_MORE_DETRIMENTAL', 'judgement:more-detrimental');

/** docs/domain/03 §3.2 P17: identity and authority decide. */
const withoutOwnAuthority: BarRule = (facts) => {
  if (facts.purpose !== 'P17' || facts.edition === 1) return null;
  const nothingPermitted = !facts.segments.some(({ choices }) => choices.some(isPermitted));
  return facts.own === null || (facts.ownByPermitOnly && nothingPermitted)
    ? deny('DENY_NO_AUTHORITY', 'bar:own-access')
    : null;
};

/** docs/domain/07 AC5 step 1: a shielded child's record waits for two people, whoever but the safe contact asks. */
const withoutShieldReview: BarRule = (facts) =>
  facts.bars.shieldReview === 'NEEDED'
    ? { outcome: 'HOLD', reason: 'HOLD_SHIELD_REVIEW', rule: 'bar:shield-review' }
    : null;

const withoutAttestation: BarRule = (facts) =>
  lacksAttestation(facts) ? deny('DENY_ATTESTATION_MISSING', 'bar:attestation') : null;

/** docs/domain/03 §3.2: an organisation under no duty cannot use the duty to share. */
const dutyWithoutStatus: BarRule = (facts) =>
  facts.purpose === 'P09' && facts.source.dutyStatus === 'NONE'
    ? deny('DENY_NO_BASIS', 'bar:duty-status')
    : null;

const withoutAnyBasis: BarRule = (_facts, basis) =>
  basis === undefined ? deny('DENY_NO_BASIS', 'bar:basis') : null;

const withoutChoice: BarRule = (facts, basis) => {
  const choices = facts.segments.flatMap((segment) => segment.choices);
  if (
    basis?.needsConsent !== true ||
    choices.some(({ result, order }) => result !== 'NONE' || order !== null)
  )
    return null;
  return choices.some(({ lapsed }) => lapsed)
    ? deny('DENY_AUTHORITY_LAPSED', 'bar:authority-lapsed')
    : deny('DENY_NO_BASIS', 'bar:consent-is-the-only-basis');
};

/** In the order of docs/domain/03 §3.5: agreement, identity, hard bars, attestation, basis, gates. The first that applies decides. */
const barRules: readonly BarRule[] = [
  withoutAgreement,
  withoutTraining,
  hardBars,
  withoutRelationship,
  withoutIdentity,
  moreDetrimental,
  withoutOwnAuthority,
  withoutShieldReview,
  withoutAttestation,
  dutyWithoutStatus,
  ...gateRules,
  withoutAnyBasis,
  withoutChoice,
];

/** Those that look at who asks, and why, and at nobody's record. */
const askerRules: readonly BarRule[] = [
  withoutAgreement,
  withoutTraining,
  withoutAttestation,
  dutyWithoutStatus,
  withoutAnyBasis,
];

/**
 * The first bar that stops the whole request, or null.
 * @param opensReg17 whether an exception that is claimed opens the gate of SEND Regulations 2014 reg 17
 */
export function barRequest(
  facts: DecisionFacts,
  basis: LegalBasis | undefined,
  opensReg17 = false,
): RequestBar | null {
  return findFirst(barRules, facts, basis, opensReg17);
}

/** The first bar that stands against whoever asks, or null. It is the same whomever they ask about, and may be told. */
export function barAsker(facts: DecisionFacts, basis: LegalBasis | undefined): RequestBar | null {
  return findFirst(askerRules, facts, basis, false);
}

function findFirst(rules: readonly BarRule[], ...asked: Parameters<BarRule>): RequestBar | null {
  for (const rule of rules) {
    const bar = rule(...asked);
    if (bar !== null) return bar;
  }
  return null;
}

/**
 * What is told instead of a bar whose very reason would tell something: the answer that a number never seen would get
 * (docs/domain/01 §1.9, docs/domain/rulings 7). The ledger has the true one.
 */
export function findUniformAnswer(facts: DecisionFacts, bar: RequestBar | null): RequestBar | null {
  if (bar?.reason !== 'DENY_ADOPTION' && bar?.reason !== 'DENY_NO_RELATIONSHIP') return null;
  return withoutIdentity({ ...facts, identity: 'UNCONFIRMED' }, undefined, false);
}
