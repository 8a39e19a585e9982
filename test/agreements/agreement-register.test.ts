import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CompactSign, type JWK, importJWK } from 'jose';
import {
  type AgreementInForce,
  type AgreementQuestion,
  type AgreementVersion,
  createSigningKey,
  publicPartOf,
} from '../../src/agreements/index.ts';
import { type AgreementId, newId } from '../../src/platform/index.ts';
import {
  type AgreementsBench,
  type TestSide,
  agreementDraft,
  createAgreementsBench,
  putInForce,
  rulesOf,
  valueOf,
} from '../support/agreements.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';

let database: TestDatabase;
let bench: AgreementsBench;
let council: TestSide;
let school: TestSide;
let charity: TestSide;
let serial = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  bench = createAgreementsBench(database);
  serial += 1;
  council = await bench.admit(`ods:Z9Z9C${serial}`, { departments: ['CSC', 'SEND'] });
  school = await bench.admit(`ods:Z9Z9S${serial}`, { type: 'SCHOOL' });
  charity = await bench.admit(`ods:Z9Z9V${serial}`, { type: 'VCSE', dutyStatus: 'NONE' });
});
afterAll(() => database.drop());

async function propose(): Promise<AgreementVersion> {
  return valueOf(
    await bench.agreements.proposeAgreement(council.organisationId, agreementDraft(council, school)),
  );
}

async function submit(agreement: AgreementVersion, side: TestSide, key?: JWK): Promise<string[]> {
  const jws = await bench.sign(agreement, side, key);
  return rulesOf(await bench.agreements.signAgreement(agreement.agreementId, side.organisationId, jws));
}

function ask(changes: Partial<AgreementQuestion> = {}): Promise<AgreementInForce | undefined> {
  return bench.agreements.findAgreementInForce({
    sourceId: council.organisationId,
    recipientId: school.organisationId,
    purpose: 'P07',
    messageType: 'M09',
    mode: 'CONTENT',
    at: bench.clock.now(),
    ...changes,
  });
}

describe('two sides and their signatures', () => {
  it('puts an agreement in force when both have signed, and not before', async () => {
    const agreement = await propose();
    expect(await ask()).toBeUndefined();
    expect(await submit(agreement, council)).toEqual([]);
    expect(await ask()).toBeUndefined();
    expect(await submit(agreement, school)).toEqual([]);
    expect(await ask()).toEqual({
      agreementId: agreement.agreementId,
      version: 1,
      kind: 'DSA',
      purposes: ['P07', 'P02'],
      messageTypes: ['M09'],
      categories: ['EDU', 'ATT', 'SEN'],
      modes: ['CONTENT'],
      legalPowers: ['CA1989_S17'],
      reviewOn: '2028-10-01',
      staffRegisters: [],
    });
  });

  it('needs the other side as much as the one that proposed', async () => {
    const agreement = await propose();
    expect(await submit(agreement, school)).toEqual([]);
    expect(await ask()).toBeUndefined();
  });

  it("refuses a side's signature with the other side's key", async () => {
    expect(await submit(await propose(), council, school.privateKey)).toEqual(['kid: key-of-another']);
  });

  it('refuses the key of an organisation that has nothing to do with it', async () => {
    expect(await submit(await propose(), council, charity.privateKey)).toEqual(['kid: key-of-another']);
  });

  it('refuses an organisation that is no side', async () => {
    expect(await submit(await propose(), charity)).toEqual(['organisation: not-a-party']);
  });

  it('refuses a key that nobody registered, also under the kid of a registered one', async () => {
    const agreement = await propose();
    expect(await submit(agreement, council, await createSigningKey('unheard-of'))).toEqual([
      'kid: key-unknown',
    ]);
    const forged = await createSigningKey(String(council.privateKey.kid));
    expect(await submit(agreement, council, forged)).toEqual(['jws: signature-invalid']);
  });

  it('refuses the key of a server: it cannot bind the organisation', async () => {
    const key = await createSigningKey(`server-${serial}`);
    valueOf(
      await bench.agreements.registerSystem(council.organisationId, {
        clientId: `server-${serial}`,
        name: 'Server',
        scopes: [],
        keys: [{ jwk: publicPartOf(key) }],
        certificates: [],
      }),
    );
    expect(await submit(await propose(), council, key)).toEqual(['kid: key-of-system']);
  });

  it('refuses a key that was retired, or does not count yet, and accepts it the instant before', async () => {
    const agreement = await propose();
    const [early, late] = [
      await createSigningKey(`early-${serial}`),
      await createSigningKey(`late-${serial}`),
    ];
    const validTo = new Date('2028-01-07T09:30:00Z');
    valueOf(
      await bench.agreements.addOrganisationKey(council.organisationId, publicPartOf(early), { validTo }),
    );
    valueOf(
      await bench.agreements.addOrganisationKey(council.organisationId, publicPartOf(late), {
        validFrom: validTo,
      }),
    );
    expect(await submit(agreement, council, late)).toEqual(['kid: key-not-in-force']);
    bench.clock.moveTo('2028-01-07T09:30:00Z');
    expect(await submit(agreement, council, early)).toEqual(['kid: key-not-in-force']);
    bench.clock.moveTo('2028-01-07T09:29:59.999Z');
    expect(await submit(agreement, council, early)).toEqual([]);
  });

  it('keeps an agreement when a key is retired after it signed', async () => {
    await putInForce(bench, agreementDraft(council, school), [council, school]);
    bench.clock.moveTo('2028-01-08T09:00:00Z');
    valueOf(await bench.agreements.retireKey(String(council.privateKey.kid)));
    expect(await ask()).toBeDefined();
  });

  it('takes it out of force when the key had been stolen before it signed', async () => {
    const { agreementId } = await putInForce(bench, agreementDraft(council, school), [council, school]);
    bench.clock.moveTo('2028-01-08T09:00:00Z');
    valueOf(
      await bench.agreements.retireKey(String(council.privateKey.kid), new Date('2028-01-07T08:00:00Z')),
    );
    expect(await ask()).toBeUndefined();
    expect((await bench.agreements.findAgreement(agreementId))?.sides).toMatchObject([
      { signed: { holds: false } },
      { signed: { holds: true } },
    ]);
  });

  it('refuses a second signature of the same side', async () => {
    const agreement = await propose();
    expect(await submit(agreement, council)).toEqual([]);
    expect(await submit(agreement, council)).toEqual(['organisation: already-signed']);
  });
});

