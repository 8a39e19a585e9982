import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { judgeApart } from '../../src/policy/judge-apart.ts';
import { type TextVerdict, judgeText } from '../../src/policy/judge-text.ts';
import { type PolicyFile, readPolicyFiles, textLimits } from '../../src/policy/policy-text.ts';
import { readYaml } from '../../src/policy/read-yaml.ts';
import { loadCatalogues } from '../../src/pages/catalogues.ts';
import { draftWith, localDraft, strictDraft } from '../support/policy-drafts.ts';
import { policies } from './support/bundles.ts';

const judge = (files: readonly PolicyFile[]): TextVerdict =>
  judgeText({ directory: policies, bundle: 'BASE-1', files });
const rulesOf = ({ problems }: TextVerdict): readonly string[] => problems.map(({ rule }) => rule);

describe('a text that somebody drafts', () => {
  it('may be published where it is whole, its cases are right, and it weakens nothing', () => {
    for (const files of [localDraft, strictDraft()]) {
      const verdict = judge(files);
      expect(verdict).toMatchObject({ problems: [], wrongCases: [], bars: [] });
      expect(verdict.version).toMatchObject({ bundle: 'LOCAL-1', version: 1 });
      expect(BigInt(verdict.comparedCells)).toBeGreaterThan(1_000_000_000n);
    }
    expect(judge(strictDraft())).toMatchObject({ cases: 1 });
  });

  it('is told file, line and rule of what is wrong, and nothing of where it was laid for that', () => {
    const { problems } = judge(draftWith('rows:\n  - id: pigs\n    title: Pigs\n    colour: pink\n'));
    expect(problems.map(({ file, rule }) => [file, rule])).toContainEqual(['rules.yaml', 'shape']);
    expect(problems.some(({ line }) => line > 1)).toBe(true);
    expect(JSON.stringify(problems)).not.toContain('/tmp');
  });

  it('owes a case for each rule of its own', () => {
    const files = strictDraft().filter(({ name }) => !name.startsWith('cases/'));
    expect(judge(files).wrongCases).toMatchObject([{ rule: 'coverage' }]);
  });
});

