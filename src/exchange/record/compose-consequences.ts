import { acknowledgementClocks, endOfWorkingDay } from '../../deadlines/index.ts';
import type { EntryDraft } from '../../ledger/index.ts';
import {
  type ExchangeId,
  type OrganisationId,
  type PersonId,
  type PlanId,
  type SystemId,
  newId,
} from '../../platform/index.ts';
import type { Correction } from '../../records/index.ts';
import type { Department, PurposeCode, RoleCode } from '../../vocabulary/index.ts';
import { isSilent } from '../decide/index.ts';
import { sealRetractions } from '../corrections/retractions.ts';
import type { House } from '../house.ts';
import { type PlacementGaps, findGaps } from '../plans/find-gaps.ts';
import { takeBase } from '../plans/plan-parts.ts';
import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';
import type { DecidedRecipient } from './draft-decision-entry.ts';
import type { Consequences } from './exchange-sql.ts';
import { sealBlob } from './sealed-blob.ts';

/** What earlier recipients must be told because of a message, as it is kept for whoever tells them. */
export interface KeptFollowup {
  readonly kind: Correction['kind'] | 'SUPERSEDED' | 'GAP';
  readonly dataSubject: PersonId;
  readonly sourceOrganisationId: OrganisationId;
  /** The instant that the message was decided at; ISO 8601. */
  readonly at: string;
  /** Of a correction: which message, and which parts of it. */
  readonly original?: Pick<Correction, 'originalMessageId' | 'parts'>;
  /** Of a plan: which one. */
  readonly planId?: PlanId;
  /** Of a placement: the rows of plans that nobody sees to any more. */
  readonly gaps?: PlacementGaps;
  /** The message itself, where its own recipients are told something more. */
  readonly sent?: {
    readonly messageId: string;
    readonly correlationId: string;
    readonly purpose: PurposeCode;
    readonly systemId: SystemId;
  };
  /** Who sent the message, to be told where somebody does not acknowledge. */
  readonly sender: { readonly department: Department; readonly role: RoleCode; readonly staffId: string };
}

/** By when somebody at the recipient must have acknowledged what was decided at an instant. */
export function findAcknowledgementDue(at: Date): Date {
  return endOfWorkingDay(at, acknowledgementClocks.CORRECTION_ACKNOWLEDGEMENT.workingDays);
}

/**
 * What follows from a message that is sent: the version of a plan is kept, unless it was refused to everybody; what a correction takes
 * back never goes again; earlier recipients are told; and by when its own recipients must acknowledge it.
 */
export async function composeConsequences(
  house: Pick<House, 'plans' | 'keyStore'>,
  exchangeId: ExchangeId,
  exchange: ResolvedExchange,
  decided: readonly DecidedRecipient[],
): Promise<Consequences | null> {
  const { dataSubject, placed, correction, identified } = exchange;
  const { requester, message, at } = identified;
  const { organisationId } = requester.organisation;
  const isTaken = decided.some(({ decision }) => decision.outcome !== 'DENY');
  const kept = placed !== null && dataSubject !== null && isTaken ? { ...placed, dataSubject } : null;
  const owed = findOwed(exchange, decided);
  const gaps = isTaken ? await findGaps(house, message, dataSubject, organisationId) : null;
  if (kept === null && correction === null && owed.length === 0 && gaps === null) return null;
  const followup =
    dataSubject === null ? null : composeFollowup(exchangeId, exchange, dataSubject, { kept, gaps });
  return {
    plan:
      kept &&
      (await house.plans.sealVersion({
        place: kept.place,
        versionId: kept.versionId,
        sourceOrganisationId: organisationId,
        dataSubject: kept.dataSubject,
        recordId: kept.header.recordId,
        number: kept.header.version,
        systemId: requester.system.systemId,
        messageType: message.type,
        inForceAt: at,
        exchangeId,
        messageId: message.messageId,
        base: takeBase(kept.message),
        parts: kept.newParts,
      })),
    retracted: correction && sealRetractions(house, organisationId, correction),
    followup:
      followup &&
      (await sealBlob(
        house.keyStore,
        dataSubject === null ? [] : [dataSubject],
        newId(),
        followup,
        followupContext(exchangeId),
      )),
    owed,
  };
}

