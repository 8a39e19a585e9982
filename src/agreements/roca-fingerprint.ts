/**
 * The discriminant of RSA moduli made by the faulty Infineon library (CVE-2017-15361, "ROCA": Nemec, Sys, Svenda, Klinec,
 * Matyas, "The Return of Coppersmith's Attack", CCS 2017, §2.1). Its primes have the form k·M + (65537^a mod M), so the
 * modulus is a power of 65537 modulo every small prime that divides M. A sound modulus passes all of these tests with
 * probability about 2^-27.
 */
const generator = 65537;

/** The odd primes up to 167: the divisors of M that the vendor used for its shortest keys, and so of every longer M. */
const smallPrimes: readonly number[] = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107,
  109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

const powersOfGenerator: readonly { prime: number; powers: ReadonlySet<number> }[] = smallPrimes.map(
  (prime) => {
    const powers = new Set<number>();
    for (let power = 1; !powers.has(power); power = (power * (generator % prime)) % prime) powers.add(power);
    return { prime, powers };
  },
);

/** Whether an RSA modulus carries the fingerprint. */
export function hasRocaFingerprint(modulus: bigint): boolean {
  return powersOfGenerator.every(({ prime, powers }) => powers.has(Number(modulus % BigInt(prime))));
}

/** The first small odd prime that divides a modulus: a sound modulus has none. */
export function findSmallFactor(modulus: bigint): number | undefined {
  if (modulus % 2n === 0n) return 2;
  return smallPrimes.find((prime) => modulus % BigInt(prime) === 0n);
}
