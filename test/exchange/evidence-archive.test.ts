import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readArchive, writeArchive } from '../../src/exchange/evidence/evidence-archive.ts';

const files = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}(\/[a-z0-9][a-z0-9._-]{0,20})?$/),
    bytes: fc.uint8Array({ maxLength: 1500 }).map((bytes) => Buffer.from(bytes)),
  }),
  { selector: ({ name }) => name, maxLength: 8 },
);

describe('an archive', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(files, (given) => {
        expect(readArchive(writeArchive(given))).toEqual({ ok: true, value: given });
      }),
    );
  });

  it('has no second spelling: another byte anywhere is another archive or none', () => {
    const archive = writeArchive([
      { name: 'one.txt', bytes: Buffer.from('one') },
      { name: 'two/three', bytes: Buffer.alloc(0) },
    ]);
    for (let at = 0; at < archive.length; at += 1) {
      const altered = Buffer.from(archive);
      altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
      const read = readArchive(altered);
      if (read.ok) expect(writeArchive(read.value)).toEqual(altered);
    }
    expect(readArchive(Buffer.concat([archive, Buffer.from('x')])).ok).toBe(false);
    expect(readArchive(archive.subarray(1)).ok).toBe(false);
  });

  it.each(['', '../up', '/root', 'a//b', 'A', 'a b', 'a/', '.hidden', 'x'.repeat(100)])(
    'takes no file called "%s"',
    (name) => {
      expect(() => writeArchive([{ name, bytes: Buffer.alloc(0) }])).toThrow(RangeError);
    },
  );

  it('takes no file twice', () => {
    const file = { name: 'one', bytes: Buffer.alloc(0) };
    expect(() => writeArchive([file, file])).toThrow(RangeError);
    const once = writeArchive([file]).subarray(0, 512);
    expect(readArchive(Buffer.concat([once, writeArchive([file])])).ok).toBe(false);
  });

  it('is unpacked by the operating system’s own tar', () => {
    const folder = mkdtempSync(join(tmpdir(), 'assent-archive-'));
    try {
      const bytes = Buffer.from('what it says\n'.repeat(200));
      writeFileSync(join(folder, 'archive.tar'), writeArchive([{ name: 'some/file.txt', bytes }]));
      execFileSync('tar', ['xf', 'archive.tar'], { cwd: folder });
      expect(readFileSync(join(folder, 'some/file.txt'))).toEqual(bytes);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
