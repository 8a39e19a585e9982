/**
 * Bank holidays in England (Banking and Financial Dealings Act 1971 and custom): New Year's Day, Good Friday, Easter
 * Monday, Early May, Spring, Summer, Christmas Day and Boxing Day, with substitute days where one falls on a weekend.
 * Days proclaimed once, for a royal occasion, are listed by date.
 */
const proclaimedOnce: readonly string[] = ['2022-06-03', '2022-09-19', '2023-05-08'];

/** Moved once by proclamation: the Spring holiday of 2022. */
const movedAway: readonly string[] = ['2022-05-30'];
const movedTo: readonly string[] = ['2022-06-02'];

const cache = new Map<number, ReadonlySet<string>>();

/** The bank holidays in England of one year, as YYYY-MM-DD. */
export function bankHolidaysInEngland(year: number): ReadonlySet<string> {
  const known = cache.get(year);
  if (known !== undefined) return known;
  const easter = easterSunday(year);
  const days = [
    substitute(utcDay(year, 1, 1)),
    addDays(easter, -2),
    addDays(easter, 1),
    firstMonday(year, 5),
    lastMonday(year, 5),
    lastMonday(year, 8),
    ...christmas(year),
  ].map(isoDay);
  const kept = days.filter((day) => !movedAway.includes(day));
  const own = [...proclaimedOnce, ...movedTo].filter((day) => day.startsWith(`${year}-`));
  const holidays = new Set([...kept, ...own]);
  cache.set(year, holidays);
  return holidays;
}

/** Christmas Day and Boxing Day; each that falls on a weekend is made up for on the next free weekday. */
function christmas(year: number): readonly Date[] {
  const christmasDay = utcDay(year, 12, 25);
  switch (christmasDay.getUTCDay()) {
    case 5: // Friday: Boxing Day on Saturday moves to Monday.
      return [christmasDay, utcDay(year, 12, 28)];
    case 6: // Saturday: both move.
      return [utcDay(year, 12, 27), utcDay(year, 12, 28)];
    case 0: // Sunday: Christmas Day moves to Tuesday, Boxing Day stands.
      return [utcDay(year, 12, 26), utcDay(year, 12, 27)];
    default:
      return [christmasDay, utcDay(year, 12, 26)];
  }
}

function substitute(day: Date): Date {
  if (day.getUTCDay() === 6) return addDays(day, 2);
  if (day.getUTCDay() === 0) return addDays(day, 1);
  return day;
}

/** Easter Sunday of the Gregorian calendar (the anonymous algorithm published in Nature, 1876). */
function easterSunday(year: number): Date {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const day = ((h + l - 7 * m + 114) % 31) + 1;
  return utcDay(year, month, day);
}

function firstMonday(year: number, month: number): Date {
  const first = utcDay(year, month, 1);
  return addDays(first, (8 - first.getUTCDay()) % 7);
}

function lastMonday(year: number, month: number): Date {
  const last = addDays(utcDay(year, month + 1, 1), -1);
  return addDays(last, -((last.getUTCDay() + 6) % 7));
}

function utcDay(year: number, month: number, day: number): Date {
  return new Date(Date.UTC(year, month - 1, day));
}

function addDays(day: Date, days: number): Date {
  return new Date(day.getTime() + days * 86_400_000);
}

function isoDay(day: Date): string {
  return day.toISOString().slice(0, 10);
}
