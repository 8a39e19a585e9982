import type { JsonObject } from '../../platform/index.ts';
import { textOf, walkObjects } from '../json-access.ts';
import { inspectFile } from '../files/inspect-file.ts';

/**
 * Whether a part of a record carries a file (Attachment, Binary) that is not what it says it is, or that carries more than can be
 * seen of it. It goes whole or not at all, and then not before its author has put it right.
 */
export function holdsDoubtfulFile(value: JsonObject): boolean {
  return [...walkObjects(value)].some((object) => {
    const data = textOf(object, 'data');
    if (data === undefined || !isFile(object)) return false;
    return inspectFile(data, textOf(object, 'contentType') ?? '') !== undefined;
  });
}

/** A signature and a sampled measurement have data too, of their own form. */
function isFile(object: JsonObject): boolean {
  return (
    !Object.hasOwn(object, 'sigFormat') &&
    !Object.hasOwn(object, 'who') &&
    !Object.hasOwn(object, 'dimensions')
  );
}
