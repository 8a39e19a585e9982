import type { Queryable } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import { type ExchangeId, type HoldId, type PersonId, newId } from '../platform/index.ts';
import {
  type Hold,
  type HoldDraft,
  type JudgementBody,
  deskOfStaff,
  holdBodySchema,
  judgementBodySchema,
} from './hold.ts';
import {
  type HoldRow,
  type StoredKeys,
  addDeskRow,
  findHoldRow,
  findOpenRows,
  findRowsAtDesks,
  findRowsDue,
  findRowsOfExchange,
  isAtDesk,
  restorePart,
  storeKeys,
} from './holds-sql.ts';

/** One element of what `holds.record_holds(jsonb)` takes, sealed; serialises with JSON.stringify. */
export interface SealedHold {
  readonly holdId: HoldId;
  readonly exchangeId: ExchangeId;
  readonly ordinal: number;
  readonly dataSubject: PersonId | null;
  readonly openedAt: string;
  readonly dueAt: string;
  readonly expiresAt: string;
  readonly body: string;
  readonly bodyKeys: StoredKeys;
  readonly desks: readonly { readonly hash: string; readonly level: number }[];
}

/** What `holds.judge(jsonb)` takes, sealed. */
export interface SealedJudgement {
  readonly holdId: HoldId;
  readonly seen: readonly { readonly holdId: HoldId; readonly turn: number }[];
  readonly judgeHash: string;
  readonly requestHash: string;
  readonly at: string;
  readonly body: string;
  readonly bodyKeys: StoredKeys;
  readonly state: 'RELEASED' | 'REFUSED' | null;
}

/** A judgement before it is sealed. */
export interface JudgementDraft {
  readonly hold: Hold;
  /** Every hold of the recipient as it stood when this was judged. */
  readonly seen: readonly Hold[];
  readonly at: Date;
  /** What was said, in canonical form: said again it is the same judgement. */
  readonly said: string;
  readonly body: JudgementBody;
}

/** What waits for judgements. It is written by the statements of the exchange, which take what is sealed here. */
export interface Holds {
  sealHold(draft: HoldDraft): Promise<SealedHold>;
  sealJudgement(draft: JudgementDraft): Promise<SealedJudgement>;
  /** A hold; absent where there is none, or the keys of whom it is about were destroyed. */
  findHold(holdId: HoldId): Promise<Hold | undefined>;
  /** The holds of an exchange, or of one of its recipients, in the order of their opening. */
  findOfExchange(exchangeId: ExchangeId, ordinal?: number): Promise<readonly Hold[]>;
  /** Open holds at any of these desks, those due first. */
  findAtDesks(
    desks: readonly string[],
    after: Pick<Hold, 'dueAt' | 'holdId'> | null,
    limit: number,
  ): Promise<readonly Hold[]>;
  /** Whether any of these desks may look at a hold as it stands. */
  isAtDesk(holdId: HoldId, desks: readonly string[]): Promise<boolean>;
  /** Whether this person judged the hold before, in exactly these words. */
  saidBefore(holdId: HoldId, by: JudgementBody['by'], said: string): Promise<'SAME' | 'OTHER' | 'NOT_YET'>;
  /** Open holds whose time has come: to be handed up, or to end. */
  findDue(what: 'DUE' | 'EXPIRED', at: Date, limit: number): Promise<readonly Hold[]>;
  /** Open holds about people who are known, page by page. */
  findOpen(after: HoldId | null, limit: number): Promise<readonly Hold[]>;
  /** Lets one more desk look at an open hold. */
  addDesk(holdId: HoldId, desk: string): Promise<void>;
}

/** What the room works with. */
export interface HoldsDeps {
  readonly pool: Queryable;
  readonly keyStore: Pick<KeyStore, 'sealPart' | 'openPart' | 'lookupHash'>;
}