describe('what a signature says', () => {
  async function signRaw(payload: unknown, header: Record<string, unknown> = {}): Promise<string> {
    const { alg = 'ES256', kid = '' } = council.privateKey;
    return new CompactSign(Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)))
      .setProtectedHeader({ alg, kid, typ: 'assent-agreement+jws', ...header })
      .sign(await importJWK(council.privateKey, 'ES256'));
  }
  const submitRaw = async (agreement: AgreementVersion, jws: string): Promise<string[]> =>
    rulesOf(await bench.agreements.signAgreement(agreement.agreementId, council.organisationId, jws));

  it('accepts exactly the statement, whichever library signs it', async () => {
    const agreement = await propose();
    const { agreementId, version, termsHash } = agreement;
    const { organisationId } = council;
    expect(
      await submitRaw(agreement, await signRaw({ agreementId, organisationId, termsHash, version })),
    ).toEqual([]);
  });

  it.each<[string, (statement: Record<string, unknown>) => unknown, string]>([
    [
      'another text',
      (statement) => ({ ...statement, termsHash: 'A'.repeat(43) }),
      'jws: signature-statement',
    ],
    [
      'another agreement',
      (statement) => ({ ...statement, agreementId: newId() }),
      'jws: signature-statement',
    ],
    ['another version', (statement) => ({ ...statement, version: 2 }), 'jws: signature-statement'],
    [
      'another side',
      (statement) => ({ ...statement, organisationId: school.organisationId }),
      'jws: signature-statement',
    ],
    ['something more', (statement) => ({ ...statement, note: 'unless' }), 'jws: signature-statement'],
    ['it with spaces', (statement) => JSON.stringify(statement, null, 1), 'jws: signature-statement'],
    ['a list', () => [1], 'jws: signature-malformed'],
  ])('refuses a signature that says %s', async (_name, change, rule) => {
    const agreement = await propose();
    const { agreementId, version, termsHash } = agreement;
    const { organisationId } = council;
    const statement = { agreementId, organisationId, termsHash, version };
    expect(await submitRaw(agreement, await signRaw(change(statement)))).toEqual([rule]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['another type', { typ: 'JWT' }],
    ['a key of its own', { jwk: { kty: 'EC' } }],
    ['an address of a key', { jku: 'https://localhost/' }],
    ['another content type', { cty: 'json' }],
  ])('refuses a header with %s', async (_name, header) => {
    const agreement = await propose();
    const { agreementId, version, termsHash } = agreement;
    const { organisationId } = council;
    const jws = await signRaw({ agreementId, organisationId, termsHash, version }, header);
    expect(await submitRaw(agreement, jws)).toEqual(['jws: signature-header']);
  });

  it('refuses a changed signature, a second spelling and no signature at all', async () => {
    const agreement = await propose();
    const jws = await bench.sign(agreement, council);
    const [header = '', payload = '', signature = ''] = jws.split('.');
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    expect(await submitRaw(agreement, `${header}.${payload}.${flipped}`)).toEqual(['jws: signature-invalid']);
    expect(await submitRaw(agreement, `${jws}=`)).toEqual(['jws: signature-malformed']);
    expect(await submitRaw(agreement, `${header}.${payload}.`)).toEqual(['jws: signature-malformed']);
    expect(await submitRaw(agreement, 'signed, Sue')).toEqual(['jws: signature-malformed']);
  });

  it('does not outlive a change of the terms by somebody who holds the database', async () => {
    const { agreementId, termsText } = await putInForce(bench, agreementDraft(council, school), [
      council,
      school,
    ]);
    expect(await ask({ purpose: 'P01' })).toBeUndefined();
    const changed = termsText.replace('"P07"', '"P01"');
    await database.owner.query('alter table agreements.agreements disable trigger refuse_change');
    await database.owner.query(
      `update agreements.agreements set terms = $2, terms_hash = sha256(convert_to($2, 'UTF8')) where agreement_id = $1`,
      [agreementId, changed],
    );
    await database.owner.query('alter table agreements.agreements enable trigger refuse_change');
    expect(await ask({ purpose: 'P01' })).toBeUndefined();
    expect(await ask()).toBeUndefined();
  });

  it('is not made by somebody who holds the database and copies the signature of another agreement', async () => {
    await putInForce(bench, agreementDraft(council, school), [council, school]);
    const second = valueOf(
      await bench.agreements.proposeAgreement(
        council.organisationId,
        agreementDraft(council, school, { purposes: ['P01'] }),
      ),
    );
    await database.owner.query(
      `insert into agreements.agreement_signatures (agreement_id, version, organisation_id, kid, jws, signed_at)
       select $1, 1, s.organisation_id, s.kid, s.jws, s.signed_at
       from agreements.agreement_signatures s where s.organisation_id in ($2, $3)`,
      [second.agreementId, council.organisationId, school.organisationId],
    );
    expect(await ask({ purpose: 'P01' })).toBeUndefined();
    expect(await ask()).toBeDefined();
  });
});

