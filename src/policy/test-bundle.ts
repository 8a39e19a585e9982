import { isDeepStrictEqual } from 'node:util';
import { covers } from './box.ts';
import type { Bundle, BundleProblem } from './bundle.ts';
import { toSelectingBox } from './case-space.ts';
import { type InspectablePolicy, compilePolicy } from './compile-policy.ts';
import { bundleDirectory } from './load-bundle.ts';
import { checkBundle } from './load-policy.ts';
import { type PolicyCase, readPolicyCases } from './policy-case.ts';
import type { SegmentCase } from './policy-types.ts';

/** What the cases of a bundle version say about it. */
export interface BundleTest {
  readonly cases: number;
  readonly rows: number;
  readonly rules: number;
  /** Wrong answers, twins that are none, and rows and rules that no case hits. */
  readonly problems: readonly BundleProblem[];
}

/**
 * Asks a bundle every case that stands beside it. Beyond right answers it demands that each row be hit by a case that
 * forwards and one that does not, each alternative of a row and each rule by some case, and that each case that forwards
 * have a twin that differs in one fact and does not.
 */
export function testBundle(directory: string, name: string, version: number): BundleTest {
  const { bundle, base, problems } = checkBundle(directory, name, version);
  if (bundle === undefined || problems.length > 0) return { cases: 0, rows: 0, rules: 0, problems };
  const folder = bundleDirectory(directory, name, version);
  const { cases, problems: unreadable } = readPolicyCases(folder);
  const policy = compilePolicy(bundle);
  const say = (file: string, rule: string, message: string): BundleProblem => ({
    file,
    line: 0,
    rule,
    message,
  });
  return {
    cases: cases.length,
    rows: bundle.rows.length,
    rules: bundle.combine.length + bundle.forbid.length + bundle.explain.length,
    problems: [
      ...unreadable,
      ...cases.flatMap((each) =>
        checkAnswer(policy, each).map((message) => say(each.file, 'answer', message)),
      ),
      ...cases.flatMap((each) => checkTwin(cases, each).map((message) => say(each.file, 'twin', message))),
      ...findUntested(withoutInherited(bundle, base), policy, cases).map((message) =>
        say(folder, 'coverage', message),
      ),
    ],
  };
}

function checkAnswer(policy: InspectablePolicy, { given, expect, kind }: PolicyCase): readonly string[] {
  const { outcome, row, rule, reasons } = policy.decideSegment(given);
  const answer = JSON.stringify({ outcome, row, rule, reasons });
  const expected = JSON.stringify({
    outcome: expect.outcome,
    row: expect.row,
    rule: expect.rule,
    reasons: expect.reasons,
  });
  const complaints = answer === expected ? [] : [`expected ${expected}, got ${answer}`];
  if ((expect.outcome === 'FORWARD') !== (kind === 'allow')) {
    complaints.push(`a case that expects ${expect.outcome} does not belong among the ${kind} cases`);
  }
  return complaints;
}

function checkTwin(
  cases: readonly PolicyCase[],
  { kind, twin, given, written }: PolicyCase,
): readonly string[] {
  if (kind === 'deny') return twin === undefined ? [] : ['only a case that forwards names a twin'];
  if (twin === undefined)
    return ['a case that forwards needs a twin: the same with one fact changed, refused'];
  const other = cases.find((each) => each.kind === 'deny' && each.claim === twin);
  if (other === undefined) return [`there is no deny case ${twin}`];
  const byHand = [...written, ...other.written];
  const differing = (Object.keys(given) as (keyof SegmentCase)[]).filter(
    (fact) =>
      // A level that nobody wrote follows from the category and is no fact of its own.
      (fact !== 'level' || byHand.includes('level')) &&
      JSON.stringify(given[fact]) !== JSON.stringify(other.given[fact]),
  );
  return differing.length === 1
    ? []
    : [`differs from its twin in ${differing.length} facts: ${differing.join(', ')}`];
}

/** A local bundle owes cases for what it adds or changes; what it inherits is tested where it stands. */
function withoutInherited(bundle: Bundle, base: Bundle | undefined): Bundle {
  if (base === undefined) return bundle;
  const own = <Entry>(entries: readonly Entry[], inherited: readonly Entry[]): readonly Entry[] =>
    entries.filter((entry) => !inherited.some((each) => isDeepStrictEqual(each, entry)));
  return {
    ...bundle,
    rows: own(bundle.rows, base.rows),
    combine: own(bundle.combine, base.combine),
    forbid: own(bundle.forbid, base.forbid),
    explain: own(bundle.explain, base.explain),
  };
}

function findUntested(
  bundle: Bundle,
  policy: InspectablePolicy,
  cases: readonly PolicyCase[],
): readonly string[] {
  const spoken = new Set(cases.flatMap(({ given }) => policy.findSpeakingRules(given)));
  const decided = new Set(cases.map(({ given }) => policy.decideSegment(given).rule));
  const places = cases.map(({ given, kind }) => ({
    kind,
    row: policy.findRow(given),
    place: toSelectingBox(given),
  }));
  const rows = bundle.rows.flatMap((row) => [
    ...(['allow', 'deny'] as const)
      .filter((kind) => !places.some((each) => each.row === row.id && each.kind === kind))
      .map((kind) => `no ${kind} case hits row ${row.id}`),
    ...row.selectors
      .map((box, position) => ({ box, position }))
      .filter(({ box }) => !places.some(({ place }) => covers(box, place)))
      .map(({ position }) => `no case hits alternative ${position + 1} of row ${row.id}`),
  ]);
  const rules = [...bundle.combine, ...bundle.forbid]
    .filter(({ id }) => !decided.has(id))
    .map(({ id }) => `rule ${id} decides no case`);
  const explanations = bundle.explain
    .filter(({ id }) => !spoken.has(id))
    .map(({ id }) => `rule ${id} explains no case`);
  return [...rows, ...rules, ...explanations];
}
