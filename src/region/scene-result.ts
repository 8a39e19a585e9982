import type { RecipientAnswer } from '../exchange/index.ts';

/** What came of one scene. */
export interface SceneResult {
  readonly title: string;
  readonly answer: RecipientAnswer | undefined;
  /** Of a record that was asked for: what came of it, held against what its holder has. */
  readonly outcome?: RecipientAnswer['outcome'];
  /** Of a record that was asked for: what was given. */
  readonly given?: readonly string[];
  /** Where what happened differs from what must happen; empty is as the scenario says. */
  readonly differences: readonly string[];
}
