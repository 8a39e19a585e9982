import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type ChoiceQuestion,
  type ConsentDraft,
  composeNotice,
  findChoice,
} from '../../src/consent/index.ts';
import { plainCategories, plainPurposes } from '../../src/consent/notice/plain-words.ts';
import { parseNotice } from '../../src/consent/notice/notice-version.ts';
import { type ShownScope, checkShown, expandGroups } from '../../src/consent/notice/shown-scope.ts';
import { londonDate } from '../../src/platform/index.ts';
import { type CategoryCode, categories, categoryCodes, purposeCodes } from '../../src/vocabulary/index.ts';
import { consentId, fernbeck, jackie, openDoor, version, wendy } from './consent-fixtures.ts';
import { draft } from './consent-drafts.ts';

const days = ['2027-01-01', '2027-06-01', '2028-01-06', '2028-02-01', '2028-12-31'] as const;
const day = fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.constantFrom(...days));
const period = fc.record({ from: day, to: day });

const recipients = fc.record({
  organisations: fc.subarray([fernbeck, openDoor]),
  departments: fc.subarray(['SEND' as const, 'CSC' as const]),
  roles: fc.subarray(['SENCO' as const, 'DSL' as const]),
  organisationTypes: fc.subarray(['SCHOOL' as const, 'VCSE' as const]),
});

const used: CategoryCode[] = ['DEM', 'EDU', 'ATT', 'MHC'];

const scopes: fc.Arbitrary<ShownScope> = fc.record({
  type: fc.constant('SHARE' as const),
  purposes: fc.subarray(['P02' as const, 'P07' as const], { minLength: 1 }),
  recipients,
  categories: fc.subarray(used),
  period,
  dataPeriod: period,
});

/** A draft that permits something, with the period in which it would hold: mostly what was shown, and here and there other. */
const drafts = fc.record({
  purposes: fc.subarray(['P02' as const, 'P07' as const], { minLength: 1 }),
  recipients,
  permit: fc.subarray(used, { minLength: 1 }),
  validFrom: fc.constantFrom(...days).map((text) => new Date(`${text}T12:00:00Z`)),
  validTo: fc
    .constantFrom(null, ...days)
    .map((text) => (text === null ? null : new Date(`${text}T13:00:00Z`))),
  dataPeriod: period,
  asShown: fc.record({
    purposes: mostly(),
    recipients: mostly(),
    permit: mostly(),
    dataPeriod: mostly(),
    validTo: mostly(),
  }),
});

function mostly(): fc.Arbitrary<boolean> {
  return fc.integer({ min: 1, max: 8 }).map((number) => number > 1);
}

type Drafted = Omit<typeof drafts extends fc.Arbitrary<infer Value> ? Value : never, 'asShown'>;

function drawNear(
  { asShown, ...given }: typeof drafts extends fc.Arbitrary<infer Value> ? Value : never,
  shown: ShownScope,
): Drafted {
  const end = shown.period.to === null ? null : new Date(`${shown.period.to}T13:00:00Z`);
  return {
    ...given,
    ...(asShown.purposes ? { purposes: shown.purposes as Drafted['purposes'] } : {}),
    ...(asShown.recipients ? { recipients: shown.recipients as Drafted['recipients'] } : {}),
    ...(asShown.permit ? { permit: shown.categories } : {}),
    ...(asShown.dataPeriod ? { dataPeriod: shown.dataPeriod as Drafted['dataPeriod'] } : {}),
    ...(asShown.validTo ? { validTo: end } : {}),
  };
}

const questions = fc.record({
  at: fc.constantFrom(...days).map((text) => new Date(`${text}T12:30:00Z`)),
  purpose: fc.constantFrom('P02' as const, 'P07' as const),
  category: fc.constantFrom(...used, 'PSY' as const),
  recipient: fc.record({
    organisationId: fc.constantFrom(fernbeck, openDoor),
    organisationType: fc.constantFrom('SCHOOL' as const, 'VCSE' as const),
    department: fc.constantFrom('NONE' as const, 'SEND' as const, 'CSC' as const),
    role: fc.constantFrom('SENCO' as const, 'DSL' as const),
  }),
  dataDate: fc.constantFrom(null, '2026-12-31', ...days),
});

