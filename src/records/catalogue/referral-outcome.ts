import { z } from 'zod';
import { day, longText, shortText } from '../base-schemas.ts';
import { buildReferralOutcome } from '../examples/build-help-examples.ts';
import { always, definePath, defineRecordType } from '../record-type.ts';
import { workContact } from './shared-content.ts';

/** What a contact, a referral or an enquiry came to (docs/domain/02 §2.6). */
const outcomes = {
  CONTACT: ['NO_FURTHER_ACTION', 'INFORMATION_AND_ADVICE', 'EARLY_HELP_REFERRAL', 'CHILD_IN_NEED_REFERRAL'],
  REFERRAL: [
    'NO_FURTHER_ACTION',
    'ADVICE_OR_SIGNPOST',
    'STEP_DOWN_TO_EARLY_HELP',
    'ASSESSMENT_REQUIRED',
    'STRATEGY_DISCUSSION_S47',
    'OTHER',
  ],
  S47: [
    'INITIAL_CONFERENCE',
    'OTHER_AGENCY_MONITORS',
    'CONTINUE_ASSESSMENT',
    'LEGAL_ACTION',
    'S17_PROVISION',
    'SHORT_BREAKS',
    'NO_FURTHER_ACTION',
    'OTHER',
  ],
} as const;

type Stage = keyof typeof outcomes;
const stages = Object.keys(outcomes) as readonly Stage[];

/** M08: what became of a referral: never the assessment itself (docs/domain/02 §2.6). */
export const referralOutcome = defineRecordType({
  code: 'M08',
  plain: 'What became of a referral, told to who made it',
  clock: 'Within 1 working day of the referral, and again at each decision.',
  senders: [{ type: 'COUNCIL', departments: ['CSC', 'MASH'] }],
  familyInformedFloor: ['CPR'],
  paths: [
    definePath({
      path: '/outcome',
      plain: 'What was decided, when, and whether the family has been told',
      required: true,
      content: z.strictObject({
        stage: z.enum(stages),
        outcomes: z
          .array(z.enum([...new Set(Object.values(outcomes).flat())]))
          .min(1)
          .max(6),
        receivedOn: day,
        decidedOn: day,
        familyTold: z.boolean(),
      }),
      floor: always('CPR'),
      breaches: ({ stage, outcomes: found, receivedOn, decidedOn }) => {
        const possible: readonly string[] = outcomes[stage];
        return [
          ...found.flatMap((outcome, position) =>
            possible.includes(outcome) ? [] : [{ pointer: `/outcomes/${position}`, rule: 'choice' as const }],
          ),
          ...(decidedOn < receivedOn ? [{ pointer: '/decidedOn', rule: 'validity-order' as const }] : []),
        ];
      },
    }),
    definePath({
      path: '/asked',
      plain: 'What the referrer is asked to do, or not to do',
      content: z.strictObject({ text: longText }),
      floor: always('CPR'),
    }),
    definePath({
      path: '/contact',
      plain: 'Whom to call',
      content: workContact,
      floor: always('CPR'),
    }),
    definePath({
      path: '/receipt',
      plain: 'That the contact arrived, which is all that anonymous and public referrers hear',
      content: z.strictObject({ receivedOn: day, reference: shortText.optional() }),
      floor: always('CPR'),
    }),
  ],
  examples: [
    {
      title: 'Fernbeck Primary hears what became of its referral (AC4)',
      sentAt: '2027-02-10T11:05:00Z',
      build: buildReferralOutcome,
    },
  ],
});
