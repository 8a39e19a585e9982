import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type DecisionFacts, type SegmentFacts, decide } from '../../src/exchange/decide/index.ts';
import {
  type WantedRecord,
  formatWanted,
  narrowToWanted,
  redactMessage,
  settleReleased,
} from '../../src/exchange/redact/index.ts';
import type { JsonObject, JsonValue } from '../../src/platform/index.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import { type FhirMessage, type LabelledSegment, labelMessage } from '../../src/records/index.ts';
import { findLevel } from '../../src/records/labelled-segment.ts';
import type { CategoryCode } from '../../src/vocabulary/index.ts';
import { choice, facts } from '../decide/case-facts.ts';
import { canaryMark, plantCanaries } from '../support/canaries.ts';
import { asFhirMessage } from '../support/fhir-examples.ts';
import { listNhsExamples, readNhsExample } from '../support/nhs-examples.ts';
import { buildOutbound } from '../support/outbound.ts';
import { findSchemaProblems } from '../support/r4-schema.ts';

const data = join(import.meta.dirname, '../../../shared/data');

/** Three who ask, each with a row of the matrix of its own. */
export const requesters = {
  school: {},
  council: {
    purpose: 'P03',
    messageType: 'M02',
    source: { organisationId: 'WGH', type: 'NHS_TRUST', department: 'COMMUNITY', dutyStatus: 'S11' },
    recipient: {
      organisationId: 'WMC',
      type: 'COUNCIL',
      department: 'SEND',
      dutyStatus: 'S11',
      role: 'EHC_COORD',
      person: false,
    },
  },
  hospital: {
    purpose: 'P01',
    messageType: 'M12',
    recipient: {
      organisationId: 'WGH',
      type: 'NHS_TRUST',
      department: 'COMMUNITY',
      dutyStatus: 'S11',
      role: 'PAED',
      person: false,
    },
  },
} as const satisfies Record<string, Partial<DecisionFacts>>;

/** Four states of consent. */
export const consents = ['PERMIT', 'NONE', 'DENY', 'CONFLICT'] as const;

/** What the parts are taken for, one after the other: what each requester may see, may see if asked, and may never see. */
const kinds: readonly CategoryCode[] = ['SEN', 'PHY', 'DEV', 'MHC', 'EDU', 'SHR', 'CON', 'CPR', 'UHP', 'PMH'];

const policy = loadPolicy(join(import.meta.dirname, '../../policies'), 'BASE-1');

/** One file of others' examples. */
export interface Example {
  readonly name: string;
  readonly resource: JsonObject;
}

/** Every FHIR resource among the examples of HL7 and of the NHS, by file. */
export function listExamples(): readonly Example[] {
  const shown = listNhsExamples().flatMap((name) =>
    readNhsExample(name).flatMap(({ value }, position): readonly Example[] =>
      isResource(value) ? [{ name: `nhs-validated-relationships/${name} ${position}`, resource: value }] : [],
    ),
  );
  return [...listFiles(), ...shown];
}

function isResource(value: JsonValue): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !isList(value) && typeof value['resourceType'] === 'string'
  );
}

