import { diffVersions, namePart } from '../../records/index.ts';
import { findComparedPart } from '../earlier/find-earlier-disclosures.ts';
import type { RedactedMessage, ReleasedSegment } from '../redact/index.ts';
import type { PlanView } from './plan-view.ts';

/** What became of the parts of a plan since an earlier version, as far as its reader may see both. */
export interface ShownChanges {
  /** ISO 8601. */
  readonly since: string;
  /** Parts that the reader was not shown of the earlier version, by their identifiers in this record. */
  readonly added: readonly string[];
  /** Parts of the earlier version that the reader is not shown now. */
  readonly removed: readonly ReleasedSegment[];
  readonly changed: readonly {
    readonly segmentId: string;
    /** What differs, as JSON pointers into the part. */
    readonly members: readonly string[];
    readonly before: ReleasedSegment;
  }[];
  readonly unchanged: readonly string[];
  /** What became of the files that the reader may see, by their identifiers: whether, and never what was in them. */
  readonly files: FileChanges;
}

/** Files of two versions, by their identifiers. */
interface FileChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  readonly unchanged: readonly string[];
}

/**
 * Shows a plan with its changes. What is compared is what the reader may see of each version, and nothing else: a change inside a part
 * that is withheld leaves no trace, because nothing of that part is here (docs/domain/02 §2.4, docs/domain/07 §7.2 property 11). Pure.
 * @param redacted the record of both versions, built of released parts alone
 */
export function showChanges(
  redacted: RedactedMessage,
  { comparedWith }: Pick<PlanView, 'comparedWith'>,
): RedactedMessage & { readonly changes?: ShownChanges } {
  if (comparedWith === null) return redacted;
  const { versionId, since, parts, unchanged: same } = comparedWith;
  const all = redacted.segments ?? [];
  const present = all.filter(({ segmentId }) => !parts.has(segmentId));
  const changedBefore = all
    .filter(({ segmentId }) => parts.has(segmentId))
    .map((segment) => ({
      ...segment,
      segmentId: versionId === null ? segment.segmentId : findComparedPart(segment.segmentId, versionId),
    }));
  // What is word for word in both is here once.
  const before = [...changedBefore, ...present.filter(({ segmentId }) => same.has(segmentId))];
  const diff = diffVersions(before, present);
  const idOf = new Map(present.map((segment) => [namePart(segment), segment.segmentId]));
  const earlier = new Map(before.map((segment) => [namePart(segment), segment]));
  const { attachments, ...rest } = redacted;
  const files = attachments ?? [];
  const presentFiles = files.filter(({ attachmentId }) => !parts.has(attachmentId));
  const ownName = (name: string): string => (versionId === null ? name : findComparedPart(name, versionId));
  const toIds = (named: readonly string[]): readonly string[] =>
    named.flatMap((name) => idOf.get(name) ?? []);
  return {
    ...rest,
    ...(presentFiles.length === 0 ? {} : { attachments: presentFiles }),
    segments: present,
    changes: {
      since,
      added: toIds(diff.added),
      removed: diff.removed.flatMap((name) => earlier.get(name) ?? []),
      changed: diff.changed.flatMap(({ part, members }) => {
        const segmentId = idOf.get(part);
        const old = earlier.get(part);
        return segmentId === undefined || old === undefined ? [] : [{ segmentId, members, before: old }];
      }),
      unchanged: toIds(diff.unchanged),
      files: compareFiles(
        presentFiles.map(({ attachmentId }) => attachmentId),
        files.filter(({ attachmentId }) => parts.has(attachmentId)).map((file) => ownName(file.attachmentId)),
        same,
      ),
    },
  };
}

/** @param same the files that both versions have, byte for byte: of the earlier one they are not here */
function compareFiles(
  present: readonly string[],
  before: readonly string[],
  same: ReadonlySet<string>,
): FileChanges {
  return {
    added: present.filter((file) => !same.has(file) && !before.includes(file)),
    removed: before.filter((file) => !present.includes(file)),
    changed: present.filter((file) => before.includes(file)),
    unchanged: present.filter((file) => same.has(file)),
  };
}
