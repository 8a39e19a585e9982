import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChoiceAnswer, ExchangeAnswer, ProtectionAnswer } from '../../src/exchange/index.ts';
import { type SystemId, londonDate, systemClock } from '../../src/platform/index.ts';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import { type ScopeCode, scopeCodes } from '../../src/vocabulary/index.ts';
import { expectProblem } from '../support/expect-problem.ts';
import { consent, searchFhir, sendFhir } from '../support/fhir-consent.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { type RawAnswer, type RawPartner, openRawPartner } from '../support/raw-partner.ts';
import { choiceAbout, jackie, recordChoice } from '../support/record-choice.ts';
import { findDifference } from '../support/same-time.ts';
import { newPlan, planInstant, sendPlan, sue } from '../support/send-plan.ts';

type Who = 'council' | 'school' | 'hospital';

let system: TestGateway;
let partners: Readonly<Record<Who, RawPartner>>;
/** The council's exchange, delivered to the school, and the council's recorded choice. */
let exchangeId: string;
let consentId: string;
let protectionId: string;

const acting: Readonly<Record<Who, ActingPractitioner>> = {
  council: sue,
  school: { staffId: 'mr.marnock', role: 'SENCO' },
  hospital: { staffId: 'wgh.paediatrician', role: 'PAED' },
};

/** One door of `/v1`: how it is asked, by whom it may be asked about this id, and the scope that it needs. */
interface Door {
  readonly name: string;
  readonly scope: ScopeCode;
  readonly ask: (who: Who, id: string) => Promise<RawAnswer>;
}

async function withAssertion(who: Who, path: string, body?: object): Promise<RawAnswer> {
  const key = randomUUID();
  return partners[who].ask({
    ...(body === undefined ? { method: 'GET' } : { body: JSON.stringify(body) }),
    path,
    headers: {
      'idempotency-key': key,
      'assent-user-assertion': await partners[who].signAssertion(acting[who], key),
    },
  });
}

/** Nobody whom the gateway knows, so that asking changes nothing. */
const stranger = {
  identifiers: [{ system: 'nhs-number', value: '9990009007' }],
  demographics: { name: { family: 'Nobody', given: ['Ann'] }, birthDate: '2017-05-14' },
};

const askOnce = {
  dataSubject: (choiceAbout(jackie) as { dataSubject: object }).dataSubject,
  advice: { kind: 'EDUCATION', reference: 'advice-7', givenOn: '2026-10-12' },
  author: { system: 'urn', value: '999001' },
  council: { system: 'ods', value: 'Z9Z9A' },
  evidenceRef: 'meeting-1',
};

const withdrawal = {
  withdrawnBy: { relation: 'PR_HOLDER' },
  channel: 'phone',
  notifyPrior: false,
};

const preferencesOf = (dataSubject: object): object => ({
  dataSubject,
  evidenceRef: 'note-7',
  protection: {
    kind: 'NOTIFY_PREFERENCES',
    from: '2026-01-05',
    channel: 'POST',
    language: 'en',
    format: 'easyRead',
  },
});

/** The doors that name something by its id, each with who owns it. */
const objectDoors: readonly (Door & { readonly owner: Who; readonly thing: () => string })[] = [
  {
    name: 'GET /v1/exchanges/{id}',
    scope: 'exchanges:read',
    owner: 'council',
    thing: () => exchangeId,
    ask: (who, id) => partners[who].ask({ method: 'GET', path: `/v1/exchanges/${id}` }),
  },
  {
    name: 'POST /v1/exchanges/{id}/acknowledgement',
    scope: 'exchanges:acknowledge',
    owner: 'school',
    thing: () => exchangeId,
    ask: (who, id) => partners[who].ask({ path: `/v1/exchanges/${id}/acknowledgement` }),
  },
  {
    name: 'GET /v1/consents/{id}',
    scope: 'consents:read',
    owner: 'council',
    thing: () => consentId,
    ask: (who, id) => partners[who].ask({ method: 'GET', path: `/v1/consents/${id}` }),
  },
  {
    name: 'POST /v1/consents/{id}/withdrawal',
    scope: 'consents:withdraw',
    owner: 'council',
    thing: () => consentId,
    ask: (who, id) => withAssertion(who, `/v1/consents/${id}/withdrawal`, withdrawal),
  },
  {
    name: 'GET /v1/protections/{id}',
    scope: 'protections:read',
    owner: 'council',
    thing: () => protectionId,
    ask: (who, id) => partners[who].ask({ method: 'GET', path: `/v1/protections/${id}` }),
  },
];

