import { type JsonObject, type JsonValue, isJsonObject } from '../../platform/index.ts';

/** One page of what a FHIR search found. */
export interface SearchPage {
  /** The entries that match or are included, with nothing but the resource and its full address. */
  readonly entries: readonly JsonObject[];
  /** Where the next page is: at the same server, under the same base. */
  readonly next: string | null;
}

/** The one patient that a search by number found. */
export interface SearchedPatient {
  readonly entry: JsonObject;
  /** How the holder's other resources refer to them. */
  readonly reference: string;
}

/**
 * Reads a page of a search (FHIR R4 bundle.html#searchset). Undefined where it is none, or where it points elsewhere for the rest:
 * a holder cannot send us to another server. What it says of the search itself is left out.
 */
export function readSearchPage(
  json: JsonValue | undefined,
  type: string,
  base: string,
): SearchPage | undefined {
  if (!isJsonObject(json) || json['resourceType'] !== 'Bundle' || json['type'] !== 'searchset')
    return undefined;
  const found = listOf(json['entry']);
  const links = listOf(json['link']);
  if (found === undefined || links === undefined) return undefined;
  const entries: JsonObject[] = [];
  for (const entry of found) {
    const { resource, fullUrl, search } = entry;
    if (isJsonObject(search) && search['mode'] === 'outcome') continue;
    const included = isJsonObject(search) && search['mode'] === 'include';
    if (!isJsonObject(resource) || (!included && resource['resourceType'] !== type)) return undefined;
    entries.push({ ...(typeof fullUrl === 'string' ? { fullUrl } : {}), resource });
  }
  const next = links.find(({ relation }) => relation === 'next')?.['url'];
  if (next === undefined) return { entries, next: null };
  return typeof next === 'string' && isUnder(next, base) ? { entries, next } : undefined;
}

/**
 * The patient who carries the very number that was asked for. A holder that answers with somebody else, or with two people, has
 * not said who it is.
 */
export function readPatient(
  entries: readonly JsonObject[],
  number: string,
): SearchedPatient | 'NONE' | 'UNCLEAR' {
  const [entry, ...others] = entries;
  if (entry === undefined) return 'NONE';
  const { resource } = entry;
  if (others.length > 0 || !isJsonObject(resource) || typeof resource['id'] !== 'string') return 'UNCLEAR';
  const identifiers = listOf(resource['identifier']) ?? [];
  const carries = identifiers.some(
    ({ system, value }) =>
      typeof system === 'string' &&
      typeof value === 'string' &&
      `${system}|${value.replaceAll(/[ -]/g, '')}` === number,
  );
  return carries ? { entry, reference: `Patient/${resource['id']}` } : 'UNCLEAR';
}

function isUnder(url: string, base: string): boolean {
  if (!URL.canParse(url)) return false;
  const [next, root] = [new URL(url), new URL(base)];
  return (
    next.origin === root.origin &&
    (next.pathname === root.pathname || next.pathname.startsWith(`${root.pathname.replace(/\/$/, '')}/`))
  );
}

/** A list of objects; none where the member is not there, undefined where it is something else. */
function listOf(value: JsonValue | undefined): readonly JsonObject[] | undefined {
  if (value === undefined) return [];
  return Array.isArray(value) && value.every((each: JsonValue): each is JsonObject => isJsonObject(each))
    ? value
    : undefined;
}
