import { type AgreementRegister, createAgreementRegister } from './agreement-register.ts';
import { type OrganisationRegister, createOrganisationRegister } from './organisation-register.ts';
import type { AgreementsContext } from './record-change.ts';
import { type StaffRegister, createStaffRegister } from './staff-register.ts';
import { type SystemRegister, createSystemRegister } from './system-register.ts';

/** Who may take part, with what systems and people, and what they have agreed with each other. */
export interface Agreements extends OrganisationRegister, SystemRegister, StaffRegister, AgreementRegister {}

/** Opens all registers of this room. Nothing in it is remembered between two questions but the outcome of checking a signature's bytes. */
export function createAgreements(context: AgreementsContext): Agreements {
  return {
    ...createOrganisationRegister(context),
    ...createSystemRegister(context),
    ...createStaffRegister(context),
    ...createAgreementRegister(context),
  };
}
