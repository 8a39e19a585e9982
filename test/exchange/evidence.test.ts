import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ArchivedFile,
  readArchive,
  writeArchive,
} from '../../src/exchange/evidence/evidence-archive.ts';
import { manifestName, writeManifest } from '../../src/exchange/evidence/evidence-manifest.ts';
import { type EvidenceDeps, composeEvidence, verifyEvidence } from '../../src/exchange/index.ts';
import { type ExchangeId, asId, newId } from '../../src/platform/index.ts';
import { spellPolicy } from '../../src/policy/index.ts';
import { valueOf } from '../support/agreements.ts';
import { asExchange, findEntries, freshPlan, planSentAt, push, sue } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { makeSigner } from '../support/ledger.ts';

type OpenedPart = Awaited<ReturnType<typeof findEntries>>[number]['parts'][number];

let system: TestGateway;
let deps: EvidenceDeps;
let exchangeId: ExchangeId;
let archive: Buffer;
let files: readonly ArchivedFile[];
let looking: Parameters<typeof composeEvidence>[1]['looking'];
let key: string;

beforeAll(async () => {
  system = await startTestGateway();
  const { rooms, region } = system;
  const sent = asExchange(await region.peers.WMC.send(push(freshPlan(), sue, { evaluateAt: planSentAt })));
  exchangeId = asId<'Exchange'>(sent.exchangeId);
  key = rooms.ledger.verifierKey;
  deps = {
    ...rooms,
    clock: { now: () => new Date('2028-02-01T09:00:00Z') },
    spellPolicy: (bundle, version) => spellPolicy('policies', bundle, version),
  };
  looking = {
    organisation: { organisationId: region.organisations.WMC },
    practitioner: { staffId: asId<'Staff'>('wmc.ig') },
  };
  archive = valueOf(await composeEvidence(deps, { exchangeId, looking, why: 'complaint 12' }));
  const read = readArchive(archive);
  if (!read.ok) throw new Error(read.refusal);
  files = read.value.slice(1);
});
afterAll(async () => {
  await system.stop();
});

/** An archive of other files, signed again by whoever has the ledger's key. */
async function signAgain(given: readonly ArchivedFile[], about: string = exchangeId): Promise<Buffer> {
  const lines = writeManifest(about, new Date(0), given);
  const manifest = await system.rooms.ledger.signStatement('evidence', lines);
  return writeArchive([{ name: manifestName, bytes: Buffer.from(manifest) }, ...given]);
}

/** The files with one replaced; its text is changed by a function. */
function change(wanted: RegExp, edit: (text: string) => string): readonly ArchivedFile[] {
  const found = files.find(({ name }) => wanted.test(name));
  if (found === undefined) throw new Error(`no file ${String(wanted)}`);
  const edited = edit(found.bytes.toString());
  if (edited === found.bytes.toString()) throw new Error(`nothing was changed in ${found.name}`);
  return files.map((file) => (file === found ? { ...file, bytes: Buffer.from(edited) } : file));
}

const faultsOf = async (given: readonly ArchivedFile[]): Promise<readonly string[]> =>
  (await verifyEvidence(await signAgain(given), [key])).faults.map(({ code }) => code);
const textOf = (name: RegExp): string =>
  files
    .filter((file) => name.test(file.name))
    .map(({ bytes }) => bytes.toString())
    .join('\n');

