import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/platform/index.ts';
import { searchableTypes } from '../../src/records/index.ts';
import {
  consent,
  contained,
  label,
  permit,
  purpose,
  registerNotice,
  school as toSchool,
  searchFhir,
  sendFhir,
} from '../support/fhir-consent.ts';
import { type TestGateway, readPublic, startTestGateway } from '../support/gateway.ts';
import { type RawAnswer, type RawPartner, openRawPartner } from '../support/raw-partner.ts';
import { askAsSue } from '../support/record-choice.ts';
import { planInstant, sendPlan } from '../support/send-plan.ts';

let system: TestGateway;
let council: RawPartner;
let school: RawPartner;
let notice: string;

beforeAll(async () => {
  system = await startTestGateway();
  [council, school] = await Promise.all([openRawPartner(system, 'WMC'), openRawPartner(system, 'FPS')]);
  notice = await registerNotice(council);
});

afterAll(async () => {
  await Promise.all([council.close(), school.close()]);
  await system.stop();
});

function get(path: string, who = council): Promise<RawAnswer> {
  return who.ask({ method: 'GET', path });
}

function resourceOf({ json, text, status }: RawAnswer): JsonObject & { readonly id: string } {
  const resource = json as JsonObject;
  if (typeof resource['id'] !== 'string') throw new Error(`${status} ${text}`);
  return { ...resource, id: resource['id'] };
}

/** Why a draft waits, element by element. */
function reasonsOf(answer: RawAnswer): readonly string[] {
  const { extension = [] } = answer.json as {
    extension?: readonly {
      url: string;
      extension?: readonly { url: string; valueString?: string; valueCode?: string }[];
    }[];
  };
  return extension
    .filter(({ url }) => url.endsWith('consent-unclear'))
    .map(({ extension: inner = [] }) => {
      const [expression, rule] = inner;
      return `${expression?.valueString ?? ''} ${rule?.valueCode ?? ''}`;
    });
}

/** What a resource says, without what every server gives anew. */
function said(resource: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => name !== 'id' && name !== 'meta'));
}

describe('a permit that comes as FHIR', () => {
  it('is recorded as the choice that /v1/consents knows, and permits what it names', async () => {
    const created = await sendFhir(council, permit(notice));
    expect([created.status, created.text]).toEqual([201, expect.stringContaining('"active"')]);
    const { id } = resourceOf(created);
    expect(created.headers['etag']).toBe('W/"1"');
    expect(created.headers['location']).toBe(`${system.config.publicUrl}/fhir/R4/Consent/${id}/_history/1`);
    expect(created.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
    expect((await get(`/v1/consents/${id}`)).json).toMatchObject({ version: 1, status: 'active' });
    const asked = await sendPlan(council, {
      path: '/v1/decisions',
      headers: { 'assent-evaluate-at': planInstant },
    });
    expect(asked.text).toContain('PERMIT_CONSENT');
  });

  it.each([
    [
      'no notice',
      { extension: undefined },
      "Consent.extension('https://gateway.example/StructureDefinition/consent-information') permit-needs-notice",
    ],
    ['another policy', { policy: [{ uri: 'http://example.org/policy' }] }, 'Consent.policy policy-known'],
    [
      'a modifier',
      { modifierExtension: [{ url: 'http://example.org/not', valueBoolean: true }] },
      'Consent.modifierExtension modifier-unknown',
    ],
    ['a draft', { status: 'draft' }, 'Consent.status not-settled'],
    ['no source', { sourceReference: undefined }, 'Consent.source evidence'],
  ])('is kept as a draft that says nothing where there is %s', async (_what, changes, reason) => {
    const created = await sendFhir(council, permit(notice, changes));
    expect([created.status, created.text]).toEqual([201, expect.stringContaining('"draft"')]);
    expect(reasonsOf(created)).toContain(reason);
    const { id } = resourceOf(created);
    expect((await get(`/v1/consents/${id}`)).json).toMatchObject({ version: 1, status: 'draft' });
    const again = await sendFhir(council, said(resourceOf(created)));
    expect(said(resourceOf(again))).toEqual(said(resourceOf(created)));
  });

  it('waits where the notice does not name what is permitted', async () => {
    const wider = permit(notice, {
      provision: {
        type: 'permit',
        actor: [toSchool],
        purpose,
        securityLabel: [label('MHC')],
      },
    });
    const created = await sendFhir(council, wider);
    expect(created.status).toBe(201);
    expect(reasonsOf(created)).toEqual(['Consent.provision.securityLabel PERMIT_EXCEEDS_NOTICE']);
    const again = await sendFhir(council, said(resourceOf(created)));
    expect(said(resourceOf(again))).toEqual(said(resourceOf(created)));
    const unknown = await sendFhir(council, permit(randomUUID()));
    expect(reasonsOf(unknown)).toEqual([
      "Consent.extension('https://gateway.example/StructureDefinition/consent-information') NOTICE_UNKNOWN",
    ]);
  });

  it('without labels (IHE PCF Basic) permits what the notice named', async () => {
    const basic = permit(notice, { provision: { type: 'permit', actor: [toSchool], purpose } });
    const { provision } = resourceOf(await sendFhir(council, basic));
    expect(provision).toMatchObject({
      type: 'permit',
      securityLabel: [label('DEM'), label('EDU'), label('ATT')],
    });
  });

  it('is somebody’s choice about somebody, or nothing at all', async () => {
    for (const [changes, expression] of [
      [{ performer: undefined }, 'Consent.performer'],
      [{ patient: { reference: 'Patient/f001' } }, 'Consent.patient'],
      [{ contained: [{ ...contained[0], birthDate: '2017-05-15' }, contained[1]] }, 'Consent.patient'],
      [{ performer: [{ reference: '#subject' }] }, 'Consent.patient'],
    ] as const) {
      const refused = await sendFhir(council, permit(notice, changes));
      expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('OperationOutcome')]);
      const { issue } = refused.json as { readonly issue: readonly object[] };
      expect(issue[0]).toMatchObject({ severity: 'error', expression: [expression] });
    }
  });
});

