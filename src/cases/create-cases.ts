import type { Queryable } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { EntryDraft, Ledger, PreparedEntry } from '../ledger/index.ts';
import {
  type CaseId,
  type OrganisationId,
  type Result,
  asId,
  hasErrorCode,
  newId,
  ok,
  refuse,
} from '../platform/index.ts';
import { type CaseKind, caseKindCodes } from '../vocabulary/index.ts';
import {
  type Case,
  type CaseDraft,
  type Occurrence,
  type OccurrenceBody,
  type OutcomeBody,
  occurrenceBodySchema,
  outcomeBodySchema,
} from './case.ts';
import { draftCaseEntry } from './case-entry.ts';
import {
  type CasePage,
  type CaseRow,
  type StoredKeys,
  type ToldFamily,
  closeRow,
  escalateRow,
  findCaseRow,
  findCaseRows,
  findCaseRowsDue,
  findTellingRow,
  forgetUncountedRows,
  insertTelling,
  restorePart,
  storeKeys,
} from './cases-sql.ts';

/**
 * One element of what `cases.open_cases(jsonb)` takes, sealed; serialises with JSON.stringify. Whoever records what a case is
 * about performs that function inside the one statement that records it, before the statement's own ledger entries.
 */
export interface SealedCase {
  readonly caseId: CaseId;
  readonly kindHash: string;
  readonly organisationId: OrganisationId | null;
  readonly subjectHash: string | null;
  readonly openedAt: string;
  readonly dueAt: string;
  readonly body: string;
  readonly bodyKeys: StoredKeys;
  readonly tally: {
    readonly hash: string;
    readonly mark: string;
    readonly needed: number;
    readonly since: string;
  } | null;
  /** The ledger entries of its opening, or of its joining an open case; one of the two is appended. */
  readonly opened: readonly PreparedEntry[];
  readonly joined: readonly PreparedEntry[];
}

/** Which cases are listed. */
export interface CaseFilter extends Omit<CasePage, 'kindHash'> {
  readonly kind: CaseKind | null;
}

/** What an officer found, before it is sealed. */
export interface OutcomeDraft {
  /** The case as the officer saw it. */
  readonly found: Case;
  readonly at: Date;
  /** What was said, in canonical form: said again by the same officer it is the same outcome. */
  readonly said: string;
  readonly body: OutcomeBody;
  /** Sealed notices, as `notices.record_notices(jsonb)` takes them. */
  readonly notices: readonly object[];
  /** Their ledger entries. */
  readonly entries: readonly EntryDraft[];
}

/** What officers look at afterwards. Cases open inside the statements of whoever records what they are about. */
export interface Cases {
  sealCase(draft: CaseDraft): Promise<SealedCase>;
  /** A case; absent where there is none. */
  findCase(caseId: CaseId): Promise<Case | undefined>;
  /** Cases of an organisation, those due first. */
  findCases(filter: CaseFilter): Promise<readonly Case[]>;
  /** Open cases whose hour has come. */
  findDue(at: Date, limit: number): Promise<readonly Case[]>;
  /** Hands a case up, or says again that it waits; false where somebody else was first. */
  escalate(found: Case, at: Date, dueAt: Date): Promise<boolean>;
  /** Whether an officer closed the case in exactly these words. */
  saidBefore(caseId: CaseId, by: OutcomeBody['by'], said: string): Promise<boolean>;
  /** Closes a case. It is refused where the case has moved since the officer saw it. */
  close(outcome: OutcomeDraft): Promise<Result<undefined, 'MOVED'>>;
  /** Forgets what was noted before an instant and came to no case; gives how many. */
  forgetUncounted(before: Date): Promise<number>;
  /** When a family was told because of a request of this name, and what it said; absent where none was. */
  findTelling(requestId: string): Promise<ToldFamily | undefined>;
  /** Has a family told, in one statement with the ledger entries. False where a request of this name did so before. */
  tellFamily(telling: TellingDraft): Promise<boolean>;
}

/** What an officer has a family told apart from any case, in a request whose name and content are known by keyed hashes alone. */
export interface TellingDraft {
  readonly request: { readonly requestId: string; readonly requestHash: Buffer };
  readonly at: Date;
  /** Sealed notices, as `notices.record_notices(jsonb)` takes them. */
  readonly notices: readonly object[];
  /** Their ledger entries. */
  readonly entries: readonly EntryDraft[];
}

/** What the room works with. */
export interface CasesDeps {
  readonly pool: Queryable;
  readonly keyStore: Pick<KeyStore, 'sealPart' | 'openPart' | 'lookupHash'>;
  readonly ledger: Pick<Ledger, 'prepare'>;
}

