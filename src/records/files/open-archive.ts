import { crc32 } from 'node:zlib';
import { inflateWhole } from './inflate-whole.ts';

/** The most that all the parts of one document may hold when opened, in bytes, and how many parts it may have. */
const largest = 40_000_000;
const mostParts = 500;

/** One part of a package: a file of a ZIP archive. */
export interface PackagePart {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * The files of a ZIP archive (APPNOTE 6.3.10), or undefined where anything else stands in it, or it is too large: beside a file there
 * is its name, the same in both places, and where it says so its checksum and sizes behind it; no further fields, comments or bytes.
 */
export function openArchive(bytes: Buffer): readonly PackagePart[] | undefined {
  const end = bytes.length - 22;
  if (end < 0 || bytes.readUInt32LE(end) !== 0x06054b50 || bytes.readUInt16LE(end + 20) !== 0)
    return undefined;
  const count = bytes.readUInt16LE(end + 10);
  const directory = bytes.readUInt32LE(end + 16);
  if (count === 0 || count > mostParts || directory + bytes.readUInt32LE(end + 12) !== end) return undefined;
  const parts = new Map<string, PackagePart>();
  let left = largest;
  let at = directory;
  let next = 0;
  for (let position = 0; position < count; position += 1) {
    const read = readPart(bytes, at, left);
    if (read?.from !== next || parts.has(read.part.name)) return undefined;
    left -= read.part.bytes.length;
    next = read.to;
    at = read.after;
    parts.set(read.part.name, read.part);
  }
  return at === end && directory === next ? [...parts.values()] : undefined;
}

interface ReadPart {
  readonly part: PackagePart;
  /** Where it begins and ends, and where the directory goes on. */
  readonly from: number;
  readonly to: number;
  readonly after: number;
}

function readPart(bytes: Buffer, at: number, left: number): ReadPart | undefined {
  if (bytes.readUInt32LE(at) !== 0x02014b50) return undefined;
  const method = bytes.readUInt16LE(at + 10);
  const sizes = bytes.subarray(at + 16, at + 28);
  const [crc, packed, size] = [0, 4, 8].map((offset) => sizes.readUInt32LE(offset));
  const [nameLength = 0, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
  const from = bytes.readUInt32LE(at + 42);
  if (packed === undefined || extra !== 0 || comment !== 0) return undefined;
  const name = bytes.subarray(at + 46, at + 46 + nameLength);
  const start = from + 30 + nameLength;
  const isSame =
    bytes.readUInt32LE(from) === 0x04034b50 &&
    bytes.readUInt16LE(from + 26) === nameLength &&
    bytes.readUInt16LE(from + 28) === 0 &&
    bytes.subarray(from + 30, start).equals(name);
  const data = bytes.subarray(start, start + packed);
  const opened = method === 8 ? inflateWhole(data, 'raw', left) : method === 0 ? data : undefined;
  if (!isSame || opened === undefined || opened.length > left) return undefined;
  if (data.length !== packed || opened.length !== size || crc32(opened) !== crc) return undefined;
  const isAtHand = bytes.subarray(from + 14, from + 26).equals(sizes);
  const behind = isAtHand ? 0 : findDescriptor(bytes, from, start + packed, sizes);
  if (behind === undefined) return undefined;
  return {
    part: { name: name.toString('utf8'), bytes: opened },
    from,
    to: start + packed + behind,
    after: at + 46 + nameLength,
  };
}

/** The length of the checksum and sizes behind a file that was written before they were known (APPNOTE §4.3.9). */
function findDescriptor(bytes: Buffer, from: number, at: number, sizes: Buffer): number | undefined {
  if ((bytes.readUInt16LE(from + 6) & 8) === 0 || !bytes.subarray(from + 14, from + 26).every((n) => n === 0))
    return undefined;
  if (bytes.readUInt32LE(at) !== 0x08074b50)
    return bytes.subarray(at, at + 12).equals(sizes) ? 12 : undefined;
  return bytes.subarray(at + 4, at + 16).equals(sizes) ? 16 : undefined;
}
