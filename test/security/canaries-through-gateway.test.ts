import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExchangeAnswer } from '../../src/exchange/index.ts';
import { settleReleased } from '../../src/exchange/redact/index.ts';
import { asId } from '../../src/platform/index.ts';
import {
  type FhirMessage,
  type SegmentedMessage,
  buildFhirBundle,
  buildJackiePlan,
  buildLeoReferral,
  fhirSystems,
  labelMessage,
} from '../../src/records/index.ts';
import type { PartnerRequest } from '../../src/region/partner-system.ts';
import type { SystemKey } from '../../src/region/prepare-systems.ts';
import { haveFhirExamples, listFhirExamples, readFhirExample } from '../support/fhir-examples.ts';
import { findCanaries, scanDatabase } from '../support/find-leaks.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { type PlantedMessage, nameCanary, plantEverywhere } from '../support/planted-message.ts';

/** One message that went through the gateway, and what its sender was told. */
interface Sent {
  readonly name: string;
  readonly planted: PlantedMessage;
  readonly status: number;
  readonly answer: ExchangeAnswer | undefined;
  readonly exchangeId: string | null;
}

let system: TestGateway;
const sent: Sent[] = [];

interface Post {
  readonly name: string;
  readonly from: SystemKey;
  readonly planted: PlantedMessage;
  readonly practitioner: NonNullable<PartnerRequest['practitioner']>;
  readonly evaluateAt: string;
}

async function post({ name, from, planted, practitioner, evaluateAt }: Post): Promise<void> {
  const { message } = planted;
  const { status, body, exchangeId } = await system.region.peers[from].send({
    method: 'POST',
    path: '/v1/messages',
    body: message,
    boundTo: message.messageId,
    practitioner,
    evaluateAt,
  });
  const answer = status < 300 ? (body as ExchangeAnswer) : undefined;
  sent.push({ name, planted, status, answer, exchangeId });
}

/** The parts that really go: what was told to go, less what hangs on something withheld. */
function findGoing({ planted: { message }, answer }: Sent): ReadonlySet<string> {
  const [recipient] = answer?.recipients ?? [];
  if (recipient?.outcome.startsWith('FORWARD') !== true) return new Set();
  const told = recipient.segments
    .filter(({ outcome }) => outcome === 'RELEASE')
    .map(({ segmentId }) => segmentId);
  return settleReleased(message, labelMessage(message), new Set(told)).released;
}

function mayArrive(each: Sent): readonly string[] {
  const going = findGoing(each);
  return each.planted.texts
    .filter(({ owners }) => owners.some((id) => going.has(id)))
    .map(({ canary }) => canary);
}

/** Segment identifiers that are found again wherever they turn up. */
function withTelltaleIds(message: SegmentedMessage, mark: string): SegmentedMessage {
  const rename = (id: string): string => `telltale-${mark}-${id}`;
  return {
    ...message,
    ...(message.leadDecision === undefined
      ? {}
      : {
          leadDecision: { ...message.leadDecision, segmentIds: message.leadDecision.segmentIds.map(rename) },
        }),
    segments: message.segments.map((segment) => ({ ...segment, segmentId: rename(segment.segmentId) })),
  };
}

/** Jackie's plan with files, a note that the dictionary does not know, and a mother who can be reached. */
function buildPlan(): SegmentedMessage {
  const plan = buildJackiePlan({ messageId: randomUUID(), correlationId: randomUUID() });
  const file = { contentType: 'text/plain', data: 'dGV4dA==', plainSummary: 'A file.' };
  return withTelltaleIds(
    {
      ...plan,
      source: { ...plan.source, system: 'Case management' },
      attachments: [
        {
          ...file,
          attachmentId: 'timetable',
          title: 'Timetable',
          categoryCodes: ['EDU'],
          linkedToNeed: true,
        },
        { ...file, attachmentId: 'scan-of-letter', title: 'Letter from the ward' },
      ],
      relatedPersons: (plan.relatedPersons ?? []).map((person) => ({
        ...person,
        contact: { telecom: [{ kind: 'PHONE' as const, value: '01632 960 555' }] },
      })),
      subject: {
        ...plan.subject,
        demographics: {
          ...plan.subject.demographics,
          communication: { language: 'English', adjustments: ['Short sentences'] },
          equality: { religion: 'None', ethnicity: 'White British' },
        },
      },
      segments: [
        ...plan.segments,
        {
          segmentId: 'note',
          path: '/notes/free',
          content: { text: 'Nobody labelled this.', deeper: [{ and: ['deeper'] }] },
        },
      ],
    },
    'plan',
  );
}

/** Leo's referral with a file and a note that nobody labelled. */
function buildReferral(): SegmentedMessage {
  const referral = buildLeoReferral({ messageId: randomUUID(), correlationId: randomUUID() });
  return withTelltaleIds(
    {
      ...referral,
      attachments: [
        { attachmentId: 'photo', title: 'Photograph', contentType: 'image/png', data: 'dGV4dA==' },
      ],
      segments: [
        ...referral.segments,
        { segmentId: 'note', path: '/notes/free', content: { text: 'Unlabelled.' } },
      ],
    },
    'referral',
  );
}

