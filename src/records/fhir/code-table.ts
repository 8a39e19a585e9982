import type { JsonObject } from '../../platform/index.ts';
import { type CategoryCode, categoryCodes } from '../../vocabulary/index.ts';
import { textOf } from '../json-access.ts';
import { unique } from '../labelled-segment.ts';
import { codeSystems } from './fhir-systems.ts';
import { type CodeBeginnings, atc, icd10, loinc, medicines, snomed } from './known-codes.ts';

/** Says what kind of information a coded concept is. */
export interface CodeTable {
  /** Its categories, or undefined where the concept is not mapped. */
  find(coding: JsonObject): readonly CategoryCode[] | undefined;
}

/** What a partner says of the codes of one system: its own, or ones that the gateway knows. */
export interface CodeAddition {
  /** The code system's address. */
  readonly system: string;
  /** Where the meaning of the codes is written down. */
  readonly source: string;
  readonly codes: Readonly<Record<string, readonly CategoryCode[]>>;
}

/** The gateway's own table: SNOMED CT, dm+d, LOINC, ICD-10 and ATC, as far as `known-codes.ts` goes. */
export const baseCodeTable: CodeTable = { find: findKnown };

/**
 * The table with what partners add. An addition gives meaning to codes that have none here and adds categories to those that
 * have; it can take nothing away, so that with it a resource is withheld wherever it was without it.
 */
export function extendCodeTable(base: CodeTable, additions: readonly CodeAddition[]): CodeTable {
  const added = new Map<string, readonly CategoryCode[]>();
  for (const { system, codes } of additions) {
    for (const [code, categories] of Object.entries(codes)) {
      const name = `${system}|${code}`;
      added.set(name, unique([...(added.get(name) ?? []), ...categories]));
    }
  }
  return {
    find(coding) {
      const known = base.find(coding);
      const more = added.get(`${textOf(coding, 'system') ?? ''}|${textOf(coding, 'code') ?? ''}`);
      return more === undefined ? known : inOrder([...(known ?? []), ...more]);
    },
  };
}

function inOrder(categories: readonly CategoryCode[]): readonly CategoryCode[] {
  return categoryCodes.filter((code) => categories.includes(code));
}

function findKnown(coding: JsonObject): readonly CategoryCode[] | undefined {
  const code = textOf(coding, 'code');
  if (code === undefined) return undefined;
  const system: string = textOf(coding, 'system') ?? '';
  switch (system) {
    case codeSystems.snomed:
    case codeSystems.dmd:
      if (Object.hasOwn(snomed, code)) return snomed[code];
      return Object.hasOwn(medicines, code) ? medicines[code] : undefined;
    case codeSystems.loinc:
      return Object.hasOwn(loinc, code) ? loinc[code] : undefined;
    case codeSystems.icd10:
    case codeSystems.icd10Uk:
      return longestBeginning(icd10, code);
    case codeSystems.atc:
      return longestBeginning(atc, code);
    default:
      return undefined;
  }
}

function longestBeginning(table: CodeBeginnings, code: string): readonly CategoryCode[] | undefined {
  const matching = table.filter(([beginning]) => code.startsWith(beginning));
  return matching.sort(([a], [b]) => b.length - a.length)[0]?.[1];
}
