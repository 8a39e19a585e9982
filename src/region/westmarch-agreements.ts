import type { AgreementDraft } from '../agreements/index.ts';

const dates = { validFrom: '2026-01-01', validTo: '2029-12-31', reviewOn: '2027-09-01' } as const;

/** Who exchanges records of every kind in the region. */
const partners = ['ods:Z9Z9A', 'urn:999001', 'urn:999002', 'ods:Z9Z9C'] as const;

/** The sharing agreements of the region. */
export const agreements: readonly AgreementDraft[] = [
  {
    kind: 'DSA',
    title: 'Westmarch Council and Fernbeck Primary School: children in need and looked after',
    parties: [
      { organisation: 'ods:Z9Z9A', departments: 'ALL' },
      { organisation: 'urn:999001', departments: 'ALL' },
    ],
    flows: [{ source: 'ods:Z9Z9A', recipient: 'urn:999001' }],
    purposes: ['P02', 'P06', 'P07', 'P10'],
    messageTypes: ['M09', 'M16'],
    categories: 'ALL',
    modes: ['EXISTENCE', 'CONTENT'],
    legalPowers: ['CA1989_S17', 'CA2004_S10'],
    staffRegisters: [
      { organisation: 'ods:Z9Z9A', register: 'main' },
      { organisation: 'urn:999001', register: 'main' },
    ],
    ...dates,
  },
  {
    kind: 'DSA',
    title: 'Fernbeck Primary School and Westmarch Council: safeguarding',
    parties: [
      { organisation: 'urn:999001', departments: 'ALL' },
      { organisation: 'ods:Z9Z9A', departments: 'ALL' },
    ],
    flows: [{ source: 'urn:999001', recipient: 'ods:Z9Z9A' }],
    purposes: ['P08', 'P09'],
    messageTypes: ['M07'],
    categories: 'ALL',
    modes: ['EXISTENCE', 'CONTENT'],
    legalPowers: ['CA2004_S16LA', 'CA1989_S47'],
    ...dates,
  },
  {
    kind: 'SECTION_75',
    title: 'Westmarch General Hospital and Westmarch Council: education, health and care needs assessment',
    parties: [
      { organisation: 'ods:Z9Z9C', departments: 'ALL' },
      { organisation: 'ods:Z9Z9A', departments: 'ALL' },
    ],
    flows: [{ source: 'ods:Z9Z9C', recipient: 'ods:Z9Z9A' }],
    purposes: ['P03', 'P04', 'P05'],
    messageTypes: ['FHIR', 'M02'],
    categories: 'ALL',
    modes: ['EXISTENCE', 'CONTENT'],
    legalPowers: ['CFA2014_S36_S44', 'CFA2014_S25_S26_S31'],
    staffRegisters: [{ organisation: 'ods:Z9Z9C', register: 'main' }],
    ...dates,
  },
  {
    kind: 'DSA',
    title: 'Westmarch Council and Bright Steps: family help',
    parties: [
      { organisation: 'ods:Z9Z9A', departments: 'ALL' },
      { organisation: 'ods:Z9Z9G', departments: 'ALL' },
    ],
    flows: [{ source: 'ods:Z9Z9A', recipient: 'ods:Z9Z9G' }],
    purposes: ['P02', 'P06'],
    messageTypes: ['M09'],
    categories: ['DEM', 'CMN', 'VOI', 'CON', 'SEN', 'DEV', 'EHP', 'YCR', 'BEH'],
    modes: ['EXISTENCE', 'CONTENT'],
    legalPowers: ['CA2004_S10'],
    ...dates,
  },
  {
    kind: 'DSA',
    title: 'Westmarch Council and Westmarch General Hospital: children in emergencies',
    parties: [
      { organisation: 'ods:Z9Z9A', departments: 'ALL' },
      { organisation: 'ods:Z9Z9C', departments: ['EMERGENCY'] },
    ],
    flows: [{ source: 'ods:Z9Z9A', recipient: 'ods:Z9Z9C' }],
    purposes: ['P14'],
    // Who holds what, the alert that says whether a child is protected, and allergies as the council has them.
    messageTypes: ['M20', 'M10', 'FHIR'],
    categories: 'ALL',
    modes: ['EXISTENCE', 'CONTENT'],
    legalPowers: ['VITAL'],
    ...dates,
  },
  {
    kind: 'DSA',
    title: 'Westmarch partners: education, health and care',
    parties: partners.map((organisation) => ({ organisation, departments: 'ALL' as const })),
    flows: [
      { source: 'ods:Z9Z9A', recipient: 'urn:999001' },
      { source: 'ods:Z9Z9A', recipient: 'ods:Z9Z9C' },
      { source: 'urn:999001', recipient: 'ods:Z9Z9A' },
      { source: 'urn:999001', recipient: 'urn:999002' },
      { source: 'ods:Z9Z9C', recipient: 'ods:Z9Z9A' },
      { source: 'ods:Z9Z9C', recipient: 'urn:999001' },
    ],
    purposes: ['P02', 'P03', 'P04', 'P05', 'P06', 'P07', 'P09', 'P10', 'P11', 'P12', 'P13'],
    messageTypes: [
      ...(['M01', 'M03', 'M04', 'M05', 'M06', 'M08', 'M10', 'M11', 'M12', 'M13', 'M14', 'M15'] as const),
      ...(['M17', 'M18', 'M19', 'M20', 'M21', 'M22'] as const),
    ],
    categories: 'ALL',
    modes: ['EXISTENCE', 'CONTENT'],
    legalPowers: ['CFA2014_S36_S44', 'CA2004_S10', 'CA1989_S17', 'EDU_CTF', 'CARE2014_S58'],
    ...dates,
  },
];
