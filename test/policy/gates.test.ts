import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CompiledPolicy,
  type Reg17Claim,
  type RowQuestion,
  checkBundle,
  loadPolicy,
} from '../../src/policy/index.ts';
import { reg17ExceptionCodes, roles } from '../../src/vocabulary/index.ts';
import { type PolicyDirectory, copyPolicies, localHead, policies } from './support/bundles.ts';

const policy = loadPolicy(policies, 'BASE-1');
const before = loadPolicy(policies, 'BASE-1', 1);

const toCollege: RowQuestion = {
  recipientType: 'COLLEGE',
  recipientDepartment: 'NONE',
  recipientRole: 'COLLEGE_ALS',
  recipientDutyStatus: 'DESIGNATED_EDU',
  sourceType: 'COUNCIL',
  purpose: 'P04',
  messageType: 'M04',
};
const claim = (more: Partial<Reg17Claim> = {}): Reg17Claim => ({
  ...toCollege,
  exception: 'R17_INTEREST',
  writtenRequest: false,
  identifiable: true,
  ...more,
});

describe('BASE-1 v2', () => {
  it('is whole and no looser than v1 in a single cell', () => {
    expect(checkBundle(policies, 'BASE-1', 2)).toMatchObject({ problems: [], bundle: { corrections: [] } });
    expect(policy.findRow(toCollege)).toBe(before.findRow(toCollege));
  });

  it('names every exception of the regulation with its source', () => {
    const { bundle } = checkBundle(policies, 'BASE-1', 2);
    const exceptions = bundle?.gates?.reg17.exceptions ?? [];
    expect(exceptions.map(({ code }) => code).toSorted()).toEqual([...reg17ExceptionCodes].toSorted());
    for (const { source } of exceptions) expect(source).toMatch(/reg 17 \[R\]/);
  });
});

describe('the gate before a plan', () => {
  it.each<[string, Partial<RowQuestion>, boolean]>([
    ['a plan to a college', {}, true],
    ['anything under the plan’s purposes', { messageType: 'M09', purpose: 'P05' }, true],
    ['a plan for another purpose', { messageType: 'M03', purpose: 'P22' }, true],
    ['advice that the council sends on', { messageType: 'M02', purpose: 'P03' }, true],
    ['advice that a trust gives', { messageType: 'M02', purpose: 'P03', sourceType: 'NHS_TRUST' }, false],
    ['a plan to the council that keeps it', { recipientType: 'COUNCIL', recipientDepartment: 'SEND' }, false],
    ['a plan to keep a child safe', { messageType: 'M03', purpose: 'P09' }, false],
    ['a person’s own plan', { messageType: 'M03', purpose: 'P17' }, false],
    ['another record for another purpose', { messageType: 'M09', purpose: 'P07' }, false],
  ])('%s: %s', (_what, change, expected) => {
    expect(policy.hasReg17Gate({ ...toCollege, ...change })).toBe(expected);
    expect(before.hasReg17Gate({ ...toCollege, ...change })).toBe(false);
  });

  it('stands before what nobody knows', () => {
    const odd = { ...toCollege, purpose: 'P99' } as unknown;
    expect(policy.hasReg17Gate(odd as RowQuestion)).toBe(true);
    expect(policy.opensReg17({ ...claim(), ...(odd as RowQuestion) })).toBe(false);
  });
});

