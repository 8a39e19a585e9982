import type { Department, DutyStatus, OrganisationType, RoleCode } from '../vocabulary/index.ts';

/**
 * The synthetic Westmarch region (docs/domain/07 §7.0): invented organisations and people with identifiers that are
 * never issued. Nothing of it may ever be loaded into production; the gateway's own guards refuse these identifiers there.
 */

/** The schemes that the region's organisations are known by. */
type Scheme = 'ods' | 'gss' | 'la' | 'urn';

/** An organisation of the region. */
export interface RegionOrganisation {
  readonly name: string;
  readonly type: OrganisationType;
  readonly identifiers: readonly { readonly system: Scheme; readonly value: string }[];
  readonly departments: readonly Department[];
  readonly dutyStatus: DutyStatus;
  readonly dutyPhone: string;
}

/** The region's organisations by the keys that docs/domain/07 uses. */
export const organisations = {
  WMC: {
    name: 'Westmarch Council',
    type: 'COUNCIL',
    identifiers: [
      { system: 'ods', value: 'Z9Z9A' },
      { system: 'gss', value: 'E06999901' },
      { system: 'la', value: '999' },
    ],
    departments: ['CSC', 'MASH', 'SEND', 'ASC'],
    dutyStatus: 'S11',
    dutyPhone: '01632 960 001',
  },
  WCT: {
    name: 'Westmarch Community NHS Trust',
    type: 'NHS_TRUST',
    identifiers: [{ system: 'ods', value: 'Z9Z9B' }],
    departments: ['COMMUNITY', 'CAMHS'],
    dutyStatus: 'S11',
    dutyPhone: '01632 960 002',
  },
  WGH: {
    name: 'Westmarch General Hospital',
    type: 'NHS_TRUST',
    identifiers: [{ system: 'ods', value: 'Z9Z9C' }],
    departments: ['EMERGENCY', 'COMMUNITY'],
    dutyStatus: 'S11',
    dutyPhone: '01632 960 003',
  },
  ICB: {
    name: 'NHS Westmarch Integrated Care Board',
    type: 'ICB',
    identifiers: [{ system: 'ods', value: 'Z9Z9D' }],
    departments: [],
    dutyStatus: 'S11',
    dutyPhone: '01632 960 004',
  },
  GPM: {
    name: 'Mill Lane Surgery',
    type: 'GP_PRACTICE',
    identifiers: [{ system: 'ods', value: 'Z9Z9E' }],
    departments: [],
    dutyStatus: 'COMMISSIONED',
    dutyPhone: '01632 960 005',
  },
  FPS: {
    name: 'Fernbeck Primary School',
    type: 'SCHOOL',
    identifiers: [{ system: 'urn', value: '999001' }],
    departments: [],
    dutyStatus: 'DESIGNATED_EDU',
    dutyPhone: '01632 960 006',
  },
  FAC: {
    name: 'Fernbeck Academy',
    type: 'SCHOOL',
    identifiers: [{ system: 'urn', value: '999002' }],
    departments: [],
    dutyStatus: 'DESIGNATED_EDU',
    dutyPhone: '01632 960 007',
  },
  WCO: {
    name: 'Westmarch College',
    type: 'COLLEGE',
    identifiers: [{ system: 'urn', value: '999003' }],
    departments: [],
    dutyStatus: 'DESIGNATED_EDU',
    dutyPhone: '01632 960 008',
  },
  BST: {
    name: 'Bright Steps',
    type: 'VCSE',
    identifiers: [{ system: 'ods', value: 'Z9Z9G' }],
    departments: [],
    dutyStatus: 'COMMISSIONED',
    dutyPhone: '01632 960 009',
  },
  ODF: {
    name: 'Open Door Families',
    type: 'VCSE',
    identifiers: [{ system: 'ods', value: 'Z9Z9H' }],
    departments: [],
    dutyStatus: 'NONE',
    dutyPhone: '01632 960 010',
  },
  NBY: {
    name: 'Northby Council',
    type: 'COUNCIL',
    identifiers: [
      { system: 'ods', value: 'Z9Z9F' },
      { system: 'gss', value: 'E06999902' },
      { system: 'la', value: '998' },
    ],
    departments: ['CSC', 'MASH', 'SEND', 'ASC'],
    dutyStatus: 'S11',
    dutyPhone: '01632 960 011',
  },
} as const satisfies Record<string, RegionOrganisation>;

