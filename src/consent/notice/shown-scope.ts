import { z } from 'zod';
import { londonDate, ok, type Result } from '../../platform/index.ts';
import { categories, categoryCodes, type CategoryCode, type PlainGroup } from '../../vocabulary/index.ts';
import { permits } from '../check-recorder.ts';
import { refuseConsent, type ConsentRefusal } from '../consent-refusal.ts';
import {
  categoryCode,
  day,
  purposeCode,
  recipientListsSchema,
  type ConsentDraft,
} from '../consent-schemas.ts';
import { consentTypes } from '../consent-version.ts';

const period = z.strictObject({ from: day.nullable(), to: day.nullable() });

/**
 * What a notice names, for a program: the furthest that any choice made upon it may reach. Nothing in it can say "all"; a
 * limit that is not there is one that the notice does not state.
 */
export const shownScopeSchema = z.strictObject({
  type: z.enum(consentTypes),
  purposes: z.array(purposeCode).min(1).max(50),
  recipients: recipientListsSchema,
  /** The kinds of information, each by its code. */
  categories: z.array(categoryCode).max(100),
  /** First and last London day on which the choice may hold. */
  period,
  /** First and last London day of the information itself. */
  dataPeriod: period,
});

/** What a notice names. */
export type ShownScope = z.infer<typeof shownScopeSchema>;

/** Whether a choice of this type is about kinds of information; every other is agreed to or refused as a whole. */
export function isAnsweredByCategory(type: ShownScope['type']): boolean {
  return type === 'SHARE' || type === 'GDPR_LAWFUL_BASIS';
}

/** The codes behind the plain groups that a family reads (docs/domain/03 §3.1). */
export function expandGroups(groups: readonly PlainGroup[]): readonly CategoryCode[] {
  return categoryCodes.filter((code) => groups.includes(categories[code].plainGroup));
}

/** When a choice would hold: from the first instant, until the first at which it no longer does. */
export interface HoldingPeriod {
  readonly validFrom: Date;
  readonly validTo: Date | null;
}

type Permit = Pick<ConsentDraft, 'type' | 'purposes' | 'recipients' | 'categories' | 'answer' | 'dataPeriod'>;

/**
 * Checks that a choice permits nothing that its notice did not name: no other meaning of consent, no other category, no
 * wider recipient, no further purpose, no longer period, no older or newer information. What it refuses is never checked,
 * since a refusal needs no notice.
 */
export function checkShown(
  draft: Permit,
  holds: HoldingPeriod,
  shown: ShownScope,
): Result<null, ConsentRefusal> {
  if (!permits(draft)) return ok(null);
  const field = findExcess(draft, holds, shown);
  return field === undefined
    ? ok(null)
    : refuseConsent(
        field,
        'PERMIT_EXCEEDS_NOTICE',
        'This goes further than the notice that the person was shown. Permit no more than it names, or show a notice that names this (POST /v1/consent-notices).',
      );
}

/** Where a permit first goes further than what was shown. */
function findExcess(draft: Permit, holds: HoldingPeriod, shown: ShownScope): string | undefined {
  if (draft.type !== shown.type) return '/type';
  if (draft.purposes === 'ALL' || !isWithin(draft.purposes, shown.purposes)) return '/purposes';
  if (!areRecipientsWithin(draft.recipients, shown.recipients)) return '/recipients';
  if (!isWithin(draft.categories.permit, shown.categories)) return '/categories/permit';
  if (!isPeriodWithin(daysOf(holds), shown.period)) return '/period';
  return isPeriodWithin(draft.dataPeriod, shown.dataPeriod) ? undefined : '/dataPeriod';
}

function isWithin<Code>(given: readonly Code[], shown: readonly Code[]): boolean {
  return given.every((code) => shown.includes(code));
}

/** Each list narrows the others, so a choice stays within a notice when it narrows at least as much on every one of them. */
function areRecipientsWithin(given: Permit['recipients'], shown: ShownScope['recipients']): boolean {
  if (given === 'ALL') return false;
  return (
    narrows(given.organisations, shown.organisations) &&
    narrows(given.departments, shown.departments) &&
    narrows(given.roles, shown.roles) &&
    narrows(given.organisationTypes, shown.organisationTypes)
  );
}

function narrows<Code>(given: readonly Code[], shown: readonly Code[]): boolean {
  return shown.length === 0 || (given.length > 0 && isWithin(given, shown));
}

interface Days {
  readonly from: string | null;
  readonly to: string | null;
}

function daysOf({ validFrom, validTo }: HoldingPeriod): Days {
  return {
    from: londonDate(validFrom),
    to: validTo === null ? null : londonDate(new Date(validTo.getTime() - 1)),
  };
}

function isPeriodWithin(given: Days, shown: Days): boolean {
  return (
    (shown.from === null || (given.from !== null && shown.from <= given.from)) &&
    (shown.to === null || (given.to !== null && given.to <= shown.to))
  );
}
