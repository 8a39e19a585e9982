import { describe, expect, it } from '@jest/globals';
import type { SegmentCase } from '../../src/policy/index.ts';
import { type ReasonCode, getCategory } from '../../src/vocabulary/index.ts';
import { baseline } from './support/bundles.ts';
import { adviceCase, charityCase, parentCase, planCase, referralCase } from './support/cases.ts';

type Facts = Partial<SegmentCase>;

/** The case with a category's own level, and the decisive effect where it is a sensitive service (rulings 4). */
function ask(base: SegmentCase, facts: Facts): string {
  const asked = { ...base, ...facts };
  const { level, sensitiveService } = getCategory(asked.category);
  const effect = sensitiveService && asked.effect === 'WEIGHTED' ? 'DETERMINATIVE' : asked.effect;
  const { outcome, row, reasons } = baseline.decideSegment({ ...asked, level: facts.level ?? level, effect });
  return `${outcome} ${row ?? 'no row'}: ${reasons.join(' ')}`;
}

function answer(outcome: 'FORWARD' | 'HOLD' | 'WITHHOLD', row: string, ...reasons: ReasonCode[]): string {
  return `${outcome} ${row}: ${reasons.join(' ')}`;
}

describe("AC1: Jackie's Child's Plan reaches school, without her mother's diagnosis", () => {
  const row = 'school-senco';
  it.each<[string, Facts, string]>([
    [
      'that a plan exists, by the lead',
      { category: 'CIN', linkedToNeed: true, leadApproves: true },
      answer('FORWARD', row, 'PERMIT_LEAD_DECISION'),
    ],
    ['attendance', { category: 'ATT', choice: 'PERMIT' }, answer('FORWARD', row, 'PERMIT_CONSENT')],
    ['class support', { category: 'SEN', choice: 'PERMIT' }, answer('FORWARD', row, 'PERMIT_CONSENT')],
    ['tuition', { category: 'EDU', choice: 'PERMIT' }, answer('FORWARD', row, 'PERMIT_CONSENT')],
    ['its cost', { category: 'HFN' }, answer('WITHHOLD', row, 'REDACT_NOT_NEEDED')],
    ["Jackie's words", { category: 'VOI' }, answer('FORWARD', row, 'PERMIT_REASONABLE_EXPECTATION')],
    [
      "Wendy's illness",
      { category: 'PMH', choice: 'DENY', aboutOthers: true },
      answer('WITHHOLD', row, 'REDACT_THIRD_PARTY', 'REDACT_CONSENT_DENIED'),
    ],
  ])('%s', (_, facts, expected) => {
    expect(ask(planCase, facts)).toBe(expected);
  });

  it('class staff get the three rows and not that a plan exists', () => {
    const staff: Facts = {
      recipientRole: 'CLASS_STAFF',
      choice: 'PERMIT',
      linkedToNeed: true,
      leadApproves: true,
    };
    for (const category of ['ATT', 'SEN', 'EDU'] as const) {
      expect(ask(planCase, { ...staff, category })).toBe(
        answer('FORWARD', 'school-class-staff', 'PERMIT_CONSENT'),
      );
    }
    expect(ask(planCase, { ...staff, category: 'CIN' })).toBe(
      answer('WITHHOLD', 'school-class-staff', 'REDACT_NOT_NEEDED'),
    );
  });
});

