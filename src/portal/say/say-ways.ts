import type { SayingKind } from '../../vocabulary/index.ts';

/** A way of saying something: its name in addresses and catalogues, and what its form asks. */
export interface SayWay {
  readonly name: 'words' | 'wrong' | 'complain' | 'copy' | 'delete';
  readonly kind: SayingKind;
  /** Whether it says nothing without words. */
  readonly needsWords: boolean;
  /** To whom it may be said beside an organisation. */
  readonly beside: 'OPERATOR' | 'NOBODY' | null;
}

/** All ways, in the order in which they are offered. */
export const ways: readonly SayWay[] = [
  { name: 'words', kind: 'WORDS', needsWords: true, beside: 'NOBODY' },
  { name: 'wrong', kind: 'DISPUTE', needsWords: true, beside: null },
  { name: 'complain', kind: 'COMPLAINT', needsWords: true, beside: 'OPERATOR' },
  { name: 'copy', kind: 'COPY', needsWords: false, beside: null },
  { name: 'delete', kind: 'DELETION', needsWords: false, beside: 'OPERATOR' },
];

/** The way in which something of a kind is said. @throws Error where there is none: a mistake in the table */
export function wayOf(kind: SayingKind): SayWay {
  const way = ways.find((each) => each.kind === kind);
  if (way === undefined) throw new Error(`there is no way to say ${kind}`);
  return way;
}
