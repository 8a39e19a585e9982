import type { OrganisationId, PersonId } from '../platform/index.ts';
import type {
  CapacityBasis,
  CategoryCode,
  OrganisationType,
  PurposeCode,
  RoleCode,
} from '../vocabulary/index.ts';
import type { ConsentRef } from './consent-version.ts';

/** What the recorded choices come to for one question. Anything but `PERMIT` permits nothing. */
export type ChoiceResult = 'PERMIT' | 'NONE' | 'DENY' | 'CONFLICT';

/** One question: may this category about this person go to this recipient for this purpose, as far as the family decides? */
export interface ChoiceQuestion {
  readonly at: Date;
  readonly purpose: PurposeCode;
  readonly category: CategoryCode;
  readonly recipient: {
    readonly organisationId: OrganisationId;
    readonly organisationType: OrganisationType;
    readonly role: RoleCode;
  };
  readonly dataSubject: PersonId;
  /** Who may decide today (the authority finding); nobody else's answer counts. */
  readonly deciders: readonly { readonly person: PersonId; readonly capacityBasis: CapacityBasis }[];
  /** People whose authority nobody has verified yet: their answers wait. */
  readonly unverified: readonly PersonId[];
}

/** An answer that was not counted, so that somebody can be asked to verify or to explain it. */
export interface IgnoredAnswer extends ConsentRef {
  readonly person: PersonId;
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
  /** Answers of people who may not, or not yet, decide. */
  readonly ignored: readonly IgnoredAnswer[];
}
