import { type RegistrationProblem, problem } from './registration-problem.ts';

interface WeierstrassCurve {
  readonly p: bigint;
  readonly b: bigint;
  readonly bytes: number;
}

/** NIST curves (FIPS 186-5, SP 800-186 §3.2.1); a = -3 and cofactor 1 on each, so a point on the curve has full order. */
const weierstrassCurves: Readonly<Record<string, WeierstrassCurve>> = {
  'P-256': {
    p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    bytes: 32,
  },
  'P-384': {
    p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    bytes: 48,
  },
};

/** Whether the point (x, y), big-endian and of the curve's full length, lies on the named NIST curve. */
export function checkNistPoint(curveName: string, x: Buffer, y: Buffer): RegistrationProblem[] {
  const curve = Object.hasOwn(weierstrassCurves, curveName) ? weierstrassCurves[curveName] : undefined;
  if (curve === undefined) return [problem('crv', 'curve', 'The curve must be P-256 or P-384.')];
  if (x.length !== curve.bytes || y.length !== curve.bytes) {
    return [
      problem('x', 'coordinate-length', `Coordinates on ${curveName} have exactly ${curve.bytes} bytes.`),
    ];
  }
  const px = toInteger(x);
  const py = toInteger(y);
  const onCurve =
    px < curve.p && py < curve.p && modulo(py * py - (px * px * px - 3n * px + curve.b), curve.p) === 0n;
  return onCurve ? [] : [problem('x', 'point-off-curve', `The point is not on ${curveName}.`)];
}

const edwardsP = (1n << 255n) - 19n;
const edwardsD = modulo(-121665n * inverse(121666n), edwardsP);
const squareRootOfMinusOne = power(2n, (edwardsP - 1n) / 4n);

/**
 * Whether 32 bytes are a canonical Ed25519 public key on the curve and not of small order: under a key of small order, one
 * signature fits many messages (RFC 8032 §5.1.3, §8.5).
 */
export function checkEd25519Point(x: Buffer): RegistrationProblem[] {
  if (x.length !== 32) return [problem('x', 'coordinate-length', 'An Ed25519 key has exactly 32 bytes.')];
  const littleEndian = Buffer.from(x).reverse();
  const sign = (littleEndian[0] ?? 0) >> 7;
  littleEndian[0] = (littleEndian[0] ?? 0) & 0x7f;
  const py = toInteger(littleEndian);
  const px = py < edwardsP ? recoverX(py, sign) : undefined;
  if (px === undefined) return [problem('x', 'point-off-curve', 'The point is not on Ed25519.')];
  let point: EdwardsPoint = { x: px, y: py };
  for (let doubling = 0; doubling < 3; doubling += 1) point = addEdwards(point, point);
  return point.x === 0n && point.y === 1n
    ? [problem('x', 'point-small-order', 'The point has a small order.')]
    : [];
}

interface EdwardsPoint {
  readonly x: bigint;
  readonly y: bigint;
}

function recoverX(y: bigint, sign: number): bigint | undefined {
  const u = modulo(y * y - 1n, edwardsP);
  const square = modulo(u * inverse(modulo(edwardsD * y * y + 1n, edwardsP)), edwardsP);
  let x = power(square, (edwardsP + 3n) / 8n);
  if (modulo(x * x, edwardsP) !== square) x = modulo(x * squareRootOfMinusOne, edwardsP);
  if (modulo(x * x, edwardsP) !== square) return undefined;
  if (x === 0n && sign === 1) return undefined;
  return Number(x & 1n) === sign ? x : edwardsP - x;
}

function addEdwards(a: EdwardsPoint, b: EdwardsPoint): EdwardsPoint {
  const product = modulo(edwardsD * a.x * b.x * a.y * b.y, edwardsP);
  return {
    x: modulo((a.x * b.y + a.y * b.x) * inverse(modulo(1n + product, edwardsP)), edwardsP),
    y: modulo((a.y * b.y + a.x * b.x) * inverse(modulo(1n - product, edwardsP)), edwardsP),
  };
}

function inverse(value: bigint): bigint {
  return power(value, edwardsP - 2n);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = modulo(base, edwardsP);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % edwardsP;
    square = (square * square) % edwardsP;
  }
  return result;
}

function modulo(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

function toInteger(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}
