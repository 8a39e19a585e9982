import { type JsonObject, type JsonValue, isJsonObject } from '../../platform/index.ts';
import { textOf } from '../json-access.ts';
import type { FileDoubt } from '../files/file-doubt.ts';
import { inspectFile } from '../files/inspect-file.ts';

/** A file (Attachment, Binary) that is not what it says it is, or that carries more than can be seen of it. */
export interface DoubtfulFile {
  /** From the value to the file: member names and positions. */
  readonly path: readonly string[];
  readonly doubt: FileDoubt;
}

/**
 * Whether a part of a record carries a file that cannot go as it is. It goes whole or not at all, and then not before its author
 * has put it right.
 */
export function holdsDoubtfulFile(value: JsonObject): boolean {
  return findDoubtfulFiles(value).next().done !== true;
}

/** The files inside a value that cannot go as they are, in their order. */
export function* findDoubtfulFiles(
  value: JsonValue,
  path: readonly string[] = [],
): Generator<DoubtfulFile, undefined> {
  if (typeof value !== 'object' || value === null) return;
  if (isJsonObject(value)) {
    const data = textOf(value, 'data');
    if (data !== undefined && isFile(value)) {
      const doubt = inspectFile(data, textOf(value, 'contentType') ?? '');
      if (doubt !== undefined) yield { path, doubt };
    }
  }
  for (const [name, member] of Object.entries(value)) {
    if (typeof member !== 'string') yield* findDoubtfulFiles(member, [...path, name]);
    else if (name === 'valueBase64Binary' || fileInAddress.test(member))
      yield { path: [...path, name], doubt: 'kind' };
  }
}

/** A file that stands in an address, of an attachment or of a picture in a narrative: nobody looks into it there. */
const fileInAddress = /(?:^|["'(\s=,])data:[\w.+-]*(?:\/[\w.+-]*)?(?:;[\w.=+-]*)*,/i;

/** A signature and a sampled measurement have data too, of their own form. */
function isFile(object: JsonObject): boolean {
  return (
    !Object.hasOwn(object, 'sigFormat') &&
    !Object.hasOwn(object, 'who') &&
    !Object.hasOwn(object, 'dimensions')
  );
}
