import type { Translate } from '../../pages/index.ts';

const hour = 3_600_000;

/** How long is left until something is due, in words; that it is late, where nothing is. */
export function tellTimeLeft(
  due: Date,
  now: Date,
  t: Translate,
): { readonly text: string; readonly isLate: boolean } {
  const left = due.getTime() - now.getTime();
  if (left <= 0) return { text: t('desk.left.late'), isLate: true };
  const hours = Math.floor(left / hour);
  const days = Math.floor(hours / 24);
  if (days > 0) return { text: t('desk.left.days', { days, hours: hours % 24 }), isLate: false };
  return { text: hours > 0 ? t('desk.left.hours', { hours }) : t('desk.left.soon'), isLate: false };
}
