import { z } from 'zod';
import { contact, day, longText, shortText, uuid } from '../base-schemas.ts';
import { buildPupilTransfer } from '../examples/build-care-examples.ts';
import { always, definePath, defineRecordType } from '../record-type.ts';
import { needTypes } from './shared-content.ts';

/** Local authority and establishment, as the department numbers schools. */
const school = z.strictObject({
  la: z.string().regex(/^[0-9]{3}$/),
  estab: z.string().regex(/^[0-9]{4}$/),
  name: shortText.optional(),
});

/** M17: a pupil's file goes with them to the next school: the Common Transfer File by its parts (docs/domain/02 §2.3, 05 §5.1). */
export const pupilTransfer = defineRecordType({
  code: 'M17',
  plain: 'A pupil moves to another school: the Common Transfer File, by its parts',
  clock: 'Within 15 school days of the move.',
  senders: [{ type: 'SCHOOL' }, { type: 'EARLY_YEARS' }],
  paths: [
    definePath({
      path: '/header',
      plain: 'From which school to which, and when the file was made',
      required: true,
      content: z.strictObject({
        version: z.string().regex(/^[0-9]{2}\.[0-9]$/),
        madeAt: z.iso.datetime({ local: true }),
        from: school,
        to: school,
        academicYear: z.string().regex(/^[0-9]{4}$/),
      }),
      floor: always('EDU'),
    }),
    definePath({
      path: '/basic',
      plain: 'Earlier numbers and names, and the year group',
      content: z.strictObject({
        formerUpn: z
          .string()
          .regex(/^[A-Z][0-9]{11}[0-9A-Z]$/)
          .optional(),
        formerFamilyName: shortText.optional(),
        preferredGivenName: shortText.optional(),
        yearGroup: shortText.optional(),
      }),
      floor: always('DEM'),
    }),
    definePath({
      path: '/address',
      plain: 'Where the pupil lives, and how to reach them',
      content: contact,
      floor: always('CON'),
    }),
    definePath({
      path: '/equality',
      plain: 'Ethnicity',
      content: z.strictObject({ ethnicity: shortText }),
      floor: always('EQU'),
    }),
    definePath({
      path: '/languages',
      plain: 'Languages',
      content: z.strictObject({ first: shortText.optional(), home: shortText.optional() }),
      floor: always('CMN'),
    }),
    definePath({
      path: '/contacts/{id}',
      plain: 'One person to call, and whether they have parental responsibility',
      content: z.strictObject({
        rowId: uuid,
        order: z.int().min(1).max(20),
        name: shortText,
        relation: shortText,
        parentalResponsibility: z.boolean(),
        contact: contact.optional(),
      }),
      floor: ({ contact: reached }) => always('HHD', ...(reached === undefined ? [] : ['CON' as const])),
    }),
    definePath({
      path: '/sen',
      plain: 'Support for special educational needs',
      content: z.strictObject({
        provision: z.enum(['N', 'K', 'E']),
        from: day.optional(),
        needs: z.array(z.strictObject({ type: z.enum(needTypes), rank: z.int().min(1).max(4) })).max(4),
      }),
      floor: always('SEN'),
    }),
    definePath({
      path: '/looked-after',
      plain: 'Whether the pupil is looked after, and by which authority',
      content: z.strictObject({ inCare: z.boolean(), authority: shortText.optional() }),
      floor: always('LAC'),
    }),
    definePath({
      path: '/medical',
      plain: 'Whether there is a medical note',
      content: z.strictObject({ note: z.boolean(), text: longText.optional() }),
      floor: always('PHY'),
    }),
    definePath({
      path: '/meals',
      plain: 'Eligibility for free school meals',
      content: z.strictObject({ from: day, to: day.optional() }),
      floor: always('HFN'),
    }),
    definePath({
      path: '/attendance/{id}',
      plain: 'Attendance in one year',
      content: z.strictObject({
        rowId: uuid,
        year: z.string().regex(/^[0-9]{4}$/),
        possible: z.int().min(0).max(800),
        authorised: z.int().min(0).max(800),
        attended: z.int().min(0).max(800),
        unauthorised: z.int().min(0).max(800),
      }),
      floor: always('ATT'),
    }),
    definePath({
      path: '/assessments/{id}',
      plain: 'One result of an assessment',
      content: z.strictObject({
        rowId: uuid,
        stage: shortText,
        subject: shortText,
        method: shortText,
        component: shortText,
        result: shortText,
        year: z
          .string()
          .regex(/^[0-9]{4}$/)
          .optional(),
      }),
      floor: always('EDU'),
    }),
    definePath({
      path: '/history/{id}',
      plain: 'One school that the pupil went to',
      content: z.strictObject({
        rowId: uuid,
        school,
        entry: day,
        leaving: day.optional(),
        reason: shortText.optional(),
      }),
      floor: always('EDU'),
    }),
  ],
  examples: [
    {
      title: 'Ben moves from Fernbeck Primary to Fernbeck Academy',
      sentAt: '2028-01-10T10:00:00Z',
      build: buildPupilTransfer,
    },
  ],
});
