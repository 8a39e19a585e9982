export type { OutboundEnvelope } from './outbound-envelope.ts';
export {
  type Coding,
  type Manifest,
  type Placeholder,
  type RedactedMessage,
  type ReleasedAttachment,
  type ReleasedSegment,
  type SecurityLabelling,
  footerSentence,
  placeholderNotice,
} from './redacted-message.ts';
export { type RedactableMessage, redactMessage } from './redact-message.ts';
export { type SettledRelease, settleReleased } from './settle-released.ts';
