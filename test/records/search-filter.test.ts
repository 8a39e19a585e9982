import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/platform/index.ts';
import {
  elementsOf,
  findSearchParameters,
  meetsFilters,
  parseSearchFilters,
  searchableTypes,
} from '../../src/records/index.ts';

const condition: JsonObject = {
  resourceType: 'Condition',
  id: 'one',
  meta: { lastUpdated: '2027-03-02T10:15:30.250Z' },
  code: {
    coding: [{ system: 'http://snomed.info/sct', code: '84757009' }, { code: 'local' }],
  },
  category: [{ coding: [{ system: 'https://example.org/c', code: 'problem' }] }],
  onsetPeriod: { start: '2026-12-01' },
  recordedDate: '2027-03',
};

function meets(...given: readonly (readonly [string, string])[]): boolean | string {
  const filters = parseSearchFilters('Condition', given);
  return filters.ok ? meetsFilters(condition, filters.value) : filters.refusal.rule;
}

describe('a condition of a search', () => {
  it.each<[string, string, boolean]>([
    ['_id', 'one', true],
    ['_id', 'two', false],
    ['code', '84757009', true],
    ['code', 'http://snomed.info/sct|84757009', true],
    ['code', 'http://loinc.org|84757009', false],
    ['code', '|local', true],
    ['code', '|84757009', false],
    ['code', 'http://snomed.info/sct|', true],
    ['code', 'http://loinc.org|', false],
    ['code', 'other,local', true],
    ['category', 'problem', true],
    ['clinical-status', 'active', false],
    ['recorded-date', '2027', true],
    ['recorded-date', '2027-03', true],
    ['recorded-date', '2027-03-05', false],
    ['recorded-date', 'ge2027-03', true],
    ['recorded-date', 'gt2027-03', false],
    ['recorded-date', 'lt2027-03', false],
    ['recorded-date', 'lt2027-04', true],
    ['recorded-date', 'le2027-03', true],
    ['onset-date', 'ge2040', true],
    ['onset-date', 'lt2026-12-01', false],
    ['onset-date', 'lt2026-12-02', true],
    ['_lastUpdated', '2027-03-02', true],
    ['_lastUpdated', 'eq2027-03-02T10:15:30Z', true],
    ['_lastUpdated', 'eq2027-03-02T11:15:30+01:00', true],
    ['_lastUpdated', 'eq2027-03-02T10:15Z', true],
    ['_lastUpdated', 'gt2027-03-02T10:15:30Z', false],
    ['_lastUpdated', 'lt2027-03-03', true],
  ])('%s=%s is %s', (name, value, expected) => {
    expect(meets([name, value])).toBe(expected);
  });

  it('holds as often as it stands there', () => {
    expect(meets(['code', '84757009'], ['code', 'local'])).toBe(true);
    expect(meets(['code', '84757009'], ['code', 'other'])).toBe(false);
    expect(meets(['recorded-date', 'ge2027-01'], ['recorded-date', 'lt2027-02'])).toBe(false);
  });

  it.each<[string, string, string]>([
    ['code:not', '84757009', 'parameter-unknown'],
    ['_text', 'anything', 'parameter-unknown'],
    ['_include', '*', 'parameter-unknown'],
    ['date', '2027', 'parameter-unknown'],
    ['constructor', '2027', 'parameter-unknown'],
    ['code', '', 'search-token'],
    ['code', '|', 'search-token'],
    ['code', 'a|b|c', 'search-token'],
    ['code', 'a,,b', 'search-token'],
    ['recorded-date', 'ne2027', 'search-date'],
    ['recorded-date', '2027-13', 'search-date'],
    ['recorded-date', '2027-3', 'search-date'],
    ['recorded-date', '', 'search-date'],
  ])('%s=%s is not taken: %s', (name, value, rule) => {
    expect(meets([name, value])).toBe(rule);
  });
});

describe('what a type is searched by', () => {
  it.each([...searchableTypes])('%s has the elements that it is searched by', (type) => {
    for (const { paths } of findSearchParameters(type) ?? []) {
      for (const path of paths) {
        const names = path.split('.');
        let at: string | undefined = type;
        for (const name of names) {
          const element: ReturnType<NonNullable<ReturnType<typeof elementsOf>>['get']> =
            at === undefined ? undefined : elementsOf(at)?.get(name);
          expect([type, path, element === undefined]).toEqual([type, path, false]);
          at = element?.type;
        }
      }
    }
  });

  it('is nothing for a type that is not asked for', () => {
    for (const type of ['Consent', 'Account', 'Practitioner', 'constructor'])
      expect(findSearchParameters(type)).toBeUndefined();
  });
});
