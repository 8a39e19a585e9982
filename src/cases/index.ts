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