const fhirGrounds = (): string =>
  Buffer.from(
    JSON.stringify({
      requestId: randomUUID(),
      source: { organisation: { system: 'ods', value: 'Z9Z9C' } },
      reader: { role: 'SENCO' },
      urgency: 'ROUTINE',
      purposeCode: 'P07',
      subject: stranger,
    }),
  ).toString('base64');

/** The same scopes behind the doors of `/fhir/R4`, which answer in FHIR. */
const fhirDoors: readonly (Door & { readonly thing?: () => string })[] = [
  ...(['', '/_history', '/_history/1'] as const).map((rest) => ({
    name: `GET /fhir/R4/Consent/{id}${rest}`,
    scope: 'consents:read' as const,
    thing: () => consentId,
    ask: (who: Who, id: string) =>
      partners[who].ask({ method: 'GET', path: `/fhir/R4/Consent/${id}${rest}` }),
  })),
  {
    name: 'POST /fhir/R4/Consent/_search',
    scope: 'consents:read',
    ask: (who) => searchFhir(partners[who], 'patient.identifier=9990009007'),
  },
  {
    name: 'POST /fhir/R4/Consent',
    scope: 'consents:record',
    ask: (who) => sendFhir(partners[who], consent({ type: 'deny' }), { by: acting[who] }),
  },
  {
    name: 'PUT /fhir/R4/Consent/{id}',
    scope: 'consents:record',
    thing: () => consentId,
    ask: (who, id) =>
      sendFhir(
        partners[who],
        { ...consent({ type: 'deny' }), id },
        {
          method: 'PUT',
          path: `/fhir/R4/Consent/${id}`,
          headers: { 'if-match': 'W/"999"' },
          by: acting[who],
        },
      ),
  },
  {
    name: 'GET /fhir/R4/{type}/{id}',
    scope: 'records:request',
    ask: (who) =>
      partners[who].ask({
        method: 'GET',
        path: '/fhir/R4/Condition/c-1',
        headers: { 'assent-request': fhirGrounds() },
      }),
  },
  {
    name: 'POST /fhir/R4/{type}/_search',
    scope: 'records:request',
    ask: (who) =>
      partners[who].ask({
        path: '/fhir/R4/Condition/_search',
        headers: {
          'assent-request': fhirGrounds(),
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'clinical-status=active',
      }),
  },
];

/** The doors that name nothing. */
const otherDoors: readonly Door[] = [
  { name: 'POST /v1/messages', scope: 'messages:send', ask: (who) => sendPlan(partners[who]) },
  {
    name: 'POST /v1/decisions',
    scope: 'decisions:ask',
    ask: (who) => sendPlan(partners[who], { path: '/v1/decisions' }),
  },
  {
    name: 'POST /v1/requests',
    scope: 'records:request',
    ask: (who) =>
      partners[who].ask({
        path: '/v1/requests',
        body: JSON.stringify({
          requestId: randomUUID(),
          type: 'M09',
          source: { organisation: { system: 'ods', value: 'Z9Z9A' } },
          reader: { role: 'SENCO' },
          urgency: 'ROUTINE',
          purposeCode: 'P07',
          subject: (choiceAbout(jackie) as { dataSubject: object }).dataSubject,
        }),
      }),
  },
  {
    name: 'POST /v1/consents',
    scope: 'consents:record',
    ask: (who) => withAssertion(who, '/v1/consents', choiceAbout(jackie)),
  },
  {
    name: 'POST /v1/reuse-agreements',
    scope: 'reuse:agree',
    ask: (who) => withAssertion(who, '/v1/reuse-agreements', askOnce),
  },
  {
    name: 'GET /v1/reuse-agreements/{id}',
    scope: 'reuse:read',
    ask: (who) => partners[who].ask({ method: 'GET', path: `/v1/reuse-agreements/${randomUUID()}` }),
  },
  {
    name: 'POST /v1/authority',
    scope: 'authority:record',
    ask: (who) =>
      withAssertion(who, '/v1/authority', {
        dataSubject: stranger,
        evidenceRef: 'order-1',
        event: { kind: 'LEGAL_STATUS_STARTED', code: 'C1', from: '2026-01-25' },
      }),
  },
  {
    name: 'POST /v1/authority/questions',
    scope: 'authority:ask',
    ask: (who) => withAssertion(who, '/v1/authority/questions', { dataSubject: stranger, purpose: 'P07' }),
  },
  {
    name: 'POST /v1/emergency-access',
    scope: 'emergency:access',
    ask: (who) =>
      withAssertion(who, '/v1/emergency-access', {
        dataSubject: stranger,
        reason: 'Unconscious on arrival.',
        from: [{ system: 'ods', value: 'Z9Z9X' }],
      }),
  },
  {
    name: 'POST /v1/protections',
    scope: 'protections:record',
    ask: (who) => withAssertion(who, '/v1/protections', preferencesOf(stranger)),
  },
  {
    name: 'POST /v1/choice-requests',
    scope: 'consents:ask',
    ask: (who) =>
      withAssertion(who, '/v1/choice-requests', {
        dataSubject: stranger,
        recipients: { organisations: [{ system: 'urn', value: '999001' }] },
        purpose: 'P02',
        categories: ['ATT'],
        words: 'So that school can help.',
      }),
  },
  {
    name: 'POST /v1/relationships',
    scope: 'relationships:record',
    ask: (who) =>
      withAssertion(who, '/v1/relationships', {
        dataSubject: stranger,
        kind: 'WORKING',
        basis: 'ON_ROLL',
        evidenceRef: 'admission-1',
        from: '2026-01-05',
      }),
  },
  {
    name: 'GET /v1/relationships/{id}',
    scope: 'relationships:read',
    ask: (who) => partners[who].ask({ method: 'GET', path: `/v1/relationships/${randomUUID()}` }),
  },
  {
    name: 'GET /v1/mailbox',
    scope: 'mailbox:collect',
    ask: (who) => partners[who].ask({ method: 'GET', path: '/v1/mailbox' }),
  },
  {
    name: 'POST /v1/locator',
    scope: 'locator:ask',
    ask: async (who) => {
      const requestId = randomUUID();
      const reader = { role: 'SENCO' };
      const body = { requestId, urgency: 'ROUTINE', purposeCode: 'P07', reader, subject: stranger };
      return partners[who].ask({
        path: '/v1/locator',
        body: JSON.stringify(body),
        headers: { 'assent-user-assertion': await partners[who].signAssertion(acting[who], requestId) },
      });
    },
  },
  {
    name: 'GET /v1/deadlines',
    scope: 'deadlines:read',
    ask: (who) => partners[who].ask({ method: 'GET', path: '/v1/deadlines' }),
  },
  {
    name: 'POST /v1/deadlines/{id}/notes',
    scope: 'deadlines:note',
    ask: (who) =>
      withAssertion(who, `/v1/deadlines/${randomUUID()}/notes`, {
        kind: 'DONE',
        on: '2026-01-05',
        evidenceRef: 'letter-1',
      }),
  },
  { name: 'GET /v1/holds', scope: 'holds:read', ask: (who) => withAssertion(who, '/v1/holds') },
  {
    name: 'POST /v1/holds/{id}/decision',
    scope: 'holds:decide',
    ask: (who) =>
      withAssertion(who, `/v1/holds/${randomUUID()}/decision`, { refuse: true, reasons: 'Not needed.' }),
  },
  { name: 'GET /v1/cases', scope: 'cases:read', ask: (who) => withAssertion(who, '/v1/cases') },
  {
    name: 'POST /v1/cases/{id}/outcome',
    scope: 'cases:close',
    ask: (who) =>
      withAssertion(who, `/v1/cases/${randomUUID()}/outcome`, {
        version: 0,
        finding: 'JUSTIFIED',
        sanction: 'NONE',
        reasons: 'It was right.',
        told: [],
      }),
  },
  {
    name: 'POST /v1/family-notices',
    scope: 'cases:tell',
    ask: (who) =>
      withAssertion(who, '/v1/family-notices', {
        dataSubject: stranger,
        what: 'REQUEST_BLOCKED',
        evidenceRef: 'file 7',
      }),
  },
];

const doors: readonly Door[] = [...objectDoors, ...otherDoors];

beforeAll(async () => {
  system = await startTestGateway();
  const [council, school, hospital] = await Promise.all([
    openRawPartner(system, 'WMC'),
    openRawPartner(system, 'FPS'),
    openRawPartner(system, 'WGH'),
  ]);
  partners = { council, school, hospital };
  const sent = await sendPlan(council);
  exchangeId = (sent.json as ExchangeAnswer).exchangeId;
  const recorded = await recordChoice(council);
  expect([recorded.status, recorded.text]).toEqual([201, expect.stringContaining('consentId')]);
  consentId = (recorded.json as ChoiceAnswer).consentId;
  const protectedBy = await withAssertion('council', '/v1/protections', preferencesOf(askOnce.dataSubject));
  expect([protectedBy.status, protectedBy.text]).toEqual([201, expect.stringContaining('protectionId')]);
  protectionId = (protectedBy.json as ProtectionAnswer).protectionId;
});

afterAll(async () => {
  await Promise.all(Object.values(partners).map((partner) => partner.close()));
  await system.stop();
});

/** What an answer shows, without what names the request itself. */
function shown({ status, headers, text }: RawAnswer): object {
  const volatile = ['date', 'assent-exchange-id', 'traceparent', 'ratelimit', 'ratelimit-policy'];
  const own = String(headers['assent-exchange-id']);
  return {
    status,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !volatile.includes(name))),
    text: text.replaceAll(own, 'itself'),
  };
}

