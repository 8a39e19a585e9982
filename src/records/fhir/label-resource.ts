import type { JsonObject } from '../../platform/index.ts';
import type { CategoryCode, ConfidentialityLevel, HandlingFlag } from '../../vocabulary/index.ts';
import { higherLevel } from '../../vocabulary/index.ts';
import { findLevel, unique } from '../labelled-segment.ts';
import { findCodeCategories } from './code-table.ts';
import { memberOf, textOf, walkObjects } from '../json-access.ts';
import { hasPlainFrame, holdsFreeText } from './holds-free-text.ts';
import { readSecurityLabels } from './security-labels.ts';
import { findTypeRule } from './type-table.ts';

/** What a resource is by itself, before it is known whom it is about and what it refers to. */
export interface ResourceLabel {
  readonly labelled: boolean;
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
const commonMembers: ReadonlySet<string> = new Set(['resourceType', 'id', 'meta', 'language', 'contained']);

/**
 * Labels one resource with everything inside it (contained resources, nested bundles, extensions, narrative) as one part.
 * It is labelled if its author put our category on it, or if its type and codes say all that is in it; an unknown security
 * label anywhere inside undoes that (docs/domain/07 X8). Categories only ever add up.
 */
export function labelResource(resource: JsonObject): ResourceLabel {
  const inside = [...walkObjects(resource)].filter((object) => textOf(object, 'resourceType') !== undefined);
  const own = readSecurityLabels(resource);
  const labels = inside.map(readSecurityLabels);
  const unknown = labels.some((label) => label.unknown);
  const categories = unique([
    ...own.own,
    ...labels.flatMap((label) => [...label.own, ...label.sensitivity]),
    ...inside.flatMap(
      (nested) => findTypeRule(textOf(nested, 'resourceType') ?? '')?.findFloor(nested) ?? [],
    ),
    ...codedCategories(resource),
  ]);
  const flags = unique(labels.flatMap((label) => label.flags));
  const raised = labels.map((label) => label.level).reduce(higherLevel, 'U');
  const said = own.own.length > 0 || inside.every(speaksForItself);
  return {
    labelled: said && !unknown && categories.length > 0,
    categories,
    level: unknown || !said ? 'V' : findLevel(categories, flags, raised),
    flags,
    marks: own.marks,
  };
}

/** Every mapped code anywhere inside, and ethnicity: a code in a reason or a finding gives as much away as the main one. */
function codedCategories(resource: JsonObject): readonly CategoryCode[] {
  return [...walkObjects(resource)].flatMap((object): readonly CategoryCode[] =>
    textOf(object, 'url') === ethnicCategory ? ['EQU'] : (findCodeCategories(object) ?? []),
  );
}

/** Whether type and codes say all that is in a resource, so that no author is needed to say what it is. */
function speaksForItself(resource: JsonObject): boolean {
  const rule = findTypeRule(textOf(resource, 'resourceType') ?? '');
  if (!rule?.isKnown(resource)) return false;
  const plain = Object.keys(resource).every(
    (name) => commonMembers.has(name) || rule.plainMembers.includes(name),
  );
  if (!plain || !hasPlainFrame(resource)) return false;
  return rule.plainMembers.every((name) => !holdsFreeText(memberOf(resource, name), name, rule.mayHoldText));
}
