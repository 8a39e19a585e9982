import { createHash } from 'node:crypto';
import type { PartOpening, ReopenedEntry } from '../../ledger/index.ts';
import { newId } from '../../platform/index.ts';
import { type Decision, decide } from '../decide/index.ts';
import type { House } from '../house.ts';
import type { TakenDelivery } from '../record/delivery-sql.ts';
import type { DecidedRecipient } from '../record/draft-decision-entry.ts';
import type { DisclosureEvidence } from '../record/record-exchange.ts';
import { isSameDecision, readDecision } from '../record/replay-decision.ts';
import { redactForRecipient } from '../redact-for-recipient.ts';
import type { ResolvedExchange, ResolvedRecipient } from '../resolve/resolved-exchange.ts';

/** What a delivery comes to when it is decided again. */
export interface DecidedAgain {
  readonly decided: DecidedRecipient;
  /** Set where decision and body are the very ones that the ledger holds: then its entry speaks for this attempt too. */
  readonly standing: DisclosureEvidence | null;
  /** The parts that waited for a person's judgement already when it was last decided. */
  readonly heldBefore: ReadonlySet<string>;
}

/**
 * Stages 4 and 5 for a delivery that waited. Where the decision comes out as it was last written down, the body is built anew
 * byte for byte and the entry that commits to it stands: an attempt that finds nobody at home is no new decision, and the
 * ledger of a family would otherwise fill with repetitions of one. Anything else is a new decision with an entry of its own,
 * written before it leaves (docs/decisions/0010).
 */
export async function decideAgain(
  house: House,
  taken: TakenDelivery,
  exchange: ResolvedExchange,
  recipient: ResolvedRecipient,
): Promise<DecidedAgain> {
  const { exchangeId, decisionEntryId } = taken;
  const decision = decide(recipient.facts, house.policy);
  const build = (each: Decision, sentAt: Date): ReturnType<typeof redactForRecipient> =>
    redactForRecipient(exchangeId, exchange, recipient, each, sentAt);
  const before = await readStanding(house, taken);
  const heldBefore = new Set(
    (before?.decision.segments ?? [])
      .filter(({ outcome }) => outcome === 'HOLD')
      .map(({ segmentId }) => segmentId),
  );
  if (before !== undefined && isSameDecision(before.decision, decision)) {
    const outbound = build(before.decision, before.at);
    const evidence = outbound.body && findEvidence(before.entry, outbound.body);
    if (evidence !== null && evidence !== undefined) {
      return {
        decided: { entryId: decisionEntryId, resolved: recipient, decision: before.decision, ...outbound },
        standing: evidence,
        heldBefore,
      };
    }
  }
  return {
    decided: {
      entryId: newId<'Entry'>(),
      resolved: recipient,
      decision,
      ...build(decision, exchange.identified.at),
    },
    standing: null,
    heldBefore,
  };
}

interface Standing {
  readonly decision: Decision;
  /** The instant that the recorded body was built for. */
  readonly at: Date;
  readonly entry: ReopenedEntry;
}

async function readStanding(
  { ledger }: House,
  { decisionEntryId }: TakenDelivery,
): Promise<Standing | undefined> {
  const [opened, entry] = await Promise.all([
    ledger.readEntry(decisionEntryId),
    ledger.reopenEntry(decisionEntryId),
  ]);
  const read = opened && readDecision(opened);
  if (entry === undefined || read?.ok !== true) return undefined;
  return { decision: read.value.decision, at: new Date(read.value.facts.at), entry };
}

/** The opening of the disclosure, if it commits to exactly these bytes. */
function findEvidence(
  { index, statement, findPart }: ReopenedEntry,
  body: Buffer,
): DisclosureEvidence | undefined {
  const disclosure = findPart('assent.disclosure/1');
  if (disclosure === undefined) return undefined;
  const hash = createHash('sha256').update(body).digest('base64');
  const opening: PartOpening = disclosure.opening;
  return disclosure.content['bodySha256'] === hash ? { index, statement, opening } : undefined;
}
