import { describe, expect, it } from '@jest/globals';
import { type DecisionFacts, decide, neutralGates } from '../../src/exchange/decide/index.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import { choice, facts, segment } from './case-facts.ts';

const policy = loadPolicy('policies', 'BASE-1');

function summary(given: DecisionFacts): readonly string[] {
  const { outcome, reasons } = decide(given, policy);
  return [outcome, ...reasons];
}

const school = {
  organisationId: 'FPS',
  type: 'SCHOOL',
  department: 'NONE',
  dutyStatus: 'DESIGNATED_EDU',
} as const;
const council = { organisationId: 'WMC', type: 'COUNCIL', department: 'SEND', dutyStatus: 'S11' } as const;

describe('what a statute moves, whatever anybody chose (docs/domain/03 §3.2)', () => {
  const refused = [choice('EDU', 'DENY')];
  const transfer = facts([segment('record', 'EDU', { choices: refused })], {
    messageType: 'M17',
    purpose: 'P11',
    statutoryTransfer: true,
    source: school,
    recipient: { ...school, organisationId: 'FAC', role: 'HEADTEACHER', person: false },
  });

  it('is the record of a pupil who changes school: PERMIT_STATUTORY_TRANSFER', () => {
    expect(summary(transfer)).toEqual(['FORWARD', 'PERMIT_STATUTORY_TRANSFER']);
  });

  it('is not the same record where no statute asks for it, nor what the new school has no business with', () => {
    const asked = { ...transfer, statutoryTransfer: false };
    expect(summary(asked)).not.toContain('PERMIT_STATUTORY_TRANSFER');
    const home = { ...transfer, segments: [segment('home', 'CIN')] };
    expect(summary(home)[0]).toBe('DENY');
  });

  const inspection = facts([segment('who', 'DEM')], {
    messageType: 'M09',
    purpose: 'P18',
    source: council,
    recipient: {
      organisationId: 'OFSTED',
      type: 'INSPECTORATE',
      department: 'NONE',
      dutyStatus: 'S11',
      role: 'INSPECTOR',
      person: false,
    },
  });

  it('is whose file it is, for an inspector: PERMIT_STATUTORY_FUNCTION', () => {
    expect(summary(inspection)).toEqual(['FORWARD', 'PERMIT_STATUTORY_FUNCTION']);
  });

  it('is not what stands in the file, which a named approver releases', () => {
    expect(summary({ ...inspection, segments: [segment('plan', 'CIN')] })[0]).toBe('DENY');
  });
});

describe('an exception of regulation 17 that has no reason of its own (docs/domain/01 §1.8)', () => {
  const claimed = (exception: 'R17_CA1989' | 'R17_DPA1986' | null): DecisionFacts['gates'] => ({
    ...neutralGates,
    reg17: { applies: true, exception, writtenRequest: false, childOrParentPermits: false },
  });
  const plan = facts([segment('support', 'SEN')], {
    messageType: 'M03',
    purpose: 'P10',
    source: council,
    recipient: { ...council, department: 'CSC', role: 'SW', person: false },
    gates: claimed('R17_CA1989'),
  });

  it('opens the plan to those who care for a looked-after child: PERMIT_R17_EXCEPTION', () => {
    expect(summary(plan)).toContain('PERMIT_R17_EXCEPTION');
    expect(summary(plan)[0]).toBe('FORWARD');
  });

  it('opens nothing where none is claimed, or one that is another’s', () => {
    expect(summary({ ...plan, gates: claimed(null) })).toEqual(['DENY', 'DENY_R17_NO_CONSENT']);
    expect(summary({ ...plan, gates: claimed('R17_DPA1986') })).toEqual(['DENY', 'DENY_R17_NO_CONSENT']);
  });
});
