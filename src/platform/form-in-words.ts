import { calendarYears } from './calendar-schemas.ts';

const formNames: Readonly<Record<string, string>> = {
  uuid: 'a UUID',
  date: 'a day, YYYY-MM-DD',
  datetime: 'an instant with its offset, such as 2028-01-07T15:00:00Z',
  base64: 'base64 (RFC 4648)',
  url: 'an address with its scheme, such as https://example.org/',
  email: 'an e-mail address',
};

/**
 * The form that a schema asks a text to have, for whoever gave one of another form: in words, or as the regular expression that the
 * schema shows anyway. It repeats nothing of what was given.
 * @param issue what zod says of an `invalid_format`
 */
export function formInWords({
  format,
  pattern,
}: {
  readonly format: string;
  readonly pattern?: string;
}): string {
  if (pattern === String(calendarYears)) return 'of the years 1900 to 2199';
  return formNames[format] ?? pattern ?? format;
}
