import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CaseAnswer, ExchangeAnswer } from '../../src/exchange/index.ts';
import { type PersonId, asId } from '../../src/platform/index.ts';
import type { Question } from '../../src/records/index.ts';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import { type Acting, askOfficers, lookUp, officer, readCases, registerStaff } from '../support/cases.ts';
import {
  asExchange,
  contentOf,
  findDecision,
  findEntries,
  findKinds,
  findPerson,
  onlyRecipient,
} from '../support/exchanges.ts';
import { findColumnsWith } from '../support/find-everywhere.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';

/*
 * docs/domain/07 X5: "SW with no relationship opens Callum three nights running; each DENY_NO_RELATIONSHIP; third opens F11 case;
 * IG decides sanction; Callum told when safe". The social worker asks to see what their own council holds in the question form, whose
 * recipient is their own organisation; what another organisation holds is pulled (test/exchange/pull.test.ts).
 */
let system: TestGateway;
let callum: PersonId;

const curious: Acting = { staffId: 'curious.sw', role: 'SW' };
const colleague: Acting = { staffId: 'callums.sw', role: 'SW' };
const sidestep: Acting = { staffId: 'sidestep.sw', role: 'SW' };
const outsider: Acting = { staffId: 'authzen.sw', role: 'SW' };
const subject: Question['subject'] = {
  identifiers: [{ system: 'nhs-number', value: '9990001081' }],
  demographics: { name: { family: 'Reid', given: ['Callum'] }, birthDate: '2012-03-08' },
};
const nobody: Question['subject'] = {
  identifiers: [{ system: 'nhs-number', value: '9990009007' }],
  demographics: { name: { family: 'Nobody', given: ['Ann'] }, birthDate: '2012-03-08' },
};
/** Three nights, each after eleven in London; and the small hours of the first. */
const nights = ['2027-10-04T22:10:00Z', '2027-10-05T22:10:00Z', '2027-10-06T22:10:00Z'] as const;
const sameNight = '2027-10-05T01:30:00Z';

beforeAll(async () => {
  system = await startTestGateway();
  await registerStaff(system, 'WMC', [officer, curious, colleague, sidestep, outsider]);
  callum = await findPerson(system.rooms, '9990001081', '2012-03-08', 'Reid', 'Callum');
  const council = system.region.organisations.WMC;
  await system.rooms.relationships.recordRelationship(
    callum,
    {
      kind: 'WORKING',
      organisationId: council,
      staffId: asId<'Staff'>(colleague.staffId),
      role: 'SW',
      basis: 'OPEN_CASE',
      evidenceRef: 'case-12',
      from: '2027-09-01',
      to: null,
      recordedBy: { organisationId: council, staffId: asId<'Staff'>(colleague.staffId) },
    },
    'callum works with his social worker',
    [],
  );
});

afterAll(() => system.stop());

async function look(
  at: string,
  who: ActingPractitioner,
  whom = subject,
  more: Partial<Question> = {},
): Promise<ExchangeAnswer> {
  const question = lookUp(whom, more);
  return asExchange(
    await system.region.peers.WMC.send({
      method: 'POST',
      path: '/v1/decisions',
      body: question,
      boundTo: question.messageId,
      practitioner: who,
      evaluateAt: at,
    }),
  );
}

const misuse = (): Promise<readonly CaseAnswer[]> => readCases(system, 'NO_RELATIONSHIP_LOOKUPS');
const reasonsInLedger = async ({ exchangeId }: ExchangeAnswer): Promise<unknown> =>
  (
    contentOf(await findDecision(system.rooms, exchangeId), 'assent.decision/2')['decision'] as {
      reasons: unknown;
    }
  ).reasons;

/** An answer without what is different in every answer. */
function compare(answer: ExchangeAnswer): object {
  return { ...answer, exchangeId: '', correlationId: '' };
}

async function noticesOf(person: PersonId): Promise<readonly string[]> {
  const { rows } = await system.database.owner.query<{ notice_id: string; body: Buffer }>(
    'select notice_id, body from notices.notices where person_id = $1 order by written_at',
    [person],
  );
  return Promise.all(
    rows.map(async ({ notice_id, body }) => {
      const opened = await system.rooms.keyStore.openForPerson(person, body, `notice:${notice_id}`);
      return (JSON.parse(opened?.toString('utf8') ?? '{}') as { text: string }).text;
    }),
  );
}

