export { type Ask, askTogether } from './ask-together.ts';
export { type Result, ok, refuse } from './result.ts';
export { type Clock, type MovableClock, systemClock, movableClock, londonDate } from './clock.ts';
export { addDays, addMonths } from './calendar-days.ts';
export {
  type Id,
  type PersonId,
  type OrganisationId,
  type SystemId,
  type StaffId,
  type AgreementId,
  type CaseId,
  type ClockId,
  type GrantId,
  type ConsentId,
  type ExchangeId,
  type DecisionId,
  type DeliveryId,
  type EntryId,
  type HoldId,
  type NoticeId,
  type RelationshipId,
  type PlanId,
  type PlanVersionId,
  newId,
  asId,
} from './ids.ts';
export { type JsonObject, type JsonValue, isJsonArray, isJsonObject } from './json-value.ts';
export { parseStrictJson } from './parse-strict-json.ts';
export type { JsonLimits, JsonRefusal } from './scan-json.ts';
export { canonicalJson } from './canonical-json.ts';
export { type CompactJws, longestCompactJws, parseCompactJws } from './compact-jws.ts';
export { type Logger, type LogLevel, createLogger } from './logger.ts';
export type { LogFields } from './log-fields.ts';
export type { FaultFields } from './describe-fault.ts';
export { type Metrics, createMetrics } from './metrics.ts';
export type { CarriersConfig, MeshConfig } from './carriers-file.ts';
export { type Config, type DatabaseConfig, ConfigError, loadConfig } from './config.ts';
export type { StaffClaims } from './staff-claims.ts';
export type { ConsoleConfig, PortalConfig } from './surface-config.ts';
export {
  type ConfigurationSetting,
  type SettingName,
  configurationSettings,
} from './configuration-settings.ts';
export { cleanEnvironment } from './clean-environment.ts';
export { takeProcessLock } from './process-lock.ts';
export { calendarDay, offsetInstant } from './calendar-schemas.ts';
export { hasErrorCode } from './has-error-code.ts';
export { type Timer, answerInTimeClass, systemTimer, waitForClassEnd } from './time-class.ts';
export type { RecurringJob } from './recurring-job.ts';
export { uuidShape } from './uuid-shape.ts';
export { formInWords } from './form-in-words.ts';
export { typeInWords } from './type-in-words.ts';
export { connectionLimits, modernTls } from './server-rules.ts';
