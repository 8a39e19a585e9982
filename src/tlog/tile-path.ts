import { parseDecimal } from './decimal.ts';
import { tileWidth } from './tile.ts';

/** One of the resources of a log that hold its tree: hashes of a level, or the leaves under the tile of level 0. */
export interface TileAddress {
  /** The level of the hashes, 0 to 63, or `entries` for the bundle of leaves. */
  readonly level: number | 'entries';
  /** The place of the tile in its level, from 0. */
  readonly index: number;
  /** How many hashes or leaves it has: 256 of a full one. */
  readonly width: number;
}

const tilePath =
  /^tile\/(entries|0|[1-5]?[0-9]|6[0-3])\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** The path of a tile or bundle below the log's prefix (c2sp.org/tlog-tiles, APIs), such as `tile/0/x001/234.p/17`. */
export function formatTilePath({ level, index, width }: TileAddress): string {
  return `tile/${level}/${formatTileIndex(index)}${width === tileWidth ? '' : `.p/${width}`}`;
}

/** Reads such a path strictly: every address has one spelling. */
export function parseTilePath(path: string): TileAddress | undefined {
  const [, levelText, indexText, widthText] = tilePath.exec(path) ?? [];
  if (levelText === undefined || indexText === undefined) return undefined;
  const index = parseDecimal(String(Number(indexText.replaceAll(/[x/]/g, ''))));
  const width = widthText === undefined ? tileWidth : Number(widthText);
  if (index === undefined || formatTileIndex(index) !== indexText) return undefined;
  if (widthText !== undefined && width >= tileWidth) return undefined;
  return { level: levelText === 'entries' ? levelText : Number(levelText), index, width };
}

/** How many leaves the tree must have for this tile or bundle to exist. */
export function leavesUnder({ level, index, width }: TileAddress): number {
  return (index * tileWidth + width) * (level === 'entries' ? 1 : tileWidth ** level);
}

/** A tile's index as a path: groups of three digits, all but the last marked with x. */
function formatTileIndex(index: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/[0-9]{3}/g) ?? [];
  return groups.map((group, place) => (place === groups.length - 1 ? group : `x${group}`)).join('/');
}