describe('X5: a social worker with no relationship opens Callum three nights running', () => {
  let seen: CaseAnswer | undefined;

  it('is refused on the first night with DENY_NO_RELATIONSHIP, which only the ledger knows', async () => {
    const answer = await look(nights[0], curious);
    expect(await reasonsInLedger(answer)).toEqual(['DENY_NO_RELATIONSHIP']);
    expect(JSON.stringify(answer)).not.toContain('RELATIONSHIP');
    expect(await misuse()).toEqual([]);
  });

  it('is answered exactly as about somebody never seen', async () => {
    const [known, unknown] = [await look(sameNight, curious), await look(sameNight, curious, nobody)];
    expect(compare(known)).toEqual(compare(unknown));
    expect(onlyRecipient(known).reasons.map(({ code }) => code)).toEqual(['HOLD_ID_MISMATCH']);
  });

  it('is no case on the second night: the small hours belonged to the first', async () => {
    const answer = await look(nights[1], curious);
    expect(await reasonsInLedger(answer)).toEqual(['DENY_NO_RELATIONSHIP']);
    expect(await misuse()).toEqual([]);
    expect(await findKinds(system.rooms, answer.exchangeId)).toEqual(['DECISION']);
  });

  it('opens a case on the third, due the next working day, with all that happened', async () => {
    const answer = await look(nights[2], curious);
    expect(await reasonsInLedger(answer)).toEqual(['DENY_NO_RELATIONSHIP']);
    const [found, ...others] = await misuse();
    expect(others).toEqual([]);
    expect(found).toMatchObject({ state: 'OPEN', due: '2027-10-07T16:00:00.000Z', version: 0 });
    expect(found?.occurrences.map(({ at }) => at)).toEqual(
      [nights[0], sameNight, nights[1], nights[2]].map((at) => new Date(at).toISOString()),
    );
    expect(found?.occurrences[3]).toMatchObject({
      exchangeId: answer.exchangeId,
      actBy: { organisation: 'Westmarch Council', staffId: 'curious.sw' },
      details: { role: 'SW', purpose: 'P07' },
    });
    seen = found;
  });

  it('joins the open case on the fourth, which whoever closes it must have seen', async () => {
    await look('2027-10-07T22:10:00Z', curious);
    const [found, ...others] = await misuse();
    expect([found?.caseId, others.length]).toEqual([seen?.caseId, 0]);
    expect(found).toMatchObject({ version: 1 });
    expect(found?.occurrences).toHaveLength(5);
  });

  it('is logged: opened and joined in silence, every reading of it, and nothing in clear', async () => {
    const { rows } = await system.database.owner.query<{
      entry_id: string;
      kind: string;
      exchange_id: string | null;
      indexed: boolean;
    }>(
      `select e.entry_id, e.kind, e.exchange_id, i.entry_index is not null as indexed
         from ledger.entries e left join ledger.entry_index i using (entry_index)
        where e.kind in ('CASE', 'LOOK') order by e.entry_index`,
    );
    const entries = await Promise.all(
      rows.map((row) => system.rooms.ledger.readEntry(asId<'Entry'>(row.entry_id))),
    );
    const events = entries.flatMap((entry) =>
      (entry?.parts ?? []).flatMap((part) => (part.erased ? [] : [part.content['event'] ?? 'LOOK'])),
    );
    expect(events).toEqual(['OPENED', 'LOOK', 'JOINED', 'LOOK']);
    expect(rows.every((row) => !row.indexed && row.exchange_id === null)).toBe(true);
    // The council's own staff register names its staff; no look, case or entry does.
    expect(await findColumnsWith(system.database, 'curious.sw')).toEqual(['agreements.staff.staff_id']);
    expect(await findColumnsWith(system.database, 'NO_RELATIONSHIP_LOOKUPS')).toEqual([]);
  });

  it('tells Callum nothing before an officer has looked', async () => {
    expect(await noticesOf(callum)).toEqual([]);
  });

  it('lets information governance decide the sanction, and Callum is told when that is safe', async () => {
    const path = `/v1/cases/${seen?.caseId ?? ''}/outcome`;
    const outcome = {
      version: 1,
      finding: 'MISUSE',
      sanction: 'SUSPENDED',
      reasons: 'Four nights, no work with him.',
      told: ['The team manager'],
    };
    const silent = await askOfficers(system, path, { body: outcome });
    expect(silent).toMatchObject({ status: 422, body: { errors: [{ rule: 'person-is-told' }] } });
    const closed = await askOfficers(system, path, { body: { ...outcome, person: 'NOTIFY' } });
    expect(closed).toMatchObject({
      status: 200,
      body: {
        state: 'CLOSED',
        outcome: {
          finding: 'MISUSE',
          sanction: 'SUSPENDED',
          told: ['The team manager'],
          person: 'NOTIFIED',
          by: { staffId: 'ig.officer', role: 'IG_OFFICER' },
        },
      },
    });
    const told = await noticesOf(callum);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/does not work with you/);
    expect(told[0]).not.toMatch(/curious|council|suspend/i);
  });

  it('opens another case when it goes on afterwards', async () => {
    await look('2027-10-12T22:10:00Z', curious);
    const [again] = await misuse();
    expect(again?.caseId).not.toBe(seen?.caseId);
    expect(again?.occurrences).toHaveLength(1);
  });
});

