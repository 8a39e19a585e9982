import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExchangeAnswer } from '../../src/exchange/index.ts';
import { type SegmentedMessage, getRecordType } from '../../src/records/index.ts';
import type { ActingPractitioner, GatewayAnswer } from '../../src/region/partner-system.ts';
import { people } from '../../src/region/westmarch.ts';
import { asExchange, onlyRecipient, toldOf, without } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { at, choiceOf, nameSubject, to } from '../support/scenario-words.ts';
import { Scenario } from '../support/scenario.ts';

const { maya, grace } = people;
const graceRef = '7d5e3c1b-9a8f-4e6d-8c7b-6a5f4e3d2c1b';
const coordinator: ActingPractitioner = { staffId: 'wmc.ehc', role: 'EHC_COORD' };
const trainer: ActingPractitioner = { staffId: 'odf.trainer', role: 'VCSE_WORKER' };
const paediatrician: ActingPractitioner = { staffId: 'wgh.paediatrician', role: 'PAED' };

let system: TestGateway;
let scenario: Scenario;

beforeAll(async () => {
  system = await startTestGateway();
  scenario = new Scenario(system);
  await scenario.employ('WMC', coordinator);
  await scenario.employ('ODF', trainer);
  for (const recipient of ['ODF', 'WCO'] as const)
    await scenario.agree('WMC', recipient, {
      purposes: ['P04'],
      messageTypes: ['M03'],
      legalPowers: ['CONSENT', 'CFA2014_S36_S44'],
    });
});

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

function example(type: 'M02' | 'M03'): SegmentedMessage {
  const built = getRecordType(type).examples[0]?.build({
    messageId: randomUUID(),
    correlationId: randomUUID(),
  });
  if (built === undefined || built.type === 'FHIR') throw new Error('there is no such example');
  return built;
}

type Segment = SegmentedMessage['segments'][number];

function part(path: string, content: object, more: Partial<Segment>): Segment {
  const rowId = randomUUID();
  return {
    segmentId: rowId,
    path: path.replace('{id}', rowId),
    about: ['subject'],
    assertionType: 'FACT',
    source: 'PROFESSIONAL',
    linkedToNeed: true,
    plainSummary: 'In plain words.',
    content: { ...(path.includes('{id}') ? { rowId } : {}), ...content },
    ...more,
  };
}

describe('AC3: the advice itself, over HTTPS', () => {
  const confidence = 'CANARYCONTRACEPTION';
  const depression = 'CANARYDEPRESSION';
  const secret: Partial<Segment> = { flags: ['CHILD_CONFIDENCE', 'SILENT_WITHHOLD'] };

  function advice(withSecrets: boolean): SegmentedMessage {
    const built = example('M02');
    const secrets = [
      part(
        '/findings/{id}',
        { text: confidence },
        { ...secret, categoryCodes: ['SHR'], segmentId: 'contraception' },
      ),
      part(
        '/findings/{id}',
        { text: `Takes ${confidence}` },
        { ...secret, categoryCodes: ['PHY', 'SHR'], segmentId: 'medicines' },
      ),
      part(
        `/people/${graceRef}/health`,
        { text: depression },
        { categoryCodes: ['PMH'], about: [graceRef], flags: ['THIRD_PARTY'], segmentId: 'depression' },
      ),
    ];
    return {
      ...built,
      relatedPersons: [
        { ref: graceRef, relation: 'Mother', name: { family: grace.familyName, given: [grace.givenName] } },
      ],
      segments: [...built.segments, ...(withSecrets ? secrets : [])],
    };
  }

  async function send(message: SegmentedMessage): Promise<ExchangeAnswer> {
    return asExchange(
      await scenario.push('WGH', message, { practitioner: paediatrician, at: '2027-04-30T10:00:00Z' }),
    );
  }

  async function bodyOf(exchangeId: string): Promise<string> {
    const received = await system.region.peers.WMC.received();
    return received.find(({ body }) => body.includes(exchangeId))?.body ?? '';
  }

  it('brings autism, epilepsy and anxiety to the council, and neither confidence nor Grace’s history', async () => {
    const sent = await send(advice(true));
    const answer = onlyRecipient(sent);
    expect(answer).toMatchObject({ outcome: 'FORWARD_REDACTED', delivery: 'DELIVERED' });
    for (const segmentId of ['autism', 'epilepsy', 'anxiety-in-class'])
      expect(toldOf(answer, segmentId)[0]).toBe('RELEASE');
    for (const segmentId of ['contraception', 'medicines', 'depression'])
      expect(toldOf(answer, segmentId)[0]).toBe('WITHHOLD');
    const body = await bodyOf(sent.exchangeId);
    expect(body).toContain('Absence seizures');
    expect(body).not.toMatch(/CANARY|contraception|depression|medicines|SHR|PMH/u);
  });

  it('says no more of them than advice that never had them', async () => {
    const plain = (body: string): object => {
      const { envelope, ...rest } = JSON.parse(body) as { readonly envelope: object };
      const own = { exchangeId: '', messageId: '', correlationId: '', sentAt: '' };
      return { ...rest, envelope: { ...envelope, ...own } };
    };
    const [whole, bare] = [await send(advice(true)), await send(advice(false))];
    const shown = plain(await bodyOf(whole.exchangeId));
    expect(shown).toEqual(plain(await bodyOf(bare.exchangeId)));
  });
});

