import { formatTlogProof } from '../tlog/index.ts';
import type { CheckpointPublisher } from './checkpoint-publisher.ts';
import type { LedgerResource } from './ledger-resources.ts';
import type { Witnessing } from './witnessing.ts';

/** The entry that `proof/<index>` asks about; undefined for other paths. */
export function parseProofPath(path: string): number | undefined {
  const [, index] = /^proof\/(0|[1-9][0-9]{0,14})$/.exec(path) ?? [];
  return index === undefined ? undefined : Number(index);
}

/**
 * The proof that the leaf of an entry stands in the ledger (c2sp.org/tlog-proof), under the first checkpoint that witnesses have
 * vouched for since, or as long as there is none under the log's signature alone. It is the receipt once more, without what the
 * entry says of itself, which its recipient has: all of it follows from the tiles, so that anybody may have it.
 */
export async function findProofResource(
  publisher: CheckpointPublisher,
  witnessing: Witnessing | undefined,
  index: number,
): Promise<LedgerResource | undefined> {
  const witnessed = await witnessing?.findCovering(index + 1);
  const checkpoint = witnessed ?? (await publisher.coverAsFarAsThereIs(index + 1));
  if (checkpoint.size <= index) return undefined;
  // Another replica may have signed it: this one reads as far first.
  await publisher.cover(checkpoint.size);
  const path = await (await publisher.getTree()).proveInclusion(index, checkpoint.size);
  return {
    contentType: 'text/plain; charset=utf-8',
    // What is vouched for stays as it is; the other is worth asking for again soon.
    cacheControl: witnessed === undefined ? 'no-cache' : 'public, max-age=86400',
    body: Buffer.from(formatTlogProof({ index, path, checkpoint: checkpoint.note })),
  };
}
