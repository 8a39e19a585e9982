import {
  type JsonObject,
  type JsonValue,
  type Result,
  isJsonArray,
  isJsonObject,
  ok,
  refuse,
} from '../../platform/index.ts';
import { memberOf, textOf } from '../json-access.ts';
import { type Instants, readInstants } from './fhir-instants.ts';
import { type SearchParameter, findSearchParameters } from './search-table.ts';

/** One condition of a search: any one of its values suffices. */
export interface SearchFilter {
  readonly parameter: SearchParameter;
  readonly values: readonly string[];
}

/** Which parameter of a search is not taken, and why. */
export interface SearchProblem {
  readonly parameter: string;
  readonly rule: 'parameter-unknown' | 'search-token' | 'search-date';
}

/**
 * Reads the conditions of a search (http://hl7.org/fhir/R4/search.html). A parameter that repeats must be met each time, one of
 * several values behind commas is enough. Modifiers and unknown parameters are refused: to overlook one would give more than was asked for.
 */
export function parseSearchFilters(
  type: string,
  given: readonly (readonly [string, string])[],
): Result<readonly SearchFilter[], SearchProblem> {
  const known = findSearchParameters(type) ?? [];
  const filters: SearchFilter[] = [];
  for (const [name, text] of given) {
    const parameter = known.find((each) => each.name === name);
    if (parameter === undefined) return refuse({ parameter: name, rule: 'parameter-unknown' });
    const values = text.split(',');
    if (parameter.kind === 'TOKEN') {
      if (!values.every((value) => isToken(value))) return refuse({ parameter: name, rule: 'search-token' });
    } else if (!values.every((value) => readDateValue(value) !== undefined))
      return refuse({ parameter: name, rule: 'search-date' });
    filters.push({ parameter, values });
  }
  return ok(filters);
}

/** Whether a resource, as it stands, meets every condition. */
export function meetsFilters(resource: JsonObject, filters: readonly SearchFilter[]): boolean {
  return filters.every(({ parameter, values }) => {
    const found = parameter.paths.flatMap((path) => [...valuesAt(resource, path.split('.'))]);
    return values.some((value) =>
      found.some((each) => (parameter.kind === 'TOKEN' ? meetsToken(each, value) : meetsDate(each, value))),
    );
  });
}

function* valuesAt(value: JsonValue | undefined, path: readonly string[]): Generator<JsonValue> {
  if (value === undefined) return;
  if (isJsonArray(value)) {
    for (const item of value) yield* valuesAt(item, path);
    return;
  }
  const [member, ...rest] = path;
  if (member === undefined) yield value;
  else if (isJsonObject(value)) yield* valuesAt(memberOf(value, member), rest);
}

/** `code`, `system|code`, `|code` (of no system) or `system|`. */
function isToken(value: string): boolean {
  return value.length <= 200 && value !== '' && value !== '|' && value.split('|').length <= 2;
}

function meetsToken(value: JsonValue, asked: string): boolean {
  const bar = asked.indexOf('|');
  const system = bar < 0 ? undefined : asked.slice(0, bar);
  const code = asked.slice(bar + 1);
  if (typeof value === 'string') return system === undefined && value === code;
  if (!isJsonObject(value)) return false;
  const codings = memberOf(value, 'coding');
  const all = isJsonArray(codings) ? codings : [value];
  return all.some((coding) => {
    if (!isJsonObject(coding)) return false;
    const isOfSystem = system === undefined || (textOf(coding, 'system') ?? '') === system;
    return isOfSystem && (code === '' ? system !== '' : textOf(coding, 'code') === code);
  });
}

const dateForm = /^(eq|ge|gt|le|lt)?(\d{4}.*)$/;

function readDateValue(text: string): { readonly prefix: string; readonly instants: Instants } | undefined {
  const [, prefix = 'eq', written = ''] = dateForm.exec(text) ?? [];
  const instants = readInstants(written);
  return instants && { prefix, instants };
}

/** As R4 has it: what is written stands for all instants that begin with it (http://hl7.org/fhir/R4/search.html#date). */
function meetsDate(value: JsonValue, asked: string): boolean {
  const target = readTarget(value);
  const read = readDateValue(asked);
  if (target === undefined || read === undefined) return false;
  const { prefix, instants } = read;
  const within = target.from >= instants.from && target.until <= instants.until;
  const after = target.until > instants.until;
  const before = target.from < instants.from;
  switch (prefix) {
    case 'eq':
      return within;
    case 'gt':
      return after;
    case 'lt':
      return before;
    case 'ge':
      return after || within;
    default:
      return before || within;
  }
}

function readTarget(value: JsonValue): Instants | undefined {
  if (typeof value === 'string') return readInstants(value);
  if (!isJsonObject(value)) return undefined;
  const [start, end] = [textOf(value, 'start'), textOf(value, 'end')];
  if (start === undefined && end === undefined) return undefined;
  const [first, last] = [
    start === undefined ? undefined : readInstants(start),
    end === undefined ? undefined : readInstants(end),
  ];
  if ((start !== undefined && first === undefined) || (end !== undefined && last === undefined))
    return undefined;
  return { from: first?.from ?? -Infinity, until: last?.until ?? Infinity };
}
