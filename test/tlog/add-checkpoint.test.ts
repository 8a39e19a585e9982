import { describe, expect, it } from '@jest/globals';
import { formatAddCheckpoint, parseAddCheckpoint, parseSizeAnswer } from '../../src/tlog/index.ts';

// c2sp.org/tlog-witness, add-checkpoint: the example of the standard, word for word.
const checkpoint = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
`;
const proof = [
  'PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=',
  'jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=',
  '5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=',
  '/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=',
];
const body = `old 20852014\n${proof.join('\n')}\n\n${checkpoint}`;

describe('a request to cosign', () => {
  it('of the standard’s example is read and written as it stands', () => {
    const parsed = parseAddCheckpoint(body);
    expect(parsed).toEqual({
      ok: true,
      value: { oldSize: 20852014, proof: proof.map((hash) => Buffer.from(hash, 'base64')), checkpoint },
    });
    expect(parsed.ok && formatAddCheckpoint(parsed.value)).toBe(body);
  });

  it('has no proof from size 0', () => {
    expect(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint })).toBe(`old 0\n\n${checkpoint}`);
    expect(parseAddCheckpoint(`old 0\n\n${checkpoint}`)).toEqual({
      ok: true,
      value: { oldSize: 0, proof: [], checkpoint },
    });
  });

  it.each([
    ['nothing', ''],
    ['a checkpoint alone', checkpoint],
    ['no empty line', body.replace('\n\n', '\n').replace('\n\n', '\n')],
    ['no old size', body.replace('old 20852014\n', '')],
    ['an old size without its word', body.replace('old 20852014', '20852014')],
    ['an old size with a leading zero', body.replace('old 2', 'old 02')],
    ['an old size with two spaces', body.replace('old 2', 'old  2')],
    ['a negative old size', body.replace('old 2', 'old -2')],
    ['an old size beyond 2^53', body.replace('old 20852014', 'old 9007199254740992')],
    ['a hash of 31 bytes', body.replace(proof[1] ?? '', Buffer.alloc(31).toString('base64'))],
    ['a hash that is no base64', body.replace(proof[1] ?? '', '!')],
    ['carriage returns', body.replaceAll('\n', '\r\n')],
    ['64 hashes', `old 1\n${`${proof[0] ?? ''}\n`.repeat(64)}\n${checkpoint}`],
  ])('is refused with %s', (_, changed) => {
    expect(parseAddCheckpoint(changed)).toEqual({ ok: false, refusal: 'not-a-request' });
  });

  it('may have 63 hashes', () => {
    expect(parseAddCheckpoint(`old 1\n${`${proof[0] ?? ''}\n`.repeat(63)}\n${checkpoint}`).ok).toBe(true);
  });
});

describe('the size that a witness answers', () => {
  it('is a decimal and a newline', () => {
    expect(['0\n', '20852014\n'].map(parseSizeAnswer)).toEqual([0, 20852014]);
    for (const text of ['', '\n', '1', '01\n', '1\n\n', ' 1\n', 'x\n'])
      expect([text, parseSizeAnswer(text)]).toEqual([text, undefined]);
  });
});
