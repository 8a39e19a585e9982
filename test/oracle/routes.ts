import type { OracleCase, Party, PersonCase } from './case.ts';

/** Who receives, and in what role. */
export type Recipient = OracleCase['recipient'];

/** Who sends what to whom for what: for each row of the matrix the exchanges that read it, and some that read none. */
export interface Route {
  readonly source: Party;
  readonly recipient: Recipient;
  readonly purposes: readonly string[];
  readonly messageTypes?: readonly string[];
  /** Who reads under P17. */
  readonly reader?: string;
  readonly statutoryTransfer?: boolean;
  /** Categories to ask about more often than of the others. */
  readonly categories?: readonly string[];
  /** Nothing stands in the way but what the family says: all of them yes, the parents yes and no, nothing, or no longer. */
  readonly mood?: 'AGREED' | 'DISAGREED' | 'SILENT' | 'TAKEN_BACK';
  /** What is so of the child, and when. */
  readonly child?: Partial<PersonCase>;
  readonly at?: string;
}

const party = (organisation: string, kind: string, department: string, duty: string): Party => ({
  organisation,
  kind,
  department,
  duty,
});
const at = (who: Party, role: string): Recipient => ({ ...who, role });

const socialCare = party('WMC', 'COUNCIL', 'CSC', 'S11');
const send = party('WMC', 'COUNCIL', 'SEND', 'S11');
const mash = party('WMC', 'COUNCIL', 'MASH', 'S11');
const adults = party('WMC', 'COUNCIL', 'ASC', 'S11');
const councilHousing = party('WMC', 'COUNCIL', 'HOUSING', 'S11');
const education = party('WMC', 'COUNCIL', 'EDUCATION', 'S11');
const school = party('FPS', 'SCHOOL', 'NONE', 'DESIGNATED_EDU');
const academy = party('FAC', 'SCHOOL', 'NONE', 'DESIGNATED_EDU');
const nursery = party('NUR', 'EARLY_YEARS', 'NONE', 'DESIGNATED_EDU');
const college = party('WCO', 'COLLEGE', 'NONE', 'DESIGNATED_EDU');
const university = party('UNI', 'UNIVERSITY', 'NONE', 'DESIGNATED_EDU');
const trust = party('WCT', 'NHS_TRUST', 'COMMUNITY', 'S11');
const camhs = party('WCT', 'NHS_TRUST', 'CAMHS', 'S11');
const hospital = party('WGH', 'NHS_TRUST', 'EMERGENCY', 'S11');
const surgery = party('GPM', 'GP_PRACTICE', 'NONE', 'COMMISSIONED');
const icb = party('ICB', 'ICB', 'NONE', 'S11');
const charity = party('BST', 'VCSE', 'NONE', 'COMMISSIONED');
const openDoor = party('ODF', 'VCSE', 'NONE', 'NONE');
const police = party('POL', 'POLICE', 'NONE', 'S11');
const housing = party('HOU', 'HOUSING_PROVIDER', 'NONE', 'COMMISSIONED');
const court = party('CRT', 'COURT', 'NONE', 'S11');
const inspectors = party('INS', 'INSPECTORATE', 'NONE', 'S11');
const research = party('RES', 'RESEARCH_BODY', 'NONE', 'S11');

/** A plan, a draft of one, its review, and the advice behind it. */
export const plans = ['M03', 'M04', 'M05', 'M02', 'M03', 'M16'];

/** Meant for every decision, whenever. */
export const always = { purposes: 'ALL', categories: 'ALL', kinds: 'ALL', from: null, to: null } as const;

