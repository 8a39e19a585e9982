import { ok, type OrganisationId, type PersonId, type Result } from '../platform/index.ts';
import {
  purposeCodes,
  type AuthorityEvidenceType,
  type CapacityBasis,
  type CategoryCode,
  type PurposeCode,
} from '../vocabulary/index.ts';
import { refuseConsent, type ConsentRefusal } from './consent-refusal.ts';
import type { ConsentDraft } from './consent-schemas.ts';
import type { ConsentBody, DecidedBy, OrganisationCapacity, Recorder } from './consent-version.ts';

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
  /** Organisations that decide: a council under a care order, or in somebody's best interests. */
  readonly organisations?: readonly {
    readonly organisationId: OrganisationId;
    readonly capacityBasis: OrganisationCapacity;
  }[];
  readonly unverified: readonly PersonId[];
  /** People whose capacity for this decision a named professional must confirm first (docs/domain/07 AC2). */
  readonly capacityToBeConfirmed?: readonly PersonId[];
  readonly snapshotHash: string;
}

/**
 * Answers who may decide for the draft's data subject now, for one purpose and one category, and for each recipient that
 * the choice names: competence and orders of courts are particular to the decision. Without a category it answers for the
 * purpose as a whole. At least one answer.
 */
export type FindAuthority = (purpose: PurposeCode, category: CategoryCode | null) => readonly Authority[];

/** What the authority snapshots say about the decider. */
export interface CheckedAuthority {
  readonly evidence: ConsentBody['authorityEvidence'];
  readonly snapshotHashes: readonly string[];
}

/**
 * Checks who records a choice and whether its decider may decide: a decider through their own account, or a practitioner
 * who holds evidence of what a named decider said (docs/domain/03 §3.6). A permit needs authority for each of its
 * purposes, categories and recipients, a denial for any. Somebody who claims parental responsibility that nobody has verified may
 * answer too: the answer is kept and does not count until they are verified (docs/domain/01 §1.7). Somebody whose capacity
 * is to be confirmed permits nothing new until a named professional has confirmed it for this decision; they may always
 * refuse.
 */
export function checkRecorder(
  draft: ConsentDraft,
  recorder: Recorder,
  findAuthority: FindAuthority,
): Result<CheckedAuthority, ConsentRefusal> {
  const recorded = checkWhoRecords(draft, recorder);
  if (!recorded.ok) return recorded;
  const { decidedBy } = draft;
  const answers = askAuthority(draft, findAuthority);
  const known = answers.filter((answer) => mayAnswer(answer, decidedBy));
  if (known.length === 0 || (permits(draft) && known.length < answers.length)) {
    return refuseConsent(
      pointTo(decidedBy),
      'DECIDER_HAS_NO_AUTHORITY',
      'Whoever is named may not decide all of this today. Ask who may (POST /v1/authority/questions), or leave out the purposes, categories and recipients that they may not decide.',
    );
  }
  if (!known.every((answer) => actsAs(answer, decidedBy))) {
    return refuseConsent(
      '/decidedBy/capacityBasis',
      'DECIDER_CAPACITY_DIFFERS',
      'Whoever is named does not decide in this capacity today. Name the capacity in which they do (POST /v1/authority/questions says which).',
    );
  }
  if (permits(draft) && draft.status === 'active' && known.some((answer) => mustConfirm(answer, decidedBy))) {
    return refuseConsent(
      pointTo(decidedBy),
      'HOLD_CAPACITY',
      'There is doubt whether this person can decide now. A named professional confirms it first (POST /v1/authority, CAPACITY_FOUND); a refusal can be recorded at once.',
    );
  }
  return ok({
    evidence: findEvidence(known, decidedBy),
    snapshotHashes: [...new Set(known.map(({ snapshotHash }) => snapshotHash))].toSorted(),
  });
}

/** Whether a draft would let something happen that would not happen without it. */
export function permits({ categories, answer }: Pick<ConsentBody, 'categories' | 'answer'>): boolean {
  return categories.permit.length > 0 || answer === 'AGREES';
}

/** One question for each purpose and each category that is decided on, and so for each recipient. */
function askAuthority(draft: ConsentDraft, findAuthority: FindAuthority): readonly Authority[] {
  const { permit, deny } = draft.categories;
  const denied = deny === 'ALL' ? [] : deny;
  const decided: readonly CategoryCode[] = permit.length > 0 ? permit : denied;
  const asked = decided.length > 0 ? decided : [null];
  return (draft.purposes === 'ALL' ? purposeCodes : draft.purposes).flatMap((purpose) =>
    asked.flatMap((category) => findAuthority(purpose, category)),
  );
}

function checkWhoRecords(draft: ConsentDraft, recorder: Recorder): Result<null, ConsentRefusal> {
  const { decidedBy } = draft;
  if (recorder.kind === 'DECIDER') {
    return 'person' in decidedBy && recorder.person === decidedBy.person
      ? ok(null)
      : refuseConsent(
          pointTo(decidedBy),
          'RECORDER_IS_NOT_DECIDER',
          'People record their own choices only. What somebody else chose is recorded by them, or by a practitioner with evidence.',
        );
  }
  if ('organisation' in decidedBy && recorder.organisation !== decidedBy.organisation) {
    return refuseConsent(
      '/decidedBy/organisation',
      'RECORDER_IS_NOT_DECIDER',
      'An organisation’s decision is recorded by one of its own practitioners. Let one of theirs record it.',
    );
  }
  return draft.evidenceRef === null
    ? refuseConsent(
        '/evidenceRef',
        'EVIDENCE_NEEDED',
        'Say where the evidence of the choice lies in your own records: a signed form, a note of the call.',
      )
    : ok(null);
}

function pointTo(decidedBy: DecidedBy): string {
  return 'person' in decidedBy ? '/decidedBy/person' : '/decidedBy/organisation';
}

function mayAnswer(authority: Authority, decidedBy: DecidedBy): boolean {
  if ('person' in decidedBy) {
    const { person } = decidedBy;
    return (
      authority.deciders.some((decider) => decider.person === person) || authority.unverified.includes(person)
    );
  }
  return basesOf(authority, decidedBy).length > 0;
}

function actsAs(authority: Authority, decidedBy: DecidedBy): boolean {
  const bases = basesOf(authority, decidedBy);
  return bases.length > 0 ? bases.includes(decidedBy.capacityBasis) : decidedBy.capacityBasis === 'PR_HOLDER';
}

function basesOf(
  { deciders, organisations = [] }: Authority,
  decidedBy: DecidedBy,
): readonly CapacityBasis[] {
  return 'person' in decidedBy
    ? deciders.filter(({ person }) => person === decidedBy.person).map(({ capacityBasis }) => capacityBasis)
    : organisations
        .filter(({ organisationId }) => organisationId === decidedBy.organisation)
        .map(({ capacityBasis }) => capacityBasis);
}

function mustConfirm({ capacityToBeConfirmed = [] }: Authority, decidedBy: DecidedBy): boolean {
  return 'person' in decidedBy && capacityToBeConfirmed.includes(decidedBy.person);
}

function findEvidence(known: readonly Authority[], decidedBy: DecidedBy): CheckedAuthority['evidence'] {
  if (!('person' in decidedBy)) return null;
  const decider = known.flatMap(({ deciders }) => deciders).find(({ person }) => person === decidedBy.person);
  return decider?.evidence ?? null;
}
