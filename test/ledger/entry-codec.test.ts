import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type LeafFields,
  commitTo,
  countSlots,
  decodePart,
  deriveLeaf,
  encodeIndexRow,
  encodePart,
  fillSlots,
  formatLeaf,
  parseLeaf,
} from '../../src/ledger/entry-codec.ts';
import { entryKinds } from '../../src/ledger/entry.ts';
import { hashLeaf, rootOfLeaves } from '../../src/tlog/merkle.ts';
import { type JsonObject, type JsonValue, asId, canonicalJson } from '../../src/platform/index.ts';

const salt = Buffer.alloc(32, 0xab);
const sha256 = (...parts: Buffer[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();

describe('committed bytes', () => {
  it('are version, kind, salt and canonical content', () => {
    const content = { b: 1, a: 'é' };
    for (const [kind, code] of [
      ['PART', 0],
      ['SILENT_PART', 1],
    ] as const) {
      const bytes = encodePart(kind, salt, content);
      expect(bytes).toEqual(Buffer.concat([Buffer.of(1, code), salt, Buffer.from('{"a":"é","b":1}')]));
      expect(decodePart(bytes)).toEqual({ ok: true, value: { kind, content } });
    }
  });

  it('are hashed under a domain of their own', () => {
    // Pinned: a different value would make every ledger ever written unverifiable.
    expect(commitTo(encodePart('PART', salt, {}))).toEqual(
      sha256(Buffer.from('assent ledger commitment\n'), Buffer.of(1, 0), salt, Buffer.from('{}')),
    );
  });

  it('give another commitment for another kind, salt or content', () => {
    const commitments = [
      encodePart('PART', salt, { a: 1 }),
      encodePart('SILENT_PART', salt, { a: 1 }),
      encodePart('PART', Buffer.alloc(32, 0xac), { a: 1 }),
      encodePart('PART', salt, { a: 2 }),
    ].map((bytes) => commitTo(bytes).toString('hex'));
    expect(new Set(commitments).size).toBe(4);
  });

  it('are read back whatever the content', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (value) => {
        const content = JSON.parse(JSON.stringify(value)) as JsonObject;
        expect(decodePart(encodePart('PART', salt, content))).toEqual({
          ok: true,
          value: { kind: 'PART', content },
        });
      }),
    );
  });

  it('are refused with another version, an unknown kind or nothing in them', () => {
    const bytes = encodePart('PART', salt, {});
    const refused = { ok: false, refusal: 'not-a-part' };
    expect(decodePart(Buffer.concat([Buffer.of(2), bytes.subarray(1)]))).toEqual(refused);
    expect(decodePart(Buffer.concat([Buffer.of(1, 2), bytes.subarray(2)]))).toEqual(refused);
    expect(decodePart(Buffer.concat([Buffer.of(1, 3), bytes.subarray(2)]))).toEqual(refused);
    expect(decodePart(bytes.subarray(0, 34))).toEqual(refused);
    expect(decodePart(Buffer.alloc(0))).toEqual(refused);
  });

  it('of an index row are its columns in their order', () => {
    const row = {
      personHash: 'AAAA',
      sourceOrganisationId: 'source',
      recipientOrganisationId: null,
      purpose: 'P07',
      messageType: 'M09',
      outcome: 'FORWARD',
      correlationId: 'é"1',
    };
    const text = '["AAAA","source",null,"P07","M09","FORWARD","é\\"1"]';
    expect(encodeIndexRow(salt, row)).toEqual(Buffer.concat([Buffer.of(1, 2), salt, Buffer.from(text)]));
    expect(canonicalJson(JSON.parse(text) as JsonValue)).toBe(text);
    expect(() => encodeIndexRow(Buffer.alloc(33), row)).toThrow('a salt has 32 bytes');
  });

  it('need a salt of 32 bytes', () => {
    expect(() => encodePart('PART', Buffer.alloc(31), {})).toThrow('a salt has 32 bytes');
  });
});

describe('slots', () => {
  it('are 4, 16, 64 or 256, one more than the parts at least', () => {
    expect([1, 3, 4, 15, 16, 63, 64, 255].map(countSlots)).toEqual([4, 4, 16, 16, 64, 64, 256, 256]);
    for (const parts of [0, -1, 1.5, 256, Number.NaN])
      expect(() => countSlots(parts)).toThrow('between 1 and 255 parts');
  });

  it('are filled with the index, the parts and padding that the seed decides', () => {
    const [index, part] = [sha256(Buffer.from('index')), sha256(Buffer.from('part'))];
    const padding = (slot: number): Buffer =>
      sha256(Buffer.from('assent ledger padding\n'), salt, Buffer.of(slot));
    const slots = {
      slotCount: 4,
      slotSeed: salt,
      indexCommitment: index,
      parts: [{ slot: 2, commitment: part }],
    };
    expect(fillSlots(slots)).toEqual([index, padding(1), part, padding(3)]);
    expect(fillSlots({ ...slots, indexCommitment: null })).toEqual([
      padding(0),
      padding(1),
      part,
      padding(3),
    ]);
    expect(new Set(fillSlots({ ...slots, parts: [], slotCount: 256 }).map(String)).size).toBe(256);
  });
});

describe('a leaf', () => {
  const fields: LeafFields = {
    entryId: asId<'Entry'>('0b8e2f64-9c1f-4c52-8d3b-9d9ad9b8f001'),
    kind: 'DECISION',
    at: '2028-01-07T15:00:00.123Z',
    exchangeId: asId<'Exchange'>('0b8e2f64-9c1f-4c52-8d3b-9d9ad9b8f002'),
    slotCount: 16,
    slotRoot: salt,
  };
  const leaf = formatLeaf(fields);

  it('is seven lines of text', () => {
    expect(leaf).toBe(
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
    expect(formatLeaf({ ...fields, exchangeId: null }).split('\n')[4]).toBe('-');
  });

  it('is read back for every kind, slot count, and with or without an exchange', () => {
    for (const kind of entryKinds)
      for (const slotCount of [4, 16, 64, 256])
        for (const exchangeId of [fields.exchangeId, null]) {
          const value = { ...fields, kind, slotCount, exchangeId };
          expect(parseLeaf(formatLeaf(value))).toEqual({ ok: true, value });
        }
  });

  const lines = leaf.split('\n');
  it.each([
    ['another header', lines.with(0, 'assent ledger entry v2')],
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
    ['something after its end', [...lines, '']],
    ['something in its last line', lines.with(7, 'x')],
    ['no last newline', lines.slice(0, 7)],
    ['too few lines', lines.slice(0, 3)],
    ['nothing', []],
  ])('is refused with %s', (_, changed) => {
    expect(parseLeaf(changed.join('\n'))).toEqual({ ok: false, refusal: 'not-a-leaf' });
  });

  it('commits to identity, kind, time, exchange and every slot', () => {
    const slots = {
      slotCount: 4,
      slotSeed: salt,
      indexCommitment: sha256(Buffer.from('index')),
      parts: [{ slot: 1, commitment: sha256(Buffer.from('part')) }],
    };
    const entry = { ...fields, ...slots };
    const { leaf: derived, leafHash } = deriveLeaf(entry);
    expect(derived).toBe(formatLeaf({ ...fields, slotCount: 4, slotRoot: rootOfLeaves(fillSlots(slots)) }));
    expect(leafHash).toEqual(hashLeaf(Buffer.from(derived)));
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
    const hashes = changes.map((change) => deriveLeaf({ ...entry, ...change }).leafHash.toString('hex'));
    expect(new Set([leafHash.toString('hex'), ...hashes]).size).toBe(changes.length + 1);
  });
});
