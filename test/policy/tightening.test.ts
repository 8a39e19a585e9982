import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkBundle, describeLooserCell, loadPolicy, proveTightening } from '../../src/policy/index.ts';
import { everything } from '../../src/policy/box.ts';
import { countCases } from '../../src/policy/box.ts';
import { caseAttributes, everyCase } from '../../src/policy/case-space.ts';
import { compilePolicy } from '../../src/policy/compile-policy.ts';
import { outcomeRank } from '../../src/policy/outcome-rank.ts';
import { segmentCase } from './support/arbitraries.ts';
import {
  type PolicyDirectory,
  baseline,
  baselineBundle,
  copyPolicies,
  getBundle,
  localHead,
} from './support/bundles.ts';
import { planCase } from './support/cases.ts';

let directory: PolicyDirectory;
beforeAll(() => {
  directory = copyPolicies();
});
afterEach(() => {
  directory.restore();
});
afterAll(() => {
  directory.remove();
});

const classStaff = `rows:
  - id: school-class-staff
    title: Class staff and head teacher, minimal view
    source: Westmarch partnership agreement
    for:
      to: { type: [SCHOOL], role: [CLASS_STAFF, HEADTEACHER] }
      purposes: [P02, P03, P04, P05, P06, P07, P10]
`;

function writeLocal(text: string): void {
  directory.write('WESTMARCH', 1, 'bundle.yaml', localHead + text);
}

function findings(): readonly string[] {
  return checkBundle(directory.path, 'WESTMARCH', 1).problems.map(
    ({ rule, message }) => `[${rule}] ${message}`,
  );
}

