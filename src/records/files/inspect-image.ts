import { crc32 } from 'node:zlib';
import type { FileDoubt } from './file-doubt.ts';
import { inflateWhole } from './inflate-whole.ts';

/** The most that a picture may take unpacked, in bytes. */
const largestPicture = 100_000_000;

/** What the first chunk of a PNG says of the picture. */
interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colours: number;
  readonly interlaced: boolean;
}

/** How many samples a pixel has, by the type of its colours (W3C PNG 3rd edition §11.2.1). */
const samples: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** The lengths that the chunks which make the picture may have; all others can carry words, places or times. */
const chunkLengths: Readonly<Record<string, (header: PngHeader) => readonly number[]>> = {
  PLTE: ({ colours, depth }) => (colours === 3 ? range(3, 3 * 2 ** depth, 3) : []),
  tRNS: ({ colours, depth }) =>
    colours === 3 ? range(1, 2 ** depth, 1) : colours === 0 ? [2] : colours === 2 ? [6] : [],
  bKGD: ({ colours }) => [colours === 3 ? 1 : colours % 4 === 0 ? 2 : 6],
  sBIT: ({ colours }) => [colours === 3 ? 3 : (samples[colours] ?? 0)],
  gAMA: () => [4],
  cHRM: () => [32],
  sRGB: () => [1],
  pHYs: () => [9],
};

function range(from: number, to: number, step: number): readonly number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);
}

/** A PNG: chunks that make the picture, each of its own length and once, its pixels and nothing behind them, and nothing after the last. */
export function inspectPng(bytes: Buffer): FileDoubt | undefined {
  let header: PngHeader | undefined;
  const seen = new Set<string>();
  const packed: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const name = bytes.toString('latin1', at + 4, at + 8);
    const content = bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at));
    const end = at + 12 + content.length;
    if (bytes.readUInt32BE(end - 4) !== crc32(bytes.subarray(at + 4, end - 4))) return 'form';
    if (seen.has(name) && name !== 'IDAT') return 'metadata';
    seen.add(name);
    if (header === undefined) {
      if (name !== 'IHDR' || content.length !== 13) return 'form';
      header = readHeader(content);
    } else if (name === 'IDAT') packed.push(content);
    else if (name === 'IEND') {
      if (content.length > 0 || end !== bytes.length) return 'form';
      return holdsOnlyPixels(Buffer.concat(packed), header) ? undefined : 'form';
    } else {
      const lengths = Object.hasOwn(chunkLengths, name) ? chunkLengths[name]?.(header) : undefined;
      if (lengths?.includes(content.length) !== true) return 'metadata';
    }
    at = end;
  }
  return 'form';
}

function readHeader(content: Buffer): PngHeader {
  return {
    width: content.readUInt32BE(0),
    height: content.readUInt32BE(4),
    depth: content.readUInt8(8),
    colours: content.readUInt8(9),
    interlaced: content.readUInt8(12) === 1,
  };
}

/** The passes of an interlaced picture: first column and row, and the steps between them (W3C PNG §8.1). */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

function holdsOnlyPixels(packed: Buffer, header: PngHeader): boolean {
  const { width, height, depth, colours, interlaced } = header;
  const bits = depth * (samples[colours] ?? 0);
  const sizeOf = (columns: number, rows: number): number =>
    columns <= 0 || rows <= 0 ? 0 : rows * (1 + Math.ceil((columns * bits) / 8));
  const size = interlaced
    ? passes
        .map(([left, top, right, down]) =>
          sizeOf(Math.ceil((width - left) / right), Math.ceil((height - top) / down)),
        )
        .reduce((sum, each) => sum + each, 0)
    : sizeOf(width, height);
  if (bits === 0 || size === 0 || size > largestPicture) return false;
  return inflateWhole(packed, 'zlib', size)?.length === size;
}

/** A JPEG: what makes the picture, and its density, each as long as it is, and nothing after its end (ITU T.81, T.871). */
export function inspectJpeg(bytes: Buffer): FileDoubt | undefined {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes.readUInt8(at + 1);
    const length = bytes.readUInt16BE(at + 2);
    const content = bytes.subarray(at + 4, at + 2 + length);
    if (!isPicture(marker, content)) return 'metadata';
    at += 2 + length;
    if (marker === 0xda) at = findNextMarker(bytes, at);
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return at + 2 === bytes.length ? undefined : 'form';
  }
  return 'form';
}

/** Whether a segment makes the picture and is no longer than that takes. Comments, applications and colour profiles carry words. */
function isPicture(marker: number, content: Buffer): boolean {
  switch (marker) {
    case 0xc0:
    case 0xc1:
    case 0xc2:
      return content.length === 6 + 3 * content.readUInt8(5);
    case 0xc4:
      return isFilledBy(
        content,
        (at) => 17 + content.subarray(at + 1, at + 17).reduce((sum, n) => sum + n, 0),
      );
    case 0xda:
      return content.length === 4 + 2 * content.readUInt8(0);
    case 0xdb:
      return isFilledBy(content, (at) => 1 + 64 * (1 + (content.readUInt8(at) >> 4)));
    case 0xdd:
      return content.length === 2;
    case 0xe0:
      return (
        content.length === 14 &&
        content.toString('latin1', 0, 5) === 'JFIF\0' &&
        content.readUInt8(12) + content.readUInt8(13) === 0
      );
    case 0xee:
      return content.length === 12 && content.toString('latin1', 0, 5) === 'Adobe';
    default:
      return false;
  }
}

/** Whether tables of the given lengths fill a segment. */
function isFilledBy(content: Buffer, lengthAt: (at: number) => number): boolean {
  let at = 0;
  while (at < content.length) at += lengthAt(at);
  return at === content.length;
}

/** Where the compressed picture ends and the next marker stands. */
function findNextMarker(bytes: Buffer, from: number): number {
  let at = from;
  for (; at + 1 < bytes.length; at += 1) {
    const next = bytes.readUInt8(at + 1);
    if (bytes[at] === 0xff && next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}

/** How often a GIF is shown again: the one block of a program that says nothing. Two bytes of it are the number. */
const loops = Buffer.from('\u000bNETSCAPE2.0\u0003\u0001', 'latin1');

/** A GIF: pictures and how they follow each other, no comments, nothing after its end (GIF89a). */
export function inspectGif(bytes: Buffer): FileDoubt | undefined {
  if (bytes.length < 14) return 'form';
  let at = 13 + colourTable(bytes.readUInt8(10));
  while (at < bytes.length) {
    const block = bytes.readUInt8(at);
    if (block === 0x3b) return at + 1 === bytes.length ? undefined : 'form';
    if (block === 0x21) {
      const label = bytes.readUInt8(at + 1);
      const end = skipBlocks(bytes, at + 2);
      const isTiming = label === 0xf9 && end === at + 8 && bytes[at + 2] === 4;
      const isLoop =
        label === 0xff &&
        end === at + 5 + loops.length &&
        bytes.subarray(at + 2, at + 2 + loops.length).equals(loops);
      if (!isTiming && !isLoop) return 'metadata';
      at = end;
    } else if (block === 0x2c && at + 10 < bytes.length) {
      at = skipBlocks(bytes, at + 11 + colourTable(bytes.readUInt8(at + 9)));
    } else return 'form';
  }
  return 'form';
}

function colourTable(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

function skipBlocks(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 0) at += bytes.readUInt8(at) + 1;
  return at + 1;
}
