import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { authorityEventsJob } from '../../src/exchange/index.ts';
import { endOfCompulsorySchoolAge } from '../../src/families/index.ts';
import { type PersonId, londonDate, newId } from '../../src/platform/index.ts';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import { type RegionPerson, people } from '../../src/region/westmarch.ts';
import { valueOf } from '../support/agreements.ts';
import { contentOf, findDecision, segmentsOf, toldOf, without } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { countEntries, findKnown, findToldTo } from '../support/scenario-reading.ts';
import { at, choiceOf, to } from '../support/scenario-words.ts';
import { Scenario, type ShortQuestion } from '../support/scenario.ts';

const { maya } = people;
const coordinator: ActingPractitioner = { staffId: 'wmc.ehc', role: 'EHC_COORD' };
const physio: ActingPractitioner = { staffId: 'wct.physio', role: 'PHYSIO' };
const socialWorker: ActingPractitioner = { staffId: 'sue.williams', role: 'SW' };
const hina = { relation: 'PR_HOLDER', givenName: 'Hina' };

let system: TestGateway;
let scenario: Scenario;

beforeAll(async () => {
  system = await startTestGateway();
  scenario = new Scenario(system);
  await scenario.employ('WMC', coordinator);
  await scenario.employ('WCT', physio);
  await scenario.agree('WMC', 'ODF', {
    purposes: ['P04'],
    messageTypes: ['M03'],
    legalPowers: ['CONSENT', 'CFA2014_S36_S44'],
  });
  await scenario.agree('WMC', 'WCO', {
    purposes: ['P04', 'P13'],
    messageTypes: ['M03', 'M04'],
    legalPowers: ['CFA2014_S36_S44'],
  });
  await scenario.agree('WCT', 'GPM', {
    purposes: ['P01'],
    messageTypes: ['FHIR'],
    legalPowers: ['CA2004_S10'],
  });
  const before = { practitioner: coordinator, at: '2026-05-04T10:00:00Z' };
  await scenario.choose(
    'WMC',
    choiceOf(maya, {
      decidedBy: hina,
      purposes: ['P04'],
      recipients: to('ODF'),
      categories: { permit: ['SEN', 'EDU'] },
    }),
    before,
  );
  await scenario.choose(
    'WCT',
    choiceOf(maya, {
      decidedBy: hina,
      purposes: ['P01'],
      recipients: to('GPM'),
      categories: { permit: ['PHY'] },
    }),
    { practitioner: physio, at: '2026-05-04T10:00:00Z' },
  );
});

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

/** What of the plan the travel training asks for. */
const extract: ShortQuestion = {
  type: 'M03',
  purposeCode: 'P04',
  about: maya,
  department: 'SEND',
  to: at('ODF', 'VCSE_WORKER'),
  segments: [
    { segmentId: 'section-b', categoryCodes: ['SEN'] },
    { segmentId: 'section-e', categoryCodes: ['EDU'] },
  ],
};

/** Sections of a plan for the college that is named (docs/domain/02 §2.4). */
const consultation: ShortQuestion = {
  type: 'M04',
  purposeCode: 'P04',
  about: maya,
  department: 'SEND',
  to: at('WCO', 'COLLEGE_ALS'),
  disclosureException: { code: 'R17_INTEREST', reasons: 'The college that she wants to go to.' },
  segments: [
    { segmentId: 'section-a', categoryCodes: ['VOI'] },
    { segmentId: 'section-b', categoryCodes: ['SEN', 'DEV', 'EDU'] },
    { segmentId: 'section-c', categoryCodes: ['PHY'] },
    { segmentId: 'section-f', categoryCodes: ['SEN'] },
    { segmentId: 'section-h', categoryCodes: ['DIS', 'CIN'] },
    { segmentId: 'section-j', categoryCodes: ['HFN'] },
  ],
};

const letter: ShortQuestion = {
  type: 'FHIR',
  purposeCode: 'P01',
  about: maya,
  department: 'COMMUNITY',
  to: at('GPM', 'GP'),
  segments: [{ segmentId: 'physiotherapy', categoryCodes: ['PHY'] }],
};

async function askForExtract(instant: string): ReturnType<Scenario['askOne']> {
  return scenario.askOne('WMC', extract, { practitioner: coordinator, at: instant });
}

async function authorityOf(exchangeId: string): Promise<{ rule: string; snapshotHash: string }> {
  const { facts } = contentOf(
    await findDecision(system.rooms, exchangeId),
    'assent.decision/2',
  ) as unknown as {
    facts: { authority: { rule: string; snapshotHash: string } };
  };
  return facts.authority;
}

