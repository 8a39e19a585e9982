import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type PartOpening,
  verifyDispatch,
  verifyPartOpening,
  verifyReceipt,
} from '../../src/ledger/index.ts';
import type { JsonObject } from '../../src/platform/index.ts';
import {
  type FhirMessage,
  type RecordRequest,
  type SegmentedMessage,
  buildFhirBundle,
  wendysIllness,
} from '../../src/records/index.ts';
import type { ActingPractitioner, GatewayAnswer, PartnerRequest } from '../../src/region/partner-system.ts';
import type { Peer } from '../../src/region/start-peer.ts';
import {
  contentOf,
  eventually,
  findDecision,
  findEntries,
  findKinds,
  findNotices,
  freshPlan,
  marnock,
  planSentAt,
  segmentsOf,
  sue,
  wendysChoice,
  without,
} from '../support/exchanges.ts';
import { type TestGateway, readFigure, startTestGateway } from '../support/gateway.ts';
import { onNotice } from '../support/on-notice.ts';
import { employ } from '../support/protections.ts';
import type { RoleCode } from '../../src/vocabulary/index.ts';
import { quickTiming } from '../support/quick-timing.ts';

let system: TestGateway;
let fps: Peer;
let wmc: Peer;
let wgh: Peer;
const plans = '/records/plans';
/** More than a message may hold that is sent. */
const partsBound = 520;
const jackie = {
  identifiers: [{ system: 'nhs-number', value: '9990001014' }],
  demographics: { name: { family: 'Cormack', given: ['Jackie'] }, birthDate: '2017-05-14' },
};
const amarasName = {
  identifiers: [{ system: 'nhs-number', value: '9990001030' }],
  demographics: { name: { family: 'Osei', given: ['Amara'] }, birthDate: '2012-11-02' },
};
/** The council's officer for education, health and care plans. */
const coordinator = { staffId: 'ehc.coordinator', role: 'EHC_COORD' } as const;

beforeAll(async () => {
  system = await startTestGateway({ ASSENT_RECORD_PARTS: String(partsBound) }, quickTiming);
  ({ FPS: fps, WMC: wmc, WGH: wgh } = system.region.peers);
  await register('WMC', { url: `https://localhost:${wmc.port}${plans}`, form: 'JSON' });
  await register('WGH', { url: `https://localhost:${wgh.port}/records/fhir`, form: 'FHIR' });
  await employAt('WMC', coordinator);
  await worksWith(fps, marnock, 'SENCO', jackie);
  await worksWith(wmc, coordinator, 'EHC_COORD', amarasName);
  await wmc.send({
    method: 'POST',
    path: '/v1/consents',
    body: await onNotice(system.rooms, wendysChoice()),
    practitioner: sue,
    idempotencyKey: randomUUID(),
    evaluateAt: '2028-01-06T16:40:00Z',
  });
});

afterAll(() => system.stop());

async function countTooLarge(): Promise<number> {
  return readFigure(system, 'assent_holder_answers_total', { outcome: 'too_large' });
}

async function employAt(
  organisation: 'WMC' | 'FPS' | 'WGH',
  { staffId, role }: { readonly staffId: string; readonly role: RoleCode },
): Promise<void> {
  const { agreements } = system.rooms;
  const found = await agreements.findSystemByClientId(system.region.prepared.systems[organisation].clientId);
  if (found === undefined) throw new Error('the system is not registered');
  await employ(system.rooms, found.organisationId, staffId, [role]);
}

/** Has an organisation record that one of its staff works with a child. */
async function worksWith(
  peer: Peer,
  practitioner: ActingPractitioner,
  role: string,
  dataSubject: object,
): Promise<void> {
  const recorded = await peer.send({
    method: 'POST',
    path: '/v1/relationships',
    body: {
      dataSubject,
      kind: 'WORKING',
      staffId: practitioner.staffId,
      role,
      basis: 'DIRECT_CARE',
      evidenceRef: 'allocation-1',
      from: '2026-01-01',
    },
    practitioner,
    idempotencyKey: randomUUID(),
    evaluateAt: planSentAt,
  });
  if (recorded.status !== 201) throw new Error(`not recorded: ${recorded.text}`);
}

