import { z } from 'zod';

/**
 * Years of which anything here is said: from those of the oldest person that a record may name to those after the longest time that one
 * is kept. Beyond them a deadline cannot be counted: `Date` writes the year 10000 in another form, and a database has no year 0.
 */
export const calendarYears = /^(?:19|20|21)\d\d-/;

/** A calendar day, YYYY-MM-DD, of the years 1900 to 2199. */
export const calendarDay = z.iso.date().regex(calendarYears).meta({ format: 'date' });

/** An instant in ISO 8601 with its offset, of the years 1900 to 2199. */
export const offsetInstant = z.iso
  .datetime({ offset: true })
  .regex(calendarYears)
  .meta({ format: 'date-time' });
