import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Consents, consentRecords, createConsents } from '../../src/consent/index.ts';
import { tellOfChoice } from '../../src/exchange/index.ts';
import { type Ledger, type ExportVerdict, createLedger, verifyExport } from '../../src/ledger/index.ts';
import { asId } from '../../src/platform/index.ts';
import { listPolicies } from '../../src/cli/list-policies.ts';
import { parseTrustPolicy, parseVerifierKey } from '../../src/tlog/index.ts';
import { draft, held, noticeInput } from '../consent/consent-drafts.ts';
import { fernbeck } from '../consent/consent-fixtures.ts';
import { valueOf } from '../support/agreements.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import { askGo, buildGoVerifier } from '../support/go-verifier.ts';
import { WitnessAtHand } from '../tamper/witness-at-hand.ts';
import { type TestLedger, draftDecision, makeLedger, makeSigner, testOrigin } from '../support/ledger.ts';

const go = buildGoVerifier();

let database: TestDatabase;
let test: TestLedger;
let ledger: Ledger;
let consents: Consents;
let directory: string;
let folder: string;
/** A note that somebody kept when the ledger had 300 entries. */
let kept: string;
let secrets: readonly string[];
let folders = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  directory = mkdtempSync(join(tmpdir(), 'assent-export-'));
  test = makeLedger(database);
  const { keyStore, signer, clock } = test;
  ledger = createLedger({
    pool: database.gateway,
    keyStore,
    signer,
    origin: testOrigin,
    clock,
    records: [consentRecords(keyStore)],
  });
  consents = createConsents({
    pool: database.gateway,
    keyStore,
    ledger,
    clock,
    tell: tellOfChoice(keyStore),
  });
  valueOf(await consents.registerNotice(noticeInput, null));
  const [child, mother] = [await test.makePerson(), await test.makePerson()];
  const practitioner = {
    kind: 'PRACTITIONER' as const,
    staff: asId<'Staff'>('staff-1'),
    organisation: fernbeck,
  };
  const append = async (count: number): Promise<void> => {
    const drafts = Array.from({ length: count }, (_, at) =>
      draftDecision([child], {
        index: { dataSubject: child },
        parts: [{ about: [child], content: { canary: `canary-${at}` } }],
      }),
    );
    await ledger.append(await ledger.prepare(drafts));
  };
  const recorded = valueOf(await consents.recordConsent(draft(child, mother), practitioner, held(mother)));
  await append(299);
  kept = await ledger.publishCheckpoint();
  const order = {
    by: { person: mother },
    channel: 'phone' as const,
    evidenceRef: 'note 1',
    notifyPrior: false,
  };
  valueOf(await consents.withdrawConsent(recorded.consentId, order, practitioner, held(mother)));
  await append(230);
  await ledger.publishCheckpoint();
  await append(7);
  secrets = [
    'canary-',
    child,
    mother,
    recorded.consentId,
    fernbeck,
    'staff-1',
    'withdrawn',
    'phone',
    noticeInput.text.slice(0, 20),
  ];
  folder = await exportAgain();
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await database.drop();
});

async function exportAgain(minimumIndex = 0): Promise<string> {
  folders += 1;
  const path = join(directory, `export-${folders}`);
  await ledger.exportTo(path, { policies: listPolicies('policies'), minimumIndex });
  return path;
}

function verify(
  path = folder,
  trusted: readonly string[] = [kept],
  keys = [test.signer.verifierKey],
): Promise<ExportVerdict> {
  return verifyExport(path, {
    keys: keys.map((text) => ({ text, key: valueOf(parseVerifierKey(text)) })),
    policy: undefined,
    trusted,
  });
}

const codesOf = ({ problems }: ExportVerdict): readonly string[] =>
  problems.map(({ code, index }) => `${code} ${String(index)}`);

/** A copy of the folder with one file changed. */
function altered(name: string, edit: (bytes: Buffer) => Buffer): string {
  folders += 1;
  const path = join(directory, `altered-${folders}`);
  cpSync(folder, path, { recursive: true });
  const file = join(path, name);
  const bytes = readFileSync(file);
  const edited = edit(Buffer.from(bytes));
  if (edited.equals(bytes)) throw new Error('nothing was changed');
  writeFileSync(file, edited);
  return path;
}

const flip =
  (at: number) =>
  (bytes: Buffer): Buffer => {
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    return bytes;
  };
const replace =
  (from: string, to: string) =>
  (bytes: Buffer): Buffer =>
    Buffer.from(bytes.toString().replace(from, to));

function filesOf(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(path, name)).isFile(),
  );
}

