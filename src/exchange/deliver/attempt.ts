import type { ExchangeId } from '../../platform/index.ts';
import type { RecordedDelivery } from '../record/record-exchange.ts';
import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';

/** One attempt at one recipient. */
export interface Attempt {
  readonly exchangeId: ExchangeId;
  readonly exchange: ResolvedExchange;
  readonly delivery: RecordedDelivery;
}
