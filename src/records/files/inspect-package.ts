import { inflateRawSync } from 'node:zlib';
import type { FileDoubt } from './file-doubt.ts';
import { inspectGif, inspectJpeg, inspectPng } from './inspect-image.ts';

/** The most that all the parts of one document may hold when opened, in bytes, and how many parts it may have. */
const largest = 40_000_000;
const mostParts = 500;

/** Room for the times and sizes that archives keep beside a name, and for no more. */
const mostExtra = 36;

/** One part of a package: a file of a ZIP archive. */
interface PackagePart {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Parts that run, that hide another file, or that say what is not on the page: macros, comments, changes, notes of the author. */
const hidden =
  /(?:vbaProject|embeddings\/|activeX|comments|people\.xml|customXml\/|custom\.xml|revisions|docProps\/thumbnail|Thumbnails\/|Basic\/|Scripts\/|\.bin$|\.(?:exe|js|vbs|dll)$)/i;

/** Who wrote it, about what: an element of its properties that is not empty. */
const saying =
  /<(?:dc:(?:creator|title|subject|description)|cp:(?:lastModifiedBy|keywords|category|contentStatus)|Company|Manager|meta:(?:initial-creator|keyword|user-defined|printed-by))(?:\s[^>]*)?>[^<]/;

/** Words that were deleted, inserted or made unseen, and are still in the file. */
const unseen =
  /<(?:w:(?:ins|del|moveFrom|moveTo|vanish|webHidden)[\s/>]|text:tracked-changes|office:annotation)|state="(?:h|veryH)idden"|text:display="none"|<!--/;

/** An office document (ECMA-376, ISO/IEC 26300): an archive of its parts and nothing else, each of which can be seen. */
export function inspectPackage(bytes: Buffer, main: string): FileDoubt | undefined {
  const parts = openArchive(bytes);
  if (parts === undefined) return 'form';
  const names = new Set(parts.map(({ name }) => name));
  const isOpenDocument = main === 'content.xml';
  if (!names.has(main) || !names.has(isOpenDocument ? 'mimetype' : '[Content_Types].xml')) return 'type';
  return parts.map((part) => inspectPart(part)).find((doubt) => doubt !== undefined);
}

function inspectPart({ name, bytes }: PackagePart): FileDoubt | undefined {
  if (hidden.test(name)) return 'metadata';
  if (/\.(?:xml|rels|rdf)$/.test(name)) {
    const text = bytes.toString('utf8');
    return saying.test(text) || unseen.test(text) ? 'metadata' : undefined;
  }
  if (name === 'mimetype' || name.endsWith('/')) return undefined;
  if (/\.jpe?g$/i.test(name)) return inspectJpeg(bytes);
  if (/\.png$/i.test(name)) return inspectPng(bytes);
  if (/\.gif$/i.test(name)) return inspectGif(bytes);
  return 'form';
}

/** The files of a ZIP archive (APPNOTE 6.3.10), or undefined where anything else stands in it, or it is too large. */
function openArchive(bytes: Buffer): readonly PackagePart[] | undefined {
  const end = bytes.length - 22;
  if (end < 0 || bytes.readUInt32LE(end) !== 0x06054b50 || bytes.readUInt16LE(end + 20) !== 0)
    return undefined;
  const count = bytes.readUInt16LE(end + 10);
  const directory = bytes.readUInt32LE(end + 16);
  if (count === 0 || count > mostParts || directory + bytes.readUInt32LE(end + 12) !== end) return undefined;
  const parts: PackagePart[] = [];
  let left = largest;
  let at = directory;
  let next = 0;
  for (let position = 0; position < count; position += 1) {
    const read = readPart(bytes, at, left);
    // Between the files there is room for a checksum and two sizes, and for nothing else.
    if (read === undefined || read.from < next || read.from - next > 24) return undefined;
    left -= read.part.bytes.length;
    next = read.to;
    at = read.after;
    parts.push(read.part);
  }
  return at === end && directory - next <= 24 && directory >= next ? parts : undefined;
}

function readPart(
  bytes: Buffer,
  at: number,
  left: number,
):
  | { readonly part: PackagePart; readonly from: number; readonly to: number; readonly after: number }
  | undefined {
  if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) return undefined;
  const method = bytes.readUInt16LE(at + 10);
  const packed = bytes.readUInt32LE(at + 20);
  const [nameLength, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
  const from = bytes.readUInt32LE(at + 42);
  if (nameLength === undefined || extra === undefined || comment !== 0) return undefined;
  if (from + 30 > bytes.length || bytes.readUInt32LE(from) !== 0x04034b50) return undefined;
  const localExtra = bytes.readUInt16LE(from + 28);
  if (extra > mostExtra || localExtra > mostExtra) return undefined;
  const start = from + 30 + bytes.readUInt16LE(from + 26) + localExtra;
  const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
  const data = bytes.subarray(start, start + packed);
  const opened = openPart(method, data, left);
  if (opened === undefined || data.length !== packed) return undefined;
  return { part: { name, bytes: opened }, from, to: start + packed, after: at + 46 + nameLength + extra };
}

function openPart(method: number, data: Buffer, left: number): Buffer | undefined {
  if (method === 0) return data.length <= left ? data : undefined;
  if (method !== 8 || left <= 0) return undefined;
  try {
    return inflateRawSync(data, { maxOutputLength: left });
  } catch {
    return undefined;
  }
}
