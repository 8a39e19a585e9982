export {
  type CaseFilter,
  type Cases,
  type CasesDeps,
  type OutcomeDraft,
  type SealedCase,
  type TellingDraft,
  createCases,
} from './create-cases.ts';
export type { Case, CaseDraft, CaseTally, Occurrence, OutcomeBody } from './case.ts';
export { type Saying, findListener } from './saying.ts';
export { type Sayings, createSayings } from './create-sayings.ts';
