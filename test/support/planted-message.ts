import type { JsonObject, JsonValue } from '../../src/platform/index.ts';
import { type Message, labelMessage, listResourceParts, parseMessage } from '../../src/records/index.ts';

/** One unique text that stands in a message, and the parts that it belongs to. */
export interface PlantedText {
  readonly canary: string;
  /** Parts of which it may leave if one of them is released; none where it may never leave. */
  readonly owners: readonly string[];
  /** Reasons and judgements that the ledger keeps by design (docs/domain/07 AC4 "Logged"), and nobody else. */
  readonly isJustification: boolean;
}

/** A message in which every text that can be a unique one is. */
export interface PlantedMessage {
  readonly message: Message;
  readonly texts: readonly PlantedText[];
}

/** What every canary looks like. No digits, so that no log hides it as a number. */
export const canaryForm = /CANARY[A-P]{12}Z/g;

/** A canary of its own for each pair of numbers. */
export function nameCanary(message: number, text: number): string {
  const letters = (value: number): string =>
    value
      .toString(16)
      .padStart(6, '0')
      .replaceAll(/[0-9a-f]/g, (digit) => String.fromCharCode(65 + parseInt(digit, 16)));
  return `CANARY${letters(message)}${letters(text)}Z`;
}

/** Members that say what a part is, so that a canary in them would change the decision and not be carried by it. */
const structural = {
  resource: new Set(['resourceType', 'system', 'code', 'reference', 'id', 'fullUrl', 'url', 'security']),
  segment: new Set(['path', 'handling', 'reference']),
} as const;

const justifications = [
  /^\/leadDecision\/reasons$/,
  /^\/dutyAttestation\//,
  /^\/familyInformed\/(?:reasonIfNo|how)$/,
];

/** Envelope members by which people and messages are found: canaries there would make another message of it. */
const kept =
  /^\/(?:messageId|correlationId|type|schemaVersion|author|recipients|source\/organisation|supersedes|replyTo|leadDecision\/by|dutyAttestation\/(?:attestor|role)|subject\/(?:identifiers|demographics\/(?:name|birthDate))|relatedPersons\/\d+\/identifiers)/;

interface Leaf {
  readonly pointer: string;
  readonly text: string;
}

/**
 * Puts a canary of its own into every text of a message that still makes a message of the same form: a text that the schema
 * does not let be changed stays. The resources of a bundle get new names, wherever they are referred to.
 * @param seed tells the canaries of one message from those of all others
 */
