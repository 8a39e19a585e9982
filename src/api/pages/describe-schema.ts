/** As much of a JSON Schema (2020-12) as the pages show. */
export interface ShownSchema {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly format?: string | undefined;
  readonly pattern?: string | undefined;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly description?: string | undefined;
  readonly properties?: Readonly<Record<string, ShownSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: ShownSchema | boolean | undefined;
  readonly oneOf?: readonly ShownSchema[] | undefined;
  readonly anyOf?: readonly ShownSchema[] | undefined;
  readonly allOf?: readonly ShownSchema[] | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
}

/** A piece of a type in words: plain text, a code to be shown as typed, or the name of another shape to link to. */
export interface TypePiece {
  readonly kind: 'TEXT' | 'CODE' | 'SHAPE';
  readonly text: string;
}

/** One line of a shape's table. */
export interface SchemaRow {
  /** Dotted path of the member; `[]` stands for each item of a list. */
  readonly name: string;
  readonly type: readonly TypePiece[];
  readonly needed: 'yes' | 'no' | 'in one form';
  readonly description: string;
}

/** One code of a vocabulary. */
export interface CodeRow {
  readonly code: string;
  readonly meaning: string;
}

/** The codes of a shape that is a vocabulary with meanings; none for any other shape. */
export function describeCodes(schema: ShownSchema): readonly CodeRow[] {
  const options = schema.oneOf ?? [];
  if (!options.every((option) => typeof option.const === 'string')) return [];
  return options.map((option) => ({ code: String(option.const), meaning: option.description ?? '' }));
}

/** How deep members of members are shown in the same table. */
const maxDepth = 6;

/** The lines of a shape, members of inline objects included. A shape that is no object has no lines. */
export function describeMembers(schema: ShownSchema): SchemaRow[] {
  return describeInner(schema, '', 0);
}

function describeProperties(schema: ShownSchema, prefix: string, depth: number): SchemaRow[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([key, member]) => {
    const name = `${prefix}${key}`;
    const row: SchemaRow = {
      name,
      type: describeType(member),
      needed: required.has(key) ? 'yes' : 'no',
      description: member.description ?? '',
    };
    return depth >= maxDepth ? [row] : [row, ...describeInner(member, name, depth + 1)];
  });
}

function describeInner(schema: ShownSchema, name: string, depth: number): SchemaRow[] {
  if (typeof schema.items === 'object') return describeInner(schema.items, `${name}[]`, depth);
  const alternatives = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (alternatives !== undefined) {
    const forms = alternatives.map((alternative) => describeInner(alternative, name, depth));
    // What one form needs another may not have at all.
    const several = forms.filter((rows) => rows.length > 0).length > 1 && schema.allOf === undefined;
    return forms.flatMap((rows) =>
      rows.map((row) => (several && row.needed === 'yes' ? { ...row, needed: 'in one form' } : row)),
    );
  }
  return describeProperties(schema, name === '' ? '' : `${name}.`, depth);
}

/** The type of a shape in a few words; in the plural where it stands for the items of a list. */
export function describeType(schema: ShownSchema, plural = false): TypePiece[] {
  if (schema.$ref !== undefined) return [{ kind: 'SHAPE', text: schema.$ref.split('/').at(-1) ?? '' }];
  if ('const' in schema) return [code(String(schema.const))];
  if (schema.enum !== undefined)
    return joinWith(
      ', ',
      schema.enum.map((value) => [code(String(value))]),
    );
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives?.every(({ properties }) => properties !== undefined)) {
    return [text(`One of ${alternatives.length} forms`)];
  }
  if (alternatives !== undefined)
    return joinWith(
      ' or ',
      alternatives.map((one) => describeType(one, plural)),
    );
  if (schema.allOf !== undefined)
    return joinWith(
      ' and ',
      schema.allOf.map((one) => describeType(one, plural)),
    );
  if (typeof schema.items === 'object') {
    const many = `${plural ? 'lists' : 'list'} of ${range(schema.minItems, schema.maxItems)}`;
    return [text(many), ...describeType(schema.items, true)];
  }
  return [text(describePlain(schema, plural))];
}

function describePlain(schema: ShownSchema, plural: boolean): string {
  const type = typeof schema.type === 'string' ? schema.type : (schema.type ?? []).join(' or ');
  const s = plural ? 's' : '';
  if (schema.format === 'uuid') return `UUID${s}`;
  if (schema.format === 'date') return `day${s}, YYYY-MM-DD`;
  if (schema.format === 'date-time') return `instant${s}, ISO 8601 with offset`;
  switch (type) {
    case 'string':
      return schema.maxLength === undefined ? `text${s}` : `text${s}, at most ${schema.maxLength} characters`;
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `whole number${s}`;
    case 'object':
      return `object${s}`;
    case '':
      return 'any JSON';
    default:
      return type;
  }
}

function range(least: number | undefined, most: number | undefined): string {
  if (most === undefined) return least === undefined || least === 0 ? '' : `at least ${least} `;
  return least === undefined || least === 0 ? `at most ${most} ` : `${least} to ${most} `;
}

function joinWith(separator: string, parts: readonly (readonly TypePiece[])[]): TypePiece[] {
  return parts.flatMap((part, index) => (index === 0 ? part : [text(separator), ...part]));
}

function code(value: string): TypePiece {
  return { kind: 'CODE', text: value };
}

function text(value: string): TypePiece {
  return { kind: 'TEXT', text: value };
}