/** Whether the words of a notice name what is asked about; written from the meaning of the words, not from the check. */
function isNamed(scope: ShownScope, asked: Omit<ChoiceQuestion, keyof typeof whoDecides>): boolean {
  const today = londonDate(asked.at);
  const within = ({ from, to }: ShownScope['period'], date: string): boolean =>
    (from ?? '0000') <= date && date <= (to ?? '9999');
  const lists = [
    [scope.recipients.organisations, asked.recipient.organisationId],
    [scope.recipients.departments, asked.recipient.department],
    [scope.recipients.roles, asked.recipient.role],
    [scope.recipients.organisationTypes, asked.recipient.organisationType],
  ] as const;
  const dated = scope.dataPeriod.from !== null || scope.dataPeriod.to !== null;
  const identity = asked.category === 'DEM';
  return (
    scope.purposes.includes(asked.purpose) &&
    scope.categories.includes(asked.category) &&
    lists.every(([named, value]) => named.length === 0 || (named as readonly string[]).includes(value)) &&
    within(scope.period, today) &&
    (identity || !dated || (asked.dataDate !== null && within(scope.dataPeriod, asked.dataDate)))
  );
}

const whoDecides = {
  dataSubject: jackie,
  deciders: [{ person: wendy, capacityBasis: 'PR_HOLDER' as const }],
  organisations: [],
  neverVerified: [],
};

function permitDraft(given: {
  readonly purposes: ConsentDraft['purposes'];
  readonly recipients: ConsentDraft['recipients'];
  readonly permit: CategoryCode[];
  readonly dataPeriod: ConsentDraft['dataPeriod'];
}): ConsentDraft {
  return {
    ...draft(jackie, wendy),
    purposes: given.purposes,
    recipients: given.recipients,
    categories: { permit: given.permit, deny: [] },
    dataPeriod: given.dataPeriod,
  };
}

