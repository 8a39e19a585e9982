import type { ClockId, EntryId, ExchangeId, OrganisationId, PersonId } from '../platform/index.ts';
import type { DeadlineOutcome, ExcuseCode } from '../vocabulary/index.ts';
import type { ExcusedPeriod } from './count-time.ts';

/** Where a deadline stands. `JOINED`: it is another one that runs already; `DROPPED`: what it begins with never arrived. */
export type ClockState = 'WAITING' | 'RUNNING' | 'JOINED' | 'ENDED' | 'DROPPED';

/** A period in which a deadline does not run. */
export interface Excuse extends ExcusedPeriod {
  readonly reason: ExcuseCode;
}

/** What will run once a message has arrived. */
export interface ClockDraft {
  readonly clockId: ClockId;
  readonly code: string;
  readonly ordinal: number;
  readonly owedBy: OrganisationId;
  /** Who waits for it; null where it is the family. */
  readonly owedTo: OrganisationId | null;
  /** Neither, and told when it is due. */
  readonly seenBy: OrganisationId | null;
  /** Nobody but those who owe it and wait for it may learn that it runs: its ledger entries are in no search index. */
  readonly silent: boolean;
  /** Whoever waits speaks for somebody who wishes to stay unnamed. */
  readonly unnamed: boolean;
  /** The London day it runs from (YYYY-MM-DD); null for the day of the arrival. */
  readonly startsOn: string | null;
  /** Keyed hash, in base64, of the part that tells of it. */
  readonly partHash: string;
  readonly decisionEntryId: EntryId;
}

/** What begins to run or ends when a message arrives, as it is written down with the message. */
export interface NotedArrivals {
  readonly exchangeId: ExchangeId;
  readonly correlationId: string;
  readonly dataSubject: PersonId | null;
  readonly sentBy: OrganisationId;
  /** ISO 8601. */
  readonly decidedAt: string;
  readonly arrivals: readonly {
    readonly ordinal: number;
    readonly sentTo: OrganisationId;
    readonly ends: readonly ClockEnd[];
  }[];
  readonly clocks: readonly ClockDraft[];
}

/** What a message ends where it is owed by its sender. */
export interface ClockEnd {
  readonly code: string;
  /** Its sender says that a law excuses that it comes late. */
  readonly excused: boolean;
}

/** A deadline as it stands. */
export interface Clock extends Omit<ClockDraft, 'partHash'> {
  readonly partHash: Buffer;
  readonly exchangeId: ExchangeId;
  readonly correlationId: string;
  readonly dataSubject: PersonId | null;
  readonly decidedAt: Date;
  readonly recordedAt: Date;
  readonly state: ClockState;
  readonly joinedTo: ClockId | null;
  readonly startedAt: Date | null;
  readonly dueAt: Date | null;
  readonly nextAt: Date | null;
  readonly endedAt: Date | null;
  readonly outcome: DeadlineOutcome | null;
  readonly turn: number;
  readonly excuses: readonly Excuse[];
}

/** A deadline that has begun to run. */
export interface StartedClock extends Clock {
  readonly startedAt: Date;
  readonly dueAt: Date;
}

/** Whether it has begun to run. */
export function isStarted(clock: Clock): clock is StartedClock {
  return clock.startedAt !== null && clock.dueAt !== null;
}

/** An arrival that something follows from. */
export interface Arrival {
  readonly exchangeId: ExchangeId;
  readonly ordinal: number;
  readonly dataSubject: PersonId | null;
  readonly correlationId: string;
  readonly sentBy: OrganisationId;
  readonly sentTo: OrganisationId;
  readonly decidedAt: Date;
  readonly recordedAt: Date;
  readonly ends: readonly ClockEnd[];
}
