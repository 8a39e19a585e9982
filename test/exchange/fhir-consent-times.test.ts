import { describe, expect, it } from '@jest/globals';
import { readDataPeriod, readValidity } from '../../src/exchange/fhir-consent/read-times.ts';

function rulesOf(read: (note: (pointer: string, rule: string) => void) => unknown): readonly string[] {
  const rules: string[] = [];
  read((_pointer, rule) => rules.push(rule));
  return rules;
}

describe('the period of a FHIR Consent', () => {
  it.each(['0000', '0001-01-01', '1899-12-31', '2200', '9999-12-31', '9999-12-31T23:59:59-14:00'])(
    'is refused beyond the calendar, where nothing can be counted: %s',
    (text) => {
      for (const period of [{ start: text }, { end: text }])
        for (const read of [readValidity, readDataPeriod])
          expect(rulesOf((note) => read(period, note))).toContain('calendar');
    },
  );

  it('holds to the end of what is written, within it', () => {
    const notes: string[] = [];
    const { validFrom, validTo } = readValidity({ start: '2027', end: '2199-12-31' }, (_at, rule) =>
      notes.push(rule),
    );
    expect([validFrom?.toISOString(), validTo?.toISOString(), notes]).toEqual([
      '2027-01-01T00:00:00.000Z',
      '2200-01-01T00:00:00.000Z',
      [],
    ]);
  });
});
