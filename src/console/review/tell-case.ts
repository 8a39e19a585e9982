import type { CaseAnswer } from '../../exchange/index.ts';
import { type Visit, writeInstant } from '../../pages/index.ts';
import type { JsonValue } from '../../platform/index.ts';
import { flattenRecord } from '../desk/flatten-record.ts';
import { tellTimeLeft } from '../desk/time-left.ts';

/** Kinds in which somebody said something and reads an answer. */
const said = /^FAMILY_/u;

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
    isSaid: said.test(kind),
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
      lines: flattenRecord(details as JsonValue),
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
