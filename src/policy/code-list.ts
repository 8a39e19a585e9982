import { z } from 'zod';
import { type Attribute, type AttributeValue, attributeValues, isAttributeOf } from './attributes.ts';
import { type Box, allValues, toBits } from './box.ts';

interface Complaint {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Read<Value> = { readonly value: Value } | { readonly complaints: readonly Complaint[] };

function complain(message: string, path: readonly (string | number)[] = []): Read<never> {
  return { complaints: [{ path, message }] };
}

/**
 * Reads a list of codes: `any`, a list, or `{ except: [list] }`. A single value may stand without brackets. Empty lists and
 * whatever looks like an operator are refused.
 */
function readCodes(attribute: Attribute, input: unknown): Read<bigint> {
  if (input === 'any') return { value: allValues(attribute) };
  if (isObject(input)) return readExcept(attribute, input);
  const list = Array.isArray(input) ? (input as readonly unknown[]) : [input];
  return readList(attribute, list, []);
}

function readExcept(attribute: Attribute, input: Readonly<Record<string, unknown>>): Read<bigint> {
  const stranger = Object.keys(input).find((name) => name !== 'except');
  if (stranger !== undefined) {
    return complain(
      `"${stranger}" is no part of the language: write a list, "any", or { except: [list] }. Operators such as $ne are banned ` +
        'because they hold when the attribute is missing',
      [stranger],
    );
  }
  const listed = input['except'];
  if (!Array.isArray(listed)) return complain('"except" needs a list', ['except']);
  const read = readList(attribute, listed as readonly unknown[], ['except']);
  return 'value' in read ? { value: allValues(attribute) & ~read.value } : read;
}

function readList(
  attribute: Attribute,
  list: readonly unknown[],
  path: readonly (string | number)[],
): Read<bigint> {
  if (list.length === 0)
    return complain('an empty list holds for nothing or for everything: name what it holds for', path);
  const known: readonly AttributeValue[] = attributeValues[attribute];
  const complaints: Complaint[] = [];
  const values: AttributeValue[] = [];
  for (const [position, item] of list.entries()) {
    const value = known.find((each) => each === item);
    const where = list.length === 1 && path.length === 0 ? path : [...path, position];
    if (value === undefined)
      complaints.push({ path: where, message: `unknown ${attribute} ${JSON.stringify(item)}` });
    else if (values.includes(value))
      complaints.push({ path: where, message: `${String(value)} stands twice` });
    else values.push(value);
  }
  return complaints.length > 0 ? { complaints } : { value: toBits(attribute, values) };
}

/** A zod schema for a list of one attribute's codes; its output is the bits (`toBits`). */
export function codes(attribute: Attribute): z.ZodType<bigint> {
  return z.unknown().transform((input, context) => settle(readCodes(attribute, input), input, context));
}

/**
 * A zod schema for one condition: a map from attributes to codes. Its output is a box that narrows something. An empty
 * condition, one that names every value, an unknown attribute and an operator are refused: each of them would hold for
 * cases that nobody thought of.
 */
export function condition(allowed: readonly Attribute[]): z.ZodType<Box> {
  return z.unknown().transform((input, context) => settle(readCondition(allowed, input), input, context));
}

function readCondition(allowed: readonly Attribute[], input: unknown): Read<Box> {
  if (!isObject(input)) return complain('a condition is a map from attributes to values');
  const names = Object.keys(input);
  if (names.length === 0) return complain('an empty condition would hold for every case');
  const complaints: Complaint[] = [];
  const box: Partial<Record<Attribute, bigint>> = {};
  for (const name of names) {
    if (!isAttributeOf(allowed, name)) {
      complaints.push({
        path: [name],
        message: name.startsWith('$')
          ? `operator ${name} is no part of the language`
          : `unknown attribute "${name}"; known here: ${allowed.join(', ')}`,
      });
      continue;
    }
    const read = readCodes(name, input[name]);
    if ('complaints' in read) {
      complaints.push(...read.complaints.map(({ path, message }) => ({ path: [name, ...path], message })));
    } else if (read.value === allValues(name)) {
      complaints.push({ path: [name], message: `every value of ${name} is listed: leave the attribute out` });
    } else if (read.value === 0n) {
      complaints.push({ path: [name], message: `no value of ${name} is left: the condition never holds` });
    } else {
      box[name] = read.value;
    }
  }
  return complaints.length > 0 ? { complaints } : { value: box };
}

/** A schema for one condition or a list of alternatives. */
export function conditions(allowed: readonly Attribute[]): z.ZodType<readonly Box[]> {
  return z.unknown().transform((input, context): readonly Box[] => {
    const list = Array.isArray(input) ? (input as readonly unknown[]) : [input];
    if (list.length === 0) {
      context.issues.push({
        code: 'custom',
        message: 'a rule without a condition would hold for every case',
        input,
      });
      return z.NEVER;
    }
    return list.flatMap((each, position): readonly Box[] => {
      const read = readCondition(allowed, each);
      if ('value' in read) return [read.value];
      for (const { path, message } of read.complaints) {
        context.issues.push({
          code: 'custom',
          message,
          input,
          path: Array.isArray(input) ? [position, ...path] : [...path],
        });
      }
      return [];
    });
  });
}

function settle<Value>(read: Read<Value>, input: unknown, context: z.RefinementCtx): Value {
  if ('value' in read) return read.value;
  for (const { path, message } of read.complaints) {
    context.issues.push({ code: 'custom', message, input, path: [...path] });
  }
  return z.NEVER;
}

function isObject(input: unknown): input is Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}
