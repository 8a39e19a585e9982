import { type Agent, request as ask } from 'undici';
import type { RecordService } from '../../agreements/index.ts';
import { type JsonObject, type JsonValue, parseStrictJson } from '../../platform/index.ts';
import type { RecordRequest } from '../../records/index.ts';
import { nhsNumberSystem } from '../../vocabulary/index.ts';
import { type PeerIdentity, createPeerAgent, nameFault } from '../deliver/peer-agent.ts';
import { type SearchPage, type SearchedPatient, readPatient, readSearchPage } from './read-searches.ts';

/** What a holder is asked for. */
export interface HolderQuestion {
  readonly service: RecordService;
  readonly request: RecordRequest;
  /** Who would read it. The holder may want to know, and keeps records of its own. */
  readonly readerOrganisation: RecordRequest['source']['organisation'];
  /** The holder is given up on then. */
  readonly signal: AbortSignal;
}

/** What a holder gave: a message of ours, the resources that its searches found, nothing, or no answer of any use. */
export type HolderAnswer =
  | { readonly kind: 'MESSAGE'; readonly message: JsonValue }
  | { readonly kind: 'RESOURCES'; readonly bundle: JsonObject; readonly patient: string }
  | { readonly kind: 'NOTHING' }
  /** Why, as a code: never in the holder's words. */
  | { readonly kind: 'FAILED'; readonly why: string };

/** Asks other systems for records over mutual TLS. */
export interface RecordHolders {
  /** Asks once. Never throws for what the holder does. */
  ask(question: HolderQuestion): Promise<HolderAnswer>;
  /** Ends the kept-alive connections. */
  close(): Promise<void>;
}

/** The longest record that is read, in bytes. */
const recordBytes = 10 * 1024 * 1024;
/** How many pages of one search are read: what is longer must be asked for more narrowly. */
const mostPages = 10;
const pageSize = 100;

/** Registers of people by their FHIR system (docs/domain/04; UK Core). */
const fhirRegisters: Readonly<Record<string, string>> = { 'nhs-number': nhsNumberSystem };

/** Makes the one way by which records are asked for. Only registered addresses are asked, and no redirect is followed. */
export function createRecordHolders(identity: PeerIdentity): RecordHolders {
  const agent = createPeerAgent(identity, recordBytes);
  return {
    ask: async (question) => {
      try {
        return question.service.form === 'FHIR'
          ? await searchResources(agent, question)
          : await askForMessage(agent, question);
      } catch (fault) {
        return fault instanceof HolderFault ? fault.answer : { kind: 'FAILED', why: nameFault(fault) };
      }
    },
    close: () => agent.close(),
  };
}

/** Ends the asking from wherever it has come to. */
class HolderFault extends Error {
  override readonly name = 'HolderFault';
  readonly answer: HolderAnswer;
  constructor(answer: HolderAnswer) {
    super('the holder gave nothing of use');
    this.answer = answer;
  }
}

function fail(why: string): never {
  throw new HolderFault({ kind: 'FAILED', why });
}

async function askForMessage(
  agent: Agent,
  { service, request, readerOrganisation, signal }: HolderQuestion,
): Promise<HolderAnswer> {
  const { requestId, type, purposeCode, urgency, subject, reader } = request;
  const asked = {
    requestId,
    type,
    purposeCode,
    urgency,
    subject: { identifiers: subject.identifiers },
    reader: { organisation: readerOrganisation, ...reader },
  };
  const message = await exchangeJson(agent, service.url, signal, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(asked),
  });
  return message === undefined ? { kind: 'NOTHING' } : { kind: 'MESSAGE', message };
}

/**
 * FHIR R4 REST: who it is, and then each kind of resource of theirs. Searches are posted, so that no number of anybody stands in
 * an address or in the holder's log of addresses (FHIR R4 http.html "search", docs/domain/05 §5.1).
 */
async function searchResources(agent: Agent, question: HolderQuestion): Promise<HolderAnswer> {
  const { request } = question;
  const numbers = request.subject.identifiers.flatMap(({ system, value }) => {
    const register = Object.hasOwn(fhirRegisters, system) ? fhirRegisters[system] : system;
    return register?.startsWith('https://') === true ? [`${register}|${value.replaceAll(/[ -]/g, '')}`] : [];
  });
  const [number] = numbers;
  if (number === undefined) return { kind: 'FAILED', why: 'no-number-for-fhir' };
  const patients = await search(agent, question, 'Patient', { identifier: number });
  const patient = readPatient(patients, number);
  if (patient === 'NONE') return { kind: 'NOTHING' };
  if (patient === 'UNCLEAR') return { kind: 'FAILED', why: 'patient-unclear' };
  const entries = [patient.entry];
  for (const type of new Set(request.resourceTypes)) {
    if (type !== 'Patient')
      entries.push(...(await search(agent, question, type, { patient: patient.reference })));
  }
  return {
    kind: 'RESOURCES',
    bundle: { resourceType: 'Bundle', type: 'collection', entry: entries },
    patient: patient.reference,
  };
}

async function search(
  agent: Agent,
  { service, signal }: HolderQuestion,
  type: string,
  parameters: Readonly<Record<string, string>>,
): Promise<SearchedPatient['entry'][]> {
  const base = service.url.replace(/\/$/, '');
  const entries: JsonObject[] = [];
  let next: SearchPage['next'] = null;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const accept = 'application/fhir+json';
    const json: JsonValue | undefined =
      next === null
        ? await exchangeJson(agent, `${base}/${type}/_search`, signal, {
            method: 'POST',
            headers: { 'content-type': 'application/x-www-form-urlencoded', accept },
            body: new URLSearchParams({ ...parameters, _count: String(pageSize) }).toString(),
          })
        : await exchangeJson(agent, next, signal, { method: 'GET', headers: { accept } });
    const page = readSearchPage(json, type, base);
    if (page === undefined) return fail('search-unreadable');
    entries.push(...page.entries);
    if (page.next === null) return entries;
    next = page.next;
  }
  return fail('too-many-pages');
}

/** One request for JSON. Undefined: the holder has nothing there. */
async function exchangeJson(
  agent: Agent,
  url: string,
  signal: AbortSignal,
  options: {
    readonly method: 'GET' | 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  },
): Promise<JsonValue | undefined> {
  const answer = await ask(url, { ...options, dispatcher: agent, signal });
  if (answer.statusCode !== 200) {
    await answer.body.dump({ limit: 64 * 1024 });
    if (answer.statusCode === 204 || answer.statusCode === 404) return undefined;
    return fail(`status-${answer.statusCode}`);
  }
  const json = parseStrictJson(Buffer.from(await answer.body.arrayBuffer()));
  return json.ok ? json.value : fail(json.refusal.code);
}
