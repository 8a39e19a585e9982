import { type PersonId, type PlanVersionId, type Result, ok, refuse } from '../../platform/index.ts';
import { type Correction, type LabelledSegment, type Message, readCorrection } from '../../records/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import {
  type ReceivedBefore,
  type SentBefore,
  findEarlierDisclosures,
} from '../earlier/find-earlier-disclosures.ts';
import type { House } from '../house.ts';
import { isSentMessage } from '../record/correction-sql.ts';
import type { IdentifiedMessage } from '../resolve/resolved-exchange.ts';

/** A correction with everybody whom it concerns. */
export interface AddressedCorrection {
  readonly correction: Correction;
  /** The message to those who received what was wrong, whomever its author named. */
  readonly message: Message;
  /** What of the message is for a recipient: nothing of it speaks of a part that they never received. */
  labelledFor(
    recipient: Pick<ReceivedBefore, 'recipientOrganisationId' | 'department' | 'role'>,
  ): readonly LabelledSegment[];
}

/**
 * Addresses a correction (M19) to everybody who received what was wrong, by push, pull or view, as the ledger has it; its author need
 * not know who they are, and cannot tell anybody else (docs/domain/02 §2.3; UK GDPR Art 19). Null where the message is no correction.
 * One whose original nobody has received yet is taken all the same: what waits does not go then.
 */
export async function addressCorrection(
  house: Pick<House, 'ledger' | 'plans' | 'agreements' | 'pool'>,
  { kind, message, requester, labelled, at, addressed }: IdentifiedMessage,
  dataSubject: PersonId | null,
): Promise<Result<AddressedCorrection | null, Problem>> {
  if (kind !== 'PUSH' || 'form' in message || message.type === 'FHIR') return ok(null);
  const correction = readCorrection(message);
  if (correction === undefined) return ok(null);
  const { organisationId } = requester.organisation;
  const { originalMessageId, parts } = correction;
  const frameId = message.segments.find(({ path }) => path === '/correction')?.segmentId;
  if (dataSubject === null) return refuse(unknownOriginal);
  const earlier = await findConcerned(house, correction, {
    dataSubject,
    sourceOrganisationId: organisationId,
  });
  if (earlier.length === 0 && !(await isSentMessage(house.pool, organisationId, originalMessageId)))
    return refuse(unknownOriginal);
  const registered = new Map(
    await Promise.all(
      [...new Set(earlier.map((each) => each.recipientOrganisationId))].map(
        async (id) => [id, await house.agreements.getOrganisation(id, at)] as const,
      ),
    ),
  );
  const recipients = new Map<string, Message['recipients'][number]>();
  const received = new Map<string, Set<string>>();
  for (const each of earlier) {
    const organisation = registered.get(each.recipientOrganisationId);
    const [identifier] = organisation?.identifiers ?? [];
    if (organisation?.active !== true || identifier === undefined) continue;
    const key = keyOf(each);
    received.set(key, new Set([...(received.get(key) ?? []), ...each.parts]));
    recipients.set(key, {
      organisation: { system: identifier.system, value: identifier.value },
      ...(each.department === 'NONE' ? {} : { department: each.department }),
      role: each.role,
    });
  }
  return ok({
    correction,
    // Whoever was found at first stays whom it is addressed to: each has a place in what was recorded.
    message: addressed === true ? message : { ...message, recipients: inOrder(recipients) },
    labelledFor: (recipient) => narrow(labelled, correction, received.get(keyOf(recipient)) ?? new Set()),
  });

  function narrow(
    all: readonly LabelledSegment[],
    { spokenOfIn }: Correction,
    had: ReadonlySet<string>,
  ): readonly LabelledSegment[] {
    const hadAll = parts === 'ALL' || parts.every((part) => had.has(part));
    return all.filter(({ part, segmentId }) => {
      if (part === 'ENVELOPE' || segmentId === frameId) return true;
      const spokenOf = spokenOfIn.get(segmentId);
      // What is tied to no part may speak of any.
      return spokenOf === undefined ? hadAll : had.has(spokenOf);
    });
  }
}

/** Everybody who received any of the parts that were wrong. */
export async function findConcerned(
  house: Pick<House, 'ledger' | 'plans'>,
  { originalMessageId, parts }: Pick<Correction, 'originalMessageId' | 'parts'>,
  whose: Pick<SentBefore, 'dataSubject' | 'sourceOrganisationId'>,
): Promise<readonly ReceivedBefore[]> {
  const version = await house.plans.findCarried(whose.sourceOrganisationId, originalMessageId);
  const planVersions: readonly PlanVersionId[] = version === undefined ? [] : [version.versionId];
  const earlier = await findEarlierDisclosures(house, {
    ...whose,
    messageIds: [originalMessageId],
    planVersions,
  });
  return parts === 'ALL' ? earlier : earlier.filter((each) => parts.some((part) => each.parts.has(part)));
}

/** The same for a message that was never sent, was about somebody else, or came from another organisation. */
const unknownOriginal: Problem = {
  code: 'original-unknown',
  errors: [
    {
      pointer: '/segments',
      rule: 'original-was-sent',
      message: 'You have sent no message with this identifier about this person through this gateway.',
    },
  ],
};

/** Always the same order, whoever received it first. */
function inOrder(recipients: ReadonlyMap<string, Message['recipients'][number]>): Message['recipients'] {
  return [...recipients].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, recipient]) => recipient);
}

function keyOf({
  recipientOrganisationId,
  department,
  role,
}: Pick<ReceivedBefore, 'recipientOrganisationId' | 'department' | 'role'>): string {
  return [recipientOrganisationId, department, role].join(' ');
}