describe('an exception', () => {
  const research = {
    exception: 'R17_RESEARCH',
    recipientType: 'UNIVERSITY',
    recipientRole: 'RESEARCHER',
    purpose: 'P21',
    identifiable: false,
  } as const;
  const assessor = {
    exception: 'R17_HE_DSA',
    recipientType: 'UNIVERSITY',
    recipientRole: 'HE_DISABILITY_ASSESSOR',
    writtenRequest: true,
  } as const;
  it.each<[string, Partial<Reg17Claim>, Partial<Reg17Claim>]>([
    ['in the child’s interest is the council’s to claim', {}, { sourceType: 'SCHOOL' }],
    [
      'in the child’s interest reaches no charity without a contract',
      { recipientType: 'VCSE', recipientDutyStatus: 'COMMISSIONED', purpose: 'P02' },
      { recipientType: 'VCSE', recipientDutyStatus: 'NONE', purpose: 'P02' },
    ],
    ['for research tells nobody apart', research, { ...research, identifiable: true }],
    ['for an assessor rests on a written request', assessor, { ...assessor, writtenRequest: false }],
    ['for an assessor is for nobody else', assessor, { ...assessor, recipientRole: 'COLLEGE_ALS' }],
    [
      'for an inspection is for an inspector',
      { exception: 'R17_OFSTED', recipientType: 'INSPECTORATE', recipientRole: 'INSPECTOR', purpose: 'P18' },
      { exception: 'R17_OFSTED', recipientType: 'INSPECTORATE', recipientRole: 'AUDITOR', purpose: 'P18' },
    ],
    [
      'for a court is for a court',
      { exception: 'R17_APPEAL', recipientType: 'COURT', purpose: 'P15' },
      { exception: 'R17_APPEAL', recipientType: 'POLICE', purpose: 'P16' },
    ],
  ])('%s', (_what, opens, doesNot) => {
    expect(policy.opensReg17(claim(opens))).toBe(true);
    expect(policy.opensReg17(claim(doesNot))).toBe(false);
    expect(before.opensReg17(claim(opens))).toBe(false);
  });
});

describe('who may open what no rule opens', () => {
  const those = (may: CompiledPolicy['mayApprove']): readonly string[] => roles.filter(may).toSorted();

  it('are governance for the never column, and health professionals for serious harm', () => {
    expect(those(policy.mayApprove)).toEqual(['CALDICOTT', 'DPO', 'IG_OFFICER', 'SIRO']);
    expect(policy.mayGiveOpinion('PAED')).toBe(true);
    expect(policy.mayGiveOpinion('SW')).toBe(false);
    expect(those(before.mayApprove)).toEqual([]);
    expect(those(before.mayGiveOpinion)).toEqual([]);
  });
});

describe('a local bundle', () => {
  let directory: PolicyDirectory;
  beforeEach(() => {
    directory = copyPolicies();
  });
  afterEach(() => {
    directory.remove();
  });

  const gates = `gates:
  reg17:
    title: A gate
    source: a source
    applies: { purpose: [P04] }
    except: { purpose: [P17] }
    exceptions: [{ code: R17_COURT, title: A court, source: a source, when: { recipientType: [COURT] } }]
  approvers: { title: Who, source: a source, roles: [DPO] }
  healthProfessionals: { title: Who, source: a source, roles: [GP] }
`;

  it('may put gates where there were none, and never change those that there are', () => {
    directory.write('WESTMARCH', 1, 'bundle.yaml', localHead);
    directory.write('WESTMARCH', 1, 'gates.yaml', gates);
    expect(loadPolicy(directory.path, 'WESTMARCH').hasReg17Gate(toCollege)).toBe(true);
    directory.write(
      'SOUTH',
      1,
      'bundle.yaml',
      localHead.replace('bundle: WESTMARCH', 'bundle: SOUTH').replace('BASE-1', 'WESTMARCH'),
    );
    expect(loadPolicy(directory.path, 'SOUTH').hasReg17Gate(toCollege)).toBe(true);
    directory.write('SOUTH', 1, 'gates.yaml', gates);
    expect(() => loadPolicy(directory.path, 'SOUTH')).toThrow('gates of statutes are the baseline’s');
  });

  it('names no exception that the vocabulary does not have', () => {
    directory.write('WESTMARCH', 1, 'bundle.yaml', localHead);
    directory.write('WESTMARCH', 1, 'gates.yaml', gates.replace('R17_COURT', 'R17_ANYBODY'));
    expect(() => loadPolicy(directory.path, 'WESTMARCH')).toThrow('unknown exception "R17_ANYBODY"');
  });
});
