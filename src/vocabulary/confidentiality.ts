/** How secret information is, from published to extreme harm if leaked (docs/domain/03 §3.3; HL7 v3-Confidentiality). */
export type ConfidentialityLevel = 'U' | 'L' | 'N' | 'R' | 'V';

const order: readonly ConfidentialityLevel[] = ['U', 'L', 'N', 'R', 'V'];

/** The higher of two levels: a container is as secret as its most secret part, and a label may raise but never lower. */
export function higherLevel(a: ConfidentialityLevel, b: ConfidentialityLevel): ConfidentialityLevel {
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}
