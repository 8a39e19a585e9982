import type { FoundEntry } from '../../ledger/index.ts';
import type { Agreements, Organisation } from '../../agreements/index.ts';
import { type Language, writeInstant } from '../../pages/index.ts';
import type { OrganisationId } from '../../platform/index.ts';
import { type MessageTypeCode, type PurposeCode, messageTypes, purposes } from '../../vocabulary/index.ts';

/** Organisations by their identifiers, those that are no longer registered among them. */
export type OrganisationBook = ReadonlyMap<OrganisationId, Organisation>;

/** All organisations, as they are registered today. */
export async function openBook({
  agreements,
}: {
  readonly agreements: Pick<Agreements, 'listOrganisations'>;
}): Promise<OrganisationBook> {
  const all = await agreements.listOrganisations();
  return new Map(all.map((each) => [each.organisationId, each]));
}

/** A decision as a line of a list has it; words come from the vocabulary. */
export interface ShownDecision {
  /** Names it in addresses: random, and nobody's. */
  readonly entryId: string;
  readonly at: Date;
  readonly when: string;
  readonly from: string;
  readonly to: string;
  readonly type: string;
  readonly purpose: string;
  readonly outcome: string;
  readonly correlationId: string;
}

/** A decision, as its row of the index has it. */
export function showDecision(
  { at, sourceOrganisationId, recipientOrganisationId, ...found }: FoundEntry,
  book: OrganisationBook,
  language: Language,
): ShownDecision {
  const nameOf = (organisationId: OrganisationId | null): string =>
    (organisationId === null ? undefined : book.get(organisationId)?.name) ?? '';
  return {
    entryId: found.entryId,
    at,
    when: writeInstant(at, language),
    from: nameOf(sourceOrganisationId),
    to: nameOf(recipientOrganisationId),
    type: Object.hasOwn(messageTypes, found.messageType ?? '')
      ? messageTypes[found.messageType as MessageTypeCode]
      : '',
    purpose: Object.hasOwn(purposes, found.purpose ?? '') ? purposes[found.purpose as PurposeCode].name : '',
    outcome: found.outcome ?? '',
    correlationId: found.correlationId ?? '',
  };
}
