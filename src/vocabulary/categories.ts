import type { ConfidentialityLevel } from './confidentiality.ts';

/** The plain groups that a family sees in place of the codes (docs/domain/03 §3.1), in the order in which they are shown. */
export const plainGroups = [
  'About me and where I live',
  'School',
  'My health',
  'My mind and private life',
  'Help for our family',
  'Keeping safe',
  'Things about my parents',
  'What I say',
] as const;
export type PlainGroup = (typeof plainGroups)[number];

/** One kind of information, as a family can reason about it. */
export interface Category {
  readonly name: string;
  readonly plainGroup: PlainGroup;
  /** The confidentiality that information of this kind has unless a label raises it. */
  readonly level: ConfidentialityLevel;
  /** HL7 v3-ActCode sensitivity codes that stand for this category on a FHIR resource. */
  readonly hl7: readonly string[];
  /** Matching social-care assessment factors (children in need census). */
  readonly cinFactors: readonly string[];
  /** Sensitive service: that such a record exists is itself protected (docs/domain/01 §1.4). */
  readonly sensitiveService: boolean;
  /** Information about the health, offending or money of a parent or other adult rather than about the child. */
  readonly adultsOwn: boolean;
}

function category(
  name: string,
  plainGroup: PlainGroup,
  level: ConfidentialityLevel,
  more: Partial<Omit<Category, 'name' | 'plainGroup' | 'level'>> = {},
): Category {
  return {
    name,
    plainGroup,
    level,
    hl7: [],
    cinFactors: [],
    sensitiveService: false,
    adultsOwn: false,
    ...more,
  };
}

