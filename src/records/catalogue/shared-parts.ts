import { z } from 'zod';
import { languageTag, longText, uuid, versionNumber } from '../base-schemas.ts';
import { type LabelFloor, type PathRule, always, definePath } from '../record-type.ts';
import { note, ownWords } from './shared-content.ts';

/** The family's own views, in any record that asks for them. */
export const viewParts: readonly PathRule[] = [
  definePath({
    path: '/views/child',
    plain: "The child's words, wishes and feelings",
    content: ownWords,
    floor: always('VOI'),
  }),
  definePath({
    path: '/views/{ref}',
    plain: "A family member's words, wishes and feelings",
    content: ownWords,
    floor: always('VOI'),
  }),
];

/** What a record says of other people for the child's sake: always theirs as well (docs/domain/03 §3.1). */
export const peopleParts: readonly PathRule[] = [
  definePath({
    path: '/people/{ref}/health',
    plain: "A parent's or other adult's health",
    content: note,
    marked: true,
    floor: { always: [], oneOf: { codes: ['PMH', 'PSU', 'PPH'], otherwise: 'PMH' } },
  }),
  definePath({
    path: '/people/{ref}/offending',
    plain: 'Offending of an adult',
    content: note,
    marked: true,
    floor: always('POF'),
  }),
  definePath({
    path: '/people/{ref}/risk',
    plain: 'A person who may pose a risk',
    content: note,
    marked: true,
    floor: always('RSK'),
  }),
];

/** In which language and form somebody of the family is spoken with and written to. */
export const communicationPart: PathRule = definePath({
  path: '/people/{ref}/communication',
  plain: 'In which languages and forms somebody of the family understands and answers',
  content: z.strictObject({
    languages: z.array(languageTag).max(10),
    interpreterNeeded: z.boolean(),
    formats: z.array(z.enum(['PLAIN', 'EASY_READ', 'LARGE_PRINT', 'BRAILLE', 'AUDIO', 'BSL'])).max(6),
  }),
  floor: always('CMN'),
});

const household: LabelFloor = always('HHD');

/**
 * What is true of brothers and sisters alike is entered once, in the record of one of them, and only linked from the others
 * (docs/domain/02 §2.5, §2.7): it is decided on where it stands, and nothing of it is copied.
 */
export const familyFactParts: readonly PathRule[] = [
  definePath({
    path: '/family/facts/{id}',
    plain: 'A fact about the family, entered once for all the children whom it concerns',
    content: z.strictObject({ rowId: uuid, text: longText, concerns: z.array(uuid).max(20) }),
    marked: true,
    floor: household,
    breaches: ({ rowId, concerns }, message) => {
      const about = message.segments.find(({ path }) => path === `/family/facts/${rowId}`)?.about ?? [];
      return concerns.flatMap((ref, position) =>
        about.includes(ref) ? [] : [{ pointer: `/concerns/${position}`, rule: 'shared-about' as const }],
      );
    },
  }),
  definePath({
    path: '/family/links/{id}',
    plain: "A fact about the family that stands in a brother's or sister's record",
    content: z.strictObject({ rowId: uuid, recordId: uuid, version: versionNumber }),
    floor: household,
    breaches: ({ rowId }, message) =>
      message.segments.some(({ path }) => path === `/family/facts/${rowId}`)
        ? [{ pointer: '/rowId', rule: 'entered-twice' }]
        : [],
  }),
];
