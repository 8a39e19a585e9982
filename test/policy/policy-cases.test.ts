import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { testBundle } from '../../src/policy/index.ts';
import { readPolicyCases } from '../../src/policy/policy-case.ts';
import { type PolicyDirectory, copyPolicies, localHead, policies } from './support/bundles.ts';

const allow = 'cases/allow/a-senco-reads-attendance-in-a-childs-plan.yaml';
const deny = 'cases/deny/a-senco-does-not-read-about-money-in-a-childs-plan.yaml';

describe('the cases of the baseline', () => {
  it('all hold, hit every row and every rule, and have their twins', () => {
    const { problems, cases, rows, rules } = testBundle(policies, 'BASE-1', 1);
    expect(problems).toEqual([]);
    expect({ rows, rules }).toEqual({ rows: 30, rules: 47 });
    expect(cases).toBeGreaterThan(2 * rows + rules);
  });

  it('are read with defaults that disclose least', () => {
    const { cases } = readPolicyCases(join(policies, 'BASE-1/v1'));
    const plan = cases.find(({ claim }) => claim === 'a-senco-reads-attendance-in-a-childs-plan');
    expect(plan).toMatchObject({
      kind: 'allow',
      twin: 'a-senco-does-not-read-about-money-in-a-childs-plan',
      given: {
        recipientDepartment: 'NONE',
        level: 'N',
        linkedToNeed: false,
        attested: false,
        choice: 'PERMIT',
        childPermits: false,
        flags: [],
        aboutOthers: false,
        approved: false,
        leadApproves: false,
        ownAccess: false,
      },
    });
    expect(plan?.written).not.toContain('level');
  });
});

