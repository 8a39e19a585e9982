import { z } from 'zod';
import { SealBrokenError, destroyPersonKeys } from '../keystore/index.ts';
import { pseudonymOf } from '../ledger/index.ts';
import { type PersonId, type Result, hasErrorCode, newId, ok, refuse } from '../platform/index.ts';
import type { ErasureDeps } from './erasure-deps.ts';
import { type ErasureOrder, type ErasureRefusal, composeErasure } from './erasure-order.ts';
import {
  type ErasureRow,
  beginErasure,
  findChoicesAbout,
  findEntriesAbout,
  findNoticesOfRelatives,
  findUnderWay,
  findUnfinished,
  finishErasure,
  recordErasure,
} from './erasure-sql.ts';

/** What an order became. */
export interface Erased {
  readonly erasureId: string;
  /** Of the ERASURE entry. */
  readonly entryId: string;
  /** False where somebody else, or an earlier run, had finished it. */
  readonly finishedNow: boolean;
}

/**
 * Erases a person, in four steps each of which may be repeated: from the first on nothing can be recorded about them; the
 * ledger says what goes; their key is destroyed, which makes everything sealed for them unreadable everywhere; and every row
 * about them is deleted in all rooms at once. Whoever runs it again after a kill goes on where it stopped, and its one entry
 * stands once.
 */
export async function erasePerson(
  deps: ErasureDeps,
  person: PersonId,
  order: ErasureOrder,
): Promise<Result<Erased, ErasureRefusal>> {
  const begun = await begin(deps, person, order);
  return begun.ok ? ok(await carryOn(deps, begun.value, order)) : begun;
}

/** Goes on with every erasure that a process left unfinished; gives how many it finished. */
export async function finishErasures(deps: ErasureDeps): Promise<number> {
  let finished = 0;
  for (const row of await findUnfinished(deps.eraser)) {
    const { finishedNow } = await carryOn(deps, row, await readOrder(deps, row));
    if (finishedNow) finished += 1;
  }
  return finished;
}

/** Erases somebody again whom a restored backup brought back: neither a hold nor what it has under way stops that. */
export async function eraseAgain(deps: ErasureDeps, person: PersonId): Promise<boolean> {
  const begun = await begin(deps, person, 'REPLAYED');
  if (begun.ok) return (await carryOn(deps, begun.value, 'REPLAYED')).finishedNow;
  // Of somebody registered after the backup was made nothing is there but, perhaps, a key.
  await destroyPersonKeys(deps.keysEraser, [person]);
  return false;
}

async function begin(
  deps: ErasureDeps,
  person: PersonId,
  order: ErasureOrder | 'REPLAYED',
): Promise<Result<ErasureRow, ErasureRefusal>> {
  const erasureId = newId<'Erasure'>();
  const sealed = await deps.keyStore.sealPart(
    [],
    newId<'PartKey'>(),
    Buffer.from(JSON.stringify(order)),
    orderContext(erasureId),
  );
  try {
    const row = await beginErasure(deps.eraser, {
      erasureId,
      personId: person,
      entryId: newId<'Entry'>(),
      at: deps.clock.now().toISOString(),
      order: sealed.ciphertext.toString('base64'),
      orderKey: sealed.keyId,
      replayed: order === 'REPLAYED',
    });
    await deps.afterStep('BEGUN');
    return ok(row);
  } catch (fault) {
    if (hasErrorCode(fault, 'AS190')) return refuse({ code: 'UNKNOWN' });
    if (hasErrorCode(fault, 'AS191')) return refuse({ code: 'LEGAL_HOLD' });
    if (hasErrorCode(fault, 'AS192'))
      return refuse({ code: 'UNDER_WAY', waitsFor: await findUnderWay(deps.eraser, person) });
    throw fault;
  }
}

