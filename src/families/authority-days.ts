const dayLength = 86_400_000;

/**
 * The London day on which somebody reaches an age. Who was born on 29 February reaches it on 1 March of other years, at the
 * start of the day (Family Law Reform Act 1969 s.9).
 */
export function birthdayOf(birthDate: string, age: number): string {
  const day = `${String(Number(birthDate.slice(0, 4)) + age).padStart(4, '0')}${birthDate.slice(4)}`;
  return isDay(day) ? day : `${day.slice(0, 4)}-03-01`;
}

/**
 * The London day from which somebody is of compulsory school age: their fifth birthday where that is 31 March, 31 August or
 * 31 December, otherwise the next of these days (Education Act 1996 s.8(2); the days are recalled [R]).
 */
export function startOfCompulsorySchoolAge(birthDate: string): string {
  const fifth = birthdayOf(birthDate, 5);
  const year = fifth.slice(0, 4);
  const days = [`${year}-03-31`, `${year}-08-31`, `${year}-12-31`];
  return days.find((day) => day >= fifth) ?? fifth;
}

/**
 * The London day from which somebody is over compulsory school age: the last Friday of June of the school year, from
 * 1 September to 31 August, in which they reach 16 (Education Act 1996 s.8; docs/domain/01 §1.7, vectors).
 */
export function endOfCompulsorySchoolAge(birthDate: string): string {
  const sixteenth = birthdayOf(birthDate, 16);
  const year = Number(sixteenth.slice(0, 4)) + (sixteenth.slice(5) >= '09-01' ? 1 : 0);
  const last = new Date(Date.UTC(year, 5, 30));
  const sinceFriday = (last.getUTCDay() + 2) % 7;
  return toDay(last.getTime() - sinceFriday * dayLength);
}

/**
 * The London day from which an education, health and care plan can no longer be kept: the day after the academic year in which
 * somebody reaches 25. That year ends on 31 July (SEND Regulations 2014 reg. 46, recalled; docs/domain/01 §1.7).
 */
export function endOfPlanLongStop(birthDate: string): string {
  const reached = birthdayOf(birthDate, 25);
  const year = Number(reached.slice(0, 4)) + (reached.slice(5) >= '08-01' ? 1 : 0);
  return `${String(year)}-08-01`;
}

function isDay(text: string): boolean {
  const parsed = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed) && toDay(parsed) === text;
}

function toDay(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
