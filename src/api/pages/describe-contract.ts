import { scopes } from '../../vocabulary/index.ts';
import type { OpenApiDocument } from '../openapi/build-openapi.ts';
import type { PublishedPath } from '../openapi/register-schemas.ts';
import {
  type CodeRow,
  type SchemaRow,
  type ShownSchema,
  type TypePiece,
  describeCodes,
  describeMembers,
  describeType,
} from './describe-schema.ts';

/** As much of an operation as the page shows. */
interface ShownOperation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly (ShownParameter | { readonly $ref: string })[];
  readonly requestBody?: ShownContent | { readonly $ref: string };
  readonly responses?: Readonly<Record<string, ShownContent & { readonly description?: string }>>;
}

interface ShownParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: ShownSchema;
}

interface ShownContent {
  readonly content?: Readonly<Record<string, ShownMedia>>;
}

interface ShownMedia {
  readonly schema?: ShownSchema;
  readonly examples?: Readonly<Record<string, ShownExample | { readonly $ref: string }>>;
}

interface ShownExample {
  readonly summary?: string;
  readonly value?: unknown;
}

/** One door as the page shows it. */
export interface DoorView {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly scopes: readonly string[];
  readonly parameters: readonly { name: string; needed: boolean; description: string }[];
  readonly body: {
    mediaTypes: readonly string[];
    type: readonly TypePiece[];
    examples: readonly ExampleView[];
  } | null;
  readonly answers: readonly { status: string; description: string; type: readonly TypePiece[] }[];
  readonly problems: readonly { status: string; code: string }[];
}

/** An example, pretty-printed. */
export interface ExampleView {
  readonly summary: string;
  readonly json: string;
}

/** A shape as the page shows it. */
export interface ShapeView {
  readonly name: string;
  readonly description: string;
  readonly type: readonly TypePiece[];
  readonly rows: readonly SchemaRow[];
  /** For a vocabulary: its codes. */
  readonly codes: readonly CodeRow[];
  /** For a record type: the parts that it knows. */
  readonly parts: readonly { path: string; plain: string; needed: boolean; shape: string }[];
}

/** The contract, ready to be laid out. */
export interface ContractView {
  readonly introduction: readonly string[];
  readonly doors: readonly DoorView[];
  readonly others: readonly { method: string; path: string; summary: string; description: string }[];
  readonly scopes: readonly { code: string; plain: string }[];
  readonly shapes: readonly ShapeView[];
}

/** Arranges the contract for the page. Pure. */
export function describeContract(document: OpenApiDocument): ContractView {
  const all = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    (['get', 'post'] as const).flatMap((method) => {
      const operation: ShownOperation | undefined = item[method];
      return operation === undefined ? [] : [{ method: method.toUpperCase(), path, operation }];
    }),
  );
  const shared: SharedParts = {
    parameters: document.components?.parameters ?? {},
    examples: document.components?.examples ?? {},
  };
  const isDoor = ({ operation }: { operation: ShownOperation }): boolean =>
    operation.tags?.includes('Systems') ?? false;
  return {
    introduction: (document.info.description ?? '').split('\n\n'),
    doors: all
      .filter(isDoor)
      .map(({ method, path, operation }) => describeDoor(method, path, operation, shared)),
    others: all
      .filter((one) => !isDoor(one))
      .map(({ method, path, operation }) => ({
        method,
        path,
        summary: operation.summary ?? '',
        description: operation.description ?? '',
      })),
    scopes: Object.entries(scopes).map(([code, { plain }]) => ({ code, plain })),
    shapes: describeShapes(document.components?.schemas ?? {}),
  };
}

function describeDoor(
  method: string,
  path: string,
  operation: ShownOperation,
  shared: SharedParts,
): DoorView {
  const responses = Object.entries(operation.responses ?? {});
  const body = operation.requestBody;
  const [media] = body !== undefined && 'content' in body ? Object.values(body.content ?? {}) : [];
  return {
    id: operation.operationId ?? '',
    method,
    path,
    summary: operation.summary ?? '',
    description: operation.description ?? '',
    scopes: operation.security?.flatMap((scheme) => scheme['oauth'] ?? []) ?? [],
    parameters: (operation.parameters ?? []).flatMap((parameter) => {
      const found = '$ref' in parameter ? shared.parameters[lastPart(parameter.$ref)] : parameter;
      return isParameter(found)
        ? [{ name: found.name, needed: found.required ?? false, description: found.description ?? '' }]
        : [];
    }),
    body:
      media === undefined || body === undefined || !('content' in body)
        ? null
        : {
            mediaTypes: Object.keys(body.content ?? {}),
            type: describeType(media.schema ?? {}),
            examples: Object.values(media.examples ?? {}).flatMap((example) => {
              const found = '$ref' in example ? shared.examples[lastPart(example.$ref)] : example;
              return isExample(found)
                ? [{ summary: found.summary ?? '', json: JSON.stringify(found.value, null, 2) }]
                : [];
            }),
          },
    answers: responses
      .filter(([status]) => Number(status) < 400)
      .map(([status, { description = '', content }]) => ({
        status,
        description,
        type: Object.values(content ?? {}).flatMap(({ schema }) => describeType(schema ?? {})),
      })),
    problems: responses
      .filter(([status]) => Number(status) >= 400)
      .flatMap(([status, { content }]) =>
        Object.values(content ?? {}).flatMap(({ examples }) =>
          Object.keys(examples ?? {}).map((code) => ({ status, code })),
        ),
      ),
  };
}

interface SharedParts {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly examples: Readonly<Record<string, unknown>>;
}

function lastPart(reference: string): string {
  return reference.split('/').at(-1) ?? '';
}

function isExample(value: unknown): value is ShownExample {
  return typeof value === 'object' && value !== null && 'value' in value;
}

function isParameter(value: unknown): value is ShownParameter {
  return typeof value === 'object' && value !== null && 'name' in value && 'in' in value;
}

type PublishedSchema = ShownSchema & { readonly 'x-assent-paths'?: readonly PublishedPath[] };

/** What all record types have in common is told once, at `Message`. */
function describeShapes(schemas: Readonly<Record<string, PublishedSchema>>): ShapeView[] {
  const shapes = Object.entries(schemas)
    .map(([name, schema]) => describeShape(name, schema))
    .sort((left, right) => left.name.localeCompare(right.name, 'en'));
  const recordTypes = shapes.filter(({ name }) => schemas[name]?.['x-assent-paths'] !== undefined);
  const [first, ...others] = recordTypes;
  const isCommon = (row: SchemaRow): boolean =>
    others.every(({ rows }) => rows.some((other) => JSON.stringify(other) === JSON.stringify(row)));
  const common = first?.rows.filter(isCommon) ?? [];
  const commonNames = new Set(common.map(({ name }) => name));
  return shapes.map((shape) => {
    if (shape.name === 'Message') return { ...shape, rows: common };
    if (!recordTypes.includes(shape)) return shape;
    return { ...shape, rows: shape.rows.filter(({ name }) => !commonNames.has(name)) };
  });
}

function describeShape(name: string, schema: PublishedSchema): ShapeView {
  const codes = describeCodes(schema);
  return {
    name,
    description: schema.description ?? '',
    type: schema.properties === undefined && codes.length === 0 ? describeType(schema) : [],
    rows: describeMembers(schema),
    codes,
    parts: (schema['x-assent-paths'] ?? []).map(({ path, plain, required, content }) => ({
      path,
      plain,
      needed: required,
      shape: lastPart(content.$ref),
    })),
  };
}
