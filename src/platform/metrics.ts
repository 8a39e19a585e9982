import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The figures that the gateway publishes. Labels are codes from closed lists: never an identifier, never anything personal. */
export interface Metrics {
  readonly registry: Registry;
  /** Requests by `route` (as in the table of routes), `method` and `status`; seconds. */
  readonly requestSeconds: Histogram<'route' | 'method' | 'status'>;
  /** Exchanges by `outcome`, `mode` (push, pull, …) and `message_type`. */
  readonly exchanges: Counter<'outcome' | 'mode' | 'message_type'>;
  /** Time in each of the seven stages; seconds. */
  readonly stageSeconds: Histogram<'stage'>;
  /** Decided segments by `outcome`: release, withhold, hold. */
  readonly segments: Counter<'outcome'>;
  /** Attempts to deliver by `outcome`. */
  readonly deliveries: Counter<'outcome'>;
  /** Bodies that a recipient discarded because they came after the time until which it may accept them. */
  readonly lateDeliveries: Counter;
  /** Bodies that a recipient took although they came after it. */
  readonly takenLate: Counter;
  /** What holders that were asked for a record gave, by `outcome`: record, nothing, too_large, unusable. */
  readonly holderAnswers: Counter<'outcome'>;
  /** Deadlines that stayed overdue, by `deadline`. */
  readonly deadlinesMissed: Counter<'deadline'>;
  /** Deliveries that wait for their recipient. */
  readonly deliveriesWaiting: Gauge;
  /** Entries in the ledger. */
  readonly ledgerEntries: Gauge;
  /** Age of the newest published checkpoint; seconds. */
  readonly checkpointAgeSeconds: Gauge;
  /** Entries that no quorum of witnesses has vouched for. */
  readonly entriesUnwitnessed: Gauge;
  /** How long the oldest checkpoint without a quorum has waited; seconds. */
  readonly unwitnessedSeconds: Gauge;
  /** Whether the ledger lets disclosures leave: 1 or 0. */
  readonly mayDisclose: Gauge;
  /** Answers of witnesses by `outcome`. */
  readonly witnessAnswers: Counter<'outcome'>;
  /** Connections that a database ended; by `database`: main, keys. */
  readonly connectionsLost: Counter<'database'>;
  /** Times that the on-call information-governance contact was raised, by `why`. */
  readonly pages: Counter<'why'>;
  /** Log lines dropped because the log's reader did not keep up. */
  readonly logLinesDropped: Gauge;
}

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 10, 30];

/** Makes a registry of its own (never the library's global one) with the gateway's figures and, unless declined, the process's. */
export function createMetrics(options: { readonly process?: boolean } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.process !== false) collectDefaultMetrics({ register: registry, prefix: 'assent_' });
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'assent_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['route', 'method', 'status'],
      buckets: secondsBuckets,
      registers,
    }),
    exchanges: new Counter({
      name: 'assent_exchanges_total',
      help: 'Exchanges by how they ended',
      labelNames: ['outcome', 'mode', 'message_type'],
      registers,
    }),
    stageSeconds: new Histogram({
      name: 'assent_stage_seconds',
      help: 'Time in each stage of an exchange',
      labelNames: ['stage'],
      buckets: secondsBuckets,
      registers,
    }),
    segments: new Counter({
      name: 'assent_segments_total',
      help: 'Segments by what was decided',
      labelNames: ['outcome'],
      registers,
    }),
    deliveries: new Counter({
      name: 'assent_deliveries_total',
      help: 'Attempts to deliver by how they ended',
      labelNames: ['outcome'],
      registers,
    }),
    lateDeliveries: new Counter({
      name: 'assent_late_deliveries_total',
      help: 'Bodies that a recipient discarded because they came too late',
      registers,
    }),
    takenLate: new Counter({
      name: 'assent_taken_late_total',
      help: 'Bodies that a recipient took although they came too late',
      registers,
    }),
    holderAnswers: new Counter({
      name: 'assent_holder_answers_total',
      help: 'Answers of holders that were asked for a record',
      labelNames: ['outcome'],
      registers,
    }),
    deadlinesMissed: new Counter({
      name: 'assent_deadlines_missed_total',
      help: 'Deadlines that stayed overdue until they were counted for the partnership',
      labelNames: ['deadline'],
      registers,
    }),
    pages: new Counter({
      name: 'assent_on_call_pages_total',
      help: 'Times that the on-call contact was raised',
      labelNames: ['why'],
      registers,
    }),
    deliveriesWaiting: new Gauge({
      name: 'assent_deliveries_waiting',
      help: 'Deliveries that wait for their recipient',
      registers,
    }),
    ledgerEntries: new Gauge({ name: 'assent_ledger_entries', help: 'Entries in the ledger', registers }),
    checkpointAgeSeconds: new Gauge({
      name: 'assent_checkpoint_age_seconds',
      help: 'Age of the newest published checkpoint',
      registers,
    }),
    entriesUnwitnessed: new Gauge({
      name: 'assent_ledger_unwitnessed_entries',
      help: 'Entries that no quorum of witnesses has vouched for',
      registers,
    }),
    unwitnessedSeconds: new Gauge({
      name: 'assent_ledger_unwitnessed_seconds',
      help: 'How long the oldest checkpoint without a quorum has waited',
      registers,
    }),
    mayDisclose: new Gauge({
      name: 'assent_ledger_may_disclose',
      help: 'Whether the ledger lets disclosures leave',
      registers,
    }),
    witnessAnswers: new Counter({
      name: 'assent_witness_answers_total',
      help: 'Answers of witnesses by what they came to',
      labelNames: ['outcome'],
      registers,
    }),
    connectionsLost: new Counter({
      name: 'assent_database_connections_lost_total',
      help: 'Connections that a database ended',
      labelNames: ['database'],
      registers,
    }),
    logLinesDropped: new Gauge({
      name: 'assent_log_lines_dropped',
      help: 'Log lines dropped because the reader of the log did not keep up',
      registers,
    }),
  };
}
