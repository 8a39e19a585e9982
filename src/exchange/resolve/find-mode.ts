import type { DisclosureMode } from '../../vocabulary/index.ts';
import type { IdentifiedMessage } from './resolved-exchange.ts';

/**
 * What a message tells of a person: that a service is involved, or what it knows. A locator query asks and is answered in
 * pointers alone (docs/domain/02 §2.3, M20), so that an agreement on existence is what it needs, also where the answer is asked for. A
 * record that is opened in an emergency is content, whatever the type of the request for it.
 */
export function findMode({
  kind,
  message,
  asker,
}: Pick<IdentifiedMessage, 'kind' | 'message' | 'asker'>): DisclosureMode {
  return message.type === 'M20' && (kind !== 'PULL' || asker !== undefined) ? 'EXISTENCE' : 'CONTENT';
}
