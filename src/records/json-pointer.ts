/** How much of a member name a pointer repeats: a name is the sender's own text and may be anything. */
const longestToken = 80;

/** A JSON pointer (RFC 6901) from its tokens. */
export function joinPointer(tokens: readonly PropertyKey[]): string {
  return tokens
    .map((token) => `/${String(token).slice(0, longestToken).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