describe('an evidence bundle', () => {
  it('verifies with the public key alone, and shows entry, choices, policy, agreement and outcome', async () => {
    const verdict = await verifyEvidence(archive, [key]);
    expect(verdict).toMatchObject({ verified: true, faults: [], exchangeId });
    expect(verdict.madeAt).toBe('2028-02-01T09:00:00.000Z');
    expect(verdict.consents).toBeGreaterThan(0);
    expect(verdict.policies).toBeGreaterThan(0);
    expect(verdict.agreements).toBe(1);
    const entries = textOf(/^entries\/.*json$/);
    expect(entries).toContain('"assent.decision/2"');
    expect(entries).toContain('"assent.disclosure/1"');
    expect(entries).toContain('"DELIVERED"');
    expect(entries).toContain('"CONSENT_RECORDED"');
    expect(entries).toContain('"AGREEMENT_SIGNED"');
    expect(textOf(/^consents/)).toContain('shownText');
  });

  it('verifies with a key that the ledger has had, and with no other', async () => {
    const other = makeSigner(system.rooms.ledger.origin).verifierKey;
    expect((await verifyEvidence(archive, [other, key])).verified).toBe(true);
    expect((await verifyEvidence(archive, [other])).faults).toEqual([
      { code: 'not-signed', file: 'manifest' },
    ]);
    expect((await verifyEvidence(archive, [])).verified).toBe(false);
  });

  it('was written down with who had it made and why, before it was given out', async () => {
    const { ledger } = system.rooms;
    const [latest] = await ledger.findEntries({ kind: 'LOOK', limit: 1 });
    const look = latest && (await ledger.readEntry(latest.entryId));
    const [part] = look?.parts ?? [];
    expect(part).toMatchObject({
      content: {
        at: 'EVIDENCE',
        why: 'complaint 12',
        staff: 'wmc.ig',
        organisation: system.region.organisations.WMC,
        exchangeId,
      },
    });
  });

  it('is not made where its making cannot be written down', async () => {
    const refuse = (): Promise<never> => Promise.reject(new Error('no database'));
    const broken = { ...deps, ledger: { ...deps.ledger, append: refuse } };
    await expect(composeEvidence(broken, { exchangeId, looking, why: 'complaint 12' })).rejects.toThrow(
      'no database',
    );
  });

  it('holds no silent part and no part about anybody else, nor how many there are', async () => {
    const [decision] = (await findEntries(system.rooms, exchangeId)).filter(
      ({ kind }) => kind === 'DECISION',
    );
    const schemaOf = (part: OpenedPart): unknown => (part.erased ? undefined : part.content['schema']);
    const base = decision?.parts.find((part) => schemaOf(part) === 'assent.decision/2');
    const person = base?.erased === false ? base.about[0] : undefined;
    const hidden = (decision?.parts ?? []).filter(
      (part) => !part.erased && (part.silent || part.about.some((each) => each !== person)),
    );
    expect(hidden.length).toBeGreaterThan(1);
    const shown = JSON.parse(textOf(new RegExp(`^entries/${String(decision?.index)}\\.json$`))) as {
      content: { schema: string };
    }[];
    const open = (decision?.parts ?? []).filter((part) => !hidden.includes(part));
    expect(shown.map(({ content }) => content.schema).toSorted()).toEqual(open.map(schemaOf).toSorted());
    for (const part of hidden)
      if (!part.erased)
        for (const { bytes } of files) expect(bytes.toString()).not.toContain(JSON.stringify(part.content));
    expect(Object.keys(JSON.parse(textOf(/^evidence\.json$/)) as object).toSorted()).toEqual([
      'agreements',
      'consents',
      'entries',
      'exchangeId',
      'origin',
      'policies',
      'schema',
    ]);
  });

  it('is refused for an exchange that is not there', async () => {
    const order = { exchangeId: newId<'Exchange'>(), looking, why: 'complaint 12' };
    expect(await composeEvidence(deps, order)).toEqual({ ok: false, refusal: 'no-such-exchange' });
  });
});