/** The exchanges that the generator draws from, each as often as any other. */
export const routes: readonly Route[] = [
  { source: socialCare, recipient: at(school, 'SENCO'), purposes: span(2, 7, 10) },
  { source: trust, recipient: at(school, 'DT'), purposes: span(2, 7, 10) },
  { source: socialCare, recipient: at(school, 'DSL'), purposes: span(2, 10) },
  { source: socialCare, recipient: at(school, 'DSL'), purposes: ['P08', 'P09'] },
  { source: trust, recipient: at(nursery, 'EY_LEAD'), purposes: span(2, 6) },
  {
    source: trust,
    recipient: at(send, 'EHC_COORD'),
    purposes: span(3, 5),
    messageTypes: ['M02', 'M05', 'M12'],
  },
  { source: school, recipient: at(send, 'EP'), purposes: span(3, 5) },
  { source: school, recipient: at(socialCare, 'SW'), purposes: ['P06', 'P07', 'P09', 'P10'] },
  { source: trust, recipient: at(socialCare, 'SW'), purposes: ['P08'] },
  { source: school, recipient: at(mash, 'MASH_OFFICER'), purposes: ['P08', 'P09'], messageTypes: ['M07'] },
  { source: openDoor, recipient: at(mash, 'MASH_OFFICER'), purposes: ['P08', 'P09'], messageTypes: ['M07'] },
  { source: send, recipient: at(trust, 'PAED'), purposes: span(1, 5) },
  {
    source: socialCare,
    recipient: at(trust, 'HV'),
    purposes: ['P08', 'P09', 'P10'],
    messageTypes: ['M10'],
    statutoryTransfer: true,
  },
  { source: trust, recipient: at(surgery, 'GP'), purposes: ['P01'] },
  {
    source: surgery,
    recipient: at(camhs, 'CAMHS_CLIN'),
    purposes: ['P01', 'P02'],
    categories: ['SHR', 'GID'],
  },
  { source: socialCare, recipient: at(hospital, 'UEC_CLIN'), purposes: ['P14'] },
  { source: trust, recipient: at(icb, 'DCO'), purposes: ['P03', 'P04'] },
  { source: socialCare, recipient: at(socialCare, 'FOSTER_CARER'), purposes: ['P10'] },
  { source: socialCare, recipient: at(charity, 'VCSE_WORKER'), purposes: ['P02', 'P06'] },
  { source: send, recipient: at(openDoor, 'VCSE_WORKER'), purposes: ['P02', 'P04', 'P06'] },
  { source: trust, recipient: at(openDoor, 'VCSE_WORKER'), purposes: ['P01', 'P03', 'P07'], mood: 'AGREED' },
  { source: socialCare, recipient: at(adults, 'ASC_SW'), purposes: ['P13'] },
  { source: send, recipient: at(college, 'COLLEGE_ALS'), purposes: ['P04', 'P13'] },
  { source: send, recipient: at(university, 'HE_DISABILITY_ASSESSOR'), purposes: ['P04', 'P13'] },
  {
    source: school,
    recipient: at(academy, 'HEADTEACHER'),
    purposes: ['P11'],
    messageTypes: ['M17'],
    statutoryTransfer: true,
  },
  {
    source: school,
    recipient: at(education, 'EHC_COORD'),
    purposes: ['P12'],
    messageTypes: ['M11'],
    statutoryTransfer: true,
  },
  {
    source: education,
    recipient: at(school, 'HEADTEACHER'),
    purposes: ['P12'],
    messageTypes: ['M11'],
    statutoryTransfer: true,
  },
  { source: socialCare, recipient: at(police, 'POLICE_PPU'), purposes: ['P08'] },
  { source: socialCare, recipient: at(police, 'POLICE_PPU'), purposes: ['P16'] },
  { source: socialCare, recipient: at(housing, 'HOUSING'), purposes: ['P02', 'P06'] },
  { source: socialCare, recipient: at(councilHousing, 'HOUSING'), purposes: ['P02', 'P06'] },
  { source: socialCare, recipient: at(court, 'COURT_OFFICER'), purposes: ['P15'] },
  { source: socialCare, recipient: at(inspectors, 'INSPECTOR'), purposes: ['P18'] },
  { source: socialCare, recipient: at(education, 'AUDITOR'), purposes: ['P19'] },
  { source: trust, recipient: at(icb, 'PLANNER'), purposes: ['P20'] },
  { source: trust, recipient: at(research, 'RESEARCHER'), purposes: ['P21'] },
  { source: socialCare, recipient: at(education, 'EHC_COORD'), purposes: ['P22'] },
  {
    source: socialCare,
    recipient: at(socialCare, 'PARENT_PR'),
    purposes: ['P17'],
    reader: 'mother',
    messageTypes: ['M22'],
    categories: ['CON'],
  },
  {
    source: trust,
    recipient: at(trust, 'PARENT_PR'),
    purposes: ['P17'],
    reader: 'mother',
    messageTypes: ['M22'],
  },
  {
    source: socialCare,
    recipient: at(socialCare, 'REPRESENTATIVE'),
    purposes: ['P17'],
    reader: 'aunt',
    messageTypes: ['M22'],
  },
  {
    source: socialCare,
    recipient: at(socialCare, 'ADVOCATE'),
    purposes: ['P17'],
    reader: 'stranger',
    messageTypes: ['M22'],
  },
  {
    source: socialCare,
    recipient: at(socialCare, 'CARER_NO_PR'),
    purposes: ['P17'],
    reader: 'stranger',
    messageTypes: ['M22'],
  },
  // Plans and the advice behind them (SEND Regulations 2014 reg 17), with and without an exception.
  { source: send, recipient: at(college, 'COLLEGE_ALS'), purposes: ['P04', 'P13'], messageTypes: plans },
  { source: send, recipient: at(school, 'SENCO'), purposes: ['P04', 'P05', 'P10'], messageTypes: plans },
  { source: school, recipient: at(trust, 'PAED'), purposes: ['P04', 'P05'], messageTypes: plans },
  { source: send, recipient: at(charity, 'VCSE_WORKER'), purposes: ['P02'], messageTypes: plans },
  { source: send, recipient: at(openDoor, 'VCSE_WORKER'), purposes: ['P02', 'P04'], messageTypes: plans },
  {
    source: send,
    recipient: at(university, 'HE_DISABILITY_ASSESSOR'),
    purposes: ['P04', 'P13'],
    messageTypes: plans,
  },
  { source: send, recipient: at(adults, 'ASC_SW'), purposes: ['P13'], messageTypes: plans },
  { source: send, recipient: at(socialCare, 'SW'), purposes: ['P10'], messageTypes: plans },
  { source: send, recipient: at(research, 'RESEARCHER'), purposes: ['P21'], messageTypes: plans },
  { source: send, recipient: at(police, 'POLICE_PPU'), purposes: ['P16', 'P08'], messageTypes: plans },
  {
    source: send,
    recipient: at(inspectors, 'INSPECTOR'),
    purposes: ['P18'],
    messageTypes: plans,
  },
  { source: send, recipient: at(court, 'COURT_OFFICER'), purposes: ['P15'], messageTypes: plans },
  // What comes to pass only where the family has answered, so that it is rare among the others.
  { source: send, recipient: at(openDoor, 'VCSE_WORKER'), purposes: ['P02', 'P06'], mood: 'AGREED' },
  { source: openDoor, recipient: at(school, 'SENCO'), purposes: ['P02', 'P06'], mood: 'AGREED' },
  {
    source: send,
    recipient: at(openDoor, 'VCSE_WORKER'),
    purposes: ['P02'],
    messageTypes: ['M07'],
    mood: 'DISAGREED',
  },
  {
    source: socialCare,
    recipient: at(socialCare, 'CHILD'),
    purposes: ['P17'],
    reader: 'child',
    messageTypes: ['M22'],
    mood: 'AGREED',
  },
  {
    source: socialCare,
    recipient: at(school, 'CLASS_STAFF'),
    purposes: ['P02', 'P07'],
    categories: ['EDU', 'ATT', 'SEN'],
    mood: 'DISAGREED',
  },
  { source: socialCare, recipient: at(school, 'DSL'), purposes: ['P08', 'P09'], mood: 'DISAGREED' },
  {
    source: trust,
    recipient: at(research, 'RESEARCHER'),
    purposes: ['P21'],
    categories: ['SXA', 'POF', 'LEG'],
    mood: 'DISAGREED',
  },
  {
    source: socialCare,
    recipient: at(police, 'POLICE_PPU'),
    purposes: ['P16'],
    categories: ['DAB', 'RSK'],
    mood: 'DISAGREED',
  },
  {
    source: socialCare,
    recipient: at(socialCare, 'PARENT_PR'),
    purposes: ['P17'],
    reader: 'mother',
    messageTypes: ['M22'],
    mood: 'DISAGREED',
  },
  {
    source: socialCare,
    recipient: at(socialCare, 'REPRESENTATIVE'),
    purposes: ['P17'],
    reader: 'aunt',
    messageTypes: ['M22'],
    mood: 'AGREED',
  },
  {
    source: send,
    recipient: at(openDoor, 'VCSE_WORKER'),
    purposes: ['P04'],
    messageTypes: plans,
    mood: 'AGREED',
  },
  // Over compulsory school age and not yet 16, competent and yet without capacity (docs/domain/01 §1.7 rules 3 and 4).
  ...['P03', 'P04', 'P05'].map((purpose): Route => ({
    source: school,
    recipient: at(send, 'EP'),
    purposes: [purpose],
    messageTypes: ['M12'],
    mood: 'AGREED',
    at: '2026-07-10T10:00:00.000Z',
    child: {
      birthDate: '2010-08-31',
      competence: [{ ...always, competent: true }],
      capacity: [{ ...always, finding: 'LACKS', organisation: 'WCT' }],
    },
  })),
  // Nobody has answered, and whether the young person can is still to be confirmed (AC2).
  {
    source: camhs,
    recipient: at(school, 'SENCO'),
    purposes: ['P02', 'P07'],
    categories: ['MHC'],
    mood: 'SILENT',
    child: {
      birthDate: '2009-02-20',
      capacity: [{ ...always, finding: 'TO_BE_CONFIRMED', organisation: 'WCT' }],
    },
  },
  // Who it is about went along with other things until they were taken back.
  {
    source: socialCare,
    recipient: at(school, 'SENCO'),
    purposes: ['P02'],
    categories: ['DEM'],
    mood: 'TAKEN_BACK',
  },
  // The other gates: s.23, s.58, and advice that is asked for once.
  { source: trust, recipient: at(send, 'EHC_COORD'), purposes: ['P03'], messageTypes: ['M14'] },
  { source: socialCare, recipient: at(adults, 'ASC_SW'), purposes: ['P13'], messageTypes: ['M15'] },
  { source: send, recipient: at(trust, 'PAED'), purposes: ['P03'], messageTypes: ['M01'] },
  {
    source: socialCare,
    recipient: at(socialCare, 'YP'),
    purposes: ['P17'],
    reader: 'child',
    messageTypes: ['M22'],
  },
];

/** `P02`–`P07` and more, by number. */
function span(from: number, to: number, ...more: number[]): string[] {
  const numbers = [...Array.from({ length: to - from + 1 }, (_, index) => from + index), ...more];
  return numbers.map((number) => `P${String(number).padStart(2, '0')}`);
}