/** The key of an organisation of the region. */
export type OrganisationKey = keyof typeof organisations;

/** A practitioner of the region, as the organisation's own staff register knows them. */
export interface RegionStaff {
  readonly staffId: string;
  readonly organisation: OrganisationKey;
  readonly roles: readonly RoleCode[];
}

/** The practitioners who act in the first exchanges, and the officers who look afterwards. */
export const staff = {
  sueWilliams: { staffId: 'sue.williams', organisation: 'WMC', roles: ['SW', 'LEAD_PRACT'] },
  ehcCoordinator: { staffId: 'ehc.coordinator', organisation: 'WMC', roles: ['EHC_COORD'] },
  mashOfficer: { staffId: 'mash.officer', organisation: 'WMC', roles: ['MASH_OFFICER'] },
  marnock: { staffId: 'mr.marnock', organisation: 'FPS', roles: ['SENCO'] },
  fernbeckDsl: { staffId: 'fps.dsl', organisation: 'FPS', roles: ['DSL'] },
  drLin: { staffId: 'dr.lin', organisation: 'WCT', roles: ['PAED'] },
  igOfficer: { staffId: 'wmc.records', organisation: 'WMC', roles: ['IG_OFFICER'] },
  caldicott: { staffId: 'wmc.guardian', organisation: 'WMC', roles: ['CALDICOTT'] },
  dpo: { staffId: 'wmc.protection', organisation: 'WMC', roles: ['DPO'] },
  siro: { staffId: 'wmc.risk', organisation: 'WMC', roles: ['SIRO'] },
  administrator: { staffId: 'wmc.systems', organisation: 'WMC', roles: ['ADMINISTRATOR'] },
  schoolOfficer: { staffId: 'fps.records', organisation: 'FPS', roles: ['IG_OFFICER'] },
  northbyOfficer: { staffId: 'nby.records', organisation: 'NBY', roles: ['IG_OFFICER'] },
  trustGuardian: { staffId: 'wct.guardian', organisation: 'WCT', roles: ['CALDICOTT'] },
  paediatrician: { staffId: 'wgh.paediatrician', organisation: 'WGH', roles: ['PAED', 'UEC_CLIN'] },
} as const satisfies Record<string, RegionStaff>;

/** A person of the region. */
export interface RegionPerson {
  readonly givenName: string;
  readonly familyName: string;
  readonly birthDate: string;
  readonly nhsNumber?: string;
  readonly upn?: string;
  readonly uln?: string;
  readonly postcode: string;
}