describe('whoever alters an evidence bundle', () => {
  it('is found out at every byte', async () => {
    for (let at = 0; at < archive.length; at += 1 + Math.floor(archive.length / 500)) {
      const altered = Buffer.from(archive);
      altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
      const verdict = await verifyEvidence(altered, [key]);
      expect([at, verdict.verified]).toEqual([at, false]);
    }
    for (const altered of [archive.subarray(0, -512), Buffer.concat([archive, Buffer.alloc(512)])])
      expect((await verifyEvidence(altered, [key])).faults).toEqual([
        { code: 'not-an-archive', file: 'archive' },
      ]);
  });

  it('is found out when a file is taken out, put in or exchanged without the ledger’s key', async () => {
    const [manifest] = readArchiveOf(archive);
    for (const altered of [
      files.slice(1),
      [...files, { name: 'more', bytes: Buffer.alloc(1) }],
      files.toReversed(),
    ])
      expect((await verifyEvidence(writeArchive([manifest, ...altered]), [key])).faults).toEqual([
        { code: 'not-signed', file: 'manifest' },
      ]);
  });

  const moves: readonly (readonly [string, RegExp, (text: string) => string, string])[] = [
    [
      'what was decided',
      /^entries\/\d+\.json$/,
      (t) => t.replace('FORWARD_REDACTED', 'FORWARD'),
      'part-refused',
    ],
    ['a receipt', /^entries\/\d+\.tlog-proof$/, (t) => t.replace('index ', 'index 1'), 'receipt-refused'],
    ['a choice', /^consents\//, (t) => t.replace(/inPerson/, 'phone'), 'consent-differs'],
    [
      'how a choice stood',
      /^consents\//,
      (t) => t.replace('"status": "active"', '"status": "withdrawn"'),
      'consent-differs',
    ],
    ['the policy', /^policies\//, (t) => t.replace('BASE', 'EASE'), 'policy-differs'],
    ['the terms of the agreement', /^agreements\//, (t) => t.replace('P07', 'P08'), 'agreement-unsigned'],
    [
      'a signature on the agreement',
      /^agreements\//,
      (t) => t.replace(/"jws": "[^"]*"/, '"jws": "a.b.c"'),
      'agreement-unsigned',
    ],
    [
      'when the agreement was signed, by another signature',
      /^agreements\//,
      (t) => t.replace(/"jws": "(.)/, '"jws": "$1x'),
      'agreement-differs',
    ],
    [
      'the table of contents',
      /^evidence\.json$/,
      (t) => t.replace('"kind": "DECISION"', '"kind": "OUTCOME"'),
      'receipt-refused',
    ],
    [
      'that a choice was relied on',
      /^evidence\.json$/,
      (t) => t.replace(/"consents": \[[^\]]*\]/, '"consents": []'),
      'consent-missing',
    ],
    [
      'that a policy decided',
      /^evidence\.json$/,
      (t) => t.replace(/"policies": \[[^\]]*\]/, '"policies": []'),
      'policy-missing',
    ],
    [
      'that there was an agreement',
      /^evidence\.json$/,
      (t) => t.replace(/"agreements": \[[^\]]*\]/, '"agreements": []'),
      'agreement-missing',
    ],
    ['the shape of a file', /^evidence\.json$/, (t) => t.replace('{', '{"more": 1,'), 'unreadable'],
  ];
  it.each(moves)(
    'and signs again with the ledger’s own key cannot alter %s',
    async (_, file, edit, fault) => {
      expect(await faultsOf(files)).toEqual([]);
      expect(await faultsOf(change(file, edit))).toContain(fault);
    },
  );

  it('and signs again cannot leave out a file, add one, or show another exchange', async () => {
    const policy = files.filter(({ name }) => !name.startsWith('policies/'));
    expect(await faultsOf(policy)).toContain('file-missing');
    expect(await faultsOf([...files, { name: 'more', bytes: Buffer.alloc(1) }])).toEqual(['file-surplus']);
    const other = await verifyEvidence(await signAgain(files, newId<'Exchange'>()), [key]);
    expect(other.faults.map(({ code }) => code)).toEqual(['other-exchange']);
  });

  it('and signs again cannot show a silent part', async () => {
    const { ledger } = system.rooms;
    const [decision] = (await findEntries(system.rooms, exchangeId)).filter(
      ({ kind }) => kind === 'DECISION',
    );
    const reopened = decision && (await ledger.reopenEntry(decision.entryId));
    const silent = reopened?.parts.find((part) => part.silent);
    if (silent === undefined) throw new Error('every decision has a silent part');
    const more = { content: silent.content, opening: silent.opening };
    const shown = change(new RegExp(`^entries/${String(decision?.index)}\\.json$`), (text) =>
      JSON.stringify([...(JSON.parse(text) as object[]), more]),
    );
    expect(await faultsOf(shown)).toEqual(['part-silent']);
  });
});

describe('the application log', () => {
  it('says nothing of what stands in the ledger: no person, no text, no hash, no reason', async () => {
    const log = system.readLog();
    expect(log).toContain(exchangeId);
    const { ledger } = system.rooms;
    const found = new Set<string>();
    let parts = 0;
    for (let index = 0n; ; index += 1n) {
      const entry = await ledger.findEntryAt(index);
      if (entry === undefined) break;
      for (const part of entry.parts) {
        if (part.erased) continue;
        parts += 1;
        for (const text of [...part.about, ...textsIn(part.content)]) if (log.includes(text)) found.add(text);
      }
    }
    expect(parts).toBeGreaterThan(50);
    // What may be logged: which exchange, organisation, system and delivery it was, the codes of the request, and how it ended.
    const identifiers = [...found].filter((text) => !/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text));
    expect(identifiers).toEqual([]);
    const people = new Set((await everybody()).filter((person) => log.includes(person)));
    expect([...people]).toEqual([]);
  });

  async function everybody(): Promise<readonly string[]> {
    const { rows } = await system.database.owner.query<{ person_id: string }>(
      'select person_id from families.persons',
    );
    return rows.map((row) => row.person_id);
  }

  /** Every text of a content that is no short code: codes of outcome, purpose and type are logged. */
  function textsIn(value: unknown): readonly string[] {
    if (typeof value === 'string') return value.length > 8 && !/^[A-Z0-9_]+$/.test(value) ? [value] : [];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
  }
});

function readArchiveOf(bytes: Buffer): readonly [ArchivedFile, ...ArchivedFile[]] {
  const [first, ...rest] = valueOf(readArchive(bytes));
  if (first === undefined) throw new Error('an archive has files');
  return [first, ...rest];
}
