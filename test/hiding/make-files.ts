import { crc32, deflateRawSync, deflateSync } from 'node:zlib';

export const office = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
export const open = 'application/vnd.oasis.opendocument.text';

export function chunk(name: string, content: Buffer | string): Buffer {
  const data = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(data, crc32(name)));
  return Buffer.concat([length, Buffer.from(name), data, sum]);
}

/** One grey pixel. */
const pixel = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);

export function png(more: readonly Buffer[] = [], after = ''): Buffer {
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    ...[chunk('IHDR', pixel), ...more, chunk('IDAT', deflateSync(Buffer.alloc(2))), chunk('IEND', '')],
    Buffer.from(after),
  ]);
}

export function segment(marker: number, content: string): Buffer {
  const data = Buffer.from(content, 'latin1');
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

export function jpeg(more: readonly Buffer[] = [], after = ''): Buffer {
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0'),
    ...more,
    segment(0xdb, '\0'.repeat(65)),
    segment(0xda, '\x01\x01\0\0\x3f\0'),
    Buffer.from([1, 2, 0xff, 0, 3, 0xff, 0xd9]),
    Buffer.from(after),
  ]);
}

export function gif(more: Buffer = Buffer.alloc(0), after = ''): Buffer {
  const screen = Buffer.from([1, 0, 1, 0, 0, 0, 0]);
  const picture = Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4c, 1, 0]);
  return Buffer.concat([
    Buffer.from('GIF89a'),
    screen,
    more,
    picture,
    Buffer.from([0x3b]),
    Buffer.from(after),
  ]);
}

/** An extension of a GIF, with further blocks behind its first. */
export function gifBlock(label: number, ...texts: readonly string[]): Buffer {
  return Buffer.concat([
    Buffer.from([0x21, label]),
    ...texts.flatMap((text) => [
      Buffer.from([text.length % 256]),
      Buffer.from(text, 'latin1').subarray(0, 255),
    ]),
    Buffer.from([0]),
  ]);
}

/** A PDF of which the objects 2 to 5 are part of what it shows. */
export function pdf(objects: string, after = ''): Buffer {
  return Buffer.from(
    `%PDF-1.7\n1 0 obj <</Type /Catalog /Pages [2 0 R 3 0 R 4 0 R 5 0 R]>> endobj\n${objects}\ntrailer <</Root 1 0 R>>\nstartxref\n9\n%%EOF\n${after}`,
    'latin1',
  );
}

/** A compressed stream of a PDF. */
export function stream(dictionary: string, content: string, filter = '/FlateDecode'): string {
  const data = deflateSync(content).toString('latin1');
  return `3 0 obj <<${dictionary} /Filter ${filter} /Length ${data.length}>> stream\n${data}\nendstream endobj`;
}

export interface Part {
  readonly name: string;
  readonly content: string | Buffer;
  /** Behind it, before the next. */
  readonly gap?: string;
  /** Its name where it stands, in place of the one in the directory. */
  readonly ownName?: string;
  /** Further fields where it stands, and in the directory. */
  readonly ownExtra?: string;
  readonly extra?: string;
  /** Behind the end of what is compressed. */
  readonly tail?: string;
}

/** A ZIP archive, with what is hidden between its parts and behind its end. */
export function zip(parts: readonly Part[], comment = ''): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, gap = '', ownName = name, ownExtra = '', extra = '', tail = '' } of parts) {
    const data = Buffer.from(content);
    const packed = Buffer.concat([deflateRawSync(data), Buffer.from(tail)]);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(crc32(data), 14);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(data.length, 22);
    local.writeUInt16LE(ownName.length, 26);
    local.writeUInt16LE(ownExtra.length, 28);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(8, 10);
    central.writeUInt32LE(crc32(data), 16);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(data.length, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt16LE(extra.length, 30);
    central.writeUInt32LE(at, 42);
    const file = Buffer.concat([
      local,
      Buffer.from(ownName),
      Buffer.from(ownExtra),
      packed,
      Buffer.from(gap),
    ]);
    files.push(file);
    directory.push(central, Buffer.from(name), Buffer.from(extra));
    at += file.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...files, listed, end, Buffer.from(comment)]);
}

const names = {
  w: 'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
  cp: 'http://schemas.openxmlformats.org/package/2006/metadata/core-properties',
  dc: 'http://purl.org/dc/elements/1.1/',
  office: 'urn:oasis:names:tc:opendocument:xmlns:office:1.0',
  meta: 'urn:oasis:names:tc:opendocument:xmlns:meta:1.0',
  text: 'urn:oasis:names:tc:opendocument:xmlns:text:1.0',
};

/** An element of an office document, with the names of all that may stand in it. */
export function element(name: string, content: string): string {
  const declared = Object.entries(names).map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}${declared.join('')}>${content}</${name}>`;
}

/** @param first what else is said of its first part */
export function word(
  body: string,
  more: readonly Part[] = [],
  first: Partial<Part> = {},
  comment = '',
): Buffer {
  return zip(
    [
      { name: '[Content_Types].xml', content: '<Types/>', ...first },
      { name: 'word/document.xml', content: element('w:document', `<w:p>${body}</w:p>`) },
      ...more,
    ],
    comment,
  );
}

export function writer(content: string, meta = ''): Buffer {
  return zip([
    { name: 'mimetype', content: open },
    { name: 'content.xml', content: element('office:document-content', content) },
    { name: 'meta.xml', content: element('office:document-meta', `<office:meta>${meta}</office:meta>`) },
  ]);
}
