import type { FileDoubt } from './file-doubt.ts';
import { inflateWhole } from './inflate-whole.ts';
import { inspectJpeg } from './inspect-image.ts';
import { inspectDescription } from './inspect-description.ts';
import { type PdfDictionary, type PdfValue, nameIn } from './pdf-lexer.ts';
import { type PdfFile, PdfFormError, type PdfObject, readPdf } from './read-pdf.ts';

/** What makes a PDF more than pages: keys, other files, programs, forms, layers, what programs keep for themselves (ISO 32000-1). */
const more: ReadonlySet<string> = new Set([
  ...['Encrypt', 'EmbeddedFiles', 'EmbeddedFile', 'EF', 'AF', 'FileAttachment', 'Collection', 'Filespec'],
  ...['JavaScript', 'JS', 'AA', 'Launch', 'RichMedia', 'SubmitForm', 'ImportData', 'GoToR', 'GoToE'],
  ...['Movie', 'Sound', 'Rendition', 'AcroForm', 'XFA', 'OCProperties', 'OCG', 'OCMD', 'PieceInfo', 'Thumb'],
  ...['SpiderInfo', 'Threads', 'Perms'],
]);

/** Where a text may stand: for readers who do not see, as addresses and languages, as names that parts of the file have for each other. */
const texts: Readonly<Record<string, RegExp>> = {
  Alt: /^/,
  ActualText: /^/,
  E: /^/,
  URI: /^/,
  Lang: /^(?:\u00fe\u00ff)?[A-Za-z0-9\0-]{0,40}$/,
  P: /^/,
  Names: /^/,
  Limits: /^/,
  Dest: /^/,
  D: /^/,
  IDTree: /^/,
  ID: /^/,
  Registry: /^Adobe$/,
  Ordering: /^(?:Identity|UCS|Japan1|GB1|CNS1|Korea1)$/,
  FontFamily: /^/,
  CharSet: /^/,
  Panose: /^/,
  // What wrote it and when, not who.
  Producer: /^/,
  Creator: /^/,
  'PTEX.Fullbanner': /^This is pdfTeX/,
  CreationDate: /^D:[\d+\-Z']{4,24}$/,
  ModDate: /^D:[\d+\-Z']{4,24}$/,
  M: /^D:[\d+\-Z']{4,24}$/,
};

/** The most that the compressed streams of one file may open to. */
const largest = 100_000_000;

/**
 * A PDF: one version of it, from its first byte to its last, every object part of what it shows, nothing that runs or hides, and nothing
 * said of its author. Every stream is opened; a picture in it is looked into like any picture.
 */
export function inspectPdf(bytes: Buffer): FileDoubt | undefined {
  try {
    const file = readPdf(bytes);
    return findVersions(file) ?? inspectObjects(file) ?? inspectStreams(file);
  } catch (fault) {
    if (fault instanceof PdfFormError) return 'form';
    throw fault;
  }
}

/** A file made for the web has two ends, one of them at its beginning; otherwise each is a version. */
function findVersions({ objects, ends }: PdfFile): FileDoubt | undefined {
  const isLinear = [...objects.values()].some(isLinearization);
  return ends > (isLinear ? 2 : 1) ? 'metadata' : undefined;
}

function isLinearization({ value }: PdfObject): boolean {
  return value.kind === 'dictionary' && value.entries.has('Linearized');
}

/** What the file shows, from its trailers on: each object under every key that refers to it. What is not reached is no part of it. */
function inspectObjects({ objects, trailers }: PdfFile): FileDoubt | undefined {
  const frame = [...objects.values()].filter(isFrame);
  const reached = new Set(frame.map(({ id }) => id));
  const asked = new Set<string>();
  const waiting = [...trailers, ...frame.map(({ value }) => value)].map((value): Keyed => ({
    value,
    key: '',
  }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, key } = next;
    if (value.kind !== 'reference') {
      if (hides(next)) return 'metadata';
      waiting.push(...listInner(next));
    } else if (!asked.has(`${value.id} ${key}`)) {
      asked.add(`${value.id} ${key}`);
      reached.add(value.id);
      const object = objects.get(value.id);
      if (object !== undefined) waiting.push({ value: object.value, key });
    }
  }
  return [...objects.values()].every((object) => reached.has(object.id) || saysNothing(object))
    ? undefined
    : 'metadata';
}

/** What programs leave behind: an empty dictionary, a number. */
function saysNothing({ value, stream }: PdfObject): boolean {
  if (value.kind === 'dictionary') return value.entries.size === 0 && stream === undefined;
  return value.kind === 'number' || value.kind === 'word';
}

/** A value, and the key under which it stands, also where it is in a list or stands elsewhere. */
interface Keyed {
  readonly value: PdfValue;
  readonly key: string;
}

/** Objects by which a file is read and that nothing refers to: tables, compressed objects, what a file made for the web begins with. */
function isFrame(object: PdfObject): boolean {
  const { value } = object;
  if (value.kind !== 'dictionary') return false;
  const isHints =
    value.entries.has('S') && value.entries.get('S')?.kind === 'number' && object.stream !== undefined;
  return isLinearization(object) || isHints || ['XRef', 'ObjStm'].includes(nameIn(value, 'Type') ?? '');
}

function hides({ value, key }: Keyed): boolean {
  if (value.kind === 'name') return more.has(value.name);
  if (value.kind === 'string') return !isToBeSaid(value.text, key);
  return (
    value.kind === 'dictionary' && (isNote(value) || [...value.entries.keys()].some((name) => more.has(name)))
  );
}

function listInner({ value, key }: Keyed): readonly Keyed[] {
  if (value.kind === 'dictionary')
    return [...value.entries].map(([name, inner]) => ({ value: inner, key: name }));
  if (value.kind !== 'array') return [];
  const [first] = value.items;
  // The colours of a palette stand in a string.
  const isPalette = first?.kind === 'name' && first.name === 'Indexed' && value.items.length === 4;
  return value.items.slice(0, isPalette ? 3 : undefined).map((item) => ({ value: item, key }));
}

function isToBeSaid(text: string, key: string): boolean {
  if (text.trim() === '' || text === '\u00fe\u00ff') return true;
  return Object.hasOwn(texts, key) && texts[key]?.test(text) === true;
}

/** Everything that lies over a page but a link: notes, stamps, what was marked. */
function isNote(dictionary: PdfDictionary): boolean {
  const isAnnotation = dictionary.entries.has('Rect') && !dictionary.entries.has('BBox');
  return isAnnotation && nameIn(dictionary, 'Subtype') !== 'Link';
}

function inspectStreams({ objects }: PdfFile): FileDoubt | undefined {
  let left = largest;
  for (const { value, stream } of objects.values()) {
    if (stream === undefined || value.kind !== 'dictionary') continue;
    const opened = openStream(stream, value, left);
    if (Buffer.isBuffer(opened)) left -= opened.length;
    const doubt = Buffer.isBuffer(opened) ? inspectOpened(opened, value) : opened;
    if (doubt !== undefined) return doubt;
  }
  return undefined;
}

function inspectOpened(opened: Buffer, dictionary: PdfDictionary): FileDoubt | undefined {
  if (nameIn(dictionary, 'Type') === 'Metadata' || looksLikeDescription(opened))
    return inspectDescription(opened);
  // Words that are written over a page and not drawn (ISO 32000-1 §9.3.6).
  return nameIn(dictionary, 'Subtype') !== 'Image' && hasUndrawnWords(opened) ? 'metadata' : undefined;
}

/** A stream without its filters, undefined where it is a picture that shows all that is in it, or what is wrong with it. */
function openStream(stream: Buffer, dictionary: PdfDictionary, left: number): Buffer | FileDoubt | undefined {
  const filter = dictionary.entries.get('Filter');
  const filters = filter === undefined ? [] : filter.kind === 'array' ? filter.items : [filter];
  let opened = stream;
  for (const [position, each] of filters.entries()) {
    const name = each.kind === 'name' ? each.name : '';
    const isLast = position === filters.length - 1;
    if (name === 'DCTDecode' && isLast) return inspectJpeg(opened);
    if (name === 'CCITTFaxDecode' && isLast) return undefined;
    const inner = name === 'FlateDecode' ? inflateWhole(opened, 'zlib', left) : undefined;
    if (inner === undefined) return 'form';
    opened = inner;
  }
  return opened;
}

function looksLikeDescription(opened: Buffer): boolean {
  return /^\s*<(?:\?xpacket|x:xmpmeta|rdf:RDF)/.test(opened.toString('latin1', 0, 200));
}

function hasUndrawnWords(opened: Buffer): boolean {
  return /(?:^|[\s\])>])[37]\s+Tr\b/.test(opened.toString('latin1'));
}
