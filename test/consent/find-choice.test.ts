import { describe, expect, it } from '@jest/globals';
import {
  combineChoices,
  findChoice,
  type ChoiceQuestion,
  type ConsentBody,
  type ConsentStatus,
  type ConsentVersion,
} from '../../src/consent/index.ts';
import { asId } from '../../src/platform/index.ts';
import {
  bothDecide,
  byPiotr,
  consentId,
  fernbeck,
  jackie,
  now,
  openDoor,
  piotr,
  question,
  start,
  version,
  wendy,
} from './consent-fixtures.ts';

const later = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);

describe('a permit', () => {
  it('permits what it names, to whom and for what it names', () => {
    expect(findChoice([version()], question)).toEqual({
      result: 'PERMIT',
      refs: [{ consentId: consentId(1), version: 1 }],
      withdrawn: false,
      childPermits: false,
      objection: false,
      lapsed: false,
      expired: false,
      ignored: [],
    });
  });

  it.each<[string, ConsentVersion]>([
    ['its type is SERVICE', version({ type: 'SERVICE' })],
    ['its type is TREATMENT', version({ type: 'TREATMENT' })],
    ['its type is GDPR_LAWFUL_BASIS', version({ type: 'GDPR_LAWFUL_BASIS' })],
    ['its type is ASSESSMENT_GATE', version({ type: 'ASSESSMENT_GATE' })],
    ['it is about somebody else', version({ dataSubject: piotr })],
    ['it is still a draft', version({ status: 'draft' })],
    ['it is suspended', version({ status: 'suspended' })],
    ['it waits to be authorised again', version({ status: 'pending-reauthorise' })],
    ['it is marked expired', version({ status: 'expired' })],
    ['it is superseded', version({ status: 'superseded' })],
    ['it was entered in error', version({ status: 'entered-in-error' })],
    ['it begins a millisecond later', version({ validFrom: later(1) })],
    ['it ends at this very moment', version({ validTo: now })],
    ['it is recorded a millisecond later', version({ recordedAt: later(1) })],
    ['its purpose is another', version({}, { purposes: ['P02', 'P10'] })],
    ['it says "all purposes"', version({}, { purposes: 'ALL' })],
    ['it says "all recipients"', version({}, { recipients: 'ALL' })],
    [
      'it names no recipient',
      version({}, { recipients: { organisations: [], departments: [], roles: [], organisationTypes: [] } }),
    ],
    [
      'it names another organisation',
      version(
        {},
        { recipients: { organisations: [openDoor], departments: [], roles: [], organisationTypes: [] } },
      ),
    ],
    [
      'it names another role',
      version(
        {},
        { recipients: { organisations: [fernbeck], departments: [], roles: ['DSL'], organisationTypes: [] } },
      ),
    ],
    [
      'it names another kind of organisation',
      version(
        {},
        {
          recipients: { organisations: [fernbeck], departments: [], roles: [], organisationTypes: ['VCSE'] },
        },
      ),
    ],
    ['it names other categories', version({}, { categories: { permit: ['EDU', 'SEN'], deny: [] } })],
    ['it is an objection', version({ kind: 'OBJECTION' })],
    ['its review is due today', version({}, { reviewOn: '2028-01-07' })],
    [
      'its decider decides in another capacity',
      version({}, { decidedBy: { person: wendy, capacityBasis: 'DEPUTY' } }),
    ],
    ['its decider may not decide', version({}, { decidedBy: { person: piotr, capacityBasis: 'PR_HOLDER' } })],
  ])('counts as nothing recorded when %s', (_, twin) => {
    expect(findChoice([twin], question).result).toBe('NONE');
  });

  it.each<[string, Partial<ChoiceQuestion>]>([
    ['another purpose', { purpose: 'P02' }],
    ['another category', { category: 'BEH' }],
    ['another organisation', { recipient: { ...question.recipient, organisationId: openDoor } }],
    ['another person', { dataSubject: piotr }],
    ['the time when nobody may decide', { deciders: [] }],
    ['the time before it begins', { at: new Date(start.getTime() - 1) }],
  ])('does not answer for %s', (_, twin) => {
    expect(findChoice([version()], { ...question, ...twin }).result).toBe('NONE');
  });

  it('holds from its first moment to its last, and on the day before its review', () => {
    expect(findChoice([version({ validFrom: now })], question).result).toBe('PERMIT');
    expect(findChoice([version({ validTo: later(1) })], question).result).toBe('PERMIT');
    expect(findChoice([version({ recordedAt: now })], question).result).toBe('PERMIT');
    expect(findChoice([version({}, { reviewOn: '2028-01-08' })], question).result).toBe('PERMIT');
  });

  it('lapses at 00:00 London of its review day, in summer time too', () => {
    const reviewed = version({}, { reviewOn: '2028-07-01' });
    expect(findChoice([reviewed], { ...question, at: new Date('2028-06-30T22:59:59.999Z') }).result).toBe(
      'PERMIT',
    );
    expect(findChoice([reviewed], { ...question, at: new Date('2028-06-30T23:00:00.000Z') }).result).toBe(
      'NONE',
    );
  });

  it('meets a recipient whom every list that it gives names', () => {
    const recipients = {
      organisations: [openDoor, fernbeck],
      departments: [],
      roles: ['SENCO' as const],
      organisationTypes: ['SCHOOL' as const],
    };
    expect(findChoice([version({}, { recipients })], question).result).toBe('PERMIT');
  });

  it('carries on when a young person who gave it comes of age', () => {
    const own = version({}, { decidedBy: { person: jackie, capacityBasis: 'SELF_YP' } });
    const asked = { ...question, deciders: [{ person: jackie, capacityBasis: 'SELF_ADULT' as const }] };
    expect(findChoice([own], asked)).toMatchObject({ result: 'PERMIT', childPermits: true });
  });

  it('ends with the authority of the parent who gave it', () => {
    const asked = { ...question, deciders: [{ person: jackie, capacityBasis: 'SELF_YP' as const }] };
    expect(findChoice([version()], asked)).toMatchObject({
      result: 'NONE',
      childPermits: false,
      ignored: [{ consentId: consentId(1), version: 1, person: wendy, why: 'NOT_ENTITLED' }],
    });
  });
});

