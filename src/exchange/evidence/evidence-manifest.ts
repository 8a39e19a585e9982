import { hash } from 'node:crypto';
import { type StatementRefusal, verifyStatement } from '../../ledger/index.ts';
import { type Result, ok, refuse } from '../../platform/index.ts';
import type { ArchivedFile } from './evidence-archive.ts';

/** The name of the file that signs for all others. */
export const manifestName = 'manifest';

/** The lines of a manifest: the exchange, when the bundle was made, and each file with hash and size. */
export function writeManifest(
  exchangeId: string,
  madeAt: Date,
  files: readonly ArchivedFile[],
): readonly string[] {
  return [exchangeId, madeAt.toISOString(), ...files.map(describeFile)];
}

function describeFile({ name, bytes }: ArchivedFile): string {
  return `${hash('sha256', bytes, 'base64')} ${bytes.length} ${name}`;
}

/** What a signed manifest says of its bundle. */
export interface ProvenManifest {
  readonly exchangeId: string;
  readonly madeAt: string;
}

/** Proves that the log signed for exactly these files, in this order. */
export function verifyManifest(
  manifest: Buffer,
  files: readonly ArchivedFile[],
  verifierKey: string,
): Result<ProvenManifest, StatementRefusal | 'other-files'> {
  const proven = verifyStatement('evidence', manifest.toString('utf8'), verifierKey, parseLines);
  if (!proven.ok) return proven;
  const { described, ...said } = proven.value;
  const expected = files.map(describeFile);
  const isWhole =
    expected.length === described.length && expected.every((line, at) => line === described[at]);
  return isWhole ? ok(said) : refuse('other-files');
}

function parseLines(
  lines: readonly string[],
): (ProvenManifest & { readonly described: readonly string[] }) | undefined {
  const [exchangeId, madeAt, ...described] = lines;
  return exchangeId === undefined || madeAt === undefined ? undefined : { exchangeId, madeAt, described };
}
