import { describe, expect, it } from '@jest/globals';
import { type Decision, type DecisionFacts, decide } from '../../src/exchange/decide/index.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import type { CategoryCode, ReasonCode } from '../../src/vocabulary/index.ts';
import { choice, facts, referral, segment } from './case-facts.ts';

const policy = loadPolicy('policies', 'BASE-1');

function outcomeOf(
  decision: Decision,
  segmentId: string,
): { outcome: string; silent: boolean; reasons: readonly ReasonCode[] } {
  const found = decision.segments.find((each) => each.segmentId === segmentId);
  if (found === undefined) throw new Error(`no segment ${segmentId}`);
  return { outcome: found.outcome, silent: found.silent, reasons: found.reasons };
}

describe('a plan from social care to a school (docs/domain/07 AC1)', () => {
  const plan = facts(
    [
      segment('subject', 'DEM', { part: 'ENVELOPE' }),
      segment('title', 'CIN', { linkedToNeed: true }),
      segment('row-1', 'ATT', { mandatory: true, choices: [choice('ATT', 'PERMIT')] }),
      segment('row-2', 'SEN', { mandatory: true, choices: [choice('SEN', 'PERMIT')] }),
      segment('row-3', 'EDU', { mandatory: true, choices: [choice('EDU', 'PERMIT')] }),
      segment('row-3-cost', 'HFN'),
      segment('words', 'VOI', { linkedToNeed: true, notForRoles: ['CLASS_STAFF'] }),
      segment('illness', 'PMH', { aboutOthers: true, choices: [choice('PMH', 'DENY')] }),
    ],
    { leadDecision: { by: 'sue', segmentIds: ['title'] } },
  );

  it('goes redacted, with each part decided as the table says', () => {
    const decision = decide(plan, policy);
    expect(decision.outcome).toBe('FORWARD_REDACTED');
    expect(
      Object.fromEntries(
        decision.segments.map(({ segmentId, ...rest }) => [
          segmentId,
          [rest.outcome, rest.silent, rest.reasons],
        ]),
      ),
    ).toEqual({
      subject: ['RELEASE', false, ['PERMIT_REASONABLE_EXPECTATION']],
      title: ['RELEASE', false, ['PERMIT_LEAD_DECISION']],
      'row-1': ['RELEASE', false, ['PERMIT_CONSENT']],
      'row-2': ['RELEASE', false, ['PERMIT_CONSENT']],
      'row-3': ['RELEASE', false, ['PERMIT_CONSENT']],
      'row-3-cost': ['WITHHOLD', false, ['REDACT_NOT_NEEDED']],
      words: ['RELEASE', false, ['PERMIT_REASONABLE_EXPECTATION']],
      illness: ['WITHHOLD', true, ['REDACT_THIRD_PARTY', 'REDACT_CONSENT_DENIED']],
    });
    expect(decision.released).toEqual(['subject', 'title', 'row-1', 'row-2', 'row-3', 'words']);
    expect(decision.obligations.map(({ kind }) => kind)).toContain('TELL_FAMILY');
  });

  it('holds the title for the lead practitioner when no lead decision came with it', () => {
    const decision = decide({ ...plan, leadDecision: null }, policy);
    expect(outcomeOf(decision, 'title')).toMatchObject({ outcome: 'HOLD', reasons: ['HOLD_LEAD_JUDGEMENT'] });
  });

  it('gives class staff the three rows and nothing else', () => {
    const decision = decide({ ...plan, recipient: { ...plan.recipient, role: 'CLASS_STAFF' } }, policy);
    expect(decision.released).toEqual(['subject', 'row-1', 'row-2', 'row-3']);
    expect(outcomeOf(decision, 'words').reasons).toEqual(['REDACT_HANDLING']);
  });

  it('is refused on to a charity without an agreement', () => {
    const decision = decide(
      {
        ...plan,
        agreement: null,
        recipient: { ...plan.recipient, type: 'VCSE', dutyStatus: 'NONE', role: 'VCSE_WORKER' },
      },
      policy,
    );
    expect(decision).toMatchObject({ outcome: 'DENY', reasons: ['DENY_NO_DSA'], released: [] });
  });

  it('replays to the same answer from what was written down', () => {
    const recorded = JSON.parse(JSON.stringify(plan)) as DecisionFacts;
    expect(decide(recorded, policy)).toEqual(decide(plan, policy));
  });
});

