import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PartOpening, verifyPartOpening, verifyReceipt } from '../../src/ledger/index.ts';
import type { HoldAnswer } from '../../src/exchange/index.ts';
import type { JsonObject } from '../../src/platform/index.ts';
import { findSearchParameters, searchableTypes } from '../../src/records/index.ts';
import { footerSentence } from '../../src/exchange/redact/index.ts';
import { listHospitalRecords } from '../../src/region/hospital-records.ts';
import type { GatewayAnswer, PartnerRequest } from '../../src/region/partner-system.ts';
import type { Peer } from '../../src/region/start-peer.ts';
import { contentOf, eventually, findDecision, findKinds } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { scopeCodes } from '../../src/vocabulary/index.ts';
import { buildMinimalResource } from '../support/minimal-resources.ts';
import { askAs, employ } from '../support/protections.ts';
import { quickTiming } from '../support/quick-timing.ts';
import { findSchemaProblems } from '../support/r4-schema.ts';

let system: TestGateway;
let wmc: Peer;
let wgh: Peer;
const at = '2027-04-30T10:00:00Z';
const coordinator = { staffId: 'ehc.coordinator', role: 'EHC_COORD' } as const;
const amara = {
  identifiers: [{ system: 'nhs-number', value: '9990001030' }],
  demographics: { name: { family: 'Osei', given: ['Amara'] }, birthDate: '2012-11-02' },
};
const nobody = {
  identifiers: [{ system: 'nhs-number', value: '9990009007' }],
  demographics: { name: { family: 'Nobody', given: ['Nil'] }, birthDate: '2012-11-02' },
};

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
  ({ WMC: wmc, WGH: wgh } = system.region.peers);
  const recorded = await wmc.send({
    method: 'POST',
    path: '/v1/relationships',
    body: {
      dataSubject: amara,
      kind: 'WORKING',
      staffId: coordinator.staffId,
      role: coordinator.role,
      basis: 'DIRECT_CARE',
      evidenceRef: 'allocation-1',
      from: '2026-01-01',
    },
    practitioner: coordinator,
    idempotencyKey: randomUUID(),
    evaluateAt: at,
  });
  expect([recorded.status, recorded.text]).toEqual([201, expect.any(String)]);
});

afterAll(() => system.stop());

interface Grounds {
  readonly requestId: string;
  readonly subject?: object | undefined;
  readonly [name: string]: unknown;
}

function groundsOf(more: object = {}): Grounds {
  return {
    requestId: randomUUID(),
    source: { organisation: { system: 'ods', value: 'Z9Z9C' } },
    reader: { role: 'EHC_COORD', department: 'SEND' },
    urgency: 'ROUTINE',
    purposeCode: 'P03',
    legalPower: ['CFA2014_S36_S44'],
    subject: amara,
    ...more,
  };
}

function get(
  path: string,
  grounds = groundsOf(),
  more: Partial<PartnerRequest> = {},
): Promise<GatewayAnswer> {
  return wmc.send({
    method: 'GET',
    path: `/fhir/R4/${path}`,
    grounds,
    practitioner: coordinator,
    boundTo: grounds.requestId,
    evaluateAt: at,
    ...more,
  });
}

function search(
  type: string,
  form: Readonly<Record<string, string>>,
  more: Partial<PartnerRequest> = {},
): Promise<GatewayAnswer> {
  const grounds: Grounds = { ...groundsOf(), subject: undefined };
  return get(`${type}/_search`, grounds, { method: 'POST', form, ...more });
}

const amaraAsForm = {
  'patient.identifier': 'https://fhir.nhs.uk/Id/nhs-number|9990001030',
  'patient.family': 'Osei',
  'patient.given': 'Amara',
  'patient.birthdate': '2012-11-02',
};

/** The resources that a search found, without what it says beside them. */
function matchesOf({ body }: GatewayAnswer): readonly JsonObject[] {
  const { entry = [] } = body as { readonly entry?: readonly JsonObject[] };
  return entry.flatMap(({ resource, search: how }) =>
    (how as JsonObject)['mode'] === 'match' ? [resource as JsonObject] : [],
  );
}

