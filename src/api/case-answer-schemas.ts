import { z } from 'zod';
import { caseFindings, caseKindCodes, caseSanctions, caseStates, roles } from '../vocabulary/index.ts';

const instant = z.iso.datetime({ offset: true });

const summaryShape = {
  caseId: z.uuid(),
  kind: z.enum(caseKindCodes),
  plain: z.string().meta({ description: 'The kind in plain words.' }),
  state: z.enum(caseStates),
  openedAt: instant,
  due: instant.meta({
    description: 'By when somebody must have looked. It never closes because a time has passed.',
  }),
  closedAt: instant.exactOptional(),
};

/** `CaseListAnswer` as it goes over the wire. */
export const caseListAnswerSchema = z
  .strictObject({
    cases: z.array(z.strictObject(summaryShape).readonly()).readonly(),
    next: z.string().exactOptional().meta({ description: 'The address of the next page.' }),
  })
  .readonly()
  .meta({ description: 'What your officers must look at, what is due first coming first.' });

/** `FamilyNoticeAnswer` as it goes over the wire. */
export const familyNoticeAnswerSchema = z
  .strictObject({ toldAt: instant })
  .readonly()
  .meta({ description: 'That the family is told. It does not say whom.' });

/** `CaseAnswer` as it goes over the wire. */
export const caseAnswerSchema = z
  .strictObject({
    ...summaryShape,
    source: z.string().meta({ description: 'Where the rule comes from.' }),
    version: z.int().min(0).meta({
      description: 'Moves on with everything that happens: an outcome names the version that was looked at.',
    }),
    occurrences: z
      .array(
        z
          .strictObject({
            at: instant,
            exchangeId: z.uuid().exactOptional(),
            actBy: z
              .strictObject({ organisation: z.string(), staffId: z.string() })
              .readonly()
              .exactOptional()
              .meta({ description: 'Whose act it was.' }),
            details: z.record(z.string(), z.unknown()).readonly(),
          })
          .readonly(),
      )
      .readonly(),
    outcome: z
      .strictObject({
        at: instant,
        by: z.strictObject({ staffId: z.string(), role: z.enum(roles) }).readonly(),
        finding: z.enum(caseFindings),
        sanction: z.enum(caseSanctions),
        reasons: z.string(),
        told: z.array(z.string()).readonly(),
        answer: z.string().exactOptional().meta({ description: 'What whoever said something reads.' }),
        person: z.union([
          z.enum(['NOTIFIED', 'NOT_ASKED']),
          z.strictObject({ notSafe: z.string() }).readonly(),
        ]),
      })
      .readonly()
      .exactOptional(),
  })
  .readonly()
  .meta({ description: 'What happened, and what an officer found.' });