describe('a text that may not be published', () => {
  it('is one that lets all of it go', () => {
    const all = `rows:
  - id: everybody
    title: Everybody reads everything
    source: nobody
    for: { to: { type: any }, purposes: any }
    allow: rest
combine:
  - { id: all, title: All goes, source: nobody, when: { cell: any }, outcome: FORWARD, reason: PERMIT_CONSENT }
`;
    expect(judge(draftWith(all))).toMatchObject({ version: null });
    const own = draftWith(all, { change: (head) => head.replace(/extends: .*\n/, '') });
    expect(judge(own)).toMatchObject({ version: null });
    // Nor one that says so for a single kind of recipient, and is whole in itself.
    const verdict = judge(
      draftWith(`rows:
  - id: police-all
    title: The police read everything
    source: nobody
    for: { to: { type: [POLICE] }, purposes: [P01] }
    allow: rest
`),
    );
    expect([verdict.version, ...new Set(rulesOf(verdict))]).toEqual([null, 'tightening']);
  });

  it('is one with an empty condition, or with one that lists everything', () => {
    for (const condition of ['{}', '[]', '{ purpose: any }', '{ purpose: [] }']) {
      const verdict = judge(
        draftWith(`forbid:
  - { id: none, title: Nothing, source: nobody, when: ${condition}, reason: REDACT_HANDLING }
`),
      );
      expect([condition, verdict.version]).toEqual([condition, null]);
      expect(rulesOf(verdict)).toContain('shape');
    }
  });

  it('is one that takes away what the baseline forbids, or opens one of its cells', () => {
    const weaker = judge(
      draftWith(`rows:
  - id: school-class-staff
    title: Class staff read what a child told about abuse
    source: nobody
    for:
      to: { type: [SCHOOL], role: [CLASS_STAFF, HEADTEACHER] }
      purposes: [P02, P03, P04, P05, P06, P07, P10]
    allow: [EDU, ATT, SEN, SXA]
`),
    );
    expect([weaker.version, ...new Set(rulesOf(weaker))]).toEqual([null, 'tightening']);
    const forbidding = judge(
      draftWith(`forbid:
  - id: court-restricted
    title: Only for the police
    source: nobody
    when: { flags: [COURT_RESTRICTED], recipientType: [POLICE] }
    reason: DENY_COURT_RESTRICTED
    bar: true
`),
    );
    expect([forbidding.version, rulesOf(forbidding).includes('tightening')]).toEqual([null, true]);
  });

  it('is a version of the baseline, even one that calls itself a correction', () => {
    const files: readonly PolicyFile[] = [
      {
        name: 'bundle.yaml',
        text: `bundle: BASE-1
version: 4
status: in-force
effectiveFrom: 2026-06-01
extends: { bundle: BASE-1, version: 3 }
sources: [nobody]
corrections:
  - { row: school-class-staff, source: nobody, notes: more }
rows:
  - id: school-class-staff
    title: Class staff read more
    source: nobody
    for:
      to: { type: [SCHOOL], role: [CLASS_STAFF, HEADTEACHER] }
      purposes: [P02, P03, P04, P05, P06, P07, P10]
    allow: [EDU, ATT, SEN, SXA]
`,
      },
    ];
    expect(judge(files)).toMatchObject({ bars: ['NAME'] });
    expect(judge(draftWith('', { change: (head) => head.replace('LOCAL-1', 'BASE-1') }))).toMatchObject({
      bars: ['NAME'],
      problems: [{ rule: 'place' }],
    });
  });

  it('is one that extends an older baseline, or nothing, or is not meant to decide', () => {
    const change = (from: RegExp | string, to: string): TextVerdict =>
      judge(draftWith('', { change: (head) => head.replace(from, to) }));
    expect(change('version: 3', 'version: 1')).toMatchObject({ problems: [], bars: ['BASELINE'] });
    expect(change(/extends: .*\n/, '').bars).toContain('BASELINE');
    expect(change('in-force', 'draft')).toMatchObject({ problems: [], bars: ['STATUS'] });
  });
});

describe('hostile YAML', () => {
  const problemsOf = (text: string): readonly (readonly [number, string])[] =>
    readYaml('bundle.yaml', text).problems.map(({ line, rule }) => [line, rule]);

  it('is refused for its anchors, aliases, tags and keys, with the line', () => {
    expect(problemsOf('a: &x [1]\nb: 2\nc: *x\n')).toEqual([
      [1, 'yaml'],
      [3, 'yaml'],
    ]);
    expect(problemsOf('a: 1\nb: !!str 2\n')).toEqual([[2, 'yaml']]);
    expect(problemsOf('a: !!js/function "x"\n')).toContainEqual([1, 'yaml']);
    expect(problemsOf('a: 1\n__proto__: { rows: [] }\n')).toEqual([[2, 'yaml']]);
    expect(problemsOf('a: 1\n"__proto__": { rows: [] }\n')).toEqual([[2, 'yaml']]);
    expect(problemsOf('a: 1\na: 2\n')).toEqual([[2, 'yaml']]);
    expect(problemsOf('a: { b: [1, 2] }\n# [[[\n')).toEqual([]);
  });

  it('is refused unparsed for its depth and its length', () => {
    expect(problemsOf(`a: 1\nb: ${'['.repeat(50_000)}\n`)).toEqual([[2, 'depth']]);
    expect(problemsOf(`a: ${'{x: '.repeat(30)}\n`)).toEqual([[1, 'depth']]);
    expect(problemsOf(`a:\n${'- '.repeat(40_000)}\n`)).toEqual([[2, 'depth']]);
    expect(problemsOf(`${' '.repeat(90)}a: 1\n`)).toEqual([[1, 'depth']]);
    expect(problemsOf('x'.repeat(100_001))).toEqual([[0, 'size']]);
  });

  it('does not reach the hash or the rules by a key that objects take for their own', () => {
    const verdict = judge(draftWith('', { change: (head) => `${head}__proto__:\n  rows: []\n` }));
    expect([verdict.version, rulesOf(verdict)]).toEqual([null, ['yaml']]);
  });
});

