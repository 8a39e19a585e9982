import { birthday, endOfSchoolAge, londonDay, startOfSchoolAge } from './calendar.ts';
import type {
  ClaimCase,
  ConsentCase,
  DatedTerms,
  OracleCase,
  Period,
  PersonCase,
  RecipientsCase,
  SegmentCase,
} from './case.ts';
import { categoryLevels, exceptions, flags, higher, messageTypes, purposes } from './codes.ts';
import { Random } from './random.ts';
import { type Recipient, type Route, always, routes } from './routes.ts';
import { isWalk, walkMatrix } from './walk-matrix.ts';

/** Parties that any case may bring together, whether or not a row is there for them. */
const strangers = [
  ...new Map(
    routes.flatMap(({ source, recipient }) => [
      [`${source.organisation}${source.department}`, source] as const,
      [`${recipient.organisation}${recipient.department}`, recipient] as const,
    ]),
  ).values(),
];
const recipients = routes.filter(({ reader }) => reader === undefined).map(({ recipient }) => recipient);

/** Makes one case. The same seed and number make the same case. */
export function generateCase(seed: number, number: number): OracleCase {
  if (isWalk(number)) return walkMatrix(seed, number);
  const random = new Random(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  const route: Route = random.once(8)
    ? { source: random.pick(strangers), recipient: random.pick(recipients), purposes }
    : (routes[number % routes.length] ?? random.pick(routes));
  const purpose = random.pick(route.purposes);
  const reader = route.reader ?? null;
  const messageType = random.pick(route.messageTypes ?? messageTypes.filter((type) => type !== 'M22'));
  const people = generatePeople(random, { purpose, messageType, recipient: route.recipient });
  const [child] = people;
  const segments = generateSegments(random, number, reader, route.categories);
  const kind = random.pick(['PUSH', 'PUSH', 'PULL', 'ADVICE'] as const);
  const exchange = {
    name: `${seed}/${number}`,
    at: generateInstant(random, child?.birthDate ?? null),
    kind,
    purpose,
    messageType,
    urgency: random.pick(['ROUTINE', 'ROUTINE', 'URGENT', 'IMMEDIATE']),
    attested: ['P08', 'P09', 'P14'].includes(purpose) ? !random.once(6) : random.once(4),
    trigger: random.once(10),
    statutoryTransfer: route.statutoryTransfer ?? false,
    synthetic: random.once(2),
    source: route.source,
    recipient: route.recipient,
    reader,
    matched: !random.once(25),
    // People ask about themselves under no agreement.
    agreement:
      reader !== null || random.once(16)
        ? null
        : {
            categories: random.once(8)
              ? random.shuffle(Object.keys(categoryLevels)).slice(0, 25)
              : ('ALL' as const),
          },
    adoptionLink: random.once(40),
    courtRestriction: random.once(40),
    optedOut: random.once(4),
    extract: random.pick(['PERSON', 'PSEUDONYMISED', 'AGGREGATE', 'AGGREGATE'] as const),
    // Whether the one who asks works with the child is asked of a pull only.
    relationship:
      kind !== 'PULL' ? ('NOT_ASKED' as const) : random.once(10) ? ('ABSENT' as const) : ('PRESENT' as const),
    training: random.once(40) ? ('LAPSED' as const) : random.pick(['CURRENT', 'NOT_ASKED'] as const),
    moreDetrimental: random.once(40),
    ...generateStatements(random, { purpose, source: route.source, recipient: route.recipient }, segments),
    opinions: segments.filter(() => random.once(2)).map(({ segment }) => ({ segment, harm: random.once(3) })),
    shielded: reader !== null && random.once(4),
    safeContact: random.pick(['mother', 'child', 'aunt', null]),
    reviewed: random.once(2),
    emergency:
      purpose === 'P14' && random.once(2)
        ? { reason: !random.once(6), person: !random.once(6), over: random.once(6) }
        : null,
    lead: segments.filter(() => random.once(6)).map(({ segment }) => segment),
    approved: segments.filter(() => random.once(4)).map(({ segment }) => segment),
    people,
    segments,
  };
  const mood = route.mood ?? (random.once(2) ? 'PLAIN' : 'ANY');
  if (mood === 'ANY') return { ...exchange, consents: generateConsents(random, exchange, mood) };
  const calm = changeAs(route, calmDown(random, exchange, mood));
  return { ...calm, consents: generateConsents(random, calm, mood) };
}

/** The same with nothing in the way but what a gate, a choice or the matrix puts there: so that rare rules come to decide. */
function calmDown(random: Random, exchange: Exchange, mood: Mood): Exchange {
  const { reader, kind } = exchange;
  const [child, ...others] = exchange.people;
  const claim = { verified: true, evidence: 'BRTH', from: null, to: null };
  const people =
    child === undefined || mood === 'PLAIN'
      ? exchange.people
      : [
          {
            ...child,
            birthDate: reader === 'aunt' ? '2008-01-10' : '2017-05-14',
            competence: [],
            capacity: [],
            legalStatuses: [],
            claims: [
              { ...claim, holder: 'mother' },
              { ...claim, holder: 'father' },
            ],
            // The aunt decides for somebody who cannot.
            ...(reader === 'aunt'
              ? {
                  capacity: [{ ...always, finding: 'LACKS', organisation: 'WCT' }],
                  representatives: [{ ...always, person: 'aunt', kind: 'DEPUTY' as const }],
                }
              : {}),
            orders: [],
          },
          ...others,
        ];
  return {
    ...exchange,
    people,
    // The parents decide, whoever is about to.
    ...(mood === 'PLAIN' ? {} : { at: '2026-05-11T10:00:00.000Z' }),
    ...(mood === 'DISAGREED' && random.once(2)
      ? { approved: exchange.segments.map(({ segment }) => segment) }
      : {}),
    matched: true,
    agreement: reader === null ? { categories: 'ALL' } : null,
    attested: true,
    adoptionLink: false,
    courtRestriction: false,
    relationship: kind === 'PULL' ? 'PRESENT' : 'NOT_ASKED',
    training: 'CURRENT',
    moreDetrimental: false,
    segments: exchange.segments.map((segment) => ({
      ...segment,
      labelled: segment.categories.length > 0,
      flags: random.once(6) ? segment.flags : [],
      about: random.once(6) ? segment.about : ['child'],
      notForRoles: [],
    })),
  };
}

/** What the route says of the child and the day. */
function changeAs(route: Route, exchange: Exchange): Exchange {
  const [child, ...others] = exchange.people;
  if (child === undefined) return exchange;
  return { ...exchange, at: route.at ?? exchange.at, people: [{ ...child, ...route.child }, ...others] };
}

type Statements = Pick<OracleCase, 'claim' | 'told' | 'reuse' | 'cited'>;

/** What the message says that a gate asks about. */
function generateStatements(
  random: Random,
  { purpose, source, recipient }: Pick<OracleCase, 'purpose' | 'source' | 'recipient'>,
  segments: readonly SegmentCase[],
): Statements {
  const categories = [...new Set(segments.flatMap((segment) => segment.categories))];
  const days = ['2026-01-10', '2026-05-11', '2027-06-25', '2034-01-01'];
  return {
    claim: !random.once(4)
      ? { code: pickException(random, { purpose, recipient }), written: !random.once(3) }
      : null,
    told: random.once(6)
      ? null
      : {
          informedOn: random.once(4) ? random.pick(days) : '2020-02-01',
          discussionOfferedOn: random.once(6) ? null : random.once(5) ? random.pick(days) : '2020-02-01',
        },
    reuse: random.once(2)
      ? {
          author: random.once(6) ? 'NBY' : recipient.organisation,
          council: random.once(6) ? 'NBY' : source.organisation,
          by: random.pick(['mother', 'mother', 'child', 'father', null]),
          ended: random.once(6),
        }
      : null,
    cited:
      purpose !== 'P15' || random.once(6)
        ? null
        : {
            order: random.once(8) ? null : 0,
            categories: random.once(4) ? categories.slice(1) : [...categories, 'DEM'],
          },
  };
}

/** Most often an exception that somebody might claim for this disclosure. */
function pickException(
  random: Random,
  { purpose, recipient }: Pick<OracleCase, 'purpose' | 'recipient'>,
): string {
  const fitting: Readonly<Record<string, readonly string[]>> = {
    P15: ['R17_APPEAL', 'R17_COURT'],
    P16: ['R17_COURT'],
    P18: ['R17_LGSCO', 'R17_SOS', 'R17_OFSTED'],
    P21: ['R17_RESEARCH'],
    P10: ['R17_CA1989', 'R17_INTEREST'],
    P13: recipient.kind === 'COUNCIL' ? ['R17_DPA1986', 'R17_INTEREST'] : ['R17_HE_DSA', 'R17_HE_PRINCIPAL'],
    P04: ['R17_INTEREST', 'R17_HE_DSA', 'R17_HE_PRINCIPAL'],
  };
  return random.once(6) ? random.pick(exceptions) : random.pick(fitting[purpose] ?? ['R17_INTEREST']);
}

const births = [
  '2017-05-14',
  '2010-07-15',
  '2010-08-31',
  '2010-09-01',
  '2012-02-29',
  '2011-06-25',
  '2009-02-20',
  '2008-01-10',
];

/** Children who are about to begin school: s.23 speaks of them. */
const earlyBirths = ['2022-08-31', '2021-05-11', '2023-02-01', '2022-06-25', '2022-03-31'];

const anything = { purposes: 'ALL', categories: 'ALL', kinds: 'ALL' } as const;

function generatePeople(
  random: Random,
  { purpose, messageType, recipient }: { purpose: string; messageType: string; recipient: Recipient },
): PersonCase[] {
  const period = (): Period => ({
    from: random.once(6) ? random.pick(['2015-01-01', '2027-06-26', '2030-01-01']) : null,
    to: random.once(6) ? random.pick(['2016-01-01', '2027-06-25', '2040-01-01']) : null,
  });
  const claim = (holder: string): ClaimCase => ({
    holder,
    verified: !random.once(5),
    evidence: random.once(8) ? 'SGORD' : 'BRTH',
    ...period(),
  });
  const terms = (): DatedTerms => ({
    ...period(),
    purposes: random.once(3) ? 'ALL' : random.once(5) ? ['P02'] : [purpose],
    categories: random.once(4) ? random.shuffle(Object.keys(categoryLevels)).slice(0, 25) : 'ALL',
    kinds: random.once(4) ? [recipient.kind, 'COUNCIL'] : 'ALL',
  });
  const sometimes = <Item>(inHowMany: number, make: () => Item): Item[] =>
    random.once(inHowMany) ? [make()] : [];
  const capacity = (): PersonCase['capacity'] =>
    sometimes(5, () => {
      const finding = random.pick(['LACKS', 'LACKS', 'HAS', 'TO_BE_CONFIRMED']);
      // Somebody is flagged as a whole (docs/domain/01 §1.7, authority events).
      return { ...terms(), ...(finding === 'TO_BE_CONFIRMED' ? anything : {}), finding, organisation: 'WCT' };
    });
  const representatives = (): PersonCase['representatives'] =>
    sometimes(5, () => ({ ...terms(), person: 'aunt', kind: random.pick(['LPA', 'DEPUTY'] as const) }));
  const child: PersonCase = {
    person: 'child',
    birthDate: random.once(30) ? null : random.pick(messageType === 'M14' ? earlyBirths : births),
    claims: [...(random.once(8) ? [] : [claim('mother')]), ...(random.once(2) ? [claim('father')] : [])],
    competence: sometimes(4, () => ({ ...terms(), competent: !random.once(4) })),
    capacity: capacity(),
    representatives: representatives(),
    legalStatuses: sometimes(5, () => ({
      ...period(),
      code: random.pick(['C1', 'C2', 'E1', 'V2', 'L2']),
      council: 'WMC',
    })),
    orders: [
      ...sometimes(purpose === 'P15' ? 1 : 7, () => {
        const effect = random.pick(['GIVES_DECISION', 'PERMITS', 'FORBIDS'] as const);
        const decider = effect === 'GIVES_DECISION' ? random.pick(['mother', 'father']) : null;
        return { ...terms(), effect, decider };
      }),
      // Beside another order only a prohibition of everything: how widely a narrower one is meant is open.
      ...sometimes(40, () => ({
        ...always,
        effect: 'FORBIDS' as const,
        decider: null,
      })),
    ],
  };
  const mother: PersonCase = {
    person: 'mother',
    birthDate: random.once(12) ? null : '1985-03-02',
    claims: [],
    competence: [],
    // Somebody for whom others decide must have somebody.
    ...(random.once(3)
      ? { capacity: capacity(), representatives: representatives() }
      : lackingCapacity(random)),
    legalStatuses: [],
    orders: [],
  };
  return [child, mother];
}

/** A parent without capacity, with or without an attorney or a deputy. */
function lackingCapacity(random: Random): Pick<PersonCase, 'capacity' | 'representatives'> {
  if (!random.once(3)) return { capacity: [], representatives: [] };
  return {
    capacity: [{ ...always, finding: 'LACKS', organisation: 'WCT' }],
    representatives: random.once(3)
      ? []
      : [{ ...always, person: 'aunt', kind: random.pick(['LPA', 'DEPUTY'] as const) }],
  };
}

/** Most often a moment beside a midnight on which authority passes. */
function generateInstant(random: Random, birthDate: string | null): string {
  if (birthDate === null || random.once(3))
    return random.pick(['2026-05-11T10:00:00.000Z', '2027-06-25T12:00:00.000Z', '2028-01-07T15:00:00.000Z']);
  const days =
    birthDate > '2020'
      ? [startOfSchoolAge(birthDate), startOfSchoolAge(birthDate), birthday(birthDate, 5)]
      : [birthday(birthDate, 16), birthday(birthDate, 18), endOfSchoolAge(birthDate)];
  const day = random.pick(days);
  const beside = random.pick([-86_400_000, -1, 0, 1, 86_400_000]);
  return new Date(londonMidnight(day) + beside).toISOString();
}

/** The instant at which a London day begins. */
function londonMidnight(day: string): number {
  const utc = Date.parse(`${day}T00:00:00.000Z`);
  return londonDay(new Date(utc - 3_600_000).toISOString()) === day ? utc - 3_600_000 : utc;
}

function generateSegments(
  random: Random,
  number: number,
  reader: OracleCase['reader'],
  often: readonly string[] = [],
): SegmentCase[] {
  const categories = Object.keys(categoryLevels);
  return Array.from({ length: random.pick([1, 1, 2, 3]) }, (_, index): SegmentCase => {
    const first =
      index > 0
        ? undefined
        : often.length > 0 && random.once(2)
          ? random.pick(often)
          : categories[Math.floor(number / routes.length) % categories.length];
    const chosen = [first ?? random.pick(categories), ...(random.once(8) ? [random.pick(categories)] : [])];
    const isUnlabelled = random.once(25);
    const flagged = random.once(reader === null ? 4 : 2)
      ? [
          random.pick(flags),
          ...(random.once(4) ? [random.pick(flags)] : []),
          ...(random.once(30) ? ['FLAG_OF_TOMORROW'] : []),
        ]
      : [];
    return {
      segment: `s${index + 1}`,
      labelled: !isUnlabelled,
      categories: isUnlabelled && random.once(2) ? [] : [...new Set(chosen)],
      // A label never says less than the category's own level (docs/domain/03 §3.3).
      level: chosen
        .map((category) =>
          category === 'CON' && flagged.includes('SHIELDED_LOCATION')
            ? 'V'
            : (categoryLevels[category] ?? 'V'),
        )
        .reduce(higher, random.pick(['N', 'N', 'N', 'R', 'V'])),
      flags: [...new Set(flagged)],
      about: random.pick<readonly (string | null)[]>([
        ['child'],
        ['child'],
        ['child'],
        ['child'],
        ['child', 'mother'],
        ['mother'],
        [null],
      ]),
      dataDate: random.pick([null, '2026-01-15', '2024-06-01']),
      healthOrigin: random.once(3),
      linked: random.once(2),
      mandatory: random.once(6),
      safetyCritical: random.once(6),
      notForRoles: random.once(20) ? ['SENCO', 'SW', 'PAED', 'CLASS_STAFF'] : [],
      embargoUntil: flagged.includes('EMBARGO_UNTIL')
        ? random.pick(['2020-01-01T00:00:00.000Z', '2040-01-01T00:00:00.000Z', null])
        : null,
    };
  });
}

type Exchange = Omit<OracleCase, 'consents'>;

/** What the family says: anything, most often plainly yes, or what the route says of them. */
type Mood = 'ANY' | 'PLAIN' | NonNullable<Route['mood']>;

function generateConsents(random: Random, exchange: Exchange, mood: Mood): ConsentCase[] {
  const plain = mood !== 'ANY';
  const { purpose, recipient, segments } = exchange;
  const categories = [...new Set(segments.flatMap((segment) => segment.categories))];
  const written: ConsentCase[] = [];
  const write = (by: string, about: string, more: Partial<ConsentCase>): void => {
    const others = categories.length > 1 ? categories.slice(1) : [random.pick(Object.keys(categoryLevels))];
    const spoken = random.once(6) ? others : categories;
    const answer = more.permits === undefined && more.denies === undefined ? { permits: spoken } : {};
    const clear: Partial<ConsentCase> = {
      status: 'active',
      purposes: [purpose],
      recipients: { organisations: [recipient.organisation], departments: [], roles: [], kinds: [] },
      from: '2020-01-01T00:00:00.000Z',
      to: null,
      dataFrom: null,
      dataTo: null,
    };
    written.push({
      about,
      by,
      capacity: capacityOf(by, about, exchange),
      type: random.once(30) ? random.pick(['SERVICE', 'TREATMENT']) : 'SHARE',
      kind: 'CONSENT',
      answer: null,
      status: random.once(8)
        ? random.pick([
            'draft',
            'suspended',
            'pending-reauthorise',
            'expired',
            'superseded',
            'entered-in-error',
          ])
        : 'active',
      purposes: random.once(8) ? ['P02', 'P13'] : [purpose],
      recipients: random.pick<RecipientsCase>([
        {
          organisations: [recipient.organisation],
          departments: [recipient.department],
          roles: [],
          kinds: [],
        },
        { organisations: [recipient.organisation], departments: ['CAMHS'], roles: [], kinds: [] },
        { organisations: [recipient.organisation], departments: [], roles: [], kinds: [] },
        { organisations: [recipient.organisation], departments: [], roles: [recipient.role], kinds: [] },
        { organisations: [], departments: [], roles: [], kinds: [recipient.kind] },
        { organisations: [], departments: [], roles: [recipient.role], kinds: [] },
        { organisations: [recipient.organisation], departments: [], roles: ['IRO'], kinds: [] },
        { organisations: ['NBY'], departments: [], roles: [], kinds: [] },
      ]),
      permits: [],
      denies: [],
      from: random.once(15) ? '2035-01-01T00:00:00.000Z' : '2020-01-01T00:00:00.000Z',
      to: random.once(6)
        ? random.pick(['2021-01-01T00:00:00.000Z', exchange.at, '2040-01-01T00:00:00.000Z'])
        : null,
      dataFrom: random.once(12) ? '2026-01-01' : null,
      dataTo: random.once(12) ? '2026-12-31' : null,
      order: written.length + 1,
      ...answer,
      ...(plain && !random.once(6) ? clear : {}),
      ...more,
    });
  };
  const say = (by: string, about: string): void => {
    if (mood === 'SILENT') return;
    if (mood === 'TAKEN_BACK') {
      write(by, about, { status: 'withdrawn', permits: ['EDU', 'SEN'] });
      return;
    }
    if (plain && mood !== 'PLAIN' && !random.once(8)) {
      const isOther = mood === 'DISAGREED' && by === 'father';
      write(by, about, isOther ? (random.once(4) ? { status: 'suspended' } : { denies: categories }) : {});
      return;
    }
    const stance = random.pick([
      'YES',
      'YES',
      ...(plain ? ['YES', 'YES', 'YES', 'YES'] : []),
      'NO',
      'WITHDRAWN',
      'OBJECTION',
      'BOTH',
      'NO_TO_ALL',
      'THEN_NO',
      'THEN_YES',
    ]);
    if (stance === 'YES') write(by, about, {});
    if (stance === 'NO') write(by, about, { denies: categories });
    if (stance === 'WITHDRAWN') write(by, about, { status: 'withdrawn' });
    if (stance === 'OBJECTION') write(by, about, { kind: 'OBJECTION', denies: categories });
    if (stance === 'BOTH') write(by, about, { permits: categories, denies: categories.slice(0, 1) });
    if (stance === 'NO_TO_ALL') write(by, about, { purposes: 'ALL', recipients: 'ALL', denies: 'ALL' });
    if (stance === 'THEN_NO' || stance === 'THEN_YES') {
      const [first, then] = [{ permits: categories }, { denies: categories }];
      write(by, about, stance === 'THEN_NO' ? first : then);
      write(by, about, stance === 'THEN_NO' ? then : first);
    }
  };
  /** Agreement or refusal as a whole, which is no agreement to share. */
  const answerWhole = (by: string, about: string, type: string): void => {
    const named = random.once(4) ? categories.slice(1) : categories;
    const agrees = { type, answer: 'AGREES' as const, permits: type === 'GDPR_LAWFUL_BASIS' ? named : [] };
    const refuses = {
      type,
      answer: 'REFUSES' as const,
      permits: [],
      denies: random.pick<'ALL' | readonly string[]>([named, [], 'ALL']),
    };
    const stance = random.pick(['YES', 'YES', 'YES', 'NO', 'WITHDRAWN', 'AGAIN', 'THEN_NO']);
    if (stance === 'WITHDRAWN' || stance === 'AGAIN') write(by, about, { ...agrees, status: 'withdrawn' });
    if (stance === 'YES' || stance === 'AGAIN' || stance === 'THEN_NO') write(by, about, agrees);
    if (stance === 'NO' || stance === 'THEN_NO') write(by, about, refuses);
  };
  const { legalStatuses = [], capacity = [], representatives = [] } = exchange.people[0] ?? {};
  const speakers = [
    'child',
    'mother',
    ...(mood === 'DISAGREED' || random.once(2) ? ['father'] : []),
    ...(random.once(4) ? ['stranger'] : []),
    ...(representatives.length > 0 ? ['aunt'] : []),
    ...(legalStatuses.length > 0 ? ['organisation:WMC'] : []),
    ...(capacity.length > 0 ? ['organisation:WCT'] : []),
  ];
  for (const by of speakers) if (!random.once(mood === 'ANY' ? 3 : 6)) say(by, 'child');
  for (const by of ['mother', 'aunt', 'organisation:WCT']) if (random.once(2)) say(by, 'mother');
  const wholes = [
    ...(exchange.messageType === 'M15' ? ['ASSESSMENT_GATE'] : random.once(30) ? ['ASSESSMENT_GATE'] : []),
    ...(random.once([exchange.source, recipient].some(({ duty }) => duty === 'NONE') ? 2 : 30)
      ? ['GDPR_LAWFUL_BASIS']
      : []),
  ];
  for (const type of wholes) {
    for (const by of ['child', 'mother', ...(random.once(3) ? speakers : [])])
      if (!random.once(3)) answerWhole(by, 'child', type);
    if (type === 'GDPR_LAWFUL_BASIS' && random.once(2)) answerWhole('mother', 'mother', type);
  }
  return random.shuffle(written);
}

function capacityOf(by: string, about: string, { people }: Exchange): string {
  if (by === about) return about === 'child' ? 'SELF_YP' : 'SELF_ADULT';
  if (by === 'organisation:WMC') return 'LA_CARE_ORDER';
  if (by === 'organisation:WCT') return 'BEST_INTERESTS';
  if (by !== 'aunt') return 'PR_HOLDER';
  return people.find(({ person }) => person === about)?.representatives[0]?.kind ?? 'LPA';
}