describe('what goes out and comes back', () => {
  it('is the same record, for permits, exceptions, refusals and objections', async () => {
    const kinds = [
      permit(notice),
      permit(notice, {
        identifier: [{ system: 'urn:example:consents', value: randomUUID() }],
        provision: {
          type: 'permit',
          period: { start: '2026-01-06', end: '2026-12-31T12:00:00Z' },
          actor: [toSchool],
          purpose,
          dataPeriod: { start: '2024', end: '2026-02' },
          securityLabel: [label('ATT')],
          provision: [
            {
              type: 'deny',
              securityLabel: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'MH' }],
            },
          ],
        },
      }),
      consent({ type: 'deny', securityLabel: [label('PMH')] }),
      consent(
        { type: 'deny', dataPeriod: { start: '2024-01-01' } },
        {
          extension: [
            { url: 'https://gateway.example/StructureDefinition/consent-kind', valueCode: 'OBJECTION' },
          ],
        },
      ),
    ];
    for (const kind of kinds) {
      const first = resourceOf(await sendFhir(council, kind));
      expect(first['status']).toBe('active');
      const second = resourceOf(await sendFhir(council, said(first)));
      expect(said(second)).toEqual(said(first));
    }
  });

  it('says an objection as a root deny, and what was chosen through /v1/consents as well', async () => {
    const objection = consent(
      { type: 'deny' },
      {
        extension: [
          { url: 'https://gateway.example/StructureDefinition/consent-kind', valueCode: 'OBJECTION' },
        ],
      },
    );
    const { provision } = resourceOf(await sendFhir(council, objection));
    expect(provision).toMatchObject({ type: 'deny' });
    const recorded = await askAsSue(council, '/v1/consents', {
      dataSubject: {
        identifiers: [{ system: 'nhs-number', value: '9990001014' }],
        demographics: { name: { family: 'Cormack', given: ['Jackie'] }, birthDate: '2017-05-14' },
      },
      decidedBy: { relation: 'PR_HOLDER' },
      type: 'SHARE',
      kind: 'OBJECTION',
      purposes: 'ALL',
      recipients: { organisations: [{ system: 'urn', value: '999001' }], roles: ['SENCO'] },
      categories: { deny: ['HFN'] },
      period: { from: '2026-01-06', to: '2026-12-31' },
      channel: 'phone',
      evidenceRef: 'call 7',
      consequencesExplained: false,
    });
    const { consentId } = recorded.json as { consentId: string };
    const written = resourceOf(await get(`/fhir/R4/Consent/${consentId}`));
    expect(written['provision']).toEqual({
      type: 'deny',
      period: { start: '2026-01-06', end: '2026-12-31' },
      actor: [
        {
          modifierExtension: [
            {
              url: 'https://gateway.example/StructureDefinition/consent-recipient-narrowing',
              extension: [{ url: 'role', valueCode: 'SENCO' }],
            },
          ],
          role: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }],
          },
          reference: {
            type: 'Organization',
            identifier: { system: 'https://gateway.example/Id/gias-urn', value: '999001' },
          },
        },
      ],
      securityLabel: [label('HFN')],
    });
    expect(said(resourceOf(await sendFhir(council, said(written))))).toEqual(said(written));
  });
});

