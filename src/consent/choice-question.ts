import type { OrganisationId, PersonId } from '../platform/index.ts';
import type {
  CapacityBasis,
  CategoryCode,
  Department,
  OrganisationType,
  PurposeCode,
  RoleCode,
} from '../vocabulary/index.ts';
import type { ConsentRef, OrganisationCapacity } from './consent-version.ts';

/** What the recorded choices come to for one question. Anything but `PERMIT` permits nothing. */
export type ChoiceResult = 'PERMIT' | 'NONE' | 'DENY' | 'CONFLICT';

/** Who may decide today, as the authority finding says; nobody else's answer counts. */
export interface WhoDecides {
  /** Whom the information is about. */
  readonly dataSubject: PersonId;
  readonly deciders: readonly { readonly person: PersonId; readonly capacityBasis: CapacityBasis }[];
  /** A council under a care order, or an organisation whose professional decides in somebody's best interests. */
  readonly organisations: readonly {
    readonly organisationId: OrganisationId;
    readonly capacityBasis: OrganisationCapacity;
  }[];
  /** People whose authority nobody has verified: their answers wait until somebody does. */
  readonly neverVerified: readonly PersonId[];
}

/** To whom the information would go. */
export interface RecipientAsked {
  readonly organisationId: OrganisationId;
  readonly organisationType: OrganisationType;
  readonly department: Department;
  readonly role: RoleCode;
}

/** One question: may this category about this person go to this recipient for this purpose, as far as the family decides? */
export interface ChoiceQuestion extends WhoDecides {
  readonly at: Date;
  readonly purpose: PurposeCode;
  readonly category: CategoryCode;
  readonly recipient: RecipientAsked;
  /** The London day of the information itself (YYYY-MM-DD); `null` where nobody knows, which a data period never permits. */
  readonly dataDate: string | null;
}

/** An answer that was not counted, so that somebody can be asked to verify or to explain it. */
export interface IgnoredAnswer extends ConsentRef {
  /** The person whose answer it is; `null` for an organisation's. */
  readonly person: PersonId | null;
  /** `UNVERIFIED`: a task to verify their parental responsibility (docs/domain/01 §1.7). */
  readonly why: 'UNVERIFIED' | 'NOT_ENTITLED';
}

/** What the choices come to, and on which versions that rests. */
export interface ChoiceFinding {
  readonly result: ChoiceResult;
  /** The versions that made the result, in a stable order. */
  readonly refs: readonly ConsentRef[];
  /** Whether a withdrawal is among what denies (rulings 3). */
  readonly withdrawn: boolean;
  /** Whether the data subject decides here and permits. */
  readonly childPermits: boolean;
  /** Whether an objection is among what denies. */
  readonly objection: boolean;
  /** Whether a permit that would cover this was set aside because its giver may no longer decide (docs/domain/07 AC8). */
  readonly lapsed: boolean;
  /** Whether a permit that would cover this was set aside because its period has ended or its review is due. */
  readonly expired: boolean;
  /** Answers of people who may not, or not yet, decide. */
  readonly ignored: readonly IgnoredAnswer[];
}
