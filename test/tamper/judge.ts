import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ledger, type LedgerProblemCode, verifyExport } from '../../src/ledger/index.ts';
import { parseTrustPolicy, parseVerifierKey } from '../../src/tlog/index.ts';
import { valueOf } from '../support/agreements.ts';
import { askGo } from '../support/go-verifier.ts';

/** What a judge has: public keys, one older witnessed checkpoint, and the witness's own latest one. */
export interface JudgesEvidence {
  readonly logKeys: readonly string[];
  readonly witnessKey: string;
  readonly older: string;
  readonly latest: string;
}

/** What the operator shows, which may be tampered with. */
export interface Shown {
  readonly ledger: Ledger;
  /** The checkpoint that is served; the witness's own latest where the operator serves it honestly. */
  readonly served: string;
  /** What is done to the exported folder before it is handed over. */
  readonly alterFolder?: (folder: string) => void;
  readonly minimumIndex?: number;
  /** What the judge has besides, where it is not what the log's own witness gave. */
  readonly evidence?: Partial<JudgesEvidence>;
}

/** What each verifier found: beside the database, from the exported folder, and the Go verifier (null: not asked). */
export interface Judgement {
  readonly beside: readonly LedgerProblemCode[];
  readonly folder: readonly (LedgerProblemCode | 'no-export')[];
  readonly go: boolean | null;
}

/** Whether anybody noticed anything. */
export function isAlarm({ beside, folder, go }: Judgement): boolean {
  return beside.length > 0 || folder.length > 0 || go === false;
}

/** Has the ledger verified beside its database, exported, and the folder verified by ours and the Go verifier. */
export async function judge(shown: Shown, usual: JudgesEvidence, go: string | null): Promise<Judgement> {
  const evidence = { ...usual, ...shown.evidence };
  const trusted = [evidence.older, evidence.latest];
  const { problems } = await shown.ledger.verify({ trusted });
  const directory = mkdtempSync(join(tmpdir(), 'assent-tamper-'));
  const folder = join(directory, 'export');
  try {
    const request = { policies: [], minimumIndex: shown.minimumIndex ?? 0 };
    const exported = await shown.ledger.exportTo(folder, request).then(
      () => true,
      () => false,
    );
    if (!exported) return { beside: problems.map(({ code }) => code), folder: ['no-export'], go: null };
    if (sizeOf(shown.served) === sizeOf(readFileSync(join(folder, 'checkpoint'), 'utf8')))
      writeFileSync(join(folder, 'checkpoint'), shown.served);
    shown.alterFolder?.(folder);
    const policy = `witness w ${evidence.witnessKey}\nquorum w\n`;
    const policyFile = join(directory, 'policy');
    writeFileSync(policyFile, policy);
    const verdict = await verifyExport(folder, {
      keys: evidence.logKeys.map((text) => ({ text, key: valueOf(parseVerifierKey(text)) })),
      policy: valueOf(parseTrustPolicy(policy)),
      trusted,
    });
    const [key] = evidence.logKeys;
    const isForGo =
      go !== null && key !== undefined && evidence.logKeys.length === 1 && shown.minimumIndex === undefined;
    return {
      beside: problems.map(({ code }) => code),
      folder: verdict.problems.map(({ code }) => code),
      go: isForGo ? askGo(go, ['folder', folder, key, policyFile]).verified : null,
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function sizeOf(note: string): string | undefined {
  return note.split('\n')[1];
}