function idsOf(answer: GatewayAnswer): readonly unknown[] {
  return matchesOf(answer).map(({ id }) => id);
}

/** The uniform answer, but for what differs in every answer. */
function plain({ status, text, headers }: GatewayAnswer): object {
  const kept = ['content-type', 'content-length', 'cache-control', 'retry-after'];
  return { status, text, headers: Object.fromEntries(kept.map((name) => [name, headers[name] ?? null])) };
}

function exchangeOf({ exchangeId }: GatewayAnswer): string {
  if (exchangeId === null) throw new Error('no exchange is named');
  return exchangeId;
}

function expectValidR4(resource: unknown): void {
  expect(findSchemaProblems(resource as JsonObject)).toEqual([]);
}

const nothing = { status: 404, body: { issue: [{ details: { coding: [{ code: 'nothing-given' }] } }] } };

describe('a FHIR read of what another organisation holds', () => {
  it('gives the resource with labels, refrains, what every reader is told, and the receipt of a delivery', async () => {
    const answer = await get('Condition/epilepsy');
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('84757009')]);
    expect(answer.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
    const resource = answer.body as { meta: { security: { system: string; code: string }[] } };
    expectValidR4(resource);
    const codes = resource.meta.security.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['N', 'PHY', 'MINEC', 'AUDIT', 'CPLYCD', 'NORDSCLCD']));
    expect(answer.headers['assent-remarks']).toBe(footerSentence);
    const read = (name: string): string => Buffer.from(answer.headers[name] ?? '', 'base64').toString('utf8');
    const receipt = verifyReceipt(read('assent-receipt'), 'CARRIED', system.rooms.ledger.verifierKey);
    if (!receipt.ok || receipt.value.entry === null) throw new Error('the receipt does not hold');
    const opened = verifyPartOpening(
      receipt.value.entry,
      JSON.parse(read('assent-receipt-opening')) as PartOpening,
    );
    const bodyHash = createHash('sha256').update(answer.text).digest('base64');
    expect(opened.ok && opened.value['bodySha256']).toBe(bodyHash);
    await eventually(
      async () =>
        (await findKinds(system.rooms, exchangeOf(answer))).includes('OUTCOME') ? true : undefined,
      'the outcome is written down',
    );
  });

  it('asks the holder by posted searches alone, for this patient’s resource', async () => {
    await get('Condition/autism');
    const asked = (await wgh.asked()).slice(-2);
    expect(asked.map(({ path }) => path)).toEqual([
      '/records/fhir/Patient/_search',
      '/records/fhir/Condition/_search',
    ]);
    expect(asked[1]?.body).toBe('patient=Patient%2Famara&_id=autism&_count=100');
  });

  it.each([
    ['told in confidence, and silent', 'Condition/contraception'],
    ['about her mother', 'Condition/mothers-depression'],
    ['of no label', 'Communication/unlabelled-note'],
    ['not there', 'Condition/none'],
    ['of a type that the holder has none of', 'Procedure/none'],
  ])('is the one answer for a resource %s', async (_what, path) => {
    const [answer, unknown] = await Promise.all([get(path), get(path, groundsOf({ subject: nobody }))]);
    expect(answer).toMatchObject(nothing);
    expect(plain(answer)).toEqual(plain(unknown));
    expect(answer.text).not.toMatch(/implant|Depressive|valproate|Amara|9990001030/u);
  });

  it('gives the patient, and not a patient by another id', async () => {
    const answer = await get('Patient/amara');
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('Osei')]);
    expectValidR4(answer.body);
    expect(await get('Patient/jackie')).toMatchObject(nothing);
  });
});

