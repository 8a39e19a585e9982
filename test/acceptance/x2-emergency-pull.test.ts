import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EmergencyAnswer } from '../../src/exchange/index.ts';
import type { JsonObject } from '../../src/platform/index.ts';
import { type RecordRequest, getRecordType } from '../../src/records/index.ts';
import type { ActingPractitioner, GatewayAnswer } from '../../src/region/partner-system.ts';
import type { Peer } from '../../src/region/start-peer.ts';
import type { PersonKey } from '../../src/region/westmarch.ts';
import { findDecision, findKinds, segmentsOf, without } from '../support/exchanges.ts';
import { type TestGateway, readFigure, startTestGateway } from '../support/gateway.ts';
import { askAs, employ, nameOf } from '../support/protections.ts';
import { quickTiming } from '../support/quick-timing.ts';

/** Nia arrives at 02:10 on a Saturday (docs/domain/07 X2). */
const at = '2027-11-20T02:10:00Z';
const clinician: ActingPractitioner = { staffId: 'wgh.paediatrician', role: 'UEC_CLIN' };
const colleague: ActingPractitioner = { staffId: 'another.clinician', role: 'UEC_CLIN' };
const alerts = '/records/alerts';

let system: TestGateway;
let council: Peer;
let grant: EmergencyAnswer;

const pages = (): Promise<number> =>
  readFigure(system, 'assent_on_call_pages_total', { why: 'safeguarding-refused' });

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
  council = system.region.peers.WMC;
  await employ(system.rooms, system.region.organisations.WGH, colleague.staffId, ['UEC_CLIN']);
  await serve({ url: `https://localhost:${council.port}${alerts}`, form: 'JSON' });
  await council.give(alerts, { status: 200, body: JSON.stringify(alertAbout('nia')) });
  const opened = await askAs(system, 'WGH', clinician, '/v1/emergency-access', opening('nia'), {
    evaluateAt: at,
  });
  expect([opened.status, opened.text]).toEqual([201, expect.any(String)]);
  grant = opened.body as EmergencyAnswer;
});

afterAll(() => system.stop());

/** Where the council's system gives records. */
async function serve(service: { readonly url: string; readonly form: 'JSON' | 'FHIR' }): Promise<void> {
  const { agreements } = system.rooms;
  const found = await agreements.findSystemByClientId(system.region.prepared.systems.WMC.clientId);
  if (found === undefined) throw new Error('the council has no system');
  expect(await agreements.changeRecordService(found.systemId, service)).toMatchObject({ ok: true });
}

function opening(about: PersonKey): object {
  return {
    dataSubject: nameOf(about),
    reason: 'Unconscious on arrival, nobody with her, allergies unknown.',
    from: [{ system: 'ods', value: 'Z9Z9A' }],
  };
}

/** The alert as the council's system has it. */
function alertAbout(child: PersonKey): object {
  const example = getRecordType('M10').examples[0]?.build();
  if (example === undefined) throw new Error('M10 has an example');
  return { ...without(example, 'leadDecision'), subject: nameOf(child), relatedPersons: [] };
}

function groundsOf(more: Partial<RecordRequest> = {}): Omit<RecordRequest, 'type' | 'resourceTypes'> {
  return {
    requestId: randomUUID(),
    source: { organisation: { system: 'ods', value: 'Z9Z9A' } },
    reader: { role: 'UEC_CLIN', department: 'EMERGENCY' },
    urgency: 'IMMEDIATE',
    purposeCode: 'P14',
    legalPower: ['VITAL'],
    emergencyAccess: grant.grantId,
    subject: nameOf('nia') as RecordRequest['subject'],
    ...more,
  };
}

interface Asking {
  readonly as?: ActingPractitioner;
  readonly evaluateAt?: string;
  /** Names no access. */
  readonly unopened?: boolean;
}

function askForAlert(
  more: Partial<RecordRequest> = {},
  { as = clinician, evaluateAt = at, unopened = false }: Asking = {},
): Promise<GatewayAnswer> {
  const body = { ...groundsOf(more), type: 'M10' };
  return system.region.peers.WGH.send({
    method: 'POST',
    path: '/v1/requests',
    body: unopened ? without(body, 'emergencyAccess') : body,
    practitioner: as,
    boundTo: body.requestId,
    evaluateAt,
  });
}

