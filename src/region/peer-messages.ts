import type { JsonObject } from '../platform/index.ts';
import type { GatewayAnswer, PartnerIdentity, PartnerRequest } from './partner-system.ts';

/** How a peer process is started: as whom, and where it listens. */
export interface PeerSettings {
  readonly identity: PartnerIdentity;
  /** One PEM file with the certificate that it answers with, and its private key. */
  readonly serverCertificateFile: string;
  /** The port of its own HTTPS endpoint; 0 takes a free one. */
  readonly port: number;
  /** The ledger's public key, with which it checks receipts offline. */
  readonly verifierKey: string;
}

/** What arrived at a peer's endpoint. */
export interface ReceivedDelivery {
  /** The body exactly as it came. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The address at which it came, as it was asked for. */
  readonly path: string;
  readonly receivedAt: string;
  /** Until when the gateway's signed terms of this dispatch let it be accepted, ISO 8601. */
  readonly acceptUntil: string;
  /** Whether the receipt proved, offline, that the ledger holds an entry for exactly these bytes. */
  readonly receipt: 'VERIFIED' | 'MISSING' | 'REFUSED';
}

/** What arrived and was not accepted. */
export interface DiscardedDelivery {
  readonly deliveryId: string;
  readonly receivedAt: string;
  /** `LATE`: after the time until which it might be accepted. `FORGED`: the terms are not the gateway's. `AGAIN`: accepted before. */
  readonly why: 'LATE' | 'FORGED' | 'AGAIN';
}

/** What a peer was asked for. */
export interface AskedRecord {
  readonly path: string;
  readonly body: string;
}

/** How a peer answers where it gives records. */
export interface GivenRecord {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Begins to answer and never ends. */
  readonly silent?: boolean;
}

/** What the parent process asks of a peer. */
export type PeerCommand =
  | { readonly kind: 'send'; readonly id: number; readonly request: PartnerRequest }
  | { readonly kind: 'received'; readonly id: number; readonly since: number }
  | { readonly kind: 'discarded'; readonly id: number }
  | { readonly kind: 'asked'; readonly id: number }
  | { readonly kind: 'give'; readonly id: number; readonly path: string; readonly given: GivenRecord }
  /** What its FHIR interface holds from now on. */
  | { readonly kind: 'hold'; readonly id: number; readonly resources: readonly JsonObject[] }
  /** How it shall answer deliveries from now on: as usual, or with a status of its own. */
  | {
      readonly kind: 'answer-with';
      readonly id: number;
      readonly status: number;
      readonly location?: string;
    }
  | { readonly kind: 'stop'; readonly id: number };

/** What a peer tells its parent process. */
export type PeerReport =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: GatewayAnswer }
  | { readonly kind: 'deliveries'; readonly id: number; readonly deliveries: readonly ReceivedDelivery[] }
  | { readonly kind: 'discards'; readonly id: number; readonly discards: readonly DiscardedDelivery[] }
  | { readonly kind: 'requests'; readonly id: number; readonly asked: readonly AskedRecord[] }
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