describe('a FHIR search of what another organisation holds', () => {
  it('finds what may go, with the number of what goes and what every reader is told', async () => {
    const answer = await search('Condition', amaraAsForm);
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
    expectValidR4(answer.body);
    expect(idsOf(answer)).toEqual(['autism', 'epilepsy']);
    const { total, type, link, entry } = answer.body as {
      total: number;
      type: string;
      link: readonly { url: string }[];
      entry: readonly { resource: { resourceType: string; issue?: readonly { diagnostics: string }[] } }[];
    };
    expect({ total, type }).toEqual({ total: 2, type: 'searchset' });
    expect(link).toEqual([{ relation: 'self', url: `${system.config.publicUrl}/fhir/R4/Condition` }]);
    expect(entry.at(-1)?.resource).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'information', diagnostics: footerSentence }],
    });
    expect(answer.text).not.toMatch(/implant|Depressive/u);
  });

  it('is the same by GET, whom it is about standing in the header', async () => {
    const posted = await search('Condition', { ...amaraAsForm, code: '84757009' });
    const byAddress = await get('Condition?code=84757009');
    const bySearch = await get('Condition/_search?code=84757009');
    expect(idsOf(posted)).toEqual(['epilepsy']);
    expect(matchesOf(byAddress)).toEqual(matchesOf(posted));
    expect(matchesOf(bySearch)).toEqual(matchesOf(posted));
  });

  it('finds the patient, and nobody else with them', async () => {
    const form = Object.fromEntries(
      Object.entries(amaraAsForm).map(([name, value]) => [name.replace('patient.', ''), value]),
    );
    const answer = await search('Patient', form);
    expect(idsOf(answer)).toEqual(['amara']);
  });

  it.each<[string, string, Readonly<Record<string, string>>]>([
    [
      'somebody unknown',
      'Condition',
      { ...amaraAsForm, 'patient.identifier': 'https://fhir.nhs.uk/Id/nhs-number|9990009007' },
    ],
    ['a code that is only in what is withheld', 'Condition', { ...amaraAsForm, code: '169553002' }],
    ['a code that is nowhere', 'Condition', { ...amaraAsForm, code: '38341003' }],
    ['a type of which there is nothing', 'Procedure', amaraAsForm],
    ['what waits for a judgement', 'Communication', amaraAsForm],
  ])('has the one answer for %s', async (_what, type, form) => {
    const [answer, unknown] = await Promise.all([
      search(type, form),
      search(type, { ...amaraAsForm, 'patient.family': 'Nobody', 'patient.given': 'Nil' }),
    ]);
    expect(answer).toMatchObject(nothing);
    expect(plain(answer)).toEqual(plain(unknown));
  });

  it('holds its conditions against what goes, so that nothing is found by what is left out of it', async () => {
    const secret = 'https://example.org/secret|sealed-code';
    await wgh.hold([
      ...listHospitalRecords(),
      {
        resourceType: 'Condition',
        id: 'two-codes',
        meta: { security: [{ system: 'https://gateway.example/CodeSystem/info-category', code: 'DEV' }] },
        code: {
          coding: [
            { system: 'http://snomed.info/sct', code: '408856003' },
            {
              system: 'https://example.org/secret',
              code: 'sealed-code',
              extension: [
                {
                  url: 'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label',
                  valueCoding: { system: 'https://gateway.example/CodeSystem/info-category', code: 'SHR' },
                },
              ],
            },
          ],
        },
        subject: { reference: 'Patient/amara' },
      },
    ]);
    const all = await search('Condition', amaraAsForm);
    expect(idsOf(all)).toContain('two-codes');
    expect(all.text).not.toContain('sealed-code');
    expect(await search('Condition', { ...amaraAsForm, code: secret })).toMatchObject(nothing);
    // The other code of the same concept went with it.
    expect(idsOf(await search('Condition', { ...amaraAsForm, code: '408856003' }))).toEqual(['autism']);
    await wgh.hold(listHospitalRecords());
  });

  it('of a resource counts what it refers to, which is looked up and never given', async () => {
    const finding = (id: string, focus: string): JsonObject => ({
      resourceType: 'Observation',
      id,
      status: 'final',
      meta: { security: [{ system: 'https://gateway.example/CodeSystem/info-category', code: 'DEV' }] },
      code: { coding: [{ system: 'http://loinc.org', code: '0000-0' }] },
      subject: { reference: 'Patient/amara' },
      focus: [{ reference: focus }],
    });
    await wgh.hold([
      ...listHospitalRecords(),
      finding('beside-autism', 'Condition/autism'),
      finding('beside-secret', 'Condition/contraception'),
      finding('beside-nothing', 'Condition/gone'),
    ]);
    const answer = await search('Observation', amaraAsForm);
    expect(idsOf(answer)).toEqual(['beside-autism', 'beside-nothing']);
    expect(answer.text).not.toMatch(/408856003|Autistic|contraception/u);
    expect(await get('Observation/beside-secret')).toMatchObject(nothing);
    // The same asked for as a message.
    const request = { ...groundsOf(), type: 'FHIR', resourceTypes: ['Observation'] };
    const message = await wmc.send({
      method: 'POST',
      path: '/v1/requests',
      body: request,
      practitioner: coordinator,
      boundTo: request.requestId,
      evaluateAt: at,
    });
    expect([message.status, message.text]).toEqual([200, expect.stringContaining('beside-autism')]);
    expect(message.text).not.toMatch(/408856003|contraception|beside-secret/u);
    const decision = contentOf(await findDecision(system.rooms, exchangeOf(answer)), 'assent.decision/2');
    // The diagnosis was decided with its finding, and did not go.
    expect(decision['leftOut']).toEqual(expect.arrayContaining(['entry.3']));
    await wgh.hold(listHospitalRecords());
  });

  it('opens a hold for what waits of what was asked for, and for nothing else', async () => {
    const answer = await get('Communication/unlabelled-note');
    expect(answer.status).toBe(404);
    expect(await findKinds(system.rooms, exchangeOf(answer))).toContain('HOLD');
    await wgh.hold([
      ...listHospitalRecords(),
      {
        resourceType: 'Observation',
        id: 'of-a-note',
        status: 'final',
        meta: { security: [{ system: 'https://gateway.example/CodeSystem/info-category', code: 'DEV' }] },
        code: { coding: [{ system: 'http://loinc.org', code: '0000-0' }] },
        subject: { reference: 'Patient/amara' },
        focus: [{ reference: 'Condition/autism' }],
      },
    ]);
    const other = await get('Observation/of-a-note');
    expect(other.status).toBe(200);
    expect(await findKinds(system.rooms, exchangeOf(other))).not.toContain('HOLD');
    await wgh.hold(listHospitalRecords());
  });
});

