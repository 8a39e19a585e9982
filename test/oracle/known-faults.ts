import type { OracleCase } from './case.ts';

/**
 * Faults of the gateway that are found and not yet mended. Each names the sentence that decides. A test holds that each still
 * shows, so that whoever mends one takes it out here.
 */
export const knownFaults: readonly KnownFault[] = [
  {
    name: 'foster-carer-psu',
    sentence:
      'docs/domain/03 §3.4, Foster carer P10, never without named approval: "PMH PSU POF RSK ADO LEG"',
    fault: 'policies/BASE-1 rows.yaml, foster-carer: PSU stands in no column, so that it reads as blank',
    covers: ({ recipient, purpose, segments }: OracleCase, how: readonly string[]): boolean => {
      const touched = segments
        .filter(({ categories }) => categories.includes('PSU'))
        .map(({ segment }) => segment);
      return (
        recipient.role === 'FOSTER_CARER' &&
        purpose === 'P10' &&
        how.some((difference) => touched.some((segment) => difference.startsWith(`${segment}:`))) &&
        how.every((difference) => ['whole', ...touched].some((part) => difference.startsWith(`${part}:`)))
      );
    },
  },
  {
    name: 'capacity-hold-of-a-barred-part',
    sentence: 'docs/domain/03 §3.5 step 7: "Deny overrides permit inside a segment"',
    fault:
      'src/exchange/decide/decide-category.ts: a part that a flag bars whatever anybody chose waits as HOLD_CAPACITY when nobody was asked',
    covers: ({ segments }: OracleCase, how: readonly string[]): boolean => {
      const flagged = segments.filter(({ flags }) => flags.length > 0).map(({ segment }) => segment);
      return (
        how.some((difference) =>
          flagged.some((segment) => difference.startsWith(`${segment}: oracle WITHHOLD`)),
        ) &&
        how.every(
          (difference) =>
            difference.startsWith('whole:') ||
            (flagged.some((segment) => difference.startsWith(`${segment}:`)) &&
              difference.includes('HOLD_CAPACITY')),
        )
      );
    },
  },
];

export interface KnownFault {
  readonly name: string;
  readonly sentence: string;
  readonly fault: string;
  readonly covers: (oracleCase: OracleCase, how: readonly string[]) => boolean;
}

/** Whether a difference is one that is written down. */
export function isKnownFault(oracleCase: OracleCase, how: readonly string[]): boolean {
  return how.length > 0 && knownFaults.some(({ covers }) => covers(oracleCase, how));
}
