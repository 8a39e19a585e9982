import { nhsNumberSystem } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';

/** A register of people's numbers that families know. */
export type KnownRegister = Parameters<
  House['families']['matchDataSubject']
>[0]['identifiers'][number]['system'];

/** FHIR names the registers by address, our own records by a short name. */
const registers: Readonly<Record<string, KnownRegister>> = {
  'nhs-number': 'nhs-number',
  [nhsNumberSystem]: 'nhs-number',
  upn: 'upn',
  uln: 'uln',
};

/** The register that a sender's name for it means; absent for one that nobody here can match by. */
export function findRegister(system: string): KnownRegister | undefined {
  return Object.hasOwn(registers, system) ? registers[system] : undefined;
}
