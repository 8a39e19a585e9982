import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { fillSlots } from '../../src/ledger/entry-codec.ts';
import {
  type StatementFields,
  deriveLeaf,
  formatStatement,
  leafOf,
  parseStatement,
} from '../../src/ledger/entry-statement.ts';
import { entryKinds } from '../../src/ledger/entry.ts';
import { asId } from '../../src/platform/index.ts';
import { hashLeaf, rootOfLeaves } from '../../src/tlog/index.ts';

const salt = Buffer.alloc(32, 0xab);
const sha256 = (...bytes: readonly Buffer[]): Buffer =>
  createHash('sha256').update(Buffer.concat(bytes)).digest();

const fields: StatementFields = {
  entryId: asId<'Entry'>('0b8e2f64-9c1f-4c52-8d3b-9d9ad9b8f001'),
  kind: 'DECISION',
  at: '2028-01-07T15:00:00.123Z',
  exchangeId: asId<'Exchange'>('0b8e2f64-9c1f-4c52-8d3b-9d9ad9b8f002'),
  slotCount: 16,
  slotRoot: salt,
  salt: Buffer.alloc(32, 0xcd),
};
const statement = formatStatement(fields);
const open = formatStatement({ ...fields, salt: null });

describe('what an entry says of itself', () => {
  it('is eight lines of text, the salt last', () => {
    expect(statement).toBe(
      [
        'assent ledger entry v2',
        '0b8e2f64-9c1f-4c52-8d3b-9d9ad9b8f001',
        'DECISION',
        '2028-01-07T15:00:00.123Z',
        '0b8e2f64-9c1f-4c52-8d3b-9d9ad9b8f002',
        '16',
        'q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=',
        'zc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc0=',
        '',
      ].join('\n'),
    );
    expect(formatStatement({ ...fields, exchangeId: null }).split('\n')[4]).toBe('-');
  });

  it('was seven lines without a salt in the first format', () => {
    expect(open).toBe(
      [
        'assent ledger entry v1',
        '0b8e2f64-9c1f-4c52-8d3b-9d9ad9b8f001',
        'DECISION',
        '2028-01-07T15:00:00.123Z',
        '0b8e2f64-9c1f-4c52-8d3b-9d9ad9b8f002',
        '16',
        'q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=',
        '',
      ].join('\n'),
    );
  });

  it('is read back for every kind, slot count, and with or without an exchange and a salt', () => {
    for (const kind of entryKinds)
      for (const slotCount of [4, 16, 64, 256])
        for (const exchangeId of [fields.exchangeId, null])
          for (const given of [fields.salt, null]) {
            const value = { ...fields, kind, slotCount, exchangeId, salt: given };
            expect(parseStatement(formatStatement(value))).toEqual({ ok: true, value });
          }
  });

  const lines = statement.split('\n');
  it.each([
    ['another header', lines.with(0, 'assent ledger entry v3')],
    ['the header of the first format', lines.with(0, 'assent ledger entry v1')],
    ['an upper-case entry', lines.with(1, (lines[1] ?? '').toUpperCase())],
    ['a longer entry', lines.with(1, `${lines[1] ?? ''}0`)],
    ['something before the entry', lines.with(1, `0${lines[1] ?? ''}`)],
    ['an unknown kind', lines.with(2, 'DECISIONS')],
    ['a time without milliseconds', lines.with(3, '2028-01-07T15:00:00Z')],
    ['a time with an offset', lines.with(3, '2028-01-07T15:00:00.123+00:00')],
    ['something before the time', lines.with(3, `1${lines[3] ?? ''}`)],
    ['something after the time', lines.with(3, `${lines[3] ?? ''}1`)],
    ['an empty exchange', lines.with(4, '')],
    ['a wrong exchange', lines.with(4, '--')],
    ['another slot count', lines.with(5, '8')],
    ['a slot count with a zero', lines.with(5, '016')],
    ['a short root', lines.with(6, 'q6ur')],
    ['a root that is no base64', lines.with(6, '!')],
    ['a short salt', lines.with(7, 'q6ur')],
    ['a salt that is no base64', lines.with(7, '!')],
    ['no salt', [...lines.slice(0, 7), '']],
    ['something after its end', [...lines, '']],
    ['something in its last line', lines.with(8, 'x')],
    ['no last newline', lines.slice(0, 8)],
    ['too few lines', lines.slice(0, 3)],
    ['nothing', []],
    ['the header of the second format and no salt', open.split('\n').with(0, 'assent ledger entry v2')],
    ['a salt in the first format', open.split('\n').with(7, `${lines[7] ?? ''}\n`)],
  ])('is refused with %s', (_, changed) => {
    expect(parseStatement(changed.join('\n'))).toEqual({ ok: false, refusal: 'not-a-statement' });
  });
});

describe('a leaf', () => {
  it('is a commitment to the statement, of which nothing can be read', () => {
    const commitment = sha256(Buffer.from('assent ledger statement\n'), Buffer.from(statement));
    expect(leafOf(Buffer.from(statement)).toString()).toBe(
      `assent ledger leaf v2\n${commitment.toString('base64')}\n`,
    );
  });

  it('was the statement itself in the first format, and is the text itself in formats of others', () => {
    for (const text of [open, 'no statement of ours', 'assent ledger entry v2', ''])
      expect(leafOf(Buffer.from(text)).toString()).toBe(text);
  });

  const slots = {
    slotCount: 4,
    slotSeed: salt,
    indexCommitment: sha256(Buffer.from('index')),
    parts: [{ slot: 1, commitment: sha256(Buffer.from('part')) }],
  };
  const entry = { ...fields, ...slots, leafVersion: 2 as const };

  it('is salted with what follows from the seed and does not lead back to it', () => {
    const derived = deriveLeaf(entry);
    const slotRoot = rootOfLeaves(fillSlots(slots));
    const leafSalt = sha256(Buffer.from('assent ledger leaf salt\n'), salt);
    expect(derived.statement).toBe(formatStatement({ ...fields, slotCount: 4, slotRoot, salt: leafSalt }));
    expect(derived.leaf).toEqual(leafOf(Buffer.from(derived.statement)));
    expect(derived.leafHash).toEqual(hashLeaf(derived.leaf));
    expect(derived.statement).not.toContain(salt.toString('base64'));
  });

  it('of the first format stays what it was', () => {
    const { statement: text, leaf, leafHash } = deriveLeaf({ ...entry, leafVersion: 1 });
    expect(text).toMatch(/^assent ledger entry v1\n/);
    expect(leaf.toString()).toBe(text);
    expect(leafHash).toEqual(hashLeaf(Buffer.from(text)));
  });

  it.each([1, 2] as const)(
    'of format %i commits to identity, kind, time, exchange and every slot',
    (leafVersion) => {
      const other = sha256(Buffer.from('other'));
      const changes = [
        { entryId: asId<'Entry'>('other') },
        { kind: 'OUTCOME' as const },
        { at: '2028-01-07T15:00:00.124Z' },
        { exchangeId: null },
        { slotCount: 16 },
        { slotSeed: other },
        { indexCommitment: other },
        { indexCommitment: null },
        { parts: [] },
        { parts: [{ slot: 2, commitment: sha256(Buffer.from('part')) }] },
        { parts: [{ slot: 1, commitment: other }] },
      ];
      const hashes = [{}, ...changes].map((change) =>
        deriveLeaf({ ...entry, leafVersion, ...change }).leafHash.toString('hex'),
      );
      expect(new Set(hashes).size).toBe(changes.length + 1);
    },
  );
});