describe('testing a bundle', () => {
  let directory: PolicyDirectory;
  beforeAll(() => {
    directory = copyPolicies(true);
  });
  afterEach(() => {
    directory.restore();
  });
  afterAll(() => {
    directory.remove();
  });

  function findings(name = 'BASE-1'): readonly string[] {
    return testBundle(directory.path, name, 1).problems.map(
      ({ file, line, rule, message }) => `${file.split('/').at(-1) ?? ''}:${line} [${rule}] ${message}`,
    );
  }

  /** Removes every case whose text holds the words. */
  function removeCases(words: string): void {
    for (const kind of ['allow', 'deny']) {
      const folder = join(directory.path, 'BASE-1/v1/cases', kind);
      for (const name of readdirSync(folder)) {
        if (readFileSync(join(folder, name), 'utf8').includes(words)) directory.drop(`cases/${kind}/${name}`);
      }
    }
  }

  it('finds an answer that differs in outcome, row, rule or reason', () => {
    directory.edit(allow, 'PERMIT_CONSENT', 'PERMIT_LAC_PLAN');
    expect(findings()).toEqual([
      'a-senco-reads-attendance-in-a-childs-plan.yaml:0 [answer] expected ' +
        '{"outcome":"FORWARD","row":"school-senco","rule":"weighed-permit","reasons":["PERMIT_LAC_PLAN"]}, got ' +
        '{"outcome":"FORWARD","row":"school-senco","rule":"weighed-permit","reasons":["PERMIT_CONSENT"]}',
    ]);
    directory.edit(allow, 'PERMIT_LAC_PLAN', 'PERMIT_CONSENT');
    directory.edit(allow, 'row: school-senco', 'row: college');
    expect(findings()[0]).toContain('expected {"outcome":"FORWARD","row":"college"');
    directory.edit(allow, 'row: college', 'row: school-senco');
    directory.edit(allow, 'rule: weighed-permit', 'rule: never');
    expect(findings()[0]).toContain('[answer] expected');
  });

  it('finds a rule that changed under a case', () => {
    directory.edit('rows.yaml', 'allow: [EDU, ATT, SEN]', 'allow: [EDU, ATT]');
    expect(findings()).toEqual([
      expect.stringMatching(
        /^class-staff-read-the-support-in-class\.yaml:0 \[answer\] expected .* got .*REDACT_NOT_NEEDED/,
      ),
    ]);
  });

  it('finds a case among the wrong ones', () => {
    const text = readFileSync(join(directory.path, 'BASE-1/v1', deny), 'utf8');
    directory.write('BASE-1', 1, 'cases/allow/misplaced.yaml', text);
    expect(findings()).toEqual([
      'misplaced.yaml:0 [answer] a case that expects WITHHOLD does not belong among the allow cases',
      'misplaced.yaml:0 [twin] a case that forwards needs a twin: the same with one fact changed, refused',
    ]);
  });

  it('finds a twin that is missing, that is none, and that has no business there', () => {
    directory.edit(allow, 'twin: a-senco', 'twin: nobody-a-senco');
    expect(findings()).toEqual([
      'a-senco-reads-attendance-in-a-childs-plan.yaml:0 [twin] there is no deny case nobody-a-senco-does-not-read-about-money-in-a-childs-plan',
    ]);
    directory.edit(allow, 'twin: nobody-a-senco', 'twin: a-senco');
    directory.edit(deny, 'choice: PERMIT', 'choice: NONE');
    expect(findings()).toEqual([
      'a-senco-reads-attendance-in-a-childs-plan.yaml:0 [twin] differs from its twin in 2 facts: category, choice',
    ]);
    directory.edit(deny, 'choice: NONE', 'choice: PERMIT\n  level: R');
    expect(findings()).toEqual([
      'a-senco-reads-attendance-in-a-childs-plan.yaml:0 [twin] differs from its twin in 2 facts: category, level',
    ]);
    directory.edit(deny, 'choice: PERMIT\n  level: R', 'choice: PERMIT');
    directory.edit(deny, 'expect:', 'twin: a-nursery-has-no-row-for-a-child-in-need\nexpect:');
    expect(findings()).toEqual([
      'a-senco-does-not-read-about-money-in-a-childs-plan.yaml:0 [twin] only a case that forwards names a twin',
    ]);
  });

  it('finds a twin that is the same case', () => {
    directory.edit(deny, 'category: HFN', 'category: ATT');
    expect(findings()).toContain(
      'a-senco-reads-attendance-in-a-childs-plan.yaml:0 [twin] differs from its twin in 0 facts: ',
    );
  });

  it('finds a row, an alternative and rules that no case hits', () => {
    removeCases('recipientType: HOUSING_PROVIDER');
    expect(findings()).toEqual(['v1:0 [coverage] no case hits alternative 2 of row housing']);
    removeCases('row: housing');
    removeCases('rule: retracted');
    removeCases('rule: weighed-conflict\n');
    const found = findings();
    for (const message of [
      'no allow case hits row housing',
      'no deny case hits row housing',
      'no case hits alternative 1 of row housing',
      'rule retracted decides no case',
      'rule weighed-conflict decides no case',
    ]) {
      expect(found).toContain(`v1:0 [coverage] ${message}`);
    }
  });

  it('finds a rule that explains no case', () => {
    removeCases('REDACT_CHILD_CONFIDENCE');
    expect(findings()).toContain('v1:0 [coverage] rule withheld-child-confidence explains no case');
  });

  it('lists what is wrong with a case, with its line', () => {
    directory.edit(allow, 'category: ATT', 'category: ATX');
    directory.edit(deny, 'effect: WEIGHTED', 'effect: HEAVY\n  mood: good');
    const found = findings().filter((each) => each.includes('[case]'));
    expect(found).toHaveLength(3);
    expect(found[0]).toMatch(
      /^a-senco-reads-attendance-in-a-childs-plan\.yaml:8 \[case\] given\.category: Invalid/,
    );
    expect(found[1]).toMatch(/^a-senco-does-not-read.*\.yaml:9 \[case\] given\.effect: Invalid/);
    expect(found[2]).toMatch(/^a-senco-does-not-read.*\.yaml:\d+ \[case\] given: Unrecognized key: "mood"/);
  });

  it('lists a case that is no YAML', () => {
    directory.edit(deny, 'given:', 'given: [');
    expect(findings().some((each) => /^a-senco-does-not-read.*\.yaml:\d+ \[yaml\] /.test(each))).toBe(true);
  });

  it('asks nothing of a bundle that is not whole', () => {
    directory.edit('rows.yaml', 'allow: [EDU, ATT, SEN]', 'allow: [EDU, ATT, SEN, SEN]');
    expect(testBundle(directory.path, 'BASE-1', 1)).toMatchObject({ cases: 0, rows: 0, rules: 0 });
    expect(findings()).toEqual([
      'rows.yaml:32 [one-column] row school-class-staff: SEN stands in two columns, or twice in one',
    ]);
  });

  it('owes a local bundle cases for what it changes, and only for that', () => {
    directory.write('WESTMARCH', 1, 'bundle.yaml', localHead);
    expect(findings('WESTMARCH')).toEqual([]);
    directory.write(
      'WESTMARCH',
      1,
      'bundle.yaml',
      `${localHead}rows:
  - id: housing
    title: Housing, without money
    source: Westmarch partnership agreement
    for: { to: { type: [HOUSING_PROVIDER], role: [HOUSING] }, purposes: [P02] }
    allow: [CON]
forbid:
  - id: disputed
    title: What is disputed waits
    source: Westmarch partnership agreement
    when: { flags: [DISPUTED] }
    reason: REDACT_HANDLING
`,
    );
    expect(findings('WESTMARCH')).toEqual([
      'v1:0 [coverage] no allow case hits row housing',
      'v1:0 [coverage] no deny case hits row housing',
      'v1:0 [coverage] no case hits alternative 1 of row housing',
      'v1:0 [coverage] rule disputed decides no case',
    ]);
  });
});
