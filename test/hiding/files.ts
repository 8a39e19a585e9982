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
import type { HidingFile } from './hiding-file.ts';
import { hidingTricks } from './file-tricks.ts';

/** One of each kind that hides nothing. */
export const plainFiles: readonly HidingFile[] = [
  { name: 'text', contentType: 'text/plain', build: (text) => Buffer.from(`Art: ${text}\n`) },
  { name: 'PNG', contentType: 'image/png', build: () => png() },
  { name: 'JPEG', contentType: 'image/jpeg', build: () => jpeg() },
  { name: 'GIF', contentType: 'image/gif', build: () => gif() },
  {
    name: 'PDF',
    contentType: 'application/pdf',
    build: () => pdf('2 0 obj <</Author () /Producer (x)>> endobj'),
  },
  {
    name: 'Word',
    contentType: office,
    build: () =>
      word('x', [{ name: 'docProps/core.xml', content: element('cp:coreProperties', '<dc:creator/>') }]),
  },
  { name: 'Writer', contentType: open, build: () => writer('x') },
];

const core = (name: string, text: string): Buffer =>
  word('x', [
    { name: 'docProps/core.xml', content: element('cp:coreProperties', `<${name}>${text}</${name}>`) },
  ]);
const beside = (name: string, text: string): Buffer => word('x', [{ name, content: text }]);

