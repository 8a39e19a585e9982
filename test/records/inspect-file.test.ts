import { deflateRawSync, crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import PDFDocument from 'pdfkit';
import { inspectFile } from '../../src/records/files/inspect-file.ts';
import { element, jpeg, office, png } from '../hiding/make-files.ts';

/* What hides nothing goes: files as programs write them. What hides something stands in test/hiding. */

async function makePdf(
  options: PDFKit.PDFDocumentOptions,
  draw: (page: PDFKit.PDFDocument) => void,
): Promise<Buffer> {
  const document = new PDFDocument(options);
  const pieces: Buffer[] = [];
  document.on('data', (piece: Buffer) => pieces.push(piece));
  const ended = new Promise((resolve) => {
    document.on('end', resolve);
  });
  draw(document);
  document.end();
  await ended;
  return Buffer.concat(pieces);
}

const look = (bytes: Buffer, type: string): string | undefined => inspectFile(bytes.toString('base64'), type);

/** A Word document as programs write it that do not know the sizes before they are done: they stand behind each part. */
function wordAsItFlows(behind: (sizes: Buffer) => Buffer): Buffer {
  const parts = [
    ['[Content_Types].xml', '<Types/>'],
    ['word/document.xml', element('w:document', '<w:p>x</w:p>')],
  ] as const;
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  for (const [name, content] of parts) {
    const packed = deflateRawSync(content);
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(crc32(content), 0);
    sizes.writeUInt32LE(packed.length, 4);
    sizes.writeUInt32LE(Buffer.byteLength(content), 8);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 6);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(8, 10);
    sizes.copy(central, 16);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(Buffer.concat(files).length, 42);
    files.push(Buffer.concat([local, Buffer.from(name), packed, behind(sizes)]));
    directory.push(Buffer.concat([central, Buffer.from(name)]));
  }
  const [all, listed] = [Buffer.concat(files), Buffer.concat(directory)];
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(2, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(all.length, 16);
  return Buffer.concat([all, listed, end]);
}

describe('a file as a program writes it', () => {
  it('goes: a PDF of pages with words, a link and pictures', async () => {
    const bytes = await makePdf({ lang: 'en-GB', pdfVersion: '1.7' }, (page) => {
      page.text('Dear Sir').text('where', { link: 'https://council.example/send' }).addPage().text('Two');
    });
    expect(look(bytes, 'application/pdf')).toBeUndefined();
  });

  it('does not once its author gave it a title or an author', async () => {
    for (const info of [{ Title: 'Leo' }, { Author: 'Dr Lin' }, { Keywords: 'x' }])
      expect(look(await makePdf({ info }, (page) => page.text('x')), 'application/pdf')).toBe('metadata');
  });

  it('does not with a note beside its words', async () => {
    const bytes = await makePdf({}, (page) => {
      page.text('x').note(10, 10, 10, 10, 'He was hit.');
    });
    expect(look(bytes, 'application/pdf')).toBe('metadata');
  });

  it('goes: a Word document of which each part has its sizes behind it', () => {
    const signed = (sizes: Buffer): Buffer => Buffer.concat([Buffer.from('PK\x07\x08'), sizes]);
    expect(look(wordAsItFlows(signed), office)).toBeUndefined();
    expect(
      look(
        wordAsItFlows((sizes) => sizes),
        office,
      ),
    ).toBeUndefined();
    expect(
      look(
        wordAsItFlows(() => Buffer.from('xylophagous!')),
        office,
      ),
    ).toBe('form');
  });

  it('is not read beyond its end, wherever it is cut off', () => {
    for (const [bytes, type] of [
      [png(), 'image/png'],
      [jpeg(), 'image/jpeg'],
      [wordAsItFlows((sizes) => sizes), office],
    ] as const)
      for (let length = 1; length < bytes.length; length += 1)
        expect([length, look(bytes.subarray(0, length), type)]).not.toEqual([length, undefined]);
  });

  it.each(['Größe, naïve', 'می‌خواهم', 'क्‍ष', '👩‍👧 ❤️', 'a\r\nb\tc\n'])('goes: the text %j', (text) => {
    expect(look(Buffer.from(text), 'text/plain')).toBeUndefined();
  });
});
