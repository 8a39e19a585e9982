import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RegionPerson } from '../../src/region/westmarch.ts';
import { valueOf } from '../support/agreements.ts';
import { type TestConsole, sayWhy, searchFor, startTestConsole } from '../support/console.ts';
import { asExchange, findDecision, freshPlan, push, sue, without } from '../support/exchanges.ts';
import type { Visitor } from '../support/portal.ts';
import { nameSubject } from '../support/scenario-words.ts';

/** Somebody whose number an adoption retires, and a number that nobody has ever had (docs/domain/07 AC9). */
const riley: RegionPerson = {
  givenName: 'Riley',
  familyName: 'Stone',
  birthDate: '2022-09-09',
  nhsNumber: '9990001146',
  postcode: 'ZZ99 1BA',
};
const unseen: RegionPerson = { ...riley, givenName: 'Alex', familyName: 'Never', nhsNumber: '9990001235' };

let system: TestConsole;
let officer: Visitor;
const sent = new Map<string, string>();

beforeAll(async () => {
  system = await startTestConsole();
  const { rooms, region } = system.system;
  const person = valueOf(
    await rooms.families.registerPerson({
      identifiers: [{ system: 'nhs-number', value: riley.nhsNumber ?? '' }],
      demographics: {
        familyName: riley.familyName,
        givenNames: [riley.givenName],
        birthDate: riley.birthDate,
        sex: 'unknown',
        address: { lines: ['1 Invented Street'], postcode: riley.postcode, uprn: null },
      },
      by: randomUUID(),
    }),
  );
  valueOf(
    await rooms.families.recordAdoption({ person, orderedOn: '2026-04-12', by: randomUUID(), origin: null }),
  );
  for (const [name, subject] of [
    ['retired', riley],
    ['unseen', unseen],
  ] as const) {
    const plan = freshPlan({ subject: nameSubject(subject) });
    const message = {
      ...without(plan, 'relatedPersons'),
      segments: plan.segments.filter(({ segmentId }) => segmentId === 'plan-header'),
    };
    const { exchangeId } = asExchange(await region.peers.WMC.send(push(message, sue)));
    sent.set(name, exchangeId);
    sent.set(`${name} correlation`, plan.correlationId ?? '');
  }
  officer = await system.signIn('wmc.records');
  await sayWhy(officer);
}, 180_000);
afterAll(async () => {
  await system.stop();
});

/** Whether a search by something more finds each of the two: the retired number, and the one never seen. */
async function findBoth(
  fields: readonly (readonly [string, string])[],
): Promise<readonly [boolean, boolean]> {
  const find = async (name: string): Promise<boolean> => {
    const correlation = sent.get(`${name} correlation`) ?? '';
    const { text } = await searchFor(officer, [['correlation', correlation], ...fields]);
    return text.includes('<td');
  };
  return [await find('retired'), await find('unseen')];
}

describe('a number that an adoption retired', () => {
  it('was really barred for that', async () => {
    const { parts } = await findDecision(system.system.rooms, sent.get('retired') ?? '');
    expect(JSON.stringify(parts)).toContain('DENY_ADOPTION');
  });

  it.each<[readonly (readonly [string, string])[], boolean]>([
    [[], true],
    [[['outcome', 'HOLD']], true],
    [[['outcome', 'DENY']], false],
    [[['reason', 'HOLD_ID_MISMATCH']], true],
    [[['reason', 'DENY_NO_DSA']], false],
  ])('is found by %j as a number never seen', async (fields, found) => {
    expect(await findBoth(fields)).toEqual([found, found]);
  });

  it('can be asked for by its true reason by nobody', async () => {
    const answer = await searchFor(officer, [['reason', 'DENY_ADOPTION']]);
    expect([answer.status, answer.text.includes('DENY_ADOPTION')]).toEqual([422, false]);
  });

  it('stands in lists and files as the other', async () => {
    const tell = async (name: string, path: string): Promise<string> => {
      const correlation = sent.get(`${name} correlation`) ?? '';
      const { url } = await searchFor(officer, [['correlation', correlation]]);
      const { text } = await officer.ask(path + new URL(url).search);
      return text
        .replaceAll(/nonce="[^"]+"|\?q=[\w-]+|[0-9a-f-]{36}/g, '')
        .replaceAll(/\d\d:\d\d(?::\d\d\.\d{3})?/g, '');
    };
    for (const path of ['/search/results', '/search/results.csv', '/search/results.fhir.json'])
      expect(await tell('retired', path)).toBe(await tell('unseen', path));
  });

  it('is explained as the other, and no more of either', async () => {
    const tell = async (name: string): Promise<string> => {
      const { entryId } = await findDecision(system.system.rooms, sent.get(name) ?? '');
      const { status, text } = await officer.ask(`/decisions/${entryId}`);
      expect([status, text.includes('Whom this is about was not certain')]).toEqual([200, true]);
      expect(text).not.toMatch(
        /ADOPTION|adopt|IDENTITY_RETIRED|answers to nothing|Part by part|Decided again/u,
      );
      return text.replaceAll(/nonce="[^"]+"|[0-9a-f-]{36}|at place \d+/g, '').replaceAll(/\d\d:\d\d/g, '');
    };
    expect(await tell('retired')).toBe(await tell('unseen'));
  });
});
