import { describe, expect, it } from '@jest/globals';
import { type MatrixCell, type RowQuestion, type SegmentCase } from '../../src/policy/index.ts';
import {
  type CategoryCode,
  type MessageTypeCode,
  type PurposeCode,
  categoryCodes,
  getCategory,
  purposeCodes,
} from '../../src/vocabulary/index.ts';
import { baseline, baselineBundle } from './support/bundles.ts';
import { planCase } from './support/cases.ts';

type Recipient = Pick<
  RowQuestion,
  'recipientType' | 'recipientDepartment' | 'recipientRole' | 'recipientDutyStatus'
>;

function to(
  recipientType: Recipient['recipientType'],
  recipientRole: Recipient['recipientRole'],
  recipientDepartment: Recipient['recipientDepartment'] = 'NONE',
  recipientDutyStatus: Recipient['recipientDutyStatus'] = 'S11',
): Recipient {
  return { recipientType, recipientRole, recipientDepartment, recipientDutyStatus };
}

interface Line {
  readonly name: string;
  readonly recipients: readonly Recipient[];
  readonly purposes: string;
  readonly from?: SegmentCase['sourceType'];
  readonly message?: MessageTypeCode;
  /** The page's own words; VOI, DEM and CMN are added unless `everywhere` says otherwise. */
  readonly allowed: string;
  readonly linked?: string;
  /** `rest`: every category in no other column. */
  readonly never?: string;
  readonly everywhere?: string;
}

const senco = 'HHD EDU ATT BEH SEN DEV DIS';
const sencoLinked = 'CON PHY UHP MHC SFH LAC EHP CIN YCR';
const sencoNever = 'PSY SHR SUC GID ADO CPR SXA DAB RSK PMH PSU PPH POF YJS IMM LEG EQU';
const sendTeam = 'CON HHD EQU EDU ATT BEH SEN DEV DIS UHP';
const sendLinked = 'PHY MHC LAC CIN EHP HFN YCR';
const sendNever = 'PSY SHR SUC GID ADO DAB SXA RSK PMH PSU POF IMM LEG';
const socialCare = 'CON HHD EQU EDU ATT BEH SEN DEV DIS UHP EHP CIN LAC YCR HFN CPR';
const socialCareLinked = 'PHY MHC SFH SUC DAB EXP PMH PSU PPH POF YJS IMM RSK';
const community = 'CON HHD SEN DEV DIS PHY UHP LAC EHP';
const communityLinked = 'EDU ATT BEH MHC CIN CPR YCR PMH';
const enquiry = {
  allowed: `${socialCare} ${socialCareLinked} SXA`,
  linked: 'SHR PSY GID',
  never: 'ADO LEG',
};
const socialWorkers = (department: Recipient['recipientDepartment']): readonly Recipient[] =>
  (['SW', 'SW_MANAGER', 'MASH_OFFICER', 'IRO', 'LEAD_PRACT'] as const).map((role) =>
    to('COUNCIL', role, department),
  );

