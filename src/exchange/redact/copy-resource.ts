import { type JsonObject, type JsonValue, isJsonObject, isJsonArray } from '../../platform/index.ts';
import {
  type R4Element,
  elementsOf,
  fhirSystems,
  isInlineLabel,
  isPrimitive,
  resourceTypeOf,
} from '../../records/index.ts';
import { saysNothing } from './required-together.ts';

/** What is left out of a copy, and how what stays is labelled. */
export interface CopyPlan {
  /** Pointers of what is left out. */
  readonly left: ReadonlySet<string>;
  /** The inline labels of a released element or section, in place of its author's. */
  inlineLabelsOf(pointer: string): readonly JsonObject[];
}

/** A copy of a resource. */
export interface ResourceCopy {
  /** Absent when R4 requires something that was left out. */
  readonly resource: JsonObject | undefined;
  /** A signature was left out: what was signed is not what leaves. */
  readonly unsigned: boolean;
  /** Something is missing from it, so that it may no longer be what its profiles ask for. */
  readonly cut: boolean;
  /** Pointers of what went because R4 requires something that was left out of it. */
  readonly gone: readonly string[];
}

/**
 * Copies a resource without what is left out, so that what was valid R4 stays so: an element that R4 requires takes what it stands
 * in with it, up to the resource; what then says nothing goes too. A narrative, and the text of a name or an address, is left out
 * wherever something below was, because it says the same in words. Order and values stay as they were. Signatures never go.
 */
export function copyResource(resource: JsonObject, pointer: string, plan: CopyPlan): ResourceCopy {
  const copier = new Copier(plan);
  const { object, cut } = copier.copy(resource, resourceTypeOf(resource), pointer);
  return { resource: object, unsigned: copier.unsigned, cut, gone: copier.gone };
}

interface Copied {
  readonly object: JsonObject | undefined;
  readonly cut: boolean;
}

class Copier {
  unsigned = false;
  readonly gone: string[] = [];
  readonly #plan: CopyPlan;

  constructor(plan: CopyPlan) {
    this.#plan = plan;
  }

  copy(object: JsonObject, type: string | undefined, pointer: string): Copied {
    const elements = type === undefined ? undefined : elementsOf(type);
    const kept: [string, JsonValue][] = [];
    const lost = new Set<string>();
    let cut = false;
    const keep = (name: string, value: JsonValue | undefined, wasCut: boolean): void => {
      cut ||= wasCut;
      if (value === undefined) lost.add(name);
      else kept.push([name, value]);
    };
    for (const [name, value] of Object.entries(object)) {
      const twin = name.startsWith('_');
      const base = twin ? name.slice(1) : name;
      const element = elements?.get(base);
      const at = `${pointer}/${base}`;
      if (this.#plan.left.has(at)) keep(base, undefined, true);
      else if (element === undefined) kept.push([name, value]);
      else if (isPrimitive(element)) {
        const { wasCut, ...pair } = this.#copyPrimitive(object[base], object[`_${base}`], at);
        const one = twin ? pair.twin : pair.value;
        cut ||= wasCut;
        if (one !== undefined) kept.push([name, one]);
        else if (pair.value === undefined && pair.twin === undefined) lost.add(base);
      } else if (element.type === 'Signature') {
        this.unsigned = true;
        lost.add(name);
      } else {
        const copied = this.#copyMember(name, value, element, at);
        keep(name, copied.value, copied.cut);
      }
    }
    const spoken = cut ? kept.filter(([name]) => !isWording(name, elements)) : kept;
    const gone =
      [...lost].some((name) => isMissed(elements?.get(name), name, elements, spoken)) ||
      ((cut || lost.size > 0) && saysNothing(type, new Set(spoken.map(([name]) => name))));
    return { object: gone ? undefined : Object.fromEntries(spoken), cut: cut || gone };
  }

  #copyMember(
    name: string,
    value: JsonValue,
    element: R4Element,
    at: string,
  ): { readonly value: JsonValue | undefined; readonly cut: boolean } {
    if (isJsonArray(value)) {
      let cut = false;
      const items = value.flatMap((item, position): readonly JsonValue[] => {
        const here = `${at}/${position}`;
        if (this.#plan.left.has(here)) {
          cut = true;
          return [];
        }
        if (isInline(item)) return name === 'extension' ? this.#relabel(value, position, at) : [item];
        const copied = this.#copyOne(item, element, here);
        cut ||= copied.cut;
        return copied.value === undefined ? [] : [copied.value];
      });
      return { value: items.length === 0 && value.length > 0 ? undefined : items, cut };
    }
    return this.#copyOne(value, element, at);
  }

