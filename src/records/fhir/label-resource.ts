import { type JsonObject, type JsonValue, isJsonObject } from '../../platform/index.ts';
import type { CategoryCode, ConfidentialityLevel, HandlingFlag } from '../../vocabulary/index.ts';
import { higherLevel } from '../../vocabulary/index.ts';
import { unique } from '../labelled-segment.ts';
import type { CodeTable } from './code-table.ts';
import { memberOf, textOf, walkObjects } from '../json-access.ts';
import { holdsDoubtfulFile } from './doubtful-files.ts';
import { hasPlainFrame, holdsFreeText } from './holds-free-text.ts';
import { saysOnlyKnownValues } from './plain-values.ts';
import { elementsOf, hasR4Form, resourceTypeOf } from './r4-structure.ts';
import type { ResourcePart } from './resource-parts.ts';
import { findSectionCategories } from './section-codes.ts';
import { findSensitivity, readInlineLabels, readSecurityLabels } from './security-labels.ts';
import { isInlineLabel } from './split-resource.ts';
import { findTypeRule } from './type-table.ts';

/** What a part says of itself, before it is known whom it is about and what it stands in or refers to. */
export interface ResourceLabel {
  /** Its author put a category of ours on it, which speaks for everything inside it too. */
  readonly authored: boolean;
  /** Its type and codes say all that is in it, so that no author is needed to say what it is. */
  readonly evident: boolean;
  /** It carries a label that is not known here, has a member that R4 does not have, or a file that is not what it says. */
  readonly doubtful: boolean;
  readonly categories: readonly CategoryCode[];
  readonly level: ConfidentialityLevel;
  readonly flags: readonly HandlingFlag[];
  readonly marks: readonly string[];
}

/** The UK Core extension for an ethnic category. */
const ethnicCategory = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory';

/**
 * Members of every resource that say nothing of the person while they are of their form. `implicitRules` is not among them: it
 * can change all meanings; nor is the narrative.
 */
const commonMembers: ReadonlySet<string> = new Set(['resourceType', 'id', 'meta', 'language']);

/**
 * Labels one part by itself: what is a part of its own inside it does not count (its carrier does not become what it is), everything
 * else does, however deep. An unknown security label undoes what is said (docs/domain/07 X8). Categories only ever add up.
 */
export function labelResource({ value, whole, kind, type }: ResourcePart, codes: CodeTable): ResourceLabel {
  const isResource = kind === 'RESOURCE' || kind === 'CONTAINED';
  const inside = [...walkObjects(value)].filter((object) => textOf(object, 'resourceType') !== undefined);
  const inline = readInlineLabels(value);
  const own = isResource ? readSecurityLabels(value) : inline;
  const labels = [...inside.map(readSecurityLabels), inline];
  return {
    authored: own.own.length > 0,
    evident: isResource && inside.every((resource) => speaksForItself(resource, codes)),
    doubtful:
      labels.some((label) => label.unknown) ||
      (kind === 'RESOURCE' && !hasR4Form(whole)) ||
      holdsDoubtfulFile(value),
    categories: unique([
      ...own.own,
      ...labels.flatMap((label) => [...label.own, ...label.sensitivity]),
      ...inside.flatMap(
        (nested) => findTypeRule(textOf(nested, 'resourceType') ?? '')?.findFloor(nested) ?? [],
      ),
      ...[...walkContent(value)].flatMap((object) => codedCategories(object, codes)),
      ...findSectionCategories(value, type),
    ]),
    level: labels.map((label) => label.level).reduce(higherLevel, 'U'),
    flags: unique(labels.flatMap((label) => label.flags)),
    marks: unique([...own.marks, ...inline.marks]),
  };
}

/** Every object inside a value but its security labels, which are read by themselves. */
function* walkContent(value: JsonValue): Generator<JsonObject> {
  if (typeof value !== 'object' || value === null) return;
  if (isJsonObject(value)) {
    if (isInlineLabel(value)) return;
    yield value;
  }
  for (const [name, member] of Object.entries(value)) {
    yield* walkContent(withoutSecurity(name, member) ?? null);
  }
}

/** Every mapped code anywhere, and ethnicity: a code in a reason or a finding gives as much away as the main one. */
function codedCategories(object: JsonObject, codes: CodeTable): readonly CategoryCode[] {
  return textOf(object, 'url') === ethnicCategory
    ? ['EQU']
    : [...(codes.find(object) ?? []), ...findSensitivity(object)];
}

/** Security labels are read by themselves, and never leave. */
function withoutSecurity(name: string, value: JsonValue | undefined): JsonValue | undefined {
  if (name !== 'meta' || value === undefined || !isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'security'));
}

/** Whether type and codes say all that is in a resource. */
function speaksForItself(resource: JsonObject, codes: CodeTable): boolean {
  const rule = findTypeRule(textOf(resource, 'resourceType') ?? '');
  if (!rule?.isKnown(resource, codes)) return false;
  const plain = Object.keys(resource).every(
    (name) => commonMembers.has(name) || rule.plainMembers.includes(name),
  );
  if (!plain || !hasPlainFrame(resource)) return false;
  const type = resourceTypeOf(resource);
  const elements = type === undefined ? undefined : elementsOf(type);
  const { mayHoldText, ownConcepts } = rule;
  return ['meta', ...rule.plainMembers].every(
    (name) =>
      (name === 'meta' || !holdsFreeText(memberOf(resource, name), name, mayHoldText)) &&
      saysOnlyKnownValues(
        withoutSecurity(name, memberOf(resource, name)),
        elements?.get(name)?.type ?? '',
        name,
        {
          codes,
          // How a record is tagged is about no person or place.
          mayHoldText: mayHoldText && name !== 'meta',
          ownConcepts,
        },
      ),
  );
}