describe('revoking', () => {
  it('ends an agreement at once: revoked at 09:00:00, none at 09:00:01 (X3)', async () => {
    const { agreementId } = await putInForce(bench, agreementDraft(council, school), [council, school]);
    const replica = bench.openReplica();
    expect(await ask()).toBeDefined();
    valueOf(await bench.agreements.revokeAgreement(agreementId, school.organisationId, 'contract ended'));
    bench.clock.moveTo('2028-01-07T09:00:01Z');
    expect(await ask()).toBeUndefined();
    const question = {
      sourceId: council.organisationId,
      recipientId: school.organisationId,
      purpose: 'P07',
      messageType: 'M09',
      mode: 'CONTENT',
    } as const;
    expect(await replica.findAgreementInForce({ ...question, at: bench.clock.now() })).toBeUndefined();
    // A replica whose clock is behind asks about an earlier instant, and is refused as well.
    expect(
      await replica.findAgreementInForce({ ...question, at: new Date('2028-01-07T08:59:00Z') }),
    ).toBeUndefined();
  });

  it('is for good: neither a signature nor a new version brings it back', async () => {
    const { agreementId } = await putInForce(bench, agreementDraft(council, school), [council, school]);
    valueOf(await bench.agreements.revokeAgreement(agreementId, council.organisationId, 'contract ended'));
    const draft = agreementDraft(council, school);
    expect(
      rulesOf(await bench.agreements.proposeAgreement(council.organisationId, draft, agreementId)),
    ).toEqual(['agreementId: agreement-revoked']);
    expect(
      rulesOf(await bench.agreements.revokeAgreement(agreementId, school.organisationId, 'again')),
    ).toEqual(['agreementId: agreement-revoked']);
  });

  it('stops a signature that was on its way', async () => {
    const agreement = await propose();
    valueOf(
      await bench.agreements.revokeAgreement(agreement.agreementId, council.organisationId, 'a mistake'),
    );
    expect(await submit(agreement, council)).toEqual(['agreementId: agreement-revoked']);
  });

  it('is for its sides only, with a reason', async () => {
    const { agreementId } = await propose();
    const revoke = async (side: TestSide, reason: string, id: AgreementId = agreementId): Promise<string[]> =>
      rulesOf(await bench.agreements.revokeAgreement(id, side.organisationId, reason));
    expect(await revoke(charity, 'envy')).toEqual(['organisation: not-a-party']);
    expect(await revoke(council, '')).toEqual(['reason: invalid-format']);
    expect(await revoke(council, 'x', newId())).toEqual(['agreementId: agreement-unknown']);
  });

  it('leaves other agreements of the two sides in force', async () => {
    const first = await putInForce(bench, agreementDraft(council, school), [council, school]);
    const second = await putInForce(bench, agreementDraft(council, school, { categories: ['SEN'] }), [
      council,
      school,
    ]);
    valueOf(
      await bench.agreements.revokeAgreement(first.agreementId, council.organisationId, 'contract ended'),
    );
    expect(await ask()).toMatchObject({ agreementId: second.agreementId });
  });
});

