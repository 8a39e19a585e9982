import { type JsonObject, type JsonValue, isJsonArray, isJsonObject } from '../../platform/index.ts';
import {
  type FhirMessage,
  type LabelledSegment,
  type SearchFilter,
  meetsFilters,
} from '../../records/index.ts';
import type { RedactedMessage } from './redacted-message.ts';
import type { SettledRelease } from './settle-released.ts';

/** What of the resources that a holder gave was asked for, and how it goes to whoever asked. */
export interface WantedRecord {
  /** In the gateway's envelope like any delivery; as what a FHIR search found; or as the one resource that was read. */
  readonly form: 'MESSAGE' | 'SEARCHSET' | 'RESOURCE';
  /** Positions of the entries that were asked for. What else is there counts for the labels of these, and never goes. */
  readonly entries: readonly number[];
  /** What each must meet as it goes, so that nothing can be found by what of it is withheld. */
  readonly filters: readonly SearchFilter[];
  /** The address of the search, which names nobody. */
  readonly self: string;
}

/** A message less what was not asked for. */
export interface NarrowedMessage {
  readonly message: FhirMessage;
  readonly labelled: readonly LabelledSegment[];
  readonly released: ReadonlySet<string>;
  /** Whether nothing that was asked for goes. */
  readonly empty: boolean;
}

/** The parts that stand in entries which nobody asked for. */
export function listUnasked(
  labelled: readonly LabelledSegment[],
  wanted: WantedRecord | undefined,
): ReadonlySet<string> {
  if (wanted === undefined) return new Set();
  const unasked = labelled.filter(({ pointer }) => {
    const position = entryOf(pointer);
    return position !== undefined && !wanted.entries.includes(position);
  });
  return new Set(unasked.map(({ segmentId }) => segmentId));
}

/**
 * Takes away what was not asked for after all was decided together: what goes is as secret as what it refers to, and a reference to
 * something that may not go is gone, also where neither was asked for. Of the envelope nothing goes beside bare FHIR. Pure.
 */
export function narrowToWanted(
  message: FhirMessage,
  labelled: readonly LabelledSegment[],
  { released, copies }: SettledRelease,
  wanted: WantedRecord,
): NarrowedMessage {
  const entries = message.resource['entry'];
  const all: readonly JsonValue[] = isJsonArray(entries) ? entries : [];
  const roots = new Map(
    labelled.flatMap(({ segmentId, pointer }) => {
      const position = entryOf(pointer);
      return position !== undefined && pointer.endsWith('/resource') ? [[position, segmentId] as const] : [];
    }),
  );
  const going = new Set(
    wanted.entries.filter((position) => {
      const copy = copies.get(roots.get(position) ?? '');
      return copy !== undefined && meetsFilters(copy.resource, wanted.filters);
    }),
  );
  const isReleased = (position: number): boolean => released.has(roots.get(position) ?? '');
  const kept = labelled.filter(({ pointer, part }) => {
    const position = entryOf(pointer);
    if (position === undefined) return wanted.form === 'MESSAGE' || part === 'RESOURCE';
    return going.has(position) || (wanted.entries.includes(position) && !isReleased(position));
  });
  return {
    message: {
      ...message,
      resource: {
        ...message.resource,
        // What may not go stays to be left out; what only was not asked for is as if it were not there.
        entry: all.map((entry, position) => (going.has(position) || !isReleased(position) ? entry : {})),
      },
    },
    labelled: kept,
    released: new Set(kept.map(({ segmentId }) => segmentId).filter((segmentId) => released.has(segmentId))),
    empty: going.size === 0,
  };
}

/** What was redacted as whoever asked takes it. */
export function formatWanted(redacted: RedactedMessage, { form, self }: WantedRecord): object {
  if (form === 'MESSAGE') return redacted;
  const bundle = redacted.resource ?? {};
  const entries = bundle['entry'];
  const going = (isJsonArray(entries) ? entries : []).filter((entry) => isJsonObject(entry));
  if (form === 'RESOURCE') {
    const [resource] = going.map((entry) => entry['resource']);
    if (!isJsonObject(resource)) throw new Error('what was read is not there');
    return resource;
  }
  return {
    resourceType: 'Bundle',
    ...(bundle['meta'] === undefined ? {} : { meta: bundle['meta'] }),
    type: 'searchset',
    // Of what goes: what was left out is in no count (docs/domain/rulings 10).
    total: going.length,
    link: [{ relation: 'self', url: self }],
    entry: [...going.map((entry) => ({ ...entry, search: { mode: 'match' } })), sayRemarks(redacted)],
  };
}

/** What every reader is told beside a record, whatever its form (docs/domain/03 §3.5 "Constant footer"). */
export function listRemarks({ footer, wishes = [], unsigned }: RedactedMessage): readonly string[] {
  return [footer, ...wishes, ...(unsigned === undefined ? [] : [unsigned])];
}

function sayRemarks(redacted: RedactedMessage): JsonObject {
  return {
    resource: {
      resourceType: 'OperationOutcome',
      issue: listRemarks(redacted).map((remark) => ({
        severity: 'information',
        code: 'informational',
        diagnostics: remark,
      })),
    },
    search: { mode: 'outcome' },
  };
}

function entryOf(pointer: string): number | undefined {
  const found = /^\/resource\/entry\/(\d+)\//.exec(pointer)?.[1];
  return found === undefined ? undefined : Number(found);
}
