import type { OrganisationId, PersonId } from '../../platform/index.ts';
import { type LabelledSegment, envelopePartIds } from '../../records/index.ts';
import type { House } from '../house.ts';
import type { NamedRecipient } from '../resolve/find-recipients.ts';
import type { IdentifiedMessage } from '../resolve/resolved-exchange.ts';
import { readReferrer } from './read-referrer.ts';

/** What somebody who wishes to stay unnamed hears of their referral (docs/domain/02 §2.6). */
const receiptPath = '/receipt';

/** Whether a referrer must stay unnamed to whom a message would tell of them, and the labels of what may go in it. */
export interface ProtectedReferrer {
  readonly hidesReferrer: true | undefined;
  readonly labelled: readonly LabelledSegment[];
}

/**
 * What protects whoever made a referral and wishes to stay unnamed (docs/domain/07 X7): of its outcome (M08) they hear that it arrived
 * and nothing else, whatever its author put in; and of neither message anybody in the family is told, since that would name whose
 * it was. Which referral an outcome answers follows from the register of deadlines, by its correspondence or else by the child: where
 * any referral of theirs about the child is unnamed, this one is taken to answer it.
 */
export async function protectReferrer(
  { clocks }: Pick<House, 'clocks'>,
  { kind, message, labelled }: IdentifiedMessage,
  recipient: Pick<NamedRecipient, 'organisation' | 'role'>,
  about: { readonly source: OrganisationId; readonly dataSubject: PersonId | null },
): Promise<ProtectedReferrer> {
  const asIs = { hidesReferrer: undefined, labelled };
  if (kind !== 'PUSH' || 'form' in message || message.type === 'FHIR') return asIs;
  if (message.type === 'M07')
    return { hidesReferrer: readReferrer(message)?.unnamed === true ? true : undefined, labelled };
  if (message.type !== 'M08') return asIs;
  const correlationId = message.correlationId ?? '';
  const referred = await clocks.findEverOwed({
    code: 'REFERRAL_FEEDBACK',
    owedBy: about.source,
    owedTo: recipient.organisation.organisationId,
    dataSubject: about.dataSubject,
    correlationId,
  });
  const answered = referred.filter((clock) => clock.correlationId === correlationId);
  if (!(answered.length > 0 ? answered : referred).some(({ unnamed }) => unnamed)) return asIs;
  const paths = new Map(message.segments.map(({ segmentId, path }) => [segmentId, path]));
  return {
    hidesReferrer: true,
    labelled: labelled.map((part) =>
      part.segmentId === envelopePartIds.identity || paths.get(part.segmentId) === receiptPath
        ? part
        : {
            ...part,
            mandatory: false,
            safetyCritical: false,
            notForRoles: [...new Set([...part.notForRoles, recipient.role])],
            flags: [...new Set([...part.flags, 'SILENT_WITHHOLD' as const])],
          },
    ),
  };
}
