import { ok, type PersonId, type Result } from '../platform/index.ts';
import {
  purposeCodes,
  type AuthorityEvidenceType,
  type CapacityBasis,
  type PurposeCode,
} from '../vocabulary/index.ts';
import { refuseConsent, type ConsentRefusal } from './consent-refusal.ts';
import type { ConsentDraft } from './consent-schemas.ts';
import type { ConsentBody, Recorder } from './consent-version.ts';

/** Who may decide for the data subject today, as the room of families found it. */
export interface Authority {
  readonly deciders: readonly {
    readonly person: PersonId;
    readonly capacityBasis: CapacityBasis;
    readonly evidence?: {
      readonly type: AuthorityEvidenceType;
      readonly verifiedBy: string;
      readonly verifiedOn: string;
    };
  }[];
  readonly unverified: readonly PersonId[];
  readonly snapshotHash: string;
}

/** Answers who may decide for the draft's data subject now, for one purpose. */
export type FindAuthority = (purpose: PurposeCode) => Authority;

/** What the authority snapshots say about the decider. */
export interface CheckedAuthority {
  readonly evidence: ConsentBody['authorityEvidence'];
  readonly snapshotHashes: readonly string[];
}

/**
 * Checks who records a choice and whether its decider may decide: a decider through their own account, or a practitioner
 * who holds evidence of what a named decider said (docs/domain/03 §3.6). A permit needs authority for each of its
 * purposes, a denial for any. Somebody who claims parental responsibility that nobody has verified may answer too: the
 * answer is kept and does not count until they are verified (docs/domain/01 §1.7).
 */
export function checkRecorder(
  draft: ConsentDraft,
  recorder: Recorder,
  findAuthority: FindAuthority,
): Result<CheckedAuthority, ConsentRefusal> {
  const recorded = checkWhoRecords(draft, recorder);
  if (!recorded.ok) return recorded;
  const { person, capacityBasis } = draft.decidedBy;
  const answers = (draft.purposes === 'ALL' ? purposeCodes : draft.purposes).map(findAuthority);
  const known = answers.filter((answer) => mayAnswer(answer, person));
  if (known.length === 0 || (draft.categories.permit.length > 0 && known.length < answers.length)) {
    return refuseConsent(
      '/decidedBy/person',
      'DECIDER_HAS_NO_AUTHORITY',
      'This person may not decide for the data subject, for every purpose that is named.',
    );
  }
  if (!known.every((answer) => actsAs(answer, person, capacityBasis))) {
    return refuseConsent(
      '/decidedBy/capacityBasis',
      'DECIDER_CAPACITY_DIFFERS',
      'This person does not decide in this capacity today.',
    );
  }
  const decider = known.flatMap(({ deciders }) => deciders).find((each) => each.person === person);
  return ok({
    evidence: decider?.evidence ?? null,
    snapshotHashes: [...new Set(known.map(({ snapshotHash }) => snapshotHash))].toSorted(),
  });
}

function checkWhoRecords(draft: ConsentDraft, recorder: Recorder): Result<null, ConsentRefusal> {
  if (recorder.kind === 'DECIDER') {
    return recorder.person === draft.decidedBy.person
      ? ok(null)
      : refuseConsent(
          '/decidedBy/person',
          'RECORDER_IS_NOT_DECIDER',
          'People record their own choices only.',
        );
  }
  return draft.evidenceRef === null
    ? refuseConsent(
        '/evidenceRef',
        'EVIDENCE_NEEDED',
        'A practitioner who records a choice must say where its evidence lies.',
      )
    : ok(null);
}

function mayAnswer({ deciders, unverified }: Authority, person: PersonId): boolean {
  return deciders.some((decider) => decider.person === person) || unverified.includes(person);
}

function actsAs({ deciders }: Authority, person: PersonId, basis: CapacityBasis): boolean {
  const bases = deciders
    .filter((decider) => decider.person === person)
    .map((decider) => decider.capacityBasis);
  return bases.length > 0 ? bases.includes(basis) : basis === 'PR_HOLDER';
}
