import { hasErrorCode } from '../../platform/index.ts';
import type { FileDoubt } from './file-doubt.ts';
import { inspectGif, inspectJpeg, inspectPng } from './inspect-image.ts';
import { inspectPackage } from './inspect-package.ts';
import { inspectPdf } from './inspect-pdf.ts';
import { inspectText } from './inspect-text.ts';

/** The most that the bytes of one file may be: in base64 they are as long as the longest body that is taken (docs/records.md). */
const largestFile = 3_750_000;

type Inspector = (bytes: Buffer) => FileDoubt | undefined;

const office = 'application/vnd.openxmlformats-officedocument.';
const open = 'application/vnd.oasis.opendocument.';

const inspectors: Readonly<Record<string, Inspector>> = {
  'application/pdf': inspectPdf,
  'image/jpeg': inspectJpeg,
  'image/png': inspectPng,
  'image/gif': inspectGif,
  [`${office}wordprocessingml.document`]: (bytes) => inspectPackage(bytes, 'word/document.xml'),
  [`${office}spreadsheetml.sheet`]: (bytes) => inspectPackage(bytes, 'xl/workbook.xml'),
  [`${office}presentationml.presentation`]: (bytes) => inspectPackage(bytes, 'ppt/presentation.xml'),
  [`${open}text`]: (bytes) => inspectPackage(bytes, 'content.xml'),
  [`${open}spreadsheet`]: (bytes) => inspectPackage(bytes, 'content.xml'),
  [`${open}presentation`]: (bytes) => inspectPackage(bytes, 'content.xml'),
};

/** Text that is read as it stands. Web pages and rich text are not among them: they can hide and load what is not seen. */
const texts: ReadonlySet<string> = new Set([
  ...['text/plain', 'text/csv', 'text/xml', 'application/xml', 'application/json', 'application/fhir+json'],
  ...['application/fhir+xml', 'x-application/hl7-v2+er7', 'application/hl7-v2'],
]);

/**
 * Looks whether a file is what it says it is and shows all that it holds. Nothing is changed: a file goes whole or not at all, and
 * where there is a doubt, not before its author has put it right.
 * @param data the bytes in base64
 * @param declared the media type that its author gives, with or without parameters
 */
export function inspectFile(data: string, declared: string): FileDoubt | undefined {
  const [kind = ''] = declared.toLowerCase().split(';', 1);
  const isText = texts.has(kind);
  const inspect = Object.hasOwn(inspectors, kind) ? inspectors[kind] : undefined;
  if (!isText && inspect === undefined) return 'kind';
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(data) || data.length % 4 !== 0) return 'base64';
  if (data.length === 0 || data.length > (largestFile / 3) * 4) return 'size';
  const bytes = Buffer.from(data, 'base64');
  if (bytes.toString('base64') !== data) return 'base64';
  if (inspect === undefined) return sniff(bytes) === undefined ? inspectText(bytes) : 'type';
  if (sniff(bytes) !== (kind.startsWith(office) || kind.startsWith(open) ? 'application/zip' : kind))
    return 'type';
  try {
    return inspect(bytes);
  } catch (fault) {
    // A length in it leads beyond its end.
    if (hasErrorCode(fault, 'ERR_OUT_OF_RANGE') || hasErrorCode(fault, 'ERR_BUFFER_OUT_OF_BOUNDS'))
      return 'form';
    throw fault;
  }
}

/** How each kind of file that can be looked into begins (ISO 32000-1, ITU T.81, W3C PNG, GIF89a, APPNOTE 6.3.10). */
const beginnings: readonly (readonly [kind: string, beginning: string])[] = [
  ['application/pdf', '%PDF-'],
  ['image/jpeg', '\u00ff\u00d8\u00ff'],
  ['image/png', '\u0089PNG\r\n\u001a\n'],
  ['image/gif', 'GIF87a'],
  ['image/gif', 'GIF89a'],
  ['application/zip', 'PK\u0003\u0004'],
];

/** The kind of file that bytes begin as. */
function sniff(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, 16);
  return beginnings.find(([, beginning]) => start.startsWith(beginning))?.[0];
}
