import { hash } from 'node:crypto';
import { verifyAgreementProof } from '../../agreements/index.ts';
import { hashBodyText, parseNotice, readInformationGiven } from '../../consent/index.ts';
import { isSilentOpening, verifyPartOpening, verifyReceipt } from '../../ledger/index.ts';
import { type JsonValue, canonicalJson } from '../../platform/index.ts';
import { type ArchivedFile, readArchive } from './evidence-archive.ts';
import {
  type DecisionLinks,
  type EvidenceContents,
  contentsName,
  contentsSchema,
  gatherLinks,
  partsSchema,
  shownAgreementSchema,
  shownConsentSchema,
} from './evidence-files.ts';
import { manifestName, verifyManifest } from './evidence-manifest.ts';
import { readMe } from './read-me.ts';

/** What can be wrong with a bundle, and what it means. */
export const evidenceFaults = {
  'not-an-archive': 'this is no archive as an evidence bundle is written',
  'not-signed': 'no key that was given signed for exactly these files',
  unreadable: 'the file has not the shape that it must have',
  'other-exchange': 'it speaks of another exchange than the manifest',
  'file-missing': 'the file is not in the bundle',
  'file-surplus': 'nothing leads to this file',
  'receipt-refused': 'the receipt does not prove that the entry stands in the ledger',
  'part-refused': 'the content is not what the entry commits to',
  'part-silent': 'the bundle shows a part that nobody may see',
  'no-decision': 'no decision of the exchange is in the bundle',
  'consent-missing': 'a choice that decided is neither shown nor said to be left out',
  'consent-differs': 'the choice is not what its entry states',
  'notice-differs': 'the notice is not the one that the person was shown',
  'policy-missing': 'the text of a policy that decided is not in the bundle',
  'policy-differs': 'the text is not the one that the hash in the decision stands for',
  'agreement-missing': 'an agreement that decided is not in the bundle',
  'agreement-differs': 'the agreement is not what its entries state',
  'agreement-unsigned': 'not every side of the agreement signed these terms',
} as const;

/** The stable name of a fault. */
export type EvidenceFaultCode = keyof typeof evidenceFaults;

/** What the examination of a bundle gave. */
export interface EvidenceVerdict {
  readonly verified: boolean;
  readonly faults: readonly { readonly code: EvidenceFaultCode; readonly file: string }[];
  /** What the signed manifest says; null where nobody signed it. */
  readonly exchangeId: string | null;
  readonly madeAt: string | null;
  readonly entries: number;
  readonly consents: number;
  readonly policies: number;
  readonly agreements: number;
}

/**
 * Proves an evidence bundle from its bytes and the log's public keys alone: the present one and those that it replaced. Asks no
 * database, clock or network.
 */
export async function verifyEvidence(
  archive: Buffer,
  verifierKeys: readonly string[],
): Promise<EvidenceVerdict> {
  return new Examination(verifierKeys).run(archive);
}

class Examination {
  readonly #keys: readonly string[];
  readonly #faults: EvidenceVerdict['faults'][number][] = [];
  readonly #files = new Map<string, Buffer>();
  readonly #used = new Set<string>([contentsName, readMe.name]);
  readonly #contents: Readonly<Record<string, unknown>>[] = [];

  constructor(keys: readonly string[]) {
    this.#keys = keys;
  }

  async run(archive: Buffer): Promise<EvidenceVerdict> {
    const read = readArchive(archive);
    if (!read.ok) this.#fault('not-an-archive', 'archive');
    const [manifest, ...files] = read.ok ? read.value : [];
    const proven = this.#proveManifest(manifest, files);
    if (proven === undefined) return this.#judge(null, null);
    for (const { name, bytes } of files) this.#files.set(name, bytes);
    const contents = this.#readContents(proven.exchangeId);
    if (contents !== undefined) {
      this.#proveEntries(contents);
      const links = gatherLinks(this.#contents);
      this.#proveConsents(contents, links);
      this.#provePolicies(contents, links);
      await this.#proveAgreements(contents, links);
    }
    for (const name of this.#files.keys()) if (!this.#used.has(name)) this.#fault('file-surplus', name);
    return this.#judge(proven, contents ?? null);
  }

  #proveManifest(
    manifest: ArchivedFile | undefined,
    files: readonly ArchivedFile[],
  ): { readonly exchangeId: string; readonly madeAt: string } | undefined {
    if (manifest === undefined) return undefined;
    for (const key of manifest.name === manifestName ? this.#keys : []) {
      const proven = verifyManifest(manifest.bytes, files, key);
      if (proven.ok) return proven.value;
    }
    this.#fault('not-signed', manifestName);
    return undefined;
  }

  #readContents(exchangeId: string): EvidenceContents | undefined {
    const contents = this.#readJson(contentsName, contentsSchema);
    if (contents !== undefined && contents.exchangeId !== exchangeId)
      this.#fault('other-exchange', contentsName);
    return contents;
  }

