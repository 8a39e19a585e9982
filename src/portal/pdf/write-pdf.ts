import PDFDocument from 'pdfkit';
import { type TextRun, orderRuns } from './order-runs.ts';
import { loadPdfFonts } from './pdf-fonts.ts';

/** A piece of a document. `lang` is said where it is another than the document's. */
export type PdfBlock =
  | { readonly kind: 'HEADING' | 'TEXT'; readonly text: string; readonly lang?: string }
  | { readonly kind: 'LIST'; readonly items: readonly string[] };

/** A document to keep. Neither its title nor anything else that a program reads without opening it says who it is about. */
export interface PdfDocument {
  readonly title: string;
  readonly lang: string;
  readonly direction: 'ltr' | 'rtl';
  readonly blocks: readonly PdfBlock[];
  /** Said at the foot of every page: its number. */
  readonly pageNumber: (page: number) => string;
}

const page = { width: 595, height: 842, margin: 56 };
const widest = page.width - 2 * page.margin;

interface Style {
  readonly tag: 'H1' | 'H2' | 'P' | 'LBody';
  readonly size: number;
  readonly weight: '400' | '700';
  readonly before: number;
  readonly indent: number;
}

const styles = {
  title: { tag: 'H1', size: 20, weight: '700', before: 0, indent: 0 },
  heading: { tag: 'H2', size: 13, weight: '700', before: 14, indent: 0 },
  text: { tag: 'P', size: 11, weight: '400', before: 6, indent: 0 },
  item: { tag: 'LBody', size: 11, weight: '400', before: 2, indent: 16 },
} as const satisfies Record<string, Style>;

/**
 * Writes a tagged PDF (PDF/UA-1: title, language, headings, lists and the words as they are read), with its fonts in it. It is composed
 * here and by no browser; the same document gives the same words on every machine.
 */
export function writePdf(document: PdfDocument): Promise<Buffer> {
  const options: PDFKit.PDFDocumentOptions = {
    size: [page.width, page.height],
    margin: 0,
    pdfVersion: '1.7',
    tagged: true,
    lang: document.lang,
    displayTitle: true,
    autoFirstPage: false,
    // None of the fonts that every reader brings: all that are used are in the file.
    font: '',
    info: { Title: document.title, Creator: 'Assent', Producer: 'Assent' },
  };
  // Its types do not know this standard yet.
  const doc = new PDFDocument(Object.assign({ subset: 'PDF/UA' }, options));
  const pieces: Buffer[] = [];
  const written = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (piece: Buffer) => pieces.push(piece));
    doc.on('end', () => {
      resolve(Buffer.concat(pieces));
    });
    doc.on('error', reject);
  });
  for (const weight of ['400', '700'] as const)
    for (const { name, bytes } of loadPdfFonts(weight)) doc.registerFont(name, bytes);
  new Writer(doc, document).write();
  doc.end();
  return written;
}

/** Puts the words of one document onto its pages. */
class Writer {
  readonly #doc: PDFKit.PDFDocument;
  readonly #document: PdfDocument;
  #y = Number.POSITIVE_INFINITY;
  #pages = 0;

  constructor(doc: PDFKit.PDFDocument, document: PdfDocument) {
    this.#doc = doc;
    this.#document = document;
  }

  write(): void {
    const { title, lang, direction, blocks } = this.#document;
    const root = this.#doc.struct('Document', { lang });
    this.#doc.addStructure(root);
    this.#paragraph(root, title, styles.title, direction);
    for (const block of blocks) {
      if (block.kind === 'LIST') this.#list(root, block.items);
      else {
        const style = block.kind === 'HEADING' ? styles.heading : styles.text;
        this.#paragraph(root, block.text, style, block.lang === undefined ? direction : 'ltr', block.lang);
      }
    }
    root.end();
  }

  #list(parent: PDFKit.PDFStructureElement, items: readonly string[]): void {
    const list = this.#doc.struct('L');
    parent.add(list);
    for (const item of items) {
      const entry = this.#doc.struct('LI');
      list.add(entry);
      this.#paragraph(entry, `• ${item}`, styles.item, this.#document.direction);
      entry.end();
    }
    list.end();
  }

  #paragraph(
    parent: PDFKit.PDFStructureElement,
    text: string,
    style: Style,
    direction: 'ltr' | 'rtl',
    lang?: string,
  ): void {
    const element = this.#doc.struct(style.tag, { actual: text, ...(lang === undefined ? {} : { lang }) });
    parent.add(element);
    this.#y += style.before;
    for (const line of text.split('\n').flatMap((each) => this.#wrap(each, style, direction))) {
      this.#makeRoom(style);
      const y = this.#y;
      element.add(() => {
        this.#draw(line, style, direction, y);
      });
      this.#y += lineHeight(style);
    }
    element.end();
  }

  /** Goes to a fresh page where the next line would not fit. */
  #makeRoom(style: Style): void {
    if (this.#y + lineHeight(style) <= page.height - page.margin) return;
    this.#doc.addPage();
    this.#pages += 1;
    this.#y = page.margin;
    const { direction, pageNumber } = this.#document;
    const text = pageNumber(this.#pages);
    // What stands on every page is no part of what is read.
    this.#doc.markContent('Artifact', { type: 'Pagination' });
    this.#draw(text, { ...styles.text, size: 9 }, direction, page.height - page.margin / 2 - 9);
    this.#doc.endMarkedContent();
  }

  #wrap(text: string, style: Style, direction: 'ltr' | 'rtl'): readonly string[] {
    const lines: string[] = [];
    let line = '';
    for (const word of text.split(' ').flatMap((each) => this.#cut(each, style, direction))) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && this.#measure(longer, style, direction) > widest - style.indent) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    return [...lines, line];
  }

  /** A word that is wider than the page is cut, wherever that is. */
  #cut(word: string, style: Style, direction: 'ltr' | 'rtl'): readonly string[] {
    if (word.length < 40 || this.#measure(word, style, direction) <= widest - style.indent) return [word];
    return word.match(/[\s\S]{1,40}/gu) ?? [word];
  }

  #measure(line: string, style: Style, direction: 'ltr' | 'rtl'): number {
    return this.#runs(line, style, direction).reduce((sum, run) => sum + this.#widthOf(run, style), 0);
  }

  #runs(line: string, { weight }: Style, direction: 'ltr' | 'rtl'): readonly TextRun[] {
    return orderRuns(line, direction, loadPdfFonts(weight));
  }

  #widthOf({ font, text }: TextRun, { size }: Style): number {
    return this.#doc.font(font.name).fontSize(size).widthOfString(text);
  }

  #draw(line: string, style: Style, direction: 'ltr' | 'rtl', y: number): void {
    const runs = this.#runs(line, style, direction);
    const width = runs.reduce((sum, run) => sum + this.#widthOf(run, style), 0);
    let x =
      direction === 'rtl' ? page.width - page.margin - style.indent - width : page.margin + style.indent;
    for (const run of runs) {
      const advance = this.#widthOf(run, style);
      this.#doc.text(run.text, x, y, { lineBreak: false, baseline: 'top' });
      x += advance;
    }
  }
}

function lineHeight({ size }: Style): number {
  return size * 1.6;
}
