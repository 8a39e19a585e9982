export { decide, findAskerBar, findRequestBar } from './decide.ts';
export { isSilent } from './decide-segment.ts';
export { explainWhoCouldSayYes } from './explain-who-could-say-yes.ts';
export type {
  Decision,
  LegalLayers,
  Obligation,
  Outcome,
  SegmentDecision,
  SegmentOutcome,
} from './decision.ts';
export type {
  AgreementFacts,
  ChoiceFacts,
  DecisionFacts,
  ExtractForm,
  FactsEdition,
  OwnAccess,
  PartyFacts,
  RequestBars,
  SegmentFacts,
  StatutoryGates,
} from './facts.ts';
export { findTellings } from './find-tellings.ts';
export { isContent, isOwnAccess, isPermitted } from './fact-questions.ts';
export { findLegalBasis, restsOnConsent } from './legal-basis.ts';
export { type RecordedFacts, upgradeFacts } from './upgrade-facts.ts';
export { neutralBars, neutralGates } from './neutral-facts.ts';
export { isUrgentSafeguarding } from './urgent-safeguarding.ts';