describe('an NHS proxy role', () => {
  it('waits once, and is refused as recorded already when it comes again', async () => {
    const role = consent(
      { type: 'permit', actor: [{ reference: toSchool.reference }] },
      {
        policyRule: {
          coding: [
            {
              system: 'https://fhir.nhs.uk/England/CodeSystem/England-NHSProxyLegalBasis',
              code: 'parental-responsibility',
            },
          ],
        },
        extension: [
          {
            url: 'https://hl7.org/fhir/5.0/StructureDefinition/extension-Consent.grantor',
            valueReference: {
              identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'Z9Z9A' },
            },
          },
        ],
      },
    );
    const first = await sendFhir(council, role);
    expect([first.status, (first.json as JsonObject)['status']]).toEqual([201, 'draft']);
    expect(reasonsOf(first)).toContain('Consent.policyRule unknown-code');
    const again = await sendFhir(council, role);
    expect(again.status).toBe(409);
    expect(again.text).toContain('DUPLICATE_RELATIONSHIP');
    expect((await sendFhir(council, { ...role, extension: undefined })).text).toContain('MISSING_GRANTOR');
  });
});

/** What is written down of looks at choices, the newest first. */
async function looks(): Promise<readonly JsonObject[]> {
  const { ledger } = system.rooms;
  const found = await ledger.findEntries({ kind: 'LOOK', limit: 50 });
  const entries = await Promise.all(found.map(({ entryId }) => ledger.readEntry(entryId)));
  return entries.flatMap((entry) =>
    (entry?.parts ?? []).flatMap((part) =>
      part.erased ? [] : [{ ...part.content, about: part.about.length }],
    ),
  );
}

describe('a look at a choice', () => {
  it('is an entry that says which versions were seen, by whom, and nothing is written of what was not found', async () => {
    const { id } = resourceOf(await sendFhir(council, permit(notice)));
    const before = await looks();
    const path = `/fhir/R4/Consent/${id}`;
    const shared = { at: 'CHOICE', organisation: system.region.organisations.WMC, staff: null, about: 1 };
    const seen = [{ consentId: id, version: 1 }];
    expect((await get(path)).status).toBe(200);
    expect((await get(`${path}/_history`)).status).toBe(200);
    expect((await get(`/v1/consents/${id}/receipts/1`)).status).toBe(200);
    const after = await looks();
    expect(after.slice(0, after.length - before.length)).toEqual([
      expect.objectContaining({ ...shared, at: 'CHOICE_RECEIPT', seen }),
      expect.objectContaining({ ...shared, seen }),
      expect.objectContaining({ ...shared, seen }),
    ]);
    for (const missing of [`${path}/_history/9`, `/v1/consents/${id}/receipts/9`])
      expect((await get(missing)).status).toBe(404);
    expect((await get(path, school)).status).toBe(404);
    expect(await looks()).toHaveLength(after.length);
  });
});

