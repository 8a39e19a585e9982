import { type RegistrationProblem, problem } from './registration-problem.ts';
import { findSmallFactor, hasRocaFingerprint } from './roca-fingerprint.ts';

const leastBits = 2048;
/** Longer moduli only cost us time on every signature. */
const mostBits = 8192;
const leastExponent = 65537n;
/** Steps of Fermat's method: primes so near to each other come only from a faulty generator (CVE-2022-26320). */
const fermatSteps = 100;

/**
 * What a partner's RSA key must be: at least 2048 bits, an odd exponent of at least 65537 (FIPS 186-5 §5.4: between 2^16 and 2^256),
 * no small factor, no ROCA fingerprint, primes that are not near to each other.
 */
export function checkRsaNumbers(modulus: bigint, exponent: bigint): RegistrationProblem[] {
  const problems: RegistrationProblem[] = [];
  const bits = modulus.toString(2).length;
  if (bits < leastBits) {
    problems.push(
      problem('n', 'rsa-too-short', `The modulus has ${bits} bits; at least ${leastBits} are needed.`),
    );
  }
  if (bits > mostBits) {
    problems.push(problem('n', 'rsa-too-long', `The modulus has more than ${mostBits} bits.`));
    return problems;
  }
  if (exponent % 2n === 0n || exponent < leastExponent || exponent >= 1n << 256n) {
    problems.push(problem('e', 'rsa-exponent', 'The exponent must be odd and at least 65537.'));
  }
  if (findSmallFactor(modulus) !== undefined) {
    problems.push(problem('n', 'rsa-small-factor', 'The modulus has a small factor.'));
  } else if (hasRocaFingerprint(modulus)) {
    problems.push(
      problem('n', 'rsa-roca', 'The modulus carries the ROCA fingerprint (CVE-2017-15361): make a new key.'),
    );
  }
  if (hasClosePrimes(modulus)) {
    problems.push(problem('n', 'rsa-close-primes', 'The primes of the modulus are too near to each other.'));
  }
  return problems;
}

function hasClosePrimes(modulus: bigint): boolean {
  let a = squareRoot(modulus);
  if (a * a < modulus) a += 1n;
  for (let step = 0; step < fermatSteps; step += 1, a += 1n) {
    const remainder = a * a - modulus;
    const root = squareRoot(remainder);
    if (root * root === remainder) return true;
  }
  return false;
}

/** The integer square root by Newton's method, from above. */
function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}