describe('who may still be reached', () => {
  beforeEach(() => putInForce(bench, agreementDraft(council, school), [council, school]));

  it.each(['source', 'recipient'] as const)('covers nothing while the %s is suspended', async (end) => {
    const { organisationId } = end === 'source' ? council : school;
    valueOf(await bench.agreements.suspendOrganisation(organisationId, 'credentials stolen'));
    expect(await ask()).toBeUndefined();
    valueOf(await bench.agreements.resumeOrganisation(organisationId, 'new credentials'));
    expect(await ask()).toBeDefined();
  });

  it.each(['source', 'recipient'] as const)('covers nothing once the %s is no more', async (end) => {
    const { organisationId } = end === 'source' ? council : school;
    valueOf(await bench.agreements.closeOrganisation(organisationId, '2028-06-01'));
    expect(await ask({ at: new Date('2028-05-31T12:00:00Z') })).toBeDefined();
    expect(await ask({ at: new Date('2028-06-01T12:00:00Z') })).toBeUndefined();
  });

  it('does not run backwards, nor to a third', async () => {
    expect(
      await ask({ sourceId: school.organisationId, recipientId: council.organisationId }),
    ).toBeUndefined();
    expect(await ask({ recipientId: charity.organisationId })).toBeUndefined();
    expect(await ask({ sourceId: charity.organisationId })).toBeUndefined();
  });

  it('says which fact is missing', async () => {
    const question = {
      sourceId: council.organisationId,
      recipientId: school.organisationId,
      purpose: 'P01',
      messageType: 'M09',
      mode: 'EXISTENCE',
      at: bench.clock.now(),
    } as const;
    expect(await bench.agreements.explainAgreements(question)).toMatchObject([
      { missing: ['purpose', 'mode'] },
    ]);
  });
});