describe('the twin: a social worker who works with Callum', () => {
  it('is answered from the record on three nights, and no case is opened', async () => {
    const before = (await misuse()).length;
    for (const night of nights) {
      const answer = await look(night, colleague);
      expect(await reasonsInLedger(answer)).not.toContain('DENY_NO_RELATIONSHIP');
      expect(onlyRecipient(answer).reasons.map(({ code }) => code)).not.toContain('HOLD_ID_MISMATCH');
    }
    expect(await misuse()).toHaveLength(before);
  });

  it('is refused before the relationship began and after it ended', async () => {
    expect(await reasonsInLedger(await look('2027-08-31T12:00:00Z', colleague))).toEqual([
      'DENY_NO_RELATIONSHIP',
    ]);
  });
});

describe('a question in a colleague’s role, or for another department of the same council', () => {
  const roles = [
    { role: 'EHC_COORD', department: 'SEND' },
    { role: 'ASC_SW', department: 'ASC' },
    { role: 'IG_OFFICER', department: 'CSC' },
  ] as const;
  const asColleague = (place: number): Partial<Question> => {
    const asked = roles[place];
    if (asked === undefined) throw new Error('no such role');
    return { recipients: [{ organisation: { system: 'ods', value: 'Z9Z9A' }, ...asked }] };
  };

  it('opens no record that one’s own does not, and counts as another night', async () => {
    for (const [place, night] of nights.entries()) {
      const [known, unknown] = [
        await look(night, sidestep, subject, asColleague(place)),
        await look(night, sidestep, nobody, asColleague(place)),
      ];
      expect(await reasonsInLedger(known)).toEqual(['DENY_NO_RELATIONSHIP']);
      expect(compare(known)).toEqual(compare(unknown));
    }
    const mine = (await misuse()).filter(({ occurrences }) =>
      occurrences.some(({ actBy }) => actBy?.staffId === sidestep.staffId),
    );
    expect(mine).toHaveLength(1);
  });

  it('is answered from the record to whoever works with Callum', async () => {
    for (const [place, night] of nights.entries()) {
      const answer = await look(night, colleague, subject, asColleague(place));
      expect(await reasonsInLedger(answer)).not.toContain('DENY_NO_RELATIONSHIP');
    }
  });

  it('needs no relationship of an officer of governance, who looks by office', async () => {
    const answer = await look(nights[0], officer, subject, asColleague(0));
    expect(await reasonsInLedger(answer)).not.toContain('DENY_NO_RELATIONSHIP');
  });
});

describe('what is no lookup', () => {
  it('asks for no relationship where nobody works with the child for the purpose', async () => {
    const answer = await look(nights[0], curious, subject, { purposeCode: 'P12' });
    expect(await reasonsInLedger(answer)).not.toContain('DENY_NO_RELATIONSHIP');
  });

  it('is asked of nobody who asks for another organisation', async () => {
    const answer = await look(nights[0], curious, subject, {
      recipients: [{ organisation: { system: 'urn', value: '999001' }, role: 'SENCO' }],
    });
    expect(await reasonsInLedger(answer)).not.toContain('DENY_NO_RELATIONSHIP');
    expect(await findEntries(system.rooms, answer.exchangeId)).toHaveLength(1);
  });

  it('is refused to a system that names nobody, and is nobody’s misuse', async () => {
    const before = (await misuse()).length;
    const question = lookUp(subject);
    const answer = asExchange(
      await system.region.peers.WMC.send({
        method: 'POST',
        path: '/v1/decisions',
        body: question,
        evaluateAt: nights[0],
      }),
    );
    expect(await reasonsInLedger(answer)).toEqual(['DENY_NO_RELATIONSHIP']);
    expect(await misuse()).toHaveLength(before);
  });
});

describe('AuthZEN', () => {
  it('refuses the same look with false, and it counts', async () => {
    const { messageId, source, type } = lookUp(subject);
    for (const [place, time] of nights.entries()) {
      const id = lookUp(subject).messageId;
      const answer = await system.region.peers.WMC.send({
        method: 'POST',
        path: '/access/v1/evaluation',
        body: {
          subject: { type: 'organisation', id: 'ods:Z9Z9A', properties: { role: 'SW', department: 'CSC' } },
          action: { name: 'share', properties: { purposeCode: 'P07' } },
          resource: {
            type,
            id,
            properties: { subject, segments: [{ segmentId: 'attendance', categoryCodes: ['ATT'] }] },
          },
          context: { source, time },
        },
        boundTo: id,
        practitioner: outsider,
      });
      expect(answer).toMatchObject({ status: 200, body: { decision: false } });
      expect(id).not.toBe(messageId);
      const mine = (await misuse()).filter(({ occurrences }) =>
        occurrences.some(({ actBy }) => actBy?.staffId === 'authzen.sw'),
      );
      expect(mine).toHaveLength(place === 2 ? 1 : 0);
    }
  });
});
