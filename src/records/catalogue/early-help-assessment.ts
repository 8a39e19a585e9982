import { z } from 'zod';
import type { CategoryCode } from '../../vocabulary/index.ts';
import { day, longText, shortText, uuid } from '../base-schemas.ts';
import { buildEarlyHelpAssessment } from '../examples/build-help-examples.ts';
import { planRowSchema } from '../plan-row.ts';
import { type LabelFloor, always, definePath, defineRecordType } from '../record-type.ts';
import { appraisal, healthCategories, money, workContact } from './shared-content.ts';
import { communicationPart, familyFactParts, peopleParts, viewParts } from './shared-parts.ts';

/** For whom early help is the wrong way, what that gives away, and which way is better (docs/domain/02 §2.5). */
const otherRoutes = {
  significantHarm: { category: 'CPR', route: 'MASH: a safeguarding referral (M07)' },
  inPublicCare: { category: 'LAC', route: 'LAC: the care plan (M16)' },
  complexNeeds: { category: 'SEN', route: 'EHC: an education, health and care needs assessment (M01)' },
  severeDisability: { category: 'DIS', route: 'EHC: an education, health and care needs assessment (M01)' },
  youthJustice: { category: 'YJS', route: 'YJ: the youth justice service' },
} as const satisfies Record<string, { category: CategoryCode; route: string }>;

type Unsuited = keyof typeof otherRoutes;
const unsuited = Object.keys(otherRoutes) as readonly Unsuited[];

const ticked = z.boolean();
const suitability = z.strictObject({
  significantHarm: ticked,
  inPublicCare: ticked,
  complexNeeds: ticked,
  severeDisability: ticked,
  youthJustice: ticked,
  /** The lead practitioner has seen which way is suggested, and goes on with early help for a reason. */
  confirmedByLead: z.strictObject({ by: shortText, reasons: longText }).optional(),
});

/** The child's development (Assessment Framework, docs/domain/02 §2.5). */
const childDomains = {
  health: { always: [], oneOf: { codes: healthCategories } },
  education: { always: [], oneOf: { codes: ['EDU', 'ATT', 'BEH', 'SEN'], otherwise: 'EDU' } },
  emotional: { always: [], oneOf: { codes: ['BEH', 'MHC', 'PSY', 'SFH', 'SUC'] } },
  identity: { always: [], oneOf: { codes: ['EQU', 'GID', 'VOI', 'ADO', 'IMM'] } },
  relationships: always('HHD'),
  presentation: { always: [], oneOf: { codes: ['BEH', 'DIS', 'EXP', 'YJS', 'YCR'], otherwise: 'BEH' } },
  'self-care': { always: [], oneOf: { codes: ['DEV', 'DIS', 'PHY'] } },
} as const satisfies Record<string, LabelFloor>;

const parentingDomains = ['basic-care', 'safety', 'warmth', 'stimulation', 'guidance', 'stability'] as const;

const environmentDomains = {
  history: always('HHD'),
  'wider-family': always('HHD'),
  housing: always('HFN'),
  employment: always('HFN'),
  income: always('HFN'),
  community: always('EHP'),
} as const satisfies Record<string, LabelFloor>;

function floorIn(
  domains: Readonly<Record<string, LabelFloor>>,
  name: string | undefined,
): LabelFloor | undefined {
  return name !== undefined && Object.hasOwn(domains, name) ? domains[name] : undefined;
}

/** M06: an early-help or family-help assessment and plan, the successor of the CAF (docs/domain/02 §2.5). */
export const earlyHelpAssessment = defineRecordType({
  code: 'M06',
  plain: 'An early-help or family-help assessment, and the plan made from it',
  clock: 'As the local partnership agrees.',
  paths: [
    definePath({
      path: '/header',
      plain:
        'Which assessment this is, that the family agreed to the service, was shown the privacy statement and knows that nothing is promised',
      required: true,
      content: z.strictObject({
        recordId: uuid,
        date: day,
        /** Asked first, and before anything is written: is there a reason to go to safeguarding instead? */
        safeguardingConsidered: z.literal(true),
        familyAgreedToService: z.literal(true),
        privacyStatementShown: z.literal(true),
        /** The family was told that an assessment does not guarantee services. */
        nothingPromised: z.literal(true),
        leadPractitioner: workContact,
      }),
      floor: always('EHP'),
    }),
    definePath({
      path: '/suitability',
      plain: 'Whether another way than early help is the right one',
      required: true,
      content: suitability,
      floor: (found) => ({
        always: ['EHP', ...unsuited.filter((name) => found[name]).map((name) => otherRoutes[name].category)],
      }),
      breaches: (found) =>
        found.confirmedByLead !== undefined
          ? []
          : unsuited
              .filter((name) => found[name])
              .map((name) => ({ pointer: `/${name}`, rule: 'other-route', named: otherRoutes[name].route })),
    }),
    definePath({
      path: '/child/{domain}/{id}',
      plain: "The child's development: strengths, needs, evidence and whose view it is",
      content: appraisal,
      choices: { domain: Object.keys(childDomains) },
      marked: true,
      floor: (_content, { domain }) => floorIn(childDomains, domain),
    }),
    definePath({
      path: '/parenting/{domain}/{id}',
      plain: 'Parenting: strengths, needs, evidence and whose view it is',
      content: appraisal,
      choices: { domain: parentingDomains },
      marked: true,
      floor: always('EHP', 'HHD'),
    }),
    definePath({
      path: '/environment/{domain}/{id}',
      plain: 'Family and environment: strengths, needs, evidence and whose view it is',
      content: appraisal,
      choices: { domain: Object.keys(environmentDomains) },
      marked: true,
      floor: (_content, { domain }) => floorIn(environmentDomains, domain),
    }),
    definePath({
      path: '/plan/rows/{id}',
      plain: 'One row of the plan',
      content: planRowSchema,
      floor: always('EHP'),
    }),
    definePath({
      path: '/plan/rows/{id}/cost',
      plain: 'What a row costs',
      content: money,
      floor: always('HFN'),
    }),
    definePath({
      path: '/review',
      plain: 'When it is reviewed, or why it was closed',
      content: z.strictObject({
        reviewOn: day.optional(),
        closed: z.enum(['OUTCOMES_MET', 'STEP_UP', 'STEP_DOWN', 'DISENGAGED']).optional(),
      }),
      floor: always('EHP'),
    }),
    ...familyFactParts,
    communicationPart,
    ...viewParts,
    ...peopleParts,
  ],
  examples: [
    {
      title: "A school's assessment of Ben and his family",
      sentAt: '2028-01-10T10:00:00Z',
      build: buildEarlyHelpAssessment,
    },
  ],
});
