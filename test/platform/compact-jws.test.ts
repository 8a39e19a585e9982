import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { longestCompactJws, parseCompactJws } from '../../src/platform/index.ts';

const encode = (text: string): string => Buffer.from(text).toString('base64url');
const good = `${encode('{"alg":"ES256"}')}.${encode('{"sub":"a"}')}.AAAA`;

describe('a compact JWS', () => {
  it('is taken apart', () => {
    expect(parseCompactJws(good)).toEqual({
      ok: true,
      value: { text: good, header: { alg: 'ES256' }, payload: { sub: 'a' } },
    });
  });

  it.each([
    ['has a space in its header', good.replace('.', ' .')],
    ['has a space in its payload', good.replace('.', '. ')],
    ['has a space in its signature', `${good} `],
    ['ends in a line feed', `${good}\n`],
    ['is padded', `${good}=`],
    ['uses the other base64 alphabet', good.replace('AAAA', 'AA+/')],
    ['has bits in its last character that no byte is made of', good.replace('AAAA', 'AB')],
    ['has a length that no bytes give', good.replace('AAAA', 'AAAAA')],
    ['has two parts', good.split('.').slice(0, 2).join('.')],
    ['has four parts', `${good}.AAAA`],
    ['has five parts, as a JWE does', `${good}.AAAA.AAAA`],
    ['has no signature', good.replace('AAAA', '')],
    ['names a header member twice', `${encode('{"alg":"ES256","alg":"none"}')}.${encode('{}')}.AAAA`],
    ['names a claim twice', `${encode('{}')}.${encode('{"sub":"a","sub":"b"}')}.AAAA`],
    ['has a header that is a list', `${encode('[]')}.${encode('{}')}.AAAA`],
    ['has a payload that is not JSON', `${encode('{}')}.${encode('Test')}.AAAA`],
    [
      'has a payload that is not UTF-8',
      `${encode('{}')}.${Buffer.from([0x22, 0xff, 0x22]).toString('base64url')}.AAAA`,
    ],
    ['is longer than allowed', `${good}${'A'.repeat(longestCompactJws)}`],
    ['is empty', ''],
  ])('is refused when it %s', (_, text) => {
    expect(parseCompactJws(text)).toEqual({ ok: false, refusal: 'malformed' });
  });

  it('has no second spelling: any one character changed gives a refusal or other content', () => {
    fc.assert(
      fc.property(
        fc.nat(good.length - 1),
        fc.string({ minLength: 0, maxLength: 2 }),
        (index, replacement) => {
          const changed = good.slice(0, index) + replacement + good.slice(index + 1);
          fc.pre(changed !== good);
          const parsed = parseCompactJws(changed);
          if (!parsed.ok) return;
          const bytes = (text: string): string[] =>
            text.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'));
          expect(bytes(changed)).not.toEqual(bytes(good));
        },
      ),
    );
  });
});
