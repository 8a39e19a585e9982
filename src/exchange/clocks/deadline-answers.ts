import type { ClockId, ExchangeId } from '../../platform/index.ts';
import type { DeadlineOutcome, ExcuseCode } from '../../vocabulary/index.ts';

/** What a list is asked for, by the names of the query; each value is of its form already. */
export type DeadlineQuery = Readonly<Partial<Record<'state' | 'after', string>>>;

/** An organisation as deadlines name it. */
export interface DeadlineParty {
  readonly system: string;
  readonly value: string;
}

/** Something that is due, as a party to it may see it. It never says about whom it is. */
export interface DeadlineAnswer {
  readonly deadlineId: ClockId;
  readonly deadline: string;
  /** The deadline in plain words. */
  readonly plain: string;
  readonly standing: 'STATUTORY' | 'GUIDANCE' | 'LOCAL';
  /** Where the rule comes from. */
  readonly source: string;
  /** What you are in it: you owe it, you wait for it, or you were told when it is due. */
  readonly you: 'OWING' | 'WAITING' | 'TOLD';
  readonly state: 'RUNNING' | 'OVERDUE' | 'ENDED';
  /** The London day it runs from, YYYY-MM-DD. */
  readonly since: string;
  /** ISO 8601. `AT_LEAST`: left open until then. */
  readonly due: string;
  readonly bound: 'AT_MOST' | 'AT_LEAST';
  /** The message by which you are a party to it. */
  readonly exchangeId: ExchangeId;
  readonly correlationId: string;
  /** For whoever owes it or waits for it. */
  readonly owedBy?: DeadlineParty;
  /** Left out where the family waits for it. */
  readonly owedTo?: DeadlineParty;
  readonly excused?: readonly { readonly reason: ExcuseCode; readonly from: string; readonly to: string }[];
  readonly endedAt?: string;
  readonly outcome?: DeadlineOutcome;
}

/** An acknowledgement that is owed, as whoever owes it and whoever waits for it see it. */
export interface OwedAcknowledgementAnswer {
  readonly deadlineId: string;
  readonly plain: string;
  readonly you: 'OWING' | 'WAITING';
  readonly state: 'RUNNING' | 'OVERDUE';
  /** ISO 8601. */
  readonly due: string;
  readonly exchangeId: ExchangeId;
  readonly correlationId: string;
}

/** A page of what is due. */
export interface DeadlineListAnswer {
  readonly deadlines: readonly DeadlineAnswer[];
  /** With the first page of what runs: the hundred that are due first. */
  readonly acknowledgements?: readonly OwedAcknowledgementAnswer[];
  /** The address of the next page, where there is one. */
  readonly next?: string;
}
