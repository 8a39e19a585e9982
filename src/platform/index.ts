export { type Result, ok, refuse } from './result.ts';
export { type Clock, type MovableClock, systemClock, movableClock, londonDate } from './clock.ts';
export {
  type Id,
  type PersonId,
  type OrganisationId,
  type SystemId,
  type StaffId,
  type AgreementId,
  type ConsentId,
  type ExchangeId,
  type DecisionId,
  type DeliveryId,
  type EntryId,
  type NoticeId,
  newId,
  asId,
} from './ids.ts';
