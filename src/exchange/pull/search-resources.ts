import type { Agent } from 'undici';
import { type JsonObject, isJsonObject } from '../../platform/index.ts';
import { type RecordRequest, actorTypes, namesMentioned, searchableTypes } from '../../records/index.ts';
import { nhsNumberSystem } from '../../vocabulary/index.ts';
import { type HolderAnswer, exchangeJson, fail } from './ask-holder.ts';
import { type SearchPage, readPatient, readSearchPage } from './read-searches.ts';

/** What is asked of a FHIR holder. */
export interface ResourceQuestion {
  /** The base of its REST interface. */
  readonly base: string;
  readonly request: RecordRequest;
  /** The one resource that is read, by the holder's own id; otherwise all of the types are searched for. */
  readonly resourceId?: string;
  /** The holder is given up on then. */
  readonly signal: AbortSignal;
}

/** How many pages of one search are read: what is longer must be asked for more narrowly. */
const mostPages = 10;
const pageSize = 100;
/** How many resources that others refer to are looked up, and through how many steps. */
const mostReferences = 200;
const mostSteps = 5;

/** Registers of people by their FHIR system (docs/domain/04; UK Core). */
const fhirRegisters: Readonly<Record<string, string>> = { 'nhs-number': nhsNumberSystem };

/**
 * FHIR R4 REST: who it is, then each kind of resource of theirs, then what these refer to, because a resource is as secret as what
 * it refers to. Searches are posted, so that no number of anybody stands in an address or in the holder's log of addresses (FHIR R4
 * http.html "search", docs/domain/05 §5.1). Also a read is a search, by id and patient: what is somebody else's is never fetched.
 * @throws HolderFault where the holder is of no use
 */
export async function searchResources(agent: Agent, question: ResourceQuestion): Promise<HolderAnswer> {
  const { request, resourceId } = question;
  const number = findNumber(request);
  if (number === undefined) return { kind: 'FAILED', why: 'no-number-for-fhir' };
  const patients = await search(agent, question, 'Patient', { identifier: number });
  const patient = readPatient(patients, number);
  if (patient === 'NONE') return { kind: 'NOTHING' };
  if (patient === 'UNCLEAR') return { kind: 'FAILED', why: 'patient-unclear' };
  const found = new FoundResources();
  const types = [...new Set(request.resourceTypes)];
  // Who it is about is known without their address: nobody gets it, or goes without the rest because of it, who did not ask.
  if (types.includes('Patient')) found.add([patient.entry]);
  for (const type of types.filter((each) => each !== 'Patient')) {
    const named: Record<string, string> = resourceId === undefined ? {} : { _id: resourceId };
    found.add(await search(agent, question, type, { patient: patient.reference, ...named }));
  }
  await addReferences(agent, question, patient.reference, found);
  const asked = found.entries.flatMap((entry, position) =>
    types.includes(typeOf(entry)) && (resourceId === undefined || idOf(entry) === resourceId)
      ? [position]
      : [],
  );
  if (resourceId !== undefined && asked.length !== 1) return { kind: 'NOTHING' };
  return {
    kind: 'RESOURCES',
    bundle: { resourceType: 'Bundle', type: 'collection', entry: found.entries },
    patient: patient.reference,
    asked,
  };
}

/** The first number of theirs for which FHIR has a register. */
function findNumber({ subject }: RecordRequest): string | undefined {
  const numbers = subject.identifiers.flatMap(({ system, value }) => {
    const register = Object.hasOwn(fhirRegisters, system) ? fhirRegisters[system] : system;
    return register?.startsWith('https://') === true ? [`${register}|${value.replaceAll(/[ -]/g, '')}`] : [];
  });
  return numbers[0];
}

/** What was found so far, each resource once. */
class FoundResources {
  readonly entries: JsonObject[] = [];
  readonly #names = new Set<string>();

  add(entries: readonly JsonObject[]): void {
    for (const entry of entries) {
      const name = `${typeOf(entry)}/${idOf(entry) ?? ''}`;
      if (idOf(entry) !== undefined && this.#names.has(name)) continue;
      this.#names.add(name);
      this.entries.push(entry);
    }
  }
}

/** Resources that are about nobody, but whose codes say what refers to them is. */
const ofNobody: readonly string[] = ['Medication'];

/**
 * Looks up what the resources refer to, through several steps, as far as it is this patient's. What the holder does not have there is
 * passed over; that it answers with a fault is none.
 */
async function addReferences(
  agent: Agent,
  question: ResourceQuestion,
  patient: string,
  found: FoundResources,
): Promise<void> {
  const looked = new Set(found.entries.map((entry) => `${typeOf(entry)}/${idOf(entry) ?? ''}`));
  let references = 0;
  for (let step = 0; ; step += 1) {
    const wanted = [...new Set(found.entries.flatMap((entry) => [...namesMentioned(entry)]))].filter(
      (name) => isLookedUp(name) && !looked.has(name),
    );
    if (wanted.length === 0) return;
    references += wanted.length;
    if (step === mostSteps || references > mostReferences) fail('too-many-references');
    const idsByType = new Map<string, string[]>();
    for (const name of wanted) {
      looked.add(name);
      const [type = '', id = ''] = name.split('/');
      idsByType.set(type, [...(idsByType.get(type) ?? []), id]);
    }
    for (const [type, ids] of idsByType) {
      const whose: Record<string, string> = ofNobody.includes(type) ? {} : { patient };
      found.add(await search(agent, question, type, { ...whose, _id: ids.join(',') }, 'MAY_BE_ABSENT'));
    }
  }
}

const reference = /^([A-Z][A-Za-z]{1,63})\/[A-Za-z0-9.-]{1,64}$/;

/** People, organisations and places are referred to without being told of. */
function isLookedUp(name: string): boolean {
  const type = reference.exec(name)?.[1];
  return (
    type !== undefined && !actorTypes.has(type) && (searchableTypes.includes(type) || ofNobody.includes(type))
  );
}

async function search(
  agent: Agent,
  { base: given, signal }: ResourceQuestion,
  type: string,
  parameters: Readonly<Record<string, string>>,
  mode: 'MUST_ANSWER' | 'MAY_BE_ABSENT' = 'MUST_ANSWER',
): Promise<JsonObject[]> {
  const base = given.replace(/\/$/, '');
  const entries: JsonObject[] = [];
  let next: SearchPage['next'] = null;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const accept = 'application/fhir+json';
    const json =
      next === null
        ? await exchangeJson(agent, `${base}/${type}/_search`, signal, {
            method: 'POST',
            headers: { 'content-type': 'application/x-www-form-urlencoded', accept },
            body: new URLSearchParams({ ...parameters, _count: String(pageSize) }).toString(),
          })
        : await exchangeJson(agent, next, signal, { method: 'GET', headers: { accept } });
    if (json === undefined && next === null && mode === 'MAY_BE_ABSENT') return [];
    const page = readSearchPage(json, type, base);
    if (page === undefined) return fail('search-unreadable');
    entries.push(...page.entries);
    if (page.next === null) return entries;
    next = page.next;
  }
  return fail('too-many-pages');
}

function typeOf({ resource }: JsonObject): string {
  return isJsonObject(resource) && typeof resource['resourceType'] === 'string'
    ? resource['resourceType']
    : '';
}

function idOf({ resource }: JsonObject): string | undefined {
  return isJsonObject(resource) && typeof resource['id'] === 'string' ? resource['id'] : undefined;
}
