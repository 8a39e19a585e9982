import { hash } from 'node:crypto';
import {
  type EntryId,
  type ExchangeId,
  type Result,
  asId,
  ok,
  refuse,
  uuidShape,
} from '../platform/index.ts';
import { hashLeaf, hashLength, parseBase64, rootOfLeaves } from '../tlog/index.ts';
import { type EntryKind, type LeafVersion, entryKinds } from './entry.ts';
import { type EntrySlots, fillSlots, saltLength } from './entry-codec.ts';

/*
 * What an entry says of itself, and the leaf that commits to it. Pure. The formats are for ever: what was once appended must be
 * derivable by any later version (docs/decisions/0003-entry-parts-and-keys.md, 0022-witnesses-and-tiles.md).
 */

/** What an entry's statement says of it: who, what and when, and a root over its sealed content. */
export interface StatementFields {
  readonly entryId: EntryId;
  readonly kind: EntryKind;
  /** ISO 8601 in UTC with milliseconds. */
  readonly at: string;
  readonly exchangeId: ExchangeId | null;
  readonly slotCount: number;
  /** The RFC 6962 root over the slots' commitments, taken as leaf hashes. */
  readonly slotRoot: Buffer;
  /** 32 bytes that hide the statement from whoever sees only its leaf; null in the first format, whose leaf is the statement. */
  readonly salt: Buffer | null;
}

/** The format of the leaves of new entries. */
export const presentLeafVersion: LeafVersion = 2;

const openStatementHeader = 'assent ledger entry v1';
const saltedStatementHeader = 'assent ledger entry v2';
const leafHeader = 'assent ledger leaf v2';
const statementDomain = Buffer.from('assent ledger statement\n');
const leafSaltDomain = Buffer.from('assent ledger leaf salt\n');

/** The statement: seven lines of text, and one more with the salt. A receipt carries it. */
export function formatStatement(fields: StatementFields): string {
  return [
    fields.salt === null ? openStatementHeader : saltedStatementHeader,
    fields.entryId,
    fields.kind,
    fields.at,
    fields.exchangeId ?? '-',
    fields.slotCount,
    fields.slotRoot.toString('base64'),
    ...(fields.salt === null ? [] : [fields.salt.toString('base64')]),
    '',
  ].join('\n');
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Reads a statement strictly: what it gives is written as exactly this text. */
export function parseStatement(text: string): Result<StatementFields, 'not-a-statement'> {
  const [header, entryId, kindText, at, exchange, count, root, ...rest] = text.split('\n');
  const salt = header === saltedStatementHeader ? parseBase64(rest.shift() ?? '') : null;
  if (salt === null ? header !== openStatementHeader : salt?.length !== saltLength)
    return refuse('not-a-statement');
  if (rest.length !== 1 || rest[0] !== '') return refuse('not-a-statement');
  const kind = entryKinds.find((name) => name === kindText);
  const slotCount = [4, 16, 64, 256].find((slots) => String(slots) === count);
  const slotRoot = parseBase64(root ?? '');
  if (kind === undefined || slotCount === undefined || slotRoot?.length !== hashLength)
    return refuse('not-a-statement');
  if (entryId === undefined || !uuidShape.test(entryId) || at === undefined || !instant.test(at))
    return refuse('not-a-statement');
  if (exchange === undefined || !(exchange === '-' || uuidShape.test(exchange)))
    return refuse('not-a-statement');
  return ok({
    entryId: asId<'Entry'>(entryId),
    kind,
    at,
    exchangeId: exchange === '-' ? null : asId<'Exchange'>(exchange),
    slotCount,
    slotRoot,
    salt: salt ?? null,
  });
}

/**
 * The bytes that stand in the tree for a statement: of a salted one a commitment that tells nothing to whoever has not the
 * statement; of any other text the text itself.
 */
export function leafOf(statement: Buffer): Buffer {
  if (
    !statement.subarray(0, saltedStatementHeader.length + 1).equals(Buffer.from(`${saltedStatementHeader}\n`))
  )
    return statement;
  const commitment = hash('sha256', Buffer.concat([statementDomain, statement]), 'base64');
  return Buffer.from(`${leafHeader}\n${commitment}\n`);
}

/** The statement and the leaf of an entry as it is stored. */
export function deriveLeaf(
  entry: Omit<StatementFields, 'slotRoot' | 'salt'> & EntrySlots & { readonly leafVersion: LeafVersion },
): { readonly statement: string; readonly leaf: Buffer; readonly leafHash: Buffer } {
  const statement = formatStatement({
    ...entry,
    slotRoot: rootOfLeaves(fillSlots(entry)),
    salt: entry.leafVersion === 1 ? null : deriveLeafSalt(entry.slotSeed),
  });
  const leaf = leafOf(Buffer.from(statement));
  return { statement, leaf, leafHash: hashLeaf(leaf) };
}

/** Derived, so that nothing more is stored; it does not lead back to the seed, which tells padding from parts. */
function deriveLeafSalt(slotSeed: Buffer): Buffer {
  return hash('sha256', Buffer.concat([leafSaltDomain, slotSeed]), 'buffer');
}