describe.each(objectDoors.map((door) => [door.name, door] as const))('%s', (_name, door) => {
  const others = (['council', 'school', 'hospital'] as const).filter((who) => who !== door.owner);

  it.each(others)(
    'tells the %s nothing of what is not its own: it is as if it were not there',
    async (who) => {
      const foreign = await door.ask(who, door.thing());
      const unknown = await door.ask(who, randomUUID());
      expectProblem(foreign, { code: 'not-found' });
      expect(shown(foreign)).toEqual(shown(unknown));
    },
  );

  it('takes as long for what is another’s as for what is not there', async () => {
    const difference = await findDifference(
      () => door.ask('hospital', door.thing()),
      () => door.ask('hospital', randomUUID()),
      { rounds: 30, isSame: (one, other) => Math.abs(one - other) < 5 + 0.35 * Math.min(one, other) },
    );
    expect(difference).toBeNull();
  });
});

describe('who owns it', () => {
  it.each(objectDoors.map((door) => [door.name, door] as const))(
    '%s answers its owner',
    async (_name, door) => {
      const answer = await door.ask(door.owner, door.thing());
      expect([answer.status, answer.text.slice(0, 80)]).toEqual([200, expect.stringContaining('Id')]);
    },
  );

  it('nothing that others tried had changed it', async () => {
    const { rows } = await system.database.owner.query<{ count: string }>(
      'select count(*) from exchange.acknowledgements',
    );
    expect(rows[0]?.count).toBe('1');
  });
});

