/** The codes of docs/domain/02 and /03, written out from the pages. */

/** Categories of docs/domain/03 §3.1 with their default level. */
export const categoryLevels: Readonly<Record<string, 'N' | 'R' | 'V'>> = {
  ...levels('N', 'DEM CON HHD CMN EDU ATT BEH SEN PHY DEV UHP EHP DIS HFN VOI'),
  ...levels('R', 'EQU MHC SFH SUC CIN LAC YCR CPR EXP PMH PSU PPH YJS IMM'),
  ...levels('V', 'PSY SHR GID ADO SXA DAB RSK POF LEG'),
};

/** Sensitive services: existence alone is protected (column Svc of §3.1). */
export const sensitiveServices: ReadonlySet<string> = new Set(
  'MHC PSY SHR SUC GID ADO DAB RSK PMH PSU'.split(' '),
);

export const purposes = Array.from({ length: 23 }, (_, index) => `P${String(index + 1).padStart(2, '0')}`);
export const messageTypes = Array.from(
  { length: 22 },
  (_, index) => `M${String(index + 1).padStart(2, '0')}`,
);
/** Exceptions of SEND Regulations 2014 reg 17 (docs/domain/01 §1.8). */
export const exceptions = [
  ...['R17_INTEREST', 'R17_APPEAL', 'R17_RESEARCH', 'R17_COURT', 'R17_LGSCO', 'R17_SOS'],
  ...['R17_DPA1986', 'R17_CA1989', 'R17_OFSTED', 'R17_HE_DSA', 'R17_HE_PRINCIPAL'],
];
export const flags = [
  'CHILD_CONFIDENCE',
  'THIRD_PARTY',
  'SHIELDED_LOCATION',
  'SERIOUS_HARM',
  'COURT_RESTRICTED',
  'SILENT_WITHHOLD',
  'DISPUTED',
  'RETRACTED',
  'EMBARGO_UNTIL',
  'REFERRER_IDENTITY',
] as const;

/** Of two levels the one that protects more. */
export function higher(one: string, other: string): string {
  const order = ['U', 'L', 'N', 'R', 'V'];
  return order.indexOf(one) >= order.indexOf(other) ? one : other;
}

function levels(level: 'N' | 'R' | 'V', codes: string): Record<string, 'N' | 'R' | 'V'> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, level]));
}
