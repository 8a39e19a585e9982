import { compactVerify } from 'jose';
import type { CompactJws } from '../../platform/index.ts';
import type { JwsAlgorithm, VerificationKey } from './verification-key.ts';

/** Header members that name a key or change what is signed. We look keys up by `kid` in our own registers alone. */
const refusedMembers = ['crit', 'b64', 'zip', 'enc'];

/**
 * Whether the token carries a valid signature of this key under an algorithm that both the caller and the key allow.
 * `jku`, `jwk`, `x5u` and `x5c` in the header are never read; extensions (`crit`, `b64`, `zip`) are refused
 * (RFC 8725 §3.1, §3.10).
 */
export async function verifySignature(
  jws: CompactJws,
  key: VerificationKey,
  algorithms: readonly JwsAlgorithm[],
): Promise<boolean> {
  if (refusedMembers.some((member) => Object.hasOwn(jws.header, member))) return false;
  const algorithm = key.algorithms.find((candidate) => candidate === jws.header['alg']);
  if (algorithm === undefined || !algorithms.includes(algorithm)) return false;
  try {
    await compactVerify(jws.text, key.key, { algorithms: [algorithm] });
    return true;
  } catch {
    return false;
  }
}
