/**
 * Where to go after signing in: a path of our own and nothing else. Whatever could be read as another host by any browser
 * (two slashes, a backslash, a scheme, control characters, an encoded form of these) leads home instead.
 */
export function readReturnAddress(text: string): string {
  if (text.length > 300 || !/^\/(?:[A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*)?$/.test(text)) return home;
  // A path that leads back up is one that nobody wrote by hand.
  return text.split('/').some((part) => part === '.' || part === '..') ? home : text;
}

const home = '/';
