import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle, BundleProblem } from './bundle.ts';
import { findBaseline } from './find-baseline.ts';
import { type LaidOutTexts, layOutTexts, writeFiles } from './lay-out-texts.ts';
import { loadBundle } from './load-bundle.ts';
import { checkBundle } from './load-policy.ts';
import type { PolicyFile } from './policy-text.ts';
import type { PolicyVersion } from './policy-types.ts';
import { readBundle } from './read-bundle.ts';
import { testBundle } from './test-bundle.ts';

/** What `assent policy check` and `assent policy test` say of a text, and what stands against its deciding anything. */
export interface TextVerdict {
  /** As which bundle and version it is read, with its hash; null where it cannot be read. */
  readonly version: PolicyVersion | null;
  readonly rows: number;
  readonly rules: number;
  readonly cases: number;
  /** How many cells were compared with what it extends, in digits. */
  readonly comparedCells: string;
  /** What the check found. */
  readonly problems: readonly BundleProblem[];
  /** What its cases found; none were asked where the check found something. */
  readonly wrongCases: readonly BundleProblem[];
  /** Why it may not be published, beside these: rules of publication. */
  readonly bars: readonly PublicationBar[];
}

/**
 * Why a text may not be published from the console. `NAME`: it is a version of the baseline, which comes with the program, or one that
 * stands in the policy directory. `STATUS`: it does not say `in-force`. `BASELINE`: it does not extend the newest baseline in force.
 */
export type PublicationBar = 'NAME' | 'STATUS' | 'BASELINE';

/** What is judged, and against what. */
export interface TextToJudge {
  /** The policy directory. */
  readonly directory: string;
  /** The bundle that decides here by the configuration. What it extends in the end is what nobody may weaken. */
  readonly bundle: string;
  readonly files: readonly PolicyFile[];
}

/** Judges a text as if it stood in the policy directory. Files and lines are those of the text. */
export function judgeText({ directory, bundle, files }: TextToJudge): TextVerdict {
  const laid = layOutTexts(directory);
  try {
    return judgeLaidOut(laid, findBaseline(directory, bundle), files);
  } finally {
    laid.remove();
  }
}

const longestName = 60;
const highestVersion = 999_999;

const nothing = { version: null, rows: 0, rules: 0, cases: 0, comparedCells: '0', wrongCases: [], bars: [] };

function judgeLaidOut(
  laid: LaidOutTexts,
  baseline: PolicyVersion,
  files: readonly PolicyFile[],
): TextVerdict {
  const { directory } = laid;
  const apart = join(directory, 'text');
  mkdirSync(apart);
  writeFiles(apart, files);
  const reading = readBundle(apart);
  if (reading.text === undefined) return { ...nothing, problems: withoutFolder(apart, reading.problems) };
  const { bundle: name, version, status } = reading.text;
  if (name.length > longestName || version > highestVersion) {
    const message = `a bundle has a name of at most ${longestName} characters and a version up to ${highestVersion}`;
    return {
      ...nothing,
      problems: withoutFolder(apart, [{ ...reading.locate('bundle'), rule: 'place', message }]),
    };
  }
  if (!laid.add({ bundle: name, version, files })) {
    const message = `${name} v${version} stands in the policy directory: a version is never edited, take the next number`;
    return {
      ...nothing,
      bars: ['NAME'],
      problems: withoutFolder(apart, [{ ...reading.locate('version'), rule: 'place', message }]),
    };
  }
  const folder = join(directory, name, `v${version}`);
  const { bundle, problems, comparedCells } = checkBundle(directory, name, version);
  const bars: PublicationBar[] = [
    ...(name === baseline.bundle ? (['NAME'] as const) : []),
    ...(status === 'in-force' ? [] : (['STATUS'] as const)),
    ...(bundle !== undefined && restsOn(directory, bundle, baseline) ? [] : (['BASELINE'] as const)),
  ];
  const judged = { ...nothing, bars, comparedCells: String(comparedCells) };
  if (bundle === undefined || problems.length > 0)
    return { ...judged, problems: withoutFolder(folder, problems) };
  const test = testBundle(directory, name, version);
  const { cases, rows, rules } = test;
  const wrongCases = withoutFolder(folder, test.problems);
  return { ...judged, version: bundle.version, rows, rules, cases, problems: [], wrongCases };
}

/** Whether a bundle is another, or extends it however far down. */
export function restsOn(
  directory: string,
  { version, extends: base }: Bundle,
  wanted: PolicyVersion,
): boolean {
  if (version.hash === wanted.hash) return true;
  const beneath = base === null ? undefined : loadBundle(directory, base.bundle, base.version).bundle;
  return beneath !== undefined && restsOn(directory, beneath, wanted);
}

/** Findings with the files' own names: where they were laid for a moment is nobody's business. */
function withoutFolder(folder: string, problems: readonly BundleProblem[]): readonly BundleProblem[] {
  const shorten = (text: string): string => text.replaceAll(`${folder}/`, '').replaceAll(folder, '');
  return problems.slice(0, mostFindings).map(({ file, line, rule, message }) => ({
    file: shorten(file),
    line,
    rule,
    message: shorten(message),
  }));
}

/** Findings that are shown: whoever has more begins with these. */
const mostFindings = 200;

/** Whether nothing stands against a text's deciding: it is whole, its cases are right, and it weakens nothing. */
export function isPublishable({
  version,
  wrongCases,
  bars,
}: Pick<TextVerdict, 'version' | 'wrongCases' | 'bars'>): boolean {
  return version !== null && wrongCases.length === 0 && bars.length === 0;
}
