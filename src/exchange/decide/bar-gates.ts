import { londonDate } from '../../platform/index.ts';
import { isContent, isPermitted, isWhollyPermitted } from './fact-questions.ts';
import { type BarRule, deny } from './request-bar.ts';

/** SEND Regulations 2014 reg 6(4): advice that everybody agreed suffices is not asked for again. */
const askedOnce: BarRule = ({ messageType, gates }) =>
  messageType === 'M01' && gates.reuse === 'AGREED' ? deny('DENY_REUSE_AGREED', 'gate:reuse') : null;

/**
 * Children and Families Act 2014 s.23: for a child under compulsory school age, and only once the parent has been told and
 * offered to talk. Not a consent: what the parent thinks of it decides nothing.
 */
const parentFirst: BarRule = ({ at, gates: { s23 } }) => {
  if (!s23.applies) return null;
  if (s23.underSchoolAge === false) return deny('DENY_NO_BASIS', 'gate:s23-age');
  const today = londonDate(new Date(at));
  const told = (day: string | null): boolean => day !== null && day <= today;
  return told(s23.parentInformedOn) && told(s23.discussionOfferedOn)
    ? null
    : deny('DENY_PARENT_NOT_INFORMED', 'gate:s23-parent-first');
};

/** Care Act 2014 s.58: no assessment, and nothing sent for one, unless who decides agrees; it is never held (docs/domain/07 AC10). */
const assessmentAgreed: BarRule = ({ gates }) =>
  gates.assessment === 'NONE' || gates.assessment === 'DENY'
    ? deny('DENY_ASSESSMENT_GATE', 'gate:assessment')
    : null;

/** docs/domain/rulings 6: a court gets what its order names, and without an order nothing. */
const orderFiled: BarRule = ({ purpose, gates }) =>
  purpose === 'P15' && gates.courtNames === null ? deny('DENY_NO_BASIS', 'gate:court-order') : null;

/** docs/domain/rulings 6: planning is aggregate only. */
const aggregateOnly: BarRule = ({ purpose, extract, edition }) =>
  purpose === 'P20' && edition !== 1 && extract !== 'AGGREGATE'
    ? deny('DENY_IDENTIFIABLE', 'gate:aggregate-only')
    : null;

/** SEND Regulations 2014 reg 17: with an exception that holds, or at least one part that the family agreed to. */
const planDisclosure: BarRule = ({ gates: { reg17 }, segments }, _basis, opensReg17) => {
  if (!reg17.applies || opensReg17) return null;
  const content = segments.filter(isContent);
  if (reg17.childOrParentPermits && content.some(isWhollyPermitted)) return null;
  const choices = content.flatMap((segment) => segment.choices);
  return choices.some((choice) => choice.lapsed && !isPermitted(choice))
    ? deny('DENY_AUTHORITY_LAPSED', 'gate:reg17')
    : deny('DENY_R17_NO_CONSENT', 'gate:reg17');
};

/** The gates that statutes put before a disclosure (docs/domain/01 §1.5, §1.8). */
export const gateRules: readonly BarRule[] = [
  askedOnce,
  parentFirst,
  assessmentAgreed,
  orderFiled,
  aggregateOnly,
  planDisclosure,
];
