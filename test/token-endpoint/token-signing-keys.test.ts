import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type TokenSigningKeys, openTokenSigningKeys } from '../../src/api/token-endpoint/index.ts';
import { type MovableClock, movableClock } from '../../src/platform/index.ts';

let directory: string;
let clock: MovableClock;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'assent-keys-'));
  clock = movableClock('2028-01-07T12:00:00Z');
});

afterEach(() => rm(directory, { recursive: true }));

const open = (): Promise<TokenSigningKeys> =>
  openTokenSigningKeys({ directory, clock, rereadAfter: 0, rereadUnknownAfter: 0 });

async function signingKid(keys: TokenSigningKeys): Promise<string> {
  return (await keys.readKeys()).signing.kid;
}

describe('keys that sign access tokens', () => {
  it('are made once and kept across restarts', async () => {
    const first = await signingKid(await open());
    expect(await signingKid(await open())).toBe(first);
  });

  it('are readable by nobody else', async () => {
    await open();
    const [name = ''] = await readdir(directory);
    expect((await stat(join(directory, name))).mode & 0o077).toBe(0);
  });

  it('are published by every replica on the same directory, also when each made one at the same moment', async () => {
    const [one, other] = await Promise.all([open(), open()]);
    const kid = await signingKid(one);
    expect((await other.findKey(kid))?.kid).toBe(kid);
    expect(await signingKid(other)).toBe(kid);
  });

  it('refuse to open when a file in the directory is no key', async () => {
    await writeFile(join(directory, 'damaged.json'), '{"kid":');
    await expect(open()).rejects.toThrow();
  });

  it('still sign when the clock stands before the first of them was made', async () => {
    await open();
    clock.moveTo('2027-01-01T00:00:00Z');
    expect(await signingKid(await open())).toEqual(expect.any(String));
  });
});

describe('rotation', () => {
  it('publishes the new key a minute before it signs', async () => {
    const keys = await open();
    const old = await signingKid(keys);
    const next = await keys.rotate();
    expect((await keys.findKey(next))?.kid).toBe(next);
    expect(await signingKid(keys)).toBe(old);
    clock.moveTo('2028-01-07T12:01:00Z');
    expect(await signingKid(keys)).toBe(next);
  });

  it('reaches a replica that is already running', async () => {
    const [here, there] = [await open(), await open()];
    const next = await here.rotate();
    expect((await there.findKey(next))?.kid).toBe(next);
  });

  it('keeps the old key until the last token that it signed has expired, and no longer', async () => {
    const keys = await open();
    const old = await signingKid(keys);
    await keys.rotate();
    clock.moveTo('2028-01-07T12:07:59Z');
    expect(await keys.findKey(old)).toBeDefined();
    clock.moveTo('2028-01-07T12:08:00Z');
    expect(await keys.findKey(old)).toBeUndefined();
    expect((await keys.readKeys()).published.map((key) => key.kid)).not.toContain(old);
  });

  it('removes what is no longer published from the disk at the next rotation', async () => {
    const keys = await open();
    const old = await signingKid(keys);
    await keys.rotate();
    clock.moveTo('2028-01-07T13:00:00Z');
    await keys.rotate();
    expect(await readdir(directory)).not.toContain(`${old}.json`);
    expect(await readdir(directory)).toHaveLength(2);
  });
});

describe('revocation of a stolen key', () => {
  it('unpublishes it at once and signs with a new one', async () => {
    const [here, there] = [await open(), await open()];
    const stolen = await signingKid(here);
    await here.revoke(stolen);
    expect(await here.findKey(stolen)).toBeUndefined();
    expect(await there.findKey(stolen)).toBeUndefined();
    expect(await signingKid(here)).not.toBe(stolen);
  });

  it('gives the same object for a key for as long as it is published', async () => {
    const keys = await open();
    const kid = await signingKid(keys);
    const before = await keys.findKey(kid);
    await keys.rotate();
    expect(await keys.findKey(kid)).toBe(before);
  });
});