describe('AC8: authority passes before the 16th birthday', () => {
  it('25 June 2026, 23:59 London: Open Door Families gets the extract on Hina’s consent (FORWARD, PERMIT_CONSENT)', async () => {
    const answer = await askForExtract('2026-06-25T22:59:59Z');
    expect(answer.outcome).toBe('FORWARD');
    expect(toldOf(answer, 'section-b')).toEqual(['RELEASE', 'PERMIT_CONSENT']);
    expect(toldOf(answer, 'section-e')).toEqual(['RELEASE', 'PERMIT_CONSENT']);
  });

  it('26 June 2026, 00:00 London: the same question is DENY_AUTHORITY_LAPSED, and Maya is asked', async () => {
    const answer = await askForExtract('2026-06-25T23:00:00Z');
    expect(answer.outcome).toBe('DENY');
    expect(answer.reasons.map(({ code }) => code)).toEqual(['DENY_AUTHORITY_LAPSED']);
    expect(toldOf(answer, 'section-b')).toEqual(['WITHHOLD', 'DENY_AUTHORITY_LAPSED']);
    expect(answer.obligations.map(({ kind }) => kind)).toContain('ASK_DATA_SUBJECT');
  });

  it('logged: the decisions of both days cite the authority before and after', async () => {
    const [before, after] = [
      await authorityOf((await askForExtract('2026-06-25T22:59:59Z')).exchangeId),
      await authorityOf((await askForExtract('2026-06-25T23:00:00Z')).exchangeId),
    ];
    expect([before.rule, after.rule]).toEqual(['PARENTAL_RESPONSIBILITY', 'YOUNG_PERSON_SEND']);
    expect(before.snapshotHash).not.toBe(after.snapshotHash);
  });

  it('26 June 2026: the college is consulted all the same (FORWARD_REDACTED, PERMIT_R17_INTEREST), section by section', async () => {
    const answer = await scenario.askOne('WMC', consultation, {
      practitioner: coordinator,
      at: '2026-06-26T10:00:00Z',
    });
    expect(answer.outcome).toBe('FORWARD_REDACTED');
    for (const segmentId of ['section-a', 'section-b', 'section-f']) {
      expect(toldOf(answer, segmentId)).toEqual([
        'RELEASE',
        'PERMIT_R17_INTEREST',
        'PERMIT_REASONABLE_EXPECTATION',
      ]);
    }
    expect(toldOf(answer, 'section-c')).toEqual(['WITHHOLD', 'REDACT_NOT_NEEDED']);
    for (const segmentId of ['section-h', 'section-j'])
      expect(toldOf(answer, segmentId)).toEqual(['WITHHOLD', 'REDACT_NEVER']);
  });

  it('and without the exception that the council claims it is refused', async () => {
    const answer = await scenario.askOne('WMC', without(consultation, 'disclosureException'), {
      practitioner: coordinator,
      at: '2026-06-26T10:00:00Z',
    });
    expect(answer.outcome).toBe('DENY');
    expect(answer.reasons.map(({ code }) => code)).toEqual(['DENY_R17_NO_CONSENT']);
  });

  it('26 June 2026: the physiotherapist’s letter to her surgery goes on Hina’s consent, a health decision (FORWARD)', async () => {
    const answer = await scenario.askOne('WCT', letter, { practitioner: physio, at: '2026-06-26T10:00:00Z' });
    expect(answer.outcome).toBe('FORWARD');
    expect(toldOf(answer, 'physiotherapy')).toEqual(['RELEASE', 'PERMIT_CONSENT']);
    expect(await authorityOf(answer.exchangeId)).toMatchObject({ rule: 'PARENTAL_RESPONSIBILITY' });
  });

  it('15 July 2026: the letter goes on Maya’s reasonable expectation, no longer on Hina’s consent', async () => {
    const eve = await scenario.askOne('WCT', letter, { practitioner: physio, at: '2026-07-14T22:59:59Z' });
    expect(toldOf(eve, 'physiotherapy')).toEqual(['RELEASE', 'PERMIT_CONSENT']);
    expect(eve.obligations.map(({ kind }) => kind)).not.toContain('ASK_DATA_SUBJECT');
    const answer = await scenario.askOne('WCT', letter, { practitioner: physio, at: '2026-07-14T23:00:00Z' });
    expect(answer.outcome).toBe('FORWARD');
    expect(toldOf(answer, 'physiotherapy')).toEqual(['RELEASE', 'PERMIT_REASONABLE_EXPECTATION']);
    expect(await authorityOf(answer.exchangeId)).toMatchObject({ rule: 'YOUNG_PERSON_SELF' });
    expect(answer.obligations.map(({ kind }) => kind)).toContain('TELL_DATA_SUBJECT_ONLY');
    expect(answer.obligations.map(({ kind }) => kind)).toContain('ASK_DATA_SUBJECT');
  });

  it('1 July 2026: Hina can no longer permit it', async () => {
    const refused = await scenario.tryToChoose(
      'WMC',
      choiceOf(maya, {
        decidedBy: hina,
        purposes: ['P04'],
        recipients: to('ODF'),
        categories: { permit: ['SEN'] },
      }),
      { practitioner: coordinator, at: '2026-07-01T10:00:00Z' },
    );
    expect(refused).toMatchObject({ status: 422, body: { code: 'consent-invalid' } });
  });

  it('1 July 2026: on Maya’s own consent Open Door Families gets it (FORWARD, PERMIT_CONSENT, SELF_YP)', async () => {
    const chosen = await scenario.choose(
      'WMC',
      choiceOf(maya, {
        decidedBy: { relation: 'SELF' },
        purposes: ['P04'],
        recipients: to('ODF'),
        categories: { permit: ['SEN', 'EDU'] },
      }),
      { practitioner: coordinator, at: '2026-07-01T10:00:00Z' },
    );
    const answer = await askForExtract('2026-07-01T11:00:00Z');
    expect(answer.outcome).toBe('FORWARD');
    expect(toldOf(answer, 'section-b')).toEqual(['RELEASE', 'PERMIT_CONSENT']);
    const relied = segmentsOf(await findDecision(system.rooms, answer.exchangeId)).get('section-b');
    expect(relied?.consentRefs).toContainEqual({ consentId: chosen.consentId, version: 1 });
    const kept = await system.rooms.consents.findConsent(chosen.consentId as never);
    expect(kept?.body).toMatchObject({ decidedBy: { capacityBasis: 'SELF_YP' } });
  });

  it('September 2028: an assessor for the students’ allowance gets it at her written request (FORWARD, PERMIT_YP_REQUEST)', async () => {
    const request: ShortQuestion = {
      ...extract,
      to: at('WCO', 'HE_DISABILITY_ASSESSOR'),
      disclosureException: {
        code: 'R17_HE_DSA',
        reasons: 'She asked for it.',
        writtenRequest: { on: '2028-09-04', evidenceRef: 'letter of 4 September' },
      },
    };
    const asked = { practitioner: coordinator, at: '2028-09-05T10:00:00Z' };
    const answer = await scenario.askOne('WMC', request, asked);
    expect(answer.outcome).toBe('FORWARD');
    expect(toldOf(answer, 'section-b')).toEqual([
      'RELEASE',
      'PERMIT_YP_REQUEST',
      'PERMIT_REASONABLE_EXPECTATION',
    ]);
    // The day before she asked, and where it was not in writing, nothing goes.
    const twins: readonly [ShortQuestion, string][] = [
      [request, '2028-09-03T10:00:00Z'],
      [
        { ...request, disclosureException: { code: 'R17_HE_DSA', reasons: 'She asked for it.' } },
        '2028-09-05T10:00:00Z',
      ],
    ];
    for (const [question, instant] of twins) {
      const twin = await scenario.askOne('WMC', question, { practitioner: coordinator, at: instant });
      expect(twin.outcome).toBe('DENY');
      expect(twin.reasons.map(({ code }) => code)).toEqual(['DENY_R17_NO_CONSENT']);
    }
  });
});

