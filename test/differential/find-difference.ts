const identifier = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const instant = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
/** Hashes, signatures and sealed bytes. */
const bytes = /[A-Za-z0-9+/_-]{43,}={0,2}/g;

/** How much of both is shown around the place where they part. */
const shown = 120;

/**
 * The first place where two things differ that were made alike, or undefined. What each must have of its own does not count: identifiers
 * and bytes that only one of them has, as long as they stand in the same places; and instants of the last hours.
 */
export function findDifference(one: unknown, other: unknown, now = new Date()): string | undefined {
  const texts = [JSON.stringify(one, null, 1), JSON.stringify(other, null, 1)] as const;
  const [mine, theirs] = texts.map((text) => wash(text, texts, now));
  if (mine === undefined || theirs === undefined || mine === theirs) return undefined;
  let place = 0;
  while (mine[place] === theirs[place]) place += 1;
  const around = (text: string): string => text.slice(Math.max(0, place - shown), place + shown);
  return `${around(mine)}\n≠\n${around(theirs)}`;
}

/** The text with its own identifiers and bytes named by the order in which they come. */
function wash(text: string, both: readonly [string, string], now: Date): string {
  const names = new Map<string, string>();
  const rename =
    (kind: string) =>
    (found: string): string => {
      if (both.every((each) => each.includes(found))) return found;
      const name = names.get(found) ?? `<${kind} ${names.size}>`;
      names.set(found, name);
      return name;
    };
  return text
    .replaceAll(instant, (found) => (isRecent(found, now) ? '<instant>' : found))
    .replaceAll(identifier, rename('identifier'))
    .replaceAll(bytes, rename('bytes'));
}

/** Things that stand in no order of their own, in one that does not depend on what each must have of its own. */
export function inOneOrder<Thing>(things: readonly Thing[]): readonly Thing[] {
  const keyOf = (thing: Thing): string =>
    JSON.stringify(thing).replaceAll(instant, '').replaceAll(identifier, '').replaceAll(bytes, '');
  return things.toSorted((one, other) => keyOf(one).localeCompare(keyOf(other)));
}

const recently = 12 * 60 * 60 * 1000;

function isRecent(text: string, now: Date): boolean {
  return Math.abs(Date.parse(text) - now.getTime()) < recently;
}
