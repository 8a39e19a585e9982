import type { Stance, StanceOfRecord } from './read-stance.ts';

/** One person's say: they permit, they deny, or they answered for this purpose and recipient without permitting this. */
export interface PersonAnswer {
  readonly answer: 'PERMIT' | 'DENY' | 'UNCOVERED';
  /** The stance that made it. */
  readonly decisive: StanceOfRecord;
}

/** How restrictive a stance is, for two of the same rank: the higher one counts. */
const restriction: Readonly<Record<Stance, number>> = {
  ELSEWHERE: 0,
  WITHDRAWN_CARRIED: 0,
  CARRIED: 1,
  PERMIT: 2,
  DENY: 3,
  WITHDRAWN: 4,
};

/**
 * Resolves what one person's records say about one category to one answer: the latest counts, and a denial counts over a
 * permit of the same rank. What is merely carried along never undoes a denial that names it.
 * @param stances at least one, all of the same person
 */
export function resolveAnswer(stances: readonly StanceOfRecord[]): PersonAnswer {
  const spoken = findLatest(stances.filter(({ stance }) => speaks(stance)));
  if (spoken?.stance === 'CARRIED') {
    const named = findLatest(stances.filter((candidate) => candidate.named && speaks(candidate.stance)));
    return named !== undefined && denies(named)
      ? { answer: 'DENY', decisive: named }
      : { answer: 'PERMIT', decisive: spoken };
  }
  if (spoken !== undefined) return { answer: denies(spoken) ? 'DENY' : 'PERMIT', decisive: spoken };
  const letGo = findLatest(stances.filter(({ stance }) => stance === 'WITHDRAWN_CARRIED'));
  if (letGo !== undefined) return { answer: 'DENY', decisive: letGo };
  const elsewhere = findLatest(stances);
  if (elsewhere === undefined) throw new RangeError('a person without a record has no answer');
  return { answer: 'UNCOVERED', decisive: elsewhere };
}

function speaks(stance: Stance): boolean {
  return stance !== 'ELSEWHERE' && stance !== 'WITHDRAWN_CARRIED';
}

function denies({ stance }: StanceOfRecord): boolean {
  return stance === 'DENY' || stance === 'WITHDRAWN';
}

function findLatest(stances: readonly StanceOfRecord[]): StanceOfRecord | undefined {
  return stances.toSorted(compareStances).at(0);
}

/** Latest first, then the more restrictive, then by record, so that the order of the input never matters. */
function compareStances(a: StanceOfRecord, b: StanceOfRecord): number {
  return (
    b.since - a.since ||
    restriction[b.stance] - restriction[a.stance] ||
    (a.record.consentId < b.record.consentId ? -1 : 1)
  );
}
