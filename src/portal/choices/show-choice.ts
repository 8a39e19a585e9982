import type { ChoicePlan, OwnChoice } from '../../exchange/index.ts';
import { type Language, type Visit, writeDay } from '../../pages/index.ts';
import { londonDate } from '../../platform/index.ts';
import type { CategoryCode, PurposeCode, RoleCode } from '../../vocabulary/index.ts';
import type { PdfBlock } from '../pdf/write-pdf.ts';

/** A choice as it is shown, the same before it is stored and after. Codes are said in words of the reader's language. */
export interface ShownChoice {
  /** Names of organisations; none where it is about everybody. */
  readonly to: readonly string[];
  /** Who of those who work there; none where it is everybody. */
  readonly only: readonly RoleCode[];
  /** `ALL` is every reason. */
  readonly why: 'ALL' | readonly PurposeCode[];
  readonly yes: readonly CategoryCode[];
  readonly no: 'ALL' | readonly CategoryCode[];
  /** Empty where it is open. */
  readonly until: string;
}

/** A choice in words, as a document to keep lists it. */
export function listChoice(
  { to, only, why, yes, no, until }: ShownChoice,
  t: Visit['t'],
): readonly PdfBlock[] {
  const name = (codes: readonly string[], kind: string): readonly string[] =>
    codes.map((code) => t(`words.${kind}.${code}`));
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['who', to.length === 0 ? [t('words.everybody')] : to],
    ['only', name(only, 'role')],
    ['why', why === 'ALL' ? [t('words.everyReason')] : name(why, 'purpose')],
    ['yesTo', name(yes, 'category')],
    ['noTo', no === 'ALL' ? [t('words.everything')] : name(no, 'category')],
    ['until', [until === '' ? t('words.open') : until]],
  ];
  return rows
    .filter(([, items]) => items.length > 0)
    .flatMap(([key, items]): readonly PdfBlock[] => [
      { kind: 'HEADING', text: t(`words.${key}`) },
      { kind: 'LIST', items },
    ]);
}

/** A choice that is about to be stored, exactly as it will be. */
export function showPlan(plan: ChoicePlan, organisation: string, language: Language): ShownChoice {
  return {
    to: [organisation],
    only: plan.role === null ? [] : [plan.role],
    why: [plan.purpose],
    yes: plan.permit,
    no: plan.deny,
    until: plan.until === null ? '' : writeDay(plan.until, language),
  };
}

/** A stored choice. */
export function showStored({ body, validTo }: OwnChoice, language: Language): ShownChoice {
  const { recipients, purposes, categories } = body;
  return {
    to:
      recipients === 'ALL'
        ? []
        : body.parties
            .filter(({ organisationId }) => recipients.organisations.includes(organisationId))
            .map(({ name }) => name),
    only: recipients === 'ALL' ? [] : recipients.roles,
    why: purposes,
    yes: categories.permit,
    no: categories.deny,
    until: validTo === null ? '' : writeDay(londonDate(new Date(validTo.getTime() - 1)), language),
  };
}
