import { z } from 'zod';
import { PersonKeyMissingError } from '../keystore/index.ts';
import {
  type Id,
  type PersonId,
  type Result,
  asId,
  hasErrorCode,
  newId,
  ok,
  refuse,
} from '../platform/index.ts';
import type { ErasureDeps } from './erasure-deps.ts';
import type { OrderedBy } from './erasure-order.ts';

/** Names a legal hold. */
export type LegalHoldId = Id<'LegalHold'>;

/** Keeps somebody from being erased: who set it, why, and until when (UK GDPR Art. 17(3); reliability E9). */
export interface LegalHold {
  readonly legalHoldId: LegalHoldId;
  readonly setAt: Date;
  /** The last day in London; null: until it is lifted. */
  readonly untilDay: string | null;
  readonly by: OrderedBy;
  readonly reason: string;
  readonly lifted: { readonly at: Date; readonly by: OrderedBy; readonly reason: string } | null;
}

/** An order to set or to lift a hold. Its reason is sealed for the person and dies with them. */
export interface HoldOrder {
  readonly by: OrderedBy;
  readonly reason: string;
}

/**
 * Sets a legal hold; whoever is being erased, or is unknown, can no longer be held.
 * @param untilDay the last day, `YYYY-MM-DD`; null: until it is lifted
 */
export async function setLegalHold(
  deps: ErasureDeps,
  person: PersonId,
  untilDay: string | null,
  order: HoldOrder,
): Promise<Result<LegalHoldId, 'UNKNOWN'>> {
  const legalHoldId: LegalHoldId = newId();
  const at = deps.clock.now();
  try {
    await deps.eraser.query('select erasure.set_legal_hold($1::jsonb)', [
      JSON.stringify({
        legalHoldId,
        personId: person,
        at: at.toISOString(),
        untilDay,
        sealed: await sealOrder(deps, person, order, `legal hold ${legalHoldId}`),
        entries: await draft(deps, person, 'LEGAL_HOLD_SET', legalHoldId, at, { untilDay, ...spell(order) }),
      }),
    ]);
    return ok(legalHoldId);
  } catch (fault) {
    if (hasErrorCode(fault, 'AS001') || fault instanceof PersonKeyMissingError) return refuse('UNKNOWN');
    throw fault;
  }
}

/** Lifts a hold, once. */
export async function liftLegalHold(
  deps: ErasureDeps,
  person: PersonId,
  legalHoldId: LegalHoldId,
  order: HoldOrder,
): Promise<Result<undefined, 'UNKNOWN'>> {
  const held = (await findLegalHolds(deps, person)).some(
    (hold) => hold.legalHoldId === legalHoldId && hold.lifted === null,
  );
  if (!held) return refuse('UNKNOWN');
  const at = deps.clock.now();
  const { rows } = await deps.eraser.query<{ lifted: boolean }>(
    'select erasure.lift_legal_hold($1::jsonb) as lifted',
    [
      JSON.stringify({
        legalHoldId,
        at: at.toISOString(),
        sealed: await sealOrder(deps, person, order, `legal hold lifted ${legalHoldId}`),
        entries: await draft(deps, person, 'LEGAL_HOLD_LIFTED', legalHoldId, at, spell(order)),
      }),
    ],
  );
  return rows[0]?.lifted === true ? ok(undefined) : refuse('UNKNOWN');
}

/** All legal holds of a person, the oldest first. Who reads them, and why, stands in the ledger before they have them. */
export async function readLegalHolds(
  deps: ErasureDeps,
  person: PersonId,
  order: HoldOrder,
): Promise<readonly LegalHold[]> {
  const holds = await findLegalHolds(deps, person);
  if (holds.length === 0) return [];
  const seen = holds.map(({ legalHoldId }) => legalHoldId);
  await deps.ledger.append(
    await deps.ledger.prepare([
      {
        entryId: newId<'Entry'>(),
        kind: 'LOOK',
        at: deps.clock.now(),
        parts: [
          {
            about: [person],
            silent: true,
            content: { schema: 'assent.look/1', at: 'LEGAL_HOLD', seen, ...spell(order) },
          },
        ],
      },
    ]),
  );
  return holds;
}

async function findLegalHolds(
  deps: Pick<ErasureDeps, 'eraser' | 'keyStore'>,
  person: PersonId,
): Promise<readonly LegalHold[]> {
  const { rows } = await deps.eraser.query<{
    legal_hold_id: string;
    set_at: Date;
    until_day: string | null;
    sealed: Buffer;
    lifted_at: Date | null;
    lifted_sealed: Buffer | null;
  }>(
    `select h.legal_hold_id, h.set_at, h.until_day, h.sealed, h.lifted_at, h.lifted_sealed
       from erasure.legal_holds h where h.person_id = $1::uuid order by h.set_at, h.legal_hold_id`,
    [person],
  );
  const holds = await Promise.all(
    rows.map(async (row): Promise<LegalHold | undefined> => {
      const legalHoldId: LegalHoldId = asId(row.legal_hold_id);
      const set = await openOrder(deps, person, row.sealed, `legal hold ${legalHoldId}`);
      if (set === undefined) return undefined;
      const lifted =
        row.lifted_sealed &&
        (await openOrder(deps, person, row.lifted_sealed, `legal hold lifted ${legalHoldId}`));
      return {
        legalHoldId,
        setAt: row.set_at,
        untilDay: row.until_day,
        ...set,
        lifted: row.lifted_at === null || lifted == null ? null : { at: row.lifted_at, ...lifted },
      };
    }),
  );
  return holds.filter((hold) => hold !== undefined);
}

async function draft(
  deps: ErasureDeps,
  person: PersonId,
  event: 'LEGAL_HOLD_SET' | 'LEGAL_HOLD_LIFTED',
  legalHoldId: LegalHoldId,
  at: Date,
  more: Readonly<Record<string, string | null>>,
): ReturnType<ErasureDeps['ledger']['prepare']> {
  return deps.ledger.prepare([
    {
      entryId: newId<'Entry'>(),
      kind: 'ERASURE',
      at,
      // Whoever is under investigation does not learn of it from their own list.
      parts: [
        {
          about: [person],
          silent: true,
          content: { schema: 'assent.legal-hold/1', event, legalHoldId, ...more },
        },
      ],
    },
  ]);
}

function spell({ by, reason }: HoldOrder): Readonly<Record<string, string>> {
  return { organisation: by.organisationId, staff: by.staffId, reason };
}

async function sealOrder(
  deps: ErasureDeps,
  person: PersonId,
  order: HoldOrder,
  context: string,
): Promise<string> {
  const sealed = await deps.keyStore.sealForPerson(person, Buffer.from(JSON.stringify(order)), context);
  return sealed.toString('base64');
}

const orderSchema = z.object({
  by: z.object({ organisationId: z.string(), staffId: z.string() }),
  reason: z.string(),
});

async function openOrder(
  deps: Pick<ErasureDeps, 'keyStore'>,
  person: PersonId,
  sealed: Buffer,
  context: string,
): Promise<HoldOrder | undefined> {
  const opened = await deps.keyStore.openForPerson(person, sealed, context);
  if (opened === undefined) return undefined;
  const { by, reason } = orderSchema.parse(JSON.parse(opened.toString('utf8')));
  return { by: { organisationId: asId(by.organisationId), staffId: asId(by.staffId) }, reason };
}