describe('a denial', () => {
  const refused = { categories: { permit: [], deny: ['ATT'] } } as const;

  it.each<[string, Partial<ConsentBody>]>([
    ['the category', refused],
    ['all categories', { categories: { permit: [], deny: 'ALL' } }],
    ['it for all purposes', { ...refused, purposes: 'ALL' }],
    ['it to everybody', { ...refused, recipients: 'ALL' }],
    [
      'everything to everybody for everything',
      { categories: { permit: [], deny: 'ALL' }, purposes: 'ALL', recipients: 'ALL' },
    ],
    [
      'it to every school',
      {
        ...refused,
        recipients: { organisations: [], departments: [], roles: [], organisationTypes: ['SCHOOL'] },
      },
    ],
    [
      'it to every SENCO',
      {
        ...refused,
        recipients: { organisations: [], departments: [], roles: ['SENCO'], organisationTypes: [] },
      },
    ],
  ])('denies when it denies %s', (_, changed) => {
    expect(findChoice([version({}, changed)], question).result).toBe('DENY');
    expect(findChoice([version({ kind: 'OBJECTION' }, changed)], question)).toMatchObject({
      result: 'DENY',
      objection: true,
    });
  });

  it.each<ConsentStatus>(['suspended', 'pending-reauthorise'])('stands while its record is %s', (status) => {
    expect(findChoice([version({ status }, refused)], question).result).toBe('DENY');
  });

  it.each<ConsentStatus>(['draft', 'expired', 'superseded', 'entered-in-error'])(
    'counts as nothing when its record is %s',
    (status) => {
      expect(findChoice([version({ status }, refused)], question).result).toBe('NONE');
    },
  );

  it('ends with its period', () => {
    expect(findChoice([version({ validTo: now }, refused)], question).result).toBe('NONE');
    expect(findChoice([version({ validTo: later(1) }, refused)], question).result).toBe('DENY');
  });

  it('outlives the review of its record', () => {
    expect(findChoice([version({}, { ...refused, reviewOn: '2028-01-01' })], question).result).toBe('DENY');
  });

  it('counts in whatever capacity its author now decides', () => {
    const earlier = version({}, { ...refused, decidedBy: { person: wendy, capacityBasis: 'DEPUTY' } });
    expect(findChoice([earlier], question).result).toBe('DENY');
  });

  it('beats a permit in the same record', () => {
    const torn = version({}, { categories: { permit: ['ATT'], deny: ['ATT'] } });
    expect(findChoice([torn], question).result).toBe('DENY');
    expect(findChoice([version({}, { categories: { permit: ['ATT'], deny: 'ALL' } })], question).result).toBe(
      'DENY',
    );
  });

  it('denies a category that nobody could have meant to permit', () => {
    expect(findChoice([version()], { ...question, category: 'PMH' }).result).toBe('DENY');
  });
});

