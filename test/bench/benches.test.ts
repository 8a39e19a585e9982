import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchDecide } from '../../bench/decide.ts';
import { measureExchange } from '../../bench/exchange/bench-exchange.ts';
import { measureLedger } from '../../bench/ledger.ts';
import { medianOf } from '../../bench/measure.ts';
import { type Options, readOptions } from '../../bench/options.ts';
import { benchRedact } from '../../bench/redact.ts';
import { type Report, publishReport } from '../../bench/report.ts';
import { createTestDatabase } from '../support/database.ts';

/** Whether each bench still measures something; what it measures is judged by nobody here. */
describe('a bench', () => {
  let results = '';
  beforeAll(async () => {
    results = await mkdtemp(join(tmpdir(), 'assent-bench-results-'));
  });
  afterAll(() => rm(results, { recursive: true, force: true }));

  const short = (): Options =>
    readOptions(['--rounds', '1', '--milliseconds', '5', '--verify', '300'], results);
  const namesOf = ({ figures }: Report): readonly string[] => figures.map(({ name }) => name);

  it('measures decisions, and the same rules in Cedar', async () => {
    const report = await benchDecide(short());
    expect(namesOf(report)).toEqual(['cold_per_s', 'decide_per_s', 'cedar_ratio']);
    expect(report.seen.flatMap(({ perSecond }) => perSecond)).not.toContain(0);
  });

  it('measures redaction against reading and writing JSON', async () => {
    const report = await benchRedact(short());
    expect(namesOf(report)).toEqual(expect.arrayContaining(['json_ratio_small', 'json_ratio_large']));
    expect(report.seen.flatMap(({ perSecond }) => perSecond)).not.toContain(0);
  });

  it('measures the ledger, and verifies what it has written', async () => {
    const database = await createTestDatabase();
    try {
      const report = await measureLedger(database, short());
      expect(namesOf(report)).toEqual(expect.arrayContaining(['group_ratio', 'verify_s', 'bytes_per_entry']));
      expect(report.figures.find(({ name }) => name === 'verify_entries')?.value).toBeGreaterThanOrEqual(300);
    } finally {
      await database.drop();
    }
  });

  it('measures whole exchanges, none of which fails', async () => {
    const database = await createTestDatabase();
    const directory = await mkdtemp(join(tmpdir(), 'assent-bench-exchange-'));
    try {
      const options = readOptions(
        ['--rounds', '1', '--families', '4', '--requests', '12', '--connections', '2'],
        results,
      );
      const report = await measureExchange(database, directory, options);
      expect(namesOf(report)).toEqual(expect.arrayContaining(['express_ratio', 'p99_added_ms', 'major_gc']));
      expect(report.figures.find(({ name }) => name === 'errors')?.value).toBe(0);
      expect(report.seen.flatMap(({ perSecond }) => perSecond)).not.toContain(0);
    } finally {
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('keeps what it found with the machine, and says whether the goals were met', async () => {
    const report = (value: number): Report => ({
      name: 'kept',
      conditions: {},
      seen: [],
      figures: [{ name: 'ratio', value, goal: { atLeast: 2 } }],
    });
    expect([publishReport(report(2), results), publishReport(report(1.9), results)]).toEqual([true, false]);
    const [kept = ''] = (await readdir(results)).filter((file) => file.startsWith('kept-'));
    expect(JSON.parse(await readFile(join(results, kept), 'utf8'))).toMatchObject({
      name: 'kept',
      machine: { node: process.version },
    });
  });

  it('takes whole numbers', () => {
    expect(() => readOptions(['decide', '--rounds', 'many'], results)).toThrow('--rounds');
    expect(() => readOptions(['--milliseconds', '0'], results)).toThrow('--milliseconds');
    expect(() => readOptions(['--odd'], results)).toThrow('odd');
  });

  it('tells the middle figure', () => {
    expect([medianOf([3, 1, 2]), medianOf([4, 1, 2, 3])]).toEqual([2, 2.5]);
  });
});
