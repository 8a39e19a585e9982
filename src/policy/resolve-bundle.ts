import { createHash } from 'node:crypto';
import { type JsonValue, canonicalJson } from '../platform/index.ts';
import { type CategoryCode, categoryCodes } from '../vocabulary/index.ts';
import { type Box, allValues, everything, simplify, toBits } from './box.ts';
import type { Basis, Bundle, BundleProblem, Column, Row } from './bundle.ts';
import type { BundleText, RowText } from './bundle-schema.ts';
import type { BundleReading } from './read-bundle.ts';

/** A bundle that was resolved, with what is wrong in its rows. */
export interface Resolution {
  readonly bundle: Bundle;
  /** The text with what it extends laid under it. */
  readonly text: BundleText;
  readonly problems: readonly BundleProblem[];
}

/** A bundle that others extend: as read and as resolved. */
export interface BaseBundle {
  readonly text: BundleText;
  readonly bundle: Bundle;
}

/**
 * Writes every list out: `rest`, `everywhere`, levels and alternatives become columns and boxes, and what the bundle
 * extends is brought in (its rows and rules, replaced or removed by id).
 */
export function resolveBundle(
  reading: BundleReading,
  text: BundleText,
  base: BaseBundle | undefined,
): Resolution {
  const merged = base === undefined ? text : mergeTexts(base.text, text);
  const problems: BundleProblem[] = [];
  const say = (section: string, id: string, rule: string, message: string): void => {
    problems.push({ ...reading.locate(section, id), rule, message });
  };
  const rows = merged.rows.map((row) =>
    resolveRow(row, merged.everywhere ?? [], (message) => {
      say('rows', row.id, 'one-column', `row ${row.id}: ${message}`);
    }),
  );
  if (base !== undefined) checkLocal(base.text, text, say);
  checkCorrections(text, base, say);
  const spelling = spellBundle(reading.written, base?.bundle.version.hash);
  return {
    bundle: {
      version: {
        bundle: text.bundle,
        version: text.version,
        hash: createHash('sha256').update(spelling, 'utf8').digest('hex'),
      },
      spelling,
      status: text.status,
      effectiveFrom: text.effectiveFrom,
      extends: base?.bundle.version ?? null,
      baseline: base?.bundle.baseline ?? text.bundle,
      corrections: text.corrections.map(({ row }) => row),
      rows,
      combine: merged.combine,
      forbid: merged.forbid,
      explain: merged.explain,
      bases: merged.bases.map(resolveBasis),
      gates: merged.gates ?? null,
    },
    text: merged,
    problems,
  };
}

function resolveBasis(text: BundleText['bases'][number]): Basis {
  const { id, title, source, when, since, until } = text;
  const { powers, dutyKind, art6, art9, sch1, art10, confidentiality, needsConsent } = text;
  return {
    id,
    title,
    source,
    when,
    since: since ?? null,
    until: until ?? null,
    basis: { powers, dutyKind, art6, art9, sch1, art10, confidentiality, needsConsent },
  };
}

/** The text of a local bundle laid over the text of what it extends. */
function mergeTexts(base: BundleText, local: BundleText): BundleText {
  return {
    ...local,
    everywhere: base.everywhere,
    rows: layOver(base.rows, local.rows, local.removeRows),
    combine: layOver(base.combine, local.combine),
    forbid: layOver(base.forbid, local.forbid),
    explain: layOver(base.explain, local.explain),
    bases: layOver(base.bases, local.bases, local.removeBases),
    gates: base.gates ?? local.gates,
  };
}

function layOver<Entry extends { readonly id: string }>(
  base: readonly Entry[],
  local: readonly Entry[],
  removed: readonly string[] = [],
): Entry[] {
  const gone = new Set([...removed, ...local.map(({ id }) => id)]);
  return [...base.filter(({ id }) => !gone.has(id)), ...local];
}

function checkLocal(
  base: BundleText,
  local: BundleText,
  say: (section: string, id: string, rule: string, message: string) => void,
): void {
  for (const { id } of local.bases) {
    say(
      'bases',
      id,
      'tightening',
      `basis ${id}: a local bundle may remove a legal basis and never add or change one`,
    );
  }
  if (local.everywhere !== undefined) {
    // What leaves the list would fall into `never: rest` in some rows, where an approver could release it.
    const message = 'what everybody needs is the baseline’s: a local bundle narrows rows one by one';
    say('everywhere', '', 'tightening', message);
  }
  if (local.gates !== undefined && base.gates !== undefined) {
    say(
      'gates',
      '',
      'tightening',
      'gates of statutes are the baseline’s: a local bundle inherits them as they are',
    );
  }
  const missing = (
    ids: readonly string[] = [],
    entries: readonly { readonly id: string }[],
  ): readonly string[] => ids.filter((id) => !entries.some((entry) => entry.id === id));
  for (const id of missing(local.removeRows, base.rows))
    say('removeRows', id, 'remove', `there is no row ${id} to remove`);
  for (const id of missing(local.removeBases, base.bases))
    say('removeBases', id, 'remove', `there is no basis ${id} to remove`);
}

