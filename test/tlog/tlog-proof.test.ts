import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashLeaf } from '../../src/tlog/merkle.ts';
import { type TlogProof, formatTlogProof, parseTlogProof } from '../../src/tlog/tlog-proof.ts';

const hash = (text: string): Buffer => hashLeaf(Buffer.from(text));
const refused = { ok: false, refusal: 'not-a-proof' };

describe('a tlog-proof', () => {
  const proof: TlogProof = {
    extra: Buffer.from('extra'),
    index: 73894,
    path: [hash('1'), hash('2')],
    checkpoint: 'a checkpoint\n\nverbatim\n',
  };
  const text = formatTlogProof(proof);

  it('is written line by line as the standard says', () => {
    expect(text).toBe(
      `c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 73894\n${hash('1').toString('base64')}\n${hash('2').toString('base64')}\n\na checkpoint\n\nverbatim\n`,
    );
    expect(formatTlogProof({ index: 0, path: [], checkpoint: 'c' })).toBe(
      'c2sp.org/tlog-proof@v1\nindex 0\n\nc',
    );
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(
        fc.option(
          fc.uint8Array().map((bytes) => Buffer.from(bytes)),
          { nil: undefined },
        ),
        fc.maxSafeNat(),
        fc.array(
          fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
          { maxLength: 63 },
        ),
        fc.string(),
        (extra, index, path, checkpoint) => {
          const given = { ...(extra === undefined ? {} : { extra }), index, path, checkpoint };
          expect(parseTlogProof(formatTlogProof(given))).toEqual({ ok: true, value: given });
        },
      ),
    );
  });

  it.each([
    ['nothing', ''],
    ['no empty line', text.slice(0, text.indexOf('\n\n'))],
    ['another version', text.replace('@v1', '@v2')],
    ['something before it', `\n${text}`],
    ['no index', text.replace('index 73894\n', '')],
    ['only a header', 'c2sp.org/tlog-proof@v1\n\nc'],
    ['an index with a leading zero', text.replace('index 7', 'index 07')],
    ['an index without a number', text.replace('index 73894', 'index ')],
    ['an index without a space', text.replace('index 73894', 'index73894')],
    ['two extras', text.replace('extra ', 'extra AA==\nextra ')],
    ['an extra after the index', text.replace('extra ZXh0cmE=\nindex 73894', 'index 73894\nextra ZXh0cmE=')],
    ['an extra that is no base64', text.replace('ZXh0cmE=', 'ZXh0cmE')],
    [
      'a hash of 31 bytes',
      text.replace(hash('1').toString('base64'), hash('1').subarray(1).toString('base64')),
    ],
    ['a hash that is no base64', text.replace(hash('2').toString('base64'), '!')],
    ['a carriage return', text.replaceAll('\n', '\r\n')],
    ['64 hashes', formatTlogProof({ ...proof, path: Array.from({ length: 64 }, () => hash('1')) })],
  ])('is refused with %s', (_, changed) => {
    expect(parseTlogProof(changed)).toEqual(refused);
  });
});