/** Opens the room over its dependencies. */
export function createHolds({ pool, keyStore }: HoldsDeps): Holds {
  const hashDesk = (desk: string): Buffer => keyStore.lookupHash('holds.desk', desk);
  const hashJudge = ({ organisationId, staffId }: JudgementBody['by']): Buffer =>
    keyStore.lookupHash('holds.judge', deskOfStaff(organisationId, staffId));
  const hashSaid = (said: string): Buffer => keyStore.lookupHash('holds.said', said);

  async function openAll(rows: readonly HoldRow[]): Promise<readonly Hold[]> {
    const opened = await Promise.all(rows.map((row) => openHold(keyStore, row)));
    return opened.filter((hold) => hold !== undefined);
  }

  return {
    sealHold: async ({ body, desks, dataSubject, ...draft }) => {
      const sealed = await keyStore.sealPart(
        dataSubject === null ? [] : [dataSubject],
        newId(),
        Buffer.from(JSON.stringify(body)),
        holdContext(draft.holdId),
      );
      return {
        holdId: draft.holdId,
        exchangeId: draft.exchangeId,
        ordinal: draft.ordinal,
        dataSubject,
        openedAt: draft.openedAt.toISOString(),
        dueAt: draft.dueAt.toISOString(),
        expiresAt: draft.expiresAt.toISOString(),
        body: sealed.ciphertext.toString('base64'),
        bodyKeys: storeKeys(sealed),
        desks: lowestLevels(desks).map(([desk, level]) => ({
          hash: hashDesk(desk).toString('base64'),
          level,
        })),
      };
    },

    sealJudgement: async ({ hold, seen, at, said, body }) => {
      const sealed = await keyStore.sealPart(
        hold.dataSubject === null ? [] : [hold.dataSubject],
        newId(),
        Buffer.from(JSON.stringify(body)),
        judgementContext(hold.holdId),
      );
      return {
        holdId: hold.holdId,
        seen: seen.map(({ holdId, turn }) => ({ holdId, turn })),
        judgeHash: hashJudge(body.by).toString('base64'),
        requestHash: hashSaid(said).toString('base64'),
        at: at.toISOString(),
        body: sealed.ciphertext.toString('base64'),
        bodyKeys: storeKeys(sealed),
        state: body.outcome === 'WAITS_FOR_SECOND' ? null : body.outcome,
      };
    },

    findHold: async (holdId) => {
      const row = await findHoldRow(pool, holdId);
      return row && openHold(keyStore, row);
    },
    findOfExchange: async (exchangeId, ordinal) =>
      openAll(await findRowsOfExchange(pool, exchangeId, ordinal ?? null)),
    findAtDesks: async (desks, after, limit) =>
      openAll(await findRowsAtDesks(pool, desks.map(hashDesk), after, limit)),
    isAtDesk: (holdId, desks) => isAtDesk(pool, holdId, desks.map(hashDesk)),
    saidBefore: async (holdId, by, said) => {
      const row = await findHoldRow(pool, holdId);
      const mine = row?.judgements.find(({ judgeHash }) => isSame(judgeHash, hashJudge(by)));
      if (mine === undefined) return 'NOT_YET';
      return isSame(mine.requestHash, hashSaid(said)) ? 'SAME' : 'OTHER';
    },
    findDue: async (what, at, limit) => openAll(await findRowsDue(pool, what, at, limit)),
    findOpen: async (after, limit) => openAll(await findOpenRows(pool, after, limit)),
    addDesk: (holdId, desk) => addDeskRow(pool, holdId, hashDesk(desk)),
  };
}

/** A desk that is named twice counts from the lower level on. */
function lowestLevels(desks: HoldDraft['desks']): readonly (readonly [string, number])[] {
  const levels = new Map<string, number>();
  for (const { desk, level } of desks) levels.set(desk, Math.min(level, levels.get(desk) ?? level));
  return [...levels];
}

async function openHold(keyStore: HoldsDeps['keyStore'], row: HoldRow): Promise<Hold | undefined> {
  const open = async (body: Buffer, keys: StoredKeys, context: string): Promise<unknown> => {
    const opened = await keyStore.openPart(restorePart(body, keys), context);
    return opened === undefined ? undefined : (JSON.parse(opened.toString('utf8')) as unknown);
  };
  const body = await open(row.body, row.bodyKeys, holdContext(row.holdId));
  if (body === undefined) return undefined;
  const judgements = await Promise.all(
    row.judgements.map(async (judgement) => {
      const said = await open(
        Buffer.from(judgement.body, 'base64'),
        judgement.bodyKeys,
        judgementContext(row.holdId),
      );
      return { ...judgementBodySchema.parse(said), at: new Date(judgement.at) };
    }),
  );
  const {
    holdId,
    exchangeId,
    ordinal,
    dataSubject,
    state,
    level,
    openedAt,
    dueAt,
    expiresAt,
    closedAt,
    turn,
  } = row;
  return {
    holdId,
    exchangeId,
    ordinal,
    dataSubject,
    state,
    level,
    openedAt,
    dueAt,
    expiresAt,
    closedAt,
    turn,
    body: holdBodySchema.parse(body),
    judgements,
  };
}

/** PostgreSQL breaks long base64 into lines; bytes are compared, never texts. */
function isSame(base64: string, bytes: Buffer): boolean {
  return Buffer.from(base64, 'base64').equals(bytes);
}

function holdContext(holdId: HoldId): string {
  return `hold:${holdId}`;
}

function judgementContext(holdId: HoldId): string {
  return `hold-judgement:${holdId}`;
}