  #copyOne(
    value: JsonValue,
    element: R4Element,
    at: string,
  ): { readonly value: JsonValue | undefined; readonly cut: boolean } {
    if (!isJsonObject(value)) return { value, cut: false };
    // A resource inside that is no contained one is part of what is around it and goes as it is.
    if (element.type === 'Resource' && !/\/contained\/\d+$/.test(at)) return { value, cut: false };
    const type = element.type === 'Resource' ? resourceTypeOf(value) : element.type;
    const { object, cut } = this.copy(value, type, at);
    if (object === undefined) this.gone.push(at);
    return {
      value: object !== undefined && element.type === 'Resource' ? withoutLabels(object) : object,
      cut,
    };
  }

  /** The gateway's inline labels where the author's first one stood; nothing where the others did. */
  #relabel(extensions: readonly JsonValue[], position: number, at: string): readonly JsonValue[] {
    if (extensions.findIndex(isInline) !== position) return [];
    return this.#plan.inlineLabelsOf(at.slice(0, at.lastIndexOf('/')));
  }

  #copyPrimitive(
    value: JsonValue | undefined,
    twin: JsonValue | undefined,
    at: string,
  ): { readonly value?: JsonValue; readonly twin?: JsonValue; readonly wasCut: boolean } {
    if (!isJsonArray(value) && !isJsonArray(twin)) {
      const its = twin === undefined ? undefined : this.#copyTwin(twin, at);
      return {
        ...(value === undefined ? {} : { value }),
        ...(its === undefined ? {} : { twin: its }),
        wasCut: false,
      };
    }
    const values = isJsonArray(value) ? value : [];
    const twins = isJsonArray(twin) ? twin : [];
    const items = Array.from({ length: Math.max(values.length, twins.length) }, (_, position) => position)
      .filter((position) => !this.#plan.left.has(`${at}/${position}`))
      .map((position) => ({
        one: values[position] ?? null,
        its: this.#copyTwin(twins[position] ?? null, `${at}/${position}`) ?? null,
      }))
      .filter(({ one, its }) => one !== null || its !== null);
    const wasCut = items.length < Math.max(values.length, twins.length);
    return {
      ...(items.some(({ one }) => one !== null) ? { value: items.map(({ one }) => one) } : {}),
      ...(items.some(({ its }) => its !== null) ? { twin: items.map(({ its }) => its) } : {}),
      wasCut,
    };
  }

  #copyTwin(twin: JsonValue, at: string): JsonValue | undefined {
    return isJsonObject(twin) ? this.copy(twin, 'Element', at).object : twin;
  }
}

/** A contained resource has no security labels, version or date of its own (hl7.org/fhir/R4 dom-4, dom-5). */
function withoutLabels(contained: JsonObject): JsonObject {
  const { meta, ...rest } = contained;
  if (meta === undefined) return contained;
  const kept = isJsonObject(meta)
    ? Object.entries(meta).filter(([name]) => ['profile', 'source', 'tag'].includes(name))
    : [];
  if (kept.length === 0) return rest;
  return Object.fromEntries(
    Object.entries(contained).map(([name, value]) => [
      name,
      name === 'meta' ? Object.fromEntries(kept) : value,
    ]),
  );
}

/** Members that say in words what stands beside them. */
function isWording(name: string, elements: ReadonlyMap<string, R4Element> | undefined): boolean {
  const base = name.startsWith('_') ? name.slice(1) : name;
  return base === 'text' && elements?.get('text')?.required === false;
}

/** Whether R4 requires what was left out, and nothing says it in another way. */
function isMissed(
  element: R4Element | undefined,
  name: string,
  elements: ReadonlyMap<string, R4Element> | undefined,
  kept: readonly (readonly [string, JsonValue])[],
): boolean {
  // Of a member that R4 does not have nobody can say that it may be missing.
  if (element === undefined) return true;
  if (!element.required) return false;
  return !kept.some(([other]) => {
    const base = other.startsWith('_') ? other.slice(1) : other;
    return base === name || (element.choice !== undefined && elements?.get(base)?.choice === element.choice);
  });
}

function isInline(value: JsonValue): boolean {
  return isJsonObject(value) && isInlineLabel(value);
}

/** One inline label (hl7.org/fhir/uv/security-label-ds4p, 1.0.0). */
export function asInlineLabel({
  system,
  code,
}: {
  readonly system: string;
  readonly code: string;
}): JsonObject {
  return { url: fhirSystems.inlineLabel, valueCoding: { system, code } };
}
