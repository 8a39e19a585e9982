import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Checkpoint,
  formatCheckpoint,
  parseCheckpoint,
  signCheckpoint,
  verifyCheckpoint,
} from '../../src/tlog/checkpoint-note.ts';
import { parseDecimal } from '../../src/tlog/decimal.ts';
import { hashLeaf } from '../../src/tlog/merkle.ts';
import { isOfKey, parseNote } from '../../src/tlog/signed-note.ts';
import { parseBase64 } from '../../src/tlog/strict-base64.ts';
import {
  type VerifierKey,
  createLedgerSigner,
  isKeyName,
  isSignedBy,
  parseVerifierKey,
} from '../../src/tlog/verifier-key.ts';
import { makeSigner, testOrigin } from '../support/ledger.ts';

const signer = makeSigner();
const head: Checkpoint = { origin: testOrigin, size: 20852163, root: hashLeaf(Buffer.from('root')) };
const note = await signCheckpoint(head, signer);

function readKey(text: string): VerifierKey {
  const key = parseVerifierKey(text);
  if (!key.ok) throw new Error(key.refusal);
  return key.value;
}

const key = readKey(signer.verifierKey);
const witness = makeSigner('witness.test/w1');
const witnessLine = (await signCheckpoint(head, witness)).split('\n\n')[1] ?? '';

describe('a signed checkpoint', () => {
  it('has the three lines, an empty line and the signature line of the standard', () => {
    const lines = note.split('\n');
    expect(lines.slice(0, 4)).toEqual([testOrigin, '20852163', head.root.toString('base64'), '']);
    expect(lines[4]).toMatch(/^— ledger\.assent\.test\/westmarch [A-Za-z0-9+/]{91}=$/);
    expect(lines.slice(5)).toEqual(['']);
    expect(formatCheckpoint(head)).toBe(`${lines.slice(0, 3).join('\n')}\n`);
  });

  it('is read back as it was', () => {
    const parsed = parseCheckpoint(note);
    expect(parsed).toMatchObject({ ok: true, value: { ...head, signedText: formatCheckpoint(head) } });
    expect(parsed.ok && parsed.value.signatures).toMatchObject([
      { name: testOrigin, keyHash: signer.keyHash },
    ]);
    expect(parsed.ok && parsed.value.signatures[0]?.signature).toHaveLength(64);
  });

  it('verifies with its key', () => {
    expect(verifyCheckpoint(note, testOrigin, [key])).toEqual({ ok: true, value: head });
  });

  it('verifies beside signatures of unknown keys and of witnesses', () => {
    expect(verifyCheckpoint(note + witnessLine, testOrigin, [key])).toEqual({ ok: true, value: head });
    const both = [key, readKey(witness.verifierKey)];
    expect(verifyCheckpoint(note + witnessLine, testOrigin, both)).toEqual({ ok: true, value: head });
  });

  it('may have extension lines, which are signed with it', async () => {
    const text = `${formatCheckpoint(head)}extension\nanother\n`;
    const signature = Buffer.concat([signer.keyHash, await signer.sign(Buffer.from(text))]).toString(
      'base64',
    );
    const extended = `${text}\n— ${testOrigin} ${signature}\n`;
    expect(verifyCheckpoint(extended, testOrigin, [key])).toEqual({ ok: true, value: head });
    expect(verifyCheckpoint(extended.replace('another\n', ''), testOrigin, [key])).toEqual({
      ok: false,
      refusal: 'wrong-signature',
    });
  });

  it('of the empty tree has size 0', async () => {
    const empty = await signCheckpoint({ ...head, size: 0 }, signer);
    expect(verifyCheckpoint(empty, testOrigin, [key])).toMatchObject({ ok: true, value: { size: 0 } });
  });

  it('is refused by another origin, another key and no key', () => {
    expect(verifyCheckpoint(note, 'another.test', [key])).toEqual({ ok: false, refusal: 'other-origin' });
    const stranger = readKey(makeSigner().verifierKey);
    expect(verifyCheckpoint(note, testOrigin, [stranger])).toEqual({
      ok: false,
      refusal: 'no-known-signature',
    });
    expect(verifyCheckpoint(note, testOrigin, [])).toEqual({ ok: false, refusal: 'no-known-signature' });
    expect(verifyCheckpoint(`${formatCheckpoint(head)}\n${witnessLine}`, testOrigin, [key])).toEqual({
      ok: false,
      refusal: 'no-known-signature',
    });
  });

  it('is refused when the same key hash signs under another name, or the same name with another hash', () => {
    const renamed = note.replace(`— ${testOrigin} `, '— other.test ');
    expect(verifyCheckpoint(renamed, testOrigin, [key])).toEqual({
      ok: false,
      refusal: 'no-known-signature',
    });
    expect(verifyCheckpoint(note, testOrigin, [{ ...key, keyHash: Buffer.alloc(4) }])).toEqual({
      ok: false,
      refusal: 'no-known-signature',
    });
  });

  it('is refused whole when one known signature is wrong, even beside a right one', async () => {
    const other = (await signCheckpoint({ ...head, size: 1 }, signer)).split('\n\n')[1] ?? '';
    expect(verifyCheckpoint(note + other, testOrigin, [key])).toEqual({
      ok: false,
      refusal: 'wrong-signature',
    });
    const wrongWitness = (await signCheckpoint({ ...head, size: 1 }, witness)).split('\n\n')[1] ?? '';
    const both = [key, readKey(witness.verifierKey)];
    expect(verifyCheckpoint(note + wrongWitness, testOrigin, both)).toEqual({
      ok: false,
      refusal: 'wrong-signature',
    });
  });

  it('is refused after any character of its text is changed', () => {
    const text = formatCheckpoint(head);
    fc.assert(
      fc.property(
        fc.nat({ max: text.length - 1 }),
        fc.constantFrom('0', 'a', 'Z', '=', '/', '+', '\n', ' ', 'x'),
        (at, character) => {
          fc.pre(text[at] !== character);
          const changed = text.slice(0, at) + character + text.slice(at + 1) + note.slice(text.length);
          expect(verifyCheckpoint(changed, testOrigin, [key]).ok).toBe(false);
        },
      ),
    );
  });
});

