import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { checkKeySet } from '../../src/agreements/public-key.ts';

/** Vectors of C2SP/wycheproof, read in place beside the checkout. */
const file = resolve(import.meta.dirname, '../../../shared/data/wycheproof-jose/json_web_key_test.json');
const present = existsSync(file);

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string().optional() })) });
const vectorFile = z.object({
  testGroups: z.array(
    z.object({
      comment: z.string(),
      public: keySet.optional(),
      private: keySet,
      tests: z.array(z.object({ tcId: z.number(), result: z.enum(['valid', 'invalid']) })),
    }),
  ),
});

/**
 * What the file says of each key set as something to register. A shared secret is never registered, so valid ones of those are
 * refused too; an RSA key that is sound but made for RS256 is sound for PS256, which is what partners register.
 */
interface Vector {
  readonly name: string;
  readonly keys: readonly Record<string, unknown>[];
  readonly sound: boolean;
}

function readVectors(): Vector[] {
  if (!present) return [];
  return vectorFile.parse(JSON.parse(readFileSync(file, 'utf8'))).testGroups.map((group) => {
    const keys = (group.public ?? group.private).keys.map((key) =>
      key['alg'] === 'RS256' ? { ...key, alg: 'PS256' } : key,
    );
    return {
      name: `${group.comment} (${group.tests.map(({ tcId }) => tcId).join(', ')})`,
      keys,
      sound: keys.every(({ kty }) => kty !== 'oct') && group.tests.every(({ result }) => result === 'valid'),
    };
  });
}

const expectedRules: Readonly<Record<string, string>> = {
  jws_rsa_roca_key: 'rsa-roca',
  keysize_too_small: 'rsa-too-short',
  exponentOne: 'rsa-exponent',
  invalid_point: 'point-off-curve',
  invalid_use: 'key-use',
  wrong_algorithm: 'algorithm',
  wrong_curve: 'algorithm-mismatch',
  HS256: 'symmetric-key',
};

const describeWithData = present ? describe : describe.skip;

describeWithData('keys of the Wycheproof vectors (skipped when ../shared/data is absent)', () => {
  it.each(readVectors())('judges $name as the vectors do', ({ name, keys, sound }) => {
    const checked = checkKeySet(keys);
    expect(checked.ok).toBe(sound);
    const rule = expectedRules[name.split(' ')[0] ?? ''];
    if (rule !== undefined && !checked.ok) expect(checked.refusal.map((one) => one.rule)).toContain(rule);
  });
});