describe('the latest answer of one person', () => {
  const denial = { categories: { permit: [], deny: ['ATT' as const] } };
  const two = (first: number, second: number): ConsentVersion[] => [
    version({ consentId: consentId(1), sequence: first }),
    version({ consentId: consentId(2), sequence: second }, denial),
  ];

  it('counts, whichever it is', () => {
    expect(findChoice(two(1, 2), question).result).toBe('DENY');
    expect(findChoice(two(2, 1), question).result).toBe('PERMIT');
  });

  it('is the denial of two of the same rank', () => {
    expect(findChoice(two(1, 1), question).result).toBe('DENY');
  });

  it('is ranked by when it was recorded and not by what a clock said', () => {
    const [permit, deny] = two(1, 2);
    if (permit === undefined || deny === undefined) throw new Error('two versions');
    expect(findChoice([permit, { ...deny, recordedAt: new Date(0) }], question).result).toBe('DENY');
  });

  it('leaves standing what it does not speak of', () => {
    const aboutOther = version(
      { consentId: consentId(2), sequence: 2 },
      { categories: { permit: ['BEH'], deny: [] } },
    );
    expect(findChoice([version(), aboutOther], question).result).toBe('PERMIT');
  });

  it('is the newest version of a record, whatever the older ones said', () => {
    const narrowed = version({ version: 2, sequence: 2 }, { categories: { permit: ['EDU'], deny: [] } });
    expect(findChoice([narrowed, version()], question).result).toBe('NONE');
  });

  it('is not changed by a later move of an older record', () => {
    const suspended = version({ version: 2, sequence: 3, chosenSequence: 1, status: 'suspended' });
    const deny = version({ consentId: consentId(2), sequence: 2 }, denial);
    expect(findChoice([suspended, deny], question).result).toBe('DENY');
  });
});

describe('a withdrawal', () => {
  const withdrawn = (more: Partial<Omit<ConsentVersion, 'body'>> = {}): ConsentVersion =>
    version({ version: 2, sequence: 2, chosenSequence: 1, status: 'withdrawn', ...more });

  it('denies what was permitted, and says that it is a withdrawal', () => {
    expect(findChoice([version(), withdrawn()], question)).toMatchObject({
      result: 'DENY',
      withdrawn: true,
      refs: [{ consentId: consentId(1), version: 2 }],
    });
  });

  it('goes on denying what was denied', () => {
    expect(findChoice([withdrawn()], { ...question, category: 'PMH' }).result).toBe('DENY');
  });

  it('denies before, within and after the period of what it took back', () => {
    expect(findChoice([withdrawn({ validFrom: later(1) })], question).result).toBe('DENY');
    expect(findChoice([withdrawn({ validTo: now })], question).result).toBe('DENY');
  });

  it('holds until a new choice', () => {
    const again = version({ consentId: consentId(2), sequence: 3 });
    expect(findChoice([withdrawn(), again], question)).toMatchObject({ result: 'PERMIT', withdrawn: false });
    const newVersion = version({ version: 3, sequence: 3 });
    expect(findChoice([version(), withdrawn(), newVersion], question).result).toBe('PERMIT');
    const olderPermit = version({ consentId: consentId(2), sequence: 1 });
    expect(findChoice([withdrawn(), olderPermit], question).result).toBe('DENY');
  });

  it('denies nothing for another purpose or recipient', () => {
    expect(findChoice([withdrawn()], { ...question, purpose: 'P02' }).result).toBe('NONE');
  });

  it('of an objection lifts it', () => {
    const objection = version(
      { kind: 'OBJECTION', status: 'withdrawn' },
      { categories: { permit: [], deny: ['ATT'] } },
    );
    expect(findChoice([objection], question).result).toBe('NONE');
  });

  it('never lets more through than before: the other parent does not gain by it', () => {
    const narrow = byPiotr({}, { categories: { permit: ['SEN'], deny: [] } });
    expect(findChoice([version(), narrow], bothDecide).result).toBe('NONE');
    expect(findChoice([version(), { ...narrow, status: 'withdrawn' }], bothDecide).result).toBe('NONE');
  });
});