describe('what is no signed note', () => {
  const body = formatCheckpoint(head);
  const line = note.slice(body.length + 1);
  const signatureOf = (bytes: Buffer): string => `${body}\n— ${testOrigin} ${bytes.toString('base64')}\n`;
  const cases: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['a text without signatures', body],
    ['an empty signature part', `${body}\n`],
    ['a missing last newline', note.slice(0, -1)],
    ['a carriage return', note.replace('\n', '\r\n')],
    ['a NUL', note.replace(testOrigin, `${testOrigin}\0`)],
    ['a tab', note.replace(testOrigin, `${testOrigin}\t`)],
    ['a lone surrogate', note.replace(testOrigin, `${testOrigin}\ud800`)],
    ['a hyphen for the dash', note.replace('— ', '- ')],
    ['two spaces after the dash', note.replace('— ', '—  ')],
    ['something before the dash', `${body}\nx${line}`],
    ['something after the signature', `${body}\n${line.slice(0, -1)} x\n`],
    ['no key name', note.replace(`— ${testOrigin} `, '—  ')],
    ['a plus in the key name', note.replace(`— ${testOrigin} `, '— a+b ')],
    ['a no-break space in the key name', note.replace(`— ${testOrigin} `, '— a\u00a0b ')],
    ['URL-safe base64', signatureOf(Buffer.alloc(68, 0xff)).replaceAll('//', '__')],
    ['base64 without padding', note.replace('=\n', '\n').replace('=\n', '\n')],
    ['a key hash without a signature', signatureOf(Buffer.alloc(4))],
    ['too many signatures', body + '\n' + line.repeat(65)],
    ['a line that is no signature beside one that is', `${body}\n${line}no signature\n`],
    ['a signature without a line end', `${body}\n${line.slice(0, -1)}=`],
    ['an empty line among signatures', `${body}\n${line}\n${line}`],
  ];
  it.each(cases)('is refused: %s', (_, text) => {
    const parsed = parseCheckpoint(text);
    expect(parsed.ok).toBe(false);
    expect(verifyCheckpoint(text, testOrigin, [key])).toEqual(parsed);
  });

  it('is refused as such', () => {
    for (const [, text] of cases.slice(0, 21))
      expect(parseCheckpoint(text)).toEqual({ ok: false, refusal: 'not-a-note' });
  });

  it('has up to 64 signatures and five bytes in each', () => {
    expect(parseCheckpoint(body + '\n' + line.repeat(64)).ok).toBe(true);
    expect(parseCheckpoint(signatureOf(Buffer.alloc(5))).ok).toBe(true);
  });
});

describe('a note that is no checkpoint', () => {
  const root = head.root.toString('base64');
  it.each([
    ['an empty origin', `\n1\n${root}\n`],
    ['a missing root', `${testOrigin}\n1\n`],
    ['a missing size', `${testOrigin}\n`],
    ['an empty extension line', `${testOrigin}\n1\n${root}\n\nextension\n`],
    ['a leading zero', `${testOrigin}\n01\n${root}\n`],
    ['a sign', `${testOrigin}\n+1\n${root}\n`],
    ['a negative size', `${testOrigin}\n-1\n${root}\n`],
    ['an exponent', `${testOrigin}\n1e3\n${root}\n`],
    ['a size beyond 2^53', `${testOrigin}\n9007199254740992\n${root}\n`],
    ['a root of 31 bytes', `${testOrigin}\n1\n${head.root.subarray(1).toString('base64')}\n`],
    [
      'a root of 33 bytes',
      `${testOrigin}\n1\n${Buffer.concat([head.root, Buffer.of(1)]).toString('base64')}\n`,
    ],
    ['a root with trailing bits', `${testOrigin}\n1\n${root.replace(/.=$/, 'B=')}\n`],
    ['a root with a space', `${testOrigin}\n1\n ${root}\n`],
  ])('is refused: %s', (_, text) => {
    expect(parseCheckpoint(`${text}\n— a.test AAAAAAA=\n`)).toEqual({
      ok: false,
      refusal: 'not-a-checkpoint',
    });
  });
});