describe('a local bundle that tightens', () => {
  it('may say nothing at all: it then decides as the baseline does', () => {
    writeLocal('');
    expect(findings()).toEqual([]);
    const local = loadPolicy(directory.path, 'WESTMARCH');
    expect(local.decideSegment(planCase)).toEqual(baseline.decideSegment(planCase));
    expect(local.version.hash).not.toBe(baseline.version.hash);
  });

  it('has another hash when what it extends has another', () => {
    writeLocal('');
    const before = loadPolicy(directory.path, 'WESTMARCH').version.hash;
    directory.edit('rows.yaml', "title: A pupil's next school", "title: A pupil's new school");
    expect(loadPolicy(directory.path, 'WESTMARCH').version.hash).not.toBe(before);
  });

  it('may take a category out of a row', () => {
    writeLocal(`${classStaff}    allow: [EDU, SEN]\n`);
    expect(findings()).toEqual([]);
    const local = loadPolicy(directory.path, 'WESTMARCH');
    const attendance = { ...planCase, recipientRole: 'CLASS_STAFF', category: 'ATT' } as const;
    expect(baseline.decideSegment(attendance).outcome).toBe('FORWARD');
    expect(local.decideSegment(attendance)).toMatchObject({ outcome: 'WITHHOLD', row: 'school-class-staff' });
    expect(local.version).toMatchObject({ bundle: 'WESTMARCH', version: 1 });
  });

  it('may make a category linked, decisive, or blank', () => {
    writeLocal(`${classStaff}    allow: [EDU]\n    linked: [ATT]\n    permitted: [SEN]\n`);
    expect(findings()).toEqual([]);
  });

  it('may remove a row and a legal basis', () => {
    writeLocal('removeRows: [police-crime]\nremoveBases: [crime]\n');
    expect(findings()).toEqual([]);
    const local = loadPolicy(directory.path, 'WESTMARCH');
    const crime = {
      ...planCase,
      recipientType: 'POLICE',
      recipientRole: 'POLICE_PPU',
      purpose: 'P16',
    } as const;
    expect(baseline.findRow(crime)).toBe('police-crime');
    expect(local.findRow(crime)).toBeNull();
    const asked = {
      purpose: 'P16',
      messageType: 'M09',
      sourceDutyStatus: 'S11',
      recipientDutyStatus: 'S11',
      on: '2027-01-01',
    } as const;
    expect(baseline.findBasis(asked)).toBeDefined();
    expect(local.findBasis(asked)).toBeUndefined();
  });

  it('may forbid more', () => {
    writeLocal(`forbid:
  - id: no-disputed
    title: What is disputed waits
    source: Westmarch partnership agreement
    when: { flags: [DISPUTED] }
    reason: REDACT_HANDLING
`);
    expect(findings()).toEqual([]);
    const disputed = { ...planCase, flags: ['DISPUTED'] } as const;
    expect(loadPolicy(directory.path, 'WESTMARCH').decideSegment(disputed)).toMatchObject({
      rule: 'no-disputed',
      reasons: ['REDACT_HANDLING'],
    });
    expect(baseline.decideSegment(disputed).outcome).toBe('FORWARD');
  });

  it('is never looser in any case that one could ask', () => {
    writeLocal(`${classStaff}    allow: [EDU]\n    linked: [ATT]\nremoveRows: [housing]\n`);
    const local = loadPolicy(directory.path, 'WESTMARCH');
    fc.assert(
      fc.property(segmentCase, (segment) => {
        const ours = outcomeRank[local.decideSegment(segment).outcome];
        expect(ours).toBeLessThanOrEqual(outcomeRank[baseline.decideSegment(segment).outcome]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a local bundle that loosens a cell is refused at load', () => {
  it.each<[string, string, string]>([
    ['a blank category is allowed', `${classStaff}    allow: [EDU, ATT, SEN, BEH]\n`, 'BEH to SCHOOL'],
    [
      'a blank category is linked',
      `${classStaff}    allow: [EDU, ATT, SEN]\n    linked: [BEH]\n`,
      'BEH to SCHOOL',
    ],
    [
      'a blank category could be released',
      `${classStaff}    allow: [EDU, ATT, SEN]\n    never: [PSY]\n`,
      'FORWARD by school-class-staff/never-released',
    ],
    [
      'a blank category goes with a permit',
      `${classStaff}    allow: [EDU, ATT, SEN]\n    permitted: [PHY]\n`,
      'PHY to SCHOOL',
    ],
    [
      'a recipient gets a row that has none',
      `rows:
  - id: probation
    title: Probation
    source: Westmarch partnership agreement
    for: { to: { type: [POLICE], role: [PROBATION] }, purposes: [P07] }
    allow: [EDU]
`,
      'base WITHHOLD by no row/no-row',
    ],
    [
      'a row is for one purpose more',
      `${classStaff.replace('P10]', 'P10, P09]')}    allow: [EDU, ATT, SEN]\n`,
      'SCHOOL NONE HEADTEACHER, P09',
    ],
    [
      'a level is let through',
      `rows:
  - id: other-charity
    title: Voluntary body without a contract
    source: Westmarch partnership agreement
    for: { to: { type: [VCSE], dutyStatus: [NONE], role: [VCSE_WORKER] }, purposes: [P02] }
    everywhere: []
    permitted: [SEN]
`,
      'base WITHHOLD by other-charity/never',
    ],
    [
      'the choice no longer decides',
      `rows:
  - id: other-charity
    title: Voluntary body without a contract
    source: Westmarch partnership agreement
    for: { to: { type: [VCSE], dutyStatus: [NONE], role: [VCSE_WORKER] }, purposes: [P10] }
    everywhere: []
    allow: [SEN]
    neverLevels: [V]
`,
      'WEIGHTED, choice NONE: FORWARD by other-charity/weighed-care-plan, base WITHHOLD by other-charity/decisive-silence',
    ],
    [
      'silence is enough where the choice decides',
      `combine:
  - id: decisive-permit
    title: The choice decides
    source: Westmarch partnership agreement
    when:
      - { cell: [ALLOWED], effect: [DETERMINATIVE], choice: [PERMIT, NONE] }
      - { cell: [LINKED], linked: true, effect: [DETERMINATIVE], choice: [PERMIT] }
    outcome: FORWARD
    reason: PERMIT_CONSENT
  - id: decisive-silence
    title: The choice decides
    source: Westmarch partnership agreement
    when: { cell: [LINKED], linked: true, effect: [DETERMINATIVE], choice: [NONE] }
    outcome: WITHHOLD
    reason: DENY_CONSENT_ABSENT
`,
      'choice NONE: FORWARD by',
    ],
    [
      'what is linked and refused waits in place of being withheld',
      `combine:
  - id: linked-refusal
    title: Linked and refused
    source: Westmarch partnership agreement
    when: { cell: [LINKED], linked: true, effect: [WEIGHTED], choice: [DENY], leadApproves: false }
    outcome: HOLD
    reason: HOLD_LEAD_JUDGEMENT
`,
      'HOLD by',
    ],
    [
      'a confidence is let through for one purpose',
      `forbid:
  - id: child-confidence
    title: A confidence
    source: Westmarch partnership agreement
    when:
      flags: [CHILD_CONFIDENCE]
      purpose: { except: [P17, P06] }
      effect: [DETERMINATIVE, WEIGHTED]
      childPermits: false
      cell: { except: [NO_ROW] }
    reason: REDACT_CHILD_CONFIDENCE
`,
      'flag CHILD_CONFIDENCE: ',
    ],
    [
      'a court is disobeyed',
      `forbid:
  - id: court-restricted
    title: A court
    source: Westmarch partnership agreement
    when: { flags: [COURT_RESTRICTED], purpose: { except: [P15, P08] } }
    reason: DENY_COURT_RESTRICTED
    bar: true
`,
      'flag COURT_RESTRICTED: FORWARD',
    ],
    [
      'an attestation is not asked for',
      `forbid:
  - id: attestation-missing
    title: An attestation
    source: Westmarch partnership agreement
    when: { purpose: [P08, P14], attested: false, cell: [ALLOWED] }
    reason: DENY_ATTESTATION_MISSING
`,
      'base WITHHOLD by council-social-care/attestation-missing',
    ],
  ])('%s', (_, text, message) => {
    writeLocal(text);
    const found = findings();
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((each) => each.startsWith('[tightening] looser than the base in '))).toBe(true);
    expect(found.join('\n')).toContain(message);
    expect(() => loadPolicy(directory.path, 'WESTMARCH')).toThrow('looser than the base');
  });

  it('what an approver could release and the baseline does not need', () => {
    writeLocal(`${classStaff}    allow: [EDU, ATT]\n    never: [SEN]\n`);
    expect(findings().every((each) => each.includes('FORWARD by school-class-staff/never-released'))).toBe(
      true,
    );
    expect(findings().length).toBeGreaterThan(0);
  });

  it('what everybody needs, wider or narrower', () => {
    for (const everywhere of ['[DEM, CMN, VOI, HFN]', '[DEM]']) {
      writeLocal(`everywhere: ${everywhere}\n`);
      expect(findings()).toEqual([
        '[tightening] what everybody needs is the baseline’s: a local bundle narrows rows one by one',
      ]);
    }
  });

  it('is told by its causes, each with its cells counted', () => {
    writeLocal(`${classStaff}    allow: [EDU, ATT, SEN, BEH]\n`);
    const found = findings();
    expect(found.length).toBeLessThan(12);
    const proof = proveTightening(baselineBundle, getBundle(directory.path, 'WESTMARCH', 1));
    const total = proof.looser.reduce((sum, { cells }) => sum + cells, 0n);
    const told = found.map((each) => BigInt(/in (\d+) cells/.exec(each)?.[1] ?? '0'));
    expect(told.reduce((sum, each) => sum + each, 0n)).toBe(total);
    expect(new Set(found).size).toBe(found.length);
  });

  it('a legal basis that is added or changed', () => {
    writeLocal(`bases:
  - id: own-access
    title: Own access
    source: Westmarch partnership agreement
    when: { purpose: [P17] }
    powers: []
    dutyKind: MAY
    art6: 6(1)(f)
    art9: null
    sch1: null
    art10: null
    confidentiality: none
    needsConsent: false
`);
    expect(findings()).toEqual([
      '[tightening] basis own-access: a local bundle may remove a legal basis and never add or change one',
    ]);
  });
});

describe('a local bundle that cannot be understood', () => {
  it('removes what is not there', () => {
    writeLocal('removeRows: [nobody]\nremoveBases: [nothing]\n');
    expect(findings()).toEqual([
      '[remove] there is no row nobody to remove',
      '[remove] there is no basis nothing to remove',
    ]);
  });

  it('extends what is not there, what is broken, or itself', () => {
    directory.write('WESTMARCH', 1, 'bundle.yaml', localHead.replace('version: 1 }', 'version: 4 }'));
    expect(findings()).toEqual([
      '[extends] WESTMARCH v1 extends a bundle that has problems of its own',
      '[missing] there is no bundle BASE-1 v4',
    ]);
    directory.write('WESTMARCH', 1, 'bundle.yaml', localHead.replace('BASE-1', 'WESTMARCH'));
    expect(findings()[1]).toBe('[extends] WESTMARCH v1 extends itself');
    writeLocal('');
    directory.edit('rows.yaml', 'allow: [EDU, ATT, SEN]', 'allow: [EDU, ATT, SEN, SEN]');
    expect(findings()).toEqual([
      '[extends] WESTMARCH v1 extends a bundle that has problems of its own',
      '[one-column] row school-class-staff: SEN stands in two columns, or twice in one',
    ]);
  });

  it('adds a row that matches what another matches', () => {
    writeLocal(classStaff.replace('id: school-class-staff', 'id: class-staff'));
    expect(findings()[0]).toMatch(/^\[one-row\] rows school-class-staff and class-staff both match/);
  });
});

describe('the proof', () => {
  it('compares the baseline with itself over every case that has a row', () => {
    const proof = proveTightening(baselineBundle, baselineBundle);
    expect(proof.looser).toEqual([]);
    expect(proof.cells).toBeGreaterThan(10n ** 13n);
    expect(proof.cells).toBeLessThan(countCases(everyCase, caseAttributes));
    expect(proof.pieces).toBeGreaterThan(baselineBundle.rows.length);
  });

  it('counts each case once, however its row writes its alternatives', () => {
    const doubled = {
      ...baselineBundle,
      rows: baselineBundle.rows.map((row) => ({ ...row, selectors: [...row.selectors, ...row.selectors] })),
    };
    expect(proveTightening(baselineBundle, doubled).cells).toBe(
      proveTightening(baselineBundle, baselineBundle).cells,
    );
  });

  it('counts what is looser exactly and shows a true example', () => {
    writeLocal(`${classStaff}    allow: [EDU, ATT, SEN]\n    linked: [BEH]\n`);
    const local = { ...getBundle(directory.path, 'BASE-1', 1), rows: getLocalRows() };
    const { looser } = proveTightening(baselineBundle, local);
    const policy = compilePolicy(local);
    for (const cell of looser) {
      expect(policy.decideSegment(cell.example)).toEqual(cell.local);
      expect(baseline.decideSegment(cell.example)).toEqual(cell.base);
      expect(outcomeRank[cell.local.outcome]).toBeGreaterThan(outcomeRank[cell.base.outcome]);
      expect(cell.example.category).toBe('BEH');
      expect(describeLooserCell(cell)).toContain(
        `looser than the base in ${cell.cells} cells, for example BEH to SCHOOL`,
      );
    }
    // BEH, linked, to two roles of a school, for seven purposes: with a permit, or decided otherwise, and no bar by flag.
    const cells = looser.reduce((sum, each) => sum + each.cells, 0n);
    const surroundings = 10n * 4n * 14n * 23n * 5n; // department, duty status, source, message, level
    const recipients = 2n * 7n; // roles, purposes
    // Per flag and own permit of the child: how many of effect × choice × lead are open, twice for each truth not asked about.
    const open = { DETERMINATIVE: 2n, WEIGHTED: 7n, RECORD_ONLY: 8n };
    const free = 2n ** 4n; // attested, aboutOthers, approved, ownAccess
    const all = open.DETERMINATIVE + open.WEIGHTED + open.RECORD_ONLY;
    const usualFlags = 11n - 4n; // neither retracted, restricted by a court, in confidence, nor naming a referrer
    const inConfidence = all + open.RECORD_ONLY; // with the child's own permit, and without
    expect(cells).toBe(surroundings * recipients * free * (usualFlags * all * 2n + inConfidence));
  });

  function getLocalRows(): typeof baselineBundle.rows {
    return getBundle(directory.path, 'WESTMARCH', 1).rows;
  }

  it('walks nothing for a bundle without rows', () => {
    expect(proveTightening(baselineBundle, { ...baselineBundle, rows: [] })).toEqual({
      cells: 0n,
      pieces: 0,
      looser: [],
    });
    expect(countCases(everything, [])).toBe(1n);
  });
});
