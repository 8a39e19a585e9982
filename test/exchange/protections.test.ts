import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ActingPractitioner } from '../../src/region/partner-system.ts';
import type { PersonKey } from '../../src/region/westmarch.ts';
import { findColumnsWith } from '../support/find-everywhere.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { asProtection, askAs, employ, findByKey, nameOf, rulesIn } from '../support/protections.ts';
import { sue } from '../support/send-plan.ts';

let system: TestGateway;
let manager: ActingPractitioner;
let receptionist: ActingPractitioner;

const at = '2027-06-14T09:00:00Z';

beforeAll(async () => {
  system = await startTestGateway();
  const { rooms, region } = system;
  manager = await employ(rooms, region.organisations.WMC, 'wmc.manager', ['SW_MANAGER']);
  receptionist = await employ(rooms, region.organisations.WMC, 'wmc.class', ['CLASS_STAFF']);
});

afterAll(() => system.stop());

function record(
  about: PersonKey | object,
  protection: object,
  more: { readonly as?: ActingPractitioner; readonly key?: string; readonly evaluateAt?: string } = {},
): ReturnType<typeof askAs> {
  const { as = sue, evaluateAt = at, ...rest } = more;
  const dataSubject = typeof about === 'string' ? nameOf(about) : about;
  const body = { dataSubject, evidenceRef: 'note-7', protection };
  return askAs(system, 'WMC', as, '/v1/protections', body, { evaluateAt, ...rest });
}

async function protectionsOf(key: PersonKey, instant = at) {
  const person = await findByKey(system.rooms, key);
  return (await system.rooms.families.loadProtections([person], new Date(instant))).get(person);
}

const optOut = (more: object = {}): object => ({
  kind: 'NATIONAL_DATA_OPT_OUT',
  optedOut: true,
  setOn: '2026-10-02',
  source: 'NATIONAL_SERVICE',
  setBy: { relation: 'SELF' },
  ...more,
});
const shield = (more: object = {}): object => ({
  kind: 'SHIELDED_LOCATION',
  from: '2027-06-03',
  safeContact: nameOf('samira'),
  ...more,
});

describe('a national data opt-out (docs/domain/01 §1.10)', () => {
  it('is set by the person from their 13th birthday on, and not by a parent', async () => {
    const byParent = await record('josh', optOut({ setBy: { relation: 'PR_HOLDER' } }));
    expect([byParent.status, rulesIn(byParent)]).toEqual([422, ['/dataSubject person-is-certain']]);
    expect(await protectionsOf('josh')).toMatchObject({ nationalDataOptOut: false });
    const own = asProtection(await record('josh', optOut()));
    expect(own).toMatchObject({
      kind: 'NATIONAL_DATA_OPT_OUT',
      from: '2026-10-02',
      optOut: { optedOut: true, source: 'NATIONAL_SERVICE', setAs: 'SELF' },
    });
    expect(await protectionsOf('josh')).toMatchObject({ nationalDataOptOut: true });
  });

  it('is set below it by a parent, and not by the child', async () => {
    const byChild = await record('nia', optOut());
    expect([byChild.status, rulesIn(byChild)]).toEqual([422, ['/dataSubject person-is-certain']]);
    const byParent = await record('nia', optOut({ setBy: { relation: 'PR_HOLDER', givenName: 'Samira' } }));
    expect(asProtection(byParent)).toMatchObject({ optOut: { setAs: 'PR_HOLDER' } });
  });

  it.each([
    ['the day before', '2025-11-01', 'PR_HOLDER'],
    ['the day itself', '2025-11-02', 'SELF'],
  ])('changes hands at the birthday: %s', async (_name, setOn, relation) => {
    const other = relation === 'SELF' ? 'PR_HOLDER' : 'SELF';
    expect((await record('amara', optOut({ setOn, setBy: { relation: other } }))).status).toBe(422);
    expect(asProtection(await record('amara', optOut({ setOn, setBy: { relation } })))).toMatchObject({
      optOut: { setAs: relation },
    });
  });

  it('is taken back by a later one, and is not set ahead', async () => {
    const back = await record('amara', optOut({ optedOut: false, setOn: '2026-01-05' }));
    expect(asProtection(back).optOut?.optedOut).toBe(false);
    expect(await protectionsOf('amara')).toMatchObject({ nationalDataOptOut: false });
    expect(await protectionsOf('amara', '2025-12-01T12:00:00Z')).toMatchObject({ nationalDataOptOut: true });
    const ahead = await record('amara', optOut({ setOn: '2027-06-15' }));
    expect(rulesIn(ahead)).toEqual(['/protection/setOn day-has-come']);
  });
});