describe('what waits, once its holder has judged', () => {
  it('comes as a supplement, also where it refers to what went before', async () => {
    const officer = { staffId: 'wgh.ig', role: 'IG_OFFICER' } as const;
    await employ(system.rooms, system.region.organisations.WGH, officer.staffId, [officer.role]);
    await wgh.hold([
      ...listHospitalRecords(),
      {
        resourceType: 'Communication',
        id: 'about-autism',
        status: 'completed',
        subject: { reference: 'Patient/amara' },
        about: [{ reference: 'Condition/autism' }],
        payload: [{ contentString: 'She likes a quiet room.' }],
      },
    ]);
    const request = {
      ...groundsOf(),
      type: 'FHIR',
      resourceTypes: ['Patient', 'Condition', 'Communication'],
    };
    const before = (await wmc.received()).length;
    const answer = await wmc.send({
      method: 'POST',
      path: '/v1/requests',
      body: request,
      practitioner: coordinator,
      boundTo: request.requestId,
      evaluateAt: at,
    });
    expect([answer.status, answer.text]).toEqual([200, expect.not.stringContaining('quiet room')]);
    const listed = await askAs(system, 'WGH', officer, '/v1/holds', undefined, { evaluateAt: at });
    const { holds } = listed.body as { readonly holds: readonly HoldAnswer[] };
    const hold = holds.find(({ exchangeId }) => exchangeId === answer.exchangeId);
    expect([listed.text.slice(0, 300), hold === undefined]).toEqual([expect.any(String), false]);
    const note = hold?.segments.slice(-1).map(({ segmentId }) => segmentId) ?? [];
    const judged = await askAs(
      system,
      'WGH',
      officer,
      `/v1/holds/${hold?.holdId ?? ''}/decision`,
      {
        release: note,
        labels: note.map((segmentId) => ({ segmentId, categoryCodes: ['DEV'] })),
        reasons: 'It helps at school.',
      },
      { evaluateAt: at },
    );
    expect([judged.status, judged.text]).toEqual([200, expect.any(String)]);
    const arrived = (await wmc.received(before)).map(({ body }) => body).join();
    expect(arrived).toContain('quiet room');
    await wgh.hold(listHospitalRecords());
  });
});

