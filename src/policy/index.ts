export { type Access, type AccessRule, type Asker, type Held, compileAccess } from './access-ability.ts';
export type {
  BasisQuestion,
  ChoiceResult,
  CompiledPolicy,
  LegalBasis,
  MatrixCell,
  PolicyAnswer,
  PolicyOutcome,
  PolicyVersion,
  Reg17Claim,
  RowQuestion,
  SegmentCase,
} from './policy-types.ts';
export type { Bundle, BundleProblem } from './bundle.ts';
export { type LoadedBundle, listBundleVersions, loadBundle } from './load-bundle.ts';
export { listBases } from './list-bases.ts';
export { PolicyError, checkBundle, loadPolicy } from './load-policy.ts';
export {
  type LooserCell,
  type TighteningProof,
  describeLooserCell,
  proveTightening,
} from './prove-tightening.ts';
export { type PolicySpelling, spellPolicy } from './spell-policy.ts';
export { type BundleTest, testBundle } from './test-bundle.ts';
export { type PolicyRegister, createPolicyRegister } from './policy-register.ts';
export { type PolicyDrafts, createPolicyDrafts } from './policy-drafts.ts';
export type { DraftEdition } from './draft-sql.ts';
export { type FileProblem, type PolicyFile, textLimits } from './policy-text.ts';
export { type TextVerdict, isPublishable } from './judge-text.ts';
export {
  type RehearsalGroup,
  type RehearsalResults,
  type Rehearsals,
  createRehearsals,
} from './rehearsals.ts';
export type { Rehearsal } from './rehearsal-sql.ts';
export { type PolicyCalendar, PolicyUnknownError, openPolicyCalendar } from './policy-calendar.ts';
export { type PolicyLibrary, openPolicyLibrary } from './policy-library.ts';
export { type PolicyPublication, createPolicyPublication, findSide } from './policy-publication.ts';
export type { PolicyProposal } from './publication-sql.ts';
export { type CellPlace, type PolicyDiff, diffPolicies } from './diff-policies.ts';
