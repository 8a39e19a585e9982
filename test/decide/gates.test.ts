import { describe, expect, it } from '@jest/globals';
import {
  type Decision,
  type DecisionFacts,
  type SegmentFacts,
  type StatutoryGates,
  decide,
  neutralGates,
} from '../../src/exchange/decide/index.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import { authority, choice, facts, referral, segment } from './case-facts.ts';

const policy = loadPolicy('policies', 'BASE-1');

/** The outcome, the reasons of the whole, and the kinds of what is owed. */
function summary(given: DecisionFacts): readonly [string, ...string[]] {
  const { outcome, reasons } = decide(given, policy);
  return [outcome, ...reasons];
}

function partOf(decision: Decision, segmentId: string): readonly string[] {
  const part = decision.segments.find((each) => each.segmentId === segmentId);
  return part === undefined ? [] : [part.outcome, ...part.reasons];
}

function owed(given: DecisionFacts): readonly string[] {
  return decide(given, policy).obligations.map(({ kind }) => kind);
}

function gates(more: Partial<StatutoryGates>): StatutoryGates {
  return { ...neutralGates, ...more };
}

const openDoor = {
  organisationId: 'ODF',
  type: 'VCSE',
  department: 'NONE',
  dutyStatus: 'NONE',
  role: 'VCSE_WORKER',
  person: false,
} as const;
const council = { organisationId: 'WMC', type: 'COUNCIL', department: 'SEND', dutyStatus: 'S11' } as const;

describe('the plan of a young person (SEND Regulations 2014 reg 17; docs/domain/07 AC8)', () => {
  const agreed = [choice('SEN', 'PERMIT')];
  const extract = (parts: readonly SegmentFacts[], more: Partial<DecisionFacts> = {}): DecisionFacts =>
    facts(parts, {
      messageType: 'M03',
      purpose: 'P04',
      source: council,
      recipient: openDoor,
      gates: gates({
        reg17: { applies: true, exception: null, writtenRequest: false, childOrParentPermits: true },
      }),
      ...more,
    });
  const claim = (exception: StatutoryGates['reg17']['exception'], writtenRequest = false): StatutoryGates =>
    gates({ reg17: { applies: true, exception, writtenRequest, childOrParentPermits: false } });
  const college = {
    ...openDoor,
    type: 'COLLEGE',
    dutyStatus: 'DESIGNATED_EDU',
    role: 'COLLEGE_ALS',
  } as const;

  it('goes to a charity while the person who agreed may decide', () => {
    expect(summary(extract([segment('needs', 'SEN', { choices: agreed })]))).toEqual([
      'FORWARD',
      'PERMIT_CONSENT',
    ]);
  });

  it('does not once they may no longer decide, and the young person is asked', () => {
    const lapsed = extract([segment('needs', 'SEN', { choices: [choice('SEN', 'NONE', { lapsed: true })] })]);
    expect(summary(lapsed)).toEqual(['DENY', 'DENY_AUTHORITY_LAPSED']);
    expect(owed(lapsed)).toEqual(['ASK_DATA_SUBJECT']);
  });

  it('does not where nobody was asked', () => {
    expect(summary(extract([segment('needs', 'SEN', { choices: [choice('SEN', 'NONE')] })]))).toEqual([
      'DENY',
      'DENY_R17_NO_CONSENT',
    ]);
  });

  it('goes part by part: only what was agreed to', () => {
    const decision = decide(
      extract(
        [
          segment('needs', 'SEN', { choices: agreed }),
          segment('school', 'EDU', { choices: [choice('EDU', 'NONE')] }),
        ],
        { recipient: college },
      ),
      policy,
    );
    expect(partOf(decision, 'needs')).toEqual(['RELEASE', 'PERMIT_CONSENT']);
    expect(partOf(decision, 'school')).toEqual(['WITHHOLD', 'DENY_R17_NO_CONSENT']);
  });

  it('goes to a college whom the council consults, under a claimed exception and no consent', () => {
    const consulted = extract([segment('needs', 'SEN')], {
      recipient: college,
      gates: claim('R17_INTEREST'),
    });
    expect(summary(consulted)).toEqual(['FORWARD', 'PERMIT_R17_INTEREST', 'PERMIT_REASONABLE_EXPECTATION']);
    expect(summary({ ...consulted, gates: claim(null) })).toEqual(['DENY', 'DENY_R17_NO_CONSENT']);
    expect(summary({ ...consulted, gates: claim('R17_OFSTED') })).toEqual(['DENY', 'DENY_R17_NO_CONSENT']);
    expect(summary({ ...consulted, source: { ...council, type: 'SCHOOL' } })).toEqual([
      'DENY',
      'DENY_R17_NO_CONSENT',
    ]);
  });

  it('goes to a university’s assessor only at the young person’s written request', () => {
    const assessor = {
      ...college,
      type: 'UNIVERSITY',
      role: 'HE_DISABILITY_ASSESSOR',
    } as const;
    const asked = extract([segment('needs', 'SEN')], {
      recipient: assessor,
      gates: claim('R17_HE_DSA', true),
    });
    expect(summary(asked)).toEqual(['FORWARD', 'PERMIT_YP_REQUEST', 'PERMIT_REASONABLE_EXPECTATION']);
    expect(summary({ ...asked, gates: claim('R17_HE_DSA') })).toEqual(['DENY', 'DENY_R17_NO_CONSENT']);
    expect(summary({ ...asked, recipient: college, gates: claim('R17_HE_DSA', true) })[0]).toBe('DENY');
  });

  it('is opened by no exception under a policy from before there were any', () => {
    const older = loadPolicy('policies', 'BASE-1', 1);
    const consulted = extract([segment('needs', 'SEN')], {
      recipient: college,
      gates: claim('R17_INTEREST'),
    });
    expect(decide(consulted, older).reasons).toEqual(['DENY_R17_NO_CONSENT']);
  });
});