describe('a referral without consent (docs/domain/07 AC4)', () => {
  const denied = (category: CategoryCode) => [choice(category, 'DENY')];
  const categories: readonly CategoryCode[] = ['CON', 'HHD', 'EDU', 'ATT', 'BEH', 'VOI', 'CPR', 'DAB'];
  const message = referral([
    segment('subject', 'DEM', { part: 'ENVELOPE', choices: denied('DEM') }),
    ...categories.map((category) => segment(category, category, { choices: denied(category) })),
    segment('rumour', 'POF', { aboutOthers: true, assertionType: 'ALLEGATION', choices: denied('POF') }),
  ]);

  it('goes whole under the duty to share, against the recorded no', () => {
    const decision = decide(message, policy);
    expect(decision.outcome).toBe('FORWARD');
    expect(decision.reasons).toEqual(['PERMIT_DUTY_16LA']);
    expect(decision.urgentSafeguarding).toBe(true);
  });

  it('shows the wish, marks the rumour, keeps the family view shut until a manager looked again, and wants feedback', () => {
    const { obligations } = decide(message, policy);
    expect(obligations.find(({ kind }) => kind === 'SHOW_WISH')).toBeDefined();
    expect(obligations.find(({ kind }) => kind === 'MARK_UNVERIFIED')?.segmentIds).toEqual(['rumour']);
    expect(obligations.find(({ kind }) => kind === 'EMBARGO_FAMILY_VIEW')?.due).toBe(
      '2027-02-16T14:20:00.000Z',
    );
    expect(obligations.find(({ kind }) => kind === 'FEEDBACK_DUE')?.due).toBe('2027-02-10T17:00:00.000Z');
    expect(obligations.map(({ kind }) => kind)).not.toContain('TELL_FAMILY');
  });

  it('says no less to a front door with which there is a narrow agreement than without one (rulings 2)', () => {
    const narrow = { agreementId: 'dsa-2', version: 1, categories: ['ATT' as const] };
    expect(decide({ ...message, agreement: null }, policy).outcome).toBe('FORWARD');
    expect(decide({ ...message, agreement: narrow }, policy).outcome).toBe('FORWARD');
    const elsewhere = { ...message, recipient: { ...message.recipient, department: 'CSC' as const } };
    expect(outcomeOf(decide({ ...elsewhere, agreement: narrow }, policy), 'CPR')).toMatchObject({
      outcome: 'WITHHOLD',
      reasons: ['DENY_NO_DSA'],
    });
  });

  it('is refused at once without the attestation, with the phone route', () => {
    const decision = decide({ ...message, attested: false }, policy);
    expect(decision).toMatchObject({ outcome: 'DENY', reasons: ['DENY_ATTESTATION_MISSING'], released: [] });
    expect(decision.obligations).toEqual([{ kind: 'PHONE_NOW' }]);
  });

  it('may go unmatched, marked as unconfirmed', () => {
    const decision = decide({ ...message, identity: 'UNCONFIRMED' }, policy);
    expect(decision.outcome).toBe('FORWARD');
    expect(decision.obligations).toContainEqual({ kind: 'IDENTITY_UNCONFIRMED' });
  });

  it('may not go unmatched to anybody but the front door', () => {
    const elsewhere: DecisionFacts = {
      ...message,
      identity: 'UNCONFIRMED',
      recipient: { ...message.recipient, department: 'CSC', role: 'SW' },
    };
    expect(decide(elsewhere, policy)).toMatchObject({ outcome: 'DENY', reasons: ['HOLD_ID_MISMATCH'] });
  });

  it('needs no agreement to the front door', () => {
    expect(decide({ ...message, agreement: null }, policy).outcome).toBe('FORWARD');
  });

  it('sends the rest at once when a part has no label, and tells its sender which', () => {
    const decision = decide(
      {
        ...message,
        segments: [...message.segments, segment('scan', 'CPR', { labelled: false, categories: [] })],
      },
      policy,
    );
    expect(decision.outcome).toBe('FORWARD_REDACTED');
    expect(outcomeOf(decision, 'scan')).toMatchObject({ outcome: 'WITHHOLD', reasons: ['HOLD_UNLABELLED'] });
    expect(decision.obligations).toContainEqual({ kind: 'TELL_SENDER_PART_NOT_SENT', segmentIds: ['scan'] });
  });
});

