import { type JsonObject, type JsonValue, isJsonArray, isJsonObject } from '../platform/index.ts';

/** An answer of the store: FHIR JSON with its status. */
export interface StoreAnswer {
  readonly status: number;
  readonly body: string;
}

/** The FHIR REST face of a system of the region: what it holds, searched as R4 has it. */
export interface FhirStore {
  /** Answers a request below the base. */
  answer(method: string, path: string, form: string): StoreAnswer;
  /** Holds these from now on, and nothing else. */
  hold(resources: readonly JsonObject[]): void;
}

/** A search that goes on on further pages. */
interface Search {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const largestPage = 50;

/**
 * Makes a store that answers reads, and searches by `identifier`, `patient` and `_id` in pages (http://hl7.org/fhir/R4/search.html).
 * @param base the address of its base, for the links to further pages
 */
export function createFhirStore(base: () => string): FhirStore {
  let held: readonly JsonObject[] = [];
  const searches: Search[] = [];

  const find = ({ type, parameters }: Search): readonly JsonObject[] => {
    const ids = parameters.get('_id')?.split(',');
    const patient = parameters.get('patient');
    const identifier = parameters.get('identifier');
    return held.filter(
      (resource) =>
        resource['resourceType'] === type &&
        (ids === undefined || ids.includes(textOf(resource, 'id'))) &&
        (patient === undefined || isOf(resource, patient)) &&
        (identifier === undefined || carries(resource, identifier)),
    );
  };

  const page = (number: number, from: number): StoreAnswer => {
    const search = searches[number];
    if (search === undefined) return outcome(404, 'not-found');
    const all = find(search);
    const asked = Number(search.parameters.get('_count') ?? largestPage);
    const until = from + Math.min(Number.isInteger(asked) && asked > 0 ? asked : largestPage, largestPage);
    const entry = all.slice(from, until).map((resource) => ({
      fullUrl: `${base()}/${textOf(resource, 'resourceType')}/${textOf(resource, 'id')}`,
      resource,
      search: { mode: 'match' },
    }));
    const next = until < all.length ? [{ relation: 'next', url: `${base()}/pages/${number}/${until}` }] : [];
    return ok({
      resourceType: 'Bundle',
      type: 'searchset',
      total: all.length,
      link: [{ relation: 'self', url: `${base()}/${search.type}` }, ...next],
      ...(entry.length === 0 ? {} : { entry }),
    });
  };

  return {
    answer: (method, path, form) => {
      const [first = '', second = '', third = ''] = path.split('/');
      if (method === 'POST' && second === '_search') {
        searches.push({ type: first, parameters: new Map(new URLSearchParams(form)) });
        return page(searches.length - 1, 0);
      }
      if (method !== 'GET') return outcome(405, 'not-supported');
      if (first === 'pages') return page(Number(second), Number(third));
      const [resource] = find({ type: first, parameters: new Map([['_id', second]]) });
      return resource === undefined ? outcome(404, 'not-found') : ok(resource);
    },
    hold: (resources) => {
      held = resources;
    },
  };
}

function ok(resource: JsonObject): StoreAnswer {
  return { status: 200, body: JSON.stringify(resource) };
}

function outcome(status: number, code: string): StoreAnswer {
  return {
    status,
    body: JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] }),
  };
}

/** Whether a resource is about a patient, by the members that R4's search parameter `patient` looks at. */
function isOf(resource: JsonObject, patient: string): boolean {
  const references = [
    ...['subject', 'patient', 'for'].flatMap((name) => objectsIn(resource[name])),
    ...objectsIn(resource['participant']).flatMap(({ actor }) => objectsIn(actor)),
  ];
  return references.some(({ reference }) => reference === patient);
}

function carries(resource: JsonObject, token: string): boolean {
  return objectsIn(resource['identifier']).some(
    (identifier) => `${textOf(identifier, 'system')}|${textOf(identifier, 'value')}` === token,
  );
}

function textOf(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : '';
}

function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  if (isJsonArray(value)) return value.filter((each): each is JsonObject => isJsonObject(each));
  return isJsonObject(value) ? [value] : [];
}
