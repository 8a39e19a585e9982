import type { OwnSaying } from '../../exchange/index.ts';
import { type Language, writeDay } from '../../pages/index.ts';
import { londonDate } from '../../platform/index.ts';

/** Something that was said, as its pages show it. */
export interface ShownSaying {
  readonly id: string;
  readonly at: string;
  /** The name of an organisation, or empty. */
  readonly to: string;
  readonly isToUs: boolean;
  readonly state: OwnSaying['state'];
  readonly due: string;
  readonly answeredAt: string;
  readonly answer: string;
  readonly words: string;
  readonly spoken: string;
}

/** Shows what was said and what became of it, with its dates. */
export function showSaying(
  { sayingId, saidAt, to, state, due, answeredAt, answer = '', words, language: spoken }: OwnSaying,
  language: Language,
): ShownSaying {
  const write = (at: Date | undefined): string =>
    at === undefined ? '' : writeDay(londonDate(at), language);
  return {
    id: sayingId,
    at: write(saidAt),
    to: typeof to === 'string' ? '' : to.name,
    isToUs: to === 'OPERATOR',
    state,
    due: write(due),
    answeredAt: write(answeredAt),
    answer,
    words,
    spoken,
  };
}
