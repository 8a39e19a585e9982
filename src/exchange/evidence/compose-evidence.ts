import type { Agreements } from '../../agreements/index.ts';
import { type Consents, type ShownVersion, readInformationGiven } from '../../consent/index.ts';
import type { Ledger, ReopenedEntry } from '../../ledger/index.ts';
import {
  type Clock,
  type ExchangeId,
  type PersonId,
  type Result,
  asId,
  ok,
  refuse,
} from '../../platform/index.ts';
import type { PolicySpelling } from '../../policy/index.ts';
import { type Looking, recordLooks } from '../record-look.ts';
import { type ArchivedFile, writeArchive } from './evidence-archive.ts';
import {
  type DecisionLinks,
  type EvidenceContents,
  type EvidenceParts,
  type ShownConsent,
  contentsName,
  gatherLinks,
} from './evidence-files.ts';
import { manifestName, writeManifest } from './evidence-manifest.ts';
import { findAgreementEntries, findConsentEntry } from './find-stating-entries.ts';
import { readMe } from './read-me.ts';

/** What a bundle is made from. */
export interface EvidenceDeps {
  readonly ledger: Ledger;
  readonly consents: Pick<Consents, 'findShown' | 'findNotice'>;
  readonly agreements: Pick<Agreements, 'findAgreementProof'>;
  readonly clock: Clock;
  /** The texts that a policy version's hash stands for, its own first. @throws where they are not there */
  readonly spellPolicy: (bundle: string, version: number) => readonly PolicySpelling[];
}

/** For whom a bundle is made, and why: it is written into the ledger before anything is given out. */
export interface EvidenceOrder {
  readonly exchangeId: ExchangeId;
  readonly looking: Looking;
  /** In the officer's own words: a complaint's number, a court's order. */
  readonly why: string;
}

/** Why there is no bundle. */
export type EvidenceRefusal =
  /** No decision of such an exchange stands in the ledger. */
  | 'no-such-exchange'
  /** Whoever it was about is erased. */
  | 'erased'
  /** A choice or agreement that decided is not there, or stated by no entry: the ledger must be verified first. */
  | 'record-unstated';

/**
 * Puts everything that proves one disclosure into one signed archive: its entries with receipts, what was known and decided, the
 * choices as they were shown, the policy's text, the agreement with its signatures, and how the delivery ended. Only what is about
 * the data subject alone goes in: no silent part and no part about anybody else, and nothing tells whether there are any. The
 * look is in the ledger before the archive leaves this function.
 */
export async function composeEvidence(
  deps: EvidenceDeps,
  { exchangeId, looking, why }: EvidenceOrder,
): Promise<Result<Buffer, EvidenceRefusal>> {
  const { ledger, clock } = deps;
  const all = (await ledger.findEntriesOfExchange(exchangeId)).filter(({ kind }) =>
    shownKinds.includes(kind),
  );
  if (!all.some(({ kind }) => kind === 'DECISION')) return refuse('no-such-exchange');
  const own = await Promise.all(all.map(({ entryId }) => reopen(ledger, entryId)));
  const base = own.flatMap(
    (entry) => entry.findPart('assent.decision/2') ?? entry.findPart('assent.decision/1') ?? [],
  );
  if (base.length === 0) return refuse('erased');
  const dataSubject = base[0]?.about[0] ?? null;

  const bundle = new Bundle(ledger, dataSubject);
  for (const entry of own) await bundle.addEntry(entry);
  const links = gatherLinks(bundle.contents);
  const consents = await addConsents(deps, bundle, links);
  if (!consents.ok) return consents;
  const policies = addPolicies(deps, bundle, links);
  const agreements = await addAgreements(deps, bundle, links);
  if (!agreements.ok) return agreements;

  const contents: EvidenceContents = {
    schema: 'assent.evidence/1',
    exchangeId,
    origin: ledger.origin,
    entries: bundle.entries,
    consents: [...consents.value],
    policies: [...policies],
    agreements: [...agreements.value],
  };
  const files = [toFile(contentsName, contents), readMe, ...bundle.files];
  const manifest = await ledger.signStatement('evidence', writeManifest(exchangeId, clock.now(), files));
  const look = {
    person: dataSubject,
    content: { at: 'EVIDENCE', exchangeId, why, entries: bundle.entries.map(({ index }) => index) },
  };
  await recordLooks({ ledger, clock }, looking, [look]);
  return ok(writeArchive([{ name: manifestName, bytes: Buffer.from(manifest) }, ...files]));
}

/** What an exchange's own entries in a bundle may record. Who else was told of it, and what waited, is not of this disclosure. */
const shownKinds: readonly string[] = ['DECISION', 'OUTCOME', 'ACKNOWLEDGEMENT'];

/** Entries and files as they come together. */
class Bundle {
  readonly files: ArchivedFile[] = [];
  readonly contents: unknown[] = [];
  readonly #ledger: Ledger;
  readonly #dataSubject: PersonId | null;
  readonly #entries = new Map<number, EvidenceContents['entries'][number]>();

  constructor(ledger: Ledger, dataSubject: PersonId | null) {
    this.#ledger = ledger;
    this.#dataSubject = dataSubject;
  }

