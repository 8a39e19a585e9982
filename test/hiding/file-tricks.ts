import type { HidingFile } from './hiding-file.ts';
import {
  chunk,
  element,
  gif,
  gifBlock,
  jpeg,
  office,
  open,
  pdf,
  png,
  segment,
  stream,
  word,
  writer,
  zip,
} from './make-files.ts';
import type { Part } from './make-files.ts';

const png1 = (name: string, make: (text: string) => Buffer): HidingFile => ({
  name: `PNG: ${name}`,
  contentType: 'image/png',
  build: (text) => png([make(text)]),
});
const jpeg1 = (name: string, marker: number, start: string): HidingFile => ({
  name: `JPEG: ${name}`,
  contentType: 'image/jpeg',
  build: (text) => jpeg([segment(marker, start + text)]),
});
const gif1 = (name: string, make: (text: string) => Buffer): HidingFile => ({
  name: `GIF: ${name}`,
  contentType: 'image/gif',
  build: (text) => gif(make(text)),
});
const pdf1 = (name: string, make: (text: string) => string): HidingFile => ({
  name: `PDF: ${name}`,
  contentType: 'application/pdf',
  build: (text) => pdf(make(text)),
});
const word1 = (name: string, make: (text: string) => Buffer): HidingFile => ({
  name: `Word: ${name}`,
  contentType: office,
  build: make,
});
const part = (name: string, content: string | Buffer): Part => ({ name, content });
const core = (content: string | Buffer): Buffer => word('x', [part('docProps/core.xml', content)]);
const text1 = (name: string, make: (letters: readonly string[]) => string): HidingFile => ({
  name: `text ${name}`,
  contentType: 'text/plain',
  build: (text) => Buffer.from(`x${make(Array.from(text))}`),
});
const raised = (letter: string, by: number): string =>
  String.fromCodePoint((letter.codePointAt(0) ?? 0) + by);

