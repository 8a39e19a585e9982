import { randomUUID } from 'node:crypto';
import type { Queryable } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import { type Clock, type RecurringJob, type Result, ok, refuse } from '../platform/index.ts';
import { compileText } from './compile-text.ts';
import { findDraftRow } from './draft-sql.ts';
import type { CompiledPolicy } from './policy-types.ts';
import {
  type Rehearsal,
  type RehearsalAsked,
  beginRehearsalRow,
  endRehearsalRow,
  findRehearsalRow,
  findRehearsalsOfDraft,
  findSealedResults,
  forgetRehearsalRows,
  noteRehearsalRow,
  stopRehearsalRow,
  takeRehearsalRow,
} from './rehearsal-sql.ts';

/** Decisions that would come out otherwise in the same way. */
export interface RehearsalGroup {
  readonly from: string;
  readonly to: string;
  /** The kind of information; null for what has none. */
  readonly category: string | null;
  readonly recipientType: string;
  readonly purpose: string;
  /** Decisions. */
  readonly count: number;
  /** The newest of them by their places in the ledger, at most a thousand. */
  readonly places: readonly number[];
}

/** What came of a rehearsal. */
export interface RehearsalResults {
  /** Decisions that were decided again, and those that could not be: erased, uncertain, or of the first format. */
  readonly decided: number;
  readonly left: number;
  /** Decisions of which something would come out otherwise. */
  readonly changed: number;
  /** Decisions of which the same would go for other reasons. */
  readonly otherReasons: number;
  readonly groups: readonly RehearsalGroup[];
}

/** Rehearsals of drafts. */
export interface Rehearsals {
  /** Queues one. Refuses where one of the organisation's is under way. */
  begin(asked: Omit<RehearsalAsked, 'rehearsalId' | 'askedAt'>): Promise<Result<string, 'UNDER_WAY'>>;
  find(rehearsalId: string): Promise<Rehearsal | undefined>;
  /** The newest of a draft. */
  list(draftId: string): Promise<readonly Rehearsal[]>;
  stop(rehearsalId: string): Promise<void>;
  /** Begins the work on one that waits, with the text that is tried; nothing where there is nothing to do. */
  take(
    rehearsalId: string,
  ): Promise<{ readonly asked: Rehearsal; readonly policy: CompiledPolicy } | undefined>;
  /** Notes how far it is. False where it is to go no further. */
  note(rehearsalId: string, progress: Pick<Rehearsal, 'total' | 'done'>): Promise<boolean>;
  /** Ends it, with what came of it: what everybody may read, and what nobody is to notice. */
  end(
    rehearsalId: string,
    state: 'DONE' | 'STOPPED' | 'FAILED',
    results?: { readonly open: RehearsalResults; readonly silent: RehearsalResults },
  ): Promise<void>;
  /** What came of one that is done, as far as somebody may read it. */
  open(rehearsalId: string, half: 'open' | 'silent'): Promise<RehearsalResults | undefined>;
  /** Forgets what was tried more than a month ago. */
  readonly forgetting: RecurringJob;
}

/** What rehearsals stand on. */
export interface RehearsalDeps {
  readonly pool: Queryable;
  readonly keyStore: Pick<KeyStore, 'sealPart' | 'openPart'>;
  readonly clock: Clock;
  /** The policy directory. */
  readonly directory: string;
}

const month = 30 * 86_400_000;

/** Opens the rehearsals. */
export function createRehearsals({ pool, keyStore, clock, directory }: RehearsalDeps): Rehearsals {
  const nameKey = (rehearsalId: string, half: 'open' | 'silent'): string =>
    `rehearsal ${rehearsalId} ${half}`;
  return {
    begin: async (asked) => {
      const rehearsalId = randomUUID();
      const begun = await beginRehearsalRow(pool, { ...asked, rehearsalId, askedAt: clock.now() });
      return begun ? ok(rehearsalId) : refuse('UNDER_WAY');
    },
    find: (rehearsalId) => findRehearsalRow(pool, rehearsalId),
    list: (draftId) => findRehearsalsOfDraft(pool, draftId),
    stop: (rehearsalId) => stopRehearsalRow(pool, rehearsalId),
    take: async (rehearsalId) => {
      const asked = await takeRehearsalRow(pool, rehearsalId);
      if (asked === undefined) return undefined;
      const draft = await findDraftRow(pool, asked.draftId, asked.edition);
      const version = draft?.verdict.version ?? null;
      if (draft === undefined || version === null) throw new Error('a rehearsal is of a draft that is whole');
      return { asked, policy: compileText(directory, version, draft.files) };
    },
    note: (rehearsalId, progress) => noteRehearsalRow(pool, rehearsalId, progress),
    end: async (rehearsalId, state, results) => {
      const seal = (half: 'open' | 'silent', content: RehearsalResults): ReturnType<KeyStore['sealPart']> =>
        keyStore.sealPart([], nameKey(rehearsalId, half), Buffer.from(JSON.stringify(content)), rehearsalId);
      const sealed = results && {
        open: await seal('open', results.open),
        silent: await seal('silent', results.silent),
      };
      await endRehearsalRow(pool, rehearsalId, state, sealed);
    },
    open: async (rehearsalId, half) => {
      const sealed = await findSealedResults(pool, rehearsalId);
      const opened = sealed && (await keyStore.openPart(sealed[half], rehearsalId));
      return opened && (JSON.parse(opened.toString('utf8')) as RehearsalResults);
    },
    forgetting: {
      name: 'rehearsals-forget',
      everyMinutes: 1440,
      run: (now) => forgetRehearsalRows(pool, new Date(now.getTime() - month)),
    },
  };
}