describe('AC2: Jackie is accommodated', () => {
  const placement: SegmentCase = { ...planCase, purpose: 'P10', messageType: 'M16' };
  const carer: SegmentCase = {
    ...placement,
    recipientType: 'COUNCIL',
    recipientDepartment: 'CSC',
    recipientRole: 'FOSTER_CARER',
    recipientDutyStatus: 'S11',
    messageType: 'M09',
  };
  it.each<[string, SegmentCase, Facts, string]>([
    [
      'the status, by the lead',
      placement,
      { category: 'LAC', linkedToNeed: true, leadApproves: true },
      answer('FORWARD', 'school-senco', 'PERMIT_LEAD_DECISION'),
    ],
    [
      'the status, before the lead',
      placement,
      { category: 'LAC', linkedToNeed: true },
      answer('HOLD', 'school-senco', 'HOLD_LEAD_JUDGEMENT'),
    ],
    [
      'attendance in the care plan',
      placement,
      { category: 'ATT' },
      answer('FORWARD', 'school-senco', 'PERMIT_LAC_PLAN'),
    ],
    [
      'the hospital ward',
      placement,
      { category: 'PMH', aboutOthers: true },
      answer('WITHHOLD', 'school-senco', 'REDACT_THIRD_PARTY'),
    ],
    [
      'the care plan for Mr White',
      carer,
      { category: 'EDU', choice: 'PERMIT' },
      answer('FORWARD', 'foster-carer', 'PERMIT_LAC_PLAN'),
    ],
    [
      "Wendy's diagnosis for Mr White",
      carer,
      { category: 'PMH', aboutOthers: true },
      answer('WITHHOLD', 'foster-carer', 'REDACT_THIRD_PARTY'),
    ],
    [
      'the diagnosis, not said to be hers',
      carer,
      { category: 'PMH' },
      answer('WITHHOLD', 'foster-carer', 'REDACT_NEVER'),
    ],
  ])('%s', (_, base, facts, expected) => {
    expect(ask(base, facts)).toBe(expected);
  });

  it('the alert goes under the law that requires it', () => {
    const alert: Facts = {
      recipientType: 'NHS_TRUST',
      recipientDepartment: 'EMERGENCY',
      recipientRole: 'UEC_CLIN',
      recipientDutyStatus: 'S11',
      purpose: 'P14',
      messageType: 'M10',
      category: 'LAC',
      effect: 'RECORD_ONLY',
      attested: true,
    };
    expect(ask(planCase, alert)).toBe(answer('FORWARD', 'urgent-care', 'PERMIT_STATUTORY_ALERT'));
    expect(ask(planCase, { ...alert, recipientDepartment: 'COMMUNITY', recipientRole: 'PAED' })).toBe(
      answer('FORWARD', 'health-alert', 'PERMIT_STATUTORY_ALERT'),
    );
    expect(ask(planCase, { ...alert, category: 'CON' })).toBe(
      answer('WITHHOLD', 'urgent-care', 'REDACT_NEVER'),
    );
  });
});

describe('AC3: advice keeps a confidence', () => {
  const row = 'council-send';
  it.each<[string, Facts, string]>([
    [
      'development, agreed',
      { category: 'DEV', choice: 'PERMIT' },
      answer('FORWARD', row, 'PERMIT_SEND_REG8'),
    ],
    ['development, nobody asked', { category: 'DEV' }, answer('FORWARD', row, 'PERMIT_SEND_REG8')],
    ['development, refused', { category: 'DEV', choice: 'DENY' }, answer('HOLD', row, 'HOLD_LEAD_JUDGEMENT')],
    [
      'development in another message',
      { category: 'DEV', choice: 'PERMIT', messageType: 'M11' },
      answer('FORWARD', row, 'PERMIT_CONSENT'),
    ],
    [
      'epilepsy',
      { category: 'PHY', choice: 'PERMIT', linkedToNeed: true },
      answer('FORWARD', row, 'PERMIT_CONSENT'),
    ],
    [
      'epilepsy, not linked',
      { category: 'PHY', choice: 'PERMIT' },
      answer('WITHHOLD', row, 'REDACT_NOT_NEEDED'),
    ],
    [
      'anxiety',
      { category: 'MHC', choice: 'PERMIT', linkedToNeed: true },
      answer('FORWARD', row, 'PERMIT_CONSENT'),
    ],
    [
      'contraception',
      { category: 'SHR', flags: ['CHILD_CONFIDENCE', 'SILENT_WITHHOLD'] },
      answer('WITHHOLD', row, 'REDACT_CHILD_CONFIDENCE'),
    ],
    [
      'contraception, refused too',
      { category: 'SHR', flags: ['CHILD_CONFIDENCE'], choice: 'DENY' },
      answer('WITHHOLD', row, 'REDACT_CHILD_CONFIDENCE', 'REDACT_CONSENT_DENIED'),
    ],
    [
      "Grace's depression",
      { category: 'PMH', flags: ['THIRD_PARTY'] },
      answer('WITHHOLD', row, 'REDACT_THIRD_PARTY'),
    ],
  ])('%s', (_, facts, expected) => {
    expect(ask(adviceCase, facts)).toBe(expected);
  });

  it('the designated officer gets needs and no clinical detail', () => {
    const officer: Facts = { recipientType: 'ICB', recipientDepartment: 'NONE', recipientRole: 'DCO' };
    expect(ask(adviceCase, { ...officer, category: 'SEN' })).toBe(
      answer('FORWARD', 'designated-clinical-officer', 'PERMIT_SEND_REG8'),
    );
    expect(ask(adviceCase, { ...officer, category: 'PHY', choice: 'PERMIT' })).toBe(
      answer('WITHHOLD', 'designated-clinical-officer', 'REDACT_NOT_NEEDED'),
    );
  });
});

