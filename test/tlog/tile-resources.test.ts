import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  formatEntryBundle,
  formatTilePath,
  leavesUnder,
  parseEntryBundle,
  parseTilePath,
} from '../../src/tlog/index.ts';

describe('the path of a tile', () => {
  it('has its index in groups of three digits, all but the last marked', () => {
    expect(
      [0, 67, 999, 1000, 1234067, 1234067890].map((index) => formatTilePath({ level: 0, index, width: 256 })),
    ).toEqual([
      'tile/0/000',
      'tile/0/067',
      'tile/0/999',
      'tile/0/x001/000',
      'tile/0/x001/x234/067',
      'tile/0/x001/x234/x067/890',
    ]);
    expect(formatTilePath({ level: 'entries', index: 1000, width: 17 })).toBe('tile/entries/x001/000.p/17');
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.nat({ max: 63 }), fc.constant('entries' as const)),
        fc.maxSafeNat(),
        fc.integer({ min: 1, max: 256 }),
        (level, index, width) => {
          const address = { level, index, width };
          expect(parseTilePath(formatTilePath(address))).toEqual(address);
        },
      ),
    );
  });

  it.each([
    '',
    'checkpoint',
    'tile/0/0',
    'tile/0/1000',
    'tile/0/x000/000',
    'tile/0/x001/1',
    'tile/0/001/000',
    'tile/00/000',
    'tile/01/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/0/000/',
    '/tile/0/000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/000.p/',
    'tile/0/000\n',
    'tile/entry/000',
    'tile/0/x999/x999/x999/x999/x999/999',
    'tile/0/x001/x000/x000/x000/x000/x000/000',
  ])('is nothing else: %j', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  it('says how many leaves the tree must have', () => {
    expect(leavesUnder({ level: 0, index: 0, width: 1 })).toBe(1);
    expect(leavesUnder({ level: 0, index: 2, width: 256 })).toBe(768);
    expect(leavesUnder({ level: 1, index: 0, width: 2 })).toBe(512);
    expect(leavesUnder({ level: 'entries', index: 2, width: 3 })).toBe(515);
  });
});

describe('an entry bundle', () => {
  it('puts two bytes of length before each entry, the larger first', () => {
    expect(formatEntryBundle([Buffer.from('ab'), Buffer.alloc(0), Buffer.alloc(258, 7)])).toEqual(
      Buffer.concat([
        Buffer.of(0, 2),
        Buffer.from('ab'),
        Buffer.of(0, 0),
        Buffer.of(1, 2),
        Buffer.alloc(258, 7),
      ]),
    );
    expect(() => formatEntryBundle([Buffer.alloc(65_536)])).toThrow(RangeError);
  });

  it('is read back as it was written', () => {
    const entry = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 256 }), (leaves) => {
        expect(parseEntryBundle(formatEntryBundle(leaves))).toEqual({ ok: true, value: leaves });
      }),
    );
  });

  it('is refused when it is cut off or has more than 256 entries', () => {
    const bundle = formatEntryBundle([Buffer.from('ab'), Buffer.from('c')]);
    for (const length of [1, 2, 3, 5, 6])
      expect([length, parseEntryBundle(bundle.subarray(0, length)).ok]).toEqual([length, false]);
    expect(parseEntryBundle(bundle.subarray(0, 4)).ok).toBe(true);
    expect(parseEntryBundle(formatEntryBundle(Array.from({ length: 257 }, () => Buffer.of(1)))).ok).toBe(
      false,
    );
  });
});