/** Ways to hide a word that a search for the usual places does not find. */
export const hidingTricks: readonly HidingFile[] = [
  png1('palette of a picture that has none', (text) => chunk('PLTE', text)),
  png1('transparency of another length', (text) => chunk('tRNS', text)),
  png1('gamma of another length', (text) => chunk('gAMA', text)),
  png1('how often each colour comes', (text) => chunk('hIST', text)),
  png1('density twice', (text) =>
    Buffer.concat([chunk('pHYs', 'x'.repeat(9)), chunk('pHYs', text.slice(0, 9))]),
  ),
  png1('among its pixels', (text) => chunk('IDAT', text)),
  {
    name: 'PNG: behind its pixels',
    contentType: 'image/png',
    build: (text: string): Buffer => {
      const picture = png();
      return Buffer.concat([picture.subarray(0, -12), chunk('IDAT', text), picture.subarray(-12)]);
    },
  },
  jpeg1('segment that is kept free', 0xf0, ''),
  jpeg1('density and more', 0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0'),
  jpeg1('colours of a program and more', 0xee, 'Adobe'),
  jpeg1('colour profile', 0xe2, 'ICC_PROFILE\0\x01\x01'),
  jpeg1('table and more', 0xdb, '\0'.repeat(65)),
  gif1('how often it is shown, and more', (text) => gifBlock(0xff, 'NETSCAPE2.0', '\x01\0\0', text)),
  gif1('how long it is shown, and more', (text) => gifBlock(0xf9, '\0\0\0\0', text)),

  pdf1('author that stands elsewhere', (text) => `2 0 obj <</Author 4 0 R>> endobj 4 0 obj (${text}) endobj`),
  pdf1('author behind a comment', (text) => `2 0 obj <</Author %x\n(${text})>> endobj`),
  pdf1('entry of a program of its own', (text) => `2 0 obj <</Company (${text})>> endobj`),
  pdf1('comment', (text) => `% ${text}`),
  pdf1('comment in an object', (text) => `2 0 obj <</Count 1 %${text}\n>> endobj`),
  pdf1('object that nothing refers to', (text) => `9 0 obj (${text}) endobj`),
  pdf1(
    'stream that nothing refers to',
    (text) => `9 0 obj <</Length ${text.length}>> stream\n${text}\nendstream endobj`,
  ),
  pdf1('same object twice', (text) => `2 0 obj <</Title (${text})>> endobj 2 0 obj <<>> endobj`),
  pdf1('author in a compressed object behind a dictionary', (text) =>
    stream('/X <</Y 1>> /Type /ObjStm /N 1 /First 4', `2 0 <</Author (${text})>>`),
  ),
  pdf1('author in a compressed object with a name in hexadecimal', (text) =>
    stream('/Type /Obj#53tm /N 1 /First 4', `2 0 <</Author (${text})>>`),
  ),
  pdf1('author in an object that is compressed and written in hexadecimal', (text) => {
    const digits = Buffer.from(`2 0 <</Author (${text})>>`).toString('hex');
    return stream('/Type /ObjStm /N 1 /First 4', `${digits}>`, '[/FlateDecode /ASCIIHexDecode]');
  }),
  pdf1('between compressed objects', (text) =>
    stream('/Type /ObjStm /N 2 /First 9', `2 0 4 40 <<>>${text.padEnd(36)}<<>>`),
  ),
  pdf1(
    'description without its type',
    (text) =>
      `2 0 obj <</Metadata 3 0 R>> endobj ${stream('', `<x:xmpmeta xmlns:x="x"><creator>${text}</creator></x:xmpmeta>`)}`,
  ),
  pdf1('photograph that says where it was taken', (text) => {
    const picture = jpeg([segment(0xe1, `Exif\0\0${text}`)]).toString('latin1');
    return `3 0 obj <</Subtype /Image /Filter /DCTDecode /Length ${picture.length}>> stream\n${picture}\nendstream endobj`;
  }),
  pdf1('behind the end of what is compressed', (text) => {
    const packed = stream('', 'x');
    const length = /\/Length (\d+)/.exec(packed)?.[1] ?? '';
    return packed
      .replace(`/Length ${length}`, `/Length ${Number(length) + text.length}`)
      .replace('\nendstream', `${text}\nendstream`);
  }),
  pdf1('stamp', (text) => `2 0 obj <</Subtype /Stamp /Rect [0 0 1 1] /Contents (${text})>> endobj`),
  pdf1(
    'words beside a link',
    (text) => `2 0 obj <</Subtype /Link /Rect [0 0 1 1] /Contents (${text})>> endobj`,
  ),
  pdf1('what was filled in', (text) => `2 0 obj <</FT /Tx /V (${text})>> endobj`),
  pdf1(
    'layer that is not shown',
    (text) => `2 0 obj <</OCProperties <</OFF [3 0 R]>>>> endobj ${stream('', `BT (${text}) Tj ET`)}`,
  ),
  pdf1(
    'what a program keeps for itself',
    (text) => `2 0 obj <</PieceInfo <</X <</Private /${text}>>>>>> endobj`,
  ),
  pdf1('words that are not drawn', (text) => stream('', `BT 3 Tr (${text}) Tj ET`)),

  word1('properties in UTF-16', (text) =>
    core(
      Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from(element('cp:coreProperties', `<dc:creator>${text}</dc:creator>`), 'utf16le'),
      ]),
    ),
  ),
  word1('author that is not marked up', (text) =>
    core(element('cp:coreProperties', `<dc:creator><![CDATA[${text}]]></dc:creator>`)),
  ),
  word1('author under another prefix', (text) =>
    core(
      element(
        'cp:coreProperties',
        `<q:creator xmlns:q="http://purl.org/dc/elements/1.1/">${text}</q:creator>`,
      ),
    ),
  ),
  word1('identifier of the document', (text) =>
    core(element('cp:coreProperties', `<dc:identifier>${text}</dc:identifier>`)),
  ),
  word1('document type', (text) => core(`<!DOCTYPE x [<!ENTITY a "${text}">]><x/>`)),
  word1('instruction to a program', (text) => word(`<?x ${text}?>`)),
  word1('where links begin', (text) =>
    word('x', [part('docProps/app.xml', `<Properties><HyperlinkBase>${text}</HyperlinkBase></Properties>`)]),
  ),
  word1('template it was made from', (text) =>
    word('x', [part('docProps/app.xml', `<Properties><Template>C:\\${text}.dotm</Template></Properties>`)]),
  ),
  word1('deleted words under another prefix', (text) =>
    word(
      `<q:del xmlns:q="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><q:delText>${text}</q:delText></q:del>`,
    ),
  ),
  word1('who changed how it looks', (text) => word(`<w:rPrChange w:author="${text}"/>`)),
  word1('words that are made unseen in another way', (text) => word(`<w:specVanish/><w:t>${text}</w:t>`)),
  word1('variable of the document', (text) =>
    word('x', [part('word/settings.xml', element('w:settings', `<w:docVar w:name="x" w:val="${text}"/>`))]),
  ),
  word1('picture that is fetched from somewhere', (text) =>
    word('x', [
      part(
        'word/_rels/document.xml.rels',
        `<Relationships><Relationship Type="x/image" TargetMode="External" Target="https://x.example/${text}"/></Relationships>`,
      ),
    ]),
  ),
  word1('number of a revision', (text) => word(`<w:r w:rsidR="${text}"/>`)),
  word1('part under another name', (text) => word('x', [part('word/x.xml', `<a>${text}</a>`)])),
  word1('name of a part', (text) => word('x', [part(`word/${text}.xml`, '<a/>')])),
  word1('name of a folder', (text) => word('x', [part(`${text}s/${text}s/`, '')])),
  word1('content of a folder', (text) => word('x', [part('word/', text)])),
  word1('name of a part where it stands', (text) => word('x', [], { ownName: text })),
  word1('further field where a part stands', (text) => word('x', [], { ownExtra: `xx\x0b\0${text}` })),
  word1('further field in the directory', (text) => word('x', [], { extra: `xx\x0b\0${text}` })),
  word1('behind the end of a part', (text) => word('x', [], { tail: text })),
  word1('in place of a checksum', (text) => word('x', [], { gap: text })),
  word1('same part twice', (text) =>
    word('x', [part('word/styles.xml', '<a/>'), part('word/styles.xml', `<a>${text}</a>`)]),
  ),
  {
    name: 'Writer: template it was made from',
    contentType: open,
    build: (text) => writer('x', `<meta:template meta:title="${text}"/>`),
  },
  {
    name: 'Writer: words that are not shown',
    contentType: open,
    build: (text) => writer(`<text:hidden-text text:string-value="${text}"/>`),
  },
  {
    name: 'Writer: kind of document',
    contentType: open,
    build: (text) =>
      zip([part('mimetype', `application/vnd.oasis.opendocument.text ${text}`), part('content.xml', '<a/>')]),
  },

  text1('in letters that nobody sees', (letters) =>
    letters.map((letter) => raised(letter, 0xe0000)).join(''),
  ),
  text1('in signs for how a letter is drawn', (letters) =>
    letters.map((letter) => raised(letter, 0xe0100)).join(''),
  ),
  text1('with joiners between its letters', (letters) => letters.join('\u200c')),
  text1('with soft hyphens', (letters) => letters.join('\u00ad')),
  text1('that is written over', (letters) => `${letters.join('')}\r${'x'.repeat(letters.length + 1)}\n`),
];
