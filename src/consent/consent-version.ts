import type { ConsentId, OrganisationId, PersonId, StaffId } from '../platform/index.ts';
import type {
  AuthorityEvidenceType,
  CapacityBasis,
  CategoryCode,
  Department,
  OrganisationType,
  PurposeCode,
  RoleCode,
} from '../vocabulary/index.ts';

/** The five meanings of "consent" (docs/domain/01 §1.2). Only `SHARE` may ever permit sharing; none is inferred from another. */
export const consentTypes = [
  'SHARE',
  'SERVICE',
  'TREATMENT',
  'GDPR_LAWFUL_BASIS',
  'ASSESSMENT_GATE',
] as const;
export type ConsentType = (typeof consentTypes)[number];

/** A consent answers a question; an objection (UK GDPR Art 21) speaks up unasked and can only deny (docs/domain/01 §1.2). */
export const consentKinds = ['CONSENT', 'OBJECTION'] as const;
export type ConsentKind = (typeof consentKinds)[number];

/** Where a recorded choice stands in its life; it only moves forward (docs/domain/03 §3.6, rulings 5). */
export const consentStatuses = [
  'draft',
  'active',
  'suspended',
  'pending-reauthorise',
  'withdrawn',
  'expired',
  'superseded',
  'entered-in-error',
] as const;
export type ConsentStatus = (typeof consentStatuses)[number];

/** How the choice reached us (docs/domain/03 §3.6); `record` is out of another system's record of it, which does not say how. */
export const consentChannels = ['portal', 'inPerson', 'phone', 'paper', 'record'] as const;
export type ConsentChannel = (typeof consentChannels)[number];

/** The form in which the notice was given (docs/domain/03 §3.6). */
export const noticeFormats = ['standard', 'easyRead', 'BSL', 'symbols', 'audio'] as const;
export type NoticeFormat = (typeof noticeFormats)[number];

/**
 * To whom. A recipient is meant when every list that is not empty names it, so each list narrows the others:
 * "the SENCO at this school" is one organisation and one role. `ALL` is for denials only.
 */
export type RecipientScope =
  | 'ALL'
  | {
      readonly organisations: readonly OrganisationId[];
      /** A council's SEND team is not its social care (docs/domain/08 trap 13). */
      readonly departments: readonly Department[];
      readonly roles: readonly RoleCode[];
      readonly organisationTypes: readonly OrganisationType[];
    };

/** In what capacity an organisation decides: a council under a care order, or best interests (docs/domain/01 §1.7). */
export const organisationCapacities = ['LA_CARE_ORDER', 'BEST_INTERESTS'] as const;
export type OrganisationCapacity = (typeof organisationCapacities)[number];

/** A person or an organisation that decides, in whatever capacity. */
export type NamedDecider = { readonly person: PersonId } | { readonly organisation: OrganisationId };

/**
 * Who chose: a person, or an organisation that shares parental responsibility under a care order or that decides in the
 * best interests of somebody who cannot (docs/domain/01 §1.7).
 */
export type DecidedBy =
  | { readonly person: PersonId; readonly capacityBasis: CapacityBasis }
  | { readonly organisation: OrganisationId; readonly capacityBasis: OrganisationCapacity };

/** What is answered where the question is no list of categories: agreement to a service, an assessment, a processing. */
export const plainAnswers = ['AGREES', 'REFUSES'] as const;
export type PlainAnswer = (typeof plainAnswers)[number];

/** Who wrote the choice down: the decider's own account, or a practitioner who holds the evidence. */
export type Recorder =
  | { readonly kind: 'DECIDER'; readonly person: PersonId }
  | { readonly kind: 'PRACTITIONER'; readonly staff: StaffId; readonly organisation: OrganisationId };

/** An organisation that a choice names, as it was registered when the choice was recorded: what its receipt says of it. */
export interface NamedParty {
  readonly organisationId: OrganisationId;
  readonly name: string;
  readonly type: OrganisationType;
  /** Where it is registered, such as `urn:999001`. */
  readonly identifier: string;
  /** A telephone number. */
  readonly contact: string;
}

/** What a person was told before they chose. */
export interface InformationGiven {
  /** The version of the notice, which this room knows with its words and its scope. */
  readonly noticeVersion: string;
  /** SHA-256 in hex over the notice's one spelling (its words and its scope), taken from the register of notices. */
  readonly noticeHash: string | null;
  /** The words that were shown or read out. */
  readonly shownText: string;
  /** BCP 47 language tag. */
  readonly language: string;
  readonly format: NoticeFormat;
  readonly interpreter: boolean;
}

/** Why a choice that came out of another system's record is not clear: where in it, by which rule, and what that means. */
export interface UnclearPart {
  /** The element of the FHIR resource, as a simple FHIRPath. */
  readonly pointer: string;
  readonly rule: string;
  readonly message: string;
}