describe('telling the council of a young child’s needs (Children and Families Act 2014 s.23)', () => {
  const s23 = {
    applies: true,
    parentInformedOn: '2028-01-05',
    discussionOfferedOn: '2028-01-05',
    underSchoolAge: true,
  };
  const told = facts([segment('opinion', 'SEN')], {
    messageType: 'M14',
    purpose: 'P03',
    source: { ...council, type: 'NHS_TRUST', department: 'COMMUNITY' },
    recipient: { ...council, role: 'EHC_COORD', person: false },
    gates: gates({ s23 }),
  });

  it('goes once the parent was told and offered to talk, whatever the parent thinks of it', () => {
    expect(summary(told)[0]).toBe('FORWARD');
  });

  it.each<[string, Partial<StatutoryGates['s23']>, string]>([
    ['the parent was not told', { parentInformedOn: null }, 'DENY_PARENT_NOT_INFORMED'],
    ['the parent is told only tomorrow', { parentInformedOn: '2028-01-08' }, 'DENY_PARENT_NOT_INFORMED'],
    ['no talk was offered', { discussionOfferedOn: null }, 'DENY_PARENT_NOT_INFORMED'],
    ['the child is of compulsory school age', { underSchoolAge: false }, 'DENY_NO_BASIS'],
  ])('is refused where %s', (_why, change, reason) => {
    expect(summary({ ...told, gates: gates({ s23: { ...s23, ...change } }) })).toEqual(['DENY', reason]);
  });
});

describe('a transition referral (Care Act 2014 s.58; docs/domain/07 AC10)', () => {
  const kinds = ['CON', 'SEN', 'DEV', 'DIS', 'PHY'] as const;
  const josh = facts(
    [
      ...kinds.map((code) => segment(code.toLowerCase(), code, { choices: [choice(code, 'PERMIT')] })),
      segment('mhc', 'MHC', { linkedToNeed: true, choices: [choice('MHC', 'DENY')] }),
      segment('edu', 'EDU', { linkedToNeed: true, choices: [choice('EDU', 'NONE')] }),
    ],
    {
      at: '2026-11-23T10:00:00.000Z',
      messageType: 'M15',
      purpose: 'P13',
      recipient: { ...council, department: 'ASC', role: 'ASC_SW', person: false },
      authority: authority({ selfDecides: true }),
      gates: gates({ assessment: 'PERMIT' }),
    },
  );

  it('goes as far as the young person permits, and says why', () => {
    const decision = decide(josh, policy);
    expect(decision.outcome).toBe('FORWARD_REDACTED');
    expect(decision.reasons).toContain('PERMIT_ASSESSMENT_GATE');
    for (const code of kinds)
      expect(partOf(decision, code.toLowerCase())).toEqual([
        'RELEASE',
        'PERMIT_ASSESSMENT_GATE',
        'PERMIT_CONSENT',
      ]);
    expect(partOf(decision, 'mhc')).toEqual(['WITHHOLD', 'REDACT_CONSENT_DENIED']);
    expect(decision.segments.find(({ segmentId }) => segmentId === 'mhc')?.silent).toBe(true);
    expect(partOf(decision, 'edu')).toEqual(['WITHHOLD', 'DENY_CONSENT_ABSENT']);
    expect(owed(josh)).toEqual(['LABEL', 'TELL_DATA_SUBJECT_ONLY', 'ACKNOWLEDGEMENT_DUE']);
    expect(decision.obligations).toContainEqual({
      kind: 'ACKNOWLEDGEMENT_DUE',
      due: '2026-12-07T17:00:00.000Z',
    });
  });

  it('is refused and never held where nobody agreed to the assessment, or somebody said no', () => {
    for (const assessment of ['NONE', 'DENY'] as const)
      expect(summary({ ...josh, gates: gates({ assessment }) })).toEqual(['DENY', 'DENY_ASSESSMENT_GATE']);
  });
});

