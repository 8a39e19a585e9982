import type { ProblemDetail } from '../../vocabulary/index.ts';
import type { IdentifyRefusalCode } from './identify-refusals.ts';

/**
 * What a system is told of an assertion that was refused. It has proved itself by certificate and token before its assertion
 * is looked at, and the assertion is its own: it learns nothing of anybody else. Nobody else is told a reason.
 */
const words: Partial<Record<IdentifyRefusalCode, string>> = {
  'assertion-malformed': 'A JWT of type assent-user-assertion+jwt with all its claims, each of its type.',
  'assertion-signature': 'It must be signed by a key that is registered for your system and names it by kid.',
  'assertion-issuer': 'iss must be the client id of your system.',
  'assertion-audience': 'aud must be the audience of this gateway, as a text.',
  'assertion-expired': 'It must be in date and live for five minutes at most.',
  'assertion-message':
    'message_id must be the id of the message or request; without one the idempotency key, or of what is read or acknowledged the id in the path.',
  'assertion-staff-unknown': 'The staff register does not hold sub as active.',
  'assertion-role': 'role must be one of the published role codes.',
  'assertion-staff-role': 'The staff register does not give sub this role.',
  'assertion-training': 'The staff register shows no training of sub that is valid today.',
  'assertion-replayed': 'It was used before. Sign a new one for each attempt.',
};

/** The rule that an assertion breaks, with its header; nothing where it is not about an assertion. */
export function explainRefusal(code: IdentifyRefusalCode): readonly ProblemDetail[] | undefined {
  const message = words[code];
  return message === undefined ? undefined : [{ pointer: 'assent-user-assertion', rule: code, message }];
}