describe('several who may decide', () => {
  const denial = { categories: { permit: [], deny: ['ATT' as const] } };

  it('permit together what each of them permits', () => {
    expect(findChoice([version(), byPiotr()], bothDecide)).toMatchObject({
      result: 'PERMIT',
      refs: [
        { consentId: consentId(1), version: 1 },
        { consentId: consentId(2), version: 1 },
      ],
    });
  });

  it('permit by one alone where the other has not answered', () => {
    expect(findChoice([version()], bothDecide).result).toBe('PERMIT');
  });

  it('permit nothing beyond what all who answered permit', () => {
    const narrow = byPiotr({}, { categories: { permit: ['SEN'], deny: [] } });
    expect(findChoice([version(), narrow], bothDecide).result).toBe('NONE');
    expect(findChoice([version(), narrow], { ...bothDecide, category: 'SEN' }).result).toBe('PERMIT');
  });

  it('are in conflict when one permits and one denies', () => {
    expect(findChoice([version(), byPiotr({}, denial)], bothDecide)).toMatchObject({
      result: 'CONFLICT',
      refs: [
        { consentId: consentId(1), version: 1 },
        { consentId: consentId(2), version: 1 },
      ],
    });
  });

  it('are in conflict when one has withdrawn and the other permits', () => {
    expect(findChoice([version(), byPiotr({ status: 'withdrawn' })], bothDecide)).toMatchObject({
      result: 'CONFLICT',
      withdrawn: true,
    });
  });

  it('deny together', () => {
    expect(findChoice([version({}, denial), byPiotr({}, denial)], bothDecide).result).toBe('DENY');
  });

  it('are not narrowed by one who refuses other things only, now or before taking that back', () => {
    const otherwise = { categories: { permit: [], deny: ['PMH' as const] } };
    for (const status of ['active', 'withdrawn', 'suspended', 'pending-reauthorise'] as const) {
      const other = byPiotr({ status }, otherwise);
      expect(findChoice([version(), other], bothDecide)).toMatchObject({
        result: 'PERMIT',
        refs: [{ version: 1 }],
      });
      expect(findChoice([version(), other], { ...bothDecide, category: 'DEM' }).result).toBe('PERMIT');
      expect(findChoice([other], bothDecide)).toMatchObject({ result: 'NONE', refs: [], withdrawn: false });
      expect(
        findChoice(
          [version(), byPiotr({ status }, { categories: { permit: ['EDU'], deny: ['PMH'] } })],
          bothDecide,
        ).result,
      ).toBe('NONE');
    }
    const refused = byPiotr({}, { categories: { permit: [], deny: ['PMH', 'ATT'] } });
    expect(findChoice([version(), refused], bothDecide).result).toBe('CONFLICT');
  });

  it('are not in conflict with an answer that nobody has verified: it is set aside and named', () => {
    expect(
      findChoice([version(), byPiotr({}, denial)], { ...question, neverVerified: [piotr] }),
    ).toMatchObject({
      result: 'PERMIT',
      ignored: [{ consentId: consentId(2), version: 1, person: piotr, why: 'UNVERIFIED' }],
    });
  });

  it('cannot be joined by somebody who may not decide', () => {
    expect(findChoice([byPiotr()], question)).toMatchObject({
      result: 'NONE',
      ignored: [{ person: piotr, why: 'NOT_ENTITLED' }],
    });
  });

  it('do not hear of answers to other questions', () => {
    expect(findChoice([version(), byPiotr({}, { purposes: ['P02'] })], question).ignored).toEqual([]);
  });
});

