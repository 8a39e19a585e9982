import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  PolicyError,
  checkBundle,
  listBundleVersions,
  loadBundle,
  loadPolicy,
} from '../../src/policy/index.ts';
import { type PolicyDirectory, baseline, copyPolicies, policies } from './support/bundles.ts';
import { planCase } from './support/cases.ts';

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

/** The findings on the baseline as `file:line [rule] message`, the file without its folder. */
function findings(name = 'BASE-1', version = 1): readonly string[] {
  return loadBundle(directory.path, name, version).problems.map(
    ({ file, line, rule, message }) => `${file.split('/').at(-1) ?? ''}:${line} [${rule}] ${message}`,
  );
}

describe('a bundle that is whole', () => {
  it('has nothing to be put right', () => {
    expect(findings()).toEqual([]);
    expect(checkBundle(policies, 'BASE-1', 1)).toMatchObject({
      problems: [],
      comparedCells: 0n,
      base: undefined,
    });
  });

  it('is loaded with its version, its hash and its first day', () => {
    expect(baseline.version).toMatchObject({ bundle: 'BASE-1', version: 1 });
    expect(baseline.version.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(baseline.effectiveFrom).toBe('2026-04-01');
  });
});

describe('the shape of a bundle', () => {
  it.each<[string, string, string, string, string]>([
    [
      'an unknown category',
      'rows.yaml',
      'allow: [EDU, ATT, SEN]',
      'allow: [EDU, ATT, SIN]',
      'unknown category "SIN"',
    ],
    [
      'an unknown role',
      'rows.yaml',
      'role: [CLASS_STAFF, HEADTEACHER]',
      'role: [CLASS_STAFF, JANITOR]',
      'unknown recipientRole "JANITOR"',
    ],
    ['an unknown purpose', 'rows.yaml', 'purposes: [P11]', 'purposes: [P99]', 'unknown purpose "P99"'],
    [
      'an unknown reason',
      'combine.yaml',
      'reason: REDACT_NEVER',
      'reason: REDACT_MAYBE',
      'unknown reason "REDACT_MAYBE"',
    ],
    ['an unknown outcome', 'combine.yaml', 'outcome: HOLD', 'outcome: WAIT', 'Invalid option'],
    [
      'an unknown attribute',
      'combine.yaml',
      'when: { cell: [BLANK] }',
      'when: { cells: [BLANK] }',
      'unknown attribute "cells"',
    ],
    [
      'flags in the combination table',
      'combine.yaml',
      'when: { cell: [BLANK] }',
      'when: { cell: [BLANK], flags: [RETRACTED] }',
      'unknown attribute "flags"',
    ],
    [
      'a banned operator',
      'combine.yaml',
      'choice: [PERMIT] }',
      'choice: { $ne: DENY } }',
      'Operators such as $ne are banned',
    ],
    [
      'an empty condition',
      'forbid.yaml',
      'when: { flags: [RETRACTED] }',
      'when: {}',
      'an empty condition would hold for every case',
    ],
    [
      'no condition',
      'forbid.yaml',
      'when: { flags: [RETRACTED] }',
      'when: []',
      'a rule without a condition would hold for every case',
    ],
    [
      'a condition that is no map',
      'forbid.yaml',
      'when: { flags: [RETRACTED] }',
      'when: RETRACTED',
      'a condition is a map',
    ],
    [
      'an empty list',
      'combine.yaml',
      'when: { cell: [BLANK] }',
      'when: { cell: [] }',
      'an empty list holds for nothing or for everything',
    ],
    ['an empty exception', 'forbid.yaml', '{ except: [P15] }', '{ except: [] }', 'an empty list holds'],
    [
      'an exception that is no list',
      'forbid.yaml',
      '{ except: [P15] }',
      '{ except: P15 }',
      '"except" needs a list',
    ],
    [
      'an unknown exception',
      'forbid.yaml',
      '{ except: [P15] }',
      '{ except: [P15, P99] }',
      'unknown purpose "P99"',
    ],
    ['a value twice', 'forbid.yaml', '{ except: [P15] }', '{ except: [P15, P15] }', 'P15 stands twice'],
    [
      'every value',
      'combine.yaml',
      '{ cell: [NEVER], approved: false }',
      '{ cell: [NEVER], approved: [true, false] }',
      'every value of approved is listed',
    ],
    [
      'a text for a truth',
      'combine.yaml',
      '{ cell: [NEVER], approved: false }',
      '{ cell: [NEVER], approved: "false" }',
      'unknown approved "false"',
    ],
    [
      'a row without source',
      'rows.yaml',
      '    source: rulings 6 "School → school P11"\n',
      '',
      'name the source',
    ],
    [
      'an empty source',
      'rows.yaml',
      'source: rulings 6 "School → school P11"',
      'source: " "',
      'name the source',
    ],
    [
      'an id that is none',
      'rows.yaml',
      'id: school-transfer',
      'id: School Transfer',
      'an id is lower-case words',
    ],
    [
      'an unknown key',
      'rows.yaml',
      'id: school-transfer',
      'id: school-transfer\n    allows: [EDU]',
      'Unrecognized key',
    ],
    ['an unknown section', 'explain.yaml', 'explain:', 'explains:', 'Unrecognized key'],
    ['a missing recipient', 'rows.yaml', 'to: { type: [COURT] }', 'from: { type: [SCHOOL] }', 'for.0.to'],
    [
      'a recipient of no kind',
      'rows.yaml',
      'to: { type: [COURT] }',
      'to: { role: [COURT_OFFICER] }',
      'unknown recipientType',
    ],
    ['an empty column', 'rows.yaml', 'allow: [EDU, ATT, SEN]', 'allow: []', 'rows.2.allow'],
    ['a column that is no list', 'rows.yaml', 'allow: [EDU, ATT, SEN]', 'allow: all', 'rows.2.allow'],
    ['a day that is none', 'bundle.yaml', '2026-04-01', '2026-02-30', 'effectiveFrom'],
    ['a status that is none', 'bundle.yaml', 'in-force', 'live', 'status'],
    [
      'an unknown power',
      'bases.yaml',
      '[CARE2014_S58]',
      '[CARE2014_S59]',
      'unknown legal power "CARE2014_S59"',
    ],
    [
      'an unknown attribute of a basis',
      'bases.yaml',
      'when: { purpose: [P15] }',
      'when: { purpose: [P15], recipientRole: [SW] }',
      'unknown attribute "recipientRole"',
    ],
  ])('refuses %s', (_, file, from, to, message) => {
    directory.edit(file, from, to);
    const found = findings();
    expect(found.join('\n')).toContain(message);
    expect(() => loadPolicy(directory.path, 'BASE-1')).toThrow(PolicyError);
  });

  it('lists all problems, each with its line', () => {
    directory.edit('rows.yaml', 'allow: [EDU, ATT, SEN]', 'allow: [EDU, ATT, SIN]');
    directory.edit(
      'combine.yaml',
      'when: { cell: [BLANK] }',
      'when: { cell: [BLANC], choice: { $nin: [DENY] } }',
    );
    const found = findings();
    expect(found).toHaveLength(3);
    expect(found[0]).toMatch(/^rows\.yaml:38 \[shape\] rows\.2\.allow\.2: unknown category "SIN"$/);
    expect(found[1]).toMatch(/^combine\.yaml:15 \[shape\] combine\.1\.when\.cell: unknown cell "BLANC"$/);
    expect(found[2]).toMatch(
      /^combine\.yaml:15 \[shape\] combine\.1\.when\.choice\.\$nin: "\$nin" is no part/,
    );
  });

  it('names the line within a list of alternatives', () => {
    directory.edit(
      'combine.yaml',
      '{ cell: [NEVER], approved: true, choice: [PERMIT] }',
      '{ cell: [NEVER], approved: true, choice: [PERMITS] }',
    );
    expect(findings()[0]).toMatch(/combine\.4\.when\.0\.choice: unknown choice "PERMITS"$/);
  });

  it('refuses a text that is no YAML, anchors, and a file that is no map', () => {
    directory.edit('rows.yaml', 'rows:', 'rows: [');
    expect(findings().join()).toContain('[yaml]');
    directory.edit('rows.yaml', 'rows: [', 'rows:');
    directory.edit('rows.yaml', 'allow: [EDU, ATT, SEN]', 'allow: &all [EDU, ATT, SEN]');
    expect(findings().join()).toContain('anchors and aliases are refused');
    directory.write('BASE-1', 1, 'rows.yaml', '- row\n');
    expect(findings()).toEqual(['rows.yaml:1 [yaml] the file must hold a map of sections']);
  });

  it('refuses a key twice, in one file and in two', () => {
    directory.edit('forbid.yaml', '    bar: true', '    bar: true\n    bar: false');
    expect(findings().join()).toContain('[yaml]');
    directory.edit('forbid.yaml', '    bar: true\n    bar: false', '    bar: true');
    directory.write('BASE-1', 1, 'more.yaml', 'version: 1\n');
    expect(findings()[0]).toMatch(
      /^more\.yaml:1 \[section-once\] section "version" already stands in .*bundle\.yaml$/,
    );
  });

  it('refuses a category in two columns, also through what everybody needs, and two columns for the rest', () => {
    directory.edit(
      'rows.yaml',
      'allow: [EDU, ATT, SEN]',
      'allow: [EDU, ATT, SEN]\n    linked: [SEN]\n    never: [VOI]',
    );
    expect(findings()).toEqual([
      'rows.yaml:32 [one-column] row school-class-staff: SEN stands in two columns, or twice in one',
      'rows.yaml:32 [one-column] row school-class-staff: VOI stands in two columns, or twice in one',
    ]);
    directory.edit('rows.yaml', 'linked: [SEN]\n    never: [VOI]', 'linked: rest\n    never: rest');
    expect(findings()).toEqual([
      'rows.yaml:32 [one-column] row school-class-staff: "rest" may stand in one column only',
    ]);
  });

  it('refuses a bundle that stands in the place of another', () => {
    directory.edit('bundle.yaml', 'version: 1', 'version: 2');
    expect(findings()).toEqual([
      'bundle.yaml:3 [place] the text says BASE-1 v2 and stands in the place of BASE-1 v1',
    ]);
  });
});

describe('versions', () => {
  const secondVersion = (status: string): void => {
    for (const file of [
      'rows.yaml',
      'combine.yaml',
      'forbid.yaml',
      'explain.yaml',
      'bases.yaml',
      'bundle.yaml',
    ]) {
      directory.copy(file, 2);
    }
    directory.editVersion(2, 'bundle.yaml', 'version: 1', 'version: 2');
    directory.editVersion(2, 'bundle.yaml', 'status: in-force', `status: ${status}`);
    directory.editVersion(2, 'rows.yaml', 'allow: [EDU, ATT, SEN]', 'allow: [EDU, ATT]');
  };

  it('loads the highest in force, and older ones by number, so that old decisions can be replayed', () => {
    secondVersion('in-force');
    const staff = { ...planCase, recipientRole: 'CLASS_STAFF' } as const;
    const now = loadPolicy(directory.path, 'BASE-1');
    const then = loadPolicy(directory.path, 'BASE-1', 1);
    expect([now.version.version, now.decideSegment(staff).outcome]).toEqual([2, 'WITHHOLD']);
    expect([then.version.version, then.decideSegment(staff).outcome]).toEqual([1, 'FORWARD']);
    expect(then.version.hash).toBe(baseline.version.hash);
    expect(now.version.hash).not.toBe(then.version.hash);
    expect(listBundleVersions(directory.path)).toEqual([
      { bundle: 'BASE-1', version: 1 },
      { bundle: 'BASE-1', version: 2 },
    ]);
  });

  it.each(['draft', 'retired'])('passes over a %s version unless it is asked for', (status) => {
    secondVersion(status);
    expect(loadPolicy(directory.path, 'BASE-1').version.version).toBe(1);
    expect(loadPolicy(directory.path, 'BASE-1', 2).version.version).toBe(2);
  });

  it('does not fall back silently from a version that cannot be read', () => {
    secondVersion('in-force');
    directory.editVersion(2, 'bundle.yaml', 'sources:', 'origins:');
    expect(() => loadPolicy(directory.path, 'BASE-1')).toThrow('policy bundle BASE-1 v2 is refused');
  });

  it('refuses what is not there', () => {
    expect(() => loadPolicy(directory.path, 'BASE-1', 9)).toThrow('there is no bundle BASE-1 v9');
    expect(() => loadPolicy(directory.path, 'BASE-9')).toThrow('no version of BASE-9 is in force');
    directory.edit('bundle.yaml', 'in-force', 'draft');
    expect(() => loadPolicy(directory.path, 'BASE-1')).toThrow('no version of BASE-1 is in force');
  });

  it('orders versions as numbers and passes over what is no version', () => {
    for (const version of [10, 9]) directory.write('BASE-1', version, 'bundle.yaml', 'x');
    directory.write('ALSO', 3, 'bundle.yaml', 'x');
    directory.write('BASE-1/notes', 1, 'bundle.yaml', 'x');
    expect(listBundleVersions(directory.path).map(({ bundle, version }) => `${bundle} ${version}`)).toEqual([
      'ALSO 3',
      'BASE-1 1',
      'BASE-1 9',
      'BASE-1 10',
    ]);
  });
});

describe('the hash', () => {
  const hash = (): string => loadPolicy(directory.path, 'BASE-1').version.hash;

  it('changes with any word of the text', () => {
    directory.edit('rows.yaml', "title: A pupil's next school", "title: A pupil's new school");
    expect(hash()).not.toBe(baseline.version.hash);
  });

  it('does not change with comments, layout, or the order of lists', () => {
    directory.edit(
      'rows.yaml',
      'allow: [EDU, ATT, SEN]',
      'allow: # as ever\n      - SEN\n      - EDU\n      - ATT',
    );
    directory.edit('forbid.yaml', 'forbid:\n', 'forbid:\n\n');
    expect(hash()).toBe(baseline.version.hash);
  });
});