describe('AC8: the extract of Maya’s plan, as Open Door Families gets it', () => {
  const [health, money] = ['CANARYEPILEPSY', 'CANARYBUDGET'];

  beforeAll(async () => {
    const before = { practitioner: coordinator, at: '2026-05-04T10:00:00Z' };
    await scenario.choose(
      'WMC',
      choiceOf(maya, {
        decidedBy: { relation: 'PR_HOLDER', givenName: 'Hina' },
        purposes: ['P04'],
        recipients: to('ODF'),
        categories: { permit: ['SEN', 'EDU'] },
      }),
      before,
    );
    const built = example('M03');
    const plan: SegmentedMessage = {
      ...built,
      subject: nameSubject(maya),
      recipients: [at('WCO', 'COLLEGE_ALS')] as SegmentedMessage['recipients'],
      disclosureException: { code: 'R17_INTEREST', reasons: 'The college that she wants to go to.' },
      segments: [
        ...built.segments.map((segment) =>
          segment.path === '/header'
            ? {
                ...segment,
                content: { recordId: randomUUID(), version: 1, stage: 'FINAL', date: '2026-05-04' },
              }
            : segment,
        ),
        part('/sections/C/{id}', { text: health }, { categoryCodes: ['PHY'] }),
        part(
          '/sections/J/{id}',
          { payment: { amount: '900.00', currency: 'GBP', per: 'MONTH' }, for: money, from: 'EDUCATION' },
          {},
        ),
      ],
    };
    const sent = asExchange(await scenario.push('WMC', plan, { ...before, at: '2026-06-01T10:00:00Z' }));
    expect(onlyRecipient(sent).outcome).toBe('FORWARD_REDACTED');
    await scenario.worksWith('ODF', maya, trainer, '2026-05-04');
  });

  async function ask(instant: string): Promise<GatewayAnswer> {
    const asking = await scenario.as('ODF');
    const requestId = randomUUID();
    return asking.send({
      method: 'POST',
      path: '/v1/requests',
      body: {
        requestId,
        type: 'M03',
        source: { ...at('WMC', 'EHC_COORD'), role: undefined, department: 'SEND' },
        reader: { role: trainer.role },
        urgency: 'ROUTINE',
        purposeCode: 'P04',
        subject: nameSubject(maya),
        plan: {},
      },
      boundTo: requestId,
      practitioner: trainer,
      evaluateAt: instant,
    });
  }

  it('25 June 2026: on Hina’s consent, section by section, and nothing of health or money', async () => {
    const given = await ask('2026-06-25T22:59:00Z');
    expect([given.status, given.text.slice(0, 300)]).toMatchObject([200, expect.any(String)]);
    expect(given.text).toContain('Reads well below his age');
    expect(given.text).toContain('Reading one to one');
    expect(given.text).not.toMatch(/CANARY|900\.00|sections\/[CJ]/u);
  });

  it('26 June 2026: Hina’s word no longer counts, and nothing is given', async () => {
    const refused = await ask('2026-06-25T23:00:00Z');
    expect(refused.status).toBe(404);
    expect(without(refused.body as { code: string; instance?: string }, 'instance').code).toBe(
      'nothing-given',
    );
  });

  it('1 July 2026: on Maya’s own consent it is given again', async () => {
    await scenario.choose(
      'WMC',
      choiceOf(maya, {
        decidedBy: { relation: 'SELF' },
        purposes: ['P04'],
        recipients: to('ODF'),
        categories: { permit: ['SEN', 'EDU'] },
      }),
      { practitioner: coordinator, at: '2026-07-01T10:00:00Z' },
    );
    const given = await ask('2026-07-01T11:00:00Z');
    expect(given.status).toBe(200);
    expect(given.text).toContain('Reads well below his age');
    expect(given.text).not.toMatch(/CANARY/u);
  });
});
