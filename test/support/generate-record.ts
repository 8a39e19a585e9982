import fc from 'fast-check';
import { z } from 'zod';
import type { JsonObject, JsonValue } from '../../src/platform/index.ts';
import { type RecordType, type SegmentedMessage, parseMessage } from '../../src/records/index.ts';
import { without } from './exchanges.ts';

type Segment = SegmentedMessage['segments'][number];
type PathRule = RecordType['paths'][number];

/** Somebody of whom generated parts speak. */
const relative = '6f1d2c3b-4a59-4876-9c8d-7e6f5a4b3c21';

/** Any value of a published JSON schema, as far as our own records use the language. */
function valueOf(schema: JsonObject): fc.Arbitrary<JsonValue> {
  if ('const' in schema) return fc.constant(schema['const'] ?? null);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as readonly JsonValue[]));
  if (Array.isArray(schema['anyOf']))
    return fc.oneof(...(schema['anyOf'] as unknown as JsonObject[]).map(valueOf));
  const { type } = schema;
  switch (typeof type === 'string' ? type : '') {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer(boundsOf(schema));
    case 'number':
      return fc.integer(boundsOf(schema));
    case 'array':
      return fc.array(valueOf(schema['items'] as JsonObject), {
        minLength: Number(schema['minItems'] ?? 0),
        maxLength: Math.min(3, Number(schema['maxItems'] ?? 3)),
      });
    case 'object':
      return objectOf(schema);
    default:
      return textOf(schema);
  }
}

function boundsOf(schema: JsonObject): { min: number; max: number } {
  const min = Math.ceil(Number(schema['minimum'] ?? 0));
  return { min, max: Math.max(min, Math.min(1000, Math.floor(Number(schema['maximum'] ?? 1000)))) };
}

function objectOf(schema: JsonObject): fc.Arbitrary<JsonValue> {
  const members = Object.entries(schema['properties'] as Record<string, JsonObject>);
  const required = (schema['required'] ?? []) as readonly string[];
  return fc.record(Object.fromEntries(members.map(([name, member]) => [name, valueOf(member)])), {
    requiredKeys: [...required],
    noNullPrototype: true,
  });
}

const days = fc
  .integer({ min: 0, max: 900 })
  .map((day) => new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString());

function textOf(schema: JsonObject): fc.Arbitrary<JsonValue> {
  const { format, pattern } = schema;
  if (format === 'uuid') return fc.uuid({ version: 4 });
  if (format === 'date') return days.map((instant) => instant.slice(0, 10));
  if (format === 'date-time') return days.map((instant) => instant.replace('.000', ''));
  // Patterns that only ask for something that can be read are met by words.
  if (typeof pattern === 'string' && !pattern.startsWith('[\\p{'))
    return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length < 60);
  return fc
    .array(fc.constantFrom('reads', 'école', '数', 'needs', 'help', '"quoted"', '<b>', '1/2'), {
      minLength: 1,
      maxLength: 6,
    })
    .map((words) => words.join(' '));
}

/** One part at a path, of its form, labelled as its floor asks. */
function segmentAt(rule: PathRule, position: number): fc.Arbitrary<Segment> {
  const schema = z.toJSONSchema(rule.content, { io: 'input', unrepresentable: 'any' }) as JsonObject;
  const choices = Object.entries(rule.choices).map(([name, values]) =>
    fc.constantFrom(...values).map((value) => [name, value] as const),
  );
  return fc
    .tuple(valueOf(schema), fc.uuid({ version: 4 }), fc.nat(100), fc.tuple(...choices))
    .map(([value, id, pick, chosen]): Segment => {
      const captured: Record<string, string> = { ref: relative, id, ...Object.fromEntries(chosen) };
      const path = rule.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => captured[name] ?? '');
      const hasRow = typeof value === 'object' && value !== null && 'rowId' in value;
      const content: JsonValue = hasRow ? { ...value, rowId: id } : value;
      const { oneOf } = rule.findFloor(content, captured) ?? {};
      const code = oneOf?.codes[pick % oneOf.codes.length];
      return {
        segmentId: `part-${String.fromCharCode(97 + Math.floor(position / 26), 97 + (position % 26))}`,
        path,
        content,
        ...(code === undefined ? {} : { categoryCodes: [code] }),
        about: rule.path.includes('{ref}') ? [relative] : ['subject'],
        assertionType: 'OPINION',
        source: 'PROFESSIONAL',
        linkedToNeed: true,
        plainSummary: 'In plain words.',
      };
    });
}

/**
 * Any record of a type: every path of the dictionary at once, filled at random. Parts that break what is asked beyond their
 * form give way to the example's own, or are left out.
 */
export function generateRecord(type: RecordType): fc.Arbitrary<SegmentedMessage> {
  const example = type.examples[0]?.build();
  if (example === undefined || example.type === 'FHIR')
    throw new Error('only records of segments are generated');
  return fc.tuple(...type.paths.map(segmentAt)).map((segments) => {
    // A lead practitioner's judgement names parts, which a generated record need not have.
    const envelope = without(example, 'leadDecision');
    const whole: SegmentedMessage = {
      ...envelope,
      relatedPersons: [...(example.relatedPersons ?? []), { ref: relative, relation: 'Aunt' }],
      segments,
    };
    return settle(whole, example);
  });
}

function settle(message: SegmentedMessage, example: SegmentedMessage): SegmentedMessage {
  const parsed = parseMessage(message as unknown as JsonValue);
  if (parsed.ok) return message;
  const broken = new Set(
    parsed.refusal.map(({ pointer }) => Number(/^\/segments\/(\d+)/.exec(pointer)?.[1])),
  );
  if (broken.has(NaN)) throw new Error(JSON.stringify(parsed.refusal));
  const segments = message.segments.flatMap((segment, position) => {
    if (!broken.has(position)) return [segment];
    const own = example.segments.find(({ path }) => path === segment.path);
    return own === undefined || own === segment ? [] : [own];
  });
  return settle({ ...message, segments }, example);
}
