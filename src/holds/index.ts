export {
  type Holds,
  type HoldsDeps,
  type SealedHold,
  type SealedJudgement,
  createHolds,
} from './create-holds.ts';
export {
  type Desk,
  type Hold,
  type HoldBody,
  type HoldDraft,
  type HoldLevel,
  type HoldState,
  type Judge,
  type JudgementBody,
  deskOfRole,
  deskOfStaff,
  isOpen,
} from './hold.ts';
