import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { FileDoubt } from './file-doubt.ts';
import { inspectGif, inspectJpeg, inspectPng } from './inspect-image.ts';
import { readUtf8 } from './inspect-text.ts';
import { type PackagePart, openArchive } from './open-archive.ts';

/**
 * The parts of which what is seen is made, by the names that office programs give them. Every other part runs, hides another file or
 * says what is not on the page: macros, comments, notes of a speaker, who worked on it, small pictures of what it was.
 */
const partNames: readonly RegExp[] = [
  /^(?:\[Content_Types\]\.xml|mimetype|META-INF\/manifest\.xml|manifest\.rdf|meta\.xml|settings\.xml|styles\.xml|content\.xml)$/,
  /^(?:_rels\/\.rels|docProps\/(?:core|app)\.xml)$/,
  /^word\/(?:(?:document|styles|stylesWithEffects|settings|webSettings|fontTable|numbering|footnotes|endnotes|(?:header|footer)\d{1,3})\.xml|_rels\/(?:document|footnotes|endnotes|(?:header|footer)\d{1,3})\.xml\.rels)$/,
  /^xl\/(?:(?:workbook|styles|sharedStrings|calcChain|worksheets\/sheet\d{1,3}|tables\/table\d{1,3})\.xml|_rels\/workbook\.xml\.rels|worksheets\/_rels\/sheet\d{1,3}\.xml\.rels)$/,
  /^ppt\/(?:(?:presentation|presProps|viewProps|tableStyles)\.xml|_rels\/presentation\.xml\.rels|(?:slides|slideLayouts|slideMasters)\/(?:_rels\/)?slide(?:Layout|Master)?\d{1,3}\.xml(?:\.rels)?)$/,
  /^(?:word|xl|ppt)\/(?:theme\/(?:_rels\/)?theme\d{1,3}\.xml(?:\.rels)?|charts\/(?:_rels\/)?(?:chart|style|colors)\d{1,3}\.xml(?:\.rels)?|drawings\/(?:_rels\/)?drawing\d{1,3}\.xml(?:\.rels)?|media\/image\d{1,3}\.(?:png|jpe?g|gif))$/,
  /^Pictures\/[0-9A-F]{16,64}\.(?:png|jpe?g|gif)$/i,
];

/** Folders that office programs write though nothing stands in them. */
const folders =
  /^(?:word|xl|ppt|docProps|_rels|META-INF|Pictures|Configurations2(?:\/(?:accelerator|floater|images(?:\/Bitmaps)?|menubar|popupmenu|progressbar|statusbar|toolbar|toolpanel))?)\/$/;

/** Where what is said of the document stands, and the elements of it that may hold a text: times, counts and the program's name. */
const properties: Readonly<Record<string, ReadonlySet<string>>> = {
  'docProps/core.xml': new Set(['created', 'modified', 'revision', 'lastPrinted']),
  'docProps/app.xml': new Set([
    ...['Application', 'AppVersion', 'TotalTime', 'Pages', 'Words', 'Characters', 'CharactersWithSpaces'],
    ...['Lines', 'Paragraphs', 'Slides', 'Notes', 'HiddenSlides', 'MMClips', 'DocSecurity', 'ScaleCrop'],
    ...['SharedDoc', 'LinksUpToDate', 'HyperlinksChanged', 'PresentationFormat'],
    // The names of sheets and slides, which are seen.
    ...['lpstr', 'i4'],
  ]),
  'meta.xml': new Set(['generator', 'creation-date', 'date', 'editing-cycles', 'editing-duration']),
};

/** Elements for what was deleted, inserted or made unseen and is still in the file, in whatever namespace and under whatever prefix. */
const unseenElements: ReadonlySet<string> = new Set([
  ...['ins', 'del', 'delText', 'delInstrText', 'moveFrom', 'moveTo', 'vanish', 'specVanish', 'webHidden'],
  ...['docVar', 'comment', 'annotation', 'tracked-changes', 'changed-region', 'hidden-text'],
  ...['hidden-paragraph', 'conditional-text', 'script', 'object-ole', 'oleObject', 'altChunk', 'dde-source'],
]);

/** An office document (ECMA-376, ISO/IEC 26300): an archive of its parts and nothing else, each of which can be seen. */
export function inspectPackage(bytes: Buffer, main: string): FileDoubt | undefined {
  const parts = openArchive(bytes);
  if (parts === undefined) return 'form';
  const names = new Set(parts.map(({ name }) => name));
  const isOpenDocument = main === 'content.xml';
  if (!names.has(main) || !names.has(isOpenDocument ? 'mimetype' : '[Content_Types].xml')) return 'type';
  return parts.map((part) => inspectPart(part)).find((doubt) => doubt !== undefined);
}