describe('a shielded location (docs/domain/01 §1.9)', () => {
  let protectionId: string;
  const ask = (path: string, body: object | undefined, as: ActingPractitioner | undefined, who?: 'FPS') =>
    askAs(system, who ?? 'WMC', as, path, body, {
      ...(body === undefined ? { key: protectionId } : {}),
      evaluateAt: at,
    });

  it('is in force from when it is recorded, and closes the consent epoch', async () => {
    const nia = await findByKey(system.rooms, 'nia');
    const [before] = await system.rooms.consents.getEpochs([nia]);
    ({ protectionId } = asProtection(await record('nia', shield())));
    const [after] = await system.rooms.consents.getEpochs([nia]);
    expect(after?.epoch).not.toBe(before?.epoch);
    expect(await protectionsOf('nia')).toMatchObject({
      shieldedLocation: true,
      safeContact: await findByKey(system.rooms, 'samira'),
    });
    expect(await protectionsOf('nia', '2027-06-02T22:59:59Z')).toMatchObject({ shieldedLocation: false });
  });

  it('says nothing of who is safe, and is shown to the organisation that recorded it alone', async () => {
    const shown = asProtection(await ask(`/v1/protections/${protectionId}`, undefined, undefined));
    expect(Object.keys(shown).sort()).toEqual(['from', 'kind', 'protectionId', 'recordedAt']);
    expect((await ask(`/v1/protections/${protectionId}`, undefined, undefined, 'FPS')).status).toBe(404);
    expect((await ask(`/v1/protections/${randomUUID()}`, undefined, undefined)).status).toBe(404);
  });

  it('stands in the ledger with whoever looked at it, silently: no search finds it', async () => {
    const nia = await findByKey(system.rooms, 'nia');
    const { rows } = await system.database.owner.query<{ entry_id: string }>(
      'select entry_id from ledger.entries order by entry_index',
    );
    const opened = await Promise.all(
      rows.map(({ entry_id }) => system.rooms.ledger.readEntry(entry_id as never)),
    );
    const about = opened.flatMap((entry) =>
      (entry?.parts ?? []).flatMap((part) =>
        !part.erased && part.content['protectionId'] === protectionId ? [{ kind: entry?.kind, part }] : [],
      ),
    );
    expect(about.map(({ kind, part }) => [kind, part.silent, part.about])).toEqual([
      ['FAMILY', true, [nia]],
      ['LOOK', true, [nia]],
    ]);
    expect(JSON.stringify(about)).not.toContain(await findByKey(system.rooms, 'samira'));
    const found = await system.rooms.ledger.findEntries({ dataSubject: nia, limit: 100 });
    const ids = new Set(found.map(({ entryId }) => entryId));
    const silent = opened.filter((entry) =>
      entry?.parts.some((part) => !part.erased && part.content['protectionId'] === protectionId),
    );
    for (const entry of silent) expect(entry === undefined || ids.has(entry.entryId)).toBe(false);
  });

  it('stands nowhere in clear: neither that it is one nor who is safe', async () => {
    for (const text of ['SHIELDED_LOCATION', 'note-7'])
      expect(await findColumnsWith(system.database, text)).toEqual([]);
  });

  it('is ended by a manager or information governance of the same organisation, once', async () => {
    const path = `/v1/protections/${protectionId}/end`;
    const ending = { to: '2028-01-31', evidenceRef: 'review-1' };
    const byWorker = await ask(path, ending, sue);
    expect([byWorker.status, rulesIn(byWorker)]).toEqual([403, ['/protection/kind role-may-record']]);
    const elsewhere = await ask(path, ending, { staffId: 'fps.dsl', role: 'DSL' }, 'FPS');
    expect(elsewhere.status).toBe(404);
    expect(asProtection(await ask(path, ending, manager))).toMatchObject({ endedOn: '2028-01-31' });
    expect((await ask(path, ending, manager)).status).toBe(409);
    expect(await protectionsOf('nia', '2028-01-30T23:59:59Z')).toMatchObject({ shieldedLocation: true });
    expect(await protectionsOf('nia', '2028-01-31T00:00:00Z')).toMatchObject({ shieldedLocation: false });
  });
});

describe('recording a protection', () => {
  it('needs a practitioner in a role that keeps records of families', async () => {
    const nobody = await askAs(system, 'WMC', undefined, '/v1/protections', {
      dataSubject: nameOf('ben'),
      evidenceRef: 'note-7',
      protection: shield(),
    });
    expect(nobody.status).toBe(403);
    const byClass = await record('ben', shield(), { as: receptionist });
    expect([byClass.status, rulesIn(byClass)]).toEqual([403, ['/protection/kind role-may-record']]);
    expect(await protectionsOf('ben')).toMatchObject({ shieldedLocation: false });
  });

  it('takes the same request once', async () => {
    const key = randomUUID();
    const preferences = {
      kind: 'NOTIFY_PREFERENCES',
      from: '2027-06-01',
      channel: 'POST',
      language: 'pl',
      format: 'easyRead',
    };
    const first = asProtection(await record('ben', preferences, { key }));
    expect(asProtection(await record('ben', preferences, { key }))).toEqual(first);
    expect((await record('ben', { ...preferences, language: 'en' }, { key })).status).toBe(409);
    expect((await protectionsOf('ben'))?.preferences).toEqual({
      address: null,
      channel: 'POST',
      language: 'pl',
      format: 'easyRead',
    });
    const path = `/v1/protections/${first.protectionId}/end`;
    const ending = await askAs(system, 'WMC', sue, path, { to: '2027-07-01', evidenceRef: 'note-8' });
    expect(rulesIn(ending)).toEqual([' recorded-anew']);
  });

  it('refuses alike a child who is not known, a contact who is not, and a period that ends before it begins', async () => {
    const stranger = {
      identifiers: [{ system: 'nhs-number', value: '9990009007' }],
      demographics: { name: { family: 'Nobody', given: ['Ann'] }, birthDate: '2017-05-14' },
    };
    const unknown = await record(stranger, shield());
    const contact = await record('ben', shield({ safeContact: stranger }));
    expect(rulesIn(unknown)).toEqual(['/dataSubject person-is-certain']);
    expect([contact.status, rulesIn(contact)]).toEqual([unknown.status, rulesIn(unknown)]);
    expect(rulesIn(await record('ben', shield({ to: '2027-06-01' })))).toEqual([
      '/protection/to period-order',
    ]);
  });
});
