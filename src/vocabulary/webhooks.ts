/**
 * Of what a system may be told by a webhook: that a consent event (M18) waits for it, that something of a message of its own waits for a judgement or
 * was judged, and that a message of its own has come to its end.
 */
export const webhookKinds = ['CONSENT_EVENT', 'HOLD', 'OUTCOME'] as const;
export type WebhookKind = (typeof webhookKinds)[number];