describe('a question about somebody else’s record', () => {
  const askAbout = async (identifier: string, name: string): Promise<RawAnswer> => {
    const plan = newPlan();
    return partners.hospital.ask({
      path: '/v1/decisions',
      headers: { 'assent-evaluate-at': planInstant },
      body: JSON.stringify({
        ...plan,
        leadDecision: undefined,
        subject: {
          identifiers: [{ system: 'nhs-number', value: identifier }],
          demographics: { name: { family: name, given: ['Jackie'] }, birthDate: '2017-05-14' },
        },
      }),
    });
  };

  it('is answered alike for a child who is known here and for one who is not (rulings 7)', async () => {
    const known = await askAbout('9990001014', 'Cormack');
    const unknown = await askAbout('9990009007', 'Nobody');
    expect(known.status).toBe(200);
    const told = ({ json }: RawAnswer): unknown => (json as ExchangeAnswer).recipients;
    expect(told(known)).toEqual(told(unknown));
  });
});

describe('a choice about a child who is not certain', () => {
  it('is refused alike whether the child is unknown, is another, or has nobody who so decides', async () => {
    const unknown = await recordChoice(
      partners.council,
      choiceAbout({ ...jackie, nhsNumber: '9990009007', family: 'Nobody', given: 'Ann' }),
    );
    const another = await recordChoice(
      partners.council,
      choiceAbout({ ...jackie, family: 'Rahman', given: 'Nia' }),
    );
    const nobodyDecides = await recordChoice(partners.council, {
      ...choiceAbout(jackie),
      decidedBy: { relation: 'DEPUTY' },
    });
    expectProblem(unknown, { code: 'consent-invalid', pointer: '/dataSubject', rule: 'person-is-certain' });
    expect(shown(another)).toEqual(shown(unknown));
    expect(shown(nobodyDecides)).toEqual(shown(unknown));
  });
});

