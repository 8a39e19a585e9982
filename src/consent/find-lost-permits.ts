import type { CategoryCode } from '../vocabulary/index.ts';
import type { ChoiceQuestion } from './choice-question.ts';
import type { ConsentBody, ConsentVersion, DecidedBy } from './consent-version.ts';
import { isSameDecider } from './decider.ts';
import { findChoice, isReadable } from './find-choice.ts';
import { coreIdentity, type ReadableVersion } from './read-stance.ts';

/** For what and to whom something went because of a choice, and the instant from which that is asked about. */
export type EarlierUse = Pick<ChoiceQuestion, 'at' | 'purpose' | 'recipient'>;

/**
 * The categories that a choice permitted for one use and that the same person, by everything that they say now, no longer
 * permits: whoever was given them because of it is told (docs/domain/01 §1.7). Only this person's own answers are heard, so that
 * nobody can read from what recipients were told what somebody else of the family has answered. Pure.
 * @param before the version that permitted, read as it stood while it was in force
 * @param present the newest version of each record about the person
 */
export function findLostPermits(
  before: ReadableVersion,
  present: readonly ConsentVersion[],
  use: EarlierUse,
): readonly CategoryCode[] {
  const own = present
    .filter(isReadable)
    .filter(({ body }) => isSameDecider(body.decidedBy, before.body.decidedBy));
  const who = [before, ...own].map(({ body }) => body.decidedBy);
  const body: ConsentBody = before.body;
  const inForce: ReadableVersion = {
    ...before,
    status: 'active',
    validFrom: new Date(0),
    validTo: null,
    recordedAt: new Date(0),
    body: { ...body, reviewOn: null },
  };
  const permits = (
    versions: readonly ConsentVersion[],
    category: CategoryCode,
    dataDate: string | null,
  ): boolean => findChoice(versions, toQuestion(before, who, use, category, dataDate)).result === 'PERMIT';
  return [...new Set([...before.body.categories.permit, coreIdentity])].filter((category) =>
    findEnds(before.body).some((day) => permits([inForce], category, day) && !permits(own, category, day)),
  );
}

function toQuestion(
  { dataSubject }: ConsentVersion,
  who: readonly DecidedBy[],
  use: EarlierUse,
  category: CategoryCode,
  dataDate: string | null,
): ChoiceQuestion {
  return {
    ...use,
    category,
    dataDate,
    dataSubject,
    deciders: who.flatMap((by) => ('person' in by ? [by] : [])),
    organisations: who.flatMap((by) =>
      'person' in by ? [] : [{ organisationId: by.organisation, capacityBasis: by.capacityBasis }],
    ),
    neverVerified: [],
  };
}

/** The first and the last day of the information that a choice was about: what covers both covers all between them. */
function findEnds({ dataPeriod: { from, to } }: ConsentBody): readonly (string | null)[] {
  return from === null && to === null ? [null] : [from ?? '0001-01-01', to ?? '9999-12-31'];
}
