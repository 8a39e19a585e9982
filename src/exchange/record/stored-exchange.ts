import type { ExchangeId, OrganisationId, SystemId } from '../../platform/index.ts';
import type { DeliveryState } from './delivery-sql.ts';
import type { SealedBlob } from './sealed-blob.ts';

/** By what a repeated request is known. */
export interface RequestKey {
  readonly systemId: SystemId;
  readonly kind: 'PUSH' | 'PULL' | 'ADVICE' | 'SUPPLEMENT';
  readonly idempotencyKey: string;
  readonly messageId: string;
}

/** A stored exchange as its sender may ask for it again. */
export interface StoredExchange {
  readonly exchangeId: ExchangeId;
  /** `EVENT`: the gateway's own message, such as that a choice was taken back. */
  readonly kind: 'PUSH' | 'PULL' | 'ADVICE' | 'EVENT';
  readonly systemId: SystemId;
  readonly sourceOrganisationId: OrganisationId;
  readonly requestHash: Buffer;
  readonly answer: SealedBlob;
  readonly payload: SealedBlob | null;
  readonly recipients: readonly {
    readonly ordinal: number;
    readonly organisationId: OrganisationId;
    readonly state: DeliveryState | null;
    readonly decisionEntryId: string | null;
  }[];
}
