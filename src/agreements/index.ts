export { type Agreements, createAgreements } from './create-agreements.ts';
export type { RegistrationProblem } from './registration-problem.ts';
export {
  type OrganisationIdentifier,
  formatOrganisationIdentifier,
  parseOrganisationIdentifierText,
} from './organisation-identifier.ts';
export type { Organisation, OrganisationDraft } from './organisation.ts';
export type { ProfileChanges } from './organisation-register.ts';
export {
  type HoldingSystem,
  type RecordService,
  type RegisteredSystem,
  type SystemDraft,
  recordForms,
} from './system.ts';
export { thumbprintOfCertificate } from './certificate-thumbprint.ts';
export type { StaffDraft } from './staff-register.ts';
export type { AgreementDraft } from './agreement-terms.ts';
export type { AgreementInForce, AgreementQuestion } from './agreement-in-force.ts';
export type { AgreementVersion } from './agreement-register.ts';
export {
  type AgreementProof,
  type AgreementProofRefusal,
  agreementProofSchema,
  verifyAgreementProof,
} from './agreement-proof.ts';
export { createAgreementSignature } from './agreement-signature.ts';
export { type DevelopmentAuthority, openDevelopmentAuthority } from './development-authority.ts';
export { type SigningKey, createSigningKey, publicPartOf } from './signing-key.ts';
export { findMeshMailbox, isPublicAddress, mailboxAddress } from './endpoint-url.ts';
