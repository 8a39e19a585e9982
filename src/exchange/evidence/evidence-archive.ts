import { type Result, ok, refuse } from '../../platform/index.ts';

/**
 * A POSIX archive (ustar, IEEE Std 1003.1 pax), which every operating system unpacks. Written by a few lines of our own and
 * not by a library: a signed archive must have one meaning, and here it has one spelling too. What is read must be byte for byte
 * what would be written of the same files, so that no second name, hidden file, link, padding or appended byte can stand in it.
 */

/** One file of an archive. */
export interface ArchivedFile {
  /** Small letters, digits and `._-`, folders with `/`; at most 99 characters. */
  readonly name: string;
  readonly bytes: Buffer;
}

const block = 512;
const mostFiles = 10_000;
const nameShape = /^(?=.{1,99}$)[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9][a-z0-9._-]*)*$/;

/**
 * Writes an archive. The same files give the same bytes.
 * @throws RangeError when a name cannot stand in it, or stands twice
 */
export function writeArchive(files: readonly ArchivedFile[]): Buffer {
  if (new Set(files.map(({ name }) => name)).size !== files.length)
    throw new RangeError('a file stands in an archive once');
  return Buffer.concat([
    ...files.flatMap(({ name, bytes }) => [
      writeHeader(name, bytes.length),
      bytes,
      Buffer.alloc((block - (bytes.length % block)) % block),
    ]),
    Buffer.alloc(2 * block),
  ]);
}

/** Reads an archive that `writeArchive` wrote; anything else is refused as a whole. */
export function readArchive(archive: Buffer): Result<readonly ArchivedFile[], 'not-an-archive'> {
  const files: ArchivedFile[] = [];
  let at = 0;
  while (at + block <= archive.length && archive[at] !== 0) {
    const name = archive.toString('latin1', at, at + 100).replace(/\0+$/, '');
    const sizeText = archive.toString('latin1', at + 124, at + 135);
    if (!nameShape.test(name) || !/^[0-7]{11}$/.test(sizeText) || files.length === mostFiles)
      return refuse('not-an-archive');
    const end = at + block + Number.parseInt(sizeText, 8);
    files.push({ name, bytes: archive.subarray(at + block, end) });
    at = Math.ceil(end / block) * block;
  }
  if (new Set(files.map(({ name }) => name)).size !== files.length) return refuse('not-an-archive');
  return writeArchive(files).equals(archive) ? ok(files) : refuse('not-an-archive');
}

/** A header: owner, time and rights are the same for every file, because they say nothing. */
function writeHeader(name: string, size: number): Buffer {
  if (!nameShape.test(name)) throw new RangeError(`a file of an archive cannot be called ${name}`);
  const header = Buffer.alloc(block);
  header.write(name, 0, 'latin1');
  header.write('0000444\0', 100, 'latin1');
  header.write('0000000\0', 108, 'latin1');
  header.write('0000000\0', 116, 'latin1');
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write('00000000000\0', 136, 'latin1');
  header.write('        ', 148, 'latin1');
  header.write('0', 156, 'latin1');
  header.write('ustar\0', 257, 'latin1');
  header.write('00', 263, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}
