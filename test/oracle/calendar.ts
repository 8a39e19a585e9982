/** Calendar days as YYYY-MM-DD, in Europe/London: docs/domain/01 §1.7. */

const inLondon = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' });

/** The London day of an instant. */
export function londonDay(instant: string): string {
  return inLondon.format(new Date(instant));
}

/** The day on which somebody is so many years old. Born on 29 February, in a year without one: 1 March. */
export function birthday(birthDate: string, years: number): string {
  const [year = 0, month = 0, day = 0] = birthDate.split('-').map(Number);
  return new Date(Date.UTC(year + years, month - 1, day)).toISOString().slice(0, 10);
}

/**
 * The end of compulsory school age: the last Friday of June of the school year (1 September to 31 August) in which the
 * person turns 16.
 */
export function endOfSchoolAge(birthDate: string): string {
  const sixteenth = birthday(birthDate, 16);
  const year = Number(sixteenth.slice(0, 4)) + (sixteenth.slice(5) >= '09-01' ? 1 : 0);
  const lastOfJune = new Date(Date.UTC(year, 5, 30));
  lastOfJune.setUTCDate(30 - ((lastOfJune.getUTCDay() + 2) % 7));
  return lastOfJune.toISOString().slice(0, 10);
}

/** The start of compulsory school age: the first of 31 March, 31 August and 31 December from the fifth birthday on. */
export function startOfSchoolAge(birthDate: string): string {
  const fifth = birthday(birthDate, 5);
  const term = ['03-31', '08-31', '12-31'].find((day) => fifth.slice(5) <= day) ?? '12-31';
  return `${fifth.slice(0, 4)}-${term}`;
}

/** The days on which authority passes (docs/domain/01 §1.7). */
export interface Milestones {
  readonly adult: string;
  readonly sixteen: string;
  readonly pastSchoolAge: string;
  readonly schoolAge: string;
}

export function findMilestones(birthDate: string): Milestones {
  return {
    adult: birthday(birthDate, 18),
    sixteen: birthday(birthDate, 16),
    pastSchoolAge: endOfSchoolAge(birthDate),
    schoolAge: startOfSchoolAge(birthDate),
  };
}

/** The day before or after. */
export function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Whether a day lies in a period: its first day counts, its end no longer. */
export function isDuring(day: string, from: string | null, to: string | null): boolean {
  return (from === null || day >= from) && (to === null || day < to);
}
