import { createHash } from 'node:crypto';
import { type Result, ok, refuse } from '../platform/index.ts';
import { checkEd25519Point, checkNistPoint } from './curve-key-rules.ts';
import { type RegistrationProblem, problem, problemsUnder } from './registration-problem.ts';
import { checkRsaNumbers } from './rsa-key-rules.ts';

/** A checked public key in JWK form (RFC 7517): nothing but these members, `kid` and `alg` always present. */
export type PublicKey =
  | {
      readonly kty: 'RSA';
      readonly kid: string;
      readonly alg: SignatureAlgorithm;
      readonly use: 'sig';
      readonly n: string;
      readonly e: string;
    }
  | {
      readonly kty: 'EC';
      readonly kid: string;
      readonly alg: SignatureAlgorithm;
      readonly use: 'sig';
      readonly crv: string;
      readonly x: string;
      readonly y: string;
    }
  | {
      readonly kty: 'OKP';
      readonly kid: string;
      readonly alg: SignatureAlgorithm;
      readonly use: 'sig';
      readonly crv: string;
      readonly x: string;
    };

/** The key types and curve that each signature algorithm is made for (RFC 7518, RFC 8037). A key names exactly one. */
const algorithms = {
  PS256: { kty: 'RSA', crv: undefined },
  PS384: { kty: 'RSA', crv: undefined },
  RS384: { kty: 'RSA', crv: undefined },
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
} as const;

/** A signature algorithm that a registered key may be made for. Never `none`, never symmetric. */
export type SignatureAlgorithm = keyof typeof algorithms;

const membersOf = {
  RSA: ['n', 'e'],
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
} as const;
const commonMembers = ['kty', 'kid', 'alg', 'use', 'key_ops', 'ext'];
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * The check of a public key before it is registered (docs/domain/05 §5.3): everything that a signature library would let through is refused
 * here, each with its rule. Gives the key with its known members only.
 */
export function checkPublicKey(jwk: unknown): Result<PublicKey, readonly RegistrationProblem[]> {
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) {
    return refuse([problem('', 'jwk', 'A key must be a JSON object (JWK).')]);
  }
  const members = new Map<string, unknown>(Object.entries(jwk));
  const kty = members.get('kty');
  if (kty === 'oct') {
    return refuse([
      problem('kty', 'symmetric-key', 'A shared secret is not accepted: register a public key.'),
    ]);
  }
  const secret = privateMembers.find((name) => members.has(name));
  if (secret !== undefined) {
    return refuse([
      problem(
        secret,
        'private-member',
        'This is a private key. It has now left its owner: destroy it, make a new one and register its public part.',
      ),
    ]);
  }
  if (kty !== 'RSA' && kty !== 'EC' && kty !== 'OKP') {
    return refuse([problem('kty', 'key-type', 'The key type must be RSA, EC or OKP.')]);
  }
  const problems = [
    ...checkMembers(members, kty),
    ...checkKid(members),
    ...checkUse(members),
    ...checkAlgorithm(members, kty),
  ];
  const texts = new Map<string, string>();
  for (const name of membersOf[kty]) {
    const value = members.get(name);
    if (typeof value !== 'string')
      problems.push(problem(name, 'member-missing', `The member ${name} is missing.`));
    else texts.set(name, value);
  }
  const numbers = problems.some(({ rule }) => rule === 'member-missing') ? [] : checkNumbers(kty, texts);
  problems.push(...numbers);
  if (problems.length > 0) return refuse(problems);
  return ok(assembleKey(kty, members, texts));
}

/** Checks a whole key set: each key, and that no `kid` and no key stands twice. Problems are named `keys.<position>.<member>`. */
export function checkKeySet(
  jwks: readonly unknown[],
): Result<readonly PublicKey[], readonly RegistrationProblem[]> {
  const problems: RegistrationProblem[] = [];
  const keys: PublicKey[] = [];
  const kids = new Set<string>();
  const thumbprints = new Set<string>();
  jwks.forEach((jwk, position) => {
    const checked = checkPublicKey(jwk);
    if (!checked.ok) {
      problems.push(...problemsUnder(`keys.${position}`, checked.refusal));
      return;
    }
    const key = checked.value;
    const thumbprint = thumbprintOfKey(key);
    if (kids.has(key.kid)) {
      problems.push(problem(`keys.${position}.kid`, 'kid-duplicate', 'Two keys carry the same kid.'));
    } else if (thumbprints.has(thumbprint)) {
      problems.push(
        problem(`keys.${position}`, 'key-duplicate', 'The same key stands twice under two kids.'),
      );
    }
    kids.add(key.kid);
    thumbprints.add(thumbprint);
    keys.push(key);
  });
  return problems.length > 0 ? refuse(problems) : ok(keys);
}

