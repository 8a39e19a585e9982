/** A checkpoint together with the note that states and signs it. */
export interface SignedCheckpoint {
  readonly size: number;
  readonly root: Buffer;
  /** The signed note (c2sp.org/tlog-checkpoint). */
  readonly note: string;
}
