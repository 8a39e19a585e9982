/** What it is started with: files, and the mailboxes that exist, with their passwords. */
export interface MeshServerSettings {
  /** Certificate and key of the server in one PEM file. */
  readonly certificateFile: string;
  /** The authority whose client certificates it takes. */
  readonly authorityFile: string;
  readonly sharedKey: string;
  readonly mailboxes: Readonly<Record<string, string>>;
}

/** A message as its recipient collects it: put together, and unpacked. */
export interface CollectedMessage {
  readonly messageId: string;
  readonly from: string;
  readonly workflow: string;
  readonly localId: string;
  readonly chunks: number;
  readonly content: string;
}

/** What its parent process asks of it. */
export type MeshServerCommand =
  /** A recipient collects everything in a mailbox and acknowledges it. */
  | { readonly kind: 'collect'; readonly mailbox: string }
  /** What nobody collected is given up, and its sender has a report in its mailbox. */
  | { readonly kind: 'give-up'; readonly mailbox: string }
  /** Puts a message of somebody else's into a mailbox. */
  | { readonly kind: 'put'; readonly mailbox: string }
  | { readonly kind: 'look' }
  /** With which status everything is answered from now on; 0: as it should. */
  | { readonly kind: 'answer-with'; readonly status: number };

/** What it tells. */
export type MeshServerReport =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'collected'; readonly messages: readonly CollectedMessage[] }
  | {
      readonly kind: 'seen';
      readonly handshakes: number;
      /** Each request that it refused, and by which rule. */
      readonly refused: readonly string[];
      readonly inbox: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'done' };
