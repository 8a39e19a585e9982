import type { CategoryCode } from '../../vocabulary/index.ts';

/** Categories by code. */
export type Codes = Readonly<Record<string, readonly CategoryCode[]>>;

/** Categories by the beginning of a code; the longest beginning that fits counts. */
export type CodeBeginnings = readonly (readonly [beginning: string, categories: readonly CategoryCode[]])[];

/**
 * SNOMED CT concepts (UK Edition, preferred terms beside them). Deliberately few: what a children's record commonly
 * holds and what would do most harm if it passed as something else. Every other concept is unmapped and so unlabelled.
 */
export const snomed: Codes = {
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
  '165816005': ['SHR'], // Human immunodeficiency virus positive
  '15628003': ['SHR'], // Gonorrhea
  '76272004': ['SHR'], // Syphilis
  '240589008': ['SHR'], // Chlamydia trachomatis infection
  '169553002': ['SHR'], // Insertion of subcutaneous contraceptive
  '47505003': ['MHC'], // Posttraumatic stress disorder
  '69322001': ['MHC'], // Psychotic disorder
  '72366004': ['MHC'], // Eating disorder
  '56882008': ['MHC'], // Anorexia nervosa
  '78004001': ['MHC'], // Bulimia nervosa
  '66214007': ['SUC'], // Substance abuse
  '26416006': ['SUC'], // Drug abuse
  '371422002': ['SUC'], // History of substance abuse
};

/** LOINC codes (loinc.org, version 2.7x), few for the same reason. */
export const loinc: Codes = {
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
  '5643-2': ['SUC'], // Ethanol [Mass/volume] in Serum or Plasma
  '3426-4': ['SUC'], // Tetrahydrocannabinol [Presence] in Urine
  '3397-7': ['SUC'], // Cocaine [Presence] in Urine
  '3879-4': ['SUC'], // Opiates [Presence] in Urine
  '2106-3': ['SHR'], // Choriogonadotropin (pregnancy test) [Presence] in Urine
  '2118-8': ['SHR'], // Choriogonadotropin (pregnancy test) [Presence] in Serum or Plasma
  '21198-7': ['SHR'], // Choriogonadotropin.beta subunit [Units/volume] in Serum or Plasma
  '20447-9': ['SHR'], // HIV 1 RNA [#/volume] (viral load) in Serum or Plasma by NAA with probe detection
  '25836-8': ['SHR'], // HIV 1 RNA [#/volume] (viral load) in Specimen by NAA with probe detection
  '56888-1': ['SHR'], // HIV 1+2 Ab+HIV1 p24 Ag [Presence] in Serum or Plasma by Immunoassay
  '7917-8': ['SHR'], // HIV 1 Ab [Presence] in Serum
  '20507-0': ['SHR'], // Reagin Ab [Presence] in Serum by RPR
  '21613-7': ['SHR'], // Chlamydia trachomatis DNA [Presence] in Specimen by NAA with probe detection
  '24111-7': ['SHR'], // Neisseria gonorrhoeae DNA [Presence] in Specimen by NAA with probe detection
};

/** ICD-10 (WHO, 2019 version) by the beginning of the code, longest beginning first. */
export const icd10: CodeBeginnings = [
  ['T74.2', ['SXA']], // Sexual abuse
  ['Z61.4', ['SXA']], // Problems related to alleged sexual abuse of child, person within primary support group
  ['Z61.5', ['SXA']], // the same, person outside primary support group
  ['Z21', ['SHR']], // Asymptomatic HIV infection status
  ['T74', ['CPR']], // Maltreatment syndromes
  ['Y06', ['CPR']], // Neglect and abandonment
  ['Y07', ['CPR']], // Other maltreatment
  ['R45.8', ['SFH']], // Other symptoms and signs involving emotional state: suicidal ideation
  ['Z91.5', ['SFH']], // Personal history of self-harm
  ['Z11.4', ['SHR']], // Special screening examination for HIV
  ['Z11.3', ['SHR']], // Special screening examination for infections with a predominantly sexual mode of transmission
  ['Z20.6', ['SHR']], // Contact with and exposure to HIV
  ['Z20.2', ['SHR']], // Contact with and exposure to infections with a predominantly sexual mode of transmission
  ['Z70', ['SHR']], // Counselling related to sexual attitude, behaviour and orientation
  ['Z72.1', ['SUC']], // Alcohol use
  ['Z72.2', ['SUC']], // Drug use
  ['Z61.6', ['CPR']], // Problems related to alleged physical abuse of child
  ['Z62', ['CPR']], // Other problems related to upbringing
  ['Z65.0', ['YJS']], // Conviction in civil and criminal proceedings without imprisonment
  ['Z65.1', ['YJS']], // Imprisonment and other incarceration
  ['Z65.2', ['YJS']], // Problems related to release from prison
  ['Z65.3', ['YJS', 'LEG']], // Problems related to other legal circumstances
  ['T76', ['CPR']], // Suspected maltreatment, where national versions have it
  ['Z81.8', ['PMH']], // Family history of other mental and behavioural disorders
  ['Z81', ['PSU']], // Family history of psychoactive substance abuse
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
export const atc: CodeBeginnings = [
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

/**
 * Medicines of the NHS dictionary of medicines and devices (dm+d, source beside each). Its identifiers are SNOMED CT concepts, so
 * that the table of SNOMED CT counts under its address too. A partner that prescribes adds its own formulary.
 */
export const medicines: Codes = {
  '317972000': ['PHY'], // Furosemide 40mg tablets (NHS England, Implementation Guide for Digital Medicines)
  '39732311000001104': ['PHY'], // Amoxicillin 250mg capsules (GP Connect, CareConnect-GPC-MedicationStatement-1)
  '774587000': ['PHY'], // Co-amoxiclav (NHS England, Implementation Guide for Interoperable Medicines)
  '39021311000001109': ['PHY'], // Co-amoxiclav 250mg/125mg dispersible tablets sugar free
};

function span(letter: string, from: number, to: number, codes: readonly CategoryCode[]): CodeBeginnings {
  return Array.from({ length: to - from + 1 }, (_, step) => [
    `${letter}${String(from + step).padStart(2, '0')}`,
    codes,
  ]);
}
