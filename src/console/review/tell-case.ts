import type { CaseAnswer } from '../../exchange/index.ts';
import { type Visit, writeInstant } from '../../pages/index.ts';
import type { JsonValue } from '../../platform/index.ts';
import { getPurpose, isMessageTypeCode, isPurposeCode, messageTypes } from '../../vocabulary/index.ts';
import { type RecordLine, flattenRecord } from '../desk/flatten-record.ts';
import { tellTimeLeft } from '../desk/time-left.ts';

/** What a case says of something that happened, as far as there are words for it; the rest stands as it was written. */
const named = [
  'messageId',
  'correlationId',
  'messageType',
  'purpose',
  'role',
  'reason',
  'reasons',
  'by',
  'grantId',
  'segmentIds',
  'attested',
  'recipient › name',
  'recipient › department',
  'recipient › role',
];

/** A line of what happened, with words in the place of names and codes. */
function tellLine({ place, text }: RecordLine, t: Visit['t']): RecordLine {
  return {
    place: named.includes(place) ? t(`review.detail.${place}`) : place,
    text: isMessageTypeCode(text) ? messageTypes[text] : isPurposeCode(text) ? getPurpose(text).name : text,
  };
}

/** A case as an officer reads it: what happened, whose act it was, and, once it is closed, what was found. */
export function tellCase(found: CaseAnswer, { now, language, t }: Visit): object {
  const { caseId, kind, plain, source, state, version, occurrences, outcome } = found;
  const due = new Date(found.due);
  return {
    caseId,
    plain,
    source,
    state,
    version,
    isOpen: state !== 'CLOSED',
    // Whoever said something reads an answer.
    isSaid: kind.startsWith('FAMILY_'),
    opened: writeInstant(new Date(found.openedAt), language),
    due: writeInstant(due, language),
    left: tellTimeLeft(due, now, t),
    occurrences: occurrences.map(({ at, exchangeId, actBy, details }) => ({
      at: writeInstant(new Date(at), language),
      exchangeId: exchangeId ?? '',
      actBy:
        actBy === undefined
          ? ''
          : t('review.act', { staff: actBy.staffId, organisation: actBy.organisation }),
      lines: flattenRecord(details as JsonValue).map((line) => tellLine(line, t)),
    })),
    outcome:
      outcome === undefined
        ? null
        : {
            ...outcome,
            at: writeInstant(new Date(outcome.at), language),
            by: t('review.by', { staff: outcome.by.staffId, role: t(`desk.role.${outcome.by.role}`) }),
            person:
              typeof outcome.person === 'string'
                ? t(`review.person.${outcome.person}`)
                : outcome.person.notSafe,
          },
  };
}
