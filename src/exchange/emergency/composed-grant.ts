import type { CaseDraft } from '../../cases/index.ts';
import type { EntryDraft, PartDraft } from '../../ledger/index.ts';
import type { SealedNotice } from '../../notices/index.ts';
import type { SealedGrant } from './emergency-grants.ts';

/** All that is written with the decisions of an emergency access that is granted. */
export interface ComposedGrant {
  readonly sealed: SealedGrant;
  /** Why and for whom, in each granted decision's own entry, where no search finds it. */
  readonly evidence: PartDraft;
  readonly notices: readonly SealedNotice[];
  readonly entries: readonly EntryDraft[];
  readonly cases: readonly CaseDraft[];
}
