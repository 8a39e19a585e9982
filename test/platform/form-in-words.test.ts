import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { calendarDay, formInWords, offsetInstant } from '../../src/platform/index.ts';

function tell(schema: z.ZodType, given: string): readonly string[] {
  const { error } = schema.safeParse(given);
  return (error?.issues ?? []).map((issue) =>
    issue.code === 'invalid_format' ? formInWords(issue) : issue.code,
  );
}

describe('a text of another form', () => {
  it.each([
    ['a UUID', z.uuid(), 'Jackie', 'a UUID'],
    ['a day', calendarDay, '7 Jan', 'a day, YYYY-MM-DD'],
    ['a day of another age', calendarDay, '9999-12-31', 'of the years 1900 to 2199'],
    ['an instant', offsetInstant, 'yesterday', 'an instant with its offset, such as 2028-01-07T15:00:00Z'],
    ['digits', z.string().regex(/^\d{10}$/), 'Jackie', String.raw`/^\d{10}$/`],
  ])('is told that it is to be %s, and not what it was', (_what, schema, given, told) => {
    const said = tell(schema, given);
    expect(said).toContain(told);
    expect(said.join()).not.toContain(given);
  });
});
