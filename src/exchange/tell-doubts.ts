import { type Doubt, findDoubts } from '../records/index.ts';
import type { RecipientAnswer } from './exchange.ts';
import type { AskedMessage, IdentifiedMessage } from './resolve/resolved-exchange.ts';

/**
 * The answers, with what their sender must put right beside each part that cannot be labelled as it is. It follows from the message
 * alone and not from what was decided, so that it tells nothing of anybody else.
 */
export function tellDoubts(
  { message, labelled }: Pick<IdentifiedMessage, 'message' | 'labelled'>,
  answers: readonly RecipientAnswer[],
): readonly RecipientAnswer[] {
  if (labelled.every((part) => part.labelled)) return answers;
  const doubts = findDoubtsIn(message);
  if (doubts.length === 0) return answers;
  return answers.map((answer) => ({
    ...answer,
    segments: answer.segments.map((segment) => {
      const problems = problemsOf(doubts, segment.segmentId);
      return problems.length === 0 ? segment : { ...segment, problems };
    }),
  }));
}

/** What keeps parts of a message back until their author has put it right. A question has no content that could be wrong. */
export function findDoubtsIn(message: AskedMessage): readonly Doubt[] {
  return 'form' in message ? [] : findDoubts(message);
}

/** Those of one part. */
export function problemsOf(doubts: readonly Doubt[], segmentId: string): Doubt['problem'][] {
  return doubts.filter((doubt) => doubt.segmentId === segmentId).map(({ problem }) => problem);
}
