import type { ConsentCase, OracleCase, SegmentCase } from './case.ts';
import { categoryLevels } from './codes.ts';
import { Random } from './random.ts';
import { always, plans, routes } from './routes.ts';

const everyHowMany = 10;
const partsOfACase = 4;
/** What no gate stands before, so that only the matrix speaks. */
const walked = routes.filter(
  ({ messageTypes }) =>
    messageTypes !== plans && messageTypes?.some((type) => ['M01', 'M14', 'M15'].includes(type)) !== true,
);

/** Whether a case belongs to the walk: one in ten, so that 10,000 cases visit every cell of the matrix. */
export function isWalk(number: number): boolean {
  return number % everyHowMany === 0;
}

/**
 * A case with nothing in the way: the child decides and permits everything, so that only the matrix says what goes. The walk goes
 * through every route and, four at a time, through every category, first linked to the need and then not.
 */
export function walkMatrix(seed: number, number: number): OracleCase {
  const step = Math.floor(number / everyHowMany) + seed;
  const route = walked[step % walked.length];
  if (route === undefined) throw new Error('there is nowhere to walk');
  const codes = Object.keys(categoryLevels);
  const random = new Random(seed);
  const order = random.shuffle(codes.flatMap((code) => [true, false].map((linked) => ({ code, linked }))));
  const round = Math.floor(step / walked.length);
  const segments = Array.from({ length: partsOfACase }, (_, part): SegmentCase => {
    const visit = order[(round * partsOfACase + part) % order.length];
    const { code = 'DEM', linked = false } = visit ?? {};
    return {
      segment: `s${part + 1}`,
      labelled: true,
      categories: [code],
      level: categoryLevels[code] ?? 'V',
      flags: [],
      about: ['child'],
      dataDate: '2026-01-15',
      healthOrigin: false,
      linked,
      mandatory: false,
      safetyCritical: false,
      notForRoles: [],
      embargoUntil: null,
    };
  });
  const purpose = route.purposes.at(-1) ?? 'P01';
  const isBeforeCourt = purpose === 'P15';
  const nobodyElse = { claims: [], competence: [], capacity: [], representatives: [], legalStatuses: [] };
  return {
    name: `${seed}/${number}`,
    at: '2026-05-11T10:00:00.000Z',
    kind: 'PUSH',
    purpose,
    messageType: route.messageTypes?.at(-1) ?? 'M09',
    urgency: 'ROUTINE',
    attested: true,
    trigger: false,
    statutoryTransfer: route.statutoryTransfer ?? false,
    synthetic: true,
    source: route.source,
    recipient: route.recipient,
    reader: route.reader ?? null,
    matched: true,
    agreement: route.reader === undefined ? { categories: 'ALL' } : null,
    adoptionLink: false,
    courtRestriction: false,
    optedOut: false,
    extract: 'AGGREGATE',
    relationship: 'NOT_ASKED',
    training: 'CURRENT',
    moreDetrimental: false,
    claim: null,
    told: null,
    reuse: null,
    cited: isBeforeCourt ? { order: 0, categories: codes } : null,
    opinions: [],
    shielded: false,
    safeContact: null,
    reviewed: false,
    emergency: null,
    lead: [],
    approved: [],
    people: [
      {
        ...nobodyElse,
        person: 'child',
        birthDate: '2012-02-29',
        competence: [{ ...always, competent: true }],
        orders: isBeforeCourt ? [{ ...always, effect: 'PERMITS', decider: null }] : [],
      },
      { ...nobodyElse, person: 'mother', birthDate: '1985-03-02', orders: [] },
    ],
    segments,
    consents: [permitOfChild(purpose, route.recipient.organisation, segments)],
  };
}

function permitOfChild(purpose: string, organisation: string, segments: readonly SegmentCase[]): ConsentCase {
  return {
    about: 'child',
    by: 'child',
    capacity: 'SELF_GILLICK',
    type: 'SHARE',
    kind: 'CONSENT',
    status: 'active',
    purposes: [purpose],
    recipients: { organisations: [organisation], departments: [], roles: [], kinds: [] },
    answer: null,
    permits: segments.flatMap(({ categories }) => categories),
    denies: [],
    from: '2020-01-01T00:00:00.000Z',
    to: null,
    dataFrom: null,
    dataTo: null,
    order: 1,
  };
}
