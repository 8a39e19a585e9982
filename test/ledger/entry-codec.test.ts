import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  commitTo,
  countSlots,
  decodePart,
  encodeIndexRow,
  encodePart,
  fillSlots,
} from '../../src/ledger/entry-codec.ts';
import { type JsonObject, type JsonValue, canonicalJson } from '../../src/platform/index.ts';

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
