import type { CaseDraft } from '../../cases/index.ts';
import { type ExchangeId, type JsonObject, newId } from '../../platform/index.ts';
import { type CaseKind, getCategory } from '../../vocabulary/index.ts';
import type { Obligation } from '../decide/index.ts';
import type { DecidedRecipient } from '../record/draft-decision-entry.ts';
import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';
import { findCaseDue, lookupNights, nightOf, startOfLookups } from './case-rules.ts';
import { composeVerification } from './verification-case.ts';

/** Who acted: the practitioner who asked or sent, or whoever judged since. */
export type ActBy = CaseDraft['actBy'];

/**
 * What officers must look at because of the decisions of an exchange: what its decisions oblige somebody to check. A mere
 * question is looked at for what it asks about, never for what would have gone. Pure but for the new identifiers.
 * @param judgedBy whose judgement a supplement rests on
 */
export function composeCases(
  exchangeId: ExchangeId,
  exchange: ResolvedExchange,
  decided: readonly DecidedRecipient[],
  judgedBy: ActBy = null,
): readonly CaseDraft[] {
  const actBy = judgedBy ?? findActor(exchange);
  return decided.flatMap((each) => composeForRecipient({ exchangeId, exchange, decided: each, actBy }));
}

interface Circumstances {
  readonly exchangeId: ExchangeId;
  readonly exchange: ResolvedExchange;
  readonly decided: DecidedRecipient;
  readonly actBy: ActBy;
}

function composeForRecipient(circumstances: Circumstances): readonly CaseDraft[] {
  const { exchange, decided } = circumstances;
  const { decision } = decided;
  const owes = (kind: Obligation['kind']): boolean =>
    decision.obligations.some((obligation) => obligation.kind === kind);
  const sends = exchange.identified.kind !== 'ADVICE';
  return [
    ...(owes('ALERT_GOVERNANCE') ? [adoptionBlock(circumstances)] : []),
    ...(decision.reasons.includes('DENY_NO_RELATIONSHIP') ? lookup(circumstances) : []),
    ...(owes('SAY_BEING_CHECKED') ? [shieldReview(circumstances)] : []),
    ...(owes('VERIFY_RESPONSIBILITY') ? unverified(circumstances) : []),
    ...(owes('REVIEW_NOT_SHARED') && sends ? [doNotShare(circumstances)] : []),
    ...(owes('SHOW_WISH') && sends ? [overridden(circumstances)] : []),
  ];
}

function findActor({ identified: { requester, asker } }: ResolvedExchange): ActBy {
  const { organisation, practitioner } = asker ?? requester;
  return practitioner && { organisationId: organisation.organisationId, staffId: practitioner.staffId };
}

/**
 * Pseudonymous, and before the officers of the gateway's operator alone: nothing in it names the person, and whoever asked has
 * an answer that does not tell them (docs/domain/01 §1.9). Who asks about one number again and again makes one case.
 */
function adoptionBlock(circumstances: Circumstances): CaseDraft {
  const { requester, message } = circumstances.exchange.identified;
  const numbers = message.subject.identifiers.map(({ system, value }) => `${system} ${value}`).sort();
  return {
    ...draft(circumstances, 'ADOPTION_BLOCK', {
      askedBy: requester.organisation.name,
    }),
    organisationId: null,
    about: [],
    silent: true,
    subject: `${requester.organisation.organisationId} ${numbers.join(' ')}`,
  };
}

/** docs/domain/07 X5: counted by practitioner, person and night; the third night is looked at. */
function lookup(circumstances: Circumstances): readonly CaseDraft[] {
  const { exchange, actBy } = circumstances;
  const { dataSubject, identified } = exchange;
  if (dataSubject === null || actBy === null) return [];
  const { at } = identified;
  const subject = `${actBy.organisationId} ${actBy.staffId} ${dataSubject}`;
  return [
    {
      ...draft(circumstances, 'NO_RELATIONSHIP_LOOKUPS', {
        role: circumstances.decided.resolved.role,
      }),
      // Those of whoever asked: they know their own people.
      organisationId: actBy.organisationId,
      silent: true,
      subject,
      tally: { key: subject, mark: nightOf(at), needed: lookupNights, since: startOfLookups(at) },
    },
  ];
}