describe('a decimal', () => {
  it('is read up to 2^53 − 1 and only in its one spelling', () => {
    expect(['0', '9', '10', '9007199254740991'].map(parseDecimal)).toEqual([0, 9, 10, 9007199254740991]);
    for (const text of [
      '',
      '00',
      '01',
      ' 1',
      '1 ',
      '1.0',
      'x',
      '1x',
      'x1',
      '9007199254740992',
      '10000000000000000',
      '-0',
    ])
      expect(parseDecimal(text)).toBeUndefined();
  });
});

describe('base64', () => {
  it('is read only in its canonical spelling', () => {
    expect(parseBase64('')).toEqual(Buffer.alloc(0));
    expect(parseBase64('AAE=')).toEqual(Buffer.of(0, 1));
    for (const text of ['AAE', 'AAF=', 'AAE= ', 'A-_=', 'A', '=', 'AA E=', 'AAE=='])
      expect(parseBase64(text)).toBeUndefined();
  });
});

/** A key that is one byte too long, under the ID that belongs to it. */
function withSurplusByte(): string {
  const material = Buffer.concat([Buffer.of(1), Buffer.alloc(33, 7)]);
  const id = createHash('sha256').update(`${testOrigin}\n`).update(material).digest('hex').slice(0, 8);
  return `${testOrigin}+${id}+${material.toString('base64')}`;
}

describe('a verifier key', () => {
  it('of the standard’s example verifies the standard’s example', () => {
    // c2sp.org/signed-note, example: the key, its ID and name.
    const example = readKey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k');
    expect(example.name).toBe('example.com/foo');
    expect(example.keyHash.toString('hex')).toBe('530d903a');
    const note = parseNote(
      'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n',
    );
    const [line] = note.ok ? note.value.signatures : [];
    expect(line && isOfKey(line, example)).toBe(true);
    expect(line && isSignedBy(example, Buffer.from('This is an example message.\n'), line.signature)).toBe(
      true,
    );
    expect(line && isSignedBy(example, Buffer.from('This is another message.\n'), line.signature)).toBe(
      false,
    );
  });

  it('names the key of its signer', () => {
    const [name, id, material] = signer.verifierKey.split('+', 3);
    expect(name).toBe(testOrigin);
    expect(id).toBe(signer.keyHash.toString('hex'));
    expect(Buffer.from(material ?? '', 'base64')[0]).toBe(1);
    expect(key.keyHash).toEqual(signer.keyHash);
  });

  it.each([
    ['without parts', 'example.com/foo'],
    ['without a name', '+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'],
    ['with a space in its name', 'example.com foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'],
    ['with upper-case digits', 'example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'],
    ['with another name', 'example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'],
    ['with another ID', 'example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'],
    ['with a longer ID', 'example.com/foo+530d903a0+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'],
    ['of another type', 'example.com/foo+530d903a+BOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'],
    ['that is too short', 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q=='],
    ['that is no base64', 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2!'],
    ['without material', 'example.com/foo+530d903a+'],
    ['with a word before it', 'a+example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'],
    ['with a line after it', 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\na'],
    ['of 33 bytes whose ID is right', withSurplusByte()],
  ])('%s is refused', (_, text) => {
    const parsed = parseVerifierKey(text);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? '' : parsed.refusal).toMatch(/verifier key/);
  });

  it('says what is wrong', () => {
    expect(parseVerifierKey('x')).toEqual({
      ok: false,
      refusal: 'a verifier key has a name, eight hexadecimal digits and base64, joined by plus',
    });
    expect(parseVerifierKey('example.com/foo+530d903a+AA==')).toEqual({
      ok: false,
      refusal: 'a verifier key of a log is an Ed25519 key (type 1)',
    });
    expect(parseVerifierKey('example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k')).toEqual(
      {
        ok: false,
        refusal: 'the ID of the verifier key does not belong to it',
      },
    );
  });
});

describe('a signer', () => {
  it('is made from an Ed25519 key and a usable name only', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      format: 'pem',
      type: 'pkcs8',
    });
    expect(() => createLedgerSigner(testOrigin, ec.toString())).toThrow('signed with an Ed25519 key');
    expect(() => makeSigner('a b')).toThrow('needs a name without spaces');
  });

  it('takes names without spaces, plus and control characters', () => {
    for (const name of ['a', 'example.com/log', 'é', '😀']) expect(isKeyName(name)).toBe(true);
    for (const name of ['', ' ', 'a b', 'a+b', '+', 'a\n', '\ta', 'a\u0085', 'a\u2003b', '\ud800'])
      expect(isKeyName(name)).toBe(false);
  });
});