describe('an exported ledger', () => {
  it('verifies from its files and the public key, against a note kept elsewhere', async () => {
    const verdict = await verify();
    expect(codesOf(verdict)).toEqual([]);
    expect(verdict).toMatchObject({ entries: 538, checkpoints: 5, verified: true });
  });

  it('lies at the paths of tlog-tiles', () => {
    expect(filesOf(folder).toSorted()).toEqual([
      'checkpoint',
      'checkpoints.jsonl',
      'ends.jsonl',
      'export.json',
      'keys',
      'manifest',
      'policies.jsonl',
      'records.jsonl',
      'tile/0/000',
      'tile/0/001',
      'tile/0/002.p/26',
      'tile/1/000.p/2',
      'tile/entries/000',
      'tile/entries/001',
      'tile/entries/002.p/26',
    ]);
  });

  it('holds nothing readable about anybody', () => {
    for (const name of filesOf(folder).filter((each) => each !== 'policies.jsonl')) {
      const text = readFileSync(join(folder, name), 'latin1');
      for (const secret of secrets) expect([name, text.includes(secret)]).toEqual([name, false]);
    }
  });

  it('verifies after its people are erased, and says nothing else of them', async () => {
    const person = await test.makePerson();
    const practitioner = {
      kind: 'PRACTITIONER' as const,
      staff: asId<'Staff'>('staff-1'),
      organisation: fernbeck,
    };
    const mother = await test.makePerson();
    valueOf(await consents.recordConsent(draft(person, mother), practitioner, held(mother)));
    const before = await exportAgain();
    await test.destroyKey(person);
    const after = await exportAgain();
    for (const path of [before, after]) expect(codesOf(await verify(path))).toEqual([]);
    expect(readFileSync(join(after, 'records.jsonl'), 'utf8')).toContain('"ERASED"');
  });

  it('verifies without the entries of bundles that were pruned, and says from where on it has them', async () => {
    const path = await exportAgain(300);
    expect(filesOf(path)).not.toContain('tile/entries/000');
    expect(filesOf(path)).toContain('tile/entries/001');
    const verdict = await verify(path);
    expect(codesOf(verdict)).toEqual([]);
    expect(verdict.entries).toBeLessThan(538);
    rmSync(join(path, 'tile/entries/001'));
    expect(codesOf(await verify(path))).toContain('bundle-unreadable 256');
  });

  it('verifies with the key that signed it and no other', async () => {
    const other = makeSigner().verifierKey;
    expect(codesOf(await verify(folder, [], [other, test.signer.verifierKey]))).toEqual([]);
    expect(codesOf(await verify(folder, [], [other]))).toEqual(
      expect.arrayContaining(['export-unsigned null', 'checkpoint-unsigned 538']),
    );
  });

  it('ends with the newest checkpoint that witnesses cosigned, where there is one', async () => {
    const witness = new WitnessAtHand(test.signer.verifierKey);
    const cosigned = await witness.cosign(ledger);
    const size = Number(cosigned.split('\n')[1]);
    await database.gateway.query('insert into ledger.witnessed_checkpoints values ($1, $2, now())', [
      size,
      cosigned,
    ]);
    await ledger.append(await ledger.prepare([draftDecision([], { kind: 'OUTCOME' })]));
    const path = await exportAgain();
    expect(readFileSync(join(path, 'checkpoint'), 'utf8')).toBe(cosigned);
    const evidence = {
      keys: [{ text: test.signer.verifierKey, key: valueOf(parseVerifierKey(test.signer.verifierKey)) }],
      trusted: [kept, cosigned],
    };
    const stranger = new WitnessAtHand(test.signer.verifierKey).verifierKey;
    const names = `witness own ${witness.verifierKey}\nwitness other ${stranger}\n`;
    const policies = [
      ['quorum own', true],
      ['group either any own other\nquorum either', true],
      ['quorum other', false],
      ['group both all own other\nquorum both', false],
      ['group two 2 own other\nquorum two', false],
      ['quorum none', true],
    ] as const;
    for (const [quorum, verified] of policies) {
      const policy = valueOf(parseTrustPolicy(`${names}${quorum}\n`));
      const verdict = await verifyExport(path, { ...evidence, policy });
      expect([quorum, codesOf(verdict)]).toEqual([
        quorum,
        verified ? [] : [`checkpoint-unwitnessed ${size}`],
      ]);
      expect(verdict.entries).toBe(size);
    }
    expect(codesOf(await ledger.verify({ openContent: false }))).toEqual([]);
    if (go !== null)
      for (const [quorum, verified] of policies) {
        const file = join(directory, 'policy');
        writeFileSync(file, `${names}${quorum}\n`);
        expect([quorum, askGo(go, ['folder', path, test.signer.verifierKey, file])]).toMatchObject([
          quorum,
          { verified },
        ]);
      }
  });

  it('is not written over another', async () => {
    await expect(ledger.exportTo(folder, { policies: [], minimumIndex: 0 })).rejects.toThrow('EEXIST');
  });

  const moves: readonly (readonly [string, string, (bytes: Buffer) => Buffer, string])[] = [
    ['a leaf', 'tile/entries/001', flip(60), 'tile-differs 256'],
    ['the last leaf', 'tile/entries/002.p/26', (bytes) => flip(bytes.length - 30)(bytes), 'tile-differs 512'],
    ['a tile of leaf hashes', 'tile/0/001', flip(40), 'tile-differs 256'],
    ['a partial tile', 'tile/0/002.p/26', flip(40), 'tile-differs 512'],
    ['a tile above', 'tile/1/000.p/2', flip(40), 'tile-differs 0'],
    ['the length of a bundle', 'tile/entries/001', (bytes) => bytes.subarray(0, -1), 'bundle-unreadable 256'],
    ['the checkpoint', 'checkpoint', replace('\n538\n', '\n539\n'), 'checkpoint-unsigned null'],
    ['a kept checkpoint', 'checkpoints.jsonl', replace('\\n300\\n', '\\n301\\n'), 'checkpoint-unsigned 300'],
    ['a list', 'records.jsonl', replace('"place":1,', '"place":9,'), 'export-unsigned null'],
    ['which record is committed to', 'records.jsonl', replace('"slot":', '"slot":1'), 'record-differs 0'],
    ['how a record stands', 'records.jsonl', replace('STANDS', 'record-missing'), 'record-missing 0'],
    ['an epoch', 'ends.jsonl', replace('"end":2', '"end":1'), 'epoch-behind 300'],
    ['a policy', 'policies.jsonl', replace('BASE-1', 'BASE-2'), 'export-unsigned null'],
    ['the text of a policy', 'policies.jsonl', replace('combine', 'combyne'), 'policy-differs null'],
    ['its outline', 'export.json', replace('"schema"', '"scheme"'), 'export-unreadable null'],
    ['its size', 'export.json', replace('538', '512'), 'checkpoint-differs 512'],
  ];
  it.each(moves)(
    'is refused when somebody alters %s, by the Go verifier too',
    async (_, name, edit, expected) => {
      const path = altered(name, edit);
      expect(codesOf(await verify(path))).toContain(expected);
      if (go !== null && name !== 'export.json')
        expect(askGo(go, ['folder', path, test.signer.verifierKey])).toMatchObject({ verified: false });
    },
  );

  it('is refused when a tile, a bundle or a list is missing', async () => {
    for (const [name, expected] of [
      ['tile/0/000', 'tile-differs 0'],
      ['tile/entries/000', 'bundle-unreadable 0'],
      ['records.jsonl', 'export-unsigned null'],
      ['checkpoint', 'checkpoint-unsigned null'],
    ] as const) {
      folders += 1;
      const path = join(directory, `cut-${folders}`);
      cpSync(folder, path, { recursive: true });
      rmSync(join(path, name));
      expect([name, codesOf(await verify(path))]).toEqual([name, expect.arrayContaining([expected])]);
    }
  });

  it('is refused when a file stands in it that belongs to no export, wherever it stands', async () => {
    for (const name of [
      'note.txt',
      'tile/0/003',
      'tile/0/002.p/25',
      'tile/entries/000.bak',
      '.hidden/list',
    ]) {
      folders += 1;
      const path = join(directory, `surplus-${folders}`);
      cpSync(folder, path, { recursive: true });
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), 'nobody signed for this');
      expect((await verify(path)).problems).toEqual([{ code: 'export-surplus', index: null, file: name }]);
      if (go !== null)
        expect(askGo(go, ['folder', path, test.signer.verifierKey])).toMatchObject({ verified: false });
    }
  });

  it('is refused against a note of another history of the log', async () => {
    const another = makeLedger(await createOther());
    const thief = createLedger({
      pool: other.gateway,
      keyStore: another.keyStore,
      signer: test.signer,
      origin: testOrigin,
      clock: test.clock,
    });
    await thief.append(await thief.prepare(Array.from({ length: 300 }, () => draftDecision([]))));
    const note = await thief.publishCheckpoint();
    await other.drop();
    expect(codesOf(await verify(folder, [kept, note]))).toEqual(['checkpoint-differs 300']);
  });
});