/** The region's people (docs/domain/07 §7.0). Birth dates of adults and postcodes are invented here. */
export const people = {
  jackie: {
    givenName: 'Jackie',
    familyName: 'Cormack',
    birthDate: '2017-05-14',
    nhsNumber: '9990001014',
    upn: 'Z999999921101',
    postcode: 'ZZ99 1AA',
  },
  wendy: {
    givenName: 'Wendy',
    familyName: 'Cormack',
    birthDate: '1988-03-02',
    nhsNumber: '9990001022',
    postcode: 'ZZ99 1AA',
  },
  amara: {
    givenName: 'Amara',
    familyName: 'Osei',
    birthDate: '2012-11-02',
    nhsNumber: '9990001030',
    upn: 'U999999917102',
    postcode: 'ZZ99 1AB',
  },
  grace: { givenName: 'Grace', familyName: 'Osei', birthDate: '1985-07-21', postcode: 'ZZ99 1AB' },
  leo: {
    givenName: 'Leo',
    familyName: 'Marsh',
    birthDate: '2019-08-19',
    nhsNumber: '9990001057',
    upn: 'Z999999923103',
    postcode: 'ZZ99 1AC',
  },
  leosMother: { givenName: 'Dana', familyName: 'Marsh', birthDate: '1990-01-17', postcode: 'ZZ99 1AC' },
  leosFather: { givenName: 'Owen', familyName: 'Marsh', birthDate: '1989-09-30', postcode: 'ZZ99 1AC' },
  nia: {
    givenName: 'Nia',
    familyName: 'Rahman',
    birthDate: '2018-06-11',
    nhsNumber: '9990001065',
    upn: 'C999999922104',
    postcode: 'ZZ99 1AD',
  },
  samira: { givenName: 'Samira', familyName: 'Rahman', birthDate: '1991-12-05', postcode: 'ZZ99 1AD' },
  tariq: { givenName: 'Tariq', familyName: 'Rahman', birthDate: '1987-04-11', postcode: 'ZZ99 1AE' },
  ben: {
    givenName: 'Ben',
    familyName: 'Kowalski',
    birthDate: '2018-01-22',
    nhsNumber: '9990001073',
    upn: 'R999999922105',
    postcode: 'ZZ99 1AF',
  },
  anna: { givenName: 'Anna', familyName: 'Kowalski', birthDate: '1992-08-14', postcode: 'ZZ99 1AF' },
  piotr: { givenName: 'Piotr', familyName: 'Kowalski', birthDate: '1990-10-25', postcode: 'ZZ99 1AG' },
  callum: {
    givenName: 'Callum',
    familyName: 'Reid',
    birthDate: '2012-03-08',
    nhsNumber: '9990001081',
    upn: 'P999999916106',
    postcode: 'ZZ99 1AH',
  },
  maya: {
    givenName: 'Maya',
    familyName: 'Patel',
    birthDate: '2010-07-15',
    nhsNumber: '9990001103',
    upn: 'G999999914107',
    postcode: 'ZZ99 1AJ',
  },
  hina: { givenName: 'Hina', familyName: 'Patel', birthDate: '1984-02-09', postcode: 'ZZ99 1AJ' },
  josh: {
    givenName: 'Josh',
    familyName: 'Bell',
    birthDate: '2009-02-20',
    nhsNumber: '9990001111',
    upn: 'Z999999913109',
    uln: '9990000009',
    postcode: 'ZZ99 1AK',
  },
  ivy: {
    givenName: 'Ivy',
    familyName: 'Reed',
    birthDate: '2023-05-02',
    nhsNumber: '9990001340',
    postcode: 'ZZ99 1AL',
  },
  tom: { givenName: 'Tom', familyName: 'Reed', birthDate: '1993-03-12', postcode: 'ZZ99 1AL' },
  karen: { givenName: 'Karen', familyName: 'Bell', birthDate: '1980-06-06', postcode: 'ZZ99 1AK' },
} as const satisfies Record<string, RegionPerson>;

/** The key of a person of the region. */
export type PersonKey = keyof typeof people;

/** Who holds parental responsibility for whom, by birth certificate. */
export const parentalResponsibility: readonly {
  readonly child: PersonKey;
  readonly holders: readonly PersonKey[];
}[] = [
  { child: 'jackie', holders: ['wendy'] },
  { child: 'amara', holders: ['grace'] },
  { child: 'leo', holders: ['leosMother', 'leosFather'] },
  { child: 'nia', holders: ['samira', 'tariq'] },
  { child: 'ben', holders: ['anna', 'piotr'] },
  { child: 'maya', holders: ['hina'] },
  { child: 'josh', holders: ['karen'] },
  { child: 'ivy', holders: ['tom'] },
];