describe('advice that was agreed to suffice (SEND Regulations 2014 reg 6(4))', () => {
  const request = facts([segment('questions', 'SEN')], { messageType: 'M01', purpose: 'P03' });

  it('is not asked for again', () => {
    expect(summary({ ...request, gates: gates({ reuse: 'AGREED' }) })).toEqual(['DENY', 'DENY_REUSE_AGREED']);
    expect(summary({ ...request, gates: gates({ reuse: 'NONE' }) })[0]).toBe('FORWARD');
  });
});

describe('a court’s order', () => {
  const charity = facts([segment('needs', 'SEN', { choices: [choice('SEN', 'CONFLICT')] })], {
    purpose: 'P02',
    messageType: 'M06',
    recipient: openDoor,
  });
  const ordered = (
    result: 'PERMIT' | 'NONE' | 'DENY',
    order: 'GIVES_DECISION' | 'PERMITS' | 'FORBIDS' | null,
  ): DecisionFacts => ({
    ...charity,
    segments: [segment('needs', 'SEN', { choices: [choice('SEN', result, { order })] })],
  });

  it('settles what parents disagree about: the one to whom it gives the decision decides (docs/domain/07 AC6 B)', () => {
    expect(summary(charity)).toEqual(['DENY', 'DENY_CONSENT_CONFLICT']);
    expect(owed(charity)).toEqual(['TELL_OUTCOME']);
    expect(summary(ordered('PERMIT', 'GIVES_DECISION'))).toEqual([
      'FORWARD',
      'PERMIT_COURT_ORDER',
      'PERMIT_CONSENT',
    ]);
    expect(summary(ordered('DENY', 'GIVES_DECISION'))[0]).toBe('DENY');
  });

  it('wins within its terms over what was chosen', () => {
    expect(summary(ordered('DENY', 'PERMITS'))).toEqual(['FORWARD', 'PERMIT_COURT_ORDER']);
    expect(summary(ordered('PERMIT', 'FORBIDS'))).toEqual(['DENY', 'DENY_COURT_RESTRICTED']);
    expect(summary({ ...ordered('PERMIT', null), bars: { ...charity.bars, order: 'FORBIDS' } })).toEqual([
      'DENY',
      'DENY_COURT_RESTRICTED',
    ]);
  });

  it('never opens what is very restricted to a charity', () => {
    const sealed = segment('sealed', 'SEN', {
      level: 'V',
      choices: [choice('SEN', 'PERMIT', { order: 'PERMITS' })],
    });
    expect(partOf(decide({ ...charity, segments: [sealed] }, policy), 'sealed')).toEqual([
      'WITHHOLD',
      'REDACT_NEVER',
    ]);
  });

  it('names what a court gets, each part by a named approver', () => {
    const hearing = facts([segment('report', 'SEN'), segment('rest', 'EDU')], {
      purpose: 'P15',
      messageType: 'M09',
      recipient: { ...openDoor, type: 'COURT', dutyStatus: 'S11', role: 'COURT_OFFICER' },
      gates: gates({ courtNames: ['SEN'] }),
      approvals: ['report', 'rest'].map((segmentId) => ({ segmentId, by: 'caldicott' })),
    });
    const decision = decide(hearing, policy);
    expect(partOf(decision, 'report')).toEqual(['RELEASE', 'PERMIT_NAMED_APPROVER']);
    expect(partOf(decision, 'rest')).toEqual(['WITHHOLD', 'REDACT_NOT_NEEDED']);
    expect(summary({ ...hearing, approvals: [] })[0]).toBe('DENY');
    expect(summary({ ...hearing, gates: gates({ courtNames: null }) })).toEqual(['DENY', 'DENY_NO_BASIS']);
  });
});

