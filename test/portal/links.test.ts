import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RegionPerson, people } from '../../src/region/westmarch.ts';
import { sue } from '../support/exchanges.ts';
import { type Answer, type TestPortal, type Visitor, startTestPortal } from '../support/portal.ts';
import { readPage as read } from '../support/read-page.ts';

let portal: TestPortal;

beforeAll(async () => {
  portal = await startTestPortal();
});
afterAll(async () => {
  await portal.stop();
});

async function askFor(visitor: Visitor, { givenName, familyName, birthDate }: RegionPerson): Promise<Answer> {
  await visitor.open('/link');
  expect(visitor.last.text).not.toContain(' checked');
  const [year = '', month = '', day = ''] = birthDate.split('-');
  return visitor.send([
    ['givenName', givenName],
    ['familyName', familyName],
    ['day', day],
    ['month', month],
    ['year', year],
    ['document', 'BRTH'],
  ]);
}

/** A person as a practitioner names them. */
function name({ givenName, familyName, birthDate, nhsNumber, postcode }: RegionPerson): object {
  return {
    identifiers: nhsNumber === undefined ? [] : [{ system: 'nhs-number', value: nhsNumber }],
    demographics: {
      name: { family: familyName, given: [givenName] },
      birthDate,
      contact: { addresses: [{ lines: ['1 Invented Street'], postcode }] },
    },
  };
}

describe('asking to be linked to a child', () => {
  it('says the same of a child who is known and of one who is not, and opens nothing', async () => {
    const visitor = portal.visitor();
    await visitor.signIn('tom');
    const before = await visitor.open('/');
    const shape = (page: Answer): string => read(page).replaceAll(/[0-9A-F]{8}/g, '#');
    const known = shape(await askFor(visitor, people.jackie));
    expect(known).toContain('Jackie Cormack, 14 May 2017');
    const home = await visitor.open('/');
    expect(read(home)).toContain('We are waiting for a worker to see your document');
    expect(home.text.match(/\/people\//g)).toEqual(before.text.match(/\/people\//g));

    const other = portal.visitor();
    await other.signIn('karen');
    const invented = { ...people.jackie, givenName: 'Nobody', familyName: 'Known' };
    expect(shape(await askFor(other, invented)).replace('Nobody Known', 'Jackie Cormack')).toBe(known);
    expect(read(await other.open('/'))).toContain('We are waiting for a worker to see your document');
  });

  it('comes true when a practitioner’s system says that the document was seen, and not before', async () => {
    const visitor = portal.visitor();
    await visitor.signIn('grace');
    await askFor(visitor, people.callum);
    expect(read(await visitor.open('/'))).not.toContain('Callum');
    const record = (event: object): Promise<{ readonly status: number }> => {
      const key = randomUUID();
      return portal.system.region.peers.WMC.send({
        method: 'POST',
        path: '/v1/authority',
        boundTo: key,
        idempotencyKey: key,
        practitioner: sue,
        body: {
          dataSubject: name(people.callum),
          event: { holder: name(people.grace), ...event },
          evidenceRef: 'certificate seen at the office',
        },
      });
    };
    expect(await record({ kind: 'PARENTAL_RESPONSIBILITY_RECORDED', verified: false })).toMatchObject({
      status: 201,
    });
    expect(read(await visitor.open('/'))).not.toContain('Callum');
    expect(await record({ kind: 'PARENTAL_RESPONSIBILITY_VERIFIED', evidence: 'BRTH' })).toMatchObject({
      status: 201,
    });
    const home = read(await visitor.open('/'));
    expect(home).toContain('Callum');
    expect(home).not.toContain('We are waiting');
    expect(read(await visitor.open('/link/asked'))).toContain('Nothing waits here');
  });

  it('keeps nothing in clear, and takes five at a time', async () => {
    const visitor = portal.visitor();
    await visitor.signIn('hina');
    for (let number = 0; number < 5; number += 1)
      expect((await askFor(visitor, { ...people.ivy, givenName: `Canary${number}` })).url).toContain(
        '/link/asked',
      );
    const sixth = await askFor(visitor, people.ivy);
    expect([sixth.status, read(sixth)]).toEqual([422, expect.stringContaining('You have asked five times')]);
    const { rows } = await portal.system.database.owner.query<{ row: string }>(
      'select l::text as row from portal.link_requests l',
    );
    expect(rows.length).toBeGreaterThanOrEqual(5);
    expect(rows.map(({ row }) => Buffer.from(row, 'utf8').toString('latin1')).join()).not.toMatch(
      /Canary|2023-05-02/,
    );
    await visitor.open('/link');
    const empty = await visitor.send([['day', '31']]);
    expect([empty.status, read(empty)]).toEqual([422, expect.stringContaining('Type the birthday')]);
  });
});
