import type { OrganisationId } from '../../platform/index.ts';
import type { Correction, LabelledSegment } from '../../records/index.ts';
import type { House } from '../house.ts';
import { findRetractedParts } from '../record/correction-sql.ts';

/** What is written down of the parts that a correction takes back: keyed hashes in base64. */
export interface RetractedParts {
  readonly messageId: string;
  readonly parts: readonly string[];
}

/** The whole message. */
const everything = '*';

/** The parts that a correction takes back: none of them goes again from that message. */
export function sealRetractions(
  house: Pick<House, 'keyStore'>,
  source: OrganisationId,
  { originalMessageId, parts }: Correction,
): RetractedParts {
  const names = parts === 'ALL' ? [everything] : parts;
  return {
    messageId: originalMessageId,
    parts: names.map((name) => hashPart(house, source, name).toString('base64')),
  };
}

/**
 * Labels a message that was sent, or kept, before: what its author took back as wrong since then is `RETRACTED`, and goes to nobody any
 * more (docs/domain/07 X6).
 * @param messageIds the identifiers under which its author sent it
 */
export async function markRetracted(
  house: Pick<House, 'keyStore' | 'pool'>,
  source: OrganisationId,
  messageIds: readonly string[],
  labelled: readonly LabelledSegment[],
): Promise<readonly LabelledSegment[]> {
  const retracted = await findRetractedParts(house.pool, source, messageIds);
  if (retracted.length === 0) return labelled;
  const isRetracted = (name: string): boolean =>
    retracted.some((hash) => hash.equals(hashPart(house, source, name)));
  const whole = isRetracted(everything);
  return labelled.map((part) =>
    whole || isRetracted(part.segmentId)
      ? { ...part, flags: [...new Set([...part.flags, 'RETRACTED' as const])] }
      : part,
  );
}

function hashPart({ keyStore }: Pick<House, 'keyStore'>, source: OrganisationId, name: string): Buffer {
  return keyStore.lookupHash('exchange.part', `${source} ${name}`);
}
