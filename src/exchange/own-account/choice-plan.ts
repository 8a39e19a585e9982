import { askAuthority, birthdayOf, decideAuthority } from '../../families/index.ts';
import { type OrganisationId, type PersonId, londonDate } from '../../platform/index.ts';
import {
  type CategoryCode,
  type OrganisationType,
  type PurposeCode,
  type RoleCode,
  categoryCodes,
  getCategory,
  getPurpose,
  purposeCodes,
} from '../../vocabulary/index.ts';
import type { OwnPerson } from './find-own-people.ts';

/** A choice as somebody makes it for themselves or their own: to whom, why, what, until when. */
export interface ChoicePlan {
  readonly organisation: OrganisationId;
  /** Who of those who work there; `null` is everybody who needs it. */
  readonly role: RoleCode | null;
  readonly purpose: PurposeCode;
  readonly permit: readonly CategoryCode[];
  readonly deny: readonly CategoryCode[];
  /** The last London day on which it holds (YYYY-MM-DD); `null` is open. */
  readonly until: string | null;
}

/** From this age on, what is private is talked about with the child first, whoever decides for them. */
const privateFrom = 13;

/** Who would receive: competence and orders may be particular to them. */
export interface ChosenRecipient {
  readonly organisationId: OrganisationId;
  readonly type: OrganisationType;
}

type ChoosingAbout = Pick<OwnPerson, 'facts' | 'relation' | 'birthDate'>;

/**
 * The kinds of information about which a reader may choose for one purpose and recipient. What a child's confidence could be is left
 * out for every child of 13 and over, whatever is recorded of them: a form that lacked it for some children alone would tell
 * their parents that they decide it themselves (docs/domain/01 §1.9, docs/domain/07 AC3, AC7). For such a thing a parent goes to
 * the service.
 */
export function listOfferedCategories(
  about: ChoosingAbout,
  reader: PersonId,
  purpose: PurposeCode,
  recipient: ChosenRecipient,
  at: Date,
): readonly CategoryCode[] {
  if (about.relation === 'SELF')
    return categoryCodes.filter((category) => mayDecide(about, reader, purpose, recipient, at, category));
  if (!mayDecide(about, reader, purpose, recipient, at, null)) return [];
  const isPrivate = about.relation === 'CHILD' && londonDate(at) >= birthdayOf(about.birthDate, privateFrom);
  return categoryCodes.filter((code) => !isPrivate || !isOfConfidence(code));
}

/** What a young person may tell a service in confidence, and whatever is as private as that. */
function isOfConfidence(code: CategoryCode): boolean {
  const { level, sensitiveService, plainGroup } = getCategory(code);
  return level === 'V' || sensitiveService || plainGroup === 'My mind and private life';
}

/**
 * The purposes for which a reader may choose what a recipient learns. Where the law shares whatever anybody chose, nothing is asked;
 * nor where somebody looks at their own records, nor for research, which asks by itself.
 */
export function listOfferedPurposes(
  about: ChoosingAbout,
  reader: PersonId,
  recipient: ChosenRecipient,
  at: Date,
): readonly PurposeCode[] {
  return purposeCodes
    .filter(
      (purpose) => getPurpose(purpose).effect !== 'RECORD_ONLY' && purpose !== 'P17' && purpose !== 'P21',
    )
    .filter(
      (purpose) =>
        mayDecide(about, reader, purpose, recipient, at, null) ||
        (about.relation === 'SELF' &&
          categoryCodes.some((category) => mayDecide(about, reader, purpose, recipient, at, category))),
    );
}

function mayDecide(
  { facts }: ChoosingAbout,
  reader: PersonId,
  purpose: PurposeCode,
  { organisationId, type }: ChosenRecipient,
  at: Date,
  category: CategoryCode | null,
): boolean {
  const question = askAuthority(purpose, londonDate(at), {
    category,
    recipientType: type,
    recipientOrganisationId: organisationId,
  });
  return decideAuthority(facts, question).deciders.some(({ person }) => person === reader);
}