/** States where the system of an organisation gives records. */
async function register(
  organisation: 'WMC' | 'WGH',
  service: { readonly url: string; readonly form: 'JSON' | 'FHIR' } | null,
): Promise<void> {
  const { agreements } = system.rooms;
  const { clientId } = system.region.prepared.systems[organisation];
  const found = await agreements.findSystemByClientId(clientId);
  if (found === undefined) throw new Error('the system is not registered');
  const changed = await agreements.changeRecordService(found.systemId, service);
  if (!changed.ok) throw new Error('the service was refused');
}

/** Mr Marnock asks the council for Jackie's plan; changed as asked. */
function askForPlan(more: Partial<RecordRequest> = {}): RecordRequest {
  return {
    requestId: randomUUID(),
    type: 'M09',
    source: { organisation: { system: 'ods', value: 'Z9Z9A' }, department: 'CSC' },
    reader: { role: 'SENCO' },
    urgency: 'ROUTINE',
    purposeCode: 'P07',
    legalPower: ['CA1989_S17'],
    subject: jackie,
    ...more,
  };
}

function pull(request: object, more: Partial<PartnerRequest> = {}): PartnerRequest {
  return {
    method: 'POST',
    path: '/v1/requests',
    body: request,
    practitioner: marnock,
    boundTo: (request as RecordRequest).requestId,
    evaluateAt: planSentAt,
    ...more,
  };
}

/** The plan as the council's system has it: without what only a sending states. */
function heldPlan(more: Partial<SegmentedMessage> = {}): object {
  return without(freshPlan(more), 'leadDecision');
}

async function give(record: unknown, status = 200): Promise<void> {
  await wmc.give(plans, { status, body: typeof record === 'string' ? record : JSON.stringify(record) });
}

function exchangeOf({ exchangeId }: GatewayAnswer): string {
  if (exchangeId === null) throw new Error('no exchange is named');
  return exchangeId;
}

/** The uniform answer, but for what differs in every answer. */
function plain({ status, body, headers }: GatewayAnswer): object {
  const varying = [
    'date',
    'assent-exchange-id',
    'traceparent',
    'content-security-policy',
    'ratelimit',
    'ratelimit-policy',
  ];
  const kept = Object.entries(headers).filter(([name]) => !varying.includes(name));
  return {
    status,
    body: { ...(body as object), instance: '', exchangeId: '' },
    headers: Object.fromEntries(kept),
  };
}

async function whyNothing(answer: GatewayAnswer): Promise<unknown> {
  const [entry] = await findEntries(system.rooms, exchangeOf(answer));
  if (entry === undefined) throw new Error('nothing is in the ledger');
  return contentOf(entry, 'assent.nothing-given/1')['why'];
}