const labels = [
  [{ system: fhirSystems.infoCategory, code: 'DEV' }],
  [
    { system: fhirSystems.infoCategory, code: 'SHR' },
    { system: fhirSystems.handlingFlag, code: 'SILENT_WITHHOLD' },
  ],
  [],
  [
    { system: fhirSystems.infoCategory, code: 'PHY' },
    { system: fhirSystems.segmentMark, code: 'LINKED_TO_NEED' },
  ],
] as const;

type Resource = FhirMessage['resource'];

function labelBy(resource: Resource, position: number): Resource {
  const security = labels[position % labels.length] ?? [];
  return security.length === 0 ? resource : { ...resource, meta: { security } };
}

/** An HL7 example as the hospital would push it: some of its resources may go, some may not, some nobody labelled. */
function buildExample(name: string, position: number): FhirMessage {
  const { resource } = readFhirExample(name);
  const entries = resource['entry'];
  const labelled: Resource =
    resource['resourceType'] === 'Bundle' && Array.isArray(entries)
      ? {
          ...resource,
          entry: (entries as readonly { readonly resource?: Resource }[]).map((entry, index) =>
            entry.resource === undefined
              ? entry
              : { ...entry, resource: labelBy(entry.resource, index + position) },
          ),
        }
      : labelBy(resource, position);
  const [patient] = /Patient\/[A-Za-z0-9.-]+/.exec(JSON.stringify(resource)) ?? [];
  const bundle = buildFhirBundle({ messageId: randomUUID(), correlationId: randomUUID() });
  return {
    ...bundle,
    source: { organisation: { system: 'ods', value: 'Z9Z9C' }, department: 'COMMUNITY' },
    author: { role: 'PAED', id: 'wgh.paediatrician' },
    subject: { ...bundle.subject, reference: patient ?? 'Patient/nobody' },
    relatedPersons: [],
    resource: labelled,
  };
}

async function postExamples(): Promise<void> {
  // One after the other: all are about one child, and a family's messages to one recipient keep their order.
  for (const [position, name] of listFhirExamples().entries()) {
    await post({
      name,
      from: 'WGH',
      planted: plantEverywhere(buildExample(name, position), 100 + position),
      practitioner: { staffId: 'wgh.paediatrician', role: 'PAED' },
      evaluateAt: '2027-04-30T10:00:00Z',
    });
  }
}

beforeAll(async () => {
  system = await startTestGateway();
  await post({
    name: 'M09',
    from: 'WMC',
    planted: plantEverywhere(buildPlan(), 1),
    practitioner: { staffId: 'sue.williams', role: 'SW', leadPractitioner: true },
    evaluateAt: '2028-01-07T15:00:00Z',
  });
  await post({
    name: 'M07',
    from: 'FPS',
    planted: plantEverywhere(buildReferral(), 2),
    practitioner: { staffId: 'fps.dsl', role: 'DSL' },
    evaluateAt: '2027-02-09T14:20:00Z',
  });
  if (haveFhirExamples) await postExamples();
});

afterAll(async () => {
  await system.stop();
});

/** All bytes that reached any peer: bodies and headers. */
async function readArrived(): Promise<string> {
  const deliveries = await Promise.all(Object.values(system.region.peers).map((peer) => peer.received()));
  return deliveries
    .flat()
    .map(({ body, headers }) => `${body}\n${JSON.stringify(headers)}`)
    .join('\n');
}

