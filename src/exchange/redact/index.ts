export type { OutboundEnvelope } from './outbound-envelope.ts';
export {
  type RedactedMessage,
  type ReleasedSegment,
  footerSentence,
  placeholderNotice,
} from './redacted-message.ts';
export { redactMessage } from './redact-message.ts';
export { settleReleased } from './settle-released.ts';
export {
  type WantedRecord,
  formatWanted,
  listRemarks,
  listUnasked,
  narrowToWanted,
} from './narrow-to-wanted.ts';