/** Only the next version of a baseline mends a row, and it names one that it writes anew: a locality may only tighten. */
function checkCorrections(
  text: BundleText,
  base: BaseBundle | undefined,
  say: (section: string, id: string, rule: string, message: string) => void,
): void {
  const mends = base?.bundle.version.bundle === text.bundle && base.bundle.baseline === text.bundle;
  for (const { row } of text.corrections) {
    if (!mends) {
      const message = `row ${row}: only the next version of a baseline corrects what it extends`;
      say('corrections', '', 'tightening', message);
    } else if (!text.rows.some(({ id }) => id === row)) {
      say('corrections', '', 'correction', `row ${row} is called corrected and is not written anew`);
    }
  }
}

function resolveRow(row: RowText, everywhere: readonly CategoryCode[], say: (message: string) => void): Row {
  const { allow, linked, permitted, childPermitted, never } = row;
  const written = [allow, linked, permitted, never].filter((column) => column === 'rest').length;
  if (written > 1) say('"rest" may stand in one column only');
  const listed = (column: RowText['allow']): readonly CategoryCode[] =>
    column === undefined || column === 'rest' ? [] : column;
  const columns = {
    allow: [...(row.everywhere ?? everywhere), ...listed(allow)],
    linked: listed(linked),
    permitted: listed(permitted),
    childPermitted: childPermitted ?? [],
    never: listed(never),
  };
  const taken = Object.values(columns).flat();
  for (const code of new Set(taken.filter((each, position) => taken.indexOf(each) !== position))) {
    say(`${code} stands in two columns, or twice in one`);
  }
  const rest = categoryCodes.filter((code) => !taken.includes(code));
  const full = (column: RowText['allow'], named: readonly CategoryCode[]): readonly CategoryCode[] =>
    column === 'rest' ? [...named, ...rest] : named;
  return {
    id: row.id,
    title: row.title,
    source: row.source,
    selectors: resolveSelectors(row),
    columns: splitByLevel(row, [
      { cell: 'ALLOWED', decisive: false, categories: full(allow, columns.allow), condition: everything },
      {
        cell: 'ALLOWED',
        decisive: true,
        categories: full(permitted, columns.permitted),
        condition: everything,
      },
      { cell: 'LINKED', decisive: false, categories: full(linked, columns.linked), condition: everything },
      { cell: 'NEVER', decisive: false, categories: columns.childPermitted, condition: withoutChild },
      { cell: 'ALLOWED', decisive: true, categories: columns.childPermitted, condition: withChild },
      { cell: 'NEVER', decisive: false, categories: full(never, columns.never), condition: everything },
    ]),
  };
}

const withChild: Box = { childPermits: toBits('childPermits', [true]) };
const withoutChild: Box = { childPermits: toBits('childPermits', [false]) };

function resolveSelectors(row: RowText): readonly Box[] {
  return row.for.map(({ to, from, purposes, messageTypes }) => {
    const wide: Box = {
      recipientType: to.type,
      recipientDepartment: to.department ?? allValues('recipientDepartment'),
      recipientRole: to.role ?? allValues('recipientRole'),
      recipientDutyStatus: to.dutyStatus ?? allValues('recipientDutyStatus'),
      sourceType: from?.type ?? allValues('sourceType'),
      purpose: purposes,
      messageType: messageTypes ?? allValues('messageType'),
    };
    return simplify(wide);
  });
}

/** `onlyLevels`: outside these levels everything is blank. `neverLevels`: at these levels everything is never. */
function splitByLevel(row: RowText, columns: readonly Column[]): readonly Column[] {
  const only = row.onlyLevels ?? allValues('level');
  const never = (row.neverLevels ?? 0n) & only;
  const usual = only & ~never;
  const split: Column[] = columns.map((column) => ({
    ...column,
    condition: simplify({ ...column.condition, level: usual }),
  }));
  if (never !== 0n) {
    split.push({
      cell: 'NEVER',
      decisive: false,
      categories: categoryCodes,
      condition: simplify({ level: never }),
    });
  }
  return split.filter(({ categories }) => categories.length > 0);
}

/**
 * The canonical bundle, which is hashed. Every list of the format is a set, so lists are sorted: the order in which rows, rules
 * and codes are written changes neither meaning nor hash. What a bundle extends is part of it by hash.
 */
function spellBundle(written: JsonValue, baseHash: string | undefined): string {
  return canonicalJson({ base: baseHash ?? null, bundle: sortLists(written) });
}

function sortLists(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map(sortLists);
    const keyed = items.map((item) => ({ item, key: canonicalJson(item) }));
    return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ item }) => item);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, sortLists(each)]));
}
