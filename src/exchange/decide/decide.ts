import type { CompiledPolicy, LegalBasis } from '../../policy/index.ts';
import { barAsker, barRequest, findUniformAnswer } from './bar-request.ts';
import { combineOutcomes } from './combine-outcomes.ts';
import { decideSegment, isSilent } from './decide-segment.ts';
import type { Decision, LegalLayers, SegmentDecision } from './decision.ts';
import { explainWhoCouldSayYes } from './explain-who-could-say-yes.ts';
import { isPermitted } from './fact-questions.ts';
import type { DecisionFacts, SegmentFacts } from './facts.ts';
import { lacksAttestation } from './find-consent-effect.ts';
import { findObligations } from './find-obligations.ts';
import { findLegalBasis } from './legal-basis.ts';
import type { RequestBar } from './request-bar.ts';
import { isUrgentSafeguarding } from './urgent-safeguarding.ts';

/**
 * Stage 4. Decides one message for one recipient, as docs/domain/03 §3.5 with the rulings: bars on the whole request,
 * legal basis, then each segment against the need-to-know matrix, the family's choice and the flags, then the whole.
 *
 * Pure: the same facts under the same policy version always give the same decision, which is what lets a decision be
 * replayed (docs/domain/07 §7.2 property 6).
 */
export function decide(facts: DecisionFacts, policy: CompiledPolicy): Decision {
  const basis = findBasis(facts, policy);
  const urgent = isUrgentSafeguarding(facts);
  const opensReg17 = isReg17Open(facts, policy);
  const bar = barRequest(facts, basis, opensReg17);
  const uniform = findUniformAnswer(facts, bar);
  const segments =
    bar === null
      ? facts.segments.map((segment) => decideWithBasis(facts, segment, { policy, basis, opensReg17 }))
      : facts.segments.map((segment): SegmentDecision => ({
          segmentId: segment.segmentId,
          outcome: bar.outcome === 'HOLD' ? 'HOLD' : 'WITHHOLD',
          silent: isSilent(segment),
          reasons: [bar.reason],
          effect: null,
          cell: null,
          row: null,
          rule: bar.rule,
          whoCouldSayYes: explainWhoCouldSayYes([bar.reason], facts.authority.selfDecides),
          consentRefs: [],
        }));
  const combined =
    bar === null ? combineOutcomes(facts, segments, urgent) : { outcome: bar.outcome, reasons: [bar.reason] };
  const goes = combined.outcome === 'FORWARD' || combined.outcome === 'FORWARD_REDACTED';
  return {
    outcome: combined.outcome,
    reasons: combined.reasons,
    segments,
    told: uniform && { outcome: uniform.outcome, reason: uniform.reason },
    released: goes
      ? segments.filter(({ outcome }) => outcome === 'RELEASE').map(({ segmentId }) => segmentId)
      : [],
    layers: describeLayers(facts, basis, segments),
    obligations: findObligations(facts, combined, segments, urgent),
    urgentSafeguarding: urgent,
    policyVersion: policy.version,
    agreement: facts.agreement && {
      agreementId: facts.agreement.agreementId,
      version: facts.agreement.version,
    },
    authoritySnapshotHash: facts.authority.snapshotHash,
  };
}

/** The bar that stops the whole request, or null: what `decide` begins with, asked before there is a record (docs/domain/rulings 20). */
export function findRequestBar(facts: DecisionFacts, policy: CompiledPolicy): RequestBar | null {
  return barRequest(facts, findBasis(facts, policy), isReg17Open(facts, policy));
}

/** The bar that stands against whoever asks, whomever they ask about, or null. */
export function findAskerBar(facts: DecisionFacts, policy: CompiledPolicy): RequestBar | null {
  return barAsker(facts, findBasis(facts, policy));
}

function findBasis(facts: DecisionFacts, policy: CompiledPolicy): LegalBasis | undefined {
  return findLegalBasis(policy, { ...facts, at: new Date(facts.at) });
}

