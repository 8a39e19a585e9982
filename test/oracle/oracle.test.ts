import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadBaseline } from './adapter.ts';
import { birthday, endOfSchoolAge } from './calendar.ts';
import { findUnsoundPolicies, readRules } from './cedar-engine.ts';
import { generateCase } from './generate-case.ts';
import { type OracleReport, runOracle } from './run-oracle.ts';

const minutes = 60_000;

describe('the independent oracle', () => {
  let report: OracleReport;

  beforeAll(() => {
    report = runOracle(loadBaseline(), { seed: 1, cases: 10_000, mutants: 64 });
  }, 6 * minutes);

  it('agrees with the gateway on 10,000 cases', () => {
    expect(
      report.differences.map(({ oracleCase, how }) => `${oracleCase.name}: ${how.join('; ')}`),
    ).toStrictEqual([]);
  });

  it('notices each of 64 changed rules', () => {
    expect(report.mutants).toStrictEqual({ noticed: 64, of: 64, unnoticed: [] });
  });

  it('lets nearly every policy decide something', () => {
    const unreached = report.reached.flatMap(({ set, unreached: names }) =>
      names.map((name) => `${set}/${name}`),
    );
    expect(unreached.length).toBeLessThanOrEqual(3);
    expect(report.cells.reached / report.cells.of).toBeGreaterThan(0.5);
  });
});

describe('the rules of the oracle', () => {
  it('are sound against their schema', () => {
    expect(findUnsoundPolicies(readRules())).toStrictEqual([]);
  });

  it('make the same case from the same numbers', () => {
    expect(generateCase(7, 42)).toStrictEqual(generateCase(7, 42));
    expect(generateCase(7, 42)).not.toStrictEqual(generateCase(8, 42));
  });

  it.each([
    ['2010-07-15', '2026-06-26'],
    ['2010-08-31', '2026-06-26'],
    ['2010-09-01', '2027-06-25'],
    ['2011-01-10', '2027-06-25'],
    ['2011-06-25', '2027-06-25'],
    ['2012-02-29', '2028-06-30'],
  ])('end compulsory school age of %s on %s (docs/domain/01 §1.7)', (birthDate, day) => {
    expect(endOfSchoolAge(birthDate)).toBe(day);
  });

  it('let a birthday of 29 February fall on 1 March in other years', () => {
    expect([birthday('2012-02-29', 16), birthday('2012-02-29', 18)]).toStrictEqual([
      '2028-02-29',
      '2030-03-01',
    ]);
  });
});