describe('a number that an adoption retired (docs/domain/07 AC9)', () => {
  const asked = facts([segment('row', 'EDU')]);
  const retired = { ...asked, identity: 'UNCONFIRMED', bars: { ...asked.bars, adoption: true } } as const;

  it('is refused in the ledger alone, and answered like one never seen', () => {
    for (const kind of ['PUSH', 'PULL', 'ADVICE'] as const) {
      const decision = decide({ ...retired, kind }, policy);
      const never = decide({ ...asked, kind, identity: 'UNCONFIRMED' }, policy);
      expect([decision.outcome, ...decision.reasons]).toEqual(['DENY', 'DENY_ADOPTION']);
      expect(decision.told).toEqual({ outcome: never.outcome, reason: never.reasons[0] });
    }
    expect(owed(retired)).toEqual(['ALERT_GOVERNANCE']);
  });

  it('keeps no referral from the front door, which goes as one about nobody known', () => {
    const lost = referral([segment('harm', 'CPR')], { identity: 'UNCONFIRMED' });
    const decision = decide({ ...lost, bars: { ...lost.bars, adoption: true } }, policy);
    expect(decision.outcome).toBe('FORWARD');
    expect(decision.obligations.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['IDENTITY_UNCONFIRMED', 'ALERT_GOVERNANCE']),
    );
  });
});

describe('a practitioner', () => {
  const pull = facts([segment('row', 'EDU')], { kind: 'PULL' });

  it('without a relationship sees nothing, and is told what is told of a child never seen (docs/domain/07 X5)', () => {
    const decision = decide({ ...pull, bars: { ...pull.bars, relationship: 'ABSENT' } }, policy);
    expect([decision.outcome, ...decision.reasons]).toEqual(['DENY', 'DENY_NO_RELATIONSHIP']);
    expect(decision.told).toEqual({ outcome: 'DENY', reason: 'HOLD_ID_MISMATCH' });
    expect(decide({ ...pull, bars: { ...pull.bars, relationship: 'PRESENT' } }, policy).outcome).toBe(
      'FORWARD',
    );
  });

  it('whose training has lapsed is refused', () => {
    expect(summary({ ...pull, bars: { ...pull.bars, training: 'LAPSED' } })).toEqual([
      'DENY',
      'DENY_TRAINING_LAPSED',
    ]);
    expect(summary({ ...pull, bars: { ...pull.bars, training: 'CURRENT' } })[0]).toBe('FORWARD');
  });

  it('may decide not to share, which is reviewed (Children Act 2004 s.16LA)', () => {
    const kept = { ...pull, moreDetrimental: { by: 'sue.williams', reasons: 'It would end the placement.' } };
    expect(summary(kept)).toEqual(['DENY', 'DENY_MORE_DETRIMENTAL']);
    expect(owed(kept)).toEqual(['REVIEW_NOT_SHARED']);
  });
});

