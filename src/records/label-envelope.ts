import type { CategoryCode, HandlingFlag } from '../vocabulary/index.ts';
import type { FamilyInformed, RelatedPerson, Subject } from './envelope-schema.ts';
import { type LabelledSegment, findLevel, plainHandling, unique } from './labelled-segment.ts';
import type { RecordType } from './record-type.ts';

/** The identifiers that we give to envelope parts. A dot keeps them apart from what an author may choose. */
export const envelopePartIds = {
  identity: 'subject.identity',
  contact: 'subject.contact',
  communication: 'subject.communication',
  equality: 'subject.equality',
  person: (ref: string): string => `related.${ref}`,
  personContact: (ref: string): string => `related.${ref}.contact`,
  familyInformed: 'family-informed.status',
  familyInformedReason: 'family-informed.reason',
} as const;

/** Labels what the envelope says of the data subject. */
export function labelSubject(subject: Subject): readonly LabelledSegment[] {
  const { identifiers, demographics = {}, handling = [] } = subject;
  const { contact, communication, equality, ...identity } = demographics;
  const about = ['subject'];
  const parts: LabelledSegment[] = [];
  if (identifiers.length > 0 || Object.keys(identity).length > 0)
    parts.push(envelopePart(envelopePartIds.identity, '/subject', ['DEM'], withoutLocation(handling), about));
  if (contact !== undefined)
    parts.push(
      envelopePart(envelopePartIds.contact, '/subject/demographics/contact', ['CON'], handling, about),
    );
  if (communication !== undefined)
    parts.push(
      envelopePart(
        envelopePartIds.communication,
        '/subject/demographics/communication',
        ['CMN'],
        withoutLocation(handling),
        about,
      ),
    );
  if (equality !== undefined)
    parts.push(
      envelopePart(
        envelopePartIds.equality,
        '/subject/demographics/equality',
        ['EQU'],
        withoutLocation(handling),
        about,
      ),
    );
  return parts;
}

/** Labels what the envelope says of one related person. A bare reference says nothing and is no part. */
export function labelRelatedPerson(person: RelatedPerson, position: number): readonly LabelledSegment[] {
  const { ref, relation, name, birthDate, parentalResponsibility, contact, handling = [] } = person;
  const pointer = `/relatedPersons/${position}`;
  const parts: LabelledSegment[] = [];
  if ([relation, name, birthDate, parentalResponsibility].some((member) => member !== undefined))
    parts.push(envelopePart(envelopePartIds.person(ref), pointer, ['HHD'], withoutLocation(handling), [ref]));
  if (contact !== undefined)
    parts.push(
      envelopePart(envelopePartIds.personContact(ref), `${pointer}/contact`, ['CON'], handling, [ref]),
    );
  return parts;
}

/**
 * Labels whether the family knows. Unless they have been told, that is itself nothing for them to read here, and its
 * reader must know so: it is kept like a child's confidence, and in silence (docs/domain/03 §3.1, HL7 NOPAT).
 */
export function labelFamilyInformed(
  informed: FamilyInformed,
  type: RecordType | undefined,
): readonly LabelledSegment[] {
  const floor = type?.familyInformedFloor ?? [];
  const flags: readonly HandlingFlag[] =
    informed.status === 'YES' ? [] : ['CHILD_CONFIDENCE', 'SILENT_WITHHOLD'];
  const status = envelopePart(
    envelopePartIds.familyInformed,
    '/familyInformed',
    floor.length > 0 ? floor : ['HHD'],
    flags,
    ['subject'],
  );
  if (informed.reasonIfNo === undefined) return [status];
  const categories = unique([...floor, ...(informed.categoryCodes ?? [])]);
  return [
    status,
    envelopePart(envelopePartIds.familyInformedReason, '/familyInformed/reasonIfNo', categories, flags, [
      'subject',
    ]),
  ];
}

function envelopePart(
  segmentId: string,
  pointer: string,
  categories: readonly CategoryCode[],
  flags: readonly HandlingFlag[],
  aboutRefs: readonly string[],
): LabelledSegment {
  return {
    segmentId,
    pointer,
    part: 'ENVELOPE',
    labelled: categories.length > 0,
    categories,
    level: findLevel(categories, flags),
    aboutRefs,
    ...plainHandling,
    flags,
  };
}

/** A shielded location is about where somebody is, not about who they are. */
function withoutLocation(flags: readonly HandlingFlag[]): readonly HandlingFlag[] {
  return flags.filter((flag) => flag !== 'SHIELDED_LOCATION');
}