function listFiles(): readonly Example[] {
  return ['fhir-r4-examples', 'nhs-booking-and-referral', 'nhs-demographics'].flatMap((folder) =>
    readdirSync(join(data, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .flatMap((name): readonly Example[] => {
        const resource = readResource(join(data, folder, name));
        return resource === undefined ? [] : [{ name: `${folder}/${name}`, resource }];
      }),
  );
}

function readResource(file: string): JsonObject | undefined {
  const text = readFileSync(file, 'utf8').trim();
  if (!text.startsWith('{')) return undefined;
  const value = JSON.parse(text) as JsonObject;
  return typeof value['resourceType'] === 'string' ? value : undefined;
}

/** What came of one example for one requester in one state of consent. */
export interface Judgement {
  readonly released: number;
  readonly withheld: number;
  readonly planted: number;
  readonly problems: readonly string[];
}

/**
 * Takes the parts of an example for information of every kind in turn (its own labels aside, which mostly hold it because it is about
 * strangers), lets the policy decide, plants a canary in every text of what is withheld, and looks at what leaves: no canary, valid
 * where it was valid, and nothing but what came, in its order.
 */
export function judgeExample(
  { resource }: Example,
  requester: keyof typeof requesters,
  consent: (typeof consents)[number],
  turn: number,
): Judgement {
  const message = asFhirMessage(resource);
  const labelled = labelAsIfAuthored(message, turn);
  const decided = decide(
    facts(
      labelled.map((part) => asFacts(part, consent)),
      requesters[requester],
    ),
    policy,
  ).released;
  const settled = settleReleased(message, labelled, new Set(decided)).released;
  const outbound = buildOutbound('FHIR');
  const out = redactMessage(message, labelled, settled, outbound).resource;
  const planted = plantCanaries(message, labelled, settled);
  const plantedOut = JSON.stringify(redactMessage(planted.message, planted.labelled, settled, outbound));
  const parts = labelled.filter(({ part }) => part === 'RESOURCE');
  return {
    released: parts.filter(({ segmentId }) => settled.has(segmentId)).length,
    withheld: parts.filter(({ segmentId }) => !settled.has(segmentId)).length,
    planted: planted.planted,
    problems: [
      ...(plantedOut.includes(canaryMark)
        ? [`lets out ${/.{60}CANARY.{20}/.exec(plantedOut)?.[0] ?? ''}`]
        : []),
      ...(out === undefined || findSchemaProblems(resource).length > 0 ? [] : findSchemaProblems(out)),
      ...(out === undefined ? [] : findAdditions(out, resource)),
      ...judgeSearch(message, labelled, new Set(decided)),
    ],
  };
}

/**
 * The same bundle as what a holder gave to a search for every other entry of it: a canary in every word of what was not asked for must
 * not come out, whether that might go or not.
 */
function judgeSearch(
  message: FhirMessage,
  labelled: readonly LabelledSegment[],
  decided: ReadonlySet<string>,
): readonly string[] {
  const entries = message.resource['entry'];
  if (!isList(entries ?? null)) return [];
  const wanted: WantedRecord = {
    form: 'SEARCHSET',
    entries: (entries as readonly JsonValue[]).flatMap((_entry, position) =>
      position % 2 === 0 ? [position] : [],
    ),
    filters: [],
    self: 'https://assent.example/fhir/R4/Condition',
  };
  const narrow = (from: FhirMessage, parts: readonly LabelledSegment[]): ReturnType<typeof narrowToWanted> =>
    narrowToWanted(from, parts, settleReleased(from, parts, decided), wanted);
  const planted = (entries as readonly JsonValue[]).map((entry, position) =>
    position % 2 === 0 ? entry : plantWords(entry),
  );
  const narrowed = narrow({ ...message, resource: { ...message.resource, entry: planted } }, labelled);
  if (narrowed.empty) return [];
  const outbound = buildOutbound('FHIR');
  const redacted = redactMessage(narrowed.message, narrowed.labelled, narrowed.released, outbound);
  const text = JSON.stringify(formatWanted(redacted, wanted));
  const wasValid = findSchemaProblems(message.resource).length === 0;
  return [
    ...(text.includes(canaryMark)
      ? [`lets out in a search ${/.{60}CANARY.{20}/.exec(text)?.[0] ?? ''}`]
      : []),
    ...(wasValid ? findSchemaProblems(JSON.parse(text) as JsonObject) : []),
  ];
}

/** What a resource is called by, and what makes it one: others refer to it so, and that may be seen. */
const names: readonly string[] = ['resourceType', 'id', 'url', 'system', 'value', 'reference', 'fullUrl'];

function plantWords(value: JsonValue, name = ''): JsonValue {
  if (typeof value === 'string') return names.includes(name) ? value : `${canaryMark} ${value}`;
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => plantWords(item, name));
  return Object.fromEntries(
    Object.entries(value).map(([member, inner]) => [member, plantWords(inner, member)]),
  );
}

function labelAsIfAuthored(message: FhirMessage, turn: number): readonly LabelledSegment[] {
  let position = turn;
  return labelMessage(message).map((part) => {
    if (part.part !== 'RESOURCE') return part;
    position += 1;
    const kind = kinds[position % kinds.length] ?? 'SEN';
    const categories: readonly CategoryCode[] = [kind];
    return {
      ...part,
      labelled: true,
      categories,
      level: findLevel(categories, []),
      aboutRefs: ['subject'],
      linkedToNeed: true,
    };
  });
}

function asFacts(part: LabelledSegment, consent: (typeof consents)[number]): SegmentFacts {
  return {
    ...part,
    aboutOthers: false,
    assertionType: null,
    embargoUntil: null,
    healthOrigin: false,
    choices: part.categories.map((category) => choice(category, consent)),
  };
}

/** Whether an address beside a resource is the gateway's, because nobody labelled the words in its own. */
function isOwnAddress(value: JsonValue): boolean {
  return (
    typeof value === 'string' && /^https:\/\/gateway\.example\/source\/\d+\/[A-Za-z]+\/[^/]+$/.test(value)
  );
}

/** Whether a value is made of nothing but what another holds, in its order; labels and the frame of a bundle are the gateway's. */
function findAdditions(out: JsonValue, before: JsonValue, at = ''): readonly string[] {
  if (typeof out !== 'object' || out === null) return out === before ? [] : [`${at} was changed`];
  if (typeof before !== 'object' || before === null) return [`${at} was changed`];
  if (isList(out) !== isList(before)) return [`${at} was changed`];
  // The frame of a bundle is new: of it only the entries are the author's, wherever they stood.
  if (at === '' && isBundle(before) && isBundle(out))
    return findAdditions(entriesOf(out), entriesOf(before), '/entry');
  const left: (readonly [string, JsonValue])[] = Object.entries(before);
  return Object.entries(out).flatMap(([name, value]: [string, JsonValue]) => {
    if (name === 'meta' || (name === 'fullUrl' && isOwnAddress(value))) return [];
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      if (isList(out) ? findAdditions(value, next[1]).length === 0 : next[0] === name)
        return isList(out) ? [] : findAdditions(value, next[1], `${at}/${name}`);
    }
    return [`${at}/${name} was not there, or not in this order`];
  });
}

function isBundle(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value) && value['resourceType'] === 'Bundle';
}

function entriesOf(bundle: JsonObject): JsonValue {
  return bundle['entry'] ?? [];
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