describe('emergency access (docs/domain/07 X2)', () => {
  const nia = facts([segment('status', 'CPR'), segment('allergies', 'PHY'), segment('address', 'CON')], {
    at: '2028-01-07T02:10:00.000Z',
    kind: 'PULL',
    messageType: 'FHIR',
    purpose: 'P14',
    urgency: 'IMMEDIATE',
    recipient: { ...council, type: 'NHS_TRUST', department: 'EMERGENCY', role: 'UEC_CLIN', person: false },
    emergency: { reasonGiven: true, person: 'uec.1', expires: '2028-01-07T03:10:00.000Z' },
    protections: { shieldedLocation: true, safeContact: true },
    approvals: [{ segmentId: 'address', by: 'somebody' }],
  });

  it('opens the least subset and never where the child lives, and the safe contact is told', () => {
    const decision = decide(nia, policy);
    expect(decision.outcome).toBe('FORWARD_REDACTED');
    expect(partOf(decision, 'status')).toEqual(['RELEASE', 'PERMIT_BREAK_GLASS']);
    expect(partOf(decision, 'allergies')).toEqual(['RELEASE', 'PERMIT_BREAK_GLASS']);
    expect(partOf(decision, 'address')).toEqual(['WITHHOLD', 'REDACT_NEVER']);
    expect(owed(nia)).toEqual([
      'LABEL',
      'TELL_SAFE_CONTACT',
      'TELL_SENDER_PART_NOT_SENT',
      'REVIEW_EMERGENCY_ACCESS',
    ]);
  });

  it.each<[string, DecisionFacts['emergency']]>([
    ['no reason', { reasonGiven: false, person: 'uec.1', expires: '2028-01-07T03:10:00.000Z' }],
    ['nobody named', { reasonGiven: true, person: null, expires: '2028-01-07T03:10:00.000Z' }],
    ['its time run out', { reasonGiven: true, person: 'uec.1', expires: '2028-01-07T02:10:00.000Z' }],
    ['no emergency at all', null],
  ])('is refused with %s', (_what, emergency) => {
    expect(summary({ ...nia, emergency })).toEqual(['DENY', 'DENY_ATTESTATION_MISSING']);
  });
});

describe('a person’s own access (P17)', () => {
  const reader = { ...openDoor, type: 'COUNCIL', dutyStatus: 'S11', person: true } as const;
  const file = facts([segment('file', 'SEN'), segment('home', 'CON')], {
    kind: 'ADVICE',
    messageType: 'M22',
    purpose: 'P17',
    agreement: null,
    recipient: { ...reader, role: 'PARENT_PR' },
    own: 'PARENT',
  });

  it('needs no agreement between organisations, but authority', () => {
    expect(summary(file)).toEqual(['FORWARD', 'PERMIT_OWN_ACCESS']);
    expect(summary({ ...file, own: null })).toEqual(['DENY', 'DENY_NO_AUTHORITY']);
    expect(summary({ ...file, recipient: { ...reader, role: 'PARENT_PR', person: false } })).toEqual([
      'DENY',
      'DENY_NO_DSA',
    ]);
  });

  it('of a parent whose child decides goes as far as the child permits (docs/domain/07 AC10, X1)', () => {
    const byPermit = { ...file, ownByPermitOnly: true };
    expect(summary(byPermit)).toEqual(['DENY', 'DENY_NO_AUTHORITY']);
    const permitted = {
      ...byPermit,
      segments: [segment('file', 'SEN', { choices: [choice('SEN', 'PERMIT')] }), segment('home', 'CON')],
    };
    expect(partOf(decide(permitted, policy), 'file')).toEqual(['RELEASE', 'PERMIT_OWN_ACCESS']);
    expect(partOf(decide(permitted, policy), 'home')).toEqual(['WITHHOLD', 'DENY_NO_AUTHORITY']);
  });

  it('to a shielded child’s record waits for a review, and then shows no location (docs/domain/07 AC5)', () => {
    const shielded = {
      ...file,
      bars: { ...file.bars, shieldReview: 'NEEDED' },
      protections: { shieldedLocation: true, safeContact: true },
    } as const;
    expect(summary(shielded)).toEqual(['HOLD', 'HOLD_SHIELD_REVIEW']);
    expect(owed(shielded)).toEqual(['TELL_SAFE_CONTACT', 'SAY_BEING_CHECKED']);
    const reviewed = decide({ ...shielded, bars: { ...file.bars, shieldReview: 'DONE' } }, policy);
    expect(reviewed.outcome).toBe('FORWARD_REDACTED');
    expect(partOf(reviewed, 'home')).toEqual(['WITHHOLD', 'REDACT_SHIELDED']);
    expect(reviewed.obligations.map(({ kind }) => kind)).toContain('TELL_SAFE_CONTACT');
  });

  it('to what health wrote waits for a professional, who may keep it (docs/domain/07 X1)', () => {
    const clinic = segment('letter', 'PHY', { healthOrigin: true });
    const asked = {
      ...file,
      segments: [...file.segments, clinic],
      gates: gates({ professionalOpinion: { applies: true, opinions: [] } }),
    };
    const opinion = (harm: boolean): DecisionFacts => ({
      ...asked,
      gates: gates({
        professionalOpinion: { applies: true, opinions: [{ segmentId: 'letter', harm, by: 'dr.lin' }] },
      }),
    });
    expect(partOf(decide(asked, policy), 'letter')).toEqual(['HOLD', 'HOLD_PROFESSIONAL_OPINION']);
    expect(partOf(decide(opinion(true), policy), 'letter')).toEqual(['WITHHOLD', 'REDACT_SERIOUS_HARM']);
    expect(partOf(decide(opinion(false), policy), 'letter')).toEqual(['RELEASE', 'PERMIT_OWN_ACCESS']);
  });
});