async function findSystemId(clientId: string): Promise<SystemId> {
  const found = await system.rooms.agreements.findSystemByClientId(clientId);
  if (found === undefined) throw new Error(`${clientId} is not registered`);
  return found.systemId;
}

/** Every door, asked by the council with what is its own. */
async function askEverywhere(): Promise<readonly (readonly [string, RawAnswer])[]> {
  return Promise.all(
    doors.map(async (door) => {
      const thing = 'thing' in door ? (door as (typeof objectDoors)[number]).thing() : '';
      return [door.name, await door.ask('council', thing)] as const;
    }),
  );
}

/** Every door of `/fhir/R4`, asked with the council's choice where it names one. */
async function askFhir(who: Who): Promise<readonly (readonly [string, RawAnswer])[]> {
  return Promise.all(
    fhirDoors.map(async (door) => [door.name, await door.ask(who, door.thing?.() ?? '')] as const),
  );
}

/** The code of our problem in an OperationOutcome. */
function fhirProblemOf({ json }: RawAnswer): string | undefined {
  const { resourceType, issue = [] } = json as {
    readonly resourceType?: string;
    readonly issue?: readonly {
      readonly details?: { readonly coding: readonly { system: string; code: string }[] };
    }[];
  };
  return resourceType === 'OperationOutcome'
    ? issue[0]?.details?.coding.find(({ system: of }) => of.endsWith('/problem'))?.code
    : undefined;
}

describe('the doors of /fhir/R4', () => {
  it.each(fhirDoors.flatMap((door) => (door.thing === undefined ? [] : [[door.name, door] as const])))(
    '%s tells nobody else that the choice is there',
    async (_name, door) => {
      for (const who of ['school', 'hospital'] as const) {
        const foreign = await door.ask(who, consentId);
        expect(fhirProblemOf(foreign)).toBe('not-found');
        expect(shown(foreign)).toEqual(shown(await door.ask(who, randomUUID())));
      }
      expect(fhirProblemOf(await door.ask('council', consentId))).not.toBe('not-found');
    },
  );

  it.each(['consents:read', 'consents:record', 'records:request'] as const)(
    'are closed without %s, and no other is',
    async (scope) => {
      const { agreements } = system.rooms;
      const systemId = await findSystemId('wmc-case-management');
      const rest = scopeCodes.filter((code) => code !== scope);
      expect(await agreements.changeScopes(systemId, rest)).toMatchObject({ ok: true });
      const answers = await askFhir('council');
      expect(await agreements.changeScopes(systemId, [...scopeCodes])).toMatchObject({ ok: true });
      const missing = answers.filter(([, answer]) => fhirProblemOf(answer) === 'scope-missing');
      expect(missing.map(([name]) => name)).toEqual(
        fhirDoors.filter((door) => door.scope === scope).map(({ name }) => name),
      );
      for (const [, { status, headers }] of missing)
        expect([status, headers['content-type']]).toEqual([403, 'application/fhir+json; charset=utf-8']);
    },
  );

  it('are closed to a system that is suspended', async () => {
    const { agreements } = system.rooms;
    const systemId = await findSystemId('wmc-case-management');
    expect(await agreements.suspendSystem(systemId, 'A key was lost.')).toMatchObject({ ok: true });
    const answers = await askFhir('council');
    expect(await agreements.resumeSystem(systemId, 'The key was found.')).toMatchObject({ ok: true });
    for (const [name, answer] of answers) expect([name, fhirProblemOf(answer)]).toEqual([name, 'suspended']);
  });
});