describe('a record that another organisation holds', () => {
  it('is given redacted, with the receipt and the terms of a delivery, and the family is told', async () => {
    await give(heldPlan());
    const request = askForPlan();
    const answer = await fps.send(pull(request));
    expect([answer.status, answer.body]).toMatchObject([200, { envelope: { type: 'M09', purpose: 'P07' } }]);
    const record = answer.body as { readonly segments: readonly { readonly segmentId: string }[] };
    expect(record.segments.map(({ segmentId }) => segmentId)).toEqual([
      'row-attendance',
      'row-support',
      'row-tuition',
      'jackies-words',
    ]);
    expect(answer.text).not.toContain(wendysIllness);
    expect(answer.text).not.toContain('38.00');

    const bodyHash = createHash('sha256').update(answer.text).digest();
    const read = (name: string): string => Buffer.from(answer.headers[name] ?? '', 'base64').toString('utf8');
    const key = system.rooms.ledger.verifierKey;
    const receipt = verifyReceipt(read('assent-receipt'), 'CARRIED', key);
    if (!receipt.ok || receipt.value.entry === null) throw new Error('the receipt does not hold');
    const opened = verifyPartOpening(
      receipt.value.entry,
      JSON.parse(read('assent-receipt-opening')) as PartOpening,
    );
    expect(opened.ok && opened.value['bodySha256']).toBe(bodyHash.toString('base64'));
    const terms = verifyDispatch(read('assent-dispatch'), key);
    expect(terms.ok && terms.value.bodyHash.equals(bodyHash)).toBe(true);

    const exchangeId = exchangeOf(answer);
    await eventually(
      async () => ((await findKinds(system.rooms, exchangeId)).includes('OUTCOME') ? true : undefined),
      'the outcome is written down',
    );
    const decision = await findDecision(system.rooms, exchangeId);
    const recorded = contentOf(decision, 'assent.decision/2');
    expect(recorded['askedBy']).toMatchObject({ practitioner: { staffId: 'mr.marnock', role: 'SENCO' } });
    expect(recorded['correlationId']).toBe(request.requestId);
    expect(segmentsOf(decision).get('mothers-health')).toMatchObject({
      outcome: 'WITHHOLD',
      silentPart: true,
    });
    const notices = await findNotices(system.rooms, system.database, exchangeId);
    expect(notices.length).toBeGreaterThan(0);
    const { rows } = await system.database.owner.query<{ state: string; payload: Buffer | null }>(
      'select d.state, e.payload from exchange.deliveries d join exchange.exchanges e using (exchange_id) where exchange_id = $1',
      [exchangeId],
    );
    expect(rows.map(({ state }) => state)).toEqual(['DELIVERED']);
    const confirmed = await fps.send({
      method: 'POST',
      path: `/v1/exchanges/${exchangeId}/acknowledgement`,
      practitioner: marnock,
      boundTo: exchangeId,
    });
    expect(confirmed.status).toBe(200);
  });

  it('was asked of its holder by number alone, for a named reader', async () => {
    await give(heldPlan());
    const request = askForPlan();
    await fps.send(pull(request));
    const last = (await wmc.asked()).at(-1);
    expect(JSON.parse(last?.body ?? '{}')).toEqual({
      requestId: request.requestId,
      type: 'M09',
      purposeCode: 'P07',
      urgency: 'ROUTINE',
      subject: { identifiers: request.subject.identifiers },
      reader: { organisation: { system: 'urn', value: '999001' }, role: 'SENCO' },
    });
  });

  it('is decided afresh each time: after a withdrawal the same request gives less, and no reason', async () => {
    await give(heldPlan());
    const released = async (): Promise<number> => {
      const answer = await fps.send(pull(askForPlan()));
      return answer.status === 200 ? (answer.body as { segments: readonly object[] }).segments.length : 0;
    };
    expect(await released()).toBe(4);
    const choice = await wmc.send({
      method: 'POST',
      path: '/v1/consents',
      body: await onNotice(
        system.rooms,
        wendysChoice({ kind: 'OBJECTION', categories: { permit: [], deny: ['EDU', 'ATT', 'SEN', 'VOI'] } }),
      ),
      practitioner: sue,
      idempotencyKey: randomUUID(),
      evaluateAt: planSentAt,
    });
    expect(choice.status).toBe(201);
    expect(await released()).toBeLessThan(4);
  });
});