/** What is kept of the FHIR resource that a choice came in, beside the choice itself. */
export interface ImportedRecord {
  /** When the resource says that the choice was made, as it says it. */
  readonly statedAt: string | null;
  /** The names that the sender gives to its own record. */
  readonly identifiers: readonly { readonly system: string; readonly value: string }[];
  /** Why it permits and refuses nothing, with the resource as it came; `null` where it could be read exactly. */
  readonly unclear: { readonly parts: readonly UnclearPart[]; readonly resource: string } | null;
}

/** How whoever recorded a choice named the data subject: their own words, so that telling them again reveals nothing. */
export interface SubjectAsNamed {
  readonly identifiers: readonly { readonly system: string; readonly value: string }[];
  readonly family: string;
  readonly given: readonly string[];
  readonly birthDate: string;
  readonly postcode: string | null;
}

/** What one person chose: the part of a record that is sealed under the data subject's key (docs/domain/03 §3.6). */
export interface ConsentBody {
  /** Further people whom the information is about, besides the data subject. */
  readonly aboutPersons: readonly PersonId[];
  readonly decidedBy: DecidedBy;
  /** What proved the authority, taken from the authority snapshot and never from the caller; `null` where nothing need be proved. */
  readonly authorityEvidence: {
    readonly type: AuthorityEvidenceType;
    readonly verifiedBy: string;
    readonly verifiedOn: string;
  } | null;
  /** The snapshots of authority under which the choice was recorded, one for each answer that its purposes have. */
  readonly authoritySnapshotHashes: readonly string[];
  /** `ALL` is for denials only: a consent for one purpose never satisfies another (docs/domain/03 §3.2). */
  readonly purposes: 'ALL' | readonly PurposeCode[];
  readonly recipients: RecipientScope;
  readonly categories: {
    readonly permit: readonly CategoryCode[];
    readonly deny: 'ALL' | readonly CategoryCode[];
  };
  /** The answer of a record that is not about sharing; `null` for `SHARE`, whose answer is its categories. */
  readonly answer: PlainAnswer | null;
  /** First and last London day of the information itself that is meant (YYYY-MM-DD); `null` is without limit. */
  readonly dataPeriod: { readonly from: string | null; readonly to: string | null };
  readonly informationGiven: InformationGiven | null;
  /** The organisations that the choice names. */
  readonly parties: readonly NamedParty[];
  readonly channel: ConsentChannel;
  readonly recordedBy: Recorder;
  /** Where the evidence lies (a form, a note of the call); always there when a practitioner recorded the choice. */
  readonly evidenceRef: string | null;
  /** Whether the person was told what follows from saying no. */
  readonly consequencesExplained: boolean;
  /** London day of the planned review (YYYY-MM-DD). */
  readonly reviewOn: string | null;
  /** What the child said they want, where the child does not decide. */
  readonly childWishes: string | null;
  /** Why and by whom the status last moved. */
  readonly lastMove: ConsentMove | null;
  readonly asNamed?: SubjectAsNamed;
  readonly imported?: ImportedRecord;
}

/** A step in the life of a record, with who took it and why. */
export interface ConsentMove {
  readonly to: ConsentStatus;
  readonly reason: string;
  readonly by: Recorder | { readonly kind: 'SYSTEM' };
  /** How the withdrawal reached us. */
  readonly channel: ConsentChannel | null;
  /** Where the evidence of the move lies; always there when a practitioner took it. */
  readonly evidenceRef: string | null;
  /** Whether earlier recipients are to be told (docs/domain/01 §1.7). */
  readonly notifyPrior: boolean;
  /**
   * Of a withdrawal: who took the choice back, which may be the person it is about and not who had chosen for them (docs/domain/03
   * §3.6). Withdrawals that were recorded before this was kept were counted as of whoever had chosen.
   */
  readonly takenBackBy?: NamedDecider;
}

/**
 * One immutable version of a recorded choice. The newest version of a record is what holds; the others are its history.
 */
export interface ConsentVersion {
  readonly consentId: ConsentId;
  /** 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly dataSubject: PersonId;
  readonly status: ConsentStatus;
  readonly type: ConsentType;
  readonly kind: ConsentKind;
  /** The first instant at which it holds. */
  readonly validFrom: Date;
  /** The first instant at which it no longer holds; `null` is open. */
  readonly validTo: Date | null;
  readonly recordedAt: Date;
  /** The order in which versions about this person were recorded, whatever any clock said. */
  readonly sequence: number;
  /** The place in that order of the choice which this version carries; a later change of status keeps it. */
  readonly chosenSequence: number;
  /** `ERASED` when the data subject's key is destroyed: such a record can only deny. */
  readonly body: ConsentBody | 'ERASED';
}

/** Points to one version of a record. */
export interface ConsentRef {
  readonly consentId: ConsentId;
  readonly version: number;
}