function inspectPart({ name, bytes }: PackagePart): FileDoubt | undefined {
  if (name.endsWith('/')) return bytes.length === 0 && folders.test(name) ? undefined : 'metadata';
  if (!partNames.some((form) => form.test(name))) return 'metadata';
  if (name === 'mimetype')
    return /^application\/vnd\.oasis\.opendocument\.[a-z]{1,20}$/.test(bytes.toString('latin1'))
      ? undefined
      : 'form';
  if (/\.jpe?g$/i.test(name)) return inspectJpeg(bytes);
  if (/\.png$/i.test(name)) return inspectPng(bytes);
  if (/\.gif$/i.test(name)) return inspectGif(bytes);
  return inspectXml(name, bytes);
}

class XmlDoubt extends Error {
  readonly doubt: FileDoubt;

  constructor(doubt: FileDoubt) {
    super(doubt);
    this.doubt = doubt;
  }
}

/** XML in UTF-8 without document type, comments or instructions to programs, whose every element can be seen. */
function inspectXml(name: string, bytes: Buffer): FileDoubt | undefined {
  const text = readUtf8(bytes);
  if (text === undefined) return 'form';
  try {
    walkXml(name, text);
    return undefined;
  } catch (fault) {
    return fault instanceof XmlDoubt ? fault.doubt : 'form';
  }
}

function walkXml(name: string, text: string): void {
  const parser = new SaxesParser({ xmlns: true, fragment: false });
  const said = Object.hasOwn(properties, name) ? properties[name] : undefined;
  const doubt = (code: FileDoubt) => (): never => {
    throw new XmlDoubt(code);
  };
  const open: string[] = [];
  parser.on('error', doubt('form'));
  parser.on('doctype', doubt('form'));
  parser.on('processinginstruction', doubt('metadata'));
  parser.on('comment', doubt('metadata'));
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8') throw new XmlDoubt('form');
  });
  parser.on('opentag', (tag) => {
    open.push(tag.local);
    if (
      unseenElements.has(tag.local) ||
      /PrChange$|^(?:moveFrom|moveTo|customXml(?:Ins|Del|Move))/.test(tag.local)
    )
      throw new XmlDoubt('metadata');
    if (said !== undefined ? saysSomething(tag) : hidesSomething(tag)) throw new XmlDoubt('metadata');
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const read = (words: string): void => {
    if (said !== undefined && words.trim() !== '' && !said.has(open.at(-1) ?? ''))
      throw new XmlDoubt('metadata');
  };
  parser.on('text', read);
  parser.on('cdata', read);
  parser.write(text).close();
}

/** Attributes of properties that are more than counts and the names of types. */
function saysSomething({ attributes }: SaxesTagNS): boolean {
  return Object.values(attributes).some(
    ({ prefix, local, uri, value }) =>
      prefix !== 'xmlns' &&
      local !== 'xmlns' &&
      uri !== 'http://www.w3.org/2001/XMLSchema-instance' &&
      !/^\d{1,9}(?:\.\d)?$/.test(value) &&
      !(local === 'baseType' && /^[a-z]{1,10}\d?$/.test(value)),
  );
}

/** What is not shown, who wrote it, and what is fetched from somewhere else without being asked. */
function hidesSomething({ local, attributes }: SaxesTagNS): boolean {
  const given = Object.values(attributes);
  const of = (wanted: string): string | undefined =>
    given.find((attribute) => attribute.local === wanted)?.value;
  return (
    of('author') !== undefined ||
    /^(?:hidden|veryHidden)$/.test(of('state') ?? '') ||
    of('display') === 'none' ||
    /^(?:collapse|filter)$/.test(of('visibility') ?? '') ||
    (/^(?:1|true)$/.test(of('hidden') ?? '') &&
      ['row', 'col', 'cNvPr', 'docPr', 'definedName'].includes(local)) ||
    (local === 'sld' && /^(?:0|false)$/.test(of('show') ?? '')) ||
    (of('TargetMode') === 'External' && !isLink(of('Type') ?? '', of('Target') ?? '')) ||
    given.some((attribute) => attribute.local.startsWith('rsid') && !/^[0-9A-F]{8}$/i.test(attribute.value))
  );
}

/** A link that a reader may follow: its address is seen by whoever points at it. */
function isLink(type: string, target: string): boolean {
  return type.endsWith('/hyperlink') && /^(?:https?:|mailto:)/.test(target);
}
