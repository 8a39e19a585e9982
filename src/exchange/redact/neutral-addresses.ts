import { type JsonObject, type JsonValue, isJsonArray, isJsonObject } from '../../platform/index.ts';

/** An entry of a bundle that leaves: the address that its author wrote beside the resource, and the resource as it goes. */
export interface AddressedEntry {
  readonly written: JsonValue | undefined;
  readonly resource: JsonObject;
}

/**
 * The addresses (`fullUrl`) under which resources leave, one for each entry, undefined for an address that was none.
 *
 * Nobody labels what stands beside a resource, and words fit into the host and the path of an address. So an address goes as it was
 * written only where what is released says it anyway: where it refers to this address, or to something else under the same root.
 * Every other root becomes one of ours, the same for all entries that had the same one, so that their relative references lead where
 * they led (FHIR R4, bundle.html#references). A random UUID says nothing and stays.
 */
export function neutraliseAddresses(entries: readonly AddressedEntry[]): readonly (string | undefined)[] {
  const said = gatherTexts(entries.map(({ resource }) => resource));
  const roots = new Map<string, number>();
  return entries.map(({ written, resource }) => {
    const { resourceType, id } = resource;
    if (typeof written !== 'string' || written.length > 255) return undefined;
    if (isUuid(written)) return written;
    if (isOid(written)) return said.some((text) => text === written) ? written : undefined;
    const address = readAddress(written);
    if (address === undefined || address.type !== resourceType || address.id !== id) return undefined;
    const { root } = address;
    if (said.some((text) => text.startsWith(`${root}/`))) return written;
    const number = roots.get(root) ?? roots.size + 1;
    roots.set(root, number);
    return `${ownRoot}${number}/${address.type}/${address.id}`;
  });
}

/** Leads nowhere: only what stands in the same bundle is found by it. */
const ownRoot = 'https://gateway.example/source/';

function isUuid(text: string): boolean {
  return /^urn:uuid:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(text);
}

function isOid(text: string): boolean {
  return /^urn:oid:[0-9.]+$/.test(text);
}

interface Address {
  readonly root: string;
  readonly type: string;
  readonly id: string;
}

/** The address of a resource at a server: anything more than that is none. */
function readAddress(text: string): Address | undefined {
  const groups =
    /^(?<root>https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:\/[A-Za-z0-9._~-]+)*)\/(?<type>[A-Za-z]+)\/(?<id>[A-Za-z0-9.-]{1,64})$/.exec(
      text,
    )?.groups;
  if (groups === undefined) return undefined;
  const { root = '', type = '', id = '' } = groups;
  return { root, type, id };
}

function gatherTexts(value: JsonValue | readonly JsonValue[]): readonly string[] {
  if (typeof value === 'string') return [value];
  if (isJsonArray(value)) return value.flatMap(gatherTexts);
  return isJsonObject(value) ? Object.values(value).flatMap(gatherTexts) : [];
}