async function carryOn(
  deps: ErasureDeps,
  { erasureId, entryId, person, state }: ErasureRow,
  order: ErasureOrder | 'REPLAYED',
): Promise<Erased> {
  if (state === 'DONE') return { erasureId, entryId, finishedNow: false };
  const personHash = pseudonymOf(deps.keyStore, person);
  if (state === 'BEGUN') {
    const entries = await findEntriesAbout(deps.eraser, person, personHash);
    await deps.afterStep('LISTED');
    const draft = {
      entryId,
      kind: 'ERASURE' as const,
      at: deps.clock.now(),
      parts: [{ about: [], content: composeErasure(erasureId, entries, order) }],
      index: {},
    };
    await recordErasure(deps.eraser, erasureId, await deps.ledger.prepare([draft]));
    await deps.afterStep('RECORDED');
  }
  // Kept outside both databases before anything is destroyed: no backup of either can be older than this line.
  await deps.list.add({ erasureId, person, at: deps.clock.now() });
  // Opened with the relatives' keys, so that a second run finds them as well.
  const noticeIds = await findSpokenOf(deps, person);
  await destroyPersonKeys(deps.keysEraser, [person]);
  await deps.afterStep('KEYS_DESTROYED');
  const choices = await findChoicesAbout(deps.eraser, person);
  const base64 = (hashes: readonly Buffer[]): readonly string[] =>
    hashes.map((hash) => hash.toString('base64'));
  const finishedNow = await finishErasure(deps.eraser, {
    erasureId,
    at: deps.clock.now().toISOString(),
    personHash: personHash.toString('base64'),
    recorderHashes: base64(await deps.traces.hashRecorders(person)),
    relianceHashes: base64(choices.map((consentId) => deps.traces.hashReliance(consentId))),
    noticeIds,
  });
  await deps.afterStep('DONE');
  return { erasureId, entryId, finishedNow };
}

const orderSchema = z.union([
  z.literal('REPLAYED'),
  z.object({
    by: z.object({ organisationId: z.string(), staffId: z.string() }),
    ground: z.string(),
    reason: z.string(),
  }),
]);

async function readOrder(deps: ErasureDeps, row: ErasureRow): Promise<ErasureOrder | 'REPLAYED'> {
  const { rows } = await deps.eraser.query<{ order_sealed: Buffer; order_key: string }>(
    'select e.order_sealed, e.order_key from erasure.erasures e where e.erasure_id = $1::uuid',
    [row.erasureId],
  );
  const [found] = rows;
  if (found === undefined) throw new Error('an erasure that is under way has no order');
  const opened = await deps.keyStore.openPart(
    { keyId: found.order_key, ciphertext: found.order_sealed, wraps: [] },
    orderContext(row.erasureId),
  );
  // Its own key may be gone with a restored key store: the erasure is finished all the same.
  if (opened === undefined) return 'REPLAYED';
  return orderSchema.parse(JSON.parse(opened.toString('utf8'))) as ErasureOrder | 'REPLAYED';
}

const noticeSchema = z.looseObject({ about: z.string().optional(), consentId: z.string().optional() });

/** The messages to relatives that speak of the person: of what happens to them on a day, or of a choice about them. */
async function findSpokenOf(deps: ErasureDeps, person: PersonId): Promise<readonly string[]> {
  const choices = new Set(await findChoicesAbout(deps.eraser, person));
  const found = await Promise.all(
    (await findNoticesOfRelatives(deps.eraser, person)).map(async (notice) => {
      const body = await deps.keyStore
        .openForPerson(notice.person, notice.body, deps.traces.noticeContext(notice.noticeId))
        .catch((fault: unknown) => {
          // One that was tampered with tells nobody anything, and keeps nobody from being erased.
          if (fault instanceof SealBrokenError) return undefined;
          throw fault;
        });
      if (body === undefined) return undefined;
      const { about, consentId } = noticeSchema.parse(JSON.parse(body.toString('utf8')));
      const speaks = about === person || (consentId !== undefined && choices.has(consentId));
      return speaks ? notice.noticeId : undefined;
    }),
  );
  return found.filter((noticeId) => noticeId !== undefined);
}

function orderContext(erasureId: string): string {
  return `erasure order ${erasureId}`;
}
