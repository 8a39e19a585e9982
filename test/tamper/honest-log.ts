import { consentRecords, createConsents } from '../../src/consent/index.ts';
import { tellOfChoice } from '../../src/exchange/index.ts';
import { type Ledger, createLedger } from '../../src/ledger/index.ts';
import { type PersonId, asId, newId } from '../../src/platform/index.ts';
import type { LedgerSigner } from '../../src/tlog/index.ts';
import { draft, held, noticeInput } from '../consent/consent-drafts.ts';
import { fernbeck } from '../consent/consent-fixtures.ts';
import { valueOf } from '../support/agreements.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import { type TestLedger, draftDecision, makeLedger, testOrigin } from '../support/ledger.ts';
import { WitnessAtHand } from './witness-at-hand.ts';

/** A ledger that nobody has touched, the witness that watched it grow, and what the witness gave early on. */
export interface HonestLog {
  readonly database: TestDatabase;
  readonly test: TestLedger;
  readonly ledger: Ledger;
  readonly witness: WitnessAtHand;
  /** An older checkpoint with its cosignature, kept somewhere else. */
  readonly older: string;
  readonly people: readonly PersonId[];
  /** A replica of its own memory; signed by another key where one is given, or on another database. */
  readonly open: (given?: {
    readonly signer?: LedgerSigner;
    readonly formerKeys?: readonly string[];
    readonly database?: TestDatabase;
  }) => Ledger;
  readonly append: (ledger: Ledger, count: number) => Promise<void>;
}

/** Makes one with choices, decisions about several people, silent parts and an older witnessed checkpoint. */
export async function makeHonestLog(entries: number): Promise<HonestLog> {
  const database = await createTestDatabase();
  const test = makeLedger(database);
  const { keyStore, clock } = test;
  const open: HonestLog['open'] = ({
    signer = test.signer,
    formerKeys = [],
    database: other = database,
  } = {}) =>
    createLedger({
      pool: other.gateway,
      keyStore,
      signer,
      formerKeys,
      origin: testOrigin,
      clock,
      records: [consentRecords(keyStore)],
    });
  const ledger = open();
  const witness = new WitnessAtHand(test.signer.verifierKey);
  const people = await Promise.all(Array.from({ length: 5 }, () => test.makePerson()));
  const append = async (into: Ledger, count: number): Promise<void> => {
    const drafts = Array.from({ length: count }, (_, at) => {
      const [one, other] = [people[at % 5] ?? newId<'Person'>(), people[(at + 1) % 5] ?? newId<'Person'>()];
      return draftDecision([one], {
        kind: 'OUTCOME',
        at: new Date(Date.UTC(2028, 0, 7, 15, 0, at)),
        exchangeId: newId<'Exchange'>(),
        parts: [
          { about: [one], content: { at, recipient: 'FPS' } },
          { about: [one, other], content: { at, category: 'PMH' }, silent: true },
        ],
        index: {
          purpose: 'P07',
          messageType: 'M09',
          recipientOrganisationId: newId<'Organisation'>(),
          dataSubject: one,
        },
      });
    });
    await into.append(await into.prepare(drafts));
  };

  const tell = tellOfChoice(keyStore);
  const consents = createConsents({ pool: database.gateway, keyStore, ledger, clock, tell });
  valueOf(await consents.registerNotice(noticeInput, null));
  const [child, mother] = [people[0] ?? newId<'Person'>(), people[1] ?? newId<'Person'>()];
  const practitioner = {
    kind: 'PRACTITIONER' as const,
    staff: asId<'Staff'>('staff-1'),
    organisation: fernbeck,
  };
  const chosen = valueOf(await consents.recordConsent(draft(child, mother), practitioner, held(mother)));
  await append(ledger, Math.floor(entries / 3));
  await ledger.publishCheckpoint();
  const older = await witness.cosign(ledger);
  const order = {
    by: { person: mother },
    channel: 'phone' as const,
    evidenceRef: 'note 1',
    notifyPrior: false,
  };
  valueOf(await consents.withdrawConsent(chosen.consentId, order, practitioner, held(mother)));
  await append(ledger, Math.floor(entries / 3));
  await ledger.publishCheckpoint();
  await append(ledger, Math.floor(entries / 3));
  await witness.cosign(ledger);
  return { database, test, ledger, witness, older, people, open, append };
}