/** The 38 information categories. A retired code is never used again (docs/domain/03 §3.1). */
export const categories = {
  DEM: category(
    'Core identity: name, date of birth, sex, NHS number, UPN',
    'About me and where I live',
    'N',
    { hl7: ['DEMO', 'IDS'] },
  ),
  CON: category('Address, contact details, location, placement address', 'About me and where I live', 'N', {
    hl7: ['LOCIS', 'PATLOC'],
  }),
  HHD: category(
    'Household, relationships, who has parental responsibility',
    'About me and where I live',
    'N',
    { hl7: ['LIVARG', 'MARST'] },
  ),
  CMN: category(
    'Language, interpreter, accessible formats, reasonable adjustments',
    'About me and where I live',
    'N',
  ),
  EQU: category('Ethnicity, religion, nationality', 'About me and where I live', 'R', {
    hl7: ['RACE', 'REL'],
  }),
  EDU: category('Attainment, curriculum, setting', 'School', 'N'),
  ATT: category('Attendance, suspension, exclusion', 'School', 'N'),
  BEH: category('Behaviour, pastoral care', 'School', 'N', { hl7: ['BH'], cinFactors: ['14A'] }),
  SEN: category('Special educational needs, outcomes, provision', 'School', 'N'),
  PHY: category('Physical health, medicines, allergies', 'My health', 'N', {
    hl7: ['DIA', 'DRGIS', 'GDIS'],
    cinFactors: ['6A'],
  }),
  DEV: category('Disability, neurodevelopment, learning disability', 'My health', 'N', {
    hl7: ['DVD', 'COGN'],
    cinFactors: ['5A', '6A'],
  }),
  UHP: category('Universal health: health visitor and school nurse reviews, immunisation', 'My health', 'N'),
  MHC: category("The child's mental health", 'My mind and private life', 'R', {
    hl7: ['MH', 'EMOTDIS'],
    cinFactors: ['4A'],
    sensitiveService: true,
  }),
  PSY: category('Therapy notes, session content', 'My mind and private life', 'V', {
    hl7: ['PSYTHPN'],
    sensitiveService: true,
  }),
  SFH: category('Self-harm, suicide risk, safety plan', 'My mind and private life', 'R', {
    hl7: ['MH'],
    cinFactors: ['15A'],
  }),
  SHR: category('Sexual and reproductive health, pregnancy', 'My mind and private life', 'V', {
    hl7: ['SEX', 'STD', 'HIV', 'PREGNANT'],
    sensitiveService: true,
  }),
  SUC: category("The child's alcohol or drug use", 'My mind and private life', 'R', {
    hl7: ['SUD', 'ETH'],
    cinFactors: ['1A', '2A'],
    sensitiveService: true,
  }),
  GID: category('Gender identity, sexual orientation', 'My mind and private life', 'V', {
    hl7: ['GENDER'],
    sensitiveService: true,
  }),
  EHP: category('Early or family help assessment and plan', 'Help for our family', 'N'),
  CIN: category('Child in need assessment and plan', 'Help for our family', 'R'),
  DIS: category("Disabled children's social care, short breaks", 'Help for our family', 'N', {
    hl7: ['DVD'],
  }),
  LAC: category('Looked-after or care-leaver status and plans', 'Help for our family', 'R', {
    hl7: ['LIVARG'],
  }),
  ADO: category('Adoption, identity before adoption', 'Help for our family', 'V', {
    hl7: ['IDS'],
    sensitiveService: true,
  }),
  YCR: category('Young carer', 'Help for our family', 'R', { cinFactors: ['7A'] }),
  HFN: category('Housing, money, benefits, personal budget', 'Help for our family', 'N'),
  CPR: category('Child protection: enquiry, conference, plan, neglect, abuse', 'Keeping safe', 'R', {
    hl7: ['VIO'],
    cinFactors: ['16A', '17A', '18B', '18C', '22A', '23A'],
  }),
  SXA: category('Sexual abuse of the child', 'Keeping safe', 'V', {
    hl7: ['SDV'],
    cinFactors: ['19B', '19C'],
  }),
  DAB: category('Domestic abuse', 'Keeping safe', 'V', {
    hl7: ['SDV'],
    cinFactors: ['3A', '3B', '3C'],
    sensitiveService: true,
  }),
  EXP: category('Exploitation, missing, trafficking, gangs', 'Keeping safe', 'R', {
    hl7: ['VIO'],
    cinFactors: ['10A', '11A', '12A', '13A', '24A'],
  }),
  RSK: category('A person who may pose a risk', 'Keeping safe', 'V', {
    hl7: ['VIO'],
    sensitiveService: true,
  }),
  PMH: category("A parent's mental health", 'Things about my parents', 'R', {
    hl7: ['MH', 'PSY'],
    cinFactors: ['4B', '4C'],
    sensitiveService: true,
    adultsOwn: true,
  }),
  PSU: category("A parent's alcohol or drug use", 'Things about my parents', 'R', {
    hl7: ['SUD'],
    cinFactors: ['1B', '1C', '2B', '2C'],
    sensitiveService: true,
    adultsOwn: true,
  }),
  PPH: category(
    "A parent's physical health, disability or learning disability",
    'Things about my parents',
    'R',
    { cinFactors: ['5B', '5C', '6B', '6C'], adultsOwn: true },
  ),
  POF: category("A parent's or other adult's offending, allegations", 'Things about my parents', 'V', {
    adultsOwn: true,
  }),
  YJS: category("Youth justice, the child's offending", 'Keeping safe', 'R', { cinFactors: ['14A'] }),
  IMM: category('Immigration, asylum', 'About me and where I live', 'R', { cinFactors: ['9A'] }),
  LEG: category('Court documents, legal advice', 'Keeping safe', 'V', { hl7: ['NORDSCLW'] }),
  VOI: category("The child's and family's own words, wishes, feelings", 'What I say', 'N', { hl7: ['PRS'] }),
} as const satisfies Record<string, Category>;

/** The stable code of a kind of information. */
export type CategoryCode = keyof typeof categories;

/** All category codes, in the order of docs/domain/03 §3.1. */
export const categoryCodes = Object.keys(categories) as readonly CategoryCode[];

/** Whether an untrusted text is a category code. Own keys only, so that `constructor` is none. */
export function isCategoryCode(text: string): text is CategoryCode {
  return Object.hasOwn(categories, text);
}

/** The facts about one category. */
export function getCategory(code: CategoryCode): Category {
  return categories[code];
}
