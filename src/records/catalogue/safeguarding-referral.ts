import { z } from 'zod';
import type { CategoryCode } from '../../vocabulary/index.ts';
import { day, instant, longText, shortText, uuid } from '../base-schemas.ts';
import { buildLeoReferral } from '../examples/build-leo-referral.ts';
import { always, definePath, defineRecordType } from '../record-type.ts';
import { account } from './shared-content.ts';

const harmTypes = [
  'PHYSICAL',
  'EMOTIONAL',
  'NEGLECT',
  'SEXUAL',
  'DOMESTIC_ABUSE',
  'EXPLOITATION',
  'SELF_HARM',
  'OTHER',
] as const;

/** What a kind of harm adds to child protection (docs/domain/03 §3.1). */
const harmCategories: Partial<Record<(typeof harmTypes)[number], CategoryCode>> = {
  SEXUAL: 'SXA',
  DOMESTIC_ABUSE: 'DAB',
  EXPLOITATION: 'EXP',
  SELF_HARM: 'SFH',
};

/** Source of a contact, as the children-in-need census codes it (docs/domain/02 §2.6). */
const sourceCodes = [
  ...['1A', '1B', '1C', '1D', '2A', '2B', '3A', '3B', '3C', '3D', '3E', '3F'],
  ...['4', '5A', '5B', '5C', '5D', '6', '7', '8', '9', '10'],
] as const;

/** Who refers. */
export const referrerSchema = z.strictObject({
  sourceCode: z.enum(sourceCodes),
  wishesAnonymity: z.boolean(),
  name: shortText.optional(),
  phone: shortText.optional(),
  relationToChild: shortText.optional(),
  contactSince: day.optional(),
});

const schoolFact = z.strictObject({ text: longText });

const paths = [
  definePath({
    path: '/concern/harm',
    plain: 'The kinds of harm, and whether there is immediate danger',
    required: true,
    content: z.strictObject({
      harmTypes: z.array(z.enum(harmTypes)).min(1).max(8),
      immediateDanger: z.boolean(),
    }),
    floor: ({ harmTypes: found }) => ({
      always: ['CPR', ...found.flatMap((harm) => harmCategories[harm] ?? [])],
    }),
  }),
  definePath({
    path: '/concern/narrative',
    plain: 'What has happened, with fact and opinion marked',
    required: true,
    content: account,
    marked: true,
    floor: always('CPR'),
  }),
  definePath({
    path: '/concern/accounts/{id}',
    plain: 'One further account of the concern',
    content: account,
    marked: true,
    floor: always('CPR'),
  }),
  definePath({
    path: '/child/seen',
    plain: 'Whether the child was seen and spoken to',
    required: true,
    content: z.strictObject({
      seen: z.boolean(),
      spokenTo: z.boolean(),
      at: instant.optional(),
      by: shortText.optional(),
    }),
    floor: always('CPR'),
  }),
  definePath({
    path: '/child/words',
    plain: "The child's own words",
    content: z.strictObject({ words: longText, saidTo: shortText.optional(), saidAt: instant.optional() }),
    floor: always('VOI'),
  }),
  definePath({
    path: '/household',
    plain: 'Who lives with the child',
    content: z.strictObject({
      members: z.array(z.strictObject({ ref: uuid, livesWithChild: z.boolean() })).max(30),
      note: longText.optional(),
    }),
    floor: always('HHD'),
  }),
  definePath({
    path: '/education/setting',
    plain: 'School, class and progress',
    content: schoolFact,
    floor: always('EDU'),
  }),
  definePath({
    path: '/education/attendance',
    plain: 'Attendance',
    content: schoolFact,
    floor: always('ATT'),
  }),
  definePath({ path: '/education/behaviour', plain: 'Behaviour', content: schoolFact, floor: always('BEH') }),
  definePath({
    path: '/family/domestic-abuse',
    plain: 'Known or suspected domestic abuse',
    content: account,
    marked: true,
    floor: always('DAB'),
  }),
  definePath({
    path: '/people/{ref}/risk',
    plain: 'A person who may pose a risk',
    content: account,
    marked: true,
    floor: always('RSK'),
  }),
  definePath({
    path: '/people/{ref}/offending',
    plain: 'Known or rumoured offending of an adult',
    content: account,
    marked: true,
    floor: always('POF'),
  }),
  definePath({
    path: '/referrer',
    plain: 'Who refers, and whether they wish to stay unnamed',
    required: true,
    content: referrerSchema,
    floor: ({ wishesAnonymity }) => ({
      always: ['CPR'],
      flags: wishesAnonymity ? ['REFERRER_IDENTITY', 'SILENT_WITHHOLD'] : ['REFERRER_IDENTITY'],
    }),
  }),
];

/** M07: a contact with or referral to children's social care (docs/domain/02 §2.3). */
export const safeguardingReferral = defineRecordType({
  code: 'M07',
  plain: "A concern about a child's safety, sent to the council's front door",
  clock: 'The referrer hears the decision within 1 working day (docs/domain/02 §2.3 M08).',
  paths,
  familyInformedFloor: ['CPR'],
  examples: [
    {
      title: 'A school refers a bruised child without telling the family (AC4)',
      sentAt: '2027-02-09T14:20:00Z',
      build: buildLeoReferral,
    },
  ],
});
