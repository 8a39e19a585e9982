import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/platform/index.ts';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import { type RegionPerson, people } from '../../src/region/westmarch.ts';
import { valueOf } from '../support/agreements.ts';
import { contentOf, findDecision } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { at, nameSubject } from '../support/scenario-words.ts';
import { Scenario, type ShortQuestion } from '../support/scenario.ts';

const { josh } = people;
const asked = '2027-03-01T10:00:00Z';
const worker: ActingPractitioner = { staffId: 'sue.williams', role: 'SW' };

let system: TestGateway;
let scenario: Scenario;

beforeAll(async () => {
  system = await startTestGateway();
  scenario = new Scenario(system);
  const terms: Parameters<Scenario['agree']>[2] = {
    purposes: ['P20'],
    messageTypes: ['M09', 'M12'],
    legalPowers: ['CA2004_S10'],
  };
  await scenario.agree('WCT', 'ICB', terms);
  await scenario.agree('WMC', 'ICB', terms);
  await scenario.agree('WCT', 'GPM', { ...terms, purposes: ['P01'] });
});

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

/** One person's row of the extract of physiotherapy episodes. */
function row(about: RegionPerson, more: Partial<ShortQuestion> = {}): ShortQuestion {
  return {
    type: 'M12',
    purposeCode: 'P20',
    extract: 'AGGREGATE',
    about,
    to: at('ICB', 'PLANNER'),
    segments: [{ segmentId: 'physiotherapy', categoryCodes: ['PHY'], linkedToNeed: true }],
    ...more,
  };
}

const outcomeOf = async (about: RegionPerson, more?: Partial<ShortQuestion>, key: 'WCT' | 'WMC' = 'WCT') =>
  scenario.askOne(key, row(about, more), { at: asked });

/** Why, as the ledger has it. */
async function reasonsOf(exchangeId: string): Promise<unknown> {
  const { decision } = contentOf(await findDecision(system.rooms, exchangeId), 'assent.decision/2') as {
    readonly decision: { readonly reasons: readonly string[] };
  };
  return decision.reasons;
}

/** A valid number of the range that stands for nobody (docs/domain/04 §4.2): its check digit by modulus 11. */
function findNumbers(count: number): readonly string[] {
  const found: string[] = [];
  for (let serial = 999_100_000; found.length < count; serial += 1) {
    const digits = Array.from(String(serial), Number);
    const sum = digits.reduce((total, digit, place) => total + digit * (10 - place), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check !== 10) found.push(`${serial}${check}`);
  }
  return found;
}

/** Thirty-nine others who had physiotherapy. */
async function registerOthers(): Promise<readonly RegionPerson[]> {
  const others = findNumbers(39).map((nhsNumber, place): RegionPerson => ({
    givenName: `Person${place}`,
    familyName: 'Extract',
    birthDate: '2010-01-01',
    nhsNumber,
    postcode: 'ZZ99 1ZZ',
  }));
  for (const { nhsNumber = '', familyName, givenName, birthDate } of others) {
    valueOf(
      await system.rooms.families.registerPerson({
        identifiers: [{ system: 'nhs-number', value: nhsNumber }],
        demographics: { familyName, givenNames: [givenName], birthDate, sex: 'unknown', address: null },
        by: newId<'Staff'>(),
      }),
    );
  }
  return others;
}

describe('AC10, National Data Opt-Out: an extract for planning', () => {
  it('has Josh in it as long as he has not opted out', async () => {
    expect((await outcomeOf(josh)).outcome).toBe('FORWARD');
  });

  it('leaves him out once he has: DENY_NDOO, and 39 of 40 remain', async () => {
    const recorded = await scenario.act(
      'WMC',
      '/v1/protections',
      {
        dataSubject: nameSubject(josh),
        evidenceRef: 'national service',
        protection: {
          kind: 'NATIONAL_DATA_OPT_OUT',
          optedOut: true,
          setOn: '2026-10-02',
          source: 'NATIONAL_SERVICE',
          setBy: { relation: 'SELF' },
        },
      },
      { practitioner: worker },
    );
    expect({ status: recorded.status, body: recorded.body }).toMatchObject({ status: 201 });
    const denied = await outcomeOf(josh);
    expect(denied).toMatchObject({ outcome: 'DENY', delivery: 'NOT_SENT' });
    expect(await reasonsOf(denied.exchangeId)).toEqual(['DENY_NDOO']);
    let forwarded = 0;
    for (const other of await registerOthers()) {
      if ((await outcomeOf(other)).outcome === 'FORWARD') forwarded += 1;
    }
    expect(forwarded).toBe(39);
  });

  it('suppresses figures about fewer than five people, and leaves no placeholder', async () => {
    const denied = await outcomeOf(josh);
    expect(denied.segments.every(({ outcome }) => outcome === 'WITHHOLD')).toBe(true);
    expect(denied.obligations).toEqual([]);
    const other = await outcomeOf(people.amara);
    expect(other.obligations.map(({ kind }) => kind)).toContain('SUPPRESS_SMALL_CELLS');
  });

  it('still needs people to be told apart no more, whoever they are', async () => {
    expect((await outcomeOf(people.amara, { extract: 'PERSON' })).outcome).toBe('DENY');
  });

  it('does not speak of children’s social care', async () => {
    const care = {
      type: 'M09',
      department: 'CSC',
      segments: [{ segmentId: 'care', categoryCodes: ['SEN'] }],
    } as const;
    const answer = await outcomeOf(josh, care, 'WMC');
    expect(await reasonsOf(answer.exchangeId)).not.toContain('DENY_NDOO');
  });

  it('does not touch his own care', async () => {
    const answer = await outcomeOf(josh, {
      purposeCode: 'P01',
      extract: 'PERSON',
      to: at('GPM', 'GP'),
    });
    expect(answer.outcome).toBe('FORWARD');
  });

  it('logged: what was known of the opt-out when it was decided', async () => {
    const { exchangeId } = await outcomeOf(josh);
    const entry = await findDecision(system.rooms, exchangeId);
    expect(contentOf(entry, 'assent.decision/2')).toMatchObject({
      facts: { purpose: 'P20', bars: { nationalDataOptOut: true } },
      decision: {
        layers: { bars: expect.arrayContaining([{ bar: 'NATIONAL_DATA_OPT_OUT', applies: true }]) },
      },
    });
  });
});