describe('texts that are planted in every part of what goes through the whole gateway', () => {
  it('went through it: every message was decided', () => {
    expect(
      sent.filter(({ answer }) => answer === undefined).map(({ name, status }) => `${name} ${status}`),
    ).toEqual([]);
    expect(sent).toHaveLength(2 + listFhirExamples().length);
  });

  it('arrive only where their part was released, and then they do arrive', async () => {
    const arrived = findCanaries(await readArrived());
    const allowed = new Set(sent.flatMap(mayArrive));
    expect([...arrived].filter((canary) => !allowed.has(canary))).toEqual([]);
    for (const each of sent.filter((candidate) => findGoing(candidate).size > 0)) {
      const going = findGoing(each);
      const content = mayArrive(each).filter((canary) => arrived.has(canary));
      const parts = labelMessage(each.planted.message).filter(
        ({ segmentId, part }) => part !== 'ENVELOPE' && going.has(segmentId),
      );
      if (parts.length > 0) expect([each.name, content.length > 0]).toEqual([each.name, true]);
    }
  });

  it.each(['M09', 'M07'])('of %s: some parts went and some did not', (name) => {
    const each = sent.find((candidate) => candidate.name === name);
    if (each === undefined) throw new Error('it was not sent');
    const going = findGoing(each);
    const withheld = each.planted.texts.filter(({ owners }) => !owners.some((id) => going.has(id)));
    expect(mayArrive(each).length).toBeGreaterThan(8);
    expect(withheld.length).toBeGreaterThan(3);
  });

  it('are never in a name that arrives: no withheld part shows by its identifier', async () => {
    const arrived = await readArrived();
    for (const each of sent.slice(0, 2)) {
      const going = findGoing(each);
      const ids = labelMessage(each.planted.message)
        .map(({ segmentId }) => segmentId)
        .filter((id) => id.startsWith('telltale'));
      expect(ids.filter((id) => arrived.includes(id)).sort()).toEqual(
        ids.filter((id) => going.has(id)).sort(),
      );
    }
  });

  (haveFhirExamples ? it : it.skip)(
    "HL7's R4 examples (../shared/data/fhir-r4-examples) go in part and stay in part",
    () => {
      const examples = sent.slice(2);
      expect(examples.filter((each) => mayArrive(each).length > 0).length).toBeGreaterThan(50);
      expect(
        examples.filter((each) => findGoing(each).size < labelMessage(each.planted.message).length).length,
      ).toBeGreaterThan(100);
    },
  );

  it('stand nowhere in either database that is not sealed', async () => {
    expect(await scanDatabase(system.database.owner)).toEqual([]);
    expect(await scanDatabase(system.database.keysOwner)).toEqual([]);
  });

  it('stand in no entry of the ledger when all of it is opened, except as the reasons that it is to keep', async () => {
    const { rows } = await system.database.owner.query<{ entry_id: string }>(
      'select entry_id from ledger.entries',
    );
    const justified = new Set(
      sent.flatMap(({ planted }) =>
        planted.texts.filter(({ isJustification }) => isJustification).map(({ canary }) => canary),
      ),
    );
    const found = new Set<string>();
    for (const { entry_id: id } of rows) {
      const entry = await system.rooms.ledger.readEntry(asId<'Entry'>(id));
      const text = JSON.stringify(entry, (_key, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      );
      for (const canary of findCanaries(text)) found.add(canary);
    }
    expect(rows.length).toBeGreaterThan(2 * sent.length);
    expect([...found].filter((canary) => !justified.has(canary))).toEqual([]);
    expect(found.size).toBeGreaterThan(2);
  });

  it('stand in no line of the log, nor does any identifier of a part', () => {
    const log = system.readLog();
    expect(log.split('\n').length).toBeGreaterThan(sent.length);
    expect([...findCanaries(log)]).toEqual([]);
    expect(log).not.toContain('telltale');
    expect(log).not.toMatch(/999000\d{4}/);
  });

  it('come back to their sender in no answer, except the identifiers of its own parts', () => {
    expect([
      ...findCanaries(JSON.stringify(sent.map(({ answer, exchangeId }) => [answer, exchangeId]))),
    ]).toEqual([]);
  });
});

describe('the scan itself', () => {
  const canary = nameCanary(9, 9);

  it('finds a text in any column of any schema, in clear, in bytes, in JSON and in an encoding', async () => {
    const { owner } = system.database;
    const inBase64 = Buffer.from(`x${canary}`).toString('base64');
    const inHex = Buffer.from(canary).toString('hex');
    await owner.query('create schema leaky');
    await owner.query(
      'create table leaky.notes (plain text, bytes bytea, plan jsonb, encoded text, figures text)',
    );
    await owner.query('insert into leaky.notes values ($1, $2, $3, $4, $5)', [
      `a ${canary} b`,
      Buffer.concat([Buffer.from([0, 255]), Buffer.from(canary)]),
      JSON.stringify({ deep: [{ text: canary }] }),
      inBase64,
      inHex,
    ]);
    const leaks = await scanDatabase(owner);
    await owner.query('drop schema leaky cascade');
    expect(leaks).toEqual(
      ['plain', 'bytes', 'plan', 'encoded', 'figures'].map((column) => ({
        place: `leaky.notes.${column}`,
        canary,
      })),
    );
  });

  it('finds a text in a header that carries a document in base64, twice over', () => {
    const inner = Buffer.from(JSON.stringify({ opened: Buffer.from(canary).toString('base64') })).toString(
      'base64',
    );
    expect([...findCanaries(`{"assent-receipt-opening":"${inner}"}`)]).toEqual([canary]);
  });

  it('would have caught a redactor that sends the message as it came', async () => {
    const [plan] = sent;
    if (plan === undefined) throw new Error('it was not sent');
    const leaky = `${await readArrived()}\n${JSON.stringify(plan.planted.message)}`;
    const allowed = new Set(mayArrive(plan));
    const leaked = plan.planted.texts.filter(
      ({ canary: text }) => findCanaries(leaky).has(text) && !allowed.has(text),
    );
    expect(leaked.length).toBeGreaterThan(8);
  });
});
