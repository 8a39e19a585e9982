import { PdfLexer, type PdfDictionary, type PdfValue, nameIn, numberIn } from './pdf-lexer.ts';
import { inflateWhole } from './inflate-whole.ts';

/** One indirect object of a PDF. */
export interface PdfObject {
  /** Number and generation, as references name it. */
  readonly id: string;
  readonly value: PdfValue;
  /** The bytes of its stream as they stand in the file. */
  readonly stream?: Buffer;
}

/** Everything that stands in a PDF. */
export interface PdfFile {
  readonly objects: ReadonlyMap<string, PdfObject>;
  /** Trailers, and the dictionaries of the streams that stand for them. */
  readonly trailers: readonly PdfDictionary[];
  /** How often it ends: each later version adds an end of its own. */
  readonly ends: number;
}

/** The most that the compressed streams of one file may open to. */
const largest = 60_000_000;

/** The bytes of a PDF are not one that can be read whole. */
export class PdfFormError extends Error {
  override readonly name = 'PdfFormError';
}

/**
 * Reads a PDF (ISO 32000-1 §7) from its first byte to its last, not by its tables: so every object is found that stands in it, also one
 * that no table names. Nothing may stand between the objects but white space.
 * @throws PdfFormError
 */
export function readPdf(bytes: Buffer): PdfFile {
  return new PdfReader(bytes).read();
}

const crossReferences = /xref\s+(?:\d{1,10} \d{1,10}\s+(?:\d{10} \d{5} [nf]\s{1,2}){0,200000}){1,5000}/y;
const objectStart = /(\d{1,10})[ \r\n]{1,2}(\d{1,5})[ \r\n]{1,2}obj\b/y;
/** The first line, and a second of up to eight bytes that say that the file is no text. */
const beginning = /%PDF-[12]\.\d[ \t]?(?:\r\n|\r|\n)(?:%[\u0080-\u00ff]{1,8}[ \t]?(?:\r\n|\r|\n))?/y;

class PdfReader {
  readonly #bytes: Buffer;
  readonly #text: string;
  readonly #lexer: PdfLexer;
  readonly #objects = new Map<string, PdfObject>();
  readonly #trailers: PdfDictionary[] = [];
  /** Lengths that are said elsewhere: held against the streams at the end. */
  readonly #lengths: { readonly id: string; readonly found: number }[] = [];
  #left = largest;
  #ends = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#text = bytes.toString('latin1');
    this.#lexer = new PdfLexer(this.#text, PdfFormError);
  }

  read(): PdfFile {
    if (this.#take(beginning) === undefined) throw new PdfFormError('beginning');
    while (this.#isMore()) this.#readNext();
    for (const { id, found } of this.#lengths) {
      const said = this.#objects.get(id)?.value;
      if (said?.kind !== 'number' || said.number !== found) throw new PdfFormError('length');
    }
    if (this.#ends === 0) throw new PdfFormError('end');
    return { objects: this.#objects, trailers: this.#trailers, ends: this.#ends };
  }

  #isMore(): boolean {
    this.#lexer.skipSpace();
    return this.#lexer.at < this.#text.length;
  }

  #readNext(): void {
    const started = this.#take(objectStart);
    if (started !== undefined) this.#readObject(`${Number(started[1])} ${Number(started[2])}`);
    else if (this.#take(/trailer\b/y) !== undefined) this.#trailers.push(this.#lexer.readDictionary());
    else if (this.#take(/startxref\s{1,4}\d{1,10}\s{1,4}%%EOF/y) !== undefined) this.#ends += 1;
    else if (this.#take(crossReferences) === undefined) throw new PdfFormError('between objects');
  }

  #readObject(id: string): void {
    const value = this.#lexer.readValue();
    this.#lexer.skipSpace();
    const begun = this.#take(/stream(?:\r\n|\n)/y) !== undefined;
    if (!begun) this.#keep({ id, value });
    else if (value.kind !== 'dictionary') throw new PdfFormError('stream');
    else this.#keepStream({ id, value, stream: this.#readStream(value) }, value);
    this.#lexer.skipSpace();
    if (this.#take(/endobj\b/y) === undefined) throw new PdfFormError('object');
  }

  #keepStream(object: PdfObject & { readonly stream: Buffer }, dictionary: PdfDictionary): void {
    this.#keep(object);
    const type = nameIn(dictionary, 'Type');
    if (type === 'XRef') this.#trailers.push(dictionary);
    if (type === 'ObjStm') this.#readInner(object.stream, dictionary);
  }

  #readStream(dictionary: PdfDictionary): Buffer {
    const from = this.#lexer.at;
    const length = dictionary.entries.get('Length');
    const end = length?.kind === 'number' ? from + length.number : this.#text.indexOf('endstream', from);
    if (end < from) throw new PdfFormError('stream');
    const ending =
      length?.kind === 'number'
        ? 0
        : (/(?:\r\n|\r|\n)?$/.exec(this.#text.slice(end - 2, end))?.[0].length ?? 0);
    const stream = this.#bytes.subarray(from, end - ending);
    if (length?.kind === 'reference') this.#lengths.push({ id: length.id, found: stream.length });
    else if (length?.kind !== 'number') throw new PdfFormError('length');
    this.#lexer.at = end;
    if (this.#take(/(?:\r\n|\r|\n)?endstream\b/y) === undefined) throw new PdfFormError('stream');
    return stream;
  }

  /** Objects in a compressed stream: their numbers and places, and then they themselves, with nothing between. */
  #readInner(stream: Buffer, dictionary: PdfDictionary): void {
    const filter = dictionary.entries.get('Filter');
    const filters = filter?.kind === 'array' ? filter.items : filter === undefined ? [] : [filter];
    const isCompressed =
      filters.length === 1 && filters[0]?.kind === 'name' && filters[0].name === 'FlateDecode';
    if ((filters.length > 0 && !isCompressed) || dictionary.entries.has('DecodeParms'))
      throw new PdfFormError('filter');
    const opened = isCompressed ? inflateWhole(stream, 'zlib', this.#left) : stream;
    const [count, first] = [numberIn(dictionary, 'N'), numberIn(dictionary, 'First')];
    if (opened === undefined || count === undefined || first === undefined) throw new PdfFormError('filter');
    this.#left -= opened.length;
    const inner = new PdfLexer(opened.toString('latin1'), PdfFormError);
    const places = Array.from({ length: count }, () => [inner.readNumber(), inner.readNumber()] as const);
    for (const [number, place] of places) {
      inner.skipSpace();
      if (inner.at !== first + place) throw new PdfFormError('place');
      this.#keep({ id: `${number} 0`, value: inner.readValue() });
    }
    inner.skipSpace();
    if (inner.at < opened.length) throw new PdfFormError('place');
  }

  #keep(object: PdfObject): void {
    // The same object twice is an earlier version of it.
    if (this.#objects.has(object.id)) throw new PdfFormError('twice');
    this.#objects.set(object.id, object);
  }

  #take(form: RegExp): RegExpExecArray | undefined {
    form.lastIndex = this.#lexer.at;
    const found = form.exec(this.#text);
    if (found === null) return undefined;
    this.#lexer.at = form.lastIndex;
    return found;
  }
}
