import type { PageHandler } from './visit.ts';

/** Who may open a page. */
export type PageAudience =
  /** Whose identity was proved well enough to see what is personal. What is not said is this. */
  | 'PROVED'
  /** Whoever is signed in. */
  | 'SIGNED_IN'
  /** Everybody. */
  | 'EVERYBODY';

/** One page: its address, who may open it, and what answers. A form is sent to the address of the page that it stands on. */
export interface PageDefinition {
  /** As Express writes it, such as `/people/:person`. */
  readonly path: string;
  readonly audience?: PageAudience;
  /** Whether whoever opens it must have proved lately who they are, because something is changed there. */
  readonly changes?: boolean;
  /**
   * Whether people write at length there: what they began while their proof was fresh is taken when they send it, as long as the session
   * lasts, so that nobody's words are lost while they look for them (docs/decisions/0057). Never where a choice is made or taken back.
   */
  readonly writes?: boolean;
  readonly get: PageHandler;
  readonly post?: PageHandler;
}
