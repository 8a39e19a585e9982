/**
 * The day that lies a number of days after a day (YYYY-MM-DD), or before it.
 * @throws RangeError beyond the year 9999, which is written in another form: whoever counted on by that would never come to an end
 */
export function addDays(day: string, count: number): string {
  const text = new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString();
  if (!/^\d{4}-/.test(text)) throw new RangeError('a day beyond the calendar');
  return text.slice(0, 10);
}

/** The day with the same number `count` months after a day (YYYY-MM-DD), or the last day of a shorter month. */
export function addMonths(from: string, count: number): string {
  const [year = 0, month = 0, day = 0] = from.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + count, Math.min(day, last))).toISOString().slice(0, 10);
}