describe('files of a draft', () => {
  const refused = (files: readonly PolicyFile[]): readonly object[] => {
    const read = readPolicyFiles(files);
    return read.ok ? [] : read.refusal;
  };

  it('are taken with their lines as in a file, without empty ones, in the order of their names', () => {
    const read = readPolicyFiles([
      { name: ' rows.yaml ', text: 'a: 1\r\nb: 2\r\n\r\n' },
      { name: 'bundle.yaml', text: 'c: 3' },
      { name: '', text: ' \n' },
    ]);
    expect(read).toEqual({
      ok: true,
      value: [
        { name: 'bundle.yaml', text: 'c: 3\n' },
        { name: 'rows.yaml', text: 'a: 1\nb: 2\n' },
      ],
    });
  });

  it('are refused where a name is no place of the format, stands twice, or a character is none of a text', () => {
    for (const name of [
      '../rows.yaml',
      '/etc/passwd',
      'rows.yml',
      'cases/x.yaml',
      'Rows.yaml',
      'a/b.yaml',
      '',
    ])
      expect(refused([{ name, text: 'a: 1' }])).toEqual([{ place: 0, rule: 'name' }]);
    const twice = { name: 'rows.yaml', text: 'a: 1' };
    expect(refused([twice, twice])).toEqual([{ place: 1, rule: 'twice' }]);
    for (const text of ['a: \u0000', 'a: \u001b[2J', 'a: \u202Eevil', '\uFEFFa: 1'])
      expect(refused([{ name: 'rows.yaml', text }])).toEqual([{ place: 0, rule: 'text' }]);
  });

  it('are refused where there are none, too many, or too much in all', () => {
    expect(refused([])).toEqual([{ place: null, rule: 'count' }]);
    const many = Array.from({ length: textLimits.files + 1 }, (_, place) => ({
      name: `rows-${place}.yaml`,
      text: 'a: 1',
    }));
    expect(refused(many)).toEqual([{ place: null, rule: 'count' }]);
    const half = 'x'.repeat(textLimits.characters / 2);
    const large = ['a.yaml', 'b.yaml', 'c.yaml'].map((name) => ({ name, text: half }));
    expect(refused(large)).toEqual([{ place: null, rule: 'size' }]);
  });
});

describe('a text that is judged', () => {
  it('is judged apart as it is judged here', async () => {
    const files = strictDraft();
    const apart = await judgeApart({ directory: policies, bundle: 'BASE-1', files });
    expect(apart).toEqual({ ok: true, value: judge(files) });
  }, 60_000);

  it('is told of in words, whatever rule it breaks', () => {
    const folder = new URL('../../src/policy/', import.meta.url);
    const texts = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
    const named = texts.flatMap((text) => [
      ...text.matchAll(/rule: '([a-z-]+)'/g),
      ...text.matchAll(/say\(\s*(?:[a-zA-Z]+, )?'[a-zA-Z]*',\s*[^,]+,\s*'([a-z-]+)'/g),
      ...text.matchAll(/say\((?:file|folder|each\.file|at|line), '([a-z-]+)'/g),
      ...text.matchAll(/problem: \['([a-z-]+)'/g),
    ]);
    const rules = new Set(named.map(([, rule = '']) => rule));
    // Rules of files before anybody reads them are told at their fields; the last is one of answers and no finding.
    for (const rule of ['name', 'twice', 'text', 'count', 'unknown-flag']) rules.delete(rule);
    expect(rules.size).toBeGreaterThan(15);
    const catalogues = ['pages', 'console'].map(
      (room) => new URL(`../../src/${room}/catalogues/`, import.meta.url),
    );
    const t = loadCatalogues(catalogues, ['en']).translate('en');
    for (const rule of rules)
      expect([rule, t(`rehearse.rule.${rule}`)]).toEqual([rule, expect.stringMatching(/\w{4}/)]);
  });
});
