export {
  type IdentifyDependencies,
  type IdentifyRequest,
  type IdentifyRequester,
  createIdentifyRequester,
} from './identify-requester.ts';
export type { Practitioner, Requester } from './requester.ts';
export type { KnownOrganisation, KnownStaff, KnownSystem, SystemRegister } from './system-register.ts';
export {
  type IdentifyRefusal,
  type IdentifyRefusalCode,
  identifyRefusal,
  identifyRefusals,
} from './identify-refusals.ts';
export { findUnfitness } from './staff-fitness.ts';
export { checkScope } from './check-scope.ts';
export { type TokenIssuer, tokenIssuer } from './token-issuer.ts';
export { type RemoteKeysOptions, type ReadKeySet, remoteKeys } from './remote-keys.ts';
export { readKeySetFrom } from './read-key-set.ts';
export { type JwsAlgorithm, type VerificationKey, findVerificationKey } from './verification-key.ts';
export { userAssertionType } from './user-assertion.ts';
export {
  type AssertionKind,
  type SingleUseAssertion,
  type SpendAssertion,
  forgetSpentAssertions,
  spentAssertions,
} from './spent-assertions-sql.ts';
export { explainRefusal } from './explain-refusal.ts';
