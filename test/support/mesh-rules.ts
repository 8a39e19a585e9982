import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What MESH answers to a request that breaks a rule. */
export class MeshRefusal extends Error {
  readonly status: number;
  constructor(status: number, why: string) {
    super(why);
    this.status = status;
  }
}

const usedTokens = new Set<string>();

/** mailbox:nonce:count:timestamp:hash, each token once, the time within two hours. */
export function checkToken(
  request: IncomingMessage,
  mailbox: string,
  settings: { readonly sharedKey: string; readonly mailboxes: Readonly<Record<string, string>> },
): void {
  const text = request.headers.authorization ?? '';
  const match = /^NHSMESH ([A-Z0-9_]+):([^:\s]+):(\d+):(\d{12}):([0-9a-f]{64})$/.exec(text);
  if (match === null) throw new MeshRefusal(400, 'Error reading from Authorization header');
  const [, named = '', nonce = '', count = '', time = '', hash = ''] = match;
  if (named !== mailbox) throw new MeshRefusal(403, 'Mailbox id does not match token');
  const password = settings.mailboxes[mailbox];
  if (password === undefined) throw new MeshRefusal(403, 'no such mailbox');
  const expected = createHmac('sha256', settings.sharedKey)
    .update(`${mailbox}:${nonce}:${count}:${password}:${time}`)
    .digest('hex');
  if (expected !== hash) throw new MeshRefusal(403, 'Invalid Authentication Token');
  const at = Date.parse(time.replace(/^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})$/, '$1-$2-$3T$4:$5:00Z'));
  if (Math.abs(Date.now() - at) > 7_200_000) throw new MeshRefusal(403, 'token is too old or too new');
  const name = `${nonce}:${count}`;
  if (usedTokens.has(name)) throw new MeshRefusal(403, 'Error Duplicated Authentication Token');
  usedTokens.add(name);
}

/** A header as text; nothing where it is missing. */
export function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** How many chunks there are, where the range names the one that is expected. */
export function readRange(request: IncomingMessage, expected: number): number {
  const match = /^(\d+):(\d+)$/.exec(header(request, 'mex-chunk-range'));
  if (match === null && expected === 1 && header(request, 'mex-chunk-range') === '') return 1;
  const [place, total] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || place !== expected || place < 1 || place > total)
    throw new MeshRefusal(417, 'InvalidHeaderChunks');
  return total;
}
