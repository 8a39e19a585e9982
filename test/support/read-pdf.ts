import { inflateSync } from 'node:zlib';

/**
 * All that a PDF says to anybody who takes it apart: its objects as they are, its streams decompressed, its strings in UTF-16, and the words that
 * its letters draw on the page, by the table that every font brings for copying them.
 */
export function readPdf(bytes: Uint8Array): string {
  const raw = Buffer.from(bytes).toString('latin1');
  const streams = [...raw.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map(([, body = '']) =>
    inflate(body),
  );
  const tables = streams.filter((stream) => stream.includes('beginbfrange')).map(readTable);
  const drawn = streams.flatMap((stream) =>
    [...stream.matchAll(/\[((?:<[0-9a-f]*>|[\s\d.-])+)\] TJ/gi)].flatMap(([, pieces = '']) => {
      const glyphs = [...pieces.matchAll(/<([0-9a-f]*)>/gi)].map(([, hex = '']) => hex).join('');
      return tables.map((table) =>
        (glyphs.match(/.{4}/g) ?? []).map((glyph) => table.get(Number.parseInt(glyph, 16)) ?? '').join(''),
      );
    }),
  );
  const strings = [...raw.matchAll(/\(\u00FE\u00FF((?:\\[\s\S]|[^\\)])*)\)/g)].map(([, body = '']) =>
    readUtf16(
      Buffer.from(
        body.replaceAll(/\\([\s\S])/g, (_, letter: string) => unescape(letter)),
        'latin1',
      ),
    ),
  );
  return [raw, ...streams, ...strings, drawn.join('')].join('\n');
}

function inflate(body: string): string {
  try {
    return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
  } catch {
    // It is not compressed.
    return body;
  }
}

function unescape(letter: string): string {
  return { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }[letter] ?? letter;
}

function readUtf16(text: Buffer): string {
  return text
    .subarray(0, text.length - (text.length % 2))
    .swap16()
    .toString('utf16le');
}

/** The letters of a font by their numbers. */
function readTable(stream: string): ReadonlyMap<number, string> {
  const table = new Map<number, string>();
  for (const [, from = '', list = ''] of stream.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/gi)) {
    [...list.matchAll(/<([0-9a-f ]*)>/gi)].forEach(([, hex = ''], place) => {
      const units = Buffer.from(hex.replaceAll(' ', ''), 'hex');
      table.set(Number.parseInt(from, 16) + place, readUtf16(units));
    });
  }
  return table;
}