describe('bars on the whole request', () => {
  const one = facts([segment('row', 'EDU')]);

  it('goes when none applies', () => {
    expect(decide(one, policy).outcome).toBe('FORWARD');
  });

  it.each<[string, Partial<DecisionFacts>, string, ReasonCode]>([
    ['no agreement', { agreement: null }, 'DENY', 'DENY_NO_DSA'],
    ['adoption', { bars: { ...one.bars, adoption: true } }, 'DENY', 'DENY_ADOPTION'],
    [
      'a court restriction',
      { bars: { ...one.bars, courtRestriction: true } },
      'DENY',
      'DENY_COURT_RESTRICTED',
    ],
    ['an uncertain identity', { identity: 'UNCONFIRMED' }, 'HOLD', 'HOLD_ID_MISMATCH'],
    [
      'an uncertain identity in a pull',
      { identity: 'UNCONFIRMED', kind: 'PULL' },
      'DENY',
      'HOLD_ID_MISMATCH',
    ],
    ['no attestation', { purpose: 'P08' }, 'DENY', 'DENY_ATTESTATION_MISSING'],
    [
      'opted out of planning',
      {
        purpose: 'P20',
        bars: { ...one.bars, nationalDataOptOut: true },
        segments: [segment('row', 'PHY', { healthOrigin: true })],
      },
      'DENY',
      'DENY_NDOO',
    ],
    ['training on real data', { purpose: 'P23', syntheticData: false }, 'DENY', 'DENY_SYNTHETIC_ONLY'],
    [
      'the duty used by a body under none',
      { purpose: 'P09', attested: true, source: { ...one.source, dutyStatus: 'NONE' } },
      'DENY',
      'DENY_NO_BASIS',
    ],
  ])('stops at %s', (_name, change, outcome, reason) => {
    expect(decide({ ...one, ...change }, policy)).toMatchObject({ outcome, reasons: [reason], released: [] });
  });

  it('refuses a body whose only basis is consent, when nobody was asked', () => {
    const charity: DecisionFacts = {
      ...one,
      purpose: 'P02',
      recipient: { ...one.recipient, type: 'VCSE', dutyStatus: 'NONE', role: 'VCSE_WORKER' },
    };
    expect(decide(charity, policy)).toMatchObject({ outcome: 'DENY', reasons: ['DENY_NO_BASIS'] });
    const asked = { ...charity, segments: [segment('row', 'EDU', { choices: [choice('EDU', 'PERMIT')] })] };
    expect(decide(asked, policy)).toMatchObject({ outcome: 'FORWARD', reasons: ['PERMIT_CONSENT'] });
  });
});

describe('bars on one segment', () => {
  const beside = segment('beside', 'EDU');

  it.each<[string, Partial<Parameters<typeof segment>[2] & object>, string, ReasonCode]>([
    ['unlabelled', { labelled: false }, 'HOLD', 'HOLD_UNLABELLED'],
    ['without a category', { categories: [] }, 'HOLD', 'HOLD_UNLABELLED'],
    [
      'embargoed',
      { flags: ['EMBARGO_UNTIL'], embargoUntil: '2028-02-01T00:00:00.000Z' },
      'WITHHOLD',
      'DENY_EMBARGO',
    ],
    ['embargoed without an end', { flags: ['EMBARGO_UNTIL'] }, 'WITHHOLD', 'DENY_EMBARGO'],
    ['not for the role', { notForRoles: ['SENCO'] }, 'WITHHOLD', 'REDACT_HANDLING'],
    ['retracted', { flags: ['RETRACTED'] }, 'WITHHOLD', 'DENY_RETRACTED'],
    [
      'of two categories, one of which may not go',
      { categories: ['EDU', 'PSY'] },
      'WITHHOLD',
      'REDACT_NEVER',
    ],
  ])('stops one that is %s, and not the one beside it', (_name, change, outcome, reason) => {
    const decision = decide(facts([segment('part', 'EDU', change), beside]), policy);
    expect(outcomeOf(decision, 'part')).toMatchObject({ outcome, reasons: [reason] });
    expect(decision.released).toEqual(['beside']);
  });

  it('goes once its embargo has ended', () => {
    const ended = segment('part', 'EDU', {
      flags: ['EMBARGO_UNTIL'],
      embargoUntil: '2028-01-07T15:00:00.000Z',
    });
    expect(decide(facts([ended]), policy).outcome).toBe('FORWARD');
  });

  it('withholds a category that the agreement does not cover', () => {
    const narrow = facts([segment('part', 'SEN'), beside], {
      agreement: { agreementId: 'a', version: 1, categories: ['EDU'] },
    });
    expect(outcomeOf(decide(narrow, policy), 'part')).toMatchObject({
      outcome: 'WITHHOLD',
      reasons: ['DENY_NO_DSA'],
    });
  });
});

