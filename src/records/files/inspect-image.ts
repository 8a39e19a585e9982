import type { FileDoubt } from './file-doubt.ts';

/** Chunks of a PNG that make its picture (W3C PNG 3rd edition); all others can carry words, places or times. */
const pictureChunks: ReadonlySet<string> = new Set([
  ...['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'bKGD', 'pHYs', 'sBIT', 'hIST'],
]);

/** A PNG: chunks that make the picture, and nothing after the last. */
export function inspectPng(bytes: Buffer): FileDoubt | undefined {
  for (let at = 8; at + 12 <= bytes.length;) {
    const name = bytes.toString('latin1', at + 4, at + 8);
    const end = at + 12 + bytes.readUInt32BE(at);
    if (!pictureChunks.has(name)) return 'metadata';
    if (name === 'IEND') return end === bytes.length ? undefined : 'form';
    at = end;
  }
  return 'form';
}

/** A JPEG: what makes the picture, its density and its colours, and nothing after its end (ITU T.81). */
export function inspectJpeg(bytes: Buffer): FileDoubt | undefined {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes.readUInt8(at + 1);
    const content = bytes.subarray(at + 4);
    if (isSaying(marker, content)) return 'metadata';
    at += 2 + bytes.readUInt16BE(at + 2);
    if (marker === 0xda) at = findNextMarker(bytes, at);
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return at + 2 === bytes.length ? undefined : 'form';
  }
  return 'form';
}

/** A comment, or an application's own segment other than JFIF's, a colour profile's and Adobe's. */
function isSaying(marker: number, content: Buffer): boolean {
  if (marker === 0xfe) return true;
  if (marker < 0xe0 || marker > 0xef) return false;
  const name = content.toString('latin1', 0, 12);
  if (marker === 0xe0) return !name.startsWith('JFIF\0') || content.readUInt8(12) + content.readUInt8(13) > 0;
  return !((marker === 0xe2 && name === 'ICC_PROFILE\0') || (marker === 0xee && name.startsWith('Adobe')));
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

/** A GIF: pictures and how they follow each other, no comments, nothing after its end (GIF89a). */
export function inspectGif(bytes: Buffer): FileDoubt | undefined {
  if (bytes.length < 14) return 'form';
  let at = 13 + colourTable(bytes.readUInt8(10));
  while (at < bytes.length) {
    const block = bytes.readUInt8(at);
    if (block === 0x3b) return at + 1 === bytes.length ? undefined : 'form';
    if (block === 0x21) {
      const label = bytes.readUInt8(at + 1);
      const loops = label === 0xff && bytes.toString('latin1', at + 3, at + 14) === 'NETSCAPE2.0';
      if (label !== 0xf9 && !loops) return 'metadata';
      at = skipBlocks(bytes, at + 2);
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
