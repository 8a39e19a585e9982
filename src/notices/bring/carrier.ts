/** The ways by which somebody can be told that there is a message. */
export const carriedChannels = ['EMAIL', 'TEXT'] as const;
export type CarriedChannel = (typeof carriedChannels)[number];

/** What came of handing it to a carrier. */
export type Carried =
  | { readonly outcome: 'SENT' }
  /** It may be taken later: the carrier is down, busy, or not to be trusted. */
  | { readonly outcome: 'AGAIN'; readonly why: string }
  /** The carrier will never take it: nobody is at that address. */
  | { readonly outcome: 'FAILED'; readonly why: string };

/** Words that say that there is a message, and where they go. */
export interface CarriedMessage {
  /** Names it, the same on every attempt. */
  readonly id: string;
  readonly to: string;
  /** BCP 47. */
  readonly language: string;
  readonly subject: string;
  readonly text: string;
}

/** Takes a message to somebody. Never throws for what the other side does. */
export interface Carrier {
  carry(message: CarriedMessage): Promise<Carried>;
  /** Ends what is kept open. */
  close(): Promise<void>;
}

/** The carriers that are set up, by their channel. */
export type Carriers = Readonly<Partial<Record<CarriedChannel, Carrier>>>;