/** docs/domain/03 §3.4 and rulings 2 and 6, written out once more by hand. */
const lines: readonly Line[] = [
  {
    name: 'School (SENCO, DT, and DSL for other purposes)',
    recipients: [to('SCHOOL', 'SENCO'), to('SCHOOL', 'DT'), to('SCHOOL', 'DSL')],
    purposes: 'P02 P03 P04 P05 P06 P07 P10',
    allowed: senco,
    linked: sencoLinked,
    never: sencoNever,
  },
  {
    name: 'School (DSL) P08, P09',
    recipients: [to('SCHOOL', 'DSL')],
    purposes: 'P08 P09',
    allowed: `${senco} CPR SFH`,
    linked: 'DAB EXP SXA RSK PMH PSU SUC YJS',
    never: 'PSY SHR GID ADO LEG',
  },
  {
    name: 'School class staff',
    recipients: [to('SCHOOL', 'CLASS_STAFF'), to('SCHOOL', 'HEADTEACHER')],
    purposes: 'P02 P03 P04 P05 P06 P07 P10',
    allowed: 'EDU ATT SEN',
  },
  {
    name: 'Early years',
    recipients: [to('EARLY_YEARS', 'EY_LEAD'), to('EARLY_YEARS', 'SENCO'), to('EARLY_YEARS', 'DSL')],
    purposes: 'P02 P03 P04 P05 P06',
    allowed: senco,
    linked: sencoLinked,
    never: sencoNever,
  },
  {
    name: 'School to school',
    recipients: [to('SCHOOL', 'HEADTEACHER'), to('SCHOOL', 'SENCO')],
    from: 'SCHOOL',
    purposes: 'P11',
    allowed: 'HHD EDU ATT BEH SEN',
    linked: 'DIS PHY CON',
  },
  {
    name: 'School to council, attendance',
    recipients: (['EDUCATION', 'SEND', 'CSC'] as const).map((each) => to('COUNCIL', 'LEAD_PRACT', each)),
    from: 'SCHOOL',
    purposes: 'P12',
    allowed: 'HHD CON EDU ATT SEN',
    linked: 'LAC CIN PHY',
  },
  {
    name: 'Council to school, attendance',
    recipients: [to('SCHOOL', 'HEADTEACHER'), to('SCHOOL', 'DT')],
    from: 'COUNCIL',
    purposes: 'P12',
    allowed: 'HHD CON EDU ATT SEN',
    linked: 'LAC CIN PHY',
  },
  {
    name: 'LA-SEND and educational psychologists',
    recipients: [
      to('COUNCIL', 'EHC_COORD', 'SEND'),
      to('COUNCIL', 'EHC_PANEL', 'SEND'),
      to('COUNCIL', 'EP', 'SEND'),
      to('COUNCIL', 'LEAD_PRACT', 'SEND'),
      to('COUNCIL', 'EP', 'EDUCATION'),
      to('COUNCIL', 'EP'),
    ],
    purposes: 'P03 P04 P05',
    allowed: sendTeam,
    linked: sendLinked,
    never: sendNever,
  },
  {
    name: 'LA-CSC P06, P07, P10',
    recipients: [...socialWorkers('CSC'), ...socialWorkers('MASH')],
    purposes: 'P06 P07 P10',
    allowed: socialCare,
    linked: socialCareLinked,
    never: 'PSY SHR GID ADO LEG SXA',
  },
  {
    name: 'LA-CSC P09, a referral included',
    recipients: socialWorkers('CSC'),
    message: 'M07',
    purposes: 'P09',
    allowed: socialCare,
    linked: socialCareLinked,
    never: 'PSY SHR GID ADO LEG SXA',
  },
  {
    name: 'the front door P09, apart from a referral',
    recipients: socialWorkers('MASH'),
    purposes: 'P09',
    allowed: socialCare,
    linked: socialCareLinked,
    never: 'PSY SHR GID ADO LEG SXA',
  },
  {
    name: 's47',
    recipients: [...socialWorkers('CSC'), ...socialWorkers('MASH')],
    purposes: 'P08',
    ...enquiry,
  },
  {
    name: 'a referral to the front door',
    recipients: socialWorkers('MASH'),
    message: 'M07',
    purposes: 'P08 P09',
    ...enquiry,
  },
  {
    name: 'Community NHS',
    recipients: (['PAED', 'SLT', 'OT', 'PHYSIO', 'CNURSE', 'HV', 'SN', 'LEAD_PRACT'] as const).flatMap(
      (role) => [to('NHS_TRUST', role, 'COMMUNITY'), to('NHS_TRUST', role)],
    ),
    purposes: 'P01 P02 P03 P04 P05',
    allowed: community,
    linked: communityLinked,
    never: 'rest',
  },
  {
    name: 'GP P01',
    recipients: [to('GP_PRACTICE', 'GP'), to('GP_PRACTICE', 'CNURSE'), to('GP_PRACTICE', 'LEAD_PRACT')],
    purposes: 'P01',
    allowed: community,
    linked: communityLinked,
    never: 'rest',
  },
  {
    name: 'CAMHS, when the child has not agreed',
    recipients: [
      to('NHS_TRUST', 'CAMHS_CLIN', 'CAMHS'),
      to('NHS_TRUST', 'CAMHS_CLIN'),
      to('NHS_TRUST', 'LEAD_PRACT', 'CAMHS'),
    ],
    purposes: 'P01 P02',
    allowed: `${community} MHC SFH EDU ATT BEH`,
    linked: 'PSY CIN CPR EXP DAB SUC YCR PMH',
    never: 'SHR GID',
  },
  {
    name: 'Urgent care',
    recipients: [to('NHS_TRUST', 'UEC_CLIN', 'EMERGENCY'), to('NHS_TRUST', 'UEC_CLIN')],
    purposes: 'P14',
    allowed: 'CPR LAC',
    linked: 'PHY',
    never: 'rest',
  },
  {
    name: 'alerts to health services',
    recipients: [
      ...(['PAED', 'CNURSE', 'HV', 'SN', 'CAMHS_CLIN'] as const).map((role) =>
        to('NHS_TRUST', role, 'COMMUNITY'),
      ),
      to('GP_PRACTICE', 'GP'),
    ],
    message: 'M10',
    from: 'COUNCIL',
    purposes: 'P08 P09 P10 P14',
    allowed: 'CPR LAC',
    never: 'rest',
  },
  {
    name: 'alerts to urgent care',
    recipients: [to('NHS_TRUST', 'UEC_CLIN', 'EMERGENCY'), to('NHS_TRUST', 'UEC_CLIN')],
    message: 'M10',
    from: 'COUNCIL',
    purposes: 'P08 P09 P10',
    allowed: 'CPR LAC',
    never: 'rest',
  },
  {
    name: 'DCO/ICB',
    recipients: [
      to('ICB', 'DCO'),
      to('ICB', 'DMO'),
      to('ICB', 'ICB_COMM'),
      to('NHS_TRUST', 'DMO', 'COMMUNITY'),
      to('NHS_TRUST', 'DCO'),
    ],
    purposes: 'P03 P04',
    allowed: 'SEN DEV DIS',
    linked: 'PHY MHC',
    never: 'rest',
  },
  {
    name: 'Foster carer',
    recipients: [to('COUNCIL', 'FOSTER_CARER', 'CSC'), to('VCSE', 'FOSTER_CARER', 'NONE', 'COMMISSIONED')],
    purposes: 'P10',
    allowed: 'EDU ATT SEN DEV PHY UHP LAC',
    linked: 'MHC SFH BEH DIS',
    never: 'PMH POF RSK ADO LEG',
  },
  {
    name: 'Commissioned VCSE',
    recipients: [
      to('VCSE', 'VCSE_WORKER', 'NONE', 'COMMISSIONED'),
      to('VCSE', 'LEAD_PRACT', 'NONE', 'COMMISSIONED'),
    ],
    purposes: 'P02 P06',
    allowed: 'CON',
    linked: 'SEN DEV EHP YCR BEH',
    never: 'rest',
  },
  {
    name: 'Other VCSE',
    recipients: (['VCSE_WORKER', 'LEAD_PRACT', 'SENDIASS', 'ADVOCATE'] as const).map((role) =>
      to('VCSE', role, 'NONE', 'NONE'),
    ),
    purposes: 'P01 P02 P03 P04 P05 P06 P07 P10 P11 P12 P13 P22',
    allowed: categoryCodes.filter((code) => getCategory(code).level !== 'V').join(' '),
    never: 'PSY SHR GID ADO SXA DAB RSK POF LEG',
    everywhere: '',
  },
  {
    name: 'Adult services',
    recipients: [
      to('COUNCIL', 'ASC_SW', 'ASC'),
      to('COUNCIL', 'ALD_NURSE', 'ASC'),
      to('COUNCIL', 'LEAD_PRACT', 'ASC'),
      to('NHS_TRUST', 'ALD_NURSE'),
    ],
    purposes: 'P13',
    allowed: 'CON SEN DEV DIS PHY',
    linked: 'MHC SFH LAC CIN EDU',
    never: 'rest',
  },
  {
    name: 'College/HE',
    recipients: [to('COLLEGE', 'COLLEGE_ALS'), to('UNIVERSITY', 'HE_DISABILITY_ASSESSOR')],
    purposes: 'P04 P13',
    allowed: 'SEN DEV EDU',
    linked: 'PHY MHC SFH LAC ATT',
    never: 'rest',
  },
  {
    name: 'Police P08',
    recipients: [to('POLICE', 'POLICE_PPU'), to('POLICE', 'MASH_OFFICER')],
    purposes: 'P08',
    allowed: 'CON HHD CPR EXP',
    linked: 'RSK DAB SXA YJS',
  },
  {
    name: 'Police P16',
    recipients: [to('POLICE', 'POLICE_PPU'), to('POLICE', 'PROBATION')],
    purposes: 'P16',
    allowed: '',
    never: 'CON HHD CPR EXP RSK DAB SXA YJS',
    everywhere: 'DEM',
  },
  {
    name: 'Housing',
    recipients: [
      to('COUNCIL', 'HOUSING', 'HOUSING'),
      to('HOUSING_PROVIDER', 'HOUSING'),
      to('HOUSING_PROVIDER', 'LEAD_PRACT'),
    ],
    purposes: 'P02 P06',
    allowed: 'CON HHD HFN',
    linked: 'DIS DAB',
  },
  {
    name: 'Court',
    recipients: [to('COURT', 'COURT_OFFICER')],
    purposes: 'P15',
    allowed: '',
    never: 'rest',
    everywhere: 'DEM',
  },
  {
    name: 'Inspection',
    recipients: [to('INSPECTORATE', 'INSPECTOR')],
    purposes: 'P18',
    allowed: '',
    never: 'rest',
    everywhere: 'DEM',
  },
  {
    name: 'Audit',
    recipients: (['COUNCIL', 'NHS_TRUST', 'ICB', 'INSPECTORATE'] as const).map((type) => to(type, 'AUDITOR')),
    purposes: 'P19',
    allowed: 'EDU ATT SEN DEV EHP CIN LAC CPR',
    everywhere: '',
  },
  {
    name: 'Planning, about a person',
    recipients: (['PLANNER', 'ICB_COMM', 'ICB_EXEC'] as const).map((role) => to('ICB', role)),
    purposes: 'P20',
    allowed: '',
    everywhere: '',
  },
  {
    name: 'Research',
    recipients: [to('RESEARCH_BODY', 'RESEARCHER'), to('UNIVERSITY', 'RESEARCHER')],
    purposes: 'P21',
    allowed: categoryCodes.filter((code) => getCategory(code).level !== 'V').join(' '),
    never: 'PSY SHR GID ADO SXA DAB RSK POF LEG',
    everywhere: '',
  },
  {
    name: 'Eligibility',
    recipients: [to('COUNCIL', 'SW', 'CSC'), to('ICB', 'ICB_COMM'), to('HOUSING_PROVIDER', 'HOUSING')],
    purposes: 'P22',
    allowed: 'DIS HFN SEN',
    linked: 'PHY DEV',
  },
  {
    name: 'the family',
    recipients: (['CHILD', 'YP', 'PARENT_PR', 'REPRESENTATIVE', 'ADVOCATE', 'SENDIASS'] as const).map(
      (role) => to('COUNCIL', role),
    ),
    purposes: 'P17',
    allowed: categoryCodes.join(' '),
    everywhere: '',
  },
];

