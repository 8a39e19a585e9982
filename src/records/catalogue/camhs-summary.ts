import { z } from 'zod';
import { day, longText, shortText, uuid } from '../base-schemas.ts';
import { buildCamhsSummary } from '../examples/build-help-examples.ts';
import { always, definePath, defineRecordType } from '../record-type.ts';
import { note } from './shared-content.ts';

const steps = z.array(longText).max(20);

/** M13: what a school needs to know from child mental health services; therapy stands apart (docs/domain/02 §2.3). */
export const camhsSummary = defineRecordType({
  code: 'M13',
  plain: 'A summary from child and adolescent mental health services',
  clock: 'When something changes.',
  senders: [{ type: 'NHS_TRUST' }],
  familyInformedFloor: ['MHC'],
  paths: [
    definePath({
      path: '/status',
      plain: 'Whether the young person is with the service',
      required: true,
      content: z.strictObject({ open: z.boolean(), since: day, reviewOn: day.optional() }),
      floor: always('MHC'),
    }),
    definePath({
      path: '/risk',
      plain: 'How high the risk is',
      content: z.strictObject({ level: z.enum(['LOW', 'MEDIUM', 'HIGH']), text: longText.optional() }),
      marked: true,
      floor: always('MHC', 'SFH'),
    }),
    definePath({
      path: '/safety-plan',
      plain: 'The safety plan for the setting',
      content: z.strictObject({
        warningSigns: steps,
        whatToDo: steps,
        whomToCall: z.array(shortText).max(10),
      }),
      floor: always('SFH'),
    }),
    definePath({
      path: '/what-helps',
      plain: 'What helps, and what not to ask',
      content: z.strictObject({ helps: steps, doNotAsk: steps }),
      floor: always('MHC'),
    }),
    definePath({
      path: '/therapy/{id}',
      plain: 'What was said in therapy',
      content: note.extend({ rowId: uuid }),
      marked: true,
      floor: always('PSY'),
    }),
  ],
  examples: [
    {
      title: "What Ben's school needs to know from mental health services",
      sentAt: '2028-01-10T10:00:00Z',
      build: buildCamhsSummary,
    },
  ],
});
