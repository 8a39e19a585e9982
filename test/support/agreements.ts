import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { JWK } from 'jose';
import {
  type AgreementDraft,
  type Agreements,
  type AgreementVersion,
  type OrganisationDraft,
  createAgreementSignature,
  createAgreements,
  createSigningKey,
  publicPartOf,
} from '../../src/agreements/index.ts';
import { createKeyStore } from '../../src/keystore/index.ts';
import { type Ledger, createLedger } from '../../src/ledger/index.ts';
import { createLedgerSigner } from '../../src/tlog/index.ts';
import {
  type AgreementId,
  type MovableClock,
  type OrganisationId,
  movableClock,
} from '../../src/platform/index.ts';
import type { TestDatabase } from './database.ts';

/** The registers over a test file's own database, with the real ledger behind them. */
export interface AgreementsBench {
  readonly agreements: Agreements;
  readonly ledger: Ledger;
  readonly clock: MovableClock;
  /** The registers as another replica has them. */
  openReplica(): Agreements;
  /** The same in production. */
  openProduction(): Agreements;
  /** Registers an organisation with a key for agreements, of which it holds the private part. */
  admit(identifier: string, more?: Partial<OrganisationDraft>): Promise<TestSide>;
  /** Signs the newest version of an agreement on behalf of a side. */
  sign(agreement: AgreementVersion, side: TestSide, privateKey?: JWK): Promise<string>;
}

/** An organisation with the private key that only it holds. */
export interface TestSide {
  readonly organisationId: OrganisationId;
  /** `ods:Z9Z9A`. */
  readonly identifier: string;
  readonly privateKey: JWK;
}

/** Opens the registers at 09:00 on 7 January 2028 (docs/domain/07 AC1). */
export function createAgreementsBench(database: TestDatabase): AgreementsBench {
  const clock = movableClock('2028-01-07T09:00:00Z');
  const { privateKey } = generateKeyPairSync('ed25519');
  const keyStore = createKeyStore({
    keys: database.keys,
    keyEncryptionKey: randomBytes(32),
    lookupKey: randomBytes(32),
  });
  const ledger = createLedger({
    pool: database.gateway,
    keyStore,
    signer: createLedgerSigner('ledger.test', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
    origin: 'ledger.test',
    clock,
  });
  const open = (environment: 'test' | 'production'): Agreements =>
    createAgreements({ pool: database.gateway, ledger, clock, environment });
  const agreements = open('test');

  async function admit(identifier: string, more: Partial<OrganisationDraft> = {}): Promise<TestSide> {
    const [system = '', value = ''] = identifier.split(':');
    const organisationId = valueOf(
      await agreements.registerOrganisation({
        name: `Organisation ${value}`,
        type: 'COUNCIL',
        identifiers: [{ system: system as 'ods', value }],
        dutyStatus: 'S11',
        existsFrom: '2020-01-01',
        ...more,
      }),
    );
    const signingKey = await createSigningKey(`${value}-agreements`);
    valueOf(await agreements.addOrganisationKey(organisationId, publicPartOf(signingKey)));
    return { organisationId, identifier, privateKey: signingKey };
  }

  async function sign(agreement: AgreementVersion, side: TestSide, key = side.privateKey): Promise<string> {
    const { agreementId, version, termsHash } = agreement;
    const { organisationId } = side;
    return valueOf(await createAgreementSignature({ agreementId, version, organisationId, termsHash }, key));
  }

  return {
    agreements,
    ledger,
    clock,
    openReplica: () => open('test'),
    openProduction: () => open('production'),
    admit,
    sign,
  };
}

/** An agreement of the first side to send plans to the second, which every test changes as it needs. */
export function agreementDraft(
  source: Pick<TestSide, 'identifier'>,
  recipient: Pick<TestSide, 'identifier'>,
  changes: Partial<AgreementDraft> = {},
): AgreementDraft {
  return {
    kind: 'DSA',
    title: 'Plans from the council to the school',
    parties: [
      { organisation: source.identifier, departments: 'ALL' },
      { organisation: recipient.identifier, departments: 'ALL' },
    ],
    flows: [{ source: source.identifier, recipient: recipient.identifier }],
    purposes: ['P07', 'P02'],
    messageTypes: ['M09'],
    categories: ['EDU', 'ATT', 'SEN'],
    modes: ['CONTENT'],
    legalPowers: ['CA1989_S17'],
    validFrom: '2028-01-01',
    validTo: '2028-12-31',
    reviewOn: '2028-10-01',
    ...changes,
  };
}

/** Proposes and has both sides sign. */
export async function putInForce(
  bench: AgreementsBench,
  draft: AgreementDraft,
  sides: readonly TestSide[],
  agreementId?: AgreementId,
): Promise<AgreementVersion> {
  const [first] = sides;
  if (first === undefined) throw new RangeError('an agreement needs sides');
  const proposed = valueOf(await bench.agreements.proposeAgreement(first.organisationId, draft, agreementId));
  for (const side of sides) {
    const jws = await bench.sign(proposed, side);
    valueOf(await bench.agreements.signAgreement(proposed.agreementId, side.organisationId, jws));
  }
  return proposed;
}

/** The value of an outcome that must be one. @throws Error naming the rules that refused */
export function valueOf<Value>(
  result: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: unknown },
): Value {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

/** The rules that refused; empty when nothing did. */
export function rulesOf(
  result:
    | { readonly ok: true }
    | { readonly ok: false; readonly refusal: readonly { readonly field: string; readonly rule: string }[] },
): string[] {
  return result.ok
    ? []
    : result.refusal.map(({ field, rule }) => (field === '' ? rule : `${field}: ${rule}`));
}
