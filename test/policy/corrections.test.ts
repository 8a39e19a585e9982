import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type SegmentCase, checkBundle, loadPolicy } from '../../src/policy/index.ts';
import { type PolicyDirectory, copyPolicies, localHead, policies } from './support/bundles.ts';

/** What a foster carer would read about a parent's alcohol and drugs, released by an approver, with the parent's permit. */
const drugs: SegmentCase = {
  recipientType: 'COUNCIL',
  recipientDepartment: 'CSC',
  recipientRole: 'FOSTER_CARER',
  recipientDutyStatus: 'S11',
  sourceType: 'COUNCIL',
  purpose: 'P10',
  messageType: 'M09',
  category: 'PSU',
  level: 'R',
  linkedToNeed: true,
  attested: false,
  effect: 'DETERMINATIVE',
  choice: 'PERMIT',
  childPermits: false,
  flags: [],
  aboutOthers: true,
  approved: true,
  leadApproves: false,
  ownAccess: false,
};

const head = readFileSync(join(policies, 'BASE-1/v3/bundle.yaml'), 'utf8').replace(
  'version: 2',
  'version: 1',
);
const corrections = head.slice(head.indexOf('corrections:'));
const rows = readFileSync(join(policies, 'BASE-1/v3/rows.yaml'), 'utf8');

describe('BASE-1 v3', () => {
  it('is whole, decides today, and mends the row of the foster carer alone', () => {
    expect(checkBundle(policies, 'BASE-1', 3)).toMatchObject({
      problems: [],
      bundle: { corrections: ['foster-carer'] },
    });
    const policy = loadPolicy(policies, 'BASE-1');
    expect(policy.version).toMatchObject({ bundle: 'BASE-1', version: 3 });
    expect(policy.decideSegment(drugs)).toMatchObject({ cell: 'NEVER', outcome: 'FORWARD' });
    expect(policy.decideSegment({ ...drugs, approved: false })).toMatchObject({ outcome: 'WITHHOLD' });
    expect(loadPolicy(policies, 'BASE-1', 2).decideSegment(drugs)).toMatchObject({
      cell: 'BLANK',
      outcome: 'WITHHOLD',
    });
  });
});

describe('a correction', () => {
  let directory: PolicyDirectory;
  beforeAll(() => {
    directory = copyPolicies();
  });
  afterEach(() => {
    directory.restore();
  });
  afterAll(() => {
    directory.remove();
  });

  /** Writes the mended row as some version of some bundle and lists what is wrong with it. */
  function findings(bundle: string, version: number, text: string, row = rows): readonly string[] {
    directory.write(bundle, version, 'bundle.yaml', text);
    directory.write(bundle, version, 'rows.yaml', row);
    return checkBundle(directory.path, bundle, version).problems.map(
      ({ rule, message }) => `[${rule}] ${message}`,
    );
  }
  const asVersion2 = head.replace('version: 3', 'version: 2');

  it('must be named: a next version is held to the one before it', () => {
    expect(findings('BASE-1', 2, asVersion2)).toEqual([]);
    expect(findings('BASE-1', 2, asVersion2.replace(corrections, ''))[0]).toMatch(
      /^\[tightening\] .*for example PSU to COUNCIL/,
    );
  });

  it('covers its own row and no other', () => {
    const [mended = ''] = / {2}- id: foster-carer[^]*/.exec(rows) ?? [];
    const other = mended
      .replace('id: foster-carer', 'id: housing')
      .replaceAll('FOSTER_CARER', 'HOUSING')
      .replaceAll('P10', 'P02');
    const found = findings('BASE-1', 2, asVersion2, `${rows}${other}`);
    expect(found).not.toEqual([]);
    expect(found.filter((each) => !each.startsWith('[tightening]') || each.includes('P10'))).toEqual([]);
  });

  it('is written anew', () => {
    expect(findings('BASE-1', 2, asVersion2, 'rows: []\n')).toEqual([
      '[correction] row foster-carer is called corrected and is not written anew',
    ]);
  });

  it('is no way out for a local bundle, nor for its next version', () => {
    const refused =
      '[tightening] row foster-carer: only the next version of a baseline corrects what it extends';
    expect(findings('WESTMARCH', 1, `${localHead}${corrections}`)).toEqual([refused]);
    directory.write('WESTMARCH', 1, 'bundle.yaml', localHead);
    directory.write('WESTMARCH', 1, 'rows.yaml', 'rows: []\n');
    const next = localHead.replace('version: 1', 'version: 2').replace('bundle: BASE-1', 'bundle: WESTMARCH');
    expect(findings('WESTMARCH', 2, next, 'rows: []\n')).toEqual([]);
    expect(findings('WESTMARCH', 2, `${next}${corrections}`)).toEqual([refused]);
  });

  it('is not smuggled in by extending a bundle that is itself too loose', () => {
    expect(findings('WESTMARCH', 1, localHead)).not.toEqual([]);
    const beyond = localHead
      .replace('bundle: WESTMARCH', 'bundle: SOUTH')
      .replace('bundle: BASE-1', 'bundle: WESTMARCH');
    expect(findings('SOUTH', 1, beyond, 'rows: []\n')[0]).toMatch(/^\[tightening\] .*PSU to COUNCIL/);
  });
});
