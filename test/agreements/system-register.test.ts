import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RegisteredSystem, SystemDraft } from '../../src/agreements/index.ts';
import { type OrganisationId, type SystemId, newId } from '../../src/platform/index.ts';
import {
  type AgreementsBench,
  type TestSide,
  createAgreementsBench,
  rulesOf,
  valueOf,
} from '../support/agreements.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';

let database: TestDatabase;
let bench: AgreementsBench;
let side: TestSide;
let serial = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  bench = createAgreementsBench(database);
  serial += 1;
  side = await bench.admit(`ods:Z9Z9S${serial}`);
});
afterAll(() => database.drop());

function makeJwk(kid: string = newId()): Record<string, unknown> {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256' };
}
const makeThumbprint = (): string => randomBytes(32).toString('base64url');

function draft(changes: Partial<SystemDraft> = {}): SystemDraft {
  return {
    clientId: `system-${newId().slice(0, 8)}`,
    name: 'Case management',
    scopes: ['messages:send', 'consents:read'],
    keys: [{ jwk: makeJwk() }],
    certificates: [{ thumbprint: makeThumbprint() }],
    endpoint: { url: 'https://localhost:9443/inbox' },
    ...changes,
  };
}

async function register(
  changes: Partial<SystemDraft> = {},
  holder: OrganisationId = side.organisationId,
): Promise<SystemId> {
  return valueOf(await bench.agreements.registerSystem(holder, draft(changes)));
}

describe('registering a system', () => {
  it('finds it by client id and by certificate, with its keys', async () => {
    const system = draft();
    const systemId = valueOf(await bench.agreements.registerSystem(side.organisationId, system));
    const expected: Partial<RegisteredSystem> = {
      systemId,
      organisationId: side.organisationId,
      clientId: system.clientId,
      certificateThumbprints: [system.certificates[0]?.thumbprint ?? ''],
      endpoint: { url: 'https://localhost:9443/inbox' },
      suspendedAt: null,
      scopes: ['messages:send', 'consents:read'],
    };
    const found = await bench.agreements.findSystemByClientId(system.clientId);
    expect(found).toMatchObject(expected);
    expect(found?.keys).toMatchObject([{ kty: 'EC', alg: 'ES256', use: 'sig' }]);
    expect(await bench.agreements.findSystemByThumbprint(system.certificates[0]?.thumbprint ?? '')).toEqual(
      found,
    );
    expect(await bench.agreements.findSystemByClientId('nobody')).toBeUndefined();
    expect(await bench.agreements.findSystemByThumbprint(makeThumbprint())).toBeUndefined();
  });

  it("does not lend a system the organisation's key for agreements", async () => {
    const systemId = await register({ clientId: 'without-keys', keys: [] });
    expect((await bench.agreements.findSystemByClientId('without-keys'))?.keys).toEqual([]);
    expect(
      (await bench.agreements.listKeys(side.organisationId)).map(({ systemId: holder }) => holder),
    ).toEqual([null]);
    expect(systemId).toBeDefined();
  });

  it.each<[string, () => Record<string, unknown>, string]>([
    ['a short client id', () => ({ clientId: 'ab' }), 'clientId: invalid-format'],
    ['an unknown scope', () => ({ scopes: ['everything'] }), 'scopes.0: invalid-value'],
    ['a scope twice', () => ({ scopes: ['messages:send', 'messages:send'] }), 'scopes: duplicate'],
    [
      'a misshapen thumbprint',
      () => ({ certificates: [{ thumbprint: 'abc' }] }),
      'certificates.0.thumbprint: invalid-format',
    ],
    [
      'a thumbprint in a second spelling',
      () => ({ certificates: [{ thumbprint: `${'A'.repeat(42)}B` }] }),
      'certificates.0.thumbprint: invalid-format',
    ],
    ['a weak key', () => ({ keys: [{ jwk: { kty: 'oct', k: 'AA' } }] }), 'keys.0.kty: symmetric-key'],
    [
      'two keys under one kid',
      () => ({ keys: [{ jwk: makeJwk('twice') }, { jwk: makeJwk('twice') }] }),
      'keys.1.kid: kid-duplicate',
    ],
    ['plain http', () => ({ endpoint: { url: 'http://localhost/' } }), 'endpoint.url: endpoint-https'],
    [
      'a key that ends before it begins',
      () => ({
        keys: [{ jwk: makeJwk(), validFrom: '2028-02-01T00:00:00Z', validTo: '2028-01-01T00:00:00Z' }],
      }),
      'keys.0.validTo: dates',
    ],
  ])('refuses %s', async (_name, changes, rule) => {
    const refused = rulesOf(
      await bench.agreements.registerSystem(side.organisationId, { ...draft(), ...changes() }),
    );
    expect(refused).toContain(rule);
  });

  it('refuses an address of this machine in production', async () => {
    expect(rulesOf(await bench.openProduction().registerSystem(side.organisationId, draft()))).toEqual([
      'endpoint.url: endpoint-host',
    ]);
  });

  it('refuses a client id, kid, key or certificate that any system has, under any kid', async () => {
    const other = await bench.admit(`ods:Z9Z9T${serial}`);
    const jwk = makeJwk();
    const first = draft({ keys: [{ jwk }] });
    valueOf(await bench.agreements.registerSystem(side.organisationId, first));
    const second = async (changes: Partial<SystemDraft>): Promise<string[]> =>
      rulesOf(await bench.agreements.registerSystem(other.organisationId, draft(changes)));
    expect(await second({ clientId: first.clientId })).toEqual(['clientId: client-id-taken']);
    expect(await second({ certificates: first.certificates })).toEqual(['certificates: certificate-taken']);
    expect(await second({ keys: [{ jwk: makeJwk(String(jwk['kid'])) }] })).toEqual(['kid: kid-duplicate']);
    expect(await second({ keys: [{ jwk: { ...jwk, kid: newId() } }] })).toEqual(['keys: key-taken']);
    expect(rulesOf(await bench.agreements.registerSystem(newId(), draft()))).toEqual([
      'organisationId: organisation-unknown',
    ]);
  });
});