describe('every type that is declared', () => {
  const number = { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990001030' };
  const label = {
    security: [
      { system: 'https://gateway.example/CodeSystem/info-category', code: 'DEV' },
      { system: 'https://gateway.example/CodeSystem/segment-mark', code: 'LINKED_TO_NEED' },
    ],
  };
  /** About other people of the family, whom the council does not need to know of for this. */
  const others = ['FamilyMemberHistory', 'RelatedPerson'];
  const types = searchableTypes.filter((type) => type !== 'Patient');

  beforeAll(() =>
    wgh.hold([
      { resourceType: 'Patient', id: 'amara', identifier: [number], birthDate: '2012-11-02' },
      ...types.map((type) => ({
        ...buildMinimalResource(type, 'Patient/amara'),
        id: `one-${type.toLowerCase()}`,
        meta: label,
      })),
    ]),
  );

  it.each(types)('%s is searched for at its holder', async (type) => {
    const found = await search(type, amaraAsForm);
    if (others.includes(type)) {
      expect(found).toMatchObject(nothing);
      return;
    }
    expect([type, found.status, found.text]).toEqual([type, 200, expect.any(String)]);
    expect(idsOf(found)).toEqual([`one-${type.toLowerCase()}`]);
    expectValidR4(found.body);
  });

  it.each([
    [1, types.slice(0, 18)],
    [2, types.slice(18)],
  ])('is given in a message to who asks for it (half %i)', async (_half, asked) => {
    const request = { ...groundsOf(), type: 'FHIR', resourceTypes: asked };
    const message = await wmc.send({
      method: 'POST',
      path: '/v1/requests',
      body: request,
      practitioner: coordinator,
      boundTo: request.requestId,
      evaluateAt: at,
    });
    expect([message.status, message.text]).toEqual([200, expect.any(String)]);
    const { resource } = message.body as { readonly resource: { readonly entry: readonly JsonObject[] } };
    const given = resource.entry.map(({ resource: each }) => (each as JsonObject)['resourceType']);
    expect(given).toEqual(asked.filter((type) => !others.includes(type)));
  });

  it('is in the capability statement with the parameters that it takes', async () => {
    const answer = await wmc.send({ method: 'GET', path: '/fhir/R4/metadata' });
    const { rest } = answer.body as {
      readonly rest: readonly {
        readonly resource: readonly {
          readonly type: string;
          readonly searchParam: readonly { name: string }[];
        }[];
      }[];
    };
    const declared = rest[0]?.resource ?? [];
    for (const type of searchableTypes) {
      const names = declared.find((each) => each.type === type)?.searchParam.map(({ name }) => name);
      expect(names).toEqual(
        expect.arrayContaining((findSearchParameters(type) ?? []).map(({ name }) => name)),
      );
    }
  });
});

describe('what stands against whoever asks', () => {
  it('is told as an OperationOutcome, with the place in the header', async () => {
    const answer = await get('Condition/autism', groundsOf({ purposeCode: 'P07' }));
    expect(answer).toMatchObject({
      status: 403,
      body: {
        resourceType: 'OperationOutcome',
        issue: [
          { code: 'forbidden', details: { coding: [{ code: 'request-barred' }, { code: 'DENY_NO_DSA' }] } },
        ],
      },
    });
  });

  it('is the one answer for somebody who does not work with her, and her holder is not asked', async () => {
    const before = (await wgh.asked()).length;
    const sent = await get('Condition/autism', groundsOf({ subject: nobody }));
    expect(sent).toMatchObject(nothing);
    expect((await wgh.asked()).length).toBe(before);
  });

  it('is a scope that was taken away, at each of the doors', async () => {
    const { agreements } = system.rooms;
    const found = await agreements.findSystemByClientId(system.region.prepared.systems.WMC.clientId);
    if (found === undefined) throw new Error('the council has no system');
    await agreements.changeScopes(
      found.systemId,
      scopeCodes.filter((code) => code !== 'records:request'),
    );
    const answers = await Promise.all([
      get('Condition/autism'),
      get('Condition'),
      get('Condition/_search'),
      search('Condition', amaraAsForm),
    ]);
    await agreements.changeScopes(found.systemId, [...scopeCodes]);
    for (const answer of answers)
      expect(answer).toMatchObject({
        status: 403,
        body: { issue: [{ details: { coding: [{ code: 'scope-missing' }] } }] },
      });
  });

  it('is the same for an organisation without an agreement, whomever it asks about', async () => {
    const ask = (subject: object): Promise<GatewayAnswer> => {
      const grounds = groundsOf({ subject, reader: { role: 'SENCO' } });
      return system.region.peers.FPS.send({
        method: 'GET',
        path: '/fhir/R4/Condition',
        grounds,
        practitioner: { staffId: 'mr.marnock', role: 'SENCO' },
        boundTo: grounds.requestId,
        evaluateAt: at,
      });
    };
    const before = (await wgh.asked()).length;
    const [known, unknown] = [await ask(amara), await ask(nobody)];
    expect(known.status).toBe(403);
    expect(plain(known)).toEqual(plain(unknown));
    expect((await wgh.asked()).length).toBe(before);
  });

  it.each<[string, string, object | undefined, number, string, string]>([
    ['no grounds', 'Condition/autism', undefined, 400, 'grounds-missing', 'http.Assent-Request'],
    [
      'grounds that say the type too',
      'Condition/autism',
      { type: 'FHIR' },
      400,
      'grounds-form',
      'http.Assent-Request',
    ],
    [
      'no purpose',
      'Condition/autism',
      { purposeCode: undefined },
      422,
      'required',
      'http.Assent-Request.purposeCode',
    ],
    [
      'one’s own record',
      'Condition/autism',
      { purposeCode: 'P17' },
      422,
      'no-own-access',
      'http.Assent-Request.purposeCode',
    ],
    ['nobody', 'Condition?code=1', { subject: undefined }, 422, 'subject-once', 'http.subject'],
    [
      'somebody named in the address',
      'Condition?patient.identifier=x',
      {},
      400,
      'person-in-address',
      'http.patient.identifier',
    ],
    ['a parameter that nobody knows', 'Condition?Amara=1', {}, 400, 'parameter-unknown', 'http.parameter'],
    ['a modifier', 'Condition?code:not=1', {}, 400, 'parameter-unknown', 'http.parameter'],
    ['a date that is none', 'Condition?onset-date=yesterday', {}, 422, 'search-date', 'http.onset-date'],
    [
      'a holder that gives no records',
      'Condition/autism',
      { source: { organisation: { system: 'urn', value: '999001' } } },
      422,
      'source-gives-records',
      'http.Assent-Request.source.organisation',
    ],
  ])('is a request with %s', async (_what, path, more, status, rule, expression) => {
    const grounds = groundsOf(more);
    const answer = await get(path, grounds, more === undefined ? { grounds: undefined as never } : {});
    expect(answer).toMatchObject({
      status,
      body: {
        resourceType: 'OperationOutcome',
        issue: [
          {
            details: { coding: expect.arrayContaining([expect.objectContaining({ code: rule })]) },
            expression: [expression],
          },
        ],
      },
    });
    expect(answer.text).not.toMatch(/Amara/u);
  });

  it.each(['Account', 'Consent2', 'Bundle', 'Practitioner'])(
    'nothing is asked for of the type %s',
    async (type) => {
      expect((await get(`${type}/x`)).status).toBe(404);
      expect((await get(type)).status).toBe(404);
    },
  );
});