/** Opens the room over its dependencies. Every change is one statement with its ledger entry. */
export function createCases({ pool, keyStore, ledger }: CasesDeps): Cases {
  const hashKind = (kind: CaseKind): Buffer => keyStore.lookupHash('cases.kind', kind);
  const hashSaid = ({ organisationId, staffId }: OutcomeBody['by'], said: string): Buffer =>
    keyStore.lookupHash('cases.said', `${organisationId} ${staffId} ${said}`);

  async function sealCase(draft: CaseDraft): Promise<SealedCase> {
    const { caseId, kind, about, exchangeId, actBy, silent, content, subject, tally = null } = draft;
    const body: OccurrenceBody = { about, exchangeId, actBy, silent, content };
    const [sealed, opened, joined] = await Promise.all([
      keyStore.sealPart(about, newId(), Buffer.from(JSON.stringify(body)), occurrenceContext(caseId)),
      ledger.prepare([draftCaseEntry(draft, 'OPENED', draft.openedAt)]),
      ledger.prepare([draftCaseEntry(draft, 'JOINED', draft.openedAt)]),
    ]);
    const hash = (what: string, text: string): string => keyStore.lookupHash(what, text).toString('base64');
    return {
      caseId,
      kindHash: hashKind(kind).toString('base64'),
      organisationId: draft.organisationId,
      subjectHash: subject === null ? null : hash('cases.subject', `${kind} ${subject}`),
      openedAt: draft.openedAt.toISOString(),
      dueAt: draft.dueAt.toISOString(),
      body: sealed.ciphertext.toString('base64'),
      bodyKeys: storeKeys(sealed),
      tally: tally && {
        hash: hash('cases.tally', `${kind} ${tally.key}`),
        mark: tally.mark,
        needed: tally.needed,
        since: tally.since.toISOString(),
      },
      opened,
      joined,
    };
  }

  async function openCase({ kindHash, occurrences, outcome, ...row }: CaseRow): Promise<Case> {
    const kind = caseKindCodes.find((code) => hashKind(code).equals(kindHash));
    if (kind === undefined) throw new Error('a stored case is of no known kind');
    const opened = await Promise.all(
      occurrences.map(async (each): Promise<Occurrence | undefined> => {
        const occurrenceId = asId<'Case'>(each.occurrenceId);
        const body = await keyStore.openPart(restorePart(each), occurrenceContext(occurrenceId));
        if (body === undefined) return undefined;
        const read = occurrenceBodySchema.parse(JSON.parse(body.toString('utf8')));
        return { ...read, occurrenceId, at: new Date(each.at) };
      }),
    );
    const found = outcome && (await keyStore.openPart(restorePart(outcome), outcomeContext(row.caseId)));
    return {
      ...row,
      kind,
      occurrences: opened.filter((each) => each !== undefined),
      outcome:
        outcome === null || found == null
          ? null
          : { ...outcomeBodySchema.parse(JSON.parse(found.toString('utf8'))), at: new Date(outcome.at) },
    };
  }

  const openAll = (rows: readonly CaseRow[]): Promise<readonly Case[]> => Promise.all(rows.map(openCase));

  return {
    sealCase,
    findCase: async (caseId) => {
      const row = await findCaseRow(pool, caseId);
      return row && openCase(row);
    },
    findCases: async ({ kind, ...page }) =>
      openAll(await findCaseRows(pool, { ...page, kindHash: kind && hashKind(kind) })),
    findDue: async (at, limit) => openAll(await findCaseRowsDue(pool, at, limit)),
    escalate: async (found, at, dueAt) =>
      escalateRow(pool, {
        caseId: found.caseId,
        turn: found.turn,
        dueAt: dueAt.toISOString(),
        entries: await ledger.prepare([
          draftCaseEntry(describe(found), 'ESCALATED', at, { due: dueAt.toISOString() }),
        ]),
      }),
    saidBefore: async (caseId, by, said) => {
      const row = await findCaseRow(pool, caseId);
      if (row?.outcome == null) return false;
      return Buffer.from(row.outcome.requestHash, 'base64').equals(hashSaid(by, said));
    },
    close: async ({ found, at, said, body, notices, entries }) => {
      const about = describe(found);
      const text = Buffer.from(JSON.stringify(body));
      const sealed = await keyStore.sealPart(about.about, newId(), text, outcomeContext(found.caseId));
      const entry = draftCaseEntry(about, 'CLOSED', at, { outcome: { ...body, told: [...body.told] } });
      try {
        await closeRow(pool, {
          caseId: found.caseId,
          turn: found.turn,
          at: at.toISOString(),
          requestHash: hashSaid(body.by, said).toString('base64'),
          body: sealed.ciphertext.toString('base64'),
          bodyKeys: storeKeys(sealed),
          notices,
          entries: await ledger.prepare([entry, ...entries]),
        });
      } catch (fault) {
        if (hasErrorCode(fault, 'AS024')) return refuse('MOVED');
        throw fault;
      }
      return ok(undefined);
    },
    forgetUncounted: (before) => forgetUncountedRows(pool, before),
    findTelling: (requestId) => findTellingRow(pool, requestId),
    tellFamily: async ({ request, at, notices, entries }) =>
      insertTelling(pool, {
        requestId: request.requestId,
        requestHash: request.requestHash.toString('base64'),
        toldAt: at.toISOString(),
        notices,
        entries: await ledger.prepare(entries),
      }),
  };
}

/** A case as its later entries tell of it: about everybody whom what happened was about, silent if any of it is. */
function describe({ caseId, kind, organisationId, occurrences }: Case): Parameters<typeof draftCaseEntry>[0] {
  return {
    caseId,
    kind,
    organisationId,
    exchangeId: null,
    about: [...new Set(occurrences.flatMap(({ about }) => about))],
    actBy: null,
    silent: occurrences.length === 0 || occurrences.some(({ silent }) => silent),
    content: {},
  };
}

function occurrenceContext(occurrenceId: CaseId): string {
  return `case-occurrence:${occurrenceId}`;
}

function outcomeContext(caseId: CaseId): string {
  return `case-outcome:${caseId}`;
}
