/** All instants that a date of FHIR can mean, in milliseconds: from the first one up to, not including, the last. */
export interface Instants {
  readonly from: number;
  readonly until: number;
}

const form =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/**
 * Reads a date, dateTime or instant of FHIR R4: a year, a month, a day, a minute, a second or a part of one. What names no offset is
 * read in UTC, on both sides of a comparison alike. Undefined for what is none.
 */
export function readInstants(text: string): Instants | undefined {
  const found = form.exec(text);
  if (found === null) return undefined;
  const [, year = '', month, day, hour, minute, second, fraction, offset = 'Z'] = found;
  const from = Date.parse(
    `${year}-${month ?? '01'}-${day ?? '01'}T${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}.${(fraction ?? '').padEnd(3, '0').slice(0, 3)}${offset}`,
  );
  if (Number.isNaN(from)) return undefined;
  return { from, until: findEnd(from, { month, day, hour, second, fraction }) };
}

function findEnd(
  from: number,
  {
    month,
    day,
    hour,
    second,
    fraction,
  }: Readonly<Record<'month' | 'day' | 'hour' | 'second' | 'fraction', string | undefined>>,
): number {
  const start = new Date(from);
  if (month === undefined) return Date.UTC(start.getUTCFullYear() + 1, 0);
  if (day === undefined) return Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1);
  if (hour === undefined) return from + 86_400_000;
  if (second === undefined) return from + 60_000;
  return from + (fraction === undefined ? 1_000 : 1);
}
