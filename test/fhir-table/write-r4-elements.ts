import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes src/records/fhir/r4-elements.ts from the structure definitions of FHIR R4 (4.0.1; CC0): `npm run fhir:elements --
 * <folder>`, where the folder holds HL7's profiles-types.json and profiles-resources.json as published. Not needed again until
 * another version of FHIR is read; test/records/r4-elements.test.ts holds what it wrote against HL7's JSON schema.
 */
interface ElementDefinition {
  readonly path: string;
  readonly min: number;
  readonly max: string;
  readonly contentReference?: string;
  readonly type?: readonly { readonly code: string }[];
}

interface StructureDefinition {
  readonly resourceType: string;
  readonly kind: string;
  readonly derivation?: string;
  readonly abstract: boolean;
  readonly type: string;
  readonly snapshot: { readonly element: readonly ElementDefinition[] };
}

/** Types that no record about a child is of, and that are not decided on. */
const leftOut: ReadonlySet<string> = new Set([
  ...['DeviceDefinition', 'EvidenceVariable', 'ObservationDefinition', 'ResearchStudy'],
]);

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('say which folder holds the structure definitions');

const lines = ['profiles-types.json', 'profiles-resources.json'].flatMap((name) => {
  const bundle = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
    readonly entry: readonly { readonly resource: StructureDefinition }[];
  };
  return bundle.entry
    .map(({ resource }) => resource)
    .filter(
      (found) =>
        found.resourceType === 'StructureDefinition' &&
        (found.kind === 'complex-type' || found.kind === 'resource') &&
        found.derivation !== 'constraint' &&
        !found.abstract &&
        !leftOut.has(found.type),
    )
    .map(({ type, snapshot }) => `  ${type}: '${describe(type, snapshot.element)}',`);
});

writeFileSync(
  join(import.meta.dirname, '../../src/records/fhir/r4-elements.ts'),
  `/**
 * Every element of FHIR R4 (4.0.1, hl7.org/fhir/R4; CC0), one type a line with its inner elements after a bar. An element is
 * \`name:Type\`, with \`*\` where it repeats, \`!\` where it is required, \`?name\` where it is one way to say that choice. A type
 * that begins with a dot is an inner element of the same line. Written by test/fhir-table/write-r4-elements.ts.
 */
export const r4Elements: Readonly<Record<string, string>> = {
${lines.sort().join('\n')}
};
`,
);

function describe(type: string, elements: readonly ElementDefinition[]): string {
  const holders = new Map<string, string[]>([[type, []]]);
  for (const element of elements.slice(1)) {
    const holder = element.path.slice(0, element.path.lastIndexOf('.'));
    const members = holders.get(holder) ?? [];
    holders.set(holder, [...members, ...describeElement(type, element, elements)]);
  }
  return [...holders]
    .map(([holder, members]) =>
      [...(holder === type ? [] : [holder.slice(type.length)]), ...members].join(' '),
    )
    .join(' | ');
}

function describeElement(
  type: string,
  element: ElementDefinition,
  all: readonly ElementDefinition[],
): readonly string[] {
  const name = element.path.slice(element.path.lastIndexOf('.') + 1);
  const marks = `${element.max === '*' ? '*' : ''}${element.min > 0 ? '!' : ''}`;
  if (element.max === '0') return [];
  if (element.contentReference !== undefined)
    return [`${name}:${element.contentReference.slice(1 + type.length)}${marks}`];
  const types = (element.type ?? []).map(({ code }) => plainType(code));
  if (name.endsWith('[x]')) {
    const choice = name.slice(0, -3);
    return types.map(
      (each) => `${choice}${each.charAt(0).toUpperCase()}${each.slice(1)}:${each}${marks}?${choice}`,
    );
  }
  const inner = all.some(({ path }) => path.startsWith(`${element.path}.`));
  return [`${name}:${inner ? element.path.slice(type.length) : (types[0] ?? 'string')}${marks}`];
}

/** The primitive types that FHIRPath names are texts. */
function plainType(code: string): string {
  return code.startsWith('http://hl7.org/fhirpath/') ? 'string' : code;
}
