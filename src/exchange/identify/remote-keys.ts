import type { JWK } from 'jose';
import {
  type Clock,
  type JsonObject,
  type JsonValue,
  parseStrictJson,
  isJsonObject,
} from '../../platform/index.ts';
import { type VerificationKey, findVerificationKey } from './verification-key.ts';

/** Reads the bytes of an issuer's key set. Must give up within a bounded time and size; throws when it cannot. */
export type ReadKeySet = () => Promise<Buffer>;

/** Settings of an issuer elsewhere. Times in seconds. */
export interface RemoteKeysOptions {
  readonly read: ReadKeySet;
  readonly clock: Clock;
  /** Least time between two attempts to read, whether they succeed or not. */
  readonly coolDown?: number;
  /** Age at which the keys are read again, so that a removed key stops working. */
  readonly freshFor?: number;
  /** Age after which keys that could not be read again are believed no more. */
  readonly believedFor?: number;
}

interface Loaded {
  readonly keys: ReadonlyMap<string, VerificationKey>;
  readonly at: number;
}

/**
 * The keys that another authorisation server publishes. Guarantees: at most one read per cool-down, whatever arrives
 * (unknown `kid`s cannot make us hammer the issuer); keys last on through an outage but not for ever; an empty or
 * unreadable set never replaces a good one.
 * @returns a finder of keys by `kid`, for {@link TokenIssuer}
 */
export function remoteKeys(
  options: RemoteKeysOptions,
): (kid: string) => Promise<VerificationKey | undefined> {
  const coolDown = (options.coolDown ?? 30) * 1000;
  const freshFor = (options.freshFor ?? 240) * 1000;
  const believedFor = (options.believedFor ?? 3600) * 1000;
  let loaded: Loaded = { keys: new Map(), at: -Infinity };
  let attemptedAt = -Infinity;
  let reading: Promise<void> | undefined;

  async function readAgain(): Promise<void> {
    try {
      const keys = parseKeys(await options.read(), loaded.keys);
      if (keys.size > 0) loaded = { keys, at: options.clock.now().getTime() };
    } catch {
      // The issuer is down or answers nonsense: the keys we have stay, and their age decides how long.
    }
  }

  function refreshOnce(now: number): Promise<void> {
    if (!reading && now - attemptedAt >= coolDown) {
      attemptedAt = now;
      reading = readAgain().finally(() => {
        reading = undefined;
      });
    }
    return reading ?? Promise.resolve();
  }

  return async (kid) => {
    const now = options.clock.now().getTime();
    if (now - loaded.at >= freshFor || !loaded.keys.has(kid)) await refreshOnce(now);
    return now - loaded.at < believedFor ? loaded.keys.get(kid) : undefined;
  };
}

/** Keys already known stay the same object, so that signatures verified under them stay verified. */
function parseKeys(
  bytes: Buffer,
  known: ReadonlyMap<string, VerificationKey>,
): ReadonlyMap<string, VerificationKey> {
  const keys = new Map<string, VerificationKey>();
  for (const jwk of findPublishedKeys(bytes)) {
    const key = isJwk(jwk) ? findVerificationKey(jwk) : undefined;
    if (!key || keys.has(key.kid)) continue;
    const before = known.get(key.kid);
    keys.set(key.kid, before?.key.equals(key.key) === true ? before : key);
  }
  return keys;
}

function findPublishedKeys(bytes: Buffer): readonly JsonValue[] {
  const parsed = parseStrictJson(bytes);
  if (!parsed.ok || !isJsonObject(parsed.value)) return [];
  const published = parsed.value['keys'];
  return Array.isArray(published) ? (published as readonly JsonValue[]) : [];
}

const textMembers = ['kty', 'kid', 'use', 'alg', 'crv', 'x', 'y', 'n', 'e'];

function isJwk(value: JsonValue): value is JsonObject & JWK {
  if (!isJsonObject(value)) return false;
  const operations = value['key_ops'];
  return (
    textMembers.every((member) => value[member] === undefined || typeof value[member] === 'string') &&
    (operations === undefined || Array.isArray(operations))
  );
}
