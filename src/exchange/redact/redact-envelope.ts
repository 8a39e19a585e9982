import {
  type FamilyInformed,
  type LabelledSegment,
  type MessageBody,
  type RelatedPerson,
  type Subject,
  envelopePartIds,
} from '../../records/index.ts';
import { copyMembers } from './copy-members.ts';
import { flagsForReader } from './label-released.ts';
import type { SettledRelease } from './settle-released.ts';

/** What is released of the data subject, or nothing. */
export function redactSubject(subject: Subject, settled: SettledRelease): Subject | undefined {
  const { released } = settled;
  const identity = released.has(envelopePartIds.identity);
  const contact = released.has(envelopePartIds.contact);
  const demographics = copyMembers(subject.demographics ?? {}, [
    ...(identity ? (['name', 'birthDate', 'sex'] as const) : []),
    ...(contact ? (['contact'] as const) : []),
    ...(released.has(envelopePartIds.communication) ? (['communication'] as const) : []),
    ...(released.has(envelopePartIds.equality) ? (['equality'] as const) : []),
  ]);
  const spoken = Object.keys(demographics).length > 0;
  if (!identity && !spoken) return undefined;
  return {
    identifiers: identity ? subject.identifiers : [],
    ...(spoken ? { demographics } : {}),
    ...(identity ? copyReference(subject, settled) : {}),
    ...copyHandling(subject, identity, contact),
  };
}

/**
 * What is released of the related persons. One who is not released but whom a released part is about stays as a bare
 * reference, which says nothing; one whom nothing released is about is not there at all.
 */
export function redactRelatedPersons(
  message: MessageBody,
  settled: SettledRelease,
  releasedParts: readonly LabelledSegment[],
): readonly RelatedPerson[] {
  const { released } = settled;
  const spokenOf = new Set(releasedParts.flatMap((part) => part.aboutRefs));
  return (message.relatedPersons ?? []).flatMap((person) => {
    const known = released.has(envelopePartIds.person(person.ref));
    const contact = released.has(envelopePartIds.personContact(person.ref));
    if (!known && !contact && !spokenOf.has(person.ref)) return [];
    return [
      {
        ref: person.ref,
        ...(known ? copyMembers(person, ['relation', 'name', 'birthDate', 'parentalResponsibility']) : {}),
        ...(known ? copyReference(person, settled) : {}),
        ...(contact ? copyMembers(person, ['contact']) : {}),
        ...copyHandling(person, known, contact),
      },
    ];
  });
}

/** What is released of whether the family knows. */
export function redactFamilyInformed(
  informed: FamilyInformed,
  { released }: SettledRelease,
): FamilyInformed | undefined {
  if (!released.has(envelopePartIds.familyInformed)) return undefined;
  return copyMembers(informed, [
    'status',
    'when',
    'how',
    ...(released.has(envelopePartIds.familyInformedReason) ? (['reasonIfNo', 'categoryCodes'] as const) : []),
  ]);
}

/** How resources refer to somebody, unless that would name a resource that stays behind. */
function copyReference(from: Subject | RelatedPerson, settled: SettledRelease): Pick<Subject, 'reference'> {
  return from.reference === undefined || settled.withheldNames.has(from.reference)
    ? {}
    : { reference: from.reference };
}

/** Flags go with what they are about: that a location is shielded is told only to those who are shown it. */
function copyHandling(
  from: Subject | RelatedPerson,
  identity: boolean,
  contact: boolean,
): Pick<Subject, 'handling'> {
  const handling = flagsForReader(from.handling ?? []).filter((flag) =>
    flag === 'SHIELDED_LOCATION' ? contact : identity,
  );
  return handling.length === 0 ? {} : { handling };
}