/** The codes that a text lists; a word that is no code is a fault of the test. */
function listCodes<Code extends string>(known: readonly Code[], text: string): readonly Code[] {
  const words = text.split(' ').filter((word) => word !== '');
  const codes = known.filter((code) => words.includes(code));
  if (codes.length !== new Set(words).size) throw new Error(`not all of these are codes: ${text}`);
  return codes;
}

function categoriesIn(text = ''): readonly CategoryCode[] {
  return listCodes(categoryCodes, text);
}

function purposesIn(text: string): readonly PurposeCode[] {
  return listCodes(purposeCodes, text);
}

function expectedCell(line: Line, category: CategoryCode): MatrixCell {
  const allowed: readonly CategoryCode[] = [
    ...categoriesIn(line.allowed),
    ...categoriesIn(line.everywhere ?? 'DEM CMN VOI'),
  ];
  if (allowed.includes(category)) return 'ALLOWED';
  if (categoriesIn(line.linked).includes(category)) return 'LINKED';
  if (line.never === 'rest' || categoriesIn(line.never).includes(category)) return 'NEVER';
  return 'BLANK';
}

describe('the need-to-know matrix', () => {
  it.each(lines)('$name stands as the page says, for every category', (line) => {
    for (const recipient of line.recipients) {
      for (const purpose of purposesIn(line.purposes)) {
        const cells = categoryCodes.map((category) => {
          const asked: SegmentCase = {
            ...planCase,
            ...recipient,
            purpose,
            category,
            level: getCategory(category).level,
            sourceType: line.from ?? 'COUNCIL',
            messageType: line.message ?? 'M09',
          };
          return [category, baseline.decideSegment(asked).cell];
        });
        expect({ recipient, purpose, cells: Object.fromEntries(cells) as unknown }).toEqual({
          recipient,
          purpose,
          cells: Object.fromEntries(
            categoryCodes.map((category) => [category, expectedCell(line, category)]),
          ),
        });
      }
    }
  });

  it('puts every category of the vocabulary in a column, or leaves it blank by intent', () => {
    const mentioned = new Set(
      lines.flatMap((line) => [
        ...categoriesIn(line.allowed),
        ...categoriesIn(line.linked),
        ...(line.never === 'rest' ? [] : categoriesIn(line.never)),
      ]),
    );
    expect(categoryCodes.filter((code) => !mentioned.has(code))).toEqual([]);
  });

  it('gives CAMHS sexual health and identity only when the child agrees and the choice is yes', () => {
    const asked: SegmentCase = {
      ...planCase,
      ...to('NHS_TRUST', 'CAMHS_CLIN', 'CAMHS'),
      purpose: 'P01',
      category: 'GID',
      level: 'V',
      childPermits: true,
      choice: 'PERMIT',
    };
    expect(baseline.decideSegment(asked)).toMatchObject({
      outcome: 'FORWARD',
      cell: 'ALLOWED',
      rule: 'decisive-permit',
    });
    expect(baseline.decideSegment({ ...asked, choice: 'NONE' })).toMatchObject({
      outcome: 'WITHHOLD',
      rule: 'decisive-silence',
    });
    expect(baseline.decideSegment({ ...asked, childPermits: false })).toMatchObject({
      outcome: 'WITHHOLD',
      cell: 'NEVER',
    });
  });

  it.each(['other-charity', 'research'])('%s never reads what a label raises to V', (row) => {
    const line = lines.find(({ name }) => name === (row === 'research' ? 'Research' : 'Other VCSE'));
    const asked: SegmentCase = {
      ...planCase,
      ...(line?.recipients[0] ?? to('VCSE', 'VCSE_WORKER')),
      purpose: row === 'research' ? 'P21' : 'P02',
      effect: 'DETERMINATIVE',
      choice: 'PERMIT',
    };
    expect(baseline.decideSegment(asked)).toMatchObject({ outcome: 'FORWARD', row });
    expect(baseline.decideSegment({ ...asked, level: 'R' })).toMatchObject({ outcome: 'FORWARD', row });
    expect(baseline.decideSegment({ ...asked, level: 'V' })).toMatchObject({
      outcome: 'WITHHOLD',
      cell: 'NEVER',
      row,
    });
  });

  it('gives planning only what no longer identifies anybody', () => {
    const asked: SegmentCase = {
      ...planCase,
      ...to('ICB', 'PLANNER'),
      purpose: 'P20',
      effect: 'RECORD_ONLY',
    };
    for (const level of ['U', 'L'] as const) {
      expect(baseline.decideSegment({ ...asked, level })).toMatchObject({
        outcome: 'FORWARD',
        row: 'planning',
      });
    }
    for (const level of ['N', 'R', 'V'] as const) {
      const approved: SegmentCase = { ...asked, level, approved: true, choice: 'PERMIT' };
      expect(baseline.decideSegment(approved)).toMatchObject({ outcome: 'WITHHOLD', cell: 'BLANK' });
    }
  });

  it.each([
    ['a council as a whole', to('COUNCIL', 'LEAD_PRACT'), 'P07'],
    ['social care as SEND', to('COUNCIL', 'SW', 'SEND'), 'P03'],
    ['a foster carer as social care', to('COUNCIL', 'FOSTER_CARER', 'CSC'), 'P07'],
    ['a SENCO for child protection', to('SCHOOL', 'SENCO'), 'P08'],
    ['an auditor for a child in need', to('COUNCIL', 'AUDITOR', 'CSC'), 'P07'],
    ['a charity without contract under the duty to share', to('VCSE', 'VCSE_WORKER', 'NONE', 'NONE'), 'P09'],
    [
      'a charity under contract for a child in need',
      to('VCSE', 'VCSE_WORKER', 'NONE', 'COMMISSIONED'),
      'P07',
    ],
    ['a police officer of another unit for an enquiry', to('POLICE', 'PROBATION'), 'P08'],
    ['a carer without responsibility in the portal', to('COUNCIL', 'CARER_NO_PR'), 'P17'],
    ['a test', to('COUNCIL', 'SW', 'CSC'), 'P23'],
  ] as const)('%s has no row', (_, recipient, purpose) => {
    const asked: SegmentCase = { ...planCase, ...recipient, purpose, attested: true, ownAccess: true };
    expect(baseline.findRow(asked)).toBeNull();
    expect(baseline.decideSegment(asked)).toEqual({
      outcome: 'WITHHOLD',
      cell: 'NO_ROW',
      row: null,
      rule: 'no-row',
      reasons: ['DENY_NO_MATRIX_ROW'],
    });
  });

  it('has no row beyond those of the page', () => {
    const listed = lines.flatMap((line) =>
      line.recipients.flatMap((recipient) =>
        purposesIn(line.purposes).map((purpose) =>
          baseline.findRow({
            ...recipient,
            purpose,
            sourceType: line.from ?? 'COUNCIL',
            messageType: line.message ?? 'M09',
          }),
        ),
      ),
    );
    expect([...new Set(listed)].toSorted()).toEqual(baselineBundle.rows.map(({ id }) => id).toSorted());
  });
});
