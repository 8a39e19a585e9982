import {
  type ExchangeId,
  type OrganisationId,
  type PersonId,
  type PlanVersionId,
  asId,
} from '../../platform/index.ts';
import type { House } from '../house.ts';
import type { RecordedDecision } from '../record/draft-decision-entry.ts';
import { readDecision } from '../record/replay-decision.ts';
import type { RecordedWhole } from '../record/split-decision.ts';
import type { Carried } from '../resolve/carried.ts';
import { deriveMessageId } from './derive-message-id.ts';
import type { EarlierDisclosure } from './telling.ts';

/** What was sent before, by whom and about whom: a message, or the versions of a plan, whichever messages brought them. */
export interface SentBefore {
  readonly dataSubject: PersonId;
  readonly sourceOrganisationId: OrganisationId;
  readonly messageIds: readonly string[];
  readonly planVersions: readonly PlanVersionId[];
}

/** An earlier disclosure of it with the parts that its recipient received, by the identifiers that their author gave them. */
export interface ReceivedBefore extends EarlierDisclosure {
  readonly parts: ReadonlySet<string>;
}

type Entry = Awaited<ReturnType<House['ledger']['findEntriesOfExchange']>>[number];

const page = 1000;

/**
 * Finds everybody to whom something has been delivered, and which of its parts: by the disclosure index of the ledger and from what
 * the ledger's entries hold of each decision, so that nobody is told of what they never received (UK GDPR Art 19). Nothing is found
 * of what can no longer be opened.
 */
export async function findEarlierDisclosures(
  { ledger }: Pick<House, 'ledger'>,
  sent: SentBefore,
): Promise<readonly ReceivedBefore[]> {
  const exchanges = new Set<ExchangeId>();
  for (let before: bigint | undefined; ;) {
    const found: Awaited<ReturnType<typeof ledger.findEntries>> = await ledger.findEntries({
      dataSubject: sent.dataSubject,
      sourceOrganisationId: sent.sourceOrganisationId,
      kind: 'OUTCOME',
      outcome: 'DELIVERED',
      limit: page,
      ...(before === undefined ? {} : { before }),
    });
    for (const { exchangeId } of found) if (exchangeId !== null) exchanges.add(exchangeId);
    before = found.at(-1)?.index;
    if (found.length < page) break;
  }
  const received: ReceivedBefore[] = [];
  for (const exchangeId of exchanges)
    received.push(...readExchange(exchangeId, await ledger.findEntriesOfExchange(exchangeId), sent));
  // The ledger is read newest first; whoever received something first is named first.
  return received.reverse();
}

function readExchange(
  exchangeId: ExchangeId,
  entries: readonly Entry[],
  sent: SentBefore,
): readonly ReceivedBefore[] {
  const delivered = new Set(
    entries.flatMap(({ kind, parts }) =>
      kind !== 'OUTCOME'
        ? []
        : parts.flatMap((part) =>
            !part.erased && part.content['outcome'] === 'DELIVERED' ? [part.content['decisionEntryId']] : [],
          ),
    ),
  );
  return entries.flatMap((entry) => {
    if (entry.kind !== 'DECISION' || !delivered.has(entry.entryId)) return [];
    const base = contentOf(entry, (schema) => schema.startsWith('assent.decision/')) as
      RecordedDecision | undefined;
    const read = readDecision(entry);
    if (base === undefined || !read.ok) return [];
    const { facts, decision } = read.value;
    const apart = contentOf(entry, (schema) => schema === 'assent.decision-whole/1') as
      { readonly whole: RecordedWhole | null } | undefined;
    const leftOut = apart?.whole?.leftOut ?? base.leftOut ?? [];
    const went = decision.released.filter((segmentId) => !leftOut.includes(segmentId));
    const parts = findParts(base.messageId, base.carries, went, sent);
    if (parts === undefined) return [];
    return [
      {
        exchangeId,
        messageId: base.messageId,
        correlationId: base.correlationId,
        systemId: base.requester.systemId,
        sourceOrganisationId: sent.sourceOrganisationId,
        purpose: facts.purpose,
        recipientOrganisationId: asId<'Organisation'>(facts.recipient.organisationId),
        department: facts.recipient.department,
        role: facts.recipient.role,
        decisionEntryId: entry.entryId,
        parts: new Set(parts),
      },
    ];
  });
}

/** The parts that went of what is asked about; undefined where the decision was about something else. */
function findParts(
  messageId: string,
  carries: Carried | undefined,
  went: readonly string[],
  { messageIds, planVersions }: SentBefore,
): readonly string[] | undefined {
  const isAsked = (version: PlanVersionId | null | undefined): version is PlanVersionId =>
    version !== null && version !== undefined && planVersions.includes(version);
  const names = [messageId, ...(carries?.messageIds ?? [])];
  if (isAsked(carries?.planVersion) || names.some((name) => messageIds.includes(name))) return went;
  const compared = carries?.comparedWith;
  if (!isAsked(compared)) return undefined;
  // What both versions have word for word goes once, under the later one's name, and is not the earlier one's to correct.
  return went.flatMap((name) => {
    const own = findComparedPart(name, compared);
    return own === name ? [] : [own];
  });
}

const separator = '.';

/**
 * What a part of an earlier version is called beside the same part of a later one. Its own name can be read from it by whoever
 * has the decision, and by nobody else.
 */
export function nameComparedPart(version: PlanVersionId, segmentId: string): string {
  return `${deriveMessageId(`compared ${version}`)}${separator}${segmentId}`;
}

/** The name that a part of an earlier version has there; itself where it is no such part. */
export function findComparedPart(name: string, version: PlanVersionId): string {
  const prefix = nameComparedPart(version, '');
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function contentOf({ parts }: Entry, isOf: (schema: string) => boolean): unknown {
  for (const part of parts) {
    if (part.erased) continue;
    const { schema } = part.content;
    if (typeof schema === 'string' && isOf(schema)) return part.content;
  }
  return undefined;
}
