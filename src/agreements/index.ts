export { type Agreements, createAgreements } from './create-agreements.ts';
export type { AgreementsContext } from './record-change.ts';
export type { RegistrationProblem } from './registration-problem.ts';
export {
  type Environment,
  type OrganisationIdentifier,
  type OrganisationIdentifierSystem,
  checkIdentifierEnvironment,
  formatOrganisationIdentifier,
  isSyntheticOrganisationIdentifier,
  organisationIdentifierSystems,
  parseOrganisationIdentifier,
  parseOrganisationIdentifierText,
} from './organisation-identifier.ts';
export type { Organisation, OrganisationDraft } from './organisation.ts';
export type { OrganisationRegister, ProfileChanges } from './organisation-register.ts';
export type { RegisteredSystem, SystemDraft, SystemEndpoint } from './system.ts';
export type { KeyDates, SystemRegister } from './system-register.ts';
export type { RegisteredKey } from './public-key-store.ts';
export {
  type PublicKey,
  type SignatureAlgorithm,
  checkKeySet,
  checkPublicKey,
  thumbprintOfKey,
} from './public-key.ts';
export { thumbprintOfCertificate } from './certificate-thumbprint.ts';
export { checkEndpointUrl, isPublicAddress } from './endpoint-url.ts';
export type { StaffDraft, StaffMember, StaffRegister } from './staff-register.ts';
export {
  type AgreementDraft,
  type AgreementKind,
  type AgreementTerms,
  hashTerms,
} from './agreement-terms.ts';
export type { AgreementFact, AgreementInForce, AgreementQuestion } from './agreement-in-force.ts';
export type { AgreementRegister, AgreementVersion } from './agreement-register.ts';
export { type SignedStatement, createAgreementSignature } from './agreement-signature.ts';
export {
  type DevelopmentAuthority,
  type DevelopmentAuthorityOptions,
  type DevelopmentCertificate,
  openDevelopmentAuthority,
} from './development-authority.ts';
export { createSigningKey, publicPartOf } from './signing-key.ts';
