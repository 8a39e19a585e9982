/** A value in a PDF (ISO 32000-1 §7.3). Strings are bytes as latin1. */
export type PdfValue =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'reference'; readonly id: string }
  | { readonly kind: 'array'; readonly items: readonly PdfValue[] }
  | { readonly kind: 'word' }
  | PdfDictionary;

/** A dictionary, by its keys. */
export interface PdfDictionary {
  readonly kind: 'dictionary';
  readonly entries: ReadonlyMap<string, PdfValue>;
}

const deepest = 60;
const space = /[\0\t\n\f\r ]*/y;
const regular = /[^\0\t\n\f\r ()<>[\]{}/%]+/y;
const reference = /(\d{1,10})[ \r\n]+(\d{1,5})[ \r\n]+R(?![^\0\t\n\f\r ()<>[\]{}/%])/y;

/** Reads values out of the text of a PDF, one after the other. A comment is no value: there may be none. */
export class PdfLexer {
  /** Where it reads next. */
  at = 0;
  readonly #text: string;
  readonly #Fault: new (message: string) => Error;
  #depth = 0;

  constructor(text: string, Fault: new (message: string) => Error) {
    this.#text = text;
    this.#Fault = Fault;
  }

  skipSpace(): void {
    this.#take(space);
  }

  readNumber(): number {
    const value = this.readValue();
    if (value.kind !== 'number') throw new this.#Fault('number');
    return value.number;
  }

  readDictionary(): PdfDictionary {
    const value = this.readValue();
    if (value.kind !== 'dictionary') throw new this.#Fault('dictionary');
    return value;
  }

  readValue(): PdfValue {
    this.skipSpace();
    this.#depth += 1;
    if (this.#depth > deepest) throw new this.#Fault('depth');
    const value = this.#readOne();
    this.#depth -= 1;
    return value;
  }

  #readOne(): PdfValue {
    const next = this.#text.slice(this.at, this.at + 2);
    if (next === '<<') return this.#readEntries();
    if (next.startsWith('[')) return this.#readItems();
    if (next.startsWith('(')) return { kind: 'string', text: this.#readLiteral() };
    if (next.startsWith('<')) return { kind: 'string', text: this.#readHexadecimal() };
    if (next.startsWith('/')) {
      this.at += 1;
      return { kind: 'name', name: unescapeName(this.#take(regular) ?? '') };
    }
    const [, number, generation] = this.#match(reference) ?? [];
    if (number !== undefined) return { kind: 'reference', id: `${Number(number)} ${Number(generation)}` };
    const word = this.#take(regular);
    if (word === undefined) throw new this.#Fault('value');
    if (/^(?:true|false|null)$/.test(word)) return { kind: 'word' };
    if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(word)) throw new this.#Fault('value');
    return { kind: 'number', number: Number(word) };
  }

  #readEntries(): PdfDictionary {
    this.at += 2;
    const entries = new Map<string, PdfValue>();
    while (!this.#isNext('>>')) {
      const key = this.readValue();
      if (key.kind !== 'name' || entries.has(key.name)) throw new this.#Fault('key');
      entries.set(key.name, this.readValue());
    }
    this.at += 2;
    return { kind: 'dictionary', entries };
  }

  #readItems(): PdfValue {
    this.at += 1;
    const items: PdfValue[] = [];
    while (!this.#isNext(']')) items.push(this.readValue());
    this.at += 1;
    return { kind: 'array', items };
  }

  #isNext(end: string): boolean {
    this.skipSpace();
    return this.#text.startsWith(end, this.at);
  }

  /** Escapes stay as they are: what matters is whether anything is said. */
  #readLiteral(): string {
    const from = this.at + 1;
    let open = 0;
    for (; this.at < this.#text.length; this.at += 1) {
      const letter = this.#text[this.at];
      if (letter === '\\') this.at += 1;
      else if (letter === '(') open += 1;
      else if (letter === ')') {
        open -= 1;
        if (open === 0) {
          this.at += 1;
          return this.#text.slice(from, this.at - 1);
        }
      }
    }
    throw new this.#Fault('string');
  }

  #readHexadecimal(): string {
    const digits = this.#take(/<[0-9A-Fa-f\s]*>/y);
    if (digits === undefined) throw new this.#Fault('string');
    return Buffer.from(digits.replaceAll(/[<>\s]/g, ''), 'hex').toString('latin1');
  }

  #take(form: RegExp): string | undefined {
    return this.#match(form)?.[0];
  }

  #match(form: RegExp): RegExpExecArray | null {
    form.lastIndex = this.at;
    const found = form.exec(this.#text);
    if (found !== null) this.at = form.lastIndex;
    return found;
  }
}

/** `#41` in a name is `A`. */
function unescapeName(name: string): string {
  return name.replaceAll(/#([0-9A-Fa-f]{2})/g, (_found, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
}

/** The name under a key, if it is one. */
export function nameIn({ entries }: PdfDictionary, key: string): string | undefined {
  const value = entries.get(key);
  return value?.kind === 'name' ? value.name : undefined;
}

/** The number under a key, if it is one. */
export function numberIn({ entries }: PdfDictionary, key: string): number | undefined {
  const value = entries.get(key);
  return value?.kind === 'number' ? value.number : undefined;
}
