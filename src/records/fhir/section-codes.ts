import type { JsonObject } from '../../platform/index.ts';
import type { CategoryCode } from '../../vocabulary/index.ts';
import { objectsOf, textOf } from '../json-access.ts';
import { codeSystems } from './fhir-systems.ts';

/**
 * Kinds of section and document (LOINC document ontology, loinc.org; the headings of HL7's C-CDA and IPS guides), with all that
 * commonly stands under such a heading. They only ever add: a heading that is not here says nothing, and nothing is labelled
 * because of a heading.
 */
const sections: Readonly<Record<string, readonly CategoryCode[]>> = {
  '10157-6': ['PPH'], // History of family member diseases
  '10162-6': ['SHR'], // History of pregnancies
  '29762-2': ['SUC', 'HHD', 'HFN'], // Social history
  '10190-7': ['MHC'], // Mental status
  '11369-6': ['UHP'], // History of immunization
  '11450-4': ['PHY'], // Problem list
  '11348-0': ['PHY'], // History of past illness
  '48765-2': ['PHY'], // Allergies and adverse reactions
  '10160-0': ['PHY'], // History of medication use
  '8716-3': ['PHY'], // Vital signs
  '47519-4': ['PHY'], // History of procedures
  '30954-2': ['PHY'], // Relevant diagnostic tests or laboratory data
  '47420-5': ['DEV'], // Functional status assessment
  '42348-3': ['PHY'], // Advance directives
  '34788-0': ['MHC'], // Psychiatry consult note
  '34790-6': ['MHC'], // Psychiatry note (group counselling)
  '34117-2': ['PHY'], // History and physical note
};

/** Where a part says what kind of section or document it is. */
const headings: Readonly<Record<string, readonly string[]>> = {
  'Composition.section': ['code'],
  Composition: ['type', 'category'],
  DocumentReference: ['type', 'category'],
  DiagnosticReport: ['category'],
  List: ['code'],
};

/** What stands under the heading of a part, as far as the heading says. */
export function findSectionCategories(value: JsonObject, type: string): readonly CategoryCode[] {
  const members = Object.hasOwn(headings, type) ? (headings[type] ?? []) : [];
  return members
    .flatMap((name) => objectsOf(value, name))
    .flatMap((concept) => objectsOf(concept, 'coding'))
    .flatMap((coding) => {
      const code = textOf(coding, 'code') ?? '';
      return textOf(coding, 'system') === codeSystems.loinc && Object.hasOwn(sections, code)
        ? (sections[code] ?? [])
        : [];
    });
}
