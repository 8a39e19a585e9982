import {
  askTogether,
  ok,
  type ConsentId,
  type OrganisationId,
  type PersonId,
  type Result,
} from '../platform/index.ts';
import type { FindAuthority } from './check-recorder.ts';
import { openVersion } from './consent-body.ts';
import type { ConsentRefusal } from './consent-refusal.ts';
import type { ConsentDraft } from './consent-schemas.ts';
import { findEpochRows, findNewestRows, findVersionRows, type EpochGuard } from './consent-sql.ts';
import type { ConsentVersion, Recorder } from './consent-version.ts';
import type { ConsentsDeps } from './consents-deps.ts';
import { moveDueChoices } from './due-choices.ts';
import { moveConsent, type MoveOrder, type WithdrawalOrder } from './move-consent.ts';
import { composeNotice, type ComposedLanguage, type NameOrganisation } from './notice/compose-notice.ts';
import { findNoticeRow, insertNotice } from './notice/notice-sql.ts';
import { parseNotice, type NoticeVersion } from './notice/notice-version.ts';
import type { ShownScope } from './notice/shown-scope.ts';
import { openShown, type ShownVersion } from './shown-version.ts';
import { recordConsent } from './record-consent.ts';

/** Choices and the state that they were read in, so that a decision on them can be bound to it. */
export interface GuardedChoices {
  readonly guards: readonly EpochGuard[];
  readonly choices: readonly ConsentVersion[];
}

/**
 * The recorded choices of families. Every write is one statement: the version, the closing of the epochs of everybody it
 * concerns, and the ledger entry stand or fall together.
 */
export interface Consents {
  /**
   * Records a choice: a new record, or a new choice in one that exists.
   * @param at the instant of recording, where it lies behind the clock: a dated case of development and test
   */
  recordConsent(
    draft: ConsentDraft,
    recorder: Recorder,
    findAuthority: FindAuthority,
    at?: Date,
  ): Promise<Result<ConsentVersion, ConsentRefusal>>;
  /**
   * Takes a choice back: at any time, by any channel, with no reason asked. Once this answers, no decision that relied on
   * it can be recorded any more (docs/domain/01 §1.7, rulings 12).
   */
  withdrawConsent(
    consentId: ConsentId,
    order: WithdrawalOrder,
    recorder: Recorder,
    findAuthority: FindAuthority,
  ): Promise<Result<ConsentVersion, ConsentRefusal>>;
  /** Moves a record forward for a stated reason: expiry, replacement, suspension, an authority event, an error. */
  moveConsent(consentId: ConsentId, order: MoveOrder): Promise<Result<ConsentVersion, ConsentRefusal>>;
  /**
   * Composes a notice for a scope and keeps it, so that a choice can be made on it. The same scope is the same version.
   */
  composeNotice(
    scope: ShownScope,
    language: ComposedLanguage,
    name: NameOrganisation,
    by: OrganisationId | null,
  ): Promise<Result<NoticeVersion, ConsentRefusal>>;
  /** Keeps a notice that somebody else wrote, with the scope that it names. */
  registerNotice(input: unknown, by: OrganisationId | null): Promise<Result<NoticeVersion, ConsentRefusal>>;
  /** A notice by its version; none for a text that is no version. */
  findNotice(noticeVersion: string): Promise<NoticeVersion | undefined>;
  /** Moves every record whose period has ended or whose review is due by an instant. */
  moveDueChoices(at: Date): Promise<void>;
  /** The newest version of a record. */
  findConsent(consentId: ConsentId): Promise<ConsentVersion | undefined>;
  /** All versions of a record, the newest first. */
  findHistory(consentId: ConsentId): Promise<readonly ConsentVersion[]>;
  /** One version as it was sealed, for showing it beside its ledger entry. */
  findShown(consentId: ConsentId, version: number): Promise<ShownVersion | undefined>;
  /**
   * The newest version of each record about some people.
   * @param asAt the instant that is asked about. What time alone made of a record afterwards (its end, its review, a birthday) is
   *   left out, so that a choice is seen as it stood; what a person did (a withdrawal, a new choice, a mistake put right) is not
   */
  loadChoices(persons: readonly PersonId[], asAt?: Date): Promise<readonly ConsentVersion[]>;
  /** The present epochs. Read them before what they are to guard, never after. */
  getEpochs(persons: readonly PersonId[]): Promise<readonly EpochGuard[]>;
  /** Epochs and choices in the one order that is safe: epochs first. */
  loadGuardedChoices(persons: readonly PersonId[]): Promise<GuardedChoices>;
}

/** Makes the room of consent over its dependencies. */
export function createConsents(deps: ConsentsDeps): Consents {
  const openAll = (rows: Awaited<ReturnType<typeof findNewestRows>>): Promise<ConsentVersion[]> =>
    Promise.all(rows.map((row) => openVersion(deps.keyStore, row)));
  const loadChoices = async (persons: readonly PersonId[], asAt?: Date): Promise<readonly ConsentVersion[]> =>
    openAll(await findNewestRows(deps.pool, persons, asAt));
  const readEpochs = askTogether(async (asked: readonly (readonly PersonId[])[]) => {
    const found = await findEpochRows(deps.pool, [...new Set(asked.flat())]);
    return asked.map((persons) => found.filter(({ person }) => persons.includes(person)));
  });
  const findHistory = async (consentId: ConsentId): Promise<readonly ConsentVersion[]> =>
    openAll(await findVersionRows(deps.pool, consentId));
  return {
    recordConsent: (draft, recorder, findAuthority, at) =>
      recordConsent(deps, draft, recorder, findAuthority, at),
    withdrawConsent: (consentId, order, recorder, findAuthority) =>
      moveConsent(deps, consentId, { kind: 'WITHDRAWAL', order, recorder, findAuthority }),
    moveConsent: (consentId, order) => moveConsent(deps, consentId, { kind: 'MOVE', order }),
    composeNotice: async (asked, language, name, by) => {
      const { text, scope } = composeNotice(asked, name);
      const notice = parseNotice(
        { reference: 'composed', language, format: 'standard', text, scope },
        'COMPOSED',
      );
      if (!notice.ok) return notice;
      await insertNotice(deps.pool, notice.value, by, deps.clock.now());
      return ok(notice.value);
    },
    registerNotice: async (input, by) => {
      const notice = parseNotice(input, 'REGISTERED');
      if (!notice.ok) return notice;
      await insertNotice(deps.pool, notice.value, by, deps.clock.now());
      return ok(notice.value);
    },
    findNotice: (noticeVersion) => findNoticeRow(deps.pool, noticeVersion),
    moveDueChoices: (at) => moveDueChoices(deps, at),
    findConsent: async (consentId) => (await findHistory(consentId))[0],
    findHistory,
    findShown: async (consentId, version) => {
      const row = (await findVersionRows(deps.pool, consentId)).find((each) => each.version === version);
      return row && openShown(deps.keyStore, row);
    },
    loadChoices,
    getEpochs: (persons) => readEpochs(persons),
    loadGuardedChoices: async (persons) => {
      const guards = await readEpochs(persons);
      return { guards, choices: await loadChoices(persons) };
    },
  };
}
