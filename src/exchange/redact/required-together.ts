import { elementsOf } from '../../records/index.ts';

/** Of these members R4 asks for at least one (hl7.org/fhir/R4, the invariant beside each). */
const oneOf: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'Composition.section': [['text', 'entry', 'section']], // cmp-1
  'Patient.contact': [['name', 'telecom', 'address', 'organization']], // pat-1
  'Observation.referenceRange': [['low', 'high', 'text']], // obs-3
  'Condition.stage': [['summary', 'assessment']], // con-1
  'Condition.evidence': [['code', 'detail']], // con-2
  Organization: [['identifier', 'name']], // org-1
  Extension: [['extension', ...valueMembers()]], // ext-1
  'CarePlan.activity': [['detail', 'reference', 'outcomeReference', 'outcomeCodeableConcept', 'progress']], // cpl-3
};

const frame: ReadonlySet<string> = new Set(['resourceType', 'id', 'meta', 'extension', 'modifierExtension']);

/** Whether what is left of an element of this type, by the names of its members, says nothing any more. */
export function saysNothing(type: string | undefined, members: ReadonlySet<string>): boolean {
  const said = new Set([...members].map((name) => (name.startsWith('_') ? name.slice(1) : name)));
  if (type === 'Element') return members.size === 0;
  const groups = type !== undefined && Object.hasOwn(oneOf, type) ? (oneOf[type] ?? []) : [];
  if (groups.some((group) => !group.some((name) => said.has(name)))) return true;
  // A resource that lost all but what it is may still be there: it only says that it is.
  return !members.has('resourceType') && ![...said].some((name) => !frame.has(name));
}

function valueMembers(): readonly string[] {
  return [...(elementsOf('Extension')?.keys() ?? [])].filter((name) => name.startsWith('value'));
}
