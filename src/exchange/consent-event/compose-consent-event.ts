import type { ConsentBody } from '../../consent/index.ts';
import type { PersonId } from '../../platform/index.ts';
import { type CategoryCode, type PlainGroup, getCategory } from '../../vocabulary/index.ts';
import { deriveMessageId } from '../earlier/derive-message-id.ts';
import type { EarlierDisclosure, Telling } from '../earlier/telling.ts';
import type { ChangeOfChoice } from './read-changes.ts';

const endings = { WITHDRAWN: 'was taken back', CHANGED: 'no longer stands' } as const;

/**
 * What an earlier recipient is told of a choice that ended (M18, docs/domain/01 §1.7, docs/domain/07 AC7): that what it was given
 * because of it must no longer be relied on or passed on. Why it ended is never passed on. Pure.
 * @param categories what it must no longer rely on, as far as it may be named
 */
export function composeConsentEvent(
  change: Pick<ChangeOfChoice, 'kind' | 'version' | 'before'>,
  { exchangeId, decisionEntryId }: EarlierDisclosure,
  categories: readonly CategoryCode[],
): Telling {
  const { kind, version, before } = change;
  const told = findTold(change);
  const changed = kind === 'WITHDRAWN' ? version.consentId : `${version.consentId}/${version.version}`;
  return {
    messageType: 'M18',
    messageId: deriveMessageId(`consent-event ${changed} ${exchangeId} ${decisionEntryId}`),
    dataSubject: before.dataSubject,
    permit: 'PERMIT_CONSENT_EVENT',
    schema: 'assent.consent-event/1',
    facts: { kind, consentId: version.consentId, version: version.version, categories: [...categories] },
    event: {
      kind,
      categories: [...categories],
      instruction: 'NO_LONGER_RELY',
      plain: `Agreement to share this ${endings[kind]}. It must no longer be relied on or passed on. What the law requires you to keep stays. Please acknowledge.`,
    },
    notice:
      told === null
        ? null
        : {
            person: told,
            groups: [...new Set(categories.map((code): PlainGroup => getCategory(code).plainGroup))],
          },
    dueAt: null,
    becauseOf: null,
  };
}

/** Who is told that it was done: whoever took it back, or else whose choice it was, and nobody else of the family (docs/domain/07 AC7). */
export function findTold({ version, before }: Pick<ChangeOfChoice, 'version' | 'before'>): PersonId | null {
  const { decidedBy, lastMove }: ConsentBody = version.body === 'ERASED' ? before.body : version.body;
  const takenBackBy = lastMove?.takenBackBy;
  if (takenBackBy !== undefined && 'person' in takenBackBy) return takenBackBy.person;
  if (lastMove?.by.kind === 'DECIDER') return lastMove.by.person;
  return 'person' in decidedBy ? decidedBy.person : null;
}