/** The files of the corpus. */
export const hidingFiles: readonly HidingFile[] = [
  ...['tEXt', 'zTXt', 'iTXt', 'eXIf', 'prVt'].map((name): HidingFile => ({
    name: `PNG: ${name} chunk`,
    contentType: 'image/png',
    build: (text) => png([chunk(name, `Comment\0${text}`)]),
  })),
  { name: 'PNG: behind its end', contentType: 'image/png', build: (text) => png([], text) },
  ...(
    [
      ['EXIF', 0xe1, 'Exif\0\0'],
      ['XMP', 0xe1, 'http://ns.adobe.com/xap/1.0/\0'],
      ['IPTC', 0xed, 'Photoshop 3.0\0'],
      ['segment of a program', 0xe5, 'x'],
      ['comment', 0xfe, ''],
    ] as const
  ).map(([name, marker, start]): HidingFile => ({
    name: `JPEG: ${name}`,
    contentType: 'image/jpeg',
    build: (text) => jpeg([segment(marker, start + text)]),
  })),
  {
    name: 'JPEG: thumbnail',
    contentType: 'image/jpeg',
    build: (text) => jpeg([segment(0xe0, `JFIF\0\x01\x01\0\0\x01\0\x01\x02\x02${text}`)]),
  },
  { name: 'JPEG: behind its end', contentType: 'image/jpeg', build: (text) => jpeg([], text) },
  { name: 'GIF: comment', contentType: 'image/gif', build: (text) => gif(gifBlock(0xfe, text)) },
  { name: 'GIF: plain text', contentType: 'image/gif', build: (text) => gif(gifBlock(0x01, text)) },
  {
    name: 'GIF: block of a program',
    contentType: 'image/gif',
    build: (text) => gif(gifBlock(0xff, `XMP DataXMP${text}`)),
  },
  { name: 'GIF: behind its end', contentType: 'image/gif', build: (text) => gif(undefined, text) },
  ...['Author', 'Title', 'Subject', 'Keywords', '#41uthor'].map((name): HidingFile => ({
    name: `PDF: ${name}`,
    contentType: 'application/pdf',
    build: (text) => pdf(`2 0 obj <</${name} (${text})>> endobj`),
  })),
  {
    name: 'PDF: author in hexadecimal',
    contentType: 'application/pdf',
    build: (text) => pdf(`2 0 obj <</Author <${Buffer.from(text).toString('hex')}>>> endobj`),
  },
  {
    name: 'PDF: author in a compressed object',
    contentType: 'application/pdf',
    build: (text) => pdf(stream('/Type /ObjStm /N 1 /First 4', `2 0 <</Author (${text})>>`)),
  },
  {
    name: 'PDF: compressed metadata',
    contentType: 'application/pdf',
    build: (text) => pdf(stream('/Type /Metadata', `<dc:creator>${text}</dc:creator>`)),
  },
  {
    name: 'PDF: metadata',
    contentType: 'application/pdf',
    build: (text) =>
      pdf(`3 0 obj <</Type /Metadata>> stream\n<dc:title>${text}</dc:title>\nendstream endobj`),
  },
  {
    name: 'PDF: note',
    contentType: 'application/pdf',
    build: (text) => pdf(`2 0 obj <</Subtype /Text /Contents (${text})>> endobj`),
  },
  {
    name: 'PDF: file inside',
    contentType: 'application/pdf',
    build: (text) => pdf(`2 0 obj <</Names <</EmbeddedFiles 3 0 R>>>> endobj ${stream('', text)}`),
  },
  {
    name: 'PDF: program',
    contentType: 'application/pdf',
    build: (text) => pdf(`2 0 obj <</S /JavaScript /JS (${text})>> endobj`),
  },
  {
    name: 'PDF: encrypted',
    contentType: 'application/pdf',
    build: (text) => pdf(`2 0 obj <</Encrypt 4 0 R /Contents (${text})>> endobj`),
  },
  {
    name: 'PDF: earlier version',
    contentType: 'application/pdf',
    build: (text) => Buffer.concat([pdf(`2 0 obj (${text}) endobj`), pdf('2 0 obj () endobj')]),
  },
  { name: 'PDF: behind its end', contentType: 'application/pdf', build: (text) => pdf('', text) },
  {
    name: 'PDF: before its beginning',
    contentType: 'application/pdf',
    build: (text) => Buffer.concat([Buffer.from(text), pdf('')]),
  },
  ...[
    'dc:creator',
    'cp:lastModifiedBy',
    'dc:title',
    'dc:subject',
    'dc:description',
    'cp:keywords',
    'cp:category',
  ].map((name): HidingFile => ({
    name: `Word: ${name}`,
    contentType: office,
    build: (text) => core(name, text),
  })),
  ...[
    'word/comments.xml',
    'word/embeddings/x.docx',
    'word/vbaProject.bin',
    'customXml/item1.xml',
    'docProps/custom.xml',
    'docProps/thumbnail.jpeg',
    'word/people.xml',
    'notes.txt',
  ].map((name): HidingFile => ({
    name: `Word: ${name}`,
    contentType: office,
    build: (text) => beside(name, text),
  })),
  ...['w:del', 'w:ins', 'w:moveFrom'].map((name): HidingFile => ({
    name: `Word: ${name}`,
    contentType: office,
    build: (text) => word(`<${name} w:author="x"><w:t>${text}</w:t></${name}>`),
  })),
  {
    name: 'Word: unseen words',
    contentType: office,
    build: (text) => word(`<w:rPr><w:vanish/></w:rPr><w:t>${text}</w:t>`),
  },
  { name: 'Word: comment of XML', contentType: office, build: (text) => word(`<!-- ${text} -->`) },
  {
    name: 'Word: picture with a comment',
    contentType: office,
    build: (text) => word('x', [{ name: 'word/media/a.png', content: png([chunk('tEXt', text)]) }]),
  },
  {
    name: 'Word: between its parts',
    contentType: office,
    build: (text) => word('x', [], { gap: `${text}${text}${text}` }),
  },
  { name: 'Word: comment of the archive', contentType: office, build: (text) => word('x', [], {}, text) },
  {
    name: 'Writer: author',
    contentType: open,
    build: (text) => writer('x', `<meta:initial-creator>${text}</meta:initial-creator>`),
  },
  {
    name: 'Writer: keyword',
    contentType: open,
    build: (text) => writer('x', `<meta:keyword>${text}</meta:keyword>`),
  },
  {
    name: 'Writer: tracked change',
    contentType: open,
    build: (text) => writer(`<text:tracked-changes>${text}</text:tracked-changes>`),
  },
  {
    name: 'Writer: note',
    contentType: open,
    build: (text) => writer(`<office:annotation>${text}</office:annotation>`),
  },
  { name: 'text that is a PDF', contentType: 'text/plain', build: (text) => pdf(`2 0 obj (${text}) endobj`) },
  { name: 'picture that is a text', contentType: 'image/png', build: (text) => Buffer.from(text) },
  {
    name: 'PDF that is a picture',
    contentType: 'application/pdf',
    build: (text) => png([chunk('tEXt', text)]),
  },
  {
    name: 'Word that is another archive',
    contentType: office,
    build: (text) => zip([{ name: 'x.xml', content: text }]),
  },
  { name: 'web page', contentType: 'text/html', build: (text) => Buffer.from(`<p hidden>${text}</p>`) },
  {
    name: 'rich text',
    contentType: 'application/rtf',
    build: (text) => Buffer.from(`{\\rtf1 {\\v ${text}}}`),
  },
  {
    name: 'archive',
    contentType: 'application/zip',
    build: (text) => zip([{ name: 'x.txt', content: text }]),
  },
  {
    name: 'older Word',
    contentType: 'application/msword',
    build: (text) => Buffer.from(`\xd0\xcf\x11\xe0${text}`, 'latin1'),
  },
  { name: 'program', contentType: 'application/octet-stream', build: (text) => Buffer.from(`MZ${text}`) },
  {
    name: 'text with spaces of no width',
    contentType: 'text/plain',
    build: (text) => Buffer.from(Array.from(text).join('\u200b')),
  },
  {
    name: 'text behind a right-to-left mark',
    contentType: 'text/plain',
    build: (text) => Buffer.from(`\u202e${text}`),
  },
  { name: 'text with nothing in it', contentType: 'text/plain', build: (text) => Buffer.from(`x\0${text}`) },
  {
    name: 'text that is no UTF-8',
    contentType: 'text/plain',
    build: (text) => Buffer.from(`${text}\xff`, 'latin1'),
  },
  ...hidingTricks,
];
