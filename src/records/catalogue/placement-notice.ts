import { z } from 'zod';
import { legalStatusCodes } from '../../vocabulary/index.ts';
import { contact, day, longText, shortText, uuid } from '../base-schemas.ts';
import { buildPlacementNotice } from '../examples/build-care-examples.ts';
import { planRowSchema } from '../plan-row.ts';
import { always, definePath, defineRecordType } from '../record-type.ts';
import { note } from './shared-content.ts';
import { peopleParts, viewParts } from './shared-parts.ts';

/** M16: a child is looked after: where, by whom, and what they and their school need to know (docs/domain/02 §2.3). */
export const placementNotice = defineRecordType({
  code: 'M16',
  plain: "A looked-after child's placement, care plan or personal education plan",
  clock: 'On the same day.',
  senders: [{ type: 'COUNCIL', departments: ['CSC'] }],
  familyInformedFloor: ['LAC'],
  paths: [
    definePath({
      path: '/placement',
      plain: 'The legal status and from when the placement is',
      required: true,
      content: z.strictObject({
        recordId: uuid,
        legalStatus: z.enum(legalStatusCodes),
        start: day,
        kind: z.enum(['FOSTER', 'KINSHIP', 'RESIDENTIAL', 'PARENTS', 'ADOPTION', 'OTHER']),
      }),
      floor: ({ kind }) => always('LAC', ...(kind === 'ADOPTION' ? ['ADO' as const] : [])),
    }),
    definePath({
      path: '/carer',
      plain: 'Who cares for the child, and where',
      content: z.strictObject({ name: shortText, contact: contact.optional(), shielded: z.boolean() }),
      floor: ({ shielded }) => ({
        always: ['LAC', 'CON'],
        ...(shielded ? { flags: ['SHIELDED_LOCATION' as const] } : {}),
      }),
    }),
    definePath({
      path: '/delegated-authority',
      plain: 'What the carer may settle; never a consent to sharing',
      content: z.strictObject({ matters: z.array(shortText).min(1).max(50) }),
      floor: always('LAC'),
    }),
    definePath({
      path: '/collection',
      plain: 'Who may collect the child',
      content: z.strictObject({ names: z.array(shortText).max(10), text: longText.optional() }),
      floor: always('LAC', 'CON'),
    }),
    definePath({
      path: '/contact-restrictions/{id}',
      plain: 'Whom the child may not meet, or only so',
      content: note.extend({ rowId: uuid }),
      floor: always('LAC', 'HHD'),
    }),
    definePath({
      path: '/care-plan/rows/{id}',
      plain: 'One row of the care plan',
      content: planRowSchema,
      floor: always('LAC'),
    }),
    definePath({
      path: '/education-plan/rows/{id}',
      plain: 'One row of the personal education plan',
      content: planRowSchema,
      floor: always('LAC', 'EDU'),
    }),
    ...viewParts,
    ...peopleParts,
  ],
  examples: [
    {
      title: 'Fernbeck Primary hears where Jackie lives now (AC2)',
      sentAt: '2028-01-17T18:10:00Z',
      build: buildPlacementNotice,
    },
  ],
});
