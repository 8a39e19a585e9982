/** How a dispatch ended: the recipient took it, answered that it did not, answered that it came too late, or got no byte of it. */
export type DispatchEnding = 'ACCEPTED' | 'REFUSED' | 'LATE' | 'NOT_CONNECTED';

/** How one attempt at a recipient ended. */
export type DispatchResult =
  | { readonly kind: 'ACCEPTED'; readonly status: number }
  /** The recipient may take it later: down, slow, busy, or an answer that makes no sense. */
  | {
      readonly kind: 'RETRY';
      readonly why: string;
      /** Left out where nobody knows whether it arrived. */
      readonly ending?: Exclude<DispatchEnding, 'ACCEPTED'>;
      readonly retryAfterSeconds?: number;
    }
  /** The recipient has the bytes, and has not said yet that it keeps them: it says so at its mailbox, or is asked again. */
  | {
      readonly kind: 'TAKEN';
      readonly why: string;
      readonly retryAfterSeconds?: number;
      /** The name under which a carrier has it and is asked about it. */
      readonly carriedAs?: string;
    }
  /** The recipient will not take it, however often it is tried. */
  | { readonly kind: 'REJECTED'; readonly why: string };

/** One body on its way to one recipient. */
export interface Dispatch {
  /** The registered endpoint; never anything that a message named. */
  readonly url: string;
  readonly body: Buffer;
  readonly mediaType: string;
  readonly headers: Readonly<Record<string, string>>;
}