  get dataSubject(): PersonId | null {
    return this.#dataSubject;
  }

  get entries(): EvidenceContents['entries'] {
    return [...this.#entries.values()].toSorted((one, other) => one.index - other.index);
  }

  /** Adds an entry once, with its receipt and those parts of it that may be shown. */
  async addEntry(entry: ReopenedEntry): Promise<void> {
    const index = Number(entry.index);
    if (this.#entries.has(index)) return;
    const shown: EvidenceParts = entry.parts
      .filter((part) => this.#mayShow(part))
      .map(({ content, opening }) => ({ content, opening: { ...opening, path: [...opening.path] } }));
    const [receipt, parts] = [`entries/${index}.tlog-proof`, `entries/${index}.json`];
    this.#entries.set(index, { index, kind: entry.kind, receipt, parts });
    this.contents.push(...shown.map(({ content }) => content));
    this.files.push(
      { name: receipt, bytes: Buffer.from(await this.#ledger.getReceipt(entry.index, entry.statement)) },
      toFile(parts, shown),
    );
  }

  /** A silent part is nobody's to see, and one that others stand in is not the data subject's alone. */
  #mayShow({ about, silent }: ReopenedEntry['parts'][number]): boolean {
    return !silent && about.every((person) => person === this.#dataSubject);
  }
}

async function addConsents(
  deps: EvidenceDeps,
  bundle: Bundle,
  links: DecisionLinks,
): Promise<Result<EvidenceContents['consents'], EvidenceRefusal>> {
  const listed: EvidenceContents['consents'] = [];
  for (const { consentId, version } of links.consents) {
    const shown = await deps.consents.findShown(asId<'Consent'>(consentId), version);
    if (shown === undefined) return refuse('record-unstated');
    const leftOut = findLeftOut(shown, bundle.dataSubject);
    if (leftOut !== null || shown.bodyText === null) {
      listed.push({ consentId, version, file: null, leftOut });
      continue;
    }
    const entry = await findConsentEntry(deps.ledger, shown);
    if (entry === undefined) return refuse('record-unstated');
    await bundle.addEntry(entry);
    const told = readInformationGiven(shown.bodyText);
    const notice = told == null ? null : ((await deps.consents.findNotice(told.noticeVersion)) ?? null);
    const file = `consents/${consentId}.${version}.json`;
    const { status, type, kind, validFrom, validTo, recordedAt, bodyText } = shown;
    const content: ShownConsent = {
      consentId,
      version,
      status,
      type,
      kind,
      validFrom: validFrom.toISOString(),
      validTo: validTo?.toISOString() ?? null,
      recordedAt: recordedAt.toISOString(),
      bodyText,
      notice,
    };
    bundle.files.push(toFile(file, content));
    listed.push({ consentId, version, file, leftOut: null });
  }
  return ok(listed);
}

function addPolicies(
  { spellPolicy }: EvidenceDeps,
  bundle: Bundle,
  { policies }: DecisionLinks,
): EvidenceContents['policies'] {
  const spelled = new Map(
    policies
      .flatMap((policy) => spellPolicy(policy.bundle, policy.version))
      .map((spelling) => [spelling.version.hash, spelling]),
  );
  return [...spelled.values()].map(({ version, text }) => {
    const file = `policies/${version.hash}.json`;
    bundle.files.push({ name: file, bytes: Buffer.from(text) });
    return { bundle: version.bundle, version: version.version, hash: version.hash, file };
  });
}

async function addAgreements(
  { agreements, ledger }: EvidenceDeps,
  bundle: Bundle,
  links: DecisionLinks,
): Promise<Result<EvidenceContents['agreements'], EvidenceRefusal>> {
  const listed: EvidenceContents['agreements'] = [];
  for (const { agreementId, version } of links.agreements) {
    const proof = await agreements.findAgreementProof(asId<'Agreement'>(agreementId), version);
    if (proof === undefined) return refuse('record-unstated');
    for (const entry of await findAgreementEntries(ledger, proof)) await bundle.addEntry(entry);
    const file = `agreements/${agreementId}.${version}.json`;
    bundle.files.push(toFile(file, proof));
    listed.push({ agreementId, version, file });
  }
  return ok(listed);
}

/** Why a choice is not shown; null where it is. */
function findLeftOut(
  { dataSubject, bodyText }: ShownVersion,
  about: PersonId | null,
): EvidenceContents['consents'][number]['leftOut'] {
  if (dataSubject !== about) return 'OTHER_PERSON';
  return bodyText === null ? 'ERASED' : null;
}

/** @throws LedgerTamperError; the entry was found a moment ago */
async function reopen(ledger: Ledger, entryId: Parameters<Ledger['reopenEntry']>[0]): Promise<ReopenedEntry> {
  const entry = await ledger.reopenEntry(entryId);
  if (entry === undefined) throw new Error('an entry that was found has vanished');
  return entry;
}

function toFile(name: string, content: object): ArchivedFile {
  return { name, bytes: Buffer.from(`${JSON.stringify(content, null, 2)}\n`) };
}
