import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseStrictJson } from '../../src/platform/index.ts';

function refusalOf(text: Buffer | string): string {
  const parsed = parseStrictJson(text);
  return parsed.ok ? 'accepted' : `${parsed.refusal.code} ${parsed.refusal.pointer}`.trim();
}

const reserved = new Set(['__proto__', 'constructor', 'prototype']);
const safeText = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0'));
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    safeText,
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(
      safeText.filter((name) => !reserved.has(name)),
      tie('value'),
      { maxKeys: 5, noNullPrototype: true },
    ),
  ),
}));

describe('parseStrictJson', () => {
  it('gives what JSON.parse gives, for every value that it accepts, from text and from bytes', () => {
    fc.assert(
      fc.property(anyValue, fc.nat(4), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown });
        expect(parseStrictJson(Buffer.from(text))).toEqual({ ok: true, value: JSON.parse(text) as unknown });
      }),
    );
  });

  it('ends, and accepts nothing that JSON.parse refuses, on any text at all', () => {
    const scraps = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '\\',
        '\\"',
        '\\u0041',
        '"a"',
        '1',
        '-',
        'e9',
        'true',
        ' ',
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          scraps.map((parts) => parts.join('')),
        ),
        (text) => {
          const parsed = parseStrictJson(text);
          if (parsed.ok) expect(parsed.value).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('finds a repeated name wherever it stands and however it is spelled', () => {
    fc.assert(
      fc.property(
        safeText.filter((name) => !reserved.has(name)),
        anyValue,
        (name, value) => {
          const escapes = Array.from(
            { length: name.length },
            (_, index) => `\\u${name.charCodeAt(index).toString(16).padStart(4, '0')}`,
          );
          const escaped = `"${escapes.join('')}"`;
          const text = `[${JSON.stringify(value)},{${JSON.stringify(name)}:${JSON.stringify(value)},"x${name.length}y":1,${escaped}:2}]`;
          const unique = parseStrictJson(text);
          expect(unique.ok).toBe(false);
        },
      ),
    );
  });

  it.each([
    ['a name given twice', '{"a":{"nhsNumber":1,"b":2,"nhsNumber":3}}', 'json-duplicate-key /a/nhsNumber'],
    ['a name given twice with an escape', '{"a":1,"\\u0061":2}', 'json-duplicate-key /a'],
    ['an empty name given twice', '{"":1,"":2}', 'json-duplicate-key /'],
    ['__proto__', '{"a":[{"__proto__":{}}]}', 'json-prototype /a/0/__proto__'],
    ['__proto__ in escapes', '{"\\u005f_proto__":1}', 'json-prototype /__proto__'],
    ['constructor', '{"constructor":{"prototype":{}}}', 'json-prototype /constructor'],
    ['NUL in a value', '{"a":"x\\u0000y"}', 'json-text /a'],
    ['NUL in a name', '{"a\\u0000":1}', 'json-text /a\0'],
    ['a lone high surrogate', '{"a":["ok","\\ud800"]}', 'json-text /a/1'],
    ['a lone low surrogate', '"\\udc00"', 'json-text'],
    ['a reversed surrogate pair', '"\\udc00\\ud800"', 'json-text'],
    ['a lone surrogate in the text itself', '"\ud800"', 'json-text'],
    ['2^53', '{"a":9007199254740992}', 'json-number /a'],
    ['-2^53', '[-9007199254740992]', 'json-number /0'],
    ['2^53 as a fraction', '[9007199254740992.0]', 'json-number /0'],
    ['1e400', '[0,1e400]', 'json-number /1'],
    ['-1E+400', '-1E+400', 'json-number'],
    ['a number that vanishes', '[1e-400]', 'json-number /0'],
    ['65 levels', `${'['.repeat(65)}${']'.repeat(65)}`, `json-depth ${'/0'.repeat(64)}`],
    ['a byte order mark', '\ufeff{}', 'json-text'],
    ['a comma too many', '{"a":1,}', 'json-syntax'],
    ['a comment', '{"a":1/**/}', 'json-syntax'],
    ['single quotes', "{'a':1}", 'json-syntax'],
    ['NaN', '[NaN]', 'json-syntax'],
    ['two values', '{}{}', 'json-syntax'],
    ['nothing', '', 'json-syntax'],
    ['an open text', '{"a":"b', 'json-syntax'],
    ['a raw control character', '"a\nb"', 'json-syntax'],
  ])('refuses %s', (_case, text, expected) => {
    expect(refusalOf(text)).toBe(expected);
  });

  it.each([
    ['overlong UTF-8', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['a byte order mark', Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d])],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['a byte that is no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('refuses bytes with %s', (_case, bytes) => {
    expect(refusalOf(bytes)).toMatch(/^json-(text|syntax)/);
  });

  it.each([
    ['the largest safe integers', '[9007199254740991,-9007199254740991]'],
    ['many zeros', '[0.0000000000000000000,0e999,1.50000000000000000000]'],
    ['a surrogate pair in escapes', '"\\ud83d\\ude00"'],
    ['names that differ in case', '{"a":1,"A":2}'],
    ['the same name in two objects', '{"a":{"a":1},"b":{"a":1}}'],
    ['the same text as name and value', '{"a":"a","b":["a","a"]}'],
    ['64 levels', `${'['.repeat(64)}${']'.repeat(64)}`],
    ['reserved words as values', '["__proto__","constructor"]'],
    ['backslashes before a quote', '{"a\\\\":"b\\\\\\"c","d":1}'],
  ])('accepts %s', (_case, text) => {
    expect(parseStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown });
  });

  it('never repeats the text in a refusal', () => {
    for (const text of ['{"a":Amina}', 'Amina', '{"Amina" "Khan"}', '["Amina\\u0000"]']) {
      const parsed = parseStrictJson(text);
      expect(parsed.ok ? '' : parsed.refusal.message).not.toContain('Amina');
    }
  });

  it('is done with a million levels, and with megabytes of quotes and backslashes', () => {
    expect(refusalOf('['.repeat(1_000_000))).toMatch(/^json-depth/);
    expect(refusalOf(`{"a":`.repeat(1_000_000))).toMatch(/^json-depth/);
    expect(refusalOf(`"${'\\'.repeat(2_000_001)}"`)).toBe('json-syntax');
    expect(refusalOf(`["${'\\"'.repeat(1_000_000)}"]`)).toBe('accepted');
  });

  it('leaves the prototypes alone', () => {
    parseStrictJson('{"__proto__":{"x":1}}');
    expect('x' in {}).toBe(false);
  });
});
