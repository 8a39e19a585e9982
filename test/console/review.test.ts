import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RoleCode } from '../../src/vocabulary/index.ts';
import { type TestConsole, startTestConsole } from '../support/console.ts';
import { type Fields, askAt, lookAtCallum, readCame } from '../support/desk.ts';
import { findPerson } from '../support/exchanges.ts';
import type { Answer, Visitor } from '../support/portal.ts';
import { runningClock } from '../support/running-clock.ts';

/** Three nights, each after eleven in London (docs/domain/07 X5). */
const nights = ['2027-10-04T22:10:00Z', '2027-10-05T22:10:00Z', '2027-10-06T22:10:00Z'] as const;

let system: TestConsole;
const clock = runningClock(nights[0]);
const page = (answer: Answer): string =>
  readCame({ ...answer, text: answer.text.replace('<form', '').concat('<form') });

beforeAll(async () => {
  system = await startTestConsole(clock);
}, 180_000);
afterAll(async () => {
  await system.stop();
});

async function give(staffId: string, roles: readonly RoleCode[]): Promise<void> {
  const { rooms, region } = system.system;
  await rooms.agreements.recordStaff(region.organisations.WMC, {
    staffId,
    roles: [...roles],
    trainingValidTo: '2099-12-31',
    activeFrom: '2020-01-01',
  });
}

const casesOf = async (visitor: Visitor, query = ''): Promise<readonly string[]> => {
  const { text } = await visitor.open(`/cases${query}`);
  return [...text.matchAll(/href="\/cases\/([0-9a-f-]{36})"/gu)].map(([, id = '']) => id);
};

describe('X5 on screen: somebody looks at a child with whom they do not work, three nights running', () => {
  let caseId = '';
  let officer: Visitor;
  let curious: Visitor;

  beforeAll(async () => {
    // Whoever looks is an officer as well: nobody reviews their own act.
    await give('wmc.records', ['IG_OFFICER', 'SW']);
    for (const night of nights) {
      clock.moveTo(night);
      officer = await system.signIn('wmc.protection');
      expect(await casesOf(officer, '?kind=NO_RELATIONSHIP_LOOKUPS')).toEqual([]);
      curious = await system.signIn('wmc.records');
      expect(readCame(await lookAtCallum(curious, system, 'SW'))).toContain(
        'It is not certain whom you mean.',
      );
    }
  });

  it('is a case for the officers, with all that happened and whose act it was', async () => {
    const [found = '', ...others] = await casesOf(officer, '?kind=NO_RELATIONSHIP_LOOKUPS');
    expect(others).toEqual([]);
    caseId = found;
    const one = page(await officer.open(`/cases/${caseId}`));
    expect(one).toContain('Somebody who does not work with a person asked about them on several nights.');
    expect(one.match(/wmc\.records of Westmarch Council/gu)).toHaveLength(3);
    expect(one).toContain('7 October 2027 at 17:00');
  });

  it('is nothing to whoever’s act it was, nor to another organisation', async () => {
    expect(await casesOf(curious)).toEqual([]);
    const nowhere = await curious.ask('/cases/00000000-0000-4000-8000-000000000000');
    for (const visitor of [curious, await system.signIn('fps.records')]) {
      const answer = await visitor.ask(`/cases/${caseId}`);
      expect([answer.status, answer.text.length]).toEqual([404, nowhere.text.length]);
    }
    await curious.open('/sign-out');
    const closed = await curious.send(outcome({ person: 'notify' }), `/cases/${caseId}`);
    expect(closed.status).toBe(404);
    expect(await casesOf(officer, '?state=CLOSED')).toEqual([]);
  });

  const outcome = (more: Readonly<Record<string, string>> = {}): Fields => [
    ...new Map(
      Object.entries({
        version: '0',
        finding: 'MISUSE',
        sanction: 'SUSPENDED',
        reasons: 'Three nights, no work with him.',
        told: 'The team manager',
        ...more,
      }),
    ),
  ];

  it('each reading is written down first', async () => {
    const looks = async (): Promise<number> => {
      const { rows } = await system.system.database.owner.query<{ count: string }>(
        "select count(*) from ledger.entries e where e.kind = 'LOOK'",
      );
      return Number(rows[0]?.count);
    };
    const before = await looks();
    await officer.open(`/cases/${caseId}`);
    expect(await looks()).toBe(before + 1);
  });

  it.each<[string, Readonly<Record<string, string>>, number, string]>([
    ['no finding', { finding: '' }, 422, 'href="#finding"'],
    ['no reasons', { reasons: '' }, 422, 'href="#reasons"'],
    ['no word why the child is not told', { person: 'unsafe' }, 422, 'href="#notSafe"'],
    ['nothing said of the child', {}, 422, 'Notify the person, or say why that would not be safe.'],
    [
      'a sanction for nobody at fault',
      { finding: 'JUSTIFIED', person: 'notify' },
      422,
      'A sanction needs somebody who was at fault.',
    ],
    [
      'another version than was looked at',
      { version: '7', person: 'notify' },
      409,
      'Something has happened in this case since you read it.',
    ],
  ])('does not close with %s', async (_what, more, status, words) => {
    const answer = await askAt(officer, `/cases/${caseId}`, outcome(more));
    expect([answer.status, answer.text.includes(words)]).toEqual([status, true]);
    expect(await casesOf(officer)).toContain(caseId);
  });

  it('closes with outcome, sanction and who was told, and Callum is told', async () => {
    const closed = page(await askAt(officer, `/cases/${caseId}`, outcome({ person: 'notify' })));
    for (const words of [
      'Misuse',
      'Suspended',
      'The team manager',
      'Told',
      'wmc.protection, Data protection officer',
    ])
      expect(closed).toContain(words);
    expect(await casesOf(officer)).not.toContain(caseId);
    expect(await casesOf(officer, '?state=CLOSED')).toEqual([caseId]);
    const callum = await findPerson(system.system.rooms, '9990001081', '2012-03-08', 'Reid', 'Callum');
    const { rows } = await system.system.database.owner.query<{ count: string }>(
      'select count(*) from notices.notices n where n.person_id = $1',
      [callum],
    );
    expect(rows).toEqual([{ count: '1' }]);
  });
});