describe('AC4: a referral without consent', () => {
  const row = 'council-social-care-s47';
  it.each(['DEM', 'CON', 'HHD', 'EDU', 'ATT', 'BEH', 'VOI', 'CPR', 'DAB', 'POF'] as const)(
    '%s goes although refused',
    (category) => {
      expect(ask(referralCase, { category, choice: 'DENY' })).toBe(
        answer('FORWARD', row, 'PERMIT_DUTY_16LA'),
      );
      expect(ask(referralCase, { category, choice: 'DENY', purpose: 'P08' })).toBe(
        answer('FORWARD', row, 'PERMIT_S47'),
      );
    },
  );

  it('legal papers do not, and adoption does not', () => {
    expect(ask(referralCase, { category: 'LEG' })).toBe(answer('WITHHOLD', row, 'REDACT_NEVER'));
    expect(ask(referralCase, { category: 'ADO', choice: 'DENY' })).toBe(
      answer('WITHHOLD', row, 'REDACT_NEVER'),
    );
  });

  it('without the attestation nothing does', () => {
    expect(ask(referralCase, { category: 'CPR', attested: false })).toBe(
      answer('WITHHOLD', row, 'DENY_ATTESTATION_MISSING'),
    );
    expect(ask(referralCase, { category: 'PSY', attested: false })).toBe(
      answer('WITHHOLD', row, 'REDACT_NOT_NEEDED'),
    );
  });
});

describe('AC5: a shielded address', () => {
  it.each<[Facts, string]>([
    [{ category: 'SEN' }, answer('FORWARD', 'parent-view', 'PERMIT_OWN_ACCESS')],
    [
      { category: 'VOI', flags: ['CHILD_CONFIDENCE'] },
      answer('WITHHOLD', 'parent-view', 'REDACT_CHILD_CONFIDENCE'),
    ],
    [{ category: 'CON', flags: ['SHIELDED_LOCATION'] }, answer('WITHHOLD', 'parent-view', 'REDACT_SHIELDED')],
    [
      { category: 'VOI', flags: ['SHIELDED_LOCATION', 'CHILD_CONFIDENCE', 'SERIOUS_HARM', 'THIRD_PARTY'] },
      answer(
        'WITHHOLD',
        'parent-view',
        'REDACT_CHILD_CONFIDENCE',
        'REDACT_SHIELDED',
        'REDACT_SERIOUS_HARM',
        'REDACT_THIRD_PARTY',
      ),
    ],
  ])('%j', (facts, expected) => {
    expect(ask(parentCase, facts)).toBe(expected);
  });
});

describe('AC6: parents disagree', () => {
  const commissioned: Facts = {
    recipientDutyStatus: 'COMMISSIONED',
    purpose: 'P06',
    effect: 'WEIGHTED',
    linkedToNeed: true,
  };
  it.each<[string, Facts, string]>([
    ['decisive', { choice: 'CONFLICT' }, answer('WITHHOLD', 'other-charity', 'DENY_CONSENT_CONFLICT')],
    [
      'weighed',
      { ...commissioned, choice: 'CONFLICT' },
      answer('HOLD', 'commissioned-charity', 'HOLD_CONSENT_CONFLICT'),
    ],
    [
      'weighed and judged',
      { ...commissioned, choice: 'CONFLICT', leadApproves: true },
      answer('FORWARD', 'commissioned-charity', 'PERMIT_LEAD_DECISION'),
    ],
    ['one decides', { choice: 'PERMIT' }, answer('FORWARD', 'other-charity', 'PERMIT_CONSENT')],
    [
      'one decides, about what is V',
      { choice: 'PERMIT', category: 'DAB' },
      answer('WITHHOLD', 'other-charity', 'REDACT_NEVER'),
    ],
  ])('%s', (_, facts, expected) => {
    expect(ask(charityCase, { category: 'BEH', ...facts })).toBe(expected);
  });
});