describe('AC8, variant: Maya is found unable to decide this', () => {
  it('lets Hina act for P04 and for nothing else, until it is looked at again', async () => {
    await scenario.record(
      'WMC',
      maya,
      {
        kind: 'CAPACITY_FOUND',
        finding: 'LACKS',
        terms: { purposes: ['P04'] },
        from: '2026-07-06',
        to: '2026-10-06',
      },
      { practitioner: socialWorker, at: '2026-07-06T09:00:00Z' },
    );
    const choice = (purpose: string): object =>
      choiceOf(maya, {
        decidedBy: hina,
        purposes: [purpose],
        recipients: to('WCO'),
        categories: { permit: ['SEN'] },
      });
    const during = { practitioner: coordinator, at: '2026-07-07T10:00:00Z' };
    expect(await scenario.tryToChoose('WMC', choice('P04'), during)).toMatchObject({ status: 201 });
    expect(await scenario.tryToChoose('WMC', choice('P05'), during)).toMatchObject({ status: 422 });
    const answer = await askForExtract('2026-07-07T11:00:00Z');
    expect(await authorityOf(answer.exchangeId)).toMatchObject({ rule: 'YOUNG_PERSON_REPRESENTED' });
    expect(answer.outcome).toBe('FORWARD');
    const afterwards = { practitioner: coordinator, at: '2026-10-06T10:00:00Z' };
    expect(await scenario.tryToChoose('WMC', choice('P04'), afterwards)).toMatchObject({ status: 422 });
  });
});