describe('keys and certificates over time', () => {
  it('counts a key from its first instant until just before its last', async () => {
    await register({
      clientId: `dated-${serial}`,
      keys: [{ jwk: makeJwk(), validFrom: '2028-01-01T00:00:00Z', validTo: '2028-02-01T00:00:00Z' }],
    });
    const keysAt = async (instant: string): Promise<number | undefined> =>
      (await bench.agreements.findSystemByClientId(`dated-${serial}`, new Date(instant)))?.keys.length;
    expect(await keysAt('2027-12-31T23:59:59.999Z')).toBe(0);
    expect(await keysAt('2028-01-01T00:00:00Z')).toBe(1);
    expect(await keysAt('2028-01-31T23:59:59.999Z')).toBe(1);
    expect(await keysAt('2028-02-01T00:00:00Z')).toBe(0);
  });

  it('rotates: the new key counts at once, the old one until the end of the grace', async () => {
    const clientId = `rotating-${serial}`;
    const systemId = await register({ clientId, keys: [{ jwk: makeJwk(`old-${serial}`) }] });
    const othersEnd = new Date('2028-01-07T10:00:00Z');
    valueOf(await bench.agreements.addSystemKey(systemId, makeJwk(`new-${serial}`), { othersEnd }));
    const kidsAt = async (instant: string): Promise<string[] | undefined> =>
      (await bench.agreements.findSystemByClientId(clientId, new Date(instant)))?.keys
        .map(({ kid }) => kid)
        .sort();
    expect(await kidsAt('2028-01-07T09:59:59Z')).toEqual([`new-${serial}`, `old-${serial}`]);
    expect(await kidsAt('2028-01-07T10:00:00Z')).toEqual([`new-${serial}`]);
    // The organisation's own key is another holder's and goes on.
    expect(
      (await bench.agreements.listKeys(side.organisationId)).filter(({ validTo }) => validTo === null),
    ).toHaveLength(2);
  });

  it('retires a key at once, at every replica, and never gives it back', async () => {
    const clientId = `retiring-${serial}`;
    const jwk = makeJwk(`stolen-${serial}`);
    const systemId = await register({ clientId, keys: [{ jwk }] });
    const replica = bench.openReplica();
    expect((await replica.findSystemByClientId(clientId))?.keys).toHaveLength(1);
    valueOf(await bench.agreements.retireKey(`stolen-${serial}`));
    expect((await replica.findSystemByClientId(clientId))?.keys).toHaveLength(0);
    expect(rulesOf(await bench.agreements.retireKey(`stolen-${serial}`))).toEqual(['kid: key-not-in-force']);
    expect(rulesOf(await bench.agreements.addSystemKey(systemId, jwk))).toEqual(['kid: kid-duplicate']);
    expect(rulesOf(await bench.agreements.retireKey('unheard-of'))).toEqual(['kid: key-unknown']);
  });

  it('replaces a certificate', async () => {
    const clientId = `certified-${serial}`;
    const [old, next] = [makeThumbprint(), makeThumbprint()];
    const systemId = await register({ clientId, certificates: [{ thumbprint: old }] });
    valueOf(await bench.agreements.addCertificate(systemId, next));
    valueOf(await bench.agreements.retireCertificate(old));
    expect((await bench.agreements.findSystemByClientId(clientId))?.certificateThumbprints).toEqual([next]);
    expect(await bench.agreements.findSystemByThumbprint(old)).toBeUndefined();
    expect(rulesOf(await bench.agreements.retireCertificate(old))).toEqual([
      'thumbprint: certificate-not-in-force',
    ]);
  });

  it('changes scopes', async () => {
    const systemId = await register({ clientId: `scoped-${serial}` });
    valueOf(await bench.agreements.changeScopes(systemId, ['decisions:ask']));
    expect((await bench.agreements.findSystemByClientId(`scoped-${serial}`))?.scopes).toEqual([
      'decisions:ask',
    ]);
    expect(rulesOf(await bench.agreements.changeScopes(systemId, ['*']))).toEqual([
      'scopes.0: invalid-value',
    ]);
    expect(rulesOf(await bench.agreements.changeScopes(newId(), []))).toEqual(['systemId: system-unknown']);
  });
});

