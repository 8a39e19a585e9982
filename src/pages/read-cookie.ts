import type { IncomingMessage } from 'node:http';

/** The value of a cookie that is a plain word; nothing where it is sent twice or is anything else. */
export function readCookie(request: IncomingMessage, name: string): string | undefined {
  const values = (request.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [value] = values;
  return values.length === 1 && value !== undefined && /^[\w.~-]{1,200}$/.test(value) ? value : undefined;
}
