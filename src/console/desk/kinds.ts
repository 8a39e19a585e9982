import type { SentForm } from '../../pages/index.ts';
import { type CategoryCode, categories, categoryCodes, plainGroups } from '../../vocabulary/index.ts';

/** The kinds that are ticked in a form, by themselves or with their whole group. */
export function readKinds(form: SentForm): readonly CategoryCode[] {
  const groups = form.all('group').map((position) => plainGroups[Number(position)]);
  const single = form.all('kind');
  return categoryCodes.filter(
    (code) => single.includes(code) || groups.includes(categories[code].plainGroup),
  );
}

/** The groups of kinds as a form shows them. */
export const kindGroups = plainGroups.map((group, position) => ({
  position: String(position),
  kinds: categoryCodes
    .filter((code) => categories[code].plainGroup === group)
    .map((code) => ({ code, name: categories[code].name })),
}));
