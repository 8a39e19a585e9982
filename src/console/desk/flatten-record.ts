import { type JsonValue, isJsonArray, isJsonObject } from '../../platform/index.ts';

/** One thing that a record says: where in it, and what. */
export interface RecordLine {
  readonly place: string;
  readonly text: string;
}

/** What a record says, line by line, for somebody who must read it now: its parts where it has parts, and all of it otherwise. */
export function flattenRecord(record: JsonValue): readonly RecordLine[] {
  const segments = isJsonObject(record) ? record['segments'] : undefined;
  if (!isJsonArray(segments)) return flatten(record, '');
  return segments.flatMap((segment) => {
    if (!isJsonObject(segment)) return [];
    const { path, content = null } = segment;
    return flatten(content, typeof path === 'string' ? path.slice(1) : '');
  });
}

function flatten(value: JsonValue, place: string): readonly RecordLine[] {
  if (isJsonArray(value)) return value.flatMap((each) => flatten(each, place));
  if (isJsonObject(value))
    return Object.entries(value).flatMap(([name, each]) =>
      flatten(each, place === '' ? name : `${place} › ${name}`),
    );
  return value === null || value === '' ? [] : [{ place, text: String(value) }];
}