export function plantEverywhere(message: Message, seed: number): PlantedMessage {
  const planter = new Planter(seed);
  const named = renameResources(message, planter);
  const labelled = labelMessage(named);
  const ownersOf = (at: string): readonly string[] => {
    // How a search found an entry goes with the entry.
    const pointer = at.replace(/^(\/resource\/entry\/\d+)\/search\//, '$1/resource/');
    const around = labelled.filter(
      (part) => pointer === part.pointer || pointer.startsWith(`${part.pointer}/`),
    );
    const nearest = Math.max(...around.map((part) => part.pointer.length));
    return around.filter((part) => part.pointer.length === nearest).map(({ segmentId }) => segmentId);
  };
  let leaves = [...listLeaves(asJson(named), '')].filter(({ pointer }) => isPlantable(pointer));
  for (;;) {
    const texts = new Map(leaves.map((leaf, index) => [leaf.pointer, planter.name(index)]));
    const planted = replaceLeaves(asJson(named), '', texts);
    const parsed = parseMessage(planted);
    if (parsed.ok) {
      return {
        message: parsed.value,
        texts: [
          ...planter.names,
          ...leaves.map(({ pointer }, index) => ({
            canary: planter.name(index),
            owners: ownersOf(pointer),
            isJustification: justifications.some((form) => form.test(pointer)),
          })),
        ],
      };
    }
    const wrong = parsed.refusal.map(({ pointer }) => pointer);
    const fewer = leaves.filter(
      ({ pointer }) => !wrong.some((at) => pointer === at || pointer.startsWith(`${at}/`)),
    );
    if (fewer.length === leaves.length) throw new Error(`a planted message is refused at ${wrong.join(' ')}`);
    leaves = fewer;
  }
}

class Planter {
  readonly #seed: number;
  readonly names: PlantedText[] = [];

  constructor(seed: number) {
    this.#seed = seed;
  }

  name(text: number): string {
    return nameCanary(this.#seed, text);
  }

  /** A canary for the name of a resource. */
  addName(owners: readonly string[]): string {
    const canary = nameCanary(this.#seed, 0x800000 + this.names.length);
    this.names.push({ canary, owners, isJustification: false });
    return canary;
  }
}

function isPlantable(pointer: string): boolean {
  if (kept.test(pointer)) return false;
  const inResource = pointer.startsWith('/resource/');
  const tokens = pointer.split('/');
  if (inResource && tokens.includes('identifier')) return false;
  return !tokens.some((token) => structural[inResource ? 'resource' : 'segment'].has(token));
}

/** Every resource of a bundle that is called `Type/id` is called after a canary. */
function renameResources(message: Message, planter: Planter): Message {
  if (message.type !== 'FHIR') return message;
  const owners = new Map<string, string[]>();
  for (const part of listResourceParts(message.resource)) {
    for (const name of part.names.filter((each) => each.startsWith(`${part.type}/`))) {
      owners.set(name, [...(owners.get(name) ?? []), part.segmentId]);
    }
  }
  const names = new Map(
    [...owners].map(([name, parts]) => [
      name,
      `${name.slice(0, name.indexOf('/'))}/${planter.addName(parts)}`,
    ]),
  );
  return JSON.parse(JSON.stringify(renameIn(asJson(message), names))) as Message;
}

function renameIn(value: JsonValue, names: ReadonlyMap<string, string>): JsonValue {
  if (typeof value === 'string') {
    return value.replaceAll(
      /[A-Z][A-Za-z]{1,63}\/[A-Za-z0-9.-]{1,64}/g,
      (found) => names.get(found) ?? found,
    );
  }
  if (isList(value)) return value.map((item) => renameIn(item, names));
  if (typeof value !== 'object' || value === null) return value;
  const { resourceType, id } = value;
  const own =
    typeof resourceType === 'string' && typeof id === 'string'
      ? names.get(`${resourceType}/${id}`)
      : undefined;
  return Object.fromEntries(
    Object.entries(value).map(([member, inner]) => [
      member,
      member === 'id' && own !== undefined ? own.slice(own.indexOf('/') + 1) : renameIn(inner, names),
    ]),
  );
}

function* listLeaves(value: JsonValue, pointer: string): Generator<Leaf> {
  if (typeof value === 'string') yield { pointer, text: value };
  else if (isList(value))
    for (const [index, item] of value.entries()) yield* listLeaves(item, `${pointer}/${index}`);
  else if (typeof value === 'object' && value !== null)
    for (const [member, inner] of Object.entries(value)) yield* listLeaves(inner, `${pointer}/${member}`);
}

function replaceLeaves(value: JsonValue, pointer: string, texts: ReadonlyMap<string, string>): JsonValue {
  if (typeof value === 'string') {
    const canary = texts.get(pointer);
    if (canary === undefined) return value;
    // An attachment holds its canary in its bytes.
    return /^\/attachments\/\d+\/data$/.test(pointer) ? Buffer.from(canary).toString('base64') : canary;
  }
  if (isList(value)) return value.map((item, index) => replaceLeaves(item, `${pointer}/${index}`, texts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, inner]) => [
      member,
      replaceLeaves(inner, `${pointer}/${member}`, texts),
    ]),
  );
}

function asJson(message: Message): JsonObject {
  return JSON.parse(JSON.stringify(message)) as JsonObject;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
