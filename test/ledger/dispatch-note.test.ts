import { describe, expect, it } from '@jest/globals';
import { type DispatchTerms, signDispatch, verifyDispatch } from '../../src/ledger/dispatch-note.ts';
import { signCheckpoint } from '../../src/tlog/checkpoint-note.ts';
import { hashLeaf } from '../../src/tlog/merkle.ts';
import { newId } from '../../src/platform/index.ts';
import { makeSigner, testOrigin } from '../support/ledger.ts';

const signer = makeSigner();
const terms: DispatchTerms = {
  deliveryId: newId<'Delivery'>(),
  bodyHash: hashLeaf(Buffer.from('body')),
  dispatchedAt: new Date('2028-01-07T15:00:00.123Z'),
  acceptUntil: new Date('2028-01-07T15:01:00.456Z'),
};
const note = await signDispatch(terms, signer);
const lines = note.split('\n');

/** The note with one line replaced. */
function withLine(position: number, line: string): string {
  return lines.with(position, line).join('\n');
}

const notANote = { ok: false, refusal: 'not-a-note' };

describe('a dispatch note', () => {
  it('says which log sent what, when, and until when it may be accepted', () => {
    expect(lines.slice(0, 6)).toEqual([
      `${testOrigin}/dispatch`,
      terms.deliveryId,
      terms.bodyHash.toString('base64'),
      '2028-01-07T15:00:00.123Z',
      '2028-01-07T15:01:00.456Z',
      '',
    ]);
    expect(lines[6]).toMatch(/^— ledger\.assent\.test\/westmarch [A-Za-z0-9+/]{91}=$/);
    expect(lines.slice(7)).toEqual(['']);
  });

  it('is read back as it was signed', () => {
    expect(verifyDispatch(note, signer.verifierKey)).toEqual({ ok: true, value: terms });
  });

  it.each([
    ['the log', 0, `${testOrigin}s/dispatch`, 'other-log'],
    ['what kind of note it is', 0, testOrigin, 'other-log'],
    ['the delivery', 1, newId<'Delivery'>(), 'wrong-signature'],
    ['the body', 2, hashLeaf(Buffer.from('other')).toString('base64'), 'wrong-signature'],
    ['when it was sent', 3, '2028-01-07T15:00:00.124Z', 'wrong-signature'],
    ['until when it may be accepted', 4, '2028-01-07T16:01:00.456Z', 'wrong-signature'],
  ])('is refused when somebody changes %s', (_, position, line, refusal) => {
    expect(verifyDispatch(withLine(position, line), signer.verifierKey)).toEqual({ ok: false, refusal });
  });

  it('is refused with another key of the same name, with the key of another log, and without a key', () => {
    expect(verifyDispatch(note, makeSigner().verifierKey)).toEqual({ ok: false, refusal: 'other-log' });
    expect(verifyDispatch(note, makeSigner('other.test').verifierKey)).toEqual({
      ok: false,
      refusal: 'other-log',
    });
    expect(verifyDispatch(note, 'no key')).toEqual({ ok: false, refusal: 'not-a-verifier-key' });
  });

  it('is refused when the log signs under another name, though the words are its own', async () => {
    const renamed = withLine(6, (lines[6] ?? '').replace(testOrigin, 'other.test'));
    expect(verifyDispatch(renamed, signer.verifierKey)).toEqual({ ok: false, refusal: 'other-log' });
    const elsewhere = await signDispatch(terms, { ...signer, name: 'other.test' });
    const itsLine = withLine(6, elsewhere.split('\n')[6] ?? '');
    expect(verifyDispatch(itsLine, signer.verifierKey)).toEqual({ ok: false, refusal: 'other-log' });
  });

  it('is refused when its signature is that of other words', async () => {
    const later = await signDispatch({ ...terms, acceptUntil: new Date('2028-01-08T00:00:00Z') }, signer);
    expect(verifyDispatch(withLine(6, later.split('\n')[6] ?? ''), signer.verifierKey)).toEqual({
      ok: false,
      refusal: 'wrong-signature',
    });
  });

  it('is never taken for a checkpoint, nor a checkpoint for it', async () => {
    const head = { origin: testOrigin, size: 1, root: terms.bodyHash };
    expect(verifyDispatch(await signCheckpoint(head, signer), signer.verifierKey)).toEqual(notANote);
  });

  const misshapen: readonly (readonly [why: string, text: string])[] = [
    ['empty', ''],
    ['without its last line end', note.slice(0, -1)],
    ['with text after its end', `${note}x`],
    ['with a line too many', `${note}\n`],
    ['without the empty line', withLine(5, 'more')],
    ['with a body hash that is too short', withLine(2, Buffer.alloc(31).toString('base64'))],
    ['with a body hash that is too long', withLine(2, Buffer.alloc(33).toString('base64'))],
    ['with a body hash that is no base64', withLine(2, '!')],
    ['with a day instead of the time when it was sent', withLine(3, '2028-01-07')],
    ['with words before the time when it was sent', withLine(3, `on ${lines[3] ?? ''}`)],
    ['with words after the time when it was sent', withLine(3, `${lines[3] ?? ''} sharp`)],
    ['with a day instead of the time until when it may be accepted', withLine(4, '2028-01-07')],
    ['without a signature', withLine(6, '')],
    ['with a signature line that begins otherwise', withLine(6, `x${lines[6] ?? ''}`)],
    ['with a signature line that ends otherwise', withLine(6, `${lines[6] ?? ''} x`)],
    ['signed by a name that names no key', withLine(6, `— a+b ${(lines[6] ?? '').split(' ')[2] ?? ''}`)],
    ['with a signature that is no base64', withLine(6, `— ${testOrigin} !`)],
  ];
  it.each(misshapen)('is refused %s', (_, text) => {
    expect(verifyDispatch(text, signer.verifierKey)).toEqual(notANote);
  });
});