  #proveEntries({ entries, exchangeId }: EvidenceContents): void {
    let decisions = 0;
    for (const { index, kind, receipt, parts } of entries) {
      const leaf = this.#proveReceipt(receipt, index, kind);
      const shown = this.#readJson(parts, partsSchema);
      if (leaf === undefined || shown === undefined) continue;
      if (kind === 'DECISION' && leaf.exchangeId === exchangeId && shown.length > 0) decisions += 1;
      for (const { content, opening } of shown) {
        const opened = verifyPartOpening(leaf, opening);
        if (!opened.ok || spell(opened.value) !== spell(content)) this.#fault('part-refused', parts);
        else if (isSilentOpening(opening)) this.#fault('part-silent', parts);
        else this.#contents.push(content);
      }
    }
    if (decisions === 0) this.#fault('no-decision', contentsName);
  }

  #proveReceipt(
    name: string,
    index: number,
    kind: string,
  ): Parameters<typeof verifyPartOpening>[0] | undefined {
    const text = this.#take(name)?.toString('utf8');
    if (text === undefined) return undefined;
    for (const key of this.#keys) {
      const proven = verifyReceipt(text, 'CARRIED', key);
      if (!proven.ok || proven.value.entry === null) continue;
      if (proven.value.index === index && proven.value.entry.kind === kind) return proven.value.entry;
    }
    this.#fault('receipt-refused', name);
    return undefined;
  }

  #proveConsents({ consents }: EvidenceContents, links: DecisionLinks): void {
    for (const { consentId, version } of links.consents) {
      const listed = consents.find((each) => each.consentId === consentId && each.version === version);
      if (listed === undefined || (listed.file === null && listed.leftOut === null))
        this.#fault('consent-missing', contentsName);
    }
    for (const { consentId, version, file } of consents) {
      if (file === null) continue;
      const shown = this.#readJson(file, shownConsentSchema);
      if (shown === undefined) continue;
      const { status, type, kind, bodyText, notice } = shown;
      const stated = this.#contents.find(
        (content) => content['consentId'] === consentId && content['version'] === version,
      );
      const isStated =
        shown.consentId === consentId &&
        shown.version === version &&
        spell({ status, type, kind, bodyHash: hashBodyText(bodyText) }) === spell(pickState(stated));
      if (!isStated) this.#fault('consent-differs', file);
      if (!isNoticeOf(notice, bodyText)) this.#fault('notice-differs', file);
    }
  }

  #provePolicies({ policies }: EvidenceContents, links: DecisionLinks): void {
    for (const { bundle, version, hash: expected } of links.policies) {
      const listed = policies.find((each) => each.hash === expected);
      if (listed?.bundle !== bundle || listed.version !== version)
        this.#fault('policy-missing', contentsName);
    }
    for (const { hash: expected, file } of policies) {
      const text = this.#take(file);
      if (text !== undefined && hash('sha256', text, 'hex') !== expected) this.#fault('policy-differs', file);
    }
  }

  async #proveAgreements({ agreements }: EvidenceContents, links: DecisionLinks): Promise<void> {
    for (const { agreementId, version } of links.agreements)
      if (!agreements.some((each) => each.agreementId === agreementId && each.version === version))
        this.#fault('agreement-missing', contentsName);
    for (const { agreementId, version, file } of agreements) {
      const proof = this.#readJson(file, shownAgreementSchema);
      if (proof === undefined) continue;
      if (!(await verifyAgreementProof(proof)).ok) this.#fault('agreement-unsigned', file);
      const stated = this.#contents.filter(
        (content) => content['agreementId'] === agreementId && content['version'] === version,
      );
      const isProposed = stated.some(({ terms }) => terms !== undefined && spell(terms) === proof.termsText);
      const isSigned = proof.signatures.every(({ jws }) => stated.some((content) => content['jws'] === jws));
      const isOfThis = proof.agreementId === agreementId && proof.version === version;
      if (!isProposed || !isSigned || !isOfThis) this.#fault('agreement-differs', file);
    }
  }

  #take(name: string): Buffer | undefined {
    this.#used.add(name);
    const bytes = this.#files.get(name);
    if (bytes === undefined) this.#fault('file-missing', name);
    return bytes;
  }

  #readJson<Value>(
    name: string,
    schema: { safeParse(value: unknown): { success: true; data: Value } | { success: false } },
  ): Value | undefined {
    const bytes = this.#take(name);
    if (bytes === undefined) return undefined;
    const parsed = schema.safeParse(parseJson(bytes));
    if (parsed.success) return parsed.data;
    this.#fault('unreadable', name);
    return undefined;
  }

  #fault(code: EvidenceFaultCode, file: string): void {
    this.#faults.push({ code, file });
  }

  #judge(
    proven: { readonly exchangeId: string; readonly madeAt: string } | null,
    contents: EvidenceContents | null,
  ): EvidenceVerdict {
    return {
      verified: this.#faults.length === 0,
      faults: this.#faults,
      exchangeId: proven?.exchangeId ?? null,
      madeAt: proven?.madeAt ?? null,
      entries: contents?.entries.length ?? 0,
      consents: contents?.consents.filter(({ file }) => file !== null).length ?? 0,
      policies: contents?.policies.length ?? 0,
      agreements: contents?.agreements.length ?? 0,
    };
  }
}

/** What an entry states of a version of a choice. */
function pickState(stated: Readonly<Record<string, unknown>> | undefined): object {
  const { status, type, kind, bodyHash } = stated ?? {};
  return { status, type, kind, bodyHash };
}

/** Whether the registered notice is the one that the body names, word for word. Not every notice is registered. */
function isNoticeOf(notice: unknown, bodyText: string): boolean {
  const told = readInformationGiven(bodyText);
  if (told === undefined) return false;
  if (notice === null) return true;
  if (told === null || typeof notice !== 'object') return false;
  const { reference, language, format, text, scope } = notice as Readonly<Record<string, unknown>>;
  const parsed = parseNotice({ reference, language, format, text, scope }, 'REGISTERED');
  return parsed.ok && parsed.value.noticeVersion === told.noticeVersion;
}

function spell(value: unknown): string {
  return canonicalJson(JSON.parse(JSON.stringify(value)) as JsonValue);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