describe('AC7: a competent 15-year-old withdraws', () => {
  const summary: SegmentCase = {
    ...planCase,
    sourceType: 'NHS_TRUST',
    purpose: 'P02',
    messageType: 'M13',
    choice: 'DENY',
    linkedToNeed: true,
  };
  it.each<[string, Facts, string]>([
    ['therapy notes', { category: 'PSY' }, answer('WITHHOLD', 'school-senco', 'REDACT_CONSENT_DENIED')],
    ['the summary', { category: 'MHC' }, answer('WITHHOLD', 'school-senco', 'REDACT_CONSENT_DENIED')],
    ['the safety plan', { category: 'SFH' }, answer('WITHHOLD', 'school-senco', 'REDACT_CONSENT_DENIED')],
    [
      'the safety plan, attested, for the safeguarding lead',
      { category: 'SFH', recipientRole: 'DSL', purpose: 'P09', effect: 'RECORD_ONLY', attested: true },
      answer('FORWARD', 'school-safeguarding-lead', 'PERMIT_DUTY_16LA'),
    ],
    [
      'the summary, attested, for the safeguarding lead',
      { category: 'MHC', recipientRole: 'DSL', purpose: 'P09', effect: 'RECORD_ONLY', attested: true },
      answer('WITHHOLD', 'school-safeguarding-lead', 'REDACT_NOT_NEEDED'),
    ],
  ])('%s', (_, facts, expected) => {
    expect(ask(summary, facts)).toBe(expected);
  });
});

describe('AC8 and AC10: plans, colleges and adult services', () => {
  const transition: SegmentCase = {
    ...planCase,
    recipientType: 'COUNCIL',
    recipientDepartment: 'ASC',
    recipientRole: 'ASC_SW',
    recipientDutyStatus: 'S11',
    purpose: 'P13',
    messageType: 'M15',
    effect: 'DETERMINATIVE',
    linkedToNeed: true,
  };
  it.each(['CON', 'SEN', 'DEV', 'DIS', 'PHY'] as const)(
    '%s goes with the yes of the young person',
    (category) => {
      expect(ask(transition, { category, choice: 'PERMIT' })).toBe(
        answer('FORWARD', 'adult-services', 'PERMIT_CONSENT'),
      );
    },
  );

  it('what was refused and what was not asked do not', () => {
    expect(ask(transition, { category: 'MHC', choice: 'DENY' })).toBe(
      answer('WITHHOLD', 'adult-services', 'REDACT_CONSENT_DENIED'),
    );
    expect(ask(transition, { category: 'MHC', choice: 'DENY', linkedToNeed: false })).toBe(
      answer('WITHHOLD', 'adult-services', 'REDACT_CONSENT_DENIED'),
    );
    expect(ask(transition, { category: 'EDU' })).toBe(
      answer('WITHHOLD', 'adult-services', 'DENY_CONSENT_ABSENT'),
    );
  });

  it('a charity reads a plan under consent, physiotherapy reaches the practice by expectation', () => {
    expect(ask(charityCase, { purpose: 'P04', messageType: 'M03', category: 'SEN', choice: 'PERMIT' })).toBe(
      answer('FORWARD', 'other-charity', 'PERMIT_CONSENT'),
    );
    const practice: Facts = {
      recipientType: 'GP_PRACTICE',
      recipientRole: 'GP',
      recipientDutyStatus: 'COMMISSIONED',
      purpose: 'P01',
      category: 'PHY',
    };
    expect(ask(planCase, practice)).toBe(
      answer('FORWARD', 'community-health', 'PERMIT_REASONABLE_EXPECTATION'),
    );
  });
});