describe('proposing', () => {
  it('writes the names of the sides into the terms, so that a signer can read whom they bind', async () => {
    const { terms, sides } = await propose();
    expect(terms.parties).toMatchObject([
      { identifier: council.identifier, departments: 'ALL' },
      { identifier: school.identifier, departments: 'ALL' },
    ]);
    expect(sides.every(({ signed }) => signed === null)).toBe(true);
  });

  it('makes the next version, which takes over when all have signed it', async () => {
    const { agreementId } = await putInForce(bench, agreementDraft(council, school), [council, school]);
    const narrower = agreementDraft(council, school, { purposes: ['P02'] });
    const second = valueOf(
      await bench.agreements.proposeAgreement(school.organisationId, narrower, agreementId),
    );
    expect(second.version).toBe(2);
    expect(await submit(second, school)).toEqual([]);
    expect(await ask()).toMatchObject({ version: 1 });
    expect(await submit(second, council)).toEqual([]);
    expect(await ask()).toBeUndefined();
    expect(await ask({ purpose: 'P02' })).toMatchObject({ version: 2 });
  });

  it('refuses to sign a version that a newer proposal has overtaken', async () => {
    const first = await propose();
    valueOf(
      await bench.agreements.proposeAgreement(
        school.organisationId,
        agreementDraft(council, school),
        first.agreementId,
      ),
    );
    expect(await submit(first, council)).toEqual(['version: version-superseded']);
  });

  it('refuses other sides under the same agreement, and a proposer that is no side', async () => {
    const { agreementId } = await propose();
    const others = agreementDraft(council, charity);
    expect(
      rulesOf(await bench.agreements.proposeAgreement(council.organisationId, others, agreementId)),
    ).toEqual(['parties: sides-changed']);
    expect(
      rulesOf(
        await bench.agreements.proposeAgreement(charity.organisationId, agreementDraft(council, school)),
      ),
    ).toEqual(['organisation: not-a-party']);
  });

  it.each<[string, () => Parameters<typeof agreementDraft>[2], string]>([
    ['no purpose', () => ({ purposes: [] }), 'purposes: too-small'],
    ['an unknown purpose', () => ({ purposes: ['P99' as 'P01'] }), 'purposes.0: invalid-value'],
    ['a purpose twice', () => ({ purposes: ['P01', 'P01'] }), 'purposes: duplicate'],
    ['no category', () => ({ categories: [] }), 'categories: too-small'],
    ['no legal power', () => ({ legalPowers: [] }), 'legalPowers: too-small'],
    ['an end before the beginning', () => ({ validTo: '2027-12-31' }), 'validTo: dates'],
    ['no review before it ends', () => ({ reviewOn: '2029-01-01' }), 'reviewOn: review-date'],
    [
      'a flow to itself',
      () => ({ flows: [{ source: council.identifier, recipient: council.identifier }] }),
      'flows.0: flow-to-itself',
    ],
    [
      'a flow to a stranger',
      () => ({ flows: [{ source: council.identifier, recipient: charity.identifier }] }),
      'flows.0: flow-not-party',
    ],
    [
      'a side without a flow',
      () => ({
        parties: [council, school, charity].map(({ identifier }) => ({
          organisation: identifier,
          departments: 'ALL' as const,
        })),
      }),
      'parties: party-without-flow',
    ],
    [
      'a department that the side does not have',
      () => ({
        parties: [
          { organisation: council.identifier, departments: ['ASC' as const] },
          { organisation: school.identifier, departments: 'ALL' as const },
        ],
      }),
      'parties.0.departments: department-unknown',
    ],
    [
      'the staff register of a stranger',
      () => ({ staffRegisters: [{ organisation: charity.identifier, register: 'main' }] }),
      'staffRegisters.0: register-not-party',
    ],
    [
      'an organisation that is not registered',
      () => ({
        parties: [
          { organisation: 'ods:Z9Z9NONE', departments: 'ALL' as const },
          { organisation: school.identifier, departments: 'ALL' as const },
        ],
        flows: [{ source: 'ods:Z9Z9NONE', recipient: school.identifier }],
      }),
      'parties.0.organisation: organisation-inactive',
    ],
  ])('refuses %s', async (_name, changes, rule) => {
    const draft = agreementDraft(council, school, changes());
    expect(rulesOf(await bench.agreements.proposeAgreement(council.organisationId, draft))).toContain(rule);
  });

  it('refuses a side that is suspended', async () => {
    valueOf(await bench.agreements.suspendOrganisation(school.organisationId, 'credentials stolen'));
    const draft = agreementDraft(council, school);
    expect(rulesOf(await bench.agreements.proposeAgreement(council.organisationId, draft))).toEqual([
      'parties.1.organisation: organisation-inactive',
    ]);
  });

  it('lists the newest version of each, for one side or for all', async () => {
    const first = await propose();
    await bench.agreements.proposeAgreement(
      council.organisationId,
      agreementDraft(council, school),
      first.agreementId,
    );
    expect(await bench.agreements.listAgreements(school.organisationId)).toMatchObject([{ version: 2 }]);
    expect(await bench.agreements.listAgreements(charity.organisationId)).toEqual([]);
    expect((await bench.agreements.listAgreements()).length).toBeGreaterThan(0);
  });

  it('writes proposal, signatures and revocation into the ledger', async () => {
    const { agreementId } = await putInForce(bench, agreementDraft(council, school), [council, school]);
    valueOf(await bench.agreements.revokeAgreement(agreementId, school.organisationId, 'contract ended'));
    const entries = await Promise.all(
      [council, school].map(({ organisationId }) =>
        bench.ledger.findEntries({ sourceOrganisationId: organisationId, limit: 20 }),
      ),
    );
    const opened = await Promise.all(entries.flat().map(({ entryId }) => bench.ledger.readEntry(entryId)));
    const events = opened.flatMap(
      (entry) => entry?.parts.map((part) => (part.erased ? '' : part.content['event'])) ?? [],
    );
    expect(
      events.filter((event) => typeof event === 'string' && event.startsWith('AGREEMENT')).sort(),
    ).toEqual(['AGREEMENT_PROPOSED', 'AGREEMENT_REVOKED', 'AGREEMENT_SIGNED', 'AGREEMENT_SIGNED']);
  });
});
