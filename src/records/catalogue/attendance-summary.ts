import { z } from 'zod';
import { day, longText, shortText } from '../base-schemas.ts';
import { buildAttendanceSummary } from '../examples/build-help-examples.ts';
import { type Breach, always, definePath, defineRecordType } from '../record-type.ts';
import { checkDays, needTypes, provision } from './shared-content.ts';

/** A pupil who missed this share of the possible sessions is persistently absent (docs/domain/02 §2.3 M11). */
const persistentAbsence = 0.1;

const count = z.int().min(0).max(800);
const attendance = z.strictObject({
  from: day,
  to: day,
  possible: count,
  attended: count,
  absences: z.array(z.strictObject({ code: z.string().regex(/^[A-Z/\\#]\d?$/), sessions: count })).max(40),
  persistentlyAbsent: z.boolean(),
});

/** Figures that contradict each other would mislead whoever acts on them. */
function checkFigures(figures: z.infer<typeof attendance>): readonly Breach[] {
  const { from, to, possible, attended, absences, persistentlyAbsent } = figures;
  const missed = possible - attended;
  const coded = absences.reduce((sum, { sessions }) => sum + sessions, 0);
  const breaches: Breach[] = [...checkDays('/to', from, to, 366)];
  if (missed < 0) breaches.push({ pointer: '/attended', rule: 'figures' });
  else if (coded > missed) breaches.push({ pointer: '/absences', rule: 'figures' });
  if (missed >= 0 && persistentlyAbsent !== (possible > 0 && missed / possible >= persistentAbsence))
    breaches.push({ pointer: '/persistentlyAbsent', rule: 'figures' });
  return breaches;
}

/** M11: attendance and support for special needs, between school and council (docs/domain/02 §2.3). */
export const attendanceSummary = defineRecordType({
  code: 'M11',
  plain: 'Attendance and support for special educational needs',
  clock: 'Daily, or each term.',
  senders: [{ type: 'SCHOOL' }, { type: 'EARLY_YEARS' }, { type: 'COLLEGE' }, { type: 'COUNCIL' }],
  paths: [
    definePath({
      path: '/attendance',
      plain: 'Sessions that were possible and attended, absences by their codes',
      required: true,
      content: attendance,
      floor: always('ATT'),
      breaches: checkFigures,
    }),
    definePath({
      path: '/sen',
      plain: 'Whether there is support for special educational needs, and for which',
      content: z.strictObject({
        status: z.enum(['NONE', 'SEN_SUPPORT', 'EHC_PLAN']),
        needs: z.array(z.enum(needTypes)).max(4),
      }),
      floor: always('SEN'),
      breaches: ({ status, needs }) =>
        status === 'NONE' && needs.length > 0 ? [{ pointer: '/needs', rule: 'figures' }] : [],
    }),
    definePath({
      path: '/provision/{id}',
      plain: 'One provision that is made',
      content: provision,
      floor: always('SEN'),
    }),
    definePath({
      path: '/cycle',
      plain: 'When it was assessed, planned, done and reviewed',
      content: z.strictObject({
        assessed: day.optional(),
        planned: day.optional(),
        done: day.optional(),
        reviewed: day.optional(),
      }),
      floor: always('SEN'),
    }),
    definePath({
      path: '/exclusions/{id}',
      plain: 'One suspension or exclusion',
      content: z.strictObject({
        kind: z.enum(['SUSPENSION', 'EXCLUSION']),
        from: day,
        sessions: count,
        reason: shortText,
        text: longText.optional(),
      }),
      floor: always('ATT', 'BEH'),
    }),
  ],
  examples: [
    {
      title: "Ben's attendance this term, to the council",
      sentAt: '2028-01-10T10:00:00Z',
      build: buildAttendanceSummary,
    },
  ],
});