/** The JWK thumbprint (RFC 7638, SHA-256, base64url): the same for the same key under any `kid` or `alg`. */
export function thumbprintOfKey(key: PublicKey): string {
  const required =
    key.kty === 'RSA'
      ? { e: key.e, kty: key.kty, n: key.n }
      : key.kty === 'EC'
        ? { crv: key.crv, kty: key.kty, x: key.x, y: key.y }
        : { crv: key.crv, kty: key.kty, x: key.x };
  return createHash('sha256').update(JSON.stringify(required)).digest('base64url');
}

function isSignatureAlgorithm(value: unknown): value is SignatureAlgorithm {
  return typeof value === 'string' && Object.hasOwn(algorithms, value);
}

function checkMembers(
  members: ReadonlyMap<string, unknown>,
  kty: keyof typeof membersOf,
): RegistrationProblem[] {
  const known: readonly string[] = [...commonMembers, ...membersOf[kty]];
  return [...members.keys()]
    .filter((name) => !known.includes(name))
    .map((name) =>
      problem(name, 'unknown-member', `The member ${name} is not accepted in a registered key.`),
    );
}

function checkKid(members: ReadonlyMap<string, unknown>): RegistrationProblem[] {
  const kid = members.get('kid');
  if (typeof kid === 'string' && /^[\x21-\x7e]{1,128}$/.test(kid)) return [];
  return [problem('kid', 'kid', 'A key needs a kid of 1 to 128 printable characters without spaces.')];
}

function checkUse(members: ReadonlyMap<string, unknown>): RegistrationProblem[] {
  const problems: RegistrationProblem[] = [];
  if (members.has('use') && members.get('use') !== 'sig') {
    problems.push(problem('use', 'key-use', 'Only keys for signatures (use "sig") are registered.'));
  }
  const operations = members.get('key_ops');
  if (
    operations !== undefined &&
    !(Array.isArray(operations) && operations.length === 1 && operations[0] === 'verify')
  ) {
    problems.push(problem('key_ops', 'key-use', 'The key operations must be exactly ["verify"].'));
  }
  return problems;
}

function checkAlgorithm(members: ReadonlyMap<string, unknown>, kty: string): RegistrationProblem[] {
  const alg = members.get('alg');
  if (!isSignatureAlgorithm(alg)) {
    return [
      problem('alg', 'algorithm', `The key must name its algorithm: ${Object.keys(algorithms).join(', ')}.`),
    ];
  }
  const expected = algorithms[alg];
  const fits = expected.kty === kty && (expected.crv === undefined || expected.crv === members.get('crv'));
  return fits
    ? []
    : [problem('alg', 'algorithm-mismatch', `${alg} does not belong to this type of key or curve.`)];
}

function checkNumbers(
  kty: keyof typeof membersOf,
  texts: ReadonlyMap<string, string>,
): RegistrationProblem[] {
  const bytes = new Map<string, Buffer>();
  for (const [name, text] of texts) {
    if (name === 'crv') continue;
    const decoded = Buffer.from(text, 'base64url');
    if (decoded.length === 0 || decoded.toString('base64url') !== text) {
      return [problem(name, 'base64url', `The member ${name} is not strict base64url.`)];
    }
    bytes.set(name, decoded);
  }
  const of = (name: string): Buffer => bytes.get(name) ?? Buffer.alloc(0);
  if (kty === 'RSA') {
    const padded = ['n', 'e'].filter((name) => of(name)[0] === 0);
    if (padded.length > 0) {
      return padded.map((name) =>
        problem(name, 'integer-encoding', `${name} begins with a zero byte (RFC 7518 §6.3).`),
      );
    }
    return checkRsaNumbers(BigInt(`0x${of('n').toString('hex')}`), BigInt(`0x${of('e').toString('hex')}`));
  }
  if (kty === 'EC') return checkNistPoint(texts.get('crv') ?? '', of('x'), of('y'));
  if (texts.get('crv') !== 'Ed25519') return [problem('crv', 'curve', 'The curve must be Ed25519.')];
  return checkEd25519Point(of('x'));
}

function assembleKey(
  kty: keyof typeof membersOf,
  members: ReadonlyMap<string, unknown>,
  texts: ReadonlyMap<string, string>,
): PublicKey {
  const alg = members.get('alg');
  const kid = members.get('kid');
  if (!isSignatureAlgorithm(alg) || typeof kid !== 'string') throw new TypeError('the key was not checked');
  const of = (name: string): string => texts.get(name) ?? '';
  if (kty === 'RSA') return { kty, kid, alg, use: 'sig', n: of('n'), e: of('e') };
  if (kty === 'EC') return { kty, kid, alg, use: 'sig', crv: of('crv'), x: of('x'), y: of('y') };
  return { kty, kid, alg, use: 'sig', crv: of('crv'), x: of('x') };
}
