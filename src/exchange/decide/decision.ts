import type { MatrixCell, PolicyVersion } from '../../policy/index.ts';
import type { ConsentEffect, DutyKind, LegalPowerCode, ReasonCode } from '../../vocabulary/index.ts';

/** What happens to one segment. */
export type SegmentOutcome = 'RELEASE' | 'WITHHOLD' | 'HOLD';

/** What happens to the message at one recipient. */
export type Outcome = 'FORWARD' | 'FORWARD_REDACTED' | 'HOLD' | 'DENY';

/** The answer for one segment, with everything that is needed to explain it. */
export interface SegmentDecision {
  readonly segmentId: string;
  readonly outcome: SegmentOutcome;
  /** Withheld so that nobody notices: no placeholder, no count, no index row (docs/domain/03 §3.5). */
  readonly silent: boolean;
  readonly reasons: readonly ReasonCode[];
  readonly effect: ConsentEffect | null;
  readonly cell: MatrixCell | null;
  readonly row: string | null;
  /** The rule that decided, as named in the policy bundle or in this room. */
  readonly rule: string;
  /** Who could change the answer, in plain words; null where it is released. */
  readonly whoCouldSayYes: string | null;
  readonly consentRefs: readonly { readonly consentId: string; readonly version: number }[];
}

/** The five questions behind every disclosure (docs/domain/01 §1.1). */
export interface LegalLayers {
  readonly power: { readonly powers: readonly LegalPowerCode[]; readonly dutyKind: DutyKind } | null;
  readonly dataProtection: {
    readonly art6: string;
    readonly art9: string | null;
    readonly sch1: string | null;
    readonly art10: string | null;
  } | null;
  readonly confidentiality: string | null;
  readonly necessity: { readonly needed: number; readonly notNeeded: number };
  readonly bars: readonly { readonly bar: string; readonly applies: boolean }[];
}

/** Something that must now be done. */
export interface Obligation {
  readonly kind:
    | 'LABEL'
    | 'TELL_FAMILY'
    | 'TELL_CHILD'
    | 'EMBARGO_FAMILY_VIEW'
    | 'FEEDBACK_DUE'
    | 'SHOW_WISH'
    | 'MARK_UNVERIFIED'
    | 'IDENTITY_UNCONFIRMED'
    | 'TELL_SENDER_PART_NOT_SENT'
    | 'PHONE_NOW'
    | 'REVIEW_EMERGENCY_ACCESS'
    | 'TELL_SAFE_CONTACT'
    | 'TELL_DATA_SUBJECT_ONLY'
    | 'TELL_OUTCOME'
    | 'ASK_DATA_SUBJECT'
    | 'SAY_BEING_CHECKED'
    | 'VERIFY_RESPONSIBILITY'
    | 'REVIEW_NOT_SHARED'
    | 'ALERT_GOVERNANCE'
    | 'ACKNOWLEDGEMENT_DUE'
    | 'PSEUDONYMISE'
    | 'SUPPRESS_SMALL_CELLS';
  /** When it is due, ISO 8601 in UTC. */
  readonly due?: string;
  /** The segments it concerns. */
  readonly segmentIds?: readonly string[];
}

/** One decision: one message, one recipient. A function of its facts and one policy version. */
export interface Decision {
  readonly outcome: Outcome;
  readonly reasons: readonly ReasonCode[];
  readonly segments: readonly SegmentDecision[];
  /** The answer that is told in place of this one, where its very reason would tell something (docs/domain/rulings 7). */
  readonly told: { readonly outcome: 'HOLD' | 'DENY'; readonly reason: ReasonCode } | null;
  /** What leaves. Empty unless the outcome is to forward. */
  readonly released: readonly string[];
  readonly layers: LegalLayers;
  readonly obligations: readonly Obligation[];
  /** Urgent safeguarding (rulings 1): never held, never waits. */
  readonly urgentSafeguarding: boolean;
  readonly policyVersion: PolicyVersion;
  readonly agreement: { readonly agreementId: string; readonly version: number } | null;
  readonly authoritySnapshotHash: string;
}
