import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocatorAnswer } from '../../src/exchange/index.ts';
import { newId } from '../../src/platform/index.ts';
import type { ActingPractitioner, GatewayAnswer } from '../../src/region/partner-system.ts';
import { type RegionPerson, people } from '../../src/region/westmarch.ts';
import { valueOf } from '../support/agreements.ts';
import { eventually, findKinds, findNotices, marnock, sue } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { findKnown } from '../support/scenario-reading.ts';
import { nameSubject } from '../support/scenario-words.ts';
import { Scenario } from '../support/scenario.ts';

/** Ben's parents let his school know of his mental health (src/region); of Leo's nobody has said anything. */
const { ben, leo } = people;
const at = '2028-01-10T10:00:00Z';
const physio: ActingPractitioner = { staffId: 'wgh.physio', role: 'PHYSIO' };
const camhs: ActingPractitioner = { staffId: 'wgh.camhs', role: 'CAMHS_CLIN' };
const stranger: ActingPractitioner = { staffId: 'mrs.unknown', role: 'SENCO' };
const attestation = (by: ActingPractitioner): object => ({
  attestor: by.staffId,
  role: by.role,
  relevanceReason: 'He said that he wants to end his life.',
  functionFacilitated: 'Keeping the child safe in school',
  detrimentConsidered: true,
  factOpinionMarked: true,
});

let system: TestGateway;
let scenario: Scenario;

beforeAll(async () => {
  system = await startTestGateway();
  scenario = new Scenario(system);
  await scenario.employ('WGH', physio, camhs);
  await scenario.employ('FPS', stranger);
  for (const child of [ben, leo]) {
    await scenario.worksWith('FPS', child, marnock, '2027-01-05');
    await scenario.worksWith('WGH', child, physio, '2027-01-05');
    await scenario.worksWith('WGH', child, camhs, '2027-01-05');
  }
});

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

function ask(who: ActingPractitioner, more: object = {}, about: RegionPerson = leo): Promise<GatewayAnswer> {
  const requestId = randomUUID();
  return system.region.peers.FPS.send({
    method: 'POST',
    path: '/v1/locator',
    body: {
      requestId,
      urgency: 'ROUTINE',
      purposeCode: 'P02',
      reader: { role: who.role },
      subject: nameSubject(about),
      ...more,
    },
    boundTo: requestId,
    practitioner: who,
    evaluateAt: at,
  });
}

async function located(
  who: ActingPractitioner,
  more: object = {},
  about: RegionPerson = leo,
): Promise<LocatorAnswer> {
  const { status, body } = await ask(who, more, about);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body as LocatorAnswer;
}

describe('who is involved with a child (M20)', () => {
  it('is answered in pointers, with what proves them, to somebody who works with the child', async () => {
    const answer = await located(marnock);
    expect(answer.services).toMatchObject([{ organisation: 'Westmarch General Hospital', role: 'PHYSIO' }]);
    const [record] = answer.records;
    expect(record?.headers['assent-receipt']).toBeDefined();
    const body = Buffer.from(record?.body ?? '', 'base64').toString('utf8');
    expect(body).toContain('PHYSIO');
    expect(body).not.toMatch(/CAMHS|MHC|withheld":\[[^\]]/);
    const kinds = await eventually(async () => {
      const found = await findKinds(system.rooms, record?.exchangeId ?? '');
      return found.includes('OUTCOME') ? found : undefined;
    }, 'it arrived');
    expect(kinds).toContain('DECISION');
  });

  it('is told to the family as any disclosure is', async () => {
    const [first] = (await located(marnock)).records;
    await eventually(async () => {
      const told = await findNotices(system.rooms, system.database, first?.exchangeId ?? '');
      return told.length > 0 ? true : undefined;
    }, 'the family was told');
  });

  it('is the same for somebody who works with nobody, for a child whom nobody knows, and for a child with nobody', async () => {
    const refused = await Promise.all([
      located(stranger),
      located(marnock, {
        subject: {
          identifiers: [{ system: 'nhs-number', value: '9990009007' }],
          demographics: { name: { family: 'Nobody', given: ['Ann'] }, birthDate: '2017-05-14' },
        },
      }),
    ]);
    const { footer } = await located(marnock);
    for (const answer of refused) expect(answer).toEqual({ services: [], records: [], footer });
  });

  it('takes a whole number of seconds whatever it comes to', async () => {
    const time = async (who: ActingPractitioner): Promise<number> => {
      const begun = performance.now();
      await located(who);
      return performance.now() - begun;
    };
    expect(await time(stranger)).toBeGreaterThan(1_900);
    expect(await time(marnock)).toBeGreaterThan(1_900);
  });

  it('never names a sensitive service without a choice, and does where a named person judges that the child may be harmed', async () => {
    expect((await located(marnock)).services.map(({ role }) => role)).toEqual(['PHYSIO']);
    const permitted = await located(marnock, {}, ben);
    expect(permitted.services.map(({ role }) => role).sort()).toEqual(['CAMHS_CLIN', 'PHYSIO']);
    const asCouncil = (more: object): Promise<GatewayAnswer> => {
      const requestId = randomUUID();
      const reader = { role: 'SW', department: 'CSC' };
      return system.region.peers.WMC.send({
        method: 'POST',
        path: '/v1/locator',
        body: {
          requestId,
          urgency: 'ROUTINE',
          purposeCode: 'P09',
          reader,
          subject: nameSubject(leo),
          ...more,
        },
        boundTo: requestId,
        practitioner: sue,
        evaluateAt: at,
      });
    };
    expect(JSON.stringify((await asCouncil({})).body)).not.toMatch(/CAMHS|PHYSIO/);
    const harmed = (await asCouncil({ dutyAttestation: attestation(sue) })).body as LocatorAnswer;
    expect(harmed.services.map(({ role }) => role)).toContain('CAMHS_CLIN');
  });

  it('names nobody whose work has ended, and the asker’s own organisation never', async () => {
    const answer = await located(marnock);
    expect(JSON.stringify(answer)).not.toContain('Fernbeck');
    const person = await findKnown(system, 'leo');
    const found = (await system.rooms.relationships.findCurrent(person, new Date(at))).find(
      ({ role }) => role === 'PHYSIO',
    );
    if (found === undefined) throw new Error('the physiotherapist works with Leo');
    valueOf(
      await system.rooms.relationships.endRelationship(found.relationshipId, {
        to: '2028-01-08',
        why: 'Discharged.',
        endedBy: { organisationId: found.organisationId, staffId: newId<'Staff'>() },
      }),
    );
    expect((await located(marnock)).services).toEqual([]);
  });

  it('is not asked by a system that names nobody, nor for oneself', async () => {
    const requestId = randomUUID();
    const nobody = await system.region.peers.FPS.send({
      method: 'POST',
      path: '/v1/locator',
      body: {
        requestId,
        urgency: 'ROUTINE',
        purposeCode: 'P02',
        reader: { role: 'SENCO' },
        subject: nameSubject(leo),
      },
    });
    expect(nobody.status).toBe(403);
    expect((await ask(marnock, { purposeCode: 'P17' })).status).toBe(422);
  });
});
