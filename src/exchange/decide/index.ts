export { decide } from './decide.ts';
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
  PartyFacts,
  RequestBars,
  SegmentFacts,
} from './facts.ts';
export { isUrgentSafeguarding } from './urgent-safeguarding.ts';