describe('X2: what an emergency access opens is asked for under it', () => {
  it('gives whether the council protects her, and how to reach it, and never where she lives', async () => {
    const answer = await askForAlert();
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
    const { segments } = answer.body as {
      readonly segments: readonly { readonly path: string; readonly categoryCodes: readonly string[] }[];
    };
    expect(segments.map(({ path }) => path)).toEqual(expect.arrayContaining(['/alert', '/office']));
    expect(new Set(segments.flatMap(({ categoryCodes }) => categoryCodes))).not.toContain('CON');
    expect(answer.text).not.toMatch(/ZZ99|Invented Street/u);
    const exchangeId = answer.exchangeId ?? '';
    const decided = segmentsOf(await findDecision(system.rooms, exchangeId));
    for (const { outcome, reasons } of decided.values())
      if (outcome === 'RELEASE') expect(reasons).toEqual(['PERMIT_STATUTORY_ALERT']);
    expect(await findKinds(system.rooms, exchangeId)).toContain('DECISION');
  });

  it('gives her allergies, under the emergency, and nothing that is secret beside them', async () => {
    const number = { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990001065' };
    const label = (code: string): JsonObject => ({
      security: [{ system: 'https://gateway.example/CodeSystem/info-category', code }],
    });
    const about = { patient: { reference: 'Patient/nia' } };
    const coded = (code: string): JsonObject => ({
      code: { coding: [{ system: 'https://example.org/codes', code }] },
    });
    await council.hold([
      { resourceType: 'Patient', id: 'nia', identifier: [number], address: [{ text: 'Invented Street' }] },
      {
        resourceType: 'AllergyIntolerance',
        id: 'nuts',
        meta: label('PHY'),
        ...coded('nuts'),
        ...about,
      },
      {
        resourceType: 'AllergyIntolerance',
        id: 'latex',
        meta: label('SHR'),
        ...coded('latex'),
        ...about,
      },
    ]);
    await serve({ url: `https://localhost:${council.port}/records/fhir`, form: 'FHIR' });
    const grounds = groundsOf();
    const answer = await system.region.peers.WGH.send({
      method: 'GET',
      path: '/fhir/R4/AllergyIntolerance',
      grounds,
      practitioner: clinician,
      boundTo: grounds.requestId,
      evaluateAt: at,
    });
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('nuts')]);
    expect(answer.text).not.toMatch(/latex|Invented Street/u);
    const decided = segmentsOf(await findDecision(system.rooms, answer.exchangeId ?? ''));
    expect(decided.get('entry.0')).toMatchObject({ outcome: 'RELEASE', reasons: ['PERMIT_BREAK_GLASS'] });
    await serve({ url: `https://localhost:${council.port}${alerts}`, form: 'JSON' });
  });

  it.each<[string, () => Promise<GatewayAnswer>]>([
    ['without an access', () => askForAlert({}, { unopened: true })],
    ['under an access that nobody was granted', () => askForAlert({ emergencyAccess: randomUUID() })],
    ['by a colleague', () => askForAlert({}, { as: colleague })],
    ['about another child', () => askForAlert({ subject: nameOf('leo') as RecordRequest['subject'] })],
    ['after it has ended', () => askForAlert({}, { evaluateAt: '2027-11-20T03:10:00Z' })],
    ['before it began', () => askForAlert({}, { evaluateAt: '2027-11-20T02:09:59Z' })],
  ])('gives nothing %s, and the council is not asked', async (_how, ask) => {
    const before = (await council.asked()).length;
    const rung = await pages();
    const answer = await ask();
    expect(answer.text).not.toContain('CHILD');
    expect(answer).toMatchObject({ status: 422, body: { phone: expect.any(String) } });
    expect((await council.asked()).length).toBe(before);
    expect((await pages()) - rung).toBe(1);
  });

  it('is of no use for another purpose', async () => {
    const answer = await askForAlert({ purposeCode: 'P01' });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ rule: 'emergency-only' }] } });
  });
});
