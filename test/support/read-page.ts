/** What a person reads of a page: no markup, no token, no nonce. */
export function readPage({ text }: { readonly text: string }): string {
  const main = /<main[\s\S]*<\/main>/.exec(text)?.[0] ?? '';
  return main
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