/** docs/domain/07 AC5 step 1: any own access to a shielded child's record by anybody but the safe contact. */
function shieldReview(circumstances: Circumstances): CaseDraft {
  const { exchange, decided } = circumstances;
  const { role, ordinal } = decided.resolved;
  const asked = exchange.identified.message.recipients[ordinal];
  const ref = asked !== undefined && 'person' in asked ? asked.person.ref : null;
  const reader = ref === 'SELF' ? exchange.dataSubject : ref && (exchange.related.get(ref) ?? null);
  return {
    ...draft(circumstances, 'SHIELD_REVIEW', { role, reader: ref }),
    silent: true,
    subject: [
      exchange.identified.requester.organisation.organisationId,
      exchange.dataSubject,
      role,
      reader,
    ].join(' '),
  };
}

/** docs/domain/01 §1.7 "PR of a responder unverified": a task for each person whose claim nobody has checked. */
function unverified({ exchange, exchangeId }: Circumstances): readonly CaseDraft[] {
  const { dataSubject, authority, identified } = exchange;
  if (dataSubject === null) return [];
  const { organisationId } = identified.requester.organisation;
  return (authority?.unverified ?? []).map((claimant) =>
    composeVerification({
      organisationId,
      child: dataSubject,
      claimant,
      at: identified.at,
      exchangeId,
      content: describeMessage(exchange, exchangeId),
    }),
  );
}

/** docs/domain/01 §1.5 design consequence 2: a positive, reasoned, logged outcome, reviewable by information governance. */
function doNotShare(circumstances: Circumstances): CaseDraft {
  const { decided, exchangeId } = circumstances;
  const { moreDetrimental } = decided.resolved.facts;
  return {
    ...draft(circumstances, 'DO_NOT_SHARE', {
      by: moreDetrimental?.by ?? null,
      reasons: moreDetrimental?.reasons ?? null,
      recipient: describeRecipient(decided),
    }),
    silent: true,
    subject: `${exchangeId} ${decided.resolved.ordinal}`,
  };
}

/** What went although somebody who may decide had objected (docs/domain/03 §3.5; docs/domain/07 AC4 "logged as overridden"). */
function overridden(circumstances: Circumstances): CaseDraft {
  const { decided, exchangeId } = circumstances;
  const { facts, ordinal } = decided.resolved;
  const segmentIds = decided.decision.obligations.find(({ kind }) => kind === 'SHOW_WISH')?.segmentIds ?? [];
  const parts = facts.segments.filter(({ segmentId }) => segmentIds.includes(segmentId));
  const secret = parts.some(
    ({ flags, categories }) =>
      flags.includes('SILENT_WITHHOLD') || categories.some((code) => getCategory(code).sensitiveService),
  );
  return {
    ...draft(circumstances, 'OBJECTION_OVERRIDDEN', {
      segmentIds,
      recipient: describeRecipient(decided),
      attested: facts.attested,
    }),
    silent: secret || facts.familyInformed === 'UNSAFE',
    subject: `${exchangeId} ${ordinal}`,
  };
}

/** What all have in common. */
function draft(
  { exchangeId, exchange, actBy }: Circumstances,
  kind: CaseKind,
  content: JsonObject,
): CaseDraft {
  const { at, requester } = exchange.identified;
  return {
    caseId: newId<'Case'>(),
    kind,
    organisationId: requester.organisation.organisationId,
    exchangeId,
    openedAt: at,
    dueAt: findCaseDue(kind, at),
    about: exchange.dataSubject === null ? [] : [exchange.dataSubject],
    actBy,
    silent: false,
    subject: null,
    content: { ...describeMessage(exchange, exchangeId), ...content },
  };
}

/** By what the organisation finds the message in its own records. */
function describeMessage({ identified: { message } }: ResolvedExchange, exchangeId: ExchangeId): JsonObject {
  return {
    messageId: message.messageId,
    correlationId: message.correlationId ?? exchangeId,
    messageType: message.type,
    purpose: message.purposeCode,
  };
}

/** Where it went or would have gone, as officers read it. */
function describeRecipient({ resolved: { organisation, department, role } }: DecidedRecipient): JsonObject {
  return { name: organisation.name, department, role };
}
