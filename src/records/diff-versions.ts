import { type JsonValue, isJsonObject } from '../platform/index.ts';
import { diffPlan } from './diff-plan.ts';
import type { Segment } from './segment-schema.ts';

/** What is compared of a part: what it says. Who may read it is no change of the plan. */
type ComparedPart = Pick<Segment, 'path' | 'content' | 'plainSummary' | 'assertionType' | 'disputed'>;

/** What became of the parts of a plan from one version to another, each named as {@link namePart} names it. */
export interface VersionDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** With the members that differ, as JSON pointers into the part. */
  readonly changed: readonly { readonly part: string; readonly members: readonly string[] }[];
  readonly unchanged: readonly string[];
}

/** What a part is called through all versions: a row by its identifier, wherever it stands, anything else by its path. */
export function namePart({ path, content }: Pick<Segment, 'path' | 'content'>): string {
  const rowId = isJsonObject(content) ? content['rowId'] : undefined;
  return typeof rowId === 'string' ? rowId : path;
}

/** Compares two versions of a plan part by part (docs/domain/02 §2.4 "section-level diffs"). Pure. */
export function diffVersions(previous: readonly ComparedPart[], next: readonly ComparedPart[]): VersionDiff {
  const { added, removed, changed, unchanged } = diffPlan(previous.map(toRow), next.map(toRow));
  return {
    added: added.map(({ rowId }) => rowId),
    removed: removed.map(({ rowId }) => rowId),
    changed: changed.map(({ rowId, members }) => ({ part: rowId, members })),
    unchanged,
  };
}

/** Whether two parts say the same. */
export function saysTheSame(one: ComparedPart, other: ComparedPart): boolean {
  return diffVersions([one], [other]).unchanged.length === 1;
}

function toRow(part: ComparedPart): { readonly rowId: string } & Readonly<Record<string, JsonValue>> {
  const { path, content, plainSummary = null, assertionType = null, disputed = false } = part;
  return { rowId: namePart(part), path, content, plainSummary, assertionType, disputed };
}