describe('the whole message', () => {
  it('is held when a mandatory part does not go', () => {
    const decision = decide(
      facts([segment('cost', 'HFN', { mandatory: true }), segment('row', 'EDU')]),
      policy,
    );
    expect(decision).toMatchObject({ outcome: 'HOLD', released: [] });
    expect(decision.reasons[0]).toBe('HOLD_MANDATORY_WITHHELD');
  });

  it('is held when the child’s own identity does not go', () => {
    const denied = [choice('DEM', 'DENY')];
    const decision = decide(
      facts([segment('subject', 'DEM', { part: 'ENVELOPE', choices: denied }), segment('row', 'EDU')]),
      policy,
    );
    expect(decision.outcome).toBe('HOLD');
  });

  it('is refused when nothing of substance may go', () => {
    const decision = decide(
      facts([segment('subject', 'DEM', { part: 'ENVELOPE' }), segment('cost', 'HFN')]),
      policy,
    );
    expect(decision).toMatchObject({ outcome: 'DENY', reasons: ['REDACT_NOT_NEEDED'], released: [] });
  });

  it('waits when a part that matters for safety was lost to a choice', () => {
    const lost = segment('plan', 'MHC', {
      safetyCritical: true,
      linkedToNeed: true,
      choices: [choice('MHC', 'DENY', { withdrawn: true })],
    });
    const decision = decide(facts([lost]), policy);
    expect(decision.outcome).toBe('HOLD');
    expect(decision.segments[0]?.reasons).toEqual([
      'HOLD_LEAD_JUDGEMENT',
      'REDACT_CONSENT_DENIED',
      'DENY_WITHDRAWN',
    ]);
  });
});

describe('where consent is the only basis', () => {
  const transition = (mentalHealth: readonly ReturnType<typeof choice>[]) =>
    facts(
      [
        segment('subject', 'DEM', { part: 'ENVELOPE' }),
        segment('needs', 'SEN'),
        segment('mental-health', 'MHC', { linkedToNeed: true, choices: mentalHealth }),
      ],
      {
        messageType: 'M15',
        purpose: 'P13',
        recipient: {
          organisationId: 'WMC',
          type: 'COUNCIL',
          department: 'ASC',
          dutyStatus: 'S11',
          role: 'ASC_SW',
          person: false,
        },
      },
    );

  it('nothing goes when nothing is recorded', () => {
    expect(decide(transition([]), policy)).toMatchObject({ outcome: 'DENY', reasons: ['DENY_NO_BASIS'] });
  });

  it('a refusal of one part lets no other go that would have stayed without it', () => {
    const decision = decide(transition([choice('MHC', 'DENY')]), policy);
    expect(decision.released).toEqual([]);
    expect(outcomeOf(decision, 'needs')).toMatchObject({ outcome: 'WITHHOLD', reasons: ['DENY_NO_BASIS'] });
  });

  it('goes once something is permitted', () => {
    expect(decide(transition([choice('MHC', 'PERMIT')]), policy).released).toContain('needs');
  });
});

describe('a part that is to be left out in silence', () => {
  it('is so when the whole message is barred as well', () => {
    const decision = decide(
      facts([segment('service', 'SHR'), segment('school', 'EDU')], { agreement: null }),
      policy,
    );
    expect(decision.segments.map(({ segmentId, silent }) => [segmentId, silent])).toEqual([
      ['service', true],
      ['school', false],
    ]);
  });
});

describe('a person’s own access', () => {
  const parent = facts([segment('row', 'EDU')], {
    purpose: 'P17',
    recipient: {
      organisationId: 'FPS',
      type: 'SCHOOL',
      department: 'NONE',
      dutyStatus: 'DESIGNATED_EDU',
      role: 'PARENT_PR',
      person: false,
    },
  });

  it('is given to whom identity and authority were proved', () => {
    expect(decide({ ...parent, own: 'PARENT' }, policy)).toMatchObject({
      outcome: 'FORWARD',
      reasons: ['PERMIT_OWN_ACCESS'],
    });
  });

  it('is never given because a system says that it is for the parent', () => {
    expect(decide(parent, policy)).toMatchObject({
      outcome: 'DENY',
      reasons: ['DENY_NO_AUTHORITY'],
      released: [],
    });
  });
});
