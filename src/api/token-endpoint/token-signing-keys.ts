import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../platform/index.ts';
import {
  type SigningKey,
  readSigningKeys,
  removeSigningKey,
  writeNewSigningKey,
} from './signing-key-files.ts';

/** A published key as whoever checks tokens needs it. The same object for as long as the key is published. */
export interface PublishedKey {
  readonly kid: string;
  readonly algorithms: readonly ['ES256'];
  readonly key: KeyObject;
}

/** The keys that sign access tokens: one that signs, the next one already published, the last one still published. */
export interface TokenSigningKeys {
  /** All published keys, the one that signs now among them. */
  readKeys(): Promise<{ readonly published: readonly SigningKey[]; readonly signing: SigningKey }>;
  /** The published key with this `kid`. */
  findKey(kid: string): Promise<PublishedKey | undefined>;
  /** Publishes a new key that starts to sign a minute later, when all replicas have read it. Gives its `kid`. */
  rotate(): Promise<string>;
  /** For a stolen key: unpublishes it at once here, within 10 seconds at other replicas; its tokens die with it. */
  revoke(kid: string): Promise<void>;
}

/** Where the keys are kept and how long what they sign lives. Times in milliseconds unless said. */
export interface TokenSigningKeysOptions {
  /** A directory of its own, shared by all replicas. Created when absent. */
  readonly directory: string;
  readonly clock: Clock;
  /** How long a read of the directory serves. */
  readonly rereadAfter?: number;
  /** How long it serves when a token names a key that it did not hold. */
  readonly rereadUnknownAfter?: number;
}

/** Longest life of an access token, in seconds (SMART Backend Services: at most 300). */
export const accessTokenLife = 300;

/** How long a new key is published before it signs. */
const publishedAhead = 60_000;
/** How long a key stays published after its successor has started: its last token's life, and two minutes for clocks. */
const publishedAfter = accessTokenLife * 1000 + 120_000;

/** Opens the keys in a directory, and makes the first one when there is none. */
export async function openTokenSigningKeys(options: TokenSigningKeysOptions): Promise<TokenSigningKeys> {
  const { directory, clock, rereadAfter = 10_000, rereadUnknownAfter = 1_000 } = options;
  let keys: readonly SigningKey[] = [];
  let readAt = -Infinity;
  let reading: Promise<void> | undefined;
  const shown = new Map<string, PublishedKey>();

  async function readAgain(): Promise<void> {
    keys = await readSigningKeys(directory);
    if (keys.length === 0) {
      await writeNewSigningKey(directory, clock.now());
      keys = await readSigningKeys(directory);
    }
    readAt = performance.now();
    const present = new Set(keys.map((key) => key.kid));
    for (const kid of shown.keys()) if (!present.has(kid)) shown.delete(kid);
    for (const { kid, publicKey } of keys) {
      if (!shown.has(kid)) shown.set(kid, { kid, algorithms: ['ES256'], key: publicKey });
    }
  }

  function refresh(age: number): Promise<void> {
    if (performance.now() - readAt < age) return Promise.resolve();
    reading ??= readAgain().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  await refresh(0);

  return {
    readKeys: async () => {
      await refresh(rereadAfter);
      const now = clock.now().getTime();
      return {
        published: keys.filter((_, index) => isPublished(keys, index, now)),
        signing: getSigning(keys, now),
      };
    },
    findKey: async (kid) => {
      await refresh(shown.has(kid) ? rereadAfter : rereadUnknownAfter);
      const index = keys.findIndex((key) => key.kid === kid);
      return index >= 0 && isPublished(keys, index, clock.now().getTime()) ? shown.get(kid) : undefined;
    },
    rotate: async () => {
      const now = clock.now().getTime();
      const kid = await writeNewSigningKey(directory, new Date(now + publishedAhead));
      await refresh(0);
      const retired = keys.filter((_, index) => !isPublished(keys, index, now));
      for (const key of retired) await removeSigningKey(directory, key.kid);
      await refresh(0);
      return kid;
    },
    revoke: async (kid) => {
      const now = clock.now();
      if (getSigning(keys, now.getTime()).kid === kid) await writeNewSigningKey(directory, now);
      await removeSigningKey(directory, kid);
      await refresh(0);
    },
  };
}

function isPublished(keys: readonly SigningKey[], index: number, now: number): boolean {
  const successor = keys[index + 1];
  return successor === undefined || now < successor.signsFrom.getTime() + publishedAfter;
}

/** The newest key whose time has come; where the clock says that none has yet, the oldest. */
function getSigning(keys: readonly SigningKey[], now: number): SigningKey {
  const signing = keys.findLast((key) => key.signsFrom.getTime() <= now) ?? keys[0];
  if (!signing) throw new Error('there is no key to sign access tokens with');
  return signing;
}
