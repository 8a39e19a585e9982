import type { UnderWay } from './erasure-sql.ts';
import type { JsonObject, OrganisationId, StaffId } from '../platform/index.ts';

/** Why somebody is erased. */
export const erasureGrounds = {
  /** The person, or whoever may act for them, asked (UK GDPR Art. 17(1)). */
  REQUEST: 'UK GDPR Art. 17(1)',
  /** The period for which the record is kept is over (docs/domain/01 §1.11; UK GDPR Art. 5(1)(e)). */
  RETENTION: 'docs/domain/01 §1.11; UK GDPR Art. 5(1)(e)',
  /** What is held should never have been: registered by mistake, or unlawfully (UK GDPR Art. 17(1)(d)). */
  UNLAWFUL: 'UK GDPR Art. 17(1)(d)',
} as const;

/** The code of a ground. */
export type ErasureGround = keyof typeof erasureGrounds;

/** All grounds. */
export const erasureGroundCodes = Object.keys(erasureGrounds) as readonly ErasureGround[];

/** Who orders something: a member of staff of an organisation, as the register has them. */
export interface OrderedBy {
  readonly organisationId: OrganisationId;
  readonly staffId: StaffId;
}

/** An order to erase. Its reason goes into the ledger under a key that outlives the person: it never names anybody. */
export interface ErasureOrder {
  readonly by: OrderedBy;
  readonly ground: ErasureGround;
  readonly reason: string;
}

/** Why an erasure that was ordered does not happen now. */
export type ErasureRefusal =
  /** Nobody is known by this identifier, or they are erased already. */
  | { readonly code: 'UNKNOWN' }
  /** A legal hold keeps them. */
  | { readonly code: 'LEGAL_HOLD' }
  /** Something about them is on its way or waits for somebody. */
  | { readonly code: 'UNDER_WAY'; readonly waitsFor: readonly UnderWay[] };

/** The content of the ERASURE entry of keys of what was about nobody known (docs/decisions/0024). */
export function composeExpiry(
  expiryId: string,
  entries: readonly number[],
  keys: number,
  order: Omit<ErasureOrder, 'ground'>,
): JsonObject {
  return {
    schema: 'assent.erasure/1',
    expiryId,
    unmatched: true,
    keys,
    entries,
    ...spell(order, 'RETENTION'),
  };
}

/** The content of the part of an ERASURE entry that the verifier reads (docs/decisions/0003). */
export function composeErasure(
  erasureId: string,
  entries: { readonly all: readonly number[]; readonly shared: readonly number[] },
  order: ErasureOrder | 'REPLAYED',
): JsonObject {
  return {
    schema: 'assent.erasure/1',
    erasureId,
    entries: entries.all,
    // The recorded rule of rulings 13: what others share stays theirs, and the erased person's key to it goes.
    shared: { rule: 'KEPT_FOR_THE_OTHERS', entries: entries.shared },
    ...(order === 'REPLAYED' ? { replayed: true } : spell(order, order.ground)),
  };
}

function spell({ by, reason }: Omit<ErasureOrder, 'ground'>, ground: ErasureGround): JsonObject {
  return {
    ground,
    basis: erasureGrounds[ground],
    reason,
    by: { organisation: by.organisationId, staff: by.staffId },
  };
}
