import type {
  AssertionType,
  CategoryCode,
  ConfidentialityLevel,
  HandlingFlag,
  RoleCode,
} from '../vocabulary/index.ts';
import { getCategory, higherLevel } from '../vocabulary/index.ts';

/** One part of a message that could leave, with everything that is decided on. */
export interface LabelledSegment {
  /** Unique in the message: the author's identifier, or one of our own for envelope parts and resources. */
  readonly segmentId: string;
  /** JSON pointer into the message. `/subject` and `/relatedPersons/n` mean the members that no other part covers. */
  readonly pointer: string;
  readonly part: 'ENVELOPE' | 'SEGMENT' | 'ATTACHMENT' | 'RESOURCE';
  /** False: nobody has said what kind of information this is, so that it is never released. */
  readonly labelled: boolean;
  readonly categories: readonly CategoryCode[];
  readonly level: ConfidentialityLevel;
  readonly flags: readonly HandlingFlag[];
  /** `subject` or references of related persons. */
  readonly aboutRefs: readonly string[];
  readonly linkedToNeed: boolean;
  readonly mandatory: boolean;
  readonly safetyCritical: boolean;
  readonly notForRoles: readonly RoleCode[];
  readonly assertionType?: AssertionType;
  /** ISO 8601, only with EMBARGO_UNTIL. */
  readonly embargoUntil?: string;
  /** The day that the information is of (YYYY-MM-DD in Europe/London), where its author says. */
  readonly dataDate?: string;
  /** Its author says that health services or adult social care wrote it first. */
  readonly healthOrigin?: boolean;
}

/** A label with nothing special about it, for a part that its author did not label. */
export const plainHandling = {
  flags: [],
  linkedToNeed: false,
  mandatory: false,
  safetyCritical: false,
  notForRoles: [],
} as const;

/**
 * How secret a part is: as its most secret category, raised by its author and by a shielded location (docs/domain/03 §3.1),
 * never lowered. A part without categories is as secret as can be.
 */
export function findLevel(
  categories: readonly CategoryCode[],
  flags: readonly HandlingFlag[],
  raisedTo: ConfidentialityLevel = 'U',
): ConfidentialityLevel {
  if (categories.length === 0) return 'V';
  if (categories.includes('CON') && flags.includes('SHIELDED_LOCATION')) return 'V';
  return categories.map((code) => getCategory(code).level).reduce(higherLevel, raisedTo);
}

/** Values in their first order, each once. */
export function unique<Value>(values: readonly Value[]): readonly Value[] {
  return [...new Set(values)];
}