/** The code of the problem that was told, if one was. Some doors are open to certain people only, and say so. */
function problemOf({ json }: RawAnswer): unknown {
  return typeof json === 'object' && json !== null && 'code' in json ? json.code : undefined;
}

describe('a system that is suspended', () => {
  it('is refused at every door at once, with a token that is still good, until it is resumed', async () => {
    const { agreements } = system.rooms;
    const token = await partners.council.getToken();
    const systemId = await findSystemId('wmc-case-management');
    expect(await agreements.suspendSystem(systemId, 'A key was lost.')).toMatchObject({ ok: true });
    for (const [, answer] of await askEverywhere()) expectProblem(answer, { code: 'suspended' });
    expect(await agreements.resumeSystem(systemId, 'The key was found.')).toMatchObject({ ok: true });
    expect(await partners.council.getToken()).toBe(token);
    for (const [name, answer] of await askEverywhere())
      expect([name, problemOf(answer) === 'suspended']).toEqual([name, false]);
  });

  it('and so is every system of an organisation that is', async () => {
    const { agreements } = system.rooms;
    const { WMC } = system.region.organisations;
    expect(await agreements.suspendOrganisation(WMC, 'An enquiry is under way.')).toMatchObject({ ok: true });
    for (const [, answer] of await askEverywhere()) expectProblem(answer, { code: 'suspended' });
    expect(await agreements.resumeOrganisation(WMC, 'The enquiry has ended.')).toMatchObject({ ok: true });
    for (const [name, answer] of await askEverywhere())
      expect([name, problemOf(answer) === 'suspended']).toEqual([name, false]);
  });
});

describe('a scope that is taken away', () => {
  it.each(doors.map((door) => [door.scope, door] as const))(
    '%s closes its door, at once, and no other',
    async (scope) => {
      const { agreements } = system.rooms;
      const systemId = await findSystemId('wmc-case-management');
      const rest = scopeCodes.filter((code) => code !== scope);
      expect(await agreements.changeScopes(systemId, rest)).toMatchObject({ ok: true });
      const answers = await askEverywhere();
      expect(await agreements.changeScopes(systemId, [...scopeCodes])).toMatchObject({ ok: true });
      const missing = answers.filter(([, answer]) => problemOf(answer) === 'scope-missing');
      expect(missing.map(([name]) => name)).toEqual(
        doors.filter((door) => door.scope === scope).map(({ name }) => name),
      );
      for (const [, answer] of missing) expectProblem(answer, { code: 'scope-missing' });
    },
  );

  it('every scope opens one door', () => {
    expect(doors.map(({ scope }) => scope).toSorted()).toEqual([...scopeCodes].toSorted());
  });
});

describe('an organisation that is no more', () => {
  it('is refused at every door from the day on which it ends', async () => {
    const { agreements } = system.rooms;
    const { WGH } = system.region.organisations;
    const today = londonDate(systemClock.now());
    expect(await agreements.closeOrganisation(WGH, today)).toMatchObject({ ok: true });
    for (const door of doors) expectProblem(await door.ask('hospital', randomUUID()), { code: 'suspended' });
  });
});
