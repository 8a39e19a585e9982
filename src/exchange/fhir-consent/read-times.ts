import { endOfLondonDay, startOfLondonDay } from '../choosing/london-day.ts';
import type { NoteUnclear, ReadChoice } from './reading.ts';
import type { Provision } from './resource-schema.ts';

type Period = NonNullable<Provision['period']>;

/**
 * When the choice holds. A period of FHIR includes its end, to the end of the unit that is written: the day, or the second
 * (http://hl7.org/fhir/R4/datatypes.html#Period). Days are London days.
 */
export function readValidity(
  period: Period | undefined,
  note: NoteUnclear,
): Pick<ReadChoice, 'validFrom' | 'validTo'> {
  if (!isInCalendar(period, 'Consent.provision.period', note)) return { validFrom: null, validTo: null };
  const validFrom = period?.start === undefined ? null : unitOf(period.start).first;
  const validTo = period?.end === undefined ? null : unitOf(period.end).after;
  if (validTo !== null && validFrom !== null && validTo <= validFrom) {
    note(
      'Consent.provision.period',
      'per-1',
      'The period must end after it begins. Give a later last day, or leave it out.',
    );
  }
  return { validFrom, validTo };
}

/** The days of the information that is meant. A time within a day cannot be kept, since information is dated by days. */
export function readDataPeriod(period: Period | undefined, note: NoteUnclear): ReadChoice['dataPeriod'] {
  for (const side of ['start', 'end'] as const) {
    if (period?.[side]?.includes('T') === true) {
      note(`Consent.provision.dataPeriod.${side}`, 'whole-days', 'The days of information are whole days.');
    }
  }
  if (!isInCalendar(period, 'Consent.provision.dataPeriod', note)) return { from: null, to: null };
  const from = period?.start === undefined ? null : daysOf(period.start.slice(0, 10)).first;
  const to = period?.end === undefined ? null : daysOf(period.end.slice(0, 10)).last;
  if (from !== null && to !== null && to < from) {
    note(
      'Consent.provision.dataPeriod',
      'per-1',
      'The period must end after it begins. Give a later last day, or leave it out.',
    );
  }
  return { from, to };
}

/** Whether both sides of a period are of years that can be counted on from (src/platform/calendar-schemas.ts). */
function isInCalendar(period: Period | undefined, path: string, note: NoteUnclear): boolean {
  const sides = [period?.start, period?.end].filter((side) => side !== undefined);
  const isIn = sides.every((side) => /^(?:19|20|21)\d\d/.test(side));
  if (!isIn) note(path, 'calendar', 'Years are from 1900 to 2199. A period without an end has none written.');
  return isIn;
}

/** The first instant of what is written, and the first after it. */
function unitOf(text: string): { readonly first: Date; readonly after: Date } {
  if (!text.includes('T')) {
    const { first, last } = daysOf(text);
    return { first: startOfLondonDay(first), after: endOfLondonDay(last) };
  }
  const first = new Date(text);
  return { first, after: new Date(first.getTime() + (text.includes('.') ? 1 : 1_000)) };
}

/** The first and last day of a year, a month or a day. */
function daysOf(text: string): { readonly first: string; readonly last: string } {
  if (text.length === 10) return { first: text, last: text };
  if (text.length === 4) return { first: `${text}-01-01`, last: `${text}-12-31` };
  const [year = 0, month = 0] = text.split('-').map(Number);
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return { first: `${text}-01`, last: `${text}-${String(days).padStart(2, '0')}` };
}
