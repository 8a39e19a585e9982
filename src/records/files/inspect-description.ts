import { SaxesParser } from 'saxes';
import type { FileDoubt } from './file-doubt.ts';
import { readUtf8 } from './inspect-text.ts';

/** What a description (XMP, ISO 16684-1) may say of a file: when and by what it was made, and which form of PDF it is. Not who, not about what. */
const plain: ReadonlySet<string> = new Set([
  ...[
    'CreateDate',
    'ModifyDate',
    'MetadataDate',
    'CreatorTool',
    'Producer',
    'PDFVersion',
    'Trapped',
    'format',
  ],
  ...['DocumentID', 'InstanceID', 'part', 'conformance', 'amd', 'rev'],
]);

/** Attributes of the frame around what is said. */
const frame: ReadonlySet<string> = new Set(['about', 'parseType', 'lang', 'xmptk', 'xmlns']);

/** Looks whether the description in a file says more of it than that. */
export function inspectDescription(bytes: Buffer): FileDoubt | undefined {
  const text = readUtf8(bytes);
  if (text === undefined) return 'metadata';
  const open: string[] = [];
  const found = { says: false };
  const parser = new SaxesParser({ xmlns: true });
  const read = (words: string): void => {
    found.says ||= words.trim() !== '' && !open.some((local) => plain.has(local));
  };
  parser.on('opentag', ({ local, attributes }) => {
    open.push(local);
    found.says ||= Object.values(attributes).some(
      ({ prefix, local: name, value }) =>
        prefix !== 'xmlns' && !frame.has(name) && !plain.has(name) && value.trim() !== '',
    );
  });
  parser.on('closetag', () => {
    open.pop();
  });
  for (const part of ['comment', 'doctype', 'error'] as const)
    parser.on(part, () => {
      found.says = true;
    });
  parser.on('text', read);
  parser.on('cdata', read);
  parser.write(text).close();
  return found.says ? 'metadata' : undefined;
}
