import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Bundle } from '../../../src/policy/index.ts';
import { loadBundle, loadPolicy } from '../../../src/policy/index.ts';

/** The project's own bundles. */
export const policies = join(import.meta.dirname, '../../../policies');

/** The baseline's first version, which holds every row and rule, and which the tests ask and change. */
export const baseline = loadPolicy(policies, 'BASE-1', 1);

/** The baseline as resolved, for tests that change a rule. */
export const baselineBundle: Bundle = getBundle(policies, 'BASE-1', 1);

/** A bundle that must be there. */
export function getBundle(directory: string, name: string, version: number): Bundle {
  const { bundle } = loadBundle(directory, name, version);
  if (bundle === undefined) throw new Error(`no bundle ${name} v${version}`);
  return bundle;
}

/** A directory of bundles for the tests of one file: the baseline, and whatever a test writes beside it. */
export interface PolicyDirectory {
  readonly path: string;
  /** Replaces a text in a file of the baseline. */
  readonly edit: (file: string, from: string, to: string) => void;
  /** Writes one file of a bundle version. */
  readonly write: (bundle: string, version: number, file: string, text: string) => void;
  /** Copies a file of the baseline's first version to another version of it. */
  readonly copy: (file: string, version: number) => void;
  /** Replaces a text in a file of another version of the baseline. */
  readonly editVersion: (version: number, file: string, from: string, to: string) => void;
  /** Removes a file of the baseline. */
  readonly drop: (file: string) => void;
  /** Undoes whatever a test wrote, so that the next test finds the baseline as it is. */
  readonly restore: () => void;
  readonly remove: () => void;
}

/** Copies the baseline's first version into a fresh directory, without its cases unless they are asked for. */
export function copyPolicies(withCases = false): PolicyDirectory {
  const path = mkdtempSync(join(tmpdir(), 'assent-policy-'));
  cpSync(policies, path, {
    recursive: true,
    filter: (file) => !/\/BASE-1\/v[23]$/.test(file) && (withCases || !file.endsWith('/cases')),
  });
  const before = new Map<string, string | undefined>();
  const made: string[] = [];

  function change(place: string, text: string | undefined): void {
    if (!before.has(place)) before.set(place, existsSync(place) ? readFileSync(place, 'utf8') : undefined);
    if (text === undefined) {
      rmSync(place, { force: true });
      return;
    }
    const folder = mkdirSync(dirname(place), { recursive: true });
    if (folder !== undefined) made.push(folder);
    writeFileSync(place, text);
  }

  const write: PolicyDirectory['write'] = (bundle, version, file, text) => {
    change(join(path, bundle, `v${version}`, file), text);
  };
  const editVersion: PolicyDirectory['editVersion'] = (version, file, from, to) => {
    const text = readFileSync(join(path, `BASE-1/v${version}`, file), 'utf8');
    if (!text.includes(from)) throw new Error(`${file} holds no ${from}`);
    write(
      'BASE-1',
      version,
      file,
      text.replace(from, () => to),
    );
  };
  return {
    path,
    write,
    editVersion,
    edit: (file, from, to) => {
      editVersion(1, file, from, to);
    },
    copy: (file, version) => {
      write('BASE-1', version, file, readFileSync(join(path, 'BASE-1/v1', file), 'utf8'));
    },
    drop: (file) => {
      change(join(path, 'BASE-1/v1', file), undefined);
    },
    restore: () => {
      for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
      for (const [place, text] of before) {
        if (text !== undefined) writeFileSync(place, text);
        else rmSync(place, { force: true });
      }
      before.clear();
    },
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** The head of a local bundle that extends the baseline. */
export const localHead = `bundle: WESTMARCH
version: 1
status: in-force
effectiveFrom: 2026-10-01
extends: { bundle: BASE-1, version: 1 }
sources: [Westmarch partnership agreement]
`;
