import type { Queryable } from '../database/index.ts';
import type { PreparedEntry } from '../ledger/index.ts';
import type { ConsentId, PersonId } from '../platform/index.ts';
import type { ConsentKind, ConsentStatus, ConsentType, Recorder } from './consent-version.ts';
import type { SealedTelling } from './consents-deps.ts';

/** A version as it lies in the database. */
export interface ConsentRow {
  readonly consentId: ConsentId;
  readonly version: number;
  readonly dataSubject: PersonId;
  readonly status: ConsentStatus;
  readonly type: ConsentType;
  readonly kind: ConsentKind;
  readonly validFrom: Date;
  readonly validTo: Date | null;
  readonly recordedAt: Date;
  readonly sequence: number;
  readonly chosenSequence: number;
  readonly body: Buffer;
}

/** The state of a person's choices that a decision was made under. */
export interface EpochGuard {
  readonly person: PersonId;
  /** A whole number in decimal digits. */
  readonly epoch: string;
}

/** What both kinds of writing have in common. */
interface WrittenVersion {
  readonly consentId: ConsentId;
  readonly version: number;
  readonly dataSubject: PersonId;
  readonly recordedAt: Date;
  readonly recordedByKind: Recorder['kind'] | 'SYSTEM';
  readonly body: Buffer;
  /** Everybody whose epoch is closed, besides the data subject. */
  readonly persons: readonly PersonId[];
}

/** What a new choice takes the place of: the next version of an earlier record. */
export interface ReplacedVersion {
  readonly consentId: ConsentId;
  readonly version: number;
  readonly body: Buffer;
  readonly persons: readonly PersonId[];
}

/** Writes a new choice and what it supersedes, closes the epochs, appends the entries and tells people: one statement. */
export async function recordChoiceRow(
  db: Queryable,
  row: WrittenVersion & {
    readonly status: ConsentStatus;
    readonly type: ConsentType;
    readonly kind: ConsentKind;
    readonly validFrom: Date;
    readonly validTo: Date | null;
    readonly reviewOn: string | null;
  },
  replaced: readonly ReplacedVersion[],
  entries: readonly PreparedEntry[],
  notices: readonly SealedTelling[],
): Promise<void> {
  await db.query(
    `select c.entry_id, c.entry_index
       from consent.record_choice($1::jsonb, $2::jsonb, $3::jsonb) c, notices.record_notices($4::jsonb) n`,
    [
      JSON.stringify({
        consentId: row.consentId,
        version: row.version,
        dataSubject: row.dataSubject,
        status: row.status,
        type: row.type,
        kind: row.kind,
        validFrom: row.validFrom,
        validTo: row.validTo,
        reviewOn: row.reviewOn,
        recordedAt: row.recordedAt,
        recordedByKind: row.recordedByKind,
        body: row.body.toString('base64'),
        persons: row.persons,
      }),
      JSON.stringify(
        replaced.map(({ consentId, version, body, persons }) => ({
          consentId,
          version,
          body: body.toString('base64'),
          persons,
        })),
      ),
      JSON.stringify(entries),
      JSON.stringify(notices),
    ],
  );
}

/** Writes the same choice in another status, closes the epochs and appends the entry: one statement. */
export async function moveConsentRow(
  db: Queryable,
  row: WrittenVersion & { readonly status: ConsentStatus },
  entries: readonly PreparedEntry[],
  notices: readonly SealedTelling[],
): Promise<void> {
  await db.query(
    `select c.entry_id, c.entry_index
       from consent.move_consent($1, $2, $3, $4, $5, $6, $7, $8::uuid[], $9::jsonb) c, notices.record_notices($10::jsonb) n`,
    [
      row.consentId,
      row.version,
      row.dataSubject,
      row.status,
      row.recordedAt,
      row.recordedByKind,
      row.body,
      row.persons,
      JSON.stringify(entries),
      JSON.stringify(notices),
    ],
  );
}

/** Writes a withdrawal, closes the epochs and appends the entry: one statement. */
export async function withdrawConsentRow(
  db: Queryable,
  row: WrittenVersion,
  entries: readonly PreparedEntry[],
  notices: readonly SealedTelling[],
): Promise<void> {
  await db.query(
    `select c.entry_id, c.entry_index
       from consent.withdraw_consent($1, $2, $3, $4, $5, $6, $7::uuid[], $8::jsonb) c,
            notices.record_notices($9::jsonb) n`,
    [
      row.consentId,
      row.version,
      row.dataSubject,
      row.recordedAt,
      row.recordedByKind,
      row.body,
      row.persons,
      JSON.stringify(entries),
      JSON.stringify(notices),
    ],
  );
}

/**
 * The newest version of each record about some people.
 * @param asAt leaves out what the passing of time alone (`SYSTEM`) made of a record after this instant; what people did counts always
 */
