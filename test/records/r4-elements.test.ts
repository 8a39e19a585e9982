import { describe, expect, it } from '@jest/globals';
import { elementsOf } from '../../src/records/index.ts';
import { hasR4Form } from '../../src/records/fhir/r4-structure.ts';
import { r4Elements } from '../../src/records/fhir/r4-elements.ts';
import { haveFhirExamples, listFhirExamples, readFhirExample } from '../support/fhir-examples.ts';
import { type SchemaType, schemaTypes } from '../support/r4-schema.ts';

/** `Observation.component` is `Observation_Component` in HL7's schema. */
function inSchema(type: string): string {
  const [root = '', ...steps] = type.split('.');
  return [root, ...steps.slice(-1).map((step) => step.charAt(0).toUpperCase() + step.slice(1))].join('_');
}

/** What the schema says of a type. It numbers inner elements that share a name; those are not compared. */
function findDescribed(type: string): SchemaType | undefined {
  const name = inSchema(type);
  return Object.hasOwn(schemaTypes, `${name}1`) ? undefined : schemaTypes[name];
}

const types = Object.entries(r4Elements).flatMap(([root, line]) => [
  root,
  ...line
    .split(' | ')
    .slice(1)
    .map((part) => root + (part.split(' ', 1)[0] ?? '')),
]);

describe("the table of R4's elements", () => {
  it("has every member of every type of HL7's schema, and no other", () => {
    let compared = 0;
    for (const type of types) {
      const described = findDescribed(type);
      if (described === undefined) continue;
      // The schema gives every inner element modifiers, and leaves out that an extension may be a Meta; R4 itself does neither.
      const isCompared = (name: string): boolean =>
        !name.startsWith('_') &&
        name !== 'resourceType' &&
        name !== 'modifierExtension' &&
        !/^(?:value|defaultValue|fixed|pattern)Meta$/.test(name);
      const members = Object.keys(described.properties ?? {}).filter(isCompared);
      const listed = [...(elementsOf(type)?.keys() ?? [])].filter(isCompared);
      expect([type, listed.toSorted()]).toEqual([type, members.toSorted()]);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(550);
  });

  it('says of each whether it repeats, as the schema does', () => {
    for (const type of types) {
      for (const [name, element] of elementsOf(type) ?? []) {
        const described = findDescribed(type)?.properties?.[name];
        if (described !== undefined)
          expect([type, name, element.many]).toEqual([type, name, described.type === 'array']);
      }
    }
  });

  it('requires what the schema requires, and texts and choices besides, which the schema cannot', () => {
    for (const type of types) {
      for (const name of findDescribed(type)?.required ?? []) {
        if (name !== 'resourceType')
          expect([type, name, elementsOf(type)?.get(name)?.required]).toEqual([type, name, true]);
      }
    }
    expect(elementsOf('Observation')?.get('status')?.required).toBe(true);
    expect(elementsOf('MedicationRequest')?.get('medicationReference')).toMatchObject({
      required: true,
      choice: 'medication',
    });
  });
});

describe('the form of a resource', () => {
  (haveFhirExamples ? it : it.skip)("is R4's in each of HL7's examples", () => {
    for (const name of listFhirExamples())
      expect([name, hasR4Form(readFhirExample(name).resource)]).toEqual([name, true]);
  });

  const wrong: readonly (readonly [claim: string, more: Record<string, never> | object])[] = [
    ['a member that R4 does not have', { notes: [] }],
    ['a member with a Cyrillic letter', { nоte: [] }],
    ['a member with the twin of an object', { _name: [] }],
    ['an object where a list stands', { name: { family: 'x' } }],
    ['a list where an object stands', { maritalStatus: [] }],
    ['a text where an object stands', { maritalStatus: 'x' }],
    ['an object where a text stands', { gender: {} }],
    ['a text where a number stands', { multipleBirthInteger: '1' }],
    ['a text where a truth stands', { active: 'true' }],
    ['two ways to say one thing', { deceasedBoolean: true, deceasedDateTime: '2020' }],
    ['a twin with more than extensions', { _gender: { note: 'x' } }],
    ['a contained resource of no type', { contained: [{ id: 'x' }] }],
    [
      'a contained resource with a member that R4 does not have',
      { contained: [{ resourceType: 'Basic', x: 1 }] },
    ],
    ['nothing where an object stands', { name: [null] }],
  ];
  for (const [claim, more] of wrong) {
    it(`is not R4's with ${claim}`, () => {
      expect(hasR4Form({ resourceType: 'Patient', ...more })).toBe(false);
    });
  }

  it("is R4's with what R4 has", () => {
    expect(
      hasR4Form({
        resourceType: 'Patient',
        active: true,
        _gender: { extension: [{ url: 'https://x.example', valueString: 'x' }] },
        name: [{ given: ['a', null], _given: [null, { id: 'x' }] }],
        multipleBirthInteger: 1,
      }),
    ).toBe(true);
  });
});
