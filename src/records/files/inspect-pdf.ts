import { inflateSync } from 'node:zlib';
import type { FileDoubt } from './file-doubt.ts';

/** What makes a PDF more than pages: keys and other files, programs, forms that send (ISO 32000-1). */
const active =
  /\/(?:Encrypt|EmbeddedFiles?|JavaScript|JS|Launch|RichMedia|SubmitForm|ImportData|GoToR|Movie|Sound|FileAttachment)\b/;

/** Notes in its margins, and who wrote it, about what: an entry of the document's information that is not empty. */
const saying =
  /\/(?:Author|Title|Subject|Keywords)\s*(?:\((?!\s*\))|<(?!\s*>|<))|\/Subtype\s*\/(?:Text|FreeText|Popup|Highlight)\b/;

/** The same in XMP. */
const describing =
  /<(?:dc:(?:creator|title|description|subject)|pdf:Keywords|photoshop:|xmpMM:History)[\s>]|pdf:Keywords=/;

/** The most that the compressed objects of one file may hold. */
const largest = 40_000_000;

/**
 * A PDF: one version of it, from its first byte to its last, nothing that runs or hides, and nothing said of its author. What is
 * compressed is looked into where objects or metadata may stand.
 */
export function inspectPdf(bytes: Buffer): FileDoubt | undefined {
  const text = bytes.toString('latin1');
  if (!text.startsWith('%PDF-') || !/%%EOF\s{0,4}$/.test(text)) return 'form';
  // Each later version adds an end of its own; a file made for the web has two.
  const ends = text.split('%%EOF').length - 1;
  if (ends > (/\/Linearized\b/.test(text.slice(0, 1024)) ? 2 : 1)) return 'metadata';
  const opened = openStreams(text, bytes);
  if (opened === undefined) return 'form';
  const all = withoutEscapes(text) + withoutEscapes(opened);
  return active.test(all) || saying.test(all) || describing.test(all) ? 'metadata' : undefined;
}

/** `#41` in a name is `A`. */
function withoutEscapes(text: string): string {
  return text.replaceAll(/#([0-9A-Fa-f]{2})/g, (_found, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
}

/** The objects and metadata that are compressed, or undefined where they cannot be opened. */
function openStreams(text: string, bytes: Buffer): string | undefined {
  let opened = '';
  let left = largest;
  for (const found of text.matchAll(
    /<<((?:[^>]|>(?!>))*\/(?:ObjStm|Metadata|XRef)\b[\s\S]{0,2000}?)>>\s*stream\r?\n/g,
  )) {
    const dictionary = found[1] ?? '';
    if (dictionary.includes('/XRef') || !dictionary.includes('/Filter')) continue;
    if (!/\/Filter\s*\[?\s*\/FlateDecode\s*\]?/.test(dictionary) || dictionary.includes('/DecodeParms'))
      return undefined;
    const from = found.index + found[0].length;
    const to = text.indexOf('endstream', from);
    if (to < 0) return undefined;
    try {
      const inflated = inflateSync(bytes.subarray(from, to), { maxOutputLength: left });
      left -= inflated.length;
      opened += inflated.toString('latin1');
    } catch {
      return undefined;
    }
  }
  return opened;
}
