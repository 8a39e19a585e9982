import { z } from 'zod';
import { type JsonObject, type JsonValue, isJsonArray, isJsonObject } from '../platform/index.ts';
import { type CategoryCode, getCategory } from '../vocabulary/index.ts';
import { memberOf, objectsOf, textOf } from './json-access.ts';
import type { PathRule, RecordType } from './record-type.ts';

/** The reference page of a record type in Markdown: who sends it, what stands where, how it is labelled, and an example. */
export function describeRecordType(type: RecordType): string {
  const { senders = [], sentByLead = false } = type;
  const from = sentByLead
    ? 'The lead practitioner of the family.'
    : senders.length === 0
      ? 'Anybody with an agreement.'
      : senders
          .map(({ type: kind, departments }) =>
            departments === undefined ? code(kind) : `${code(kind)} (${departments.map(code).join(', ')})`,
          )
          .join(', ');
  return [
    `# ${type.code}: ${type.plain}`,
    '',
    'Written by `npm run docs:messages` from the record dictionary; change `src/records/` instead of this page.',
    '',
    `- Versions: ${type.versions.map(code).join(', ')}`,
    `- Sent by: ${from}`,
    `- Clock: ${type.clock}`,
    ...(type.plainAttachments === true ? ['- Each file needs a summary in plain words.'] : []),
    '',
    ...(type.paths.length === 0 ? ['Its parts are described in [records](../records.md).', ''] : []),
    ...type.paths.flatMap(describePath),
    ...type.examples.flatMap((example) => [
      `## Example: ${example.title}`,
      '',
      '```json',
      JSON.stringify(example.build(), null, 2),
      '```',
      '',
    ]),
  ].join('\n');
}

function describePath(rule: PathRule): readonly string[] {
  const asks = [
    ...(rule.required ? ['The record makes no sense without it.'] : []),
    ...(rule.plainSummary ? ['Needs `plainSummary`.'] : []),
    ...(rule.marked ? ['Needs `assertionType`.'] : []),
    ...Object.entries(rule.choices).map(([name, values]) => `\`{${name}}\`: ${values.map(code).join(', ')}.`),
  ];
  return [
    `## \`${rule.path}\``,
    '',
    `${rule.plain}. ${asks.join(' ')}`.trimEnd(),
    '',
    `Labelled: ${describeFloor(rule)}`,
    '',
    '| member | form |',
    '| --- | --- |',
    ...describeMembers(z.toJSONSchema(rule.content, { io: 'input', unrepresentable: 'any' }) as JsonObject),
    '',
  ];
}

/** A floor that follows from the content is shown as what it may come to at least: the words for it stand beside the members. */
function describeFloor(rule: PathRule): string {
  const { fixedFloor } = rule;
  if (fixedFloor === undefined) return 'as its content, or its place, says.';
  const { always, oneOf, flags = [] } = fixedFloor;
  const named = (codes: readonly CategoryCode[]): string =>
    codes.map((each) => `${code(each)} (${getCategory(each).name})`).join('; ');
  return [
    ...(always.length === 0 ? [] : [`${named(always)}.`]),
    ...(oneOf === undefined
      ? []
      : [
          `Its author says which: ${oneOf.codes.map(code).join(', ')}; ${
            oneOf.otherwise === undefined
              ? 'without one of them it is held'
              : `otherwise ${code(oneOf.otherwise)}`
          }.`,
        ]),
    ...(flags.length === 0 ? [] : [`Flags: ${flags.map(code).join(', ')}.`]),
  ].join(' ');
}

function describeMembers(schema: JsonObject, within = ''): readonly string[] {
  const required = memberOf(schema, 'required');
  const needed = isJsonArray(required) ? required : [];
  const members = memberOf(schema, 'properties');
  if (!isJsonObject(members)) return [];
  return Object.entries(members).flatMap(([name, member]) => {
    if (!isJsonObject(member)) return [];
    const path = `${within}${name}`;
    const inner = textOf(member, 'type') === 'array' ? objectsOf(member, 'items')[0] : member;
    return [
      `| \`${path}\`${needed.includes(name) ? '' : ' (optional)'} | ${describeForm(member)} |`,
      ...(inner === undefined ? [] : describeMembers(inner, `${path}${inner === member ? '' : '[]'}.`)),
    ];
  });
}

function describeForm(schema: JsonObject): string {
  const constant = memberOf(schema, 'const');
  if (constant !== undefined) return code(JSON.stringify(constant));
  const codes = memberOf(schema, 'enum');
  if (isJsonArray(codes)) return codes.length > 40 ? 'a code of the vocabulary' : codes.map(show).join(', ');
  const type = textOf(schema, 'type') ?? 'any value';
  if (type === 'array') {
    const [item = {}] = objectsOf(schema, 'items');
    return `list of ${describeForm(item)}`;
  }
  return textOf(schema, 'format') ?? type;
}

function show(value: JsonValue): string {
  return code(typeof value === 'string' ? value : JSON.stringify(value));
}

function code(text: string): string {
  return `\`${text}\``;
}