describe('planning, research and audit (docs/domain/rulings 6; docs/domain/07 AC10)', () => {
  const extract = facts([segment('episodes', 'PHY', { healthOrigin: true })], {
    messageType: 'FHIR',
    purpose: 'P20',
    extract: 'AGGREGATE',
    source: { ...council, type: 'NHS_TRUST', department: 'COMMUNITY' },
    recipient: { ...council, type: 'ICB', department: 'NONE', role: 'PLANNER', person: false },
  });
  const optedOut = { ...extract.bars, nationalDataOptOut: true };

  it('plan with groups, with small figures suppressed, and never with single people', () => {
    expect(summary(extract)[0]).toBe('FORWARD');
    expect(owed(extract)).toEqual(['LABEL', 'SUPPRESS_SMALL_CELLS']);
    for (const form of ['PERSON', 'PSEUDONYMISED'] as const)
      expect(summary({ ...extract, extract: form })).toEqual(['DENY', 'DENY_IDENTIFIABLE']);
  });

  it('leave out who opted out, wherever health wrote it, and only there', () => {
    expect(summary({ ...extract, bars: optedOut })).toEqual(['DENY', 'DENY_NDOO']);
    expect(summary({ ...extract, bars: optedOut, segments: [segment('plan', 'CIN')] })[0]).toBe('FORWARD');
  });

  it('audit without names, which are to be replaced', () => {
    const audit = facts([segment('subject', 'DEM', { part: 'ENVELOPE' }), segment('plan', 'CIN')], {
      purpose: 'P19',
      recipient: { ...council, role: 'AUDITOR', person: false },
    });
    expect(summary(audit)[0]).toBe('FORWARD_REDACTED');
    expect(partOf(decide(audit, policy), 'subject')[0]).toBe('WITHHOLD');
    expect(owed(audit)).toContain('PSEUDONYMISE');
  });
});

describe('somebody whose capacity must be confirmed', () => {
  it('is waited for where the choice decides, and nobody else’s word stands in', () => {
    const asked = facts(
      [
        segment('needs', 'SEN', { choices: [choice('SEN', 'NONE')] }),
        segment('more', 'EDU', { choices: [choice('EDU', 'PERMIT')] }),
      ],
      {
        purpose: 'P02',
        messageType: 'M06',
        recipient: openDoor,
        authority: authority({ capacityToBeConfirmed: true }),
      },
    );
    expect(partOf(decide(asked, policy), 'needs')).toEqual(['HOLD', 'HOLD_CAPACITY']);
    expect(partOf(decide({ ...asked, authority: authority() }, policy), 'needs')).toEqual([
      'WITHHOLD',
      'DENY_CONSENT_ABSENT',
    ]);
  });

  it.each([true, false])(
    'is not waited for where a flag bars the part anyway, safety-critical %s',
    (safetyCritical) => {
      const barred = facts(
        [
          segment('words', 'SEN', {
            flags: ['CHILD_CONFIDENCE'],
            safetyCritical,
            choices: [choice('SEN', 'NONE')],
          }),
          segment('more', 'EDU', { choices: [choice('EDU', 'PERMIT')] }),
        ],
        {
          purpose: 'P02',
          messageType: 'M06',
          recipient: openDoor,
          authority: authority({ capacityToBeConfirmed: true }),
        },
      );
      expect(partOf(decide(barred, policy), 'words')).toEqual([
        'WITHHOLD',
        'REDACT_CHILD_CONFIDENCE',
        'DENY_CONSENT_ABSENT',
      ]);
    },
  );
});

describe('an answer of somebody unverified (docs/domain/07 AC6 C)', () => {
  it('is a task, not a conflict', () => {
    const plan = facts([segment('row', 'EDU')], { authority: authority({ someoneUnverified: true }) });
    expect(owed(plan)).toContain('VERIFY_RESPONSIBILITY');
    expect(summary(plan)[0]).toBe('FORWARD');
  });
});
