import type { Queryable } from '../database/index.ts';
import type { SealedPart } from '../keystore/index.ts';
import { asId } from '../platform/index.ts';
import type { Hold, HoldLevel, HoldState } from './hold.ts';

/** Wrapped keys as they lie beside what they open. */
export interface StoredKeys {
  readonly keyId: string;
  readonly wraps: readonly { readonly person: string; readonly wrapped: string }[];
}

/** A hold as it lies in the database. */
export interface HoldRow extends Omit<Hold, 'body' | 'judgements'> {
  readonly body: Buffer;
  readonly bodyKeys: StoredKeys;
  readonly judgements: readonly {
    readonly judgeHash: string;
    readonly requestHash: string;
    readonly at: string;
    readonly body: string;
    readonly bodyKeys: StoredKeys;
  }[];
}

/** The wrapped keys of a part, to be stored beside it. */
export function storeKeys({ keyId, wraps }: SealedPart): StoredKeys {
  return {
    keyId,
    wraps: wraps.map(({ person, wrapped }) => ({ person, wrapped: wrapped.toString('base64') })),
  };
}

/** A stored part, to be opened. */
export function restorePart(ciphertext: Buffer, { keyId, wraps }: StoredKeys): SealedPart {
  return {
    keyId,
    ciphertext,
    wraps: wraps.map(({ person, wrapped }) => ({
      person: asId<'Person'>(person),
      wrapped: Buffer.from(wrapped, 'base64'),
    })),
  };
}

/** One hold. */
export async function findHoldRow(db: Queryable, holdId: string): Promise<HoldRow | undefined> {
  return (await selectHolds(db, 'where h.hold_id = $1', [holdId]))[0];
}

/** The holds of an exchange, those of one recipient where its place is given, in the order of their opening. */
export function findRowsOfExchange(
  db: Queryable,
  exchangeId: string,
  ordinal: number | null,
): Promise<readonly HoldRow[]> {
  return selectHolds(
    db,
    'where h.exchange_id = $1 and ($2::integer is null or h.ordinal = $2) order by h.opened_at, h.hold_id',
    [exchangeId, ordinal],
  );
}

/** Open holds that any of these desks may look at now, those due first, after a given one. */
export function findRowsAtDesks(
  db: Queryable,
  desks: readonly Buffer[],
  after: { readonly dueAt: Date; readonly holdId: string } | null,
  limit: number,
): Promise<readonly HoldRow[]> {
  return selectHolds(
    db,
    `where h.closed_at is null
       and exists (select 1 from holds.desks d where d.hold_id = h.hold_id and d.desk_hash = any($1::bytea[]) and d.level <= h.level)
       and ($2::timestamptz is null or (h.due_at, h.hold_id) > ($2::timestamptz, $3::uuid))
     order by h.due_at, h.hold_id
     limit $4`,
    [desks, after?.dueAt ?? null, after?.holdId ?? null, limit],
  );
}

/** Whether any of these desks may look at a hold at its present level. */
export async function isAtDesk(db: Queryable, holdId: string, desks: readonly Buffer[]): Promise<boolean> {
  const { rows } = await db.query<{ readonly found: boolean }>(
    `select exists (
       select 1 from holds.desks d join holds.holds h on h.hold_id = d.hold_id
        where d.hold_id = $1 and d.desk_hash = any($2::bytea[]) and d.level <= h.level) as found`,
    [holdId, desks],
  );
  return rows[0]?.found === true;
}

/** Open holds whose hour has come by an instant. */
export function findRowsDue(
  db: Queryable,
  what: 'DUE' | 'EXPIRED',
  at: Date,
  limit: number,
): Promise<readonly HoldRow[]> {
  return selectHolds(
    db,
    what === 'DUE'
      ? 'where h.closed_at is null and h.due_at <= $1 order by h.due_at limit $2'
      : 'where h.closed_at is null and h.expires_at <= $1 order by h.expires_at limit $2',
    [at, limit],
  );
}

/** Open holds about somebody who is known, in the order of their identifiers, after a given one. */
export function findOpenRows(
  db: Queryable,
  after: string | null,
  limit: number,
): Promise<readonly HoldRow[]> {
  return selectHolds(
    db,
    `where h.closed_at is null and h.data_subject is not null and ($1::uuid is null or h.hold_id > $1)
     order by h.hold_id limit $2`,
    [after, limit],
  );
}

/** Lets one more desk look at an open hold. */
export async function addDeskRow(db: Queryable, holdId: string, desk: Buffer): Promise<void> {
  await db.query('select holds.add_desk($1, $2)', [holdId, desk]);
}

async function selectHolds(
  db: Queryable,
  rest: string,
  values: readonly unknown[],
): Promise<readonly HoldRow[]> {
  const { rows } = await db.query<{
    hold_id: string;
    exchange_id: string;
    ordinal: number;
    data_subject: string | null;
    state: HoldState;
    level: HoldLevel;
    opened_at: Date;
    due_at: Date;
    expires_at: Date;
    closed_at: Date | null;
    turn: number;
    body: Buffer;
    body_keys: StoredKeys;
    judgements: HoldRow['judgements'];
  }>(
    `select h.hold_id, h.exchange_id, h.ordinal, h.data_subject, h.state, h.level, h.opened_at, h.due_at, h.expires_at,
            h.closed_at, h.turn, h.body, h.body_keys,
            coalesce((select jsonb_agg(jsonb_build_object(
                               'judgeHash', encode(j.judge_hash, 'base64'), 'requestHash', encode(j.request_hash, 'base64'),
                               'at', j.given_at, 'body', encode(j.body, 'base64'), 'bodyKeys', j.body_keys)
                             order by j.given_at)
                        from holds.judgements j where j.hold_id = h.hold_id), '[]'::jsonb) as judgements
       from holds.holds h
       ${rest}`,
    [...values],
  );
  return rows.map((row) => ({
    holdId: asId<'Hold'>(row.hold_id),
    exchangeId: asId<'Exchange'>(row.exchange_id),
    ordinal: row.ordinal,
    dataSubject: row.data_subject === null ? null : asId<'Person'>(row.data_subject),
    state: row.state,
    level: row.level,
    openedAt: row.opened_at,
    dueAt: row.due_at,
    expiresAt: row.expires_at,
    closedAt: row.closed_at,
    turn: row.turn,
    body: row.body,
    bodyKeys: row.body_keys,
    judgements: row.judgements,
  }));
}
