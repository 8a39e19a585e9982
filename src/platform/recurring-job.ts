/** Work that a process does again and again without being asked: expiries, reminders, escalations. */
export interface RecurringJob {
  /** A stable name, such as `consents-expire`; no two jobs share one. */
  readonly name: string;
  /** How often it is due, in minutes. Several replicas share one turn: whoever takes it first does it. */
  readonly everyMinutes: number;
  /**
   * Does everything that is due by an instant, and may be called any number of times for the same instant: what is done is
   * not done twice, and what was missed while nobody ran is made up for.
   */
  run(at: Date): Promise<void>;
}
