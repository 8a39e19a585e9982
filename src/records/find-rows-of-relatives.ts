import type { RelatedPerson } from './envelope-schema.ts';
import { planRowSchema } from './plan-row.ts';
import type { Segment } from './segment-schema.ts';

/** A row of a plan that a relative of the child sees to. */
export interface RowOfRelative {
  readonly rowId: string;
  /** The part of the plan that the row is. */
  readonly segmentId: string;
  /** How the plan names them, where it does. */
  readonly name?: string | undefined;
}

/** The rows of a plan that still run and for which one of the related persons is responsible, in their order. */
export function findRowsOfRelatives(
  segments: readonly Segment[],
  relatedPersons: readonly Pick<RelatedPerson, 'ref'>[],
): readonly RowOfRelative[] {
  const known = new Set(relatedPersons.map(({ ref }) => ref));
  return segments.flatMap(({ segmentId, path, content }) => {
    const row = path.includes('/rows/') ? planRowSchema.safeParse(content) : undefined;
    if (row?.success !== true) return [];
    const { rowId, responsible, status } = row.data;
    const runs = status === 'PLANNED' || status === 'ACTIVE';
    return runs && responsible.ref !== undefined && known.has(responsible.ref)
      ? [{ rowId, segmentId, name: responsible.name }]
      : [];
  });
}