describe('core identity', () => {
  const identity: ChoiceQuestion = { ...question, category: 'DEM' };

  it('goes with what is permitted, for that recipient and purpose only', () => {
    expect(findChoice([version()], identity).result).toBe('PERMIT');
    expect(findChoice([version()], { ...identity, purpose: 'P02' }).result).toBe('NONE');
    expect(
      findChoice([version()], { ...identity, recipient: { ...question.recipient, organisationId: openDoor } })
        .result,
    ).toBe('NONE');
  });

  it('does not go where it is denied by name, in the same record, an earlier or a later one', () => {
    const deniesIdentity = { categories: { permit: [], deny: ['DEM' as const] } };
    expect(
      findChoice([version({}, { categories: { permit: ['ATT'], deny: ['DEM'] } })], identity).result,
    ).toBe('DENY');
    for (const sequence of [1, 3]) {
      const denial = version({ consentId: consentId(2), sequence }, deniesIdentity);
      expect(findChoice([version({ sequence: 2 }), denial], identity).result).toBe('DENY');
    }
  });

  it('goes again when it is permitted by name after that', () => {
    const records = [
      version({ consentId: consentId(1), sequence: 1 }, { categories: { permit: [], deny: ['DEM'] } }),
      version({ consentId: consentId(2), sequence: 2 }, { categories: { permit: ['DEM'], deny: [] } }),
      version({ consentId: consentId(3), sequence: 3 }),
    ];
    expect(findChoice(records, identity).result).toBe('PERMIT');
  });

  it('goes with a permit that is later than a denial of everything, and not with an earlier one', () => {
    const everything = (sequence: number): ConsentVersion =>
      version(
        { consentId: consentId(2), sequence, kind: 'OBJECTION' },
        { categories: { permit: [], deny: 'ALL' }, purposes: 'ALL', recipients: 'ALL' },
      );
    expect(findChoice([everything(1), version({ sequence: 2 })], identity).result).toBe('PERMIT');
    expect(findChoice([everything(3), version({ sequence: 2 })], identity).result).toBe('DENY');
  });

  it('does not go with what permits nothing, is suspended, or is due for review', () => {
    expect(findChoice([version({}, { categories: { permit: [], deny: ['PMH'] } })], identity).result).toBe(
      'NONE',
    );
    expect(findChoice([version({ status: 'suspended' })], identity).result).toBe('NONE');
    expect(findChoice([version({}, { reviewOn: '2028-01-07' })], identity).result).toBe('NONE');
  });

  it('stops with the withdrawal of what carried it, unless another permit still does', () => {
    const withdrawn = version({ status: 'withdrawn', sequence: 3 });
    expect(findChoice([withdrawn], identity)).toMatchObject({ result: 'DENY', withdrawn: true });
    const other = version(
      { consentId: consentId(2), sequence: 2 },
      { categories: { permit: ['BEH'], deny: [] } },
    );
    expect(findChoice([withdrawn, other], identity).result).toBe('PERMIT');
  });
});

describe('what cannot be read or is not known', () => {
  it('denies everything about a person whose records are erased', () => {
    const erased = version({ consentId: consentId(9), status: 'expired' }, 'ERASED');
    expect(findChoice([version(), erased], question)).toMatchObject({
      result: 'DENY',
      refs: [{ consentId: consentId(9), version: 1 }],
    });
    expect(findChoice([version(), { ...erased, dataSubject: piotr }], question).result).toBe('PERMIT');
  });

  it.each<[string, Partial<ChoiceQuestion>]>([
    ['purpose', { purpose: asId<'Code'>('P99') as never }],
    ['category', { category: asId<'Code'>('constructor') as never }],
    ['role', { recipient: { ...question.recipient, role: asId<'Code'>('ANYBODY') as never } }],
    [
      'kind of organisation',
      { recipient: { ...question.recipient, organisationType: asId<'Code'>('ANY') as never } },
    ],
  ])('denies an unknown %s', (_, twin) => {
    expect(findChoice([version()], { ...question, ...twin }).result).toBe('DENY');
  });
});