describe('versions', () => {
  it('are read, listed and changed under If-Match', async () => {
    const first = resourceOf(await sendFhir(council, permit(notice)));
    const path = `/fhir/R4/Consent/${first.id}`;
    const narrower = {
      ...permit(notice),
      id: first.id,
      provision: { type: 'deny', securityLabel: [label('ATT')] },
    };
    const put = (etag: string | undefined): Promise<RawAnswer> =>
      sendFhir(council, narrower, {
        method: 'PUT',
        path,
        headers: etag === undefined ? {} : { 'if-match': etag },
      });
    expect((await put(undefined)).status).toBe(412);
    expect((await put('W/"2"')).status).toBe(412);
    const changed = await put('W/"1"');
    expect([changed.status, changed.headers['etag']]).toEqual([200, 'W/"2"']);
    expect((await put('W/"1"')).status).toBe(412);
    expect(resourceOf(await get(`${path}/_history/1`))).toEqual(first);
    expect((await get(`${path}/_history/2`)).json).toEqual(changed.json);
    expect((await get(`${path}/_history/3`)).status).toBe(404);
    const history = (await get(`${path}/_history`)).json as {
      type: string;
      entry: { resource: JsonObject }[];
    };
    expect(history.type).toBe('history');
    expect(history.entry.map(({ resource }) => resource)).toEqual([changed.json, first]);
  });

  it('are inactive with their reason once taken back, in the state that FHIR has for it', async () => {
    const { id } = resourceOf(await sendFhir(council, permit(notice)));
    await askAsSue(council, `/v1/consents/${id}/withdrawal`, {
      withdrawnBy: { relation: 'PR_HOLDER' },
      channel: 'phone',
      notifyPrior: false,
    });
    const { status, extension } = resourceOf(await get(`/fhir/R4/Consent/${id}`));
    expect(status).toBe('inactive');
    expect(extension).toContainEqual({
      url: 'https://gateway.example/StructureDefinition/consent-status-reason',
      valueCode: 'withdrawn',
    });
  });

  it('that are clear are never replaced by what is not', async () => {
    const { id } = resourceOf(await sendFhir(council, consent({ type: 'deny' })));
    const path = `/fhir/R4/Consent/${id}`;
    const unclear = { ...consent({ securityLabel: [label('ATT')] }), id };
    const refused = await sendFhir(council, unclear, {
      method: 'PUT',
      path,
      headers: { 'if-match': 'W/"1"' },
    });
    expect(refused.status).toBe(422);
    expect(refused.json).toMatchObject({ issue: [{ expression: ['Consent.provision.type'] }] });
    expect((await get(path)).headers['etag']).toBe('W/"1"');
  });

  it('of a draft become clear when the same person’s choice comes again', async () => {
    const draft = resourceOf(await sendFhir(council, permit(notice, { status: 'proposed' })));
    const path = `/fhir/R4/Consent/${draft.id}`;
    const settled = await sendFhir(
      council,
      { ...permit(notice), id: draft.id },
      { method: 'PUT', path, headers: { 'if-match': 'W/"1"' } },
    );
    expect(settled.json).toMatchObject({ status: 'active', meta: { versionId: '2' } });
  });

  it('are not made twice under If-None-Exist', async () => {
    const identifier = [{ system: 'urn:example:consents', value: randomUUID() }];
    const condition = { 'if-none-exist': `identifier=urn:example:consents|${identifier[0]?.value ?? ''}` };
    const first = await sendFhir(council, permit(notice, { identifier }), { headers: condition });
    const second = await sendFhir(council, permit(notice, { identifier }), { headers: condition });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.json).toEqual(first.json);
    const named = await sendFhir(council, permit(notice), {
      headers: { 'if-none-exist': 'patient.identifier=9990001014' },
    });
    expect(named.status).toBe(400);
  });
});

describe('a search', () => {
  const jackie = 'patient.identifier=https://fhir.nhs.uk/Id/nhs-number|9990001014';

  it('says what it takes to whoever sends something else: a form here, a resource there', async () => {
    const resource = await sendFhir(council, {}, { path: '/fhir/R4/Consent/_search' });
    expect(resource.status).toBe(415);
    expect(resource.text).toContain('This address takes application/x-www-form-urlencoded, not compressed.');
    const form = await sendFhir(council, {}, { headers: { 'content-type': 'text/plain' } });
    expect(form.status).toBe(415);
    expect(form.text).toContain(
      'This address takes application/fhir+json or application/json, not compressed.',
    );
  });

  it('finds what the asker’s own organisation recorded, by state, and nothing of anybody else’s', async () => {
    const { id } = resourceOf(await sendFhir(council, permit(notice)));
    const found = (await searchFhir(council, `${jackie}&status=active`)).json as {
      total: number;
      entry: { resource: { id: string; status: string } }[];
    };
    expect(found.entry.map(({ resource }) => resource.id)).toContain(id);
    expect(new Set(found.entry.map(({ resource }) => resource.status))).toEqual(new Set(['active']));
    const others = await searchFhir(school, jackie);
    const nobody = await searchFhir(council, 'patient:identifier=9990009007');
    expect([others.status, others.json]).toEqual([nobody.status, nobody.json]);
    expect(nobody.json).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 0 });
    expect((await get(`/fhir/R4/Consent/${id}`, school)).status).toBe(404);
    expect((await get(`/fhir/R4/Consent/${id}/_history`, school)).status).toBe(404);
  });

  it('takes its person in the body and never in the address', async () => {
    expect((await get(`/fhir/R4/Consent?${jackie}`)).json).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ code: 'not-supported' }],
    });
  });
});

describe('the capability statement', () => {
  it('names the doors that there are', async () => {
    const { status, text } = await readPublic(system, '/fhir/R4/metadata');
    expect(status).toBe(200);
    const statement = JSON.parse(text) as {
      fhirVersion: string;
      rest: [{ resource: [{ type: string; interaction: { code: string }[] }] }];
    };
    expect(statement.fhirVersion).toBe('4.0.1');
    const [{ resource }] = statement.rest;
    expect(resource.map(({ type }) => type)).toEqual(['Consent', ...searchableTypes]);
    expect(resource[0].interaction.map(({ code }) => code)).toEqual([
      'create',
      'read',
      'vread',
      'update',
      'history-instance',
      'search-type',
    ]);
  });
});