describe('extra cases', () => {
  it('X2: break-glass gives the subset and allergies, never the address', () => {
    const emergency: SegmentCase = {
      ...planCase,
      recipientType: 'NHS_TRUST',
      recipientDepartment: 'EMERGENCY',
      recipientRole: 'UEC_CLIN',
      recipientDutyStatus: 'S11',
      purpose: 'P14',
      messageType: 'FHIR',
      effect: 'RECORD_ONLY',
      attested: true,
    };
    for (const category of ['CPR', 'LAC', 'PHY', 'DEM'] as const) {
      expect(ask(emergency, { category, choice: 'DENY' })).toBe(
        answer('FORWARD', 'urgent-care', 'PERMIT_BREAK_GLASS'),
      );
    }
    expect(ask(emergency, { category: 'CON' })).toBe(answer('WITHHOLD', 'urgent-care', 'REDACT_NEVER'));
  });

  it('X1: a health part certified as harmful is not shown', () => {
    expect(ask(parentCase, { category: 'PHY', flags: ['SERIOUS_HARM'] })).toBe(
      answer('WITHHOLD', 'parent-view', 'REDACT_SERIOUS_HARM'),
    );
  });

  it('X6: what was retracted says so, alone, whatever else is true', () => {
    const flags = ['RETRACTED', 'CHILD_CONFIDENCE', 'THIRD_PARTY'] as const;
    expect(ask(parentCase, { category: 'PHY', flags })).toBe(
      answer('WITHHOLD', 'parent-view', 'DENY_RETRACTED'),
    );
    expect(ask(parentCase, { category: 'PHY', flags: [...flags, 'COURT_RESTRICTED'] })).toBe(
      answer('WITHHOLD', 'parent-view', 'DENY_RETRACTED', 'DENY_COURT_RESTRICTED'),
    );
    expect(ask(planCase, { purpose: 'P23', flags: ['RETRACTED'] })).toBe(
      answer('WITHHOLD', 'no row', 'DENY_RETRACTED'),
    );
  });

  it('X7: who referred stays unknown even to a person reading their own file', () => {
    expect(ask(parentCase, { category: 'HHD', flags: ['REFERRER_IDENTITY'] })).toBe(
      answer('WITHHOLD', 'parent-view', 'REDACT_THIRD_PARTY'),
    );
    expect(ask(planCase, { category: 'HHD', flags: ['REFERRER_IDENTITY'] })).toBe(
      answer('WITHHOLD', 'school-senco', 'REDACT_THIRD_PARTY'),
    );
  });

  it('flags beside a missing row say only that there is no row', () => {
    expect(
      ask(planCase, { purpose: 'P23', flags: ['CHILD_CONFIDENCE', 'REFERRER_IDENTITY'], aboutOthers: true }),
    ).toBe(answer('WITHHOLD', 'no row', 'DENY_NO_MATRIX_ROW'));
  });
});

describe('several reasons', () => {
  it('what forbids stands beside what the table would have withheld for', () => {
    const told: Facts = { category: 'MHC', linkedToNeed: true, flags: ['CHILD_CONFIDENCE'], choice: 'DENY' };
    expect(ask(planCase, told)).toBe(
      answer('WITHHOLD', 'school-senco', 'REDACT_CHILD_CONFIDENCE', 'REDACT_CONSENT_DENIED'),
    );
    expect(ask(planCase, { ...told, choice: 'CONFLICT' })).toBe(
      answer('WITHHOLD', 'school-senco', 'REDACT_CHILD_CONFIDENCE', 'DENY_CONSENT_CONFLICT'),
    );
    expect(ask(planCase, { ...told, choice: 'NONE' })).toBe(
      answer('WITHHOLD', 'school-senco', 'REDACT_CHILD_CONFIDENCE', 'DENY_CONSENT_ABSENT'),
    );
  });

  it('what forbids a part that would wait says nothing of waiting', () => {
    const told: Facts = { choice: 'DENY', flags: ['REFERRER_IDENTITY'] };
    expect(ask(planCase, told)).toBe(answer('WITHHOLD', 'school-senco', 'REDACT_THIRD_PARTY'));
  });
});

describe('the rule that decided', () => {
  it.each<[Facts, string]>([
    [{ flags: ['RETRACTED'] }, 'retracted'],
    [{ flags: ['CHILD_CONFIDENCE', 'RETRACTED'] }, 'retracted'],
    [{ flags: ['CHILD_CONFIDENCE', 'REFERRER_IDENTITY'] }, 'child-confidence'],
    [{ flags: ['REFERRER_IDENTITY', 'CHILD_CONFIDENCE'] }, 'child-confidence'],
    [
      { purpose: 'P17', recipientRole: 'PARENT_PR', flags: ['THIRD_PARTY', 'REFERRER_IDENTITY'] },
      'referrer-identity',
    ],
    [{ category: 'HFN', flags: ['THIRD_PARTY'] }, 'not-needed'],
    [{ category: 'PMH', aboutOthers: true }, 'never'],
    [{}, 'weighed-expectation'],
  ])('%j is %s', (facts, rule) => {
    expect(baseline.decideSegment({ ...planCase, ...facts }).rule).toBe(rule);
  });
});