describe('choices of several people about one segment', () => {
  it.each([
    [['PERMIT', 'PERMIT'], 'PERMIT'],
    [['PERMIT', 'NONE'], 'NONE'],
    [['PERMIT', 'CONFLICT', 'NONE'], 'CONFLICT'],
    [['PERMIT', 'CONFLICT', 'DENY'], 'DENY'],
    [[], 'NONE'],
  ] as const)('%j come to %s', (results, expected) => {
    expect(combineChoices(results)).toBe(expected);
    expect(combineChoices(results.toReversed())).toBe(expected);
  });
});

describe('the day of the information', () => {
  const dated = (from: string | null, to: string | null): { dataPeriod: ConsentBody['dataPeriod'] } => ({
    dataPeriod: { from, to },
  });

  it.each<[string | null, string | null, string | null, string]>([
    [null, null, null, 'PERMIT'],
    ['2027-01-01', '2027-12-31', '2027-01-01', 'PERMIT'],
    ['2027-01-01', '2027-12-31', '2027-12-31', 'PERMIT'],
    ['2027-01-01', '2027-12-31', '2026-12-31', 'NONE'],
    ['2027-01-01', '2027-12-31', '2028-01-01', 'NONE'],
    ['2027-01-01', null, null, 'NONE'],
    [null, '2027-12-31', null, 'NONE'],
    ['2027-01-01', null, '2040-01-01', 'PERMIT'],
    [null, '2027-12-31', '1990-01-01', 'PERMIT'],
  ])('a permit from %s to %s meets information of %s: %s', (from, to, dataDate, result) => {
    expect(findChoice([version({}, dated(from, to))], { ...question, dataDate }).result).toBe(result);
  });

  it.each<[string | null, string]>([
    ['2027-06-01', 'DENY'],
    [null, 'DENY'],
    ['2026-06-01', 'NONE'],
  ])('a denial of 2027 meets information of %s: %s', (dataDate, result) => {
    for (const deny of [['ATT' as const], 'ALL' as const]) {
      const refusal = version({}, { categories: { permit: [], deny }, ...dated('2027-01-01', '2027-12-31') });
      expect(findChoice([refusal], { ...question, dataDate }).result).toBe(result);
      const withdrawn = version(
        { status: 'withdrawn' },
        { categories: { permit: [], deny }, ...dated('2027-01-01', '2027-12-31') },
      );
      expect(findChoice([withdrawn], { ...question, dataDate }).result).toBe(result);
    }
  });

  it('is nothing to core identity, which goes along', () => {
    const made = version({}, dated('2027-01-01', '2027-12-31'));
    expect(findChoice([made], { ...question, category: 'DEM' }).result).toBe('PERMIT');
  });

  it.each([null, '2026-06-01', '2027-06-01'])('is nothing to core identity that is named: %s', (dataDate) => {
    const asked = { ...question, category: 'DEM' as const, dataDate };
    const dates = dated('2027-01-01', '2027-12-31');
    const named = { categories: { permit: ['DEM' as const, 'ATT' as const], deny: [] }, ...dates };
    expect(findChoice([version({}, named)], asked).result).toBe('PERMIT');
    expect(findChoice([version({ status: 'withdrawn' }, named)], asked).result).toBe('DENY');
    const refusal = version({}, { categories: { permit: [], deny: ['DEM'] }, ...dates });
    expect(findChoice([refusal], asked).result).toBe('DENY');
  });
});