interface DecidingRules {
  readonly policy: CompiledPolicy;
  readonly basis: LegalBasis | undefined;
  readonly opensReg17: boolean;
}

/** Whether the exception that is claimed is one that the policy has for this disclosure (SEND Regulations 2014 reg 17). */
function isReg17Open(facts: DecisionFacts, policy: CompiledPolicy): boolean {
  const { exception, writtenRequest } = facts.gates.reg17;
  if (exception === null) return false;
  const { recipient, source, purpose, messageType, extract } = facts;
  return policy.opensReg17({
    recipientType: recipient.type,
    recipientDepartment: recipient.department,
    recipientRole: recipient.role,
    recipientDutyStatus: recipient.dutyStatus,
    sourceType: source.type,
    purpose,
    messageType,
    exception,
    writtenRequest,
    identifiable: extract === 'PERSON',
  });
}

/**
 * Where consent is the only basis and nobody has permitted anything, nothing goes: a refusal of one part must never let
 * another go that would have stayed had nobody been asked (docs/domain/07 §7.2 property 1).
 */
function decideWithBasis(
  facts: DecisionFacts,
  segment: SegmentFacts,
  { policy, basis, opensReg17 }: DecidingRules,
): SegmentDecision {
  const decision = decideSegment(facts, segment, policy, opensReg17);
  const permitted = facts.segments.some(({ choices }) => choices.some(isPermitted));
  if (decision.outcome !== 'RELEASE' || basis?.needsConsent !== true || permitted) return decision;
  return {
    ...decision,
    outcome: 'WITHHOLD',
    silent: isSilent(segment),
    reasons: ['DENY_NO_BASIS'],
    rule: 'basis:consent',
    whoCouldSayYes: explainWhoCouldSayYes(['DENY_CONSENT_ABSENT'], facts.authority.selfDecides),
  };
}

function describeLayers(
  facts: DecisionFacts,
  basis: LegalBasis | undefined,
  segments: readonly SegmentDecision[],
): LegalLayers {
  const needed = segments.filter(({ cell }) => cell === 'ALLOWED' || cell === 'LINKED').length;
  return {
    power: basis === undefined ? null : { powers: basis.powers, dutyKind: basis.dutyKind },
    dataProtection:
      basis === undefined
        ? null
        : { art6: basis.art6, art9: basis.art9, sch1: basis.sch1, art10: basis.art10 },
    confidentiality: basis?.confidentiality ?? null,
    necessity: { needed, notNeeded: segments.length - needed },
    bars: [
      { bar: 'AGREEMENT', applies: facts.agreement === null },
      { bar: 'ADOPTION', applies: facts.bars.adoption },
      { bar: 'COURT', applies: facts.bars.courtRestriction },
      { bar: 'NATIONAL_DATA_OPT_OUT', applies: facts.bars.nationalDataOptOut },
      { bar: 'IDENTITY', applies: facts.identity === 'UNCONFIRMED' },
      { bar: 'ATTESTATION', applies: lacksAttestation(facts) },
      ...(facts.edition === 1 ? [] : describeNewerBars(facts)),
    ],
  };
}

function describeNewerBars({ bars, gates, moreDetrimental }: DecisionFacts): LegalLayers['bars'] {
  return [
    { bar: 'COURT_ORDER', applies: bars.order === 'FORBIDS' },
    { bar: 'RELATIONSHIP', applies: bars.relationship === 'ABSENT' },
    { bar: 'TRAINING', applies: bars.training === 'LAPSED' },
    { bar: 'SHIELD_REVIEW', applies: bars.shieldReview === 'NEEDED' },
    { bar: 'REG_17', applies: gates.reg17.applies },
    { bar: 'SECTION_23', applies: gates.s23.applies },
    { bar: 'ASSESSMENT_GATE', applies: gates.assessment !== 'NOT_ASKED' },
    { bar: 'REUSE', applies: gates.reuse === 'AGREED' },
    { bar: 'MORE_DETRIMENTAL', applies: moreDetrimental !== null },
  ];
}