/** What the followup of a message is sealed for. */
export function followupContext(exchangeId: ExchangeId): string {
  return `exchange followup ${exchangeId}`;
}

/** Which recipients of a message must acknowledge it: those of a correction, and whoever a decision obliges to. */
function findOwed(
  { correction, identified: { at } }: Pick<ResolvedExchange, 'correction' | 'identified'>,
  decided: readonly Pick<DecidedRecipient, 'body' | 'decision' | 'resolved'>[],
): Consequences['owed'] {
  return decided.flatMap(({ body, decision, resolved: { ordinal } }) => {
    const due =
      correction === null
        ? decision.obligations.find(({ kind }) => kind === 'ACKNOWLEDGEMENT_DUE')?.due
        : findAcknowledgementDue(at).toISOString();
    return body === null || due === undefined ? [] : [{ ordinal, dueAt: due }];
  });
}

function composeFollowup(
  exchangeId: ExchangeId,
  { correction, placed, identified }: ResolvedExchange,
  dataSubject: PersonId,
  { kept, gaps }: { readonly kept: object | null; readonly gaps: PlacementGaps | null },
): KeptFollowup | null {
  const { requester, message, at } = identified;
  const base = {
    dataSubject,
    sourceOrganisationId: requester.organisation.organisationId,
    at: at.toISOString(),
    sender: nameSender(identified),
  };
  if (correction !== null) {
    const { kind, originalMessageId, parts } = correction;
    return { ...base, kind, original: { originalMessageId, parts } };
  }
  if (gaps !== null)
    return {
      ...base,
      kind: 'GAP',
      gaps,
      sent: {
        messageId: message.messageId,
        correlationId: message.correlationId ?? exchangeId,
        purpose: message.purposeCode,
        systemId: requester.system.systemId,
      },
    };
  // Somebody may have an earlier version, or is given one now.
  const others = placed?.place.earlier.length ?? 0;
  if (placed === null || kept === null || others === 0 || message.type === 'FHIR') return null;
  return { ...base, kind: 'SUPERSEDED', planId: placed.place.planId };
}

function nameSender({ requester, message }: ResolvedExchange['identified']): KeptFollowup['sender'] {
  const author = 'author' in message ? message.author : undefined;
  return {
    department: message.source.department ?? 'NONE',
    role: requester.practitioner?.role ?? author?.role ?? 'IG_OFFICER',
    staffId: requester.practitioner?.staffId ?? author?.id ?? '',
  };
}

/**
 * A correction stands in the ledger even where nobody had received what it corrects. One that speaks of nothing but what nobody is to
 * notice is not to be noticed either.
 */
export function draftCorrectionEntry(
  exchangeId: ExchangeId,
  { correction, dataSubject, identified, recipients }: ResolvedExchange,
  at: Date,
): readonly EntryDraft[] {
  if (correction === null || identified.supplement !== undefined) return [];
  const { requester, message } = identified;
  const { kind, originalMessageId, parts } = correction;
  const about = dataSubject === null ? [] : [dataSubject];
  const spoken = identified.labelled.filter(({ segmentId }) => correction.spokenOfIn.has(segmentId));
  const silent = spoken.length > 0 && spoken.every(isSilent);
  return [
    {
      entryId: newId<'Entry'>(),
      kind: 'OUTCOME',
      at,
      exchangeId,
      parts: [
        {
          about,
          silent,
          content: {
            schema: 'assent.correction/1',
            exchangeId,
            messageId: message.messageId,
            correction: kind,
            originalMessageId,
          },
        },
        // Which parts were wrong may name what is withheld in silence from whoever reads the rest.
        {
          about,
          silent: true,
          content: {
            schema: 'assent.correction-parts/1',
            parts: parts === 'ALL' ? 'ALL' : [...parts],
            recipients: recipients.length,
          },
        },
      ],
      index: {
        sourceOrganisationId: requester.organisation.organisationId,
        purpose: message.purposeCode,
        messageType: message.type,
        outcome: 'CORRECTED',
        correlationId: message.correlationId ?? exchangeId,
        ...(dataSubject === null ? {} : { dataSubject }),
      },
    },
  ];
}
