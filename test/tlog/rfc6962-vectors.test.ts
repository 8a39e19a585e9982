import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { verifyConsistency, verifyInclusion } from '../../src/tlog/index.ts';

/** Proof vectors of transparency-dev/merkle; they stand beside the checkout and are read in place. */
const folder = join(import.meta.dirname, '../../../shared/data/rfc6962-proofs');

const base64 = z.string().transform((text) => Buffer.from(text, 'base64'));
const proof = z
  .array(base64)
  .nullable()
  .transform((hashes) => hashes ?? []);
// A size may be 2^64 − 1, which no number expresses; what JSON.parse makes of it is no safe integer either.
const size = z.number().nonnegative();
const inclusion = z.object({
  leafIdx: size,
  treeSize: size,
  root: base64,
  leafHash: base64,
  proof,
  wantErr: z.boolean(),
});
const consistency = z.object({
  size1: size,
  size2: size,
  root1: base64,
  root2: base64,
  proof,
  wantErr: z.boolean(),
});

function vectors(kind: 'inclusion' | 'consistency'): readonly string[] {
  return readdirSync(join(folder, kind), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, kind, name));
}

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

const here = existsSync(folder);
if (!here)
  process.stderr.write('RFC 6962 proof vectors are not beside the checkout: their tests are skipped\n');

(here ? describe : describe.skip)('the RFC 6962 proof vectors', () => {
  it('are judged rightly, all 98 inclusion proofs', () => {
    const wrong = vectors('inclusion').filter((path) => {
      const v = inclusion.parse(read(path));
      return verifyInclusion(v.leafHash, v.leafIdx, v.treeSize, v.proof, v.root) === v.wantErr;
    });
    expect(wrong).toEqual([]);
    expect(vectors('inclusion')).toHaveLength(98);
  });

  it('are judged rightly, all 98 consistency proofs', () => {
    const wrong = vectors('consistency').filter((path) => {
      const v = consistency.parse(read(path));
      return verifyConsistency(v.size1, v.size2, v.proof, v.root1, v.root2) === v.wantErr;
    });
    expect(wrong).toEqual([]);
    expect(vectors('consistency')).toHaveLength(98);
  });
});
