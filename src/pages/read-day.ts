import type { SentForm } from './visit.ts';

/**
 * The day of the calendar (YYYY-MM-DD) that a form names in its three fields, or nothing.
 * @param before what the names of the fields begin with, where a form has several days
 */
export function readDay(form: SentForm, before = ''): string | undefined {
  const [year = '', month = '', day = ''] = ['year', 'month', 'day'].map((name) =>
    form.first(`${before}${name}`).trim(),
  );
  if (!/^\d{4}$/.test(year) || !/^\d{1,2}$/.test(month) || !/^\d{1,2}$/.test(day)) return undefined;
  const named = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${named}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(named) ? named : undefined;
}
