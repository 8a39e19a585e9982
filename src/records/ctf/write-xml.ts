/** What is written as an element: a text, elements inside it, or several of the same name. Absent ones are not written. */
export type XmlContent = string | XmlMembers | readonly XmlContent[] | undefined;

/** Elements by their names, in their order. */
export interface XmlMembers {
  readonly [name: string]: XmlContent;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Whether XML 1.0 can carry a character at all: most control characters it cannot, not even escaped. */
function isWritable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code !== 0xfffe && code !== 0xffff;
}

/** An XML document of one root element. */
export function writeXml(root: string, content: XmlContent): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeElement(root, content, '')}`;
}

function writeElement(name: string, content: XmlContent, indent: string): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return `${indent}<${name}>${escapeText(content)}</${name}>\n`;
  if (isList(content)) return content.map((each) => writeElement(name, each, indent)).join('');
  const inner = Object.entries(content)
    .map(([member, value]) => writeElement(member, value, `${indent}  `))
    .join('');
  return inner === '' ? '' : `${indent}<${name}>\n${inner}${indent}</${name}>\n`;
}

function isList(content: XmlMembers | readonly XmlContent[]): content is readonly XmlContent[] {
  return Array.isArray(content);
}

function escapeText(text: string): string {
  const writable = Array.from(text).filter(isWritable).join('');
  return writable.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