let other: TestDatabase;
async function createOther(): Promise<TestDatabase> {
  other = await createTestDatabase();
  return other;
}

(go === null ? describe.skip : describe)('the Go verifier, which shares no code with ours,', () => {
  const binary = go ?? '';

  it('agrees that the folder is whole', () => {
    expect(askGo(binary, ['folder', folder, test.signer.verifierKey])).toEqual({
      output: 'entries=538 checkpoints=3 records=2 cosignatures=0 problems=0 verified=yes\n',
      verified: true,
    });
    expect(askGo(binary, ['folder', folder, makeSigner().verifierKey]).verified).toBe(false);
    expect(
      askGo(binary, ['folder', folder, test.signer.verifierKey, join(directory, 'no-policy')]).verified,
    ).toBe(false);
  });

  it('agrees on receipts, and on receipts of another entry', async () => {
    const file = join(directory, 'receipt');
    for (const index of [0n, 255n, 256n, 511n, 512n, 537n]) {
      const receipt = await ledger.getReceipt(index);
      writeFileSync(file, receipt);
      expect(askGo(binary, ['receipt', file, test.signer.verifierKey])).toMatchObject({ verified: true });
      writeFileSync(file, receipt.replace(`index ${index}\n`, `index ${index + 1n}\n`));
      expect(askGo(binary, ['receipt', file, test.signer.verifierKey])).toMatchObject({ verified: false });
    }
  });
});
