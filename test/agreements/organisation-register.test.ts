import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OrganisationDraft } from '../../src/agreements/index.ts';
import { asId, newId } from '../../src/platform/index.ts';
import { type AgreementsBench, createAgreementsBench, rulesOf, valueOf } from '../support/agreements.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';

let database: TestDatabase;
let bench: AgreementsBench;
let serial = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => {
  bench = createAgreementsBench(database);
});
afterAll(() => database.drop());

/** An organisation with an ODS code of its own. */
function draft(changes: Partial<OrganisationDraft> = {}): OrganisationDraft {
  serial += 1;
  return {
    name: 'Westmarch Council',
    type: 'COUNCIL',
    identifiers: [{ system: 'ods', value: `Z9Z9${serial}` }],
    departments: ['CSC', 'SEND'],
    dutyStatus: 'S11',
    dutyPhone: '01632 960 001',
    existsFrom: '2020-04-01',
    ...changes,
  };
}
const at = (day: string): Date => new Date(`${day}T12:00:00Z`);

describe('registering an organisation', () => {
  it('finds it by each identifier, as it stands on the day', async () => {
    const organisationId = valueOf(
      await bench.agreements.registerOrganisation(
        draft({
          identifiers: [
            { system: 'gss', value: 'E06999901' },
            { system: 'la', value: '99 9' },
          ],
        }),
      ),
    );
    const expected = {
      organisationId,
      name: 'Westmarch Council',
      type: 'COUNCIL',
      departments: ['CSC', 'SEND'],
      dutyStatus: 'S11',
      active: true,
      phone: '01632 960 001',
    };
    expect(await bench.agreements.findOrganisation({ system: 'gss', value: 'E06999901' })).toMatchObject(
      expected,
    );
    expect(await bench.agreements.findOrganisation({ system: 'la', value: '999' })).toMatchObject(expected);
    expect(await bench.agreements.getOrganisation(organisationId)).toMatchObject(expected);
  });

  it('takes the same value under another system for another identifier', async () => {
    await bench.agreements.registerOrganisation(draft({ identifiers: [{ system: 'ods', value: '99901' }] }));
    expect(await bench.agreements.findOrganisation({ system: 'urn', value: '99901' })).toBeUndefined();
  });

  it('writes one entry of kind AGREEMENT in the ledger', async () => {
    const organisationId = valueOf(await bench.agreements.registerOrganisation(draft()));
    const entries = await bench.ledger.findEntries({ sourceOrganisationId: organisationId, limit: 10 });
    const opened = await Promise.all(entries.map(({ entryId }) => bench.ledger.readEntry(entryId)));
    expect(opened).toMatchObject([
      { kind: 'AGREEMENT', parts: [{ content: { event: 'ORGANISATION_REGISTERED', organisationId } }] },
    ]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no identifier', { identifiers: [] }, 'identifiers: too-small'],
    [
      'a misshapen identifier',
      { identifiers: [{ system: 'gss', value: 'E05999901' }] },
      'identifiers.0.value: gss-shape',
    ],
    ['an unknown type', { type: 'SHOP' }, 'type: invalid-value'],
    ['a department twice', { departments: ['CSC', 'CSC'] }, 'departments: duplicate'],
    ['an unknown department', { departments: ['CANTEEN'] }, 'departments.0: invalid-value'],
    ['an unknown duty status', { dutyStatus: 'S99' }, 'dutyStatus: invalid-value'],
    ['a day that does not exist', { existsFrom: '2027-02-30' }, 'existsFrom: invalid-format'],
    ['no telephone number', { dutyPhone: 'ask Sue' }, 'dutyPhone: invalid-format'],
    ['a name over two lines', { name: 'West\nmarch' }, 'name: invalid-format'],
    ['an unknown field', { suspended: false }, 'unknown-field'],
    ['both ways of stating a duty', { duties: [] }, 'duties: duty-twice'],
    [
      'a duty that ends before it begins',
      {
        dutyStatus: undefined,
        duties: [{ dutyStatus: 'S11', validFrom: '2027-02-01', validTo: '2027-01-31' }],
      },
      'duties.0.validTo: dates',
    ],
    [
      'social care at a district council',
      { identifiers: [{ system: 'gss', value: 'E07999901' }] },
      'departments: gss-district',
    ],
  ])('refuses %s', async (_name, changes, rule) => {
    const refused = rulesOf(await bench.agreements.registerOrganisation({ ...draft(), ...changes }));
    expect(refused).toContain(rule);
  });

  it('refuses an invented identifier in production, and leaves no trace', async () => {
    const organisation = draft();
    expect(rulesOf(await bench.openProduction().registerOrganisation(organisation))).toEqual([
      'identifiers.0.value: synthetic-identifier',
    ]);
    expect(valueOf(await bench.agreements.registerOrganisation(organisation))).toBeDefined();
  });

  it('refuses an identifier that another organisation has, and appends nothing to the ledger', async () => {
    const organisation = draft({ identifiers: [{ system: 'urn', value: '999002' }] });
    valueOf(await bench.agreements.registerOrganisation(organisation));
    const before = await database.owner.query('select size from ledger.head');
    expect(rulesOf(await bench.agreements.registerOrganisation(organisation))).toEqual([
      'identifiers: identifier-taken',
    ]);
    expect((await database.owner.query('select size from ledger.head')).rows).toEqual(before.rows);
  });
});

describe('an organisation over time', () => {
  it('has the duty status of the day, and NONE where nothing is recorded', async () => {
    const organisationId = valueOf(
      await bench.agreements.registerOrganisation(
        draft({
          dutyStatus: undefined,
          duties: [{ dutyStatus: 'COMMISSIONED', validFrom: '2027-01-01', validTo: '2027-12-31' }],
        }),
      ),
    );
    const statusOn = async (day: string): Promise<string> =>
      (await bench.agreements.getOrganisation(organisationId, at(day))).dutyStatus;
    expect(await statusOn('2026-12-31')).toBe('NONE');
    expect(await statusOn('2027-01-01')).toBe('COMMISSIONED');
    expect(await statusOn('2027-12-31')).toBe('COMMISSIONED');
    expect(await statusOn('2028-01-01')).toBe('NONE');
    valueOf(await bench.agreements.changeDutyStatus(organisationId, 'S11', '2027-07-01'));
    expect(await statusOn('2027-06-30')).toBe('COMMISSIONED');
    expect(await statusOn('2027-07-01')).toBe('S11');
    expect(rulesOf(await bench.agreements.changeDutyStatus(organisationId, 'NONE', '2027-07-01'))).toEqual([
      'from: duty-later-stands',
    ]);
  });

  it('counts days in London, not in UTC', async () => {
    const organisationId = valueOf(
      await bench.agreements.registerOrganisation(draft({ existsFrom: '2027-07-01' })),
    );
    const activeAt = async (instant: string): Promise<boolean> =>
      (await bench.agreements.getOrganisation(organisationId, new Date(instant))).active;
    expect(await activeAt('2027-06-30T22:59:59Z')).toBe(false);
    expect(await activeAt('2027-06-30T23:00:00Z')).toBe(true);
  });

  it('passes an identifier on only after its last day', async () => {
    const urn = { system: 'urn', value: '999003' } as const;
    const school = valueOf(await bench.agreements.registerOrganisation(draft({ identifiers: [urn] })));
    const academy = valueOf(await bench.agreements.registerOrganisation(draft()));
    expect(rulesOf(await bench.agreements.addIdentifier(academy, urn, '2028-09-01'))).toEqual([
      'identifiers: identifier-taken',
    ]);
    valueOf(await bench.agreements.endIdentifier(school, urn, '2028-08-31'));
    valueOf(await bench.agreements.addIdentifier(academy, urn, '2028-09-01'));
    expect((await bench.agreements.findOrganisation(urn, at('2028-08-31')))?.organisationId).toBe(school);
    expect((await bench.agreements.findOrganisation(urn, at('2028-09-01')))?.organisationId).toBe(academy);
  });

  it('never gives an ODS code to a second organisation, even after its end', async () => {
    const ods = { system: 'ods', value: 'Z9Z9OLD' } as const;
    const first = valueOf(await bench.agreements.registerOrganisation(draft({ identifiers: [ods] })));
    const second = valueOf(await bench.agreements.registerOrganisation(draft()));
    valueOf(await bench.agreements.endIdentifier(first, ods, '2027-12-31'));
    expect(rulesOf(await bench.agreements.addIdentifier(second, ods, '2028-06-01'))).toEqual([
      'identifiers: ods-reused',
    ]);
  });

  it('is found inactive once closed, with its successor, which is not followed', async () => {
    const school = valueOf(await bench.agreements.registerOrganisation(draft()));
    const academy = valueOf(await bench.agreements.registerOrganisation(draft()));
    valueOf(await bench.agreements.closeOrganisation(school, '2028-09-01', academy));
    expect(await bench.agreements.getOrganisation(school, at('2028-08-31'))).toMatchObject({ active: true });
    expect(await bench.agreements.getOrganisation(school, at('2028-09-01'))).toMatchObject({
      organisationId: school,
      active: false,
      closedOn: '2028-09-01',
      successorId: academy,
    });
    expect(rulesOf(await bench.agreements.closeOrganisation(school, '2029-01-01'))).toEqual([
      'closedOn: already-closed',
    ]);
    expect(rulesOf(await bench.agreements.closeOrganisation(academy, '2029-01-01', academy))).toEqual([
      'successor: successor-itself',
    ]);
  });

  it('changes what is said of it and keeps the rest', async () => {
    const organisationId = valueOf(await bench.agreements.registerOrganisation(draft()));
    valueOf(await bench.agreements.updateOrganisation(organisationId, { departments: ['MASH'] }));
    expect(await bench.agreements.getOrganisation(organisationId)).toMatchObject({
      name: 'Westmarch Council',
      departments: ['MASH'],
      phone: '01632 960 001',
    });
    valueOf(await bench.agreements.updateOrganisation(organisationId, { dutyPhone: null }));
    expect(await bench.agreements.getOrganisation(organisationId)).not.toHaveProperty('phone');
  });
});

describe('suspending an organisation', () => {
  it('acts on the next question, at every replica, for every instant that is asked about', async () => {
    const organisationId = valueOf(await bench.agreements.registerOrganisation(draft()));
    const replica = bench.openReplica();
    expect((await replica.getOrganisation(organisationId)).active).toBe(true);
    valueOf(await bench.agreements.suspendOrganisation(organisationId, 'credentials stolen'));
    expect(await replica.getOrganisation(organisationId)).toMatchObject({
      active: false,
      suspendedAt: bench.clock.now(),
    });
    expect((await replica.getOrganisation(organisationId, at('2027-01-01'))).active).toBe(false);
  });

  it('does not wait for a clock that is behind', async () => {
    const organisationId = valueOf(await bench.agreements.registerOrganisation(draft()));
    bench.clock.moveTo('2028-01-07T09:10:00Z');
    valueOf(await bench.agreements.suspendOrganisation(organisationId, 'credentials stolen'));
    bench.clock.moveTo('2028-01-07T09:00:00Z');
    expect((await bench.agreements.getOrganisation(organisationId)).active).toBe(false);
    valueOf(await bench.agreements.resumeOrganisation(organisationId, 'new credentials'));
    expect(await bench.agreements.getOrganisation(organisationId)).toMatchObject({
      active: true,
      suspendedAt: null,
    });
  });

  it('refuses what changes nothing, a missing reason, and an organisation that is not there', async () => {
    const organisationId = valueOf(await bench.agreements.registerOrganisation(draft()));
    expect(rulesOf(await bench.agreements.resumeOrganisation(organisationId, 'x'))).toEqual([
      'standing-unchanged',
    ]);
    expect(rulesOf(await bench.agreements.suspendOrganisation(organisationId, ' '))).toEqual([
      'reason: invalid-format',
    ]);
    expect(rulesOf(await bench.agreements.suspendOrganisation(newId(), 'x'))).toEqual([
      'organisationId: organisation-unknown',
    ]);
    await expect(bench.agreements.getOrganisation(newId())).rejects.toThrow(RangeError);
  });
});

describe('the staff register', () => {
  it('gives the latest record of one who acts for the organisation, on the day', async () => {
    const organisationId = valueOf(await bench.agreements.registerOrganisation(draft()));
    const staffId = asId<'Staff'>('sw-17');
    expect(await bench.agreements.hasStaffRegister(organisationId)).toBe(false);
    const record = { staffId, roles: ['SW', 'LEAD_PRACT'] as ['SW', 'LEAD_PRACT'], activeFrom: '2027-01-01' };
    valueOf(await bench.agreements.recordStaff(organisationId, { ...record, trainingValidTo: '2028-06-30' }));
    expect(await bench.agreements.hasStaffRegister(organisationId)).toBe(true);
    expect(await bench.agreements.findStaff(organisationId, staffId)).toEqual({
      staffId,
      organisationId,
      register: 'main',
      roles: ['SW', 'LEAD_PRACT'],
      trainingValidTo: '2028-06-30',
      active: true,
    });
    expect((await bench.agreements.findStaff(organisationId, staffId, at('2026-12-31')))?.active).toBe(false);
    valueOf(await bench.agreements.recordStaff(organisationId, { ...record, activeTo: '2028-01-06' }));
    expect(await bench.agreements.findStaff(organisationId, staffId)).toMatchObject({
      active: false,
      trainingValidTo: null,
    });
    expect(await bench.agreements.listStaff(organisationId)).toHaveLength(1);
  });

  it("does not find another organisation's staff", async () => {
    const [one, other] = [
      valueOf(await bench.agreements.registerOrganisation(draft())),
      valueOf(await bench.agreements.registerOrganisation(draft())),
    ];
    valueOf(
      await bench.agreements.recordStaff(one, { staffId: 'a1', roles: ['SW'], activeFrom: '2027-01-01' }),
    );
    expect(await bench.agreements.findStaff(other, asId<'Staff'>('a1'))).toBeUndefined();
    expect(await bench.agreements.hasStaffRegister(other)).toBe(false);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no role', { roles: [] }, 'roles: too-small'],
    ['an unknown role', { roles: ['BOSS'] }, 'roles.0: invalid-value'],
    ['a name in place of a reference', { staffId: 'Sue Williams' }, 'staffId: invalid-format'],
    ['an end before the beginning', { activeTo: '2026-12-31' }, 'activeTo: dates'],
  ])('refuses %s', async (_name, changes, rule) => {
    const organisationId = valueOf(await bench.agreements.registerOrganisation(draft()));
    const record = { staffId: 'a1', roles: ['SW' as const], activeFrom: '2027-01-01', ...changes };
    expect(rulesOf(await bench.agreements.recordStaff(organisationId, record))).toContain(rule);
  });
});

describe('what was recorded', () => {
  it.each([
    'organisations',
    'organisation_profiles',
    'organisation_identifiers',
    'organisation_duties',
    'organisation_closures',
    'standing_changes',
    'systems',
    'system_scopes',
    'public_keys',
    'system_certificates',
    'system_endpoints',
    'staff',
    'agreements',
    'agreement_flows',
    'agreement_signatures',
    'agreement_revocations',
  ])(
    'cannot be written or removed by the gateway in agreements.%s, nor truncated by anybody',
    async (table) => {
      for (const statement of [
        `delete from agreements.${table}`,
        `insert into agreements.${table} default values`,
      ]) {
        await expect(database.gateway.query(statement)).rejects.toMatchObject({ code: '42501' });
      }
      await expect(database.owner.query(`truncate agreements.${table} cascade`)).rejects.toMatchObject({
        code: 'AS090',
      });
    },
  );

  it('may only end sooner where it has dates', async () => {
    const organisationId = valueOf(
      await bench.agreements.registerOrganisation(
        draft({ identifiers: [{ system: 'urn', value: '999004' }] }),
      ),
    );
    const update = (change: string): Promise<unknown> =>
      database.owner.query(
        `update agreements.organisation_identifiers set ${change} where organisation_id = $1`,
        [organisationId],
      );
    await expect(update("value = '999005'")).rejects.toMatchObject({ code: 'AS090' });
    await update("valid_to = '2028-12-31'");
    await expect(update("valid_to = '2029-01-01'")).rejects.toMatchObject({ code: 'AS090' });
    await expect(update('valid_to = null')).rejects.toMatchObject({ code: 'AS090' });
    await update("valid_to = '2028-06-30'");
    await expect(
      database.owner.query('delete from agreements.organisation_identifiers where organisation_id = $1', [
        organisationId,
      ]),
    ).rejects.toMatchObject({ code: 'AS090' });
  });
});