describe('a stored consent', () => {
  it('never permits what the notice did not name', () => {
    fc.assert(
      fc.property(
        scopes,
        drafts,
        fc.array(questions, { minLength: 20, maxLength: 20 }),
        (asked, drawn, all) => {
          const { scope } = composeNotice(asked, () => 'a school');
          const given = drawNear(drawn, scope);
          fc.pre(checkShown(permitDraft(given), given, scope).ok);
          const stored = version(
            {
              consentId: consentId(1),
              validFrom: given.validFrom,
              validTo: given.validTo,
              recordedAt: given.validFrom,
            },
            {
              purposes: given.purposes,
              recipients: given.recipients,
              categories: { permit: given.permit, deny: [] },
              dataPeriod: given.dataPeriod,
            },
          );
          const permitted = all.filter(
            (question) => findChoice([stored], { ...question, ...whoDecides }).result === 'PERMIT',
          );
          fc.pre(permitted.length > 0);
          for (const question of permitted)
            expect({ question, named: isNamed(scope, question) }).toEqual({ question, named: true });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is taken when it says exactly what was shown', () => {
    fc.assert(
      fc.property(scopes, (asked) => {
        const { scope } = composeNotice(asked, () => 'a school');
        const from = scope.period.from ?? '2027-01-01';
        fc.pre(scope.period.to === null || from <= scope.period.to);
        const holds = {
          validFrom: new Date(`${from}T12:00:00Z`),
          validTo: scope.period.to === null ? null : new Date(`${scope.period.to}T13:00:00Z`),
        };
        const exact = permitDraft({ ...scope, permit: scope.categories });
        expect(checkShown(exact, holds, scope).ok).toBe(true);
      }),
    );
  });

  const shownScope: ShownScope = {
    type: 'SHARE',
    purposes: ['P07'],
    recipients: {
      organisations: [fernbeck],
      departments: ['SEND'],
      roles: ['SENCO'],
      organisationTypes: ['SCHOOL'],
    },
    categories: ['DEM', 'EDU'],
    period: { from: '2028-01-06', to: '2028-12-31' },
    dataPeriod: { from: '2027-01-01', to: '2027-12-31' },
  };
  const holds = { validFrom: new Date('2028-01-06T00:00:00Z'), validTo: new Date('2029-01-01T00:00:00Z') };
  const same = { ...permitDraft({ ...shownScope, permit: ['EDU'] }), type: 'SHARE' as const };

  it('is taken within the notice', () => {
    expect(checkShown(same, holds, shownScope)).toEqual({ ok: true, value: null });
  });

  it.each<[string, Partial<ConsentDraft>, Partial<typeof holds> | { validTo: null }, string]>([
    ['another meaning', { type: 'GDPR_LAWFUL_BASIS' }, {}, '/type'],
    ['another purpose', { purposes: ['P07', 'P02'] }, {}, '/purposes'],
    ['every purpose', { purposes: 'ALL' }, {}, '/purposes'],
    ['everybody', { recipients: 'ALL' }, {}, '/recipients'],
    [
      'another organisation',
      { recipients: { ...shownScope.recipients, organisations: [fernbeck, openDoor] } },
      {},
      '/recipients',
    ],
    ['any organisation', { recipients: { ...shownScope.recipients, organisations: [] } }, {}, '/recipients'],
    ['any department', { recipients: { ...shownScope.recipients, departments: [] } }, {}, '/recipients'],
    [
      'another department',
      { recipients: { ...shownScope.recipients, departments: ['CSC'] } },
      {},
      '/recipients',
    ],
    ['any role', { recipients: { ...shownScope.recipients, roles: [] } }, {}, '/recipients'],
    [
      'another role',
      { recipients: { ...shownScope.recipients, roles: ['SENCO', 'DSL'] } },
      {},
      '/recipients',
    ],
    ['any type', { recipients: { ...shownScope.recipients, organisationTypes: [] } }, {}, '/recipients'],
    ['another category', { categories: { permit: ['EDU', 'MHC'], deny: [] } }, {}, '/categories/permit'],
    ['a day earlier', {}, { validFrom: new Date('2028-01-05T23:59:59Z') }, '/period'],
    ['a moment longer', {}, { validTo: new Date('2029-01-01T00:00:00.001Z') }, '/period'],
    ['no end', {}, { validTo: null }, '/period'],
    ['older information', { dataPeriod: { from: '2026-12-31', to: '2027-12-31' } }, {}, '/dataPeriod'],
    ['newer information', { dataPeriod: { from: '2027-01-01', to: '2028-01-01' } }, {}, '/dataPeriod'],
    ['information of any day', { dataPeriod: { from: null, to: null } }, {}, '/dataPeriod'],
  ])('is refused with %s', (_, change, times, field) => {
    expect(checkShown({ ...same, ...change }, { ...holds, ...times }, shownScope)).toMatchObject({
      ok: false,
      refusal: { field, rule: 'PERMIT_EXCEEDS_NOTICE' },
    });
  });

  it('may refuse as widely as it likes', () => {
    const refusal = { ...same, purposes: 'ALL' as const, categories: { permit: [], deny: 'ALL' as const } };
    expect(checkShown({ ...refusal, recipients: 'ALL' }, holds, shownScope).ok).toBe(true);
  });
});

describe('a composed notice', () => {
  const everything: ShownScope = {
    type: 'SHARE',
    purposes: [...purposeCodes],
    recipients: { organisations: [fernbeck], departments: ['SEND'], roles: ['SENCO'], organisationTypes: [] },
    categories: [...categoryCodes],
    period: { from: '2028-01-06', to: '2028-12-31' },
    dataPeriod: { from: '2027-01-01', to: '2027-06-01' },
  };

  it('says every word of its scope, and how to refuse and to take back', () => {
    const { text } = composeNotice(everything, () => 'Fernbeck Primary');
    for (const code of categoryCodes) expect(text).toContain(plainCategories[code]);
    for (const code of purposeCodes) expect(text).toContain(plainPurposes[code]);
    expect(text).toContain(
      'Fernbeck Primary, only the teacher in charge of extra help, only in the team for help with learning',
    );
    for (const said of ['6 January 2028', '31 December 2028', '1 January 2027', '1 June 2027']) {
      expect(text).toContain(said);
    }
    expect(text).toMatch(/If you say no, we still help you/);
    expect(text).toMatch(/the law says that we must share/);
    expect(text).toMatch(/change your mind on any day/);
  });

  it('names core identity, which goes along with the rest', () => {
    const { text, scope } = composeNotice({ ...everything, categories: ['EDU'] }, () => 'x');
    expect(scope.categories).toEqual(['DEM', 'EDU']);
    expect(text).toContain(plainCategories.DEM);
  });

  it.each([
    ['SERVICE', 'Who gives the help:'],
    ['TREATMENT', 'Who gives the treatment:'],
    ['ASSESSMENT_GATE', 'Who finds it out:'],
  ] as const)('of type %s says nothing of sharing, seeing or choosing among kinds', (type, who) => {
    const none = { from: null, to: null };
    const asked = { ...everything, type, categories: [], dataPeriod: none };
    const { text, scope } = composeNotice(asked, () => 'Bright Steps');
    expect(text).toContain(`${who}\n- Bright Steps`);
    expect(text).not.toMatch(/may see|be shared|yes to some things/);
    const input = { reference: 'r', language: 'en', format: 'standard', text };
    expect(parseNotice({ ...input, scope }, 'COMPOSED')).toMatchObject({ ok: true });
    for (const [wider, field] of [
      [{ categories: ['SEN'] }, '/scope/categories'],
      [{ dataPeriod: { from: '2027-01-01', to: null } }, '/scope/dataPeriod'],
    ] as const) {
      expect(parseNotice({ ...input, scope: { ...scope, ...wider } }, 'REGISTERED')).toMatchObject({
        refusal: { field, rule: 'NOTICE_SHARES_NOTHING' },
      });
    }
  });

  it('is another version with another word or another scope, and the same in any order of its lists', () => {
    const input = { reference: 'r', language: 'en', format: 'standard', text: 'w', scope: everything };
    const versionOf = (change: object): string => {
      const parsed = parseNotice({ ...input, ...change }, 'REGISTERED');
      if (!parsed.ok) throw new Error(parsed.refusal.rule);
      return parsed.value.noticeVersion;
    };
    const plain = versionOf({});
    expect(plain).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(versionOf({ scope: { ...everything, categories: categoryCodes.toReversed() } })).toBe(plain);
    for (const change of [
      { text: 'W' },
      { language: 'cy' },
      { format: 'BSL' },
      { scope: { ...everything, categories: ['DEM'] } },
      { scope: { ...everything, period: { from: null, to: null } } },
    ]) {
      expect(versionOf(change)).not.toBe(plain);
    }
  });

  it.each([
    ['no core identity', { categories: ['EDU'] }, 'NOTICE_NAMES_CORE_IDENTITY'],
    [
      'nobody to go to',
      { recipients: { organisations: [], departments: [], roles: [], organisationTypes: [] } },
      'RECIPIENT_NAMES_SOMEBODY',
    ],
    ['no purpose', { purposes: [] }, 'NOTICE_SHAPE'],
    ['all purposes', { purposes: 'ALL' }, 'NOTICE_SHAPE'],
    ['an unknown category', { categories: ['DEM', 'XXX'] }, 'NOTICE_SHAPE'],
  ])('cannot be registered with %s', (_, change, rule) => {
    const input = {
      reference: 'r',
      language: 'en',
      format: 'standard',
      text: 'w',
      scope: { ...everything, ...change },
    };
    expect(parseNotice(input, 'REGISTERED')).toMatchObject({ ok: false, refusal: { rule } });
  });

  it('may name whole plain groups', () => {
    expect(expandGroups(['School'])).toEqual(['EDU', 'ATT', 'BEH', 'SEN']);
    const groups = [...new Set(Object.values(categories).map(({ plainGroup }) => plainGroup))];
    expect(expandGroups(groups)).toEqual(categoryCodes);
  });
});