describe('suspending a system', () => {
  it('acts on the next identification, at every replica, and ends when it is resumed', async () => {
    const clientId = `suspended-${serial}`;
    const systemId = await register({ clientId });
    const replica = bench.openReplica();
    expect((await replica.findSystemByClientId(clientId))?.suspendedAt).toBeNull();
    valueOf(await bench.agreements.suspendSystem(systemId, 'strange requests'));
    expect((await replica.findSystemByClientId(clientId))?.suspendedAt).toEqual(bench.clock.now());
    valueOf(await bench.agreements.resumeSystem(systemId, 'explained'));
    expect((await replica.findSystemByClientId(clientId))?.suspendedAt).toBeNull();
  });

  it('comes with the suspension of its organisation, and of no other', async () => {
    const other = await bench.admit(`ods:Z9Z9U${serial}`);
    await register({ clientId: `mine-${serial}` });
    await register({ clientId: `other-${serial}` }, other.organisationId);
    valueOf(await bench.agreements.suspendOrganisation(side.organisationId, 'credentials stolen'));
    expect((await bench.agreements.findSystemByClientId(`mine-${serial}`))?.suspendedAt).not.toBeNull();
    expect((await bench.agreements.findSystemByClientId(`other-${serial}`))?.suspendedAt).toBeNull();
  });

  it('leaves the organisation active', async () => {
    valueOf(await bench.agreements.suspendSystem(await register(), 'strange requests'));
    expect((await bench.agreements.getOrganisation(side.organisationId)).active).toBe(true);
  });
});

describe('the system that receives', () => {
  const url = 'https://localhost:9443/inbox';
  const receiver = async (
    department: 'CSC' | 'SEND' | 'ASC',
    role: 'SW' | 'EHC_COORD',
  ): Promise<string | undefined> =>
    (await bench.agreements.findReceivingSystem(side.organisationId, department, role))?.name;

  it('is the most precise one', async () => {
    await register({ name: 'Everything', endpoint: { url } });
    await register({ name: 'Social workers', endpoint: { url, roles: ['SW'] } });
    await register({ name: 'Social care', endpoint: { url, departments: ['CSC'] } });
    await register({
      name: 'Social workers in social care',
      endpoint: { url, departments: ['CSC'], roles: ['SW'] },
    });
    expect(await receiver('SEND', 'EHC_COORD')).toBe('Everything');
    expect(await receiver('SEND', 'SW')).toBe('Social workers');
    expect(await receiver('CSC', 'EHC_COORD')).toBe('Social care');
    expect(await receiver('CSC', 'SW')).toBe('Social workers in social care');
  });

  it('is nobody while the most precise one is suspended: a wider inbox would show it to more people', async () => {
    await register({ name: 'Everything', endpoint: { url } });
    const systemId = await register({ name: 'Social care', endpoint: { url, departments: ['CSC'] } });
    valueOf(await bench.agreements.suspendSystem(systemId, 'strange requests'));
    expect(await receiver('CSC', 'SW')).toBeUndefined();
    expect(await receiver('SEND', 'SW')).toBe('Everything');
  });

  it('is nobody while the organisation is suspended, or when no system receives for the department', async () => {
    await register({ name: 'Social care', endpoint: { url, departments: ['CSC'] } });
    await register({ name: 'Sends only', endpoint: null });
    expect(await receiver('SEND', 'SW')).toBeUndefined();
    expect(await receiver('CSC', 'SW')).toBe('Social care');
    valueOf(await bench.agreements.suspendOrganisation(side.organisationId, 'credentials stolen'));
    expect(await receiver('CSC', 'SW')).toBeUndefined();
  });

  it('is never a matter of chance: a second system for the same department is refused', async () => {
    await register({ endpoint: { url, departments: ['CSC', 'SEND'] } });
    const second = draft({ endpoint: { url, departments: ['SEND', 'ASC'] } });
    expect(rulesOf(await bench.agreements.registerSystem(side.organisationId, second))).toEqual([
      'endpoint: endpoint-ambiguous',
    ]);
  });

  it('changes with its address', async () => {
    const systemId = await register({ name: 'Social care', endpoint: { url, departments: ['CSC'] } });
    valueOf(await bench.agreements.changeEndpoint(systemId, { url, departments: ['ASC'] }));
    expect(await receiver('CSC', 'SW')).toBeUndefined();
    expect(await receiver('ASC', 'SW')).toBe('Social care');
    valueOf(await bench.agreements.changeEndpoint(systemId, null));
    expect(await receiver('ASC', 'SW')).toBeUndefined();
    await register({ endpoint: { url, departments: ['ASC'] } });
    expect(rulesOf(await bench.agreements.changeEndpoint(systemId, { url, departments: ['ASC'] }))).toEqual([
      'endpoint: endpoint-ambiguous',
    ]);
  });
});