describe('resources that FHIR searches find', () => {
  const base = '/records/fhir';
  const number = { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990001030' };
  const amara = { resourceType: 'Patient', id: 'amara', identifier: [number], birthDate: '2012-11-02' };
  const askForConditions = (more: Partial<RecordRequest> = {}): PartnerRequest => {
    const request = askForPlan({
      type: 'FHIR',
      resourceTypes: ['Condition'],
      source: { organisation: { system: 'ods', value: 'Z9Z9C' } },
      reader: { role: 'EHC_COORD', department: 'SEND' },
      purposeCode: 'P03',
      legalPower: ['CFA2014_S36_S44'],
      subject: {
        identifiers: [{ system: 'nhs-number', value: '999 000 1030' }],
        demographics: { name: { family: 'Osei', given: ['Amara'] }, birthDate: '2012-11-02' },
      },
      ...more,
    });
    return pull(request, { practitioner: coordinator });
  };
  const conditionsOf = (resource: FhirMessage['resource']): readonly JsonObject[] =>
    (resource['entry'] as readonly JsonObject[]).filter(
      ({ resource: each }) => (each as JsonObject)['resourceType'] === 'Condition',
    );
  const answerSearch = (path: string, entries: readonly object[], more: object = {}): Promise<void> =>
    wgh.give(`${base}${path}`, {
      status: 200,
      body: JSON.stringify({ resourceType: 'Bundle', type: 'searchset', total: 77, entry: entries, ...more }),
    });

  it('are given by their labels, over all pages, asked for without a number in any address', async () => {
    const [first, ...others] = conditionsOf(buildFhirBundle().resource);
    if (first === undefined) throw new Error('the example has conditions');
    await answerSearch('/Patient/_search', [{ resource: amara, search: { mode: 'match' } }]);
    await answerSearch('/Condition/_search', [first], {
      link: [{ relation: 'next', url: `https://localhost:${wgh.port}${base}/page/2` }],
    });
    await answerSearch('/page/2', others);
    const answer = await wmc.send(askForConditions());
    expect([answer.status, answer.body]).toMatchObject([200, { envelope: { type: 'FHIR' } }]);
    expect(answer.text).toContain('408856003');
    expect(answer.text).not.toMatch(/Contraceptive|Depressive|"total"|search/u);
    const asked = (await wgh.asked()).slice(-3);
    expect(asked.map(({ path }) => path)).toEqual([
      `${base}/Patient/_search`,
      `${base}/Condition/_search`,
      `${base}/page/2`,
    ]);
    expect(asked[0]?.body).toBe(`identifier=${encodeURIComponent(`${number.system}|9990001030`)}&_count=100`);
  });

  it.each<[string, readonly object[], object, string]>([
    [
      'another patient',
      [{ resource: { ...amara, identifier: [{ ...number, value: '9990001014' }] } }],
      {},
      'patient-unclear',
    ],
    ['two patients', [{ resource: amara }, { resource: { ...amara, id: 'other' } }], {}, 'patient-unclear'],
    ['nobody', [], {}, 'nothing-held'],
    [
      'a next page at another server',
      [{ resource: amara }],
      { link: [{ relation: 'next', url: 'https://elsewhere.example/records/fhir/page/2' }] },
      'search-unreadable',
    ],
    ['no search at all', [{ resource: amara }], { type: 'collection' }, 'search-unreadable'],
    [
      'resources of another kind',
      [{ resource: { resourceType: 'Condition', id: 'c' } }],
      {},
      'search-unreadable',
    ],
  ])('are none where the holder answers with %s', async (_what, patients, more, why) => {
    await answerSearch('/Patient/_search', patients, more);
    const answer = await wmc.send(askForConditions());
    expect(answer).toMatchObject({ status: 404, body: { type: expect.stringContaining('nothing-given') } });
    expect(await whyNothing(answer)).toBe(why);
  });

  it('may be more than a message may hold, and up to as many as the setting says', async () => {
    const [one] = conditionsOf(buildFhirBundle().resource);
    const resource = one?.['resource'] as JsonObject;
    const conditions = (count: number): readonly object[] =>
      Array.from({ length: count }, (_, place) => ({ resource: { ...resource, id: `c${place}` } }));
    await answerSearch('/Patient/_search', [{ resource: amara }]);
    await answerSearch('/Condition/_search', conditions(partsBound));
    const all = await wmc.send(askForConditions());
    expect(all.status).toBe(200);
    expect((all.body as FhirMessage).resource['entry']).toHaveLength(partsBound);
    await answerSearch('/Condition/_search', conditions(partsBound + 1));
    const [logged, counted] = [system.readLog().length, await countTooLarge()];
    const none = await wmc.send(askForConditions());
    // Whoever asks learns nothing of it; whoever operates the gateway learns which holder it is.
    await wgh.give(`${base}/Condition/_search`, { status: 404, body: '' });
    await answerSearch('/Patient/_search', []);
    expect(plain(none)).toEqual(plain(await wmc.send(askForConditions())));
    expect(await whyNothing(none)).toBe('too-many-parts');
    expect(await countTooLarge()).toBe(counted + 1);
    const line = system
      .readLog()
      .slice(logged)
      .split('\n')
      .find((each) => each.includes('too-many-parts'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      level: 'warn',
      event: 'holder-gave-nothing',
      exchangeId: exchangeOf(none),
      organisationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('wait for the holder’s information governance where they have no label', async () => {
    const bundle = buildFhirBundle().resource['entry'] as readonly JsonObject[];
    const note = bundle.filter(
      ({ resource }) => (resource as JsonObject)['resourceType'] === 'Communication',
    );
    const [autism] = conditionsOf(buildFhirBundle().resource);
    await answerSearch('/Patient/_search', [{ resource: amara }]);
    await answerSearch('/Condition/_search', autism === undefined ? [] : [autism]);
    await answerSearch('/Communication/_search', note);
    const answer = await wmc.send(askForConditions({ resourceTypes: ['Condition', 'Communication'] }));
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain('valproate');
    expect(await findKinds(system.rooms, exchangeOf(answer))).toContain('HOLD');
  });
});

describe('the one answer to whoever gets no record', () => {
  it('is the same whatever keeps it back, and the holder is not asked where nothing could go', async () => {
    await give('', 404);
    const nothingHeld = await fps.send(pull(askForPlan()));
    expect(nothingHeld).toMatchObject({
      status: 404,
      body: { type: expect.stringContaining('nothing-given') },
    });
    expect(await whyNothing(nothingHeld)).toBe('nothing-held');
    const asked = (await wmc.asked()).length;
    const nobody = askForPlan({
      subject: {
        identifiers: [{ system: 'nhs-number', value: '9990009007' }],
        demographics: { name: { family: 'Nobody', given: ['Nil'] }, birthDate: '2017-05-14' },
      },
    });
    const unmatched = await fps.send(pull(nobody));
    expect(plain(unmatched)).toEqual(plain(nothingHeld));
    expect((await wmc.asked()).length).toBe(asked);
    const decision = contentOf(await findDecision(system.rooms, exchangeOf(unmatched)), 'assent.decision/2');
    expect(decision['decision']).toMatchObject({ outcome: 'DENY', reasons: ['DENY_NO_RELATIONSHIP'] });
  });

  it.each<[string, () => unknown, number, string]>([
    ['a fault of the holder', () => '{}', 500, 'status-500'],
    ['a redirection', () => '', 302, 'status-302'],
    ['no JSON', () => '{"a":1,"a":2}', 200, 'json-duplicate-key'],
    ['no message', () => ({ some: 'thing' }), 200, 'record-invalid'],
    ['a record of another type', () => ({ ...heldPlan(), type: 'M99' }), 200, 'record-invalid'],
    [
      'a record of another source',
      () => ({ ...heldPlan(), source: { organisation: { system: 'ods', value: 'Z9Z9C' } } }),
      200,
      'record-of-another-source',
    ],
    [
      'another child’s record',
      () => ({
        ...heldPlan(),
        subject: {
          identifiers: [{ system: 'nhs-number', value: '9990001030' }],
          demographics: { name: { family: 'Osei', given: ['Amara'] }, birthDate: '2012-11-02' },
        },
      }),
      200,
      'record-of-another-person',
    ],
  ])('covers %s, of which only the ledger says why', async (_what, record, status, why) => {
    await give(record(), status);
    const answer = await fps.send(pull(askForPlan()));
    expect(answer).toMatchObject({ status: 404, body: { type: expect.stringContaining('nothing-given') } });
    expect(answer.text).not.toMatch(/Jackie|Amara|999000/u);
    expect(await whyNothing(answer)).toBe(why);
  });

  it('covers a holder that never ends its answer, within the time that every request has', async () => {
    await wmc.give(plans, { status: 200, body: '', silent: true });
    const answer = await fps.send(pull(askForPlan()));
    expect(answer).toMatchObject({ status: 404, body: { type: expect.stringContaining('nothing-given') } });
  });

  it('covers a holder that judged sharing to do more harm', async () => {
    await give({
      ...heldPlan(),
      doNotShare: { by: 'sue.williams', reasons: 'It would tell him where they are.' },
    });
    const answer = await fps.send(pull(askForPlan()));
    expect(answer.status).toBe(404);
    const decision = contentOf(await findDecision(system.rooms, exchangeOf(answer)), 'assent.decision/2');
    expect(decision['decision']).toMatchObject({ reasons: ['DENY_MORE_DETRIMENTAL'] });
  });

  it('covers a part that it cannot do without and that waits for its lead, who lets it go as a supplement', async () => {
    const plan = without(freshPlan(), 'leadDecision');
    await give({
      ...plan,
      segments: plan.segments.map((part) =>
        part.segmentId === 'plan-header' ? { ...part, mandatory: true } : part,
      ),
    });
    const answer = await fps.send(pull(askForPlan()));
    expect(answer.status).toBe(404);
    expect(await findKinds(system.rooms, exchangeOf(answer))).toContain('HOLD');
  });
});

describe('somebody who does not work with the child', () => {
  it.each<[string, Partial<PartnerRequest>]>([
    ['another member of staff', { practitioner: { staffId: 'fps.dsl', role: 'DSL' } }],
    ['a system that names nobody', {}],
  ])('gets the one answer, and their holder is not asked: %s', async (_who, more) => {
    await give(heldPlan());
    const asked = (await wmc.asked()).length;
    const role = more.practitioner === undefined ? 'SENCO' : 'DSL';
    const request = pull(askForPlan({ reader: { role } }));
    const answer = await fps.send({ ...without(request, 'practitioner'), ...more });
    expect(answer).toMatchObject({ status: 404, body: { type: expect.stringContaining('nothing-given') } });
    expect((await wmc.asked()).length).toBe(asked);
    const decision = contentOf(await findDecision(system.rooms, exchangeOf(answer)), 'assent.decision/2');
    expect(decision['decision']).toMatchObject({ reasons: ['DENY_NO_RELATIONSHIP'] });
  });
});

describe('what stands against whoever asks', () => {
  it.each<[string, Partial<RecordRequest>, number, string]>([
    ['a purpose that no agreement has', { purposeCode: 'P11' }, 403, 'DENY_NO_DSA'],
  ])('is told: %s', async (_what, more, status, rule) => {
    const asked = (await wmc.asked()).length;
    const answer = await fps.send(pull(askForPlan(more)));
    expect(answer).toMatchObject({ status, body: { errors: [{ rule }] } });
    expect((await wmc.asked()).length).toBe(asked);
  });

  it('is the same told of a child whom nobody knows', async () => {
    const unknown = askForPlan({
      purposeCode: 'P11',
      subject: { identifiers: [{ system: 'nhs-number', value: '9990009007' }] },
    });
    const known = askForPlan({ purposeCode: 'P11' });
    expect(plain(await fps.send(pull(unknown)))).toEqual(plain(await fps.send(pull(known))));
  });

  it('is an attestation that safeguarding asks for', async () => {
    const request = askForPlan({ type: 'M09', purposeCode: 'P09', urgency: 'ROUTINE' });
    const answer = await fps.send(pull(request));
    expect(answer.status).toBe(403);
  });

  it('is a holder that gives no records of the type', async () => {
    const answer = await fps.send(
      pull(askForPlan({ source: { organisation: { system: 'urn', value: '999001' } } })),
    );
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ rule: 'source-gives-records' }] } });
  });

  it.each<[string, object, string, string]>([
    ['kinds of resource for a plan', { resourceTypes: ['Condition'] }, '/resourceTypes', 'resource-types'],
    ['FHIR without kinds', { type: 'FHIR' }, '/resourceTypes', 'resource-types'],
    ['one’s own record', { purposeCode: 'P17' }, '/purposeCode', 'no-own-access'],
    [
      'an emergency without its purpose',
      { emergencyAccess: randomUUID() },
      '/emergencyAccess',
      'emergency-only',
    ],
    ['nobody', { subject: { identifiers: [] } }, '/subject/identifiers', 'length'],
    ['a member that is none', { total: true }, '/total', 'unknown-member'],
  ])('is a request for %s', async (_what, more, pointer, rule) => {
    const answer = await fps.send(pull({ ...askForPlan(), ...more }));
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer, rule }] } });
  });
});
