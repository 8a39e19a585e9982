import type { MatrixCell, PolicyOutcome, SegmentCase } from '../../../src/policy/index.ts';
import { getCategory } from '../../../src/vocabulary/index.ts';

const safeguarding = ['P08', 'P09', 'P14'];

/**
 * The combination table of docs/domain/03 §3.5 with the flags, written a second time as plain conditions. It is told the
 * matrix cell and whether the column is decisive, and gives the outcome only.
 */
export function expectOutcome(segment: SegmentCase, cell: MatrixCell, decisive: boolean): PolicyOutcome {
  if (cell === 'NO_ROW' || cell === 'BLANK' || isForbidden(segment, cell, decisive)) return 'WITHHOLD';
  const isSafeguarding = safeguarding.includes(segment.purpose);
  if (cell === 'NEVER') return mayRelease(segment, decisive, isSafeguarding) ? 'FORWARD' : 'WITHHOLD';
  const linked = isSafeguarding ? segment.attested : segment.linkedToNeed;
  if (cell === 'LINKED' && !linked) return 'WITHHOLD';
  if (segment.purpose === 'P17') return expectOwnView(segment);
  if (decisive || segment.effect === 'DETERMINATIVE')
    return segment.choice === 'PERMIT' ? 'FORWARD' : 'WITHHOLD';
  if (segment.effect === 'RECORD_ONLY' || segment.choice === 'PERMIT' || segment.leadApproves)
    return 'FORWARD';
  if (segment.choice === 'CONFLICT') return 'HOLD';
  if (cell === 'ALLOWED') return segment.choice === 'NONE' ? 'FORWARD' : 'HOLD';
  return segment.choice === 'NONE' ? 'HOLD' : 'WITHHOLD';
}

function mayRelease(segment: SegmentCase, decisive: boolean, isSafeguarding: boolean): boolean {
  if (!segment.approved) return false;
  if (segment.choice === 'PERMIT') return true;
  if (segment.purpose !== 'P17' && (decisive || segment.effect === 'DETERMINATIVE')) return false;
  return !getCategory(segment.category).sensitiveService || isSafeguarding;
}

function expectOwnView(segment: SegmentCase): PolicyOutcome {
  if (!segment.ownAccess) return 'WITHHOLD';
  if (segment.recipientRole === 'CHILD' || segment.recipientRole === 'YP') return 'FORWARD';
  if (segment.choice === 'CONFLICT') return 'HOLD';
  return segment.choice === 'DENY' ? 'WITHHOLD' : 'FORWARD';
}

function isForbidden(segment: SegmentCase, cell: MatrixCell, decisive: boolean): boolean {
  const { flags, purpose } = segment;
  const own = purpose === 'P17';
  const ownChild = segment.recipientRole === 'CHILD' || segment.recipientRole === 'YP';
  if (flags.includes('RETRACTED')) return true;
  if (flags.includes('COURT_RESTRICTED') && purpose !== 'P15') return true;
  if (safeguarding.includes(purpose) && !segment.attested && cell !== 'LINKED') return true;
  if (flags.includes('REFERRER_IDENTITY') && purpose !== 'P08' && purpose !== 'P09') return true;
  if (flags.includes('CHILD_CONFIDENCE')) {
    if (own ? !ownChild : !segment.childPermits && (decisive || segment.effect !== 'RECORD_ONLY'))
      return true;
  }
  const hidden = ['SHIELDED_LOCATION', 'SERIOUS_HARM', 'THIRD_PARTY'] as const;
  return own && (segment.aboutOthers || hidden.some((flag) => flags.includes(flag)));
}
