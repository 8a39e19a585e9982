/** How much nesting is accepted. */
export interface JsonLimits {
  /** Deepest nesting of objects and arrays (default 64). */
  readonly maxDepth?: number;
}

/** Why a text was not accepted as JSON. */
export interface JsonRefusal {
  readonly code:
    'json-syntax' | 'json-duplicate-key' | 'json-depth' | 'json-number' | 'json-text' | 'json-prototype';
  /** JSON pointer (RFC 6901) to the value at fault; empty for the whole text or where the place is not known. */
  readonly pointer: string;
  readonly message: string;
}

/** Names come from the sender and may be of any length; the answer to a refusal stays short. */
const longestPointer = 300;

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

const prototypeNames = new Set(['__proto__', 'constructor', 'prototype']);
// In Unicode mode the class matches a surrogate only where it stands alone.
const brokenText = /[\0\p{Surrogate}]/u;
const numberText = /[-+.0-9eE]+/y;

/** One open object or array: its place, and the names seen so far when it is an object. */
interface Level {
  readonly names: Set<string> | undefined;
  name: string;
  index: number;
  /** True when the next string is a name. */
  expectsName: boolean;
}

/**
 * Finds the first thing in a JSON text that a strict reader refuses although the syntax is right. Syntax itself is left to
 * `JSON.parse`: this scan only has to be right about texts that it accepts, and to end on every text.
 */
export function findJsonFault(text: string, limits: JsonLimits): JsonRefusal | undefined {
  if (text.charCodeAt(0) === 0xfeff) {
    return { code: 'json-text', pointer: '', message: 'the text begins with a byte order mark' };
  }
  return new JsonScan(text, limits.maxDepth ?? 64).findFault();
}

class JsonScan {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #levels: Level[] = [];
  #level: Level | undefined;
  #position = 0;
  #nextBackslash: number;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
    this.#nextBackslash = this.#findBackslash(0);
  }

  findFault(): JsonRefusal | undefined {
    const text = this.#text;
    while (this.#position < text.length) {
      const code = text.charCodeAt(this.#position);
      let fault: JsonRefusal | undefined;
      if (code === quote) fault = this.#scanString();
      else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) fault = this.#scanNumber();
      else {
        if (code === openBrace || code === openBracket) fault = this.#open(code === openBrace);
        else if (code === closeBrace || code === closeBracket) this.#close();
        else if (code === comma) this.#next();
        else if (code === colon && this.#level !== undefined) this.#level.expectsName = false;
        this.#position += 1;
      }
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  #open(isObject: boolean): JsonRefusal | undefined {
    if (this.#levels.length >= this.#maxDepth) {
      return this.#refuse('json-depth', `nested deeper than ${this.#maxDepth} levels`);
    }
    this.#level = { names: isObject ? new Set() : undefined, name: '', index: 0, expectsName: isObject };
    this.#levels.push(this.#level);
    return undefined;
  }

  #close(): void {
    this.#levels.pop();
    this.#level = this.#levels.at(-1);
  }

  #next(): void {
    if (this.#level === undefined) return;
    this.#level.index += 1;
    this.#level.expectsName = this.#level.names !== undefined;
  }

  #scanString(): JsonRefusal | undefined {
    const start = this.#position;
    const end = this.#findStringEnd(start + 1);
    this.#position = end + 1;
    const escaped = this.#nextBackslash < end;
    if (escaped) this.#nextBackslash = this.#findBackslash(end);
    const level = this.#level;
    const isName = level?.expectsName === true;
    if (!isName && !escaped) return undefined;
    const content = escaped ? unescape(this.#text.slice(start, end + 1)) : this.#text.slice(start + 1, end);
    // What cannot be unescaped is no JSON: left to the parser.
    if (content === undefined) return undefined;
    if (isName) {
      level.name = content;
      level.expectsName = false;
    }
    if (escaped && brokenText.test(content)) {
      return this.#refuse('json-text', 'a text holds NUL or half of a surrogate pair');
    }
    return isName ? this.#checkName(content, level.names) : undefined;
  }

  #checkName(name: string, names: Set<string> | undefined): JsonRefusal | undefined {
    if (prototypeNames.has(name)) return this.#refuse('json-prototype', 'a name is reserved');
    if (names?.has(name) === true) return this.#refuse('json-duplicate-key', 'a name is given twice');
    names?.add(name);
    return undefined;
  }

  #findStringEnd(from: number): number {
    for (let end = this.#text.indexOf('"', from); end !== -1; end = this.#text.indexOf('"', end + 1)) {
      let before = end - 1;
      while (before >= from && this.#text.charCodeAt(before) === backslash) before -= 1;
      if ((end - 1 - before) % 2 === 0) return end;
    }
    return this.#text.length;
  }

  #findBackslash(from: number): number {
    const found = this.#text.indexOf('\\', from);
    return found === -1 ? Number.POSITIVE_INFINITY : found;
  }

  /** Refuses numbers whose value a double cannot hold: whole numbers beyond 2^53 - 1, infinity, and what vanishes to zero. */
  #scanNumber(): JsonRefusal | undefined {
    const start = this.#position;
    numberText.lastIndex = start;
    const spelling = numberText.exec(this.#text)?.[0] ?? '-';
    this.#position = start + spelling.length;
    if (spelling.length <= 15 && !/[eE]/.test(spelling)) return undefined;
    const value = Number(spelling);
    const vanished = value === 0 && /[1-9]/.test(spelling.split(/[eE]/)[0] ?? '');
    return Math.abs(value) > Number.MAX_SAFE_INTEGER || vanished
      ? this.#refuse('json-number', 'a number is too large or too small to be kept exactly')
      : undefined;
  }

  #refuse(code: JsonRefusal['code'], message: string): JsonRefusal {
    const pointer = this.#levels
      .map(({ names, name, index }) =>
        names === undefined ? `/${index}` : `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      )
      .join('')
      .slice(0, longestPointer);
    return { code, pointer, message };
  }
}

function unescape(literal: string): string | undefined {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