/*
 * What is told ahead of a day can only be seen on days that are still to come. So this part follows somebody with Maya's
 * birthday who is 15 next year, whatever year it is.
 */
describe('AC8, told and logged', () => {
  const year = new Date().getUTCFullYear() + 1;
  const younger: RegionPerson = {
    givenName: 'Mira',
    familyName: 'Patel',
    birthDate: `${year - 16}-07-15`,
    nhsNumber: '9990001200',
    postcode: 'ZZ99 1AJ',
  };
  const passes = endOfCompulsorySchoolAge(younger.birthDate);
  const birthday = `${year}-07-15`;
  let mira: PersonId;
  let mother: PersonId;
  let special: string;
  let health: string;

  const runOn = async (day: string): Promise<void> => {
    const { families, consents, keyStore } = system.rooms;
    const job = authorityEventsJob({ families, consents, keyStore });
    await job.run(new Date(`${day}T06:00:00Z`));
  };
  const before = (day: string, days: number): string =>
    londonDate(new Date(Date.parse(`${day}T12:00:00Z`) - days * 86_400_000));

  beforeAll(async () => {
    const { familyName, givenName, birthDate, postcode, nhsNumber = '' } = younger;
    mira = valueOf(
      await system.rooms.families.registerPerson({
        identifiers: [{ system: 'nhs-number', value: nhsNumber }],
        demographics: {
          familyName,
          givenNames: [givenName],
          birthDate,
          sex: 'unknown',
          address: { lines: ['1 Invented Street'], postcode, uprn: null },
        },
        by: newId<'Staff'>(),
      }),
    );
    mother = await findKnown(system, 'hina');
    const { hina: named } = people;
    await scenario.record(
      'WMC',
      younger,
      {
        kind: 'PARENTAL_RESPONSIBILITY_RECORDED',
        holder: {
          demographics: {
            name: { family: named.familyName, given: [named.givenName] },
            birthDate: named.birthDate,
            contact: { addresses: [{ lines: ['1 Invented Street'], postcode: named.postcode }] },
          },
        },
        evidence: 'BRTH',
        verified: true,
      },
      { practitioner: socialWorker },
    );
    const choose = async (purpose: string, category: string): Promise<string> => {
      const chosen = await scenario.choose(
        'WMC',
        choiceOf(younger, {
          decidedBy: hina,
          purposes: [purpose],
          recipients: to('FPS'),
          categories: { permit: [category] },
        }),
        { practitioner: socialWorker },
      );
      return chosen.consentId;
    };
    special = await choose('P04', 'SEN');
    health = await choose('P01', 'PHY');
  });

  const statusOf = async (consentId: string): Promise<string | undefined> =>
    (await system.rooms.consents.findConsent(consentId as never))?.status;
  const rights = async (person: PersonId): Promise<readonly string[]> =>
    (await findToldTo(system, person, 'AUTHORITY_EVENT')).filter((text) =>
      text.includes('school or college'),
    );

  it('tells mother and daughter 90 and 30 days ahead and on the day, each in words of their own', async () => {
    await runOn(before(passes, 91));
    expect([await rights(mira), await rights(mother)]).toEqual([[], []]);
    await runOn(before(passes, 90));
    expect([(await rights(mira)).length, (await rights(mother)).length]).toEqual([1, 1]);
    await runOn(before(passes, 30));
    expect([(await rights(mira)).length, (await rights(mother)).length]).toEqual([2, 2]);
    expect(await statusOf(special)).toBe('active');
    await runOn(passes);
    const [toHer, toHina] = [await rights(mira), await rights(mother)];
    expect(toHer.at(-1)).toMatch(/^From today you decide about your help at school or college yourself\./);
    expect(toHina.at(-1)).toMatch(/^From today Mira decides about their help at school or college\./);
    expect(await statusOf(special)).toBe('suspended');
    expect(await statusOf(health)).toBe('active');
  });

  it('on the 16th birthday lets what Hina permitted be authorised again, and says so to both', async () => {
    const events = await countEntries(system, 'FAMILY');
    await runOn(birthday);
    expect(await statusOf(health)).toBe('pending-reauthorise');
    expect((await findToldTo(system, mira, 'AUTHORITY_EVENT')).at(-1)).toMatch(
      /^You are 16\. .*We will ask you\./,
    );
    expect((await findToldTo(system, mother, 'AUTHORITY_EVENT')).at(-1)).toMatch(/^Mira is 16\./);
    expect(await countEntries(system, 'FAMILY')).toBeGreaterThan(events);
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
  });
});
