import { getCategory } from '../vocabulary/index.ts';
import { type Attribute, attributes, attributeValues, noFlag, rowAttributes } from './attributes.ts';
import type { MatrixCell, RowQuestion, SegmentCase } from './policy-types.ts';

/**
 * One case as the rules see it: an instance with every attribute set. Built here from a case whose codes may be anything,
 * so that what CASL is asked about never lacks an attribute and never holds an unknown code.
 */
export interface SegmentFacts {
  readonly row: string;
  readonly recipientType: string;
  readonly recipientDepartment: string;
  readonly recipientRole: string;
  readonly recipientDutyStatus: string;
  readonly sourceType: string;
  readonly purpose: string;
  readonly messageType: string;
  readonly category: string;
  readonly level: string;
  readonly cell: MatrixCell;
  readonly effect: string;
  readonly choice: string;
  readonly sensitive: boolean;
  readonly linked: boolean;
  readonly attested: boolean;
  readonly childPermits: boolean;
  readonly aboutOthers: boolean;
  readonly approved: boolean;
  readonly leadApproves: boolean;
  readonly ownAccess: boolean;
  readonly flags: readonly string[];
}

/** Purposes whose attestation shows the need for what is only sent when linked (docs/domain/03 §3.4, "attested"). */
export const attestedPurposes: readonly string[] = ['P08', 'P09', 'P14'];

/** The row's id where no row matches. */
export const noRow = '';

const knownValues = new Map<Attribute, ReadonlySet<unknown>>(
  attributes.map((attribute) => [attribute, new Set<unknown>(attributeValues[attribute])]),
);

function isKnown(attribute: Attribute, value: unknown): boolean {
  return knownValues.get(attribute)?.has(value) === true;
}

/** Whether every code that selects a row is one of the vocabularies'. */
export function isKnownQuestion(question: RowQuestion): boolean {
  return rowAttributes.every((attribute) => isKnown(attribute, question[attribute]));
}

/** Whether every handling flag is one that we know how to honour. `NO_FLAG` is none. */
export function areKnownFlags(flags: readonly string[]): boolean {
  return flags.every((flag) => flag !== noFlag && isKnown('flags', flag));
}

/** A code where it is known, the most careful value otherwise. */
function orElse(attribute: Attribute, value: string, careful: string): string {
  return isKnown(attribute, value) ? value : careful;
}

/**
 * The facts of one case. Whatever is unknown is read as the value that discloses least, and only `true` counts as true where
 * true opens something.
 */
export function readFacts(
  segment: SegmentCase,
  row: string,
  cell: MatrixCell,
  decisive: boolean,
): SegmentFacts {
  const attested = isTrue(segment.attested);
  return {
    row,
    recipientType: segment.recipientType,
    recipientDepartment: segment.recipientDepartment,
    recipientRole: segment.recipientRole,
    recipientDutyStatus: segment.recipientDutyStatus,
    sourceType: segment.sourceType,
    purpose: segment.purpose,
    messageType: segment.messageType,
    category: segment.category,
    level: orElse('level', segment.level, 'V'),
    cell,
    effect: findEffect(segment, decisive),
    choice: orElse('choice', segment.choice, 'DENY'),
    sensitive: !isKnown('category', segment.category) || getCategory(segment.category).sensitiveService,
    linked: attestedPurposes.includes(segment.purpose) ? attested : isTrue(segment.linkedToNeed),
    attested,
    childPermits: isTrue(segment.childPermits),
    aboutOthers: !isFalse(segment.aboutOthers),
    approved: isTrue(segment.approved),
    leadApproves: isTrue(segment.leadApproves),
    ownAccess: isTrue(segment.ownAccess),
    flags: segment.flags,
  };
}

/** Under P17 identity and authority decide (docs/domain/03 §3.2); a decisive column makes the choice decide. */
function findEffect(segment: SegmentCase, decisive: boolean): string {
  if (segment.purpose === 'P17') return 'OWN_ACCESS';
  const mild = segment.effect === 'WEIGHTED' || segment.effect === 'RECORD_ONLY';
  return mild && !decisive ? segment.effect : 'DETERMINATIVE';
}

function isTrue(value: unknown): boolean {
  return value === true;
}

function isFalse(value: unknown): boolean {
  return value === false;
}