describe('a department', () => {
  const toSend = {
    recipients: {
      organisations: [fernbeck],
      departments: ['SEND' as const],
      roles: [],
      organisationTypes: [],
    },
  };

  it('is asked about like the other lists', () => {
    expect(findChoice([version({}, toSend)], question).result).toBe('NONE');
    const asked = { ...question, recipient: { ...question.recipient, department: 'SEND' as const } };
    expect(findChoice([version({}, toSend)], asked).result).toBe('PERMIT');
  });
});

describe('a council under a care order', () => {
  const council = { organisation: openDoor, capacityBasis: 'LA_CARE_ORDER' as const };
  const shares = {
    ...question,
    organisations: [{ organisationId: openDoor, capacityBasis: 'LA_CARE_ORDER' as const }],
  };
  const permit = version({ consentId: consentId(5), sequence: 5 }, { decidedBy: council });
  const refusal = version(
    { consentId: consentId(5), sequence: 5 },
    { decidedBy: council, categories: { permit: [], deny: 'ALL' } },
  );

  it('decides while it shares parental responsibility, and not otherwise', () => {
    expect(findChoice([permit], { ...shares, deciders: [] })).toMatchObject({
      result: 'PERMIT',
      childPermits: false,
    });
    expect(findChoice([permit], question)).toMatchObject({ result: 'NONE', lapsed: true });
    expect(
      findChoice([permit], {
        ...question,
        organisations: [{ organisationId: fernbeck, capacityBasis: 'LA_CARE_ORDER' }],
      }).result,
    ).toBe('NONE');
  });

  it('and a parent who differ are in conflict', () => {
    expect(findChoice([version(), permit], shares).result).toBe('PERMIT');
    expect(findChoice([version(), refusal], shares).result).toBe('CONFLICT');
  });
});

describe('a permit that no longer counts', () => {
  const child = { ...question, deciders: [{ person: jackie, capacityBasis: 'SELF_YP' as const }] };

  it.each<[string, ConsentVersion, boolean]>([
    ['active', version(), true],
    ['suspended', version({ status: 'suspended' }), true],
    ['to be authorised again', version({ status: 'pending-reauthorise' }), true],
    ['about something else', version({}, { categories: { permit: ['PHY'], deny: [] } }), false],
    ['a refusal', version({}, { categories: { permit: [], deny: ['ATT'] } }), false],
    ['withdrawn', version({ status: 'withdrawn' }), false],
    ['expired', version({ status: 'expired' }), false],
    ['over', version({ validTo: now }), false],
    ['of another meaning', version({ type: 'SERVICE' }), false],
  ])('because its giver may no longer decide is told as lapsed: %s', (_, made, lapsed) => {
    expect(findChoice([made], child)).toMatchObject({ result: 'NONE', lapsed });
  });

  it('is not lapsed while its giver decides, nor where nobody ever verified them', () => {
    expect(findChoice([version()], question).lapsed).toBe(false);
    expect(findChoice([version()], { ...child, neverVerified: [wendy] })).toMatchObject({
      lapsed: false,
      ignored: [{ why: 'UNVERIFIED' }],
    });
  });

  it.each<[string, ConsentVersion, boolean]>([
    ['its period ended', version({ validTo: now }), true],
    ['it was moved to expired', version({ status: 'expired', validTo: now }), true],
    ['its review is due', version({}, { reviewOn: '2028-01-07' }), true],
    ['it holds', version(), false],
    ['it is still to begin', version({ validFrom: new Date(now.getTime() + 1) }), false],
    ['it was a refusal', version({ validTo: now }, { categories: { permit: [], deny: ['ATT'] } }), false],
    ['it was withdrawn', version({ status: 'withdrawn', validTo: now }), false],
    [
      'it was about something else',
      version({ validTo: now }, { categories: { permit: ['PHY'], deny: [] } }),
      false,
    ],
    ['it objected', version({ kind: 'OBJECTION', validTo: now }), false],
  ])('because of time is told as expired: %s', (_, made, expired) => {
    expect(findChoice([made], question).expired).toBe(expired);
  });

  it('is not told as expired when its giver may not decide either', () => {
    expect(findChoice([version({ validTo: now })], child).expired).toBe(false);
  });
});
