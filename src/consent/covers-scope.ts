import type { RecipientAsked } from './choice-question.ts';
import type { ConsentBody, RecipientScope } from './consent-version.ts';

/** Whether a scope means this recipient: every list that is not empty must name it, and one that names nobody means nobody. */
export function coversRecipient(scope: RecipientScope, recipient: RecipientAsked): boolean {
  if (scope === 'ALL') return true;
  const { organisations, departments, roles, organisationTypes } = scope;
  if (organisations.length + departments.length + roles.length + organisationTypes.length === 0) return false;
  return (
    names(organisations, recipient.organisationId) &&
    names(departments, recipient.department) &&
    names(roles, recipient.role) &&
    names(organisationTypes, recipient.organisationType)
  );
}

function names<Value>(list: readonly Value[], value: Value): boolean {
  return list.length === 0 || list.includes(value);
}

/** How information of one day stands to a period of information. */
export type DataDateStanding = 'WITHIN' | 'OUTSIDE' | 'UNKNOWN';

/**
 * Places the day of the information in a data period; both of its days belong to it. Information without a day is unknown
 * as soon as the period has any limit: a permit never covers it and a denial always does.
 */
export function placeDataDate(
  { from, to }: ConsentBody['dataPeriod'],
  dataDate: string | null,
): DataDateStanding {
  if (from === null && to === null) return 'WITHIN';
  if (dataDate === null) return 'UNKNOWN';
  return (from === null || from <= dataDate) && (to === null || dataDate <= to) ? 'WITHIN' : 'OUTSIDE';
}
