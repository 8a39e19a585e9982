import { type AgreementRegister, createAgreementRegister } from './agreement-register.ts';
import { type Remember, createEdition, rememberNothing } from './edition.ts';
import { type OrganisationRegister, createOrganisationRegister } from './organisation-register.ts';
import type { AgreementsContext } from './record-change.ts';
import { type StaffRegister, createStaffRegister } from './staff-register.ts';
import { type SystemRegister, createSystemRegister } from './system-register.ts';
import { createAgreementVerifier } from './verify-agreement.ts';

/** Who may take part, with what systems and people, and what they have agreed with each other. */
export interface Agreements extends OrganisationRegister, SystemRegister, StaffRegister, AgreementRegister {
  /**
   * The registers as they stand now, for one piece of work that asks much of them: what was asked before is not asked again while
   * their edition stands (docs/decisions/0043-editions-and-epochs.md).
   */
  openEdition(): Promise<Agreements>;
}

/** Opens all registers of this room. Nothing in it is remembered between two questions but the outcome of checking a signature's bytes. */
export function createAgreements(context: AgreementsContext): Agreements {
  const verifier = createAgreementVerifier();
  const edition = createEdition(context.pool);
  const open = (remember: Remember): Agreements => {
    const each = { ...context, remember, verifier };
    return {
      ...createOrganisationRegister(each),
      ...createSystemRegister(each),
      ...createStaffRegister(each),
      ...createAgreementRegister(each),
      openEdition: async () => {
        await edition.catchUp();
        return ofEdition;
      },
    };
  };
  const ofEdition = open(edition.remember);
  return open(rememberNothing);
}
