export type { OutboundEnvelope } from './outbound-envelope.ts';
export { type RedactedMessage, footerSentence, placeholderNotice } from './redacted-message.ts';
export { redactMessage } from './redact-message.ts';
export { settleReleased } from './settle-released.ts';
