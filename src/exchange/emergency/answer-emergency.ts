import type { Organisation } from '../../agreements/index.ts';
import { type ExchangeId, type Result, type SystemId, londonDate, ok, refuse } from '../../platform/index.ts';
import type { CategoryCode, Problem } from '../../vocabulary/index.ts';
import { answerBeforeDelivery } from '../compose-answer.ts';
import type { EmergencyAnswer, RecipientAnswer } from '../exchange.ts';
import type { House } from '../house.ts';
import type { DecidedRecipient } from '../record/draft-decision-entry.ts';
import type { KeptAnswer } from '../record/record-exchange.ts';
import { openBlob } from '../record/sealed-blob.ts';
import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';
import type { GrantDraft } from './emergency-grants.ts';
import { emergencyParts } from './emergency-rules.ts';
import type { RecordHolder } from './resolve-emergency.ts';

/** The answer to an emergency access that is granted: kinds of information and councils to phone, and nothing of the record. */
export async function answerEmergency(
  house: House,
  exchangeId: ExchangeId,
  exchange: ResolvedExchange,
  holders: readonly RecordHolder[],
  granted: readonly DecidedRecipient[],
  { grantId, expiresAt }: GrantDraft,
): Promise<EmergencyAnswer> {
  const { bundle, version } = house.policy.version;
  const answers = granted.map((each) => answerBeforeDelivery(house, exchange, each));
  return {
    grantId,
    exchangeId,
    expiresAt: expiresAt.toISOString(),
    policyVersion: `${bundle} v${version}`,
    opens: granted.flatMap((each, position) => {
      const named = holders[each.resolved.ordinal]?.named;
      return named === undefined
        ? []
        : [
            {
              from: { system: named.system, value: named.value },
              categories: categoriesOf(each),
              reasons: answers[position]?.reasons ?? [],
            },
          ];
    }),
    councils: await findCouncils(house, exchange, holders, granted),
    obligations: mergeObligations(answers),
  };
}

function categoriesOf({ decision }: DecidedRecipient): readonly CategoryCode[] {
  return emergencyParts.flatMap(({ segmentId, categoryCodes }) =>
    decision.released.includes(segmentId) ? categoryCodes : [],
  );
}

/**
 * Whom to phone: the councils whose status the decision opens, those that look after the child today as our own records have it, and
 * those that work with the child. A council's name and duty phone are about the council (docs/domain/07 X2).
 */
async function findCouncils(
  house: House,
  { dataSubject, identified: { at } }: ResolvedExchange,
  holders: readonly RecordHolder[],
  granted: readonly DecidedRecipient[],
): Promise<EmergencyAnswer['councils']> {
  const asked = granted.flatMap(({ resolved }) => holders[resolved.ordinal]?.organisation ?? []);
  const opensStatus = granted.some((each) => categoriesOf(each).includes('LAC'));
  const known = opensStatus && dataSubject !== null ? await findKnownTo(house, dataSubject, at) : [];
  const councils = [...asked, ...known].filter(({ type }) => type === 'COUNCIL');
  const named = new Map(councils.map((each) => [each.organisationId, each]));
  return [...named.values()].map(({ name, phone }) => ({ name, phone: phone ?? house.dutyPhone }));
}

async function findKnownTo(
  house: House,
  dataSubject: NonNullable<ResolvedExchange['dataSubject']>,
  at: Date,
): Promise<readonly Organisation[]> {
  const today = londonDate(at);
  const [facts, relationships] = await Promise.all([
    house.families.loadAuthorityFacts([dataSubject]),
    house.relationships.findCurrent(dataSubject, at),
  ]);
  const statuses = facts.get(dataSubject)?.legalStatuses ?? [];
  const ids = new Set([
    ...statuses
      .filter(({ from, to }) => (from === null || from <= today) && (to === null || today < to))
      .map(({ council }) => council),
    ...relationships.map(({ organisationId }) => organisationId),
  ]);
  return Promise.all([...ids].map((id) => house.agreements.getOrganisation(id, at)));
}

/** The decisions for several holders oblige to the same: each is told once. */
function mergeObligations(answers: readonly RecipientAnswer[]): EmergencyAnswer['obligations'] {
  const kinds = new Map(answers.flatMap(({ obligations }) => obligations).map((each) => [each.kind, each]));
  return [...kinds.values()];
}

/** The answer to the same request sent before; another body under its key is a conflict, and a refusal is the same refusal. */
export async function findEarlierAnswer(
  house: House,
  systemId: SystemId,
  idempotencyKey: string,
  requestHash: Buffer,
): Promise<Result<EmergencyAnswer, Problem> | undefined> {
  const stored = await house.findEarlier({
    systemId,
    kind: 'PULL',
    idempotencyKey,
    messageId: idempotencyKey,
  });
  if (stored === undefined) return undefined;
  if (!stored.requestHash.equals(requestHash)) return refuse({ code: 'idempotency-conflict' });
  const text = await openBlob(house.keyStore, stored.answer, `exchange answer ${stored.exchangeId}`);
  const kept = text === undefined ? undefined : (JSON.parse(text) as KeptAnswer).emergency;
  return kept === undefined ? refuse({ code: 'not-found' }) : ok(kept);
}