export async function findNewestRows(
  db: Queryable,
  persons: readonly PersonId[],
  asAt?: Date,
): Promise<ConsentRow[]> {
  const { rows } = await db.query<SelectedRow>(
    `select distinct on (c.data_subject, c.consent_id)
            c.consent_id, c.version, c.data_subject, c.status, c.type, c.kind, c.valid_from, c.valid_to, c.recorded_at,
            c.sequence, c.chosen_sequence, c.body
       from consent.consents c
      where c.data_subject = any($1::uuid[])
        and ($2::timestamptz is null or c.recorded_by_kind <> 'SYSTEM' or c.recorded_at <= $2::timestamptz)
      order by c.data_subject, c.consent_id, c.version desc`,
    [persons, asAt ?? null],
  );
  return rows.map(toRow);
}

/** A record whose time has come, and what becomes of it. */
export interface DueRecord {
  readonly consentId: ConsentId;
  readonly to: 'expired' | 'pending-reauthorise';
}

/**
 * Records whose period has ended by an instant, and records whose review is due by a London day: the first `limit` after
 * one of them in the order of their identifiers.
 */
export async function findDueRows(
  db: Queryable,
  at: Date,
  day: string,
  after: ConsentId,
  limit: number,
): Promise<DueRecord[]> {
  const { rows } = await db.query<{ consent_id: ConsentId; ended: boolean }>(
    `select c.consent_id, coalesce(c.valid_to <= $1, false) as ended
       from consent.consents c
      where c.status in ('active', 'suspended', 'pending-reauthorise')
        and (c.valid_to <= $1 or (c.status in ('active', 'suspended') and c.review_on <= $2::date))
        and c.consent_id > $4
        and not exists (
          select 1 from consent.consents n where n.consent_id = c.consent_id and n.version > c.version)
      order by c.consent_id
      limit $3`,
    [at, day, limit, after],
  );
  return rows.map((row) => ({
    consentId: row.consent_id,
    to: row.ended ? 'expired' : 'pending-reauthorise',
  }));
}

/** All versions of one record, the newest first. */
export async function findVersionRows(db: Queryable, consentId: ConsentId): Promise<ConsentRow[]> {
  const { rows } = await db.query<SelectedRow>(
    `select c.consent_id, c.version, c.data_subject, c.status, c.type, c.kind, c.valid_from, c.valid_to, c.recorded_at,
            c.sequence, c.chosen_sequence, c.body
       from consent.consents c
      where c.consent_id = $1
      order by c.version desc`,
    [consentId],
  );
  return rows.map(toRow);
}

/** Every version of every record. */
export async function findAllRows(db: Queryable): Promise<ConsentRow[]> {
  const { rows } = await db.query<SelectedRow>(
    `select c.consent_id, c.version, c.data_subject, c.status, c.type, c.kind, c.valid_from, c.valid_to, c.recorded_at,
            c.sequence, c.chosen_sequence, c.body
       from consent.consents c
      order by c.consent_id, c.version`,
  );
  return rows.map(toRow);
}

/** The present epoch of each person asked for; 0 where nothing was ever recorded. */
export async function findEpochRows(db: Queryable, persons: readonly PersonId[]): Promise<EpochGuard[]> {
  const { rows } = await db.query<{ person_id: PersonId; epoch: string }>(
    `select p.person_id, coalesce(e.epoch, 0)::text as epoch
       from (select distinct u.person_id from unnest($1::uuid[]) as u(person_id)) p
       left join consent.epochs e on e.person_id = p.person_id
      order by p.person_id`,
    [persons],
  );
  return rows.map((row) => ({ person: row.person_id, epoch: row.epoch }));
}

/** The epoch of everybody about whom anything was ever recorded. */
export async function findAllEpochs(db: Queryable): Promise<EpochGuard[]> {
  const { rows } = await db.query<{ person_id: PersonId; epoch: string }>(
    'select e.person_id, e.epoch::text as epoch from consent.epochs e order by e.person_id',
  );
  return rows.map((row) => ({ person: row.person_id, epoch: row.epoch }));
}

interface SelectedRow {
  readonly consent_id: ConsentId;
  readonly version: number;
  readonly data_subject: PersonId;
  readonly status: ConsentStatus;
  readonly type: ConsentType;
  readonly kind: ConsentKind;
  readonly valid_from: Date;
  readonly valid_to: Date | null;
  readonly recorded_at: Date;
  readonly sequence: string;
  readonly chosen_sequence: string;
  readonly body: Buffer;
}

function toRow(row: SelectedRow): ConsentRow {
  return {
    consentId: row.consent_id,
    version: row.version,
    dataSubject: row.data_subject,
    status: row.status,
    type: row.type,
    kind: row.kind,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    recordedAt: row.recorded_at,
    sequence: Number(row.sequence),
    chosenSequence: Number(row.chosen_sequence),
    body: row.body,
  };
}
