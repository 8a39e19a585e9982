import type { Hold } from '../../holds/index.ts';
import type { Problem } from '../../vocabulary/index.ts';

/**
 * What somebody is told whose judgement comes after the end of a hold: what became of it, when, and that theirs changed nothing. Who
 * judged is in the ledger and is not told.
 * @param own whether they had judged it themselves before, in other words
 */
export function tellClosed(
  { holdId, state, closedAt }: Pick<Hold, 'holdId' | 'state' | 'closedAt'>,
  own: boolean,
): Problem {
  const when = closedAt === null ? '' : ` at ${closedAt.toISOString()}`;
  const detail = own
    ? 'You have judged this before, in other words. That judgement stands; this one changed nothing.'
    : state === 'EXPIRED'
      ? `Nobody judged this in time. It ended${when} and nothing of it went; your judgement changed nothing.`
      : `Somebody else judged this before you${when}: ${ends[state] ?? 'it is closed'}. Your judgement changed nothing.`;
  return { code: 'hold-closed', detail: `${detail} Read it at /v1/holds/${holdId}.` };
}

const ends: Readonly<Partial<Record<Hold['state'], string>>> = {
  RELEASED: 'parts of it were let go',
  REFUSED: 'nothing of it was let go',
};

/** What waited is kept no longer, or its sender may send no more: there is nothing that a judgement could let go. */
export const tellGone: Problem = {
  code: 'hold-closed',
  detail:
    'What waited is not kept any more, or its sender may not send now, so nothing can be let go. Refuse it with reasons, or leave it to end.',
};
