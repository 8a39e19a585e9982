import { z } from 'zod';
import { day, uuid, versionNumber } from '../base-schemas.ts';
import { buildPlan } from '../examples/build-send-examples.ts';
import { always, definePath, defineRecordType } from '../record-type.ts';
import { planSectionParts } from './plan-sections.ts';

/** M03: an education, health and care plan, one immutable version of it (docs/domain/02 §2.4). */
export const plan = defineRecordType({
  code: 'M03',
  plain: 'An education, health and care plan',
  clock:
    'To answer a draft 15 days; the final plan within 20 weeks of the request (SEND Regulations 2014 regs 13, 14).',
  senders: [{ type: 'COUNCIL', departments: ['SEND'] }],
  paths: [
    definePath({
      path: '/header',
      plain: 'Which plan this is, which version of it, and what it was made from',
      required: true,
      content: z.strictObject({
        recordId: uuid,
        version: versionNumber,
        stage: z.enum(['DRAFT', 'FINAL', 'AMENDED', 'CEASED']),
        date: day,
        derivedFrom: z.strictObject({ recordId: uuid, version: versionNumber }).optional(),
      }),
      floor: always('SEN'),
      breaches: ({ recordId, version, derivedFrom }) =>
        derivedFrom?.recordId === recordId && derivedFrom.version >= version
          ? [{ pointer: '/derivedFrom/version', rule: 'validity-order' }]
          : [],
    }),
    ...planSectionParts,
  ],
  examples: [
    {
      title: "Ben's plan goes to the school that it names",
      sentAt: '2028-01-10T10:00:00Z',
      build: buildPlan,
    },
  ],
});
