import type { JsonObject } from '../../platform/index.ts';
import type { CategoryCode } from '../../vocabulary/index.ts';
import { codeSystems } from './fhir-systems.ts';
import { textOf } from '../json-access.ts';

type Codes = Readonly<Record<string, readonly CategoryCode[]>>;

/**
 * SNOMED CT concepts (UK Edition, preferred terms beside them). Deliberately few: what a children's record commonly
 * holds and what would do most harm if it passed as something else. Every other concept is unmapped and so unlabelled.
 */
const snomed: Codes = {
  '195967001': ['PHY'], // Asthma
  '84757009': ['PHY'], // Epilepsy
  '73211009': ['PHY'], // Diabetes mellitus
  '46635009': ['PHY'], // Diabetes mellitus type 1
  '43116000': ['PHY'], // Eczema
  '271737000': ['PHY'], // Anaemia
  '27113001': ['PHY'], // Body weight
  '50373000': ['PHY'], // Body height
  '35919005': ['DEV'], // Pervasive developmental disorder
  '408856003': ['DEV'], // Autistic disorder
  '406506008': ['DEV'], // Attention deficit hyperactivity disorder
  '128188000': ['DEV', 'PHY'], // Cerebral palsy
  '41040004': ['DEV', 'PHY'], // Complete trisomy 21 syndrome
  '110359009': ['DEV'], // Intellectual disability
  '35489007': ['MHC'], // Depressive disorder
  '197480006': ['MHC'], // Anxiety disorder
  '13746004': ['MHC'], // Bipolar disorder
  '58214004': ['MHC'], // Schizophrenia
  '248062006': ['SFH'], // Self-harm
  '6471006': ['SFH'], // Suicidal thoughts
  '86406008': ['SHR'], // Human immunodeficiency virus infection
  '77386006': ['SHR'], // Pregnancy
  '93461009': ['GID'], // Gender dysphoria
  '7200002': ['SUC'], // Alcoholism
};

/** LOINC codes (loinc.org, version 2.7x), few for the same reason. */
const loinc: Codes = {
  '8302-2': ['PHY'], // Body height
  '8306-3': ['PHY'], // Body height, lying
  '29463-7': ['PHY'], // Body weight
  '3141-9': ['PHY'], // Body weight, measured
  '39156-5': ['PHY'], // Body mass index
  '8287-5': ['PHY'], // Head circumference by tape measure
  '8310-5': ['PHY'], // Body temperature
  '8867-4': ['PHY'], // Heart rate
  '9279-1': ['PHY'], // Respiratory rate
  '85354-9': ['PHY'], // Blood pressure panel
  '8480-6': ['PHY'], // Systolic blood pressure
  '8462-4': ['PHY'], // Diastolic blood pressure
  '59408-5': ['PHY'], // Oxygen saturation by pulse oximetry
  '2708-6': ['PHY'], // Oxygen saturation in arterial blood
  '44249-1': ['MHC'], // PHQ-9 panel
  '69737-5': ['MHC'], // GAD-7 panel
  '76691-5': ['GID'], // Gender identity
  '76690-7': ['GID'], // Sexual orientation
  '82810-3': ['SHR'], // Pregnancy status
  '72166-2': ['SUC'], // Tobacco smoking status
  '11331-6': ['SUC'], // History of alcohol use
};

/** ICD-10 (WHO, 2019 version) by the beginning of the code, longest beginning first. */
const icd10: readonly (readonly [prefix: string, categories: readonly CategoryCode[]])[] = [
  ['T74.2', ['SXA']], // Sexual abuse
  ['Z61.4', ['SXA']], // Problems related to alleged sexual abuse of child, person within primary support group
  ['Z61.5', ['SXA']], // the same, person outside primary support group
  ['Z21', ['SHR']], // Asymptomatic HIV infection status
  ['T74', ['CPR']], // Maltreatment syndromes
  ['Y06', ['CPR']], // Neglect and abandonment
  ['Y07', ['CPR']], // Other maltreatment
  ['F64', ['GID']], // Gender identity disorders
  ['F66', ['GID']], // Psychological disorders associated with sexual development and orientation
  ['F90', ['DEV']], // Hyperkinetic disorders
  ['J45', ['PHY']], // Asthma
  ['G40', ['PHY']], // Epilepsy
  ['G80', ['PHY', 'DEV']], // Cerebral palsy
  ['E10', ['PHY']], // Type 1 diabetes mellitus
  ['L20', ['PHY']], // Atopic dermatitis
  ['Q90', ['PHY', 'DEV']], // Down syndrome
  ...span('F', 10, 19, ['SUC']), // Mental and behavioural disorders due to psychoactive substance use
  ...span('F', 20, 48, ['MHC']), // Schizophrenia, mood and neurotic disorders
  ...span('F', 50, 50, ['MHC']), // Eating disorders
  ...span('F', 70, 84, ['DEV']), // Intellectual disability; disorders of psychological development
  ...span('X', 60, 84, ['SFH']), // Intentional self-harm
  ...span('A', 50, 64, ['SHR']), // Infections with a predominantly sexual mode of transmission
  ...span('B', 20, 24, ['SHR']), // HIV disease
  ...span('Z', 30, 36, ['SHR']), // Contraception, procreation, pregnancy
  ...span('O', 0, 99, ['SHR']), // Pregnancy, childbirth and the puerperium
];

/** Anatomical Therapeutic Chemical classification (WHO Collaborating Centre for Drug Statistics), by beginning. */
const atc: readonly (readonly [prefix: string, categories: readonly CategoryCode[]])[] = [
  ['N06BA', ['DEV']], // Centrally acting sympathomimetics (ADHD)
  ['J05AR', ['SHR']], // Antivirals for treatment of HIV infections, combinations
  ['G03A', ['SHR']], // Hormonal contraceptives
  ['G02B', ['SHR']], // Contraceptives for topical use
  ['N06A', ['MHC']], // Antidepressants
  ['N05A', ['MHC']], // Antipsychotics
  ['N07B', ['SUC']], // Drugs used in addictive disorders
  ['R03', ['PHY']], // Drugs for obstructive airway diseases
  ['N03', ['PHY']], // Antiepileptics
  ['A10', ['PHY']], // Drugs used in diabetes
];

/** What kind of information a coded concept is, or undefined when it is not mapped. */
export function findCodeCategories(coding: JsonObject): readonly CategoryCode[] | undefined {
  const code = textOf(coding, 'code');
  if (code === undefined) return undefined;
  const system: string = textOf(coding, 'system') ?? '';
  switch (system) {
    case codeSystems.snomed:
      return Object.hasOwn(snomed, code) ? snomed[code] : undefined;
    case codeSystems.loinc:
      return Object.hasOwn(loinc, code) ? loinc[code] : undefined;
    case codeSystems.icd10:
    case codeSystems.icd10Uk:
      return longestPrefix(icd10, code);
    case codeSystems.atc:
      return longestPrefix(atc, code);
    default:
      return undefined;
  }
}

function longestPrefix(
  table: readonly (readonly [string, readonly CategoryCode[]])[],
  code: string,
): readonly CategoryCode[] | undefined {
  const matching = table.filter(([prefix]) => code.startsWith(prefix));
  return matching.sort(([a], [b]) => b.length - a.length)[0]?.[1];
}

function span(
  letter: string,
  from: number,
  to: number,
  codes: readonly CategoryCode[],
): readonly (readonly [string, readonly CategoryCode[]])[] {
  return Array.from({ length: to - from + 1 }, (_, step) => [
    `${letter}${String(from + step).padStart(2, '0')}`,
    codes,
  ]);
}
