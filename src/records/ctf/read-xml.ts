import { SaxesParser } from 'saxes';
import { type Result, ok, refuse } from '../../platform/index.ts';

/** An element of a small XML document: its own text, and the elements in it. Attributes are not kept: the format has none. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** Why a document is not read. */
export type XmlRefusal = 'TOO_LARGE' | 'NOT_UTF8' | 'DOCTYPE' | 'TOO_DEEP' | 'TOO_MANY' | 'NOT_XML';

const mostBytes = 2_000_000;
const mostDepth = 16;
const mostElements = 20_000;

interface Growing {
  readonly name: string;
  text: string;
  readonly children: Growing[];
}

/**
 * Reads an untrusted XML document. It may have no document type, so that there is no entity to expand and nothing to fetch,
 * and is bounded in size, depth and number of elements; the first breach ends the reading.
 */
export function readXml(bytes: Buffer): Result<XmlElement, XmlRefusal> {
  if (bytes.length > mostBytes) return refuse('TOO_LARGE');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('NOT_UTF8');
  }
  try {
    return ok(grow(text));
  } catch (fault) {
    return refuse(fault instanceof XmlBreach ? fault.refusal : 'NOT_XML');
  }
}

class XmlBreach extends Error {
  readonly refusal: XmlRefusal;

  constructor(refusal: XmlRefusal) {
    super(refusal);
    this.refusal = refusal;
  }
}

function grow(text: string): XmlElement {
  const parser = new SaxesParser();
  const open: Growing[] = [];
  let root: Growing | undefined;
  let count = 0;
  parser.on('doctype', () => {
    throw new XmlBreach('DOCTYPE');
  });
  parser.on('error', () => {
    throw new XmlBreach('NOT_XML');
  });
  parser.on('opentag', ({ name }) => {
    count += 1;
    if (count > mostElements) throw new XmlBreach('TOO_MANY');
    if (open.length >= mostDepth) throw new XmlBreach('TOO_DEEP');
    const element: Growing = { name, text: '', children: [] };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const addText = (more: string): void => {
    const current = open.at(-1);
    if (current !== undefined) current.text += more;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.write(text).close();
  if (root === undefined) throw new XmlBreach('NOT_XML');
  return root;
}

/** Every element of that name directly inside. */
export function elementsIn(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The first element at a path of names. */
export function elementAt(
  element: XmlElement | undefined,
  ...path: readonly string[]
): XmlElement | undefined {
  return path.reduce((within, name) => elementsIn(within, name)[0], element);
}

/** The text at a path of names; undefined where it is absent or blank. */
export function textAt(element: XmlElement | undefined, ...path: readonly string[]): string | undefined {
  const text = elementAt(element, ...path)?.text.trim();
  return text === '' ? undefined : text;
}
