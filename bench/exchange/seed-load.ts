import { join } from 'node:path';
import { openDevelopmentAuthority, publicPartOf } from '../../src/agreements/index.ts';
import { parseConsentDraft } from '../../src/consent/index.ts';
import type { Rooms } from '../../src/compose.ts';
import { askAuthority, decideAuthority } from '../../src/families/index.ts';
import { type Config, type PersonId, londonDate, newId, systemClock } from '../../src/platform/index.ts';
import type { SeededRegion } from '../../src/region/seed-westmarch.ts';
import { expectOk } from '../../src/region/seed-rooms.ts';
import { scopeCodes } from '../../src/vocabulary/index.ts';
import type { LoadChild, LoadRequester } from './messages.ts';

/** Further systems of the council, each with its own certificate and key. */
export async function seedRequesters(
  { certsDirectory, mode }: Pick<Config, 'certsDirectory' | 'mode'>,
  { agreements }: Rooms,
  { organisations }: SeededRegion,
  count: number,
): Promise<readonly LoadRequester[]> {
  const authority = await openDevelopmentAuthority({
    directory: certsDirectory,
    clock: systemClock,
    environment: mode,
  });
  const requesters: LoadRequester[] = [];
  for (let number = 0; number < count; number += 1) {
    const clientId = `bench-system-${number}`;
    const { path, thumbprint } = await authority.issueSystemClient(clientId, 'Westmarch Council');
    const jwk = publicPartOf(await authority.openSigningKey(clientId));
    expectOk(
      await agreements.registerSystem(organisations.WMC, {
        clientId,
        name: clientId,
        scopes: [...scopeCodes],
        keys: [{ jwk }],
        certificates: [{ thumbprint }],
      }),
    );
    requesters.push({
      clientId,
      certificateFile: path,
      signingKeyFile: join(certsDirectory, 'keys', `${clientId}.jwk.json`),
    });
  }
  return requesters;
}

const atOnce = 16;
const since = '2026-01-06T00:00:00.000Z';

/** Families of a child and her mother, who lets the child's school know of some of it. */
export async function seedFamilies(
  rooms: Rooms,
  { organisations }: SeededRegion,
  count: number,
): Promise<readonly LoadChild[]> {
  const children: LoadChild[] = [];
  let next = 0;
  const notice = await registerNotice(rooms, organisations.FPS);
  const numbers = syntheticNumbers(2 * count);
  const work = async (): Promise<void> => {
    while (next < count) {
      const number = next;
      next += 1;
      children[number] = await seedFamily(
        rooms,
        organisations.FPS,
        notice,
        number,
        numbers.slice(2 * number),
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return children;
}

async function registerNotice({ consents }: Rooms, school: string): Promise<object> {
  const notice = expectOk(
    await consents.composeNotice(
      {
        type: 'SHARE',
        purposes: ['P07'],
        recipients: recipientsOf(school),
        categories: ['ATT', 'EDU', 'SEN', 'VOI'],
        period: { from: null, to: null },
        dataPeriod: { from: null, to: null },
      } as Parameters<typeof consents.composeNotice>[0],
      'en',
      () => 'Fernbeck Primary School',
      null,
    ),
  );
  return { noticeVersion: notice.noticeVersion, language: 'en', format: 'standard', interpreter: false };
}

function recipientsOf(school: string): object {
  return { organisations: [school], departments: [], roles: [], organisationTypes: [] };
}

async function seedFamily(
  { families, consents }: Rooms,
  school: string,
  informationGiven: object,
  number: number,
  [nhsNumber = '', motherNhsNumber = '']: readonly string[],
): Promise<LoadChild> {
  const by = newId<'Staff'>();
  const family = `Bench${letters(number)}`;
  const register = async (nhsNumber: string, given: string, birthDate: string): Promise<PersonId> =>
    expectOk(
      await families.registerPerson({
        identifiers: [{ system: 'nhs-number', value: nhsNumber }],
        demographics: {
          familyName: family,
          givenNames: [given],
          birthDate,
          sex: 'unknown',
          address: { lines: ['1 Invented Street', 'Westmarch'], postcode: 'ZZ99 3WZ', uprn: null },
        },
        by,
      }),
    );
  const birthDate = '2017-05-14';
  const [child, mother] = await Promise.all([
    register(nhsNumber, 'Ada', birthDate),
    register(motherNhsNumber, 'Mia', '1990-02-03'),
  ]);
  expectOk(
    await families.recordParentalResponsibility({
      child,
      holder: mother,
      evidence: { type: 'BRTH', documentRef: null },
      validFrom: null,
      verification: { by, on: '2020-01-01' },
      by,
    }),
  );
  const facts = (await families.loadAuthorityFacts([child])).get(child);
  if (facts === undefined) throw new Error('a child that was registered has records');
  const draft = expectOk(
    parseConsentDraft({
      consentId: null,
      status: 'active',
      type: 'SHARE',
      answer: null,
      kind: 'CONSENT',
      dataSubject: child,
      validFrom: since,
      validTo: null,
      aboutPersons: [],
      decidedBy: { person: mother, capacityBasis: 'PR_HOLDER' },
      purposes: ['P07'],
      recipients: recipientsOf(school),
      // Every family has chosen something else.
      categories: { permit: number % 2 === 0 ? ['ATT', 'EDU', 'SEN', 'VOI'] : ['ATT', 'SEN'], deny: [] },
      dataPeriod: { from: null, to: null },
      informationGiven,
      channel: 'inPerson',
      evidenceRef: null,
      consequencesExplained: true,
      reviewOn: null,
      childWishes: null,
    }),
  );
  const at = new Date(since);
  expectOk(
    await consents.recordConsent(
      draft,
      { kind: 'DECIDER', person: mother },
      (purpose) => [decideAuthority(facts, askAuthority(purpose, londonDate(at)))],
      at,
    ),
  );
  return { nhsNumber, family, given: 'Ada', birthDate, motherNhsNumber };
}

/** Numbers of the range that is never issued (docs/domain/04 §4.2), each with the right check digit. */
function syntheticNumbers(count: number): readonly string[] {
  const numbers: string[] = [];
  for (let base = 999_100_000; numbers.length < count; base += 1) {
    let sum = 0;
    for (let place = 0; place < 9; place += 1) sum += Number(String(base)[place]) * (10 - place);
    const check = (11 - (sum % 11)) % 11;
    // One base in eleven has no check digit.
    if (check < 10) numbers.push(`${base}${check}`);
  }
  return numbers;
}

/** A name for each number: its digits as letters. */
function letters(number: number): string {
  return number.toString().replaceAll(/\d/g, (digit) => String.fromCharCode(97 + Number(digit)));
}
