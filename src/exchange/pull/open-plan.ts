import type { ExchangeId, PersonId } from '../../platform/index.ts';
import type { RecordRequest } from '../../records/index.ts';
import type { House } from '../house.ts';
import { assembleView } from '../plans/assemble-view.ts';
import type { GivenJudgements } from '../resolve/given-judgements.ts';
import type { IdentifiedMessage } from '../resolve/resolved-exchange.ts';
import { addressTo } from './address-record.ts';
import type { PullParties } from './probe-request.ts';

/**
 * A plan as it was kept, as a message from the organisation whose plan it is to whoever asked: a view is a pull that the gateway answers
 * from its own versions. It is decided on today, for this reader and this purpose, whatever was decided when a version was sent
 * (docs/decisions/0020). Absent where no plan of theirs was kept by then.
 */
export async function openPlan(
  house: House,
  exchangeId: ExchangeId,
  request: RecordRequest,
  parties: PullParties,
  found: {
    readonly dataSubject: PersonId | null;
    readonly at: Date;
    readonly emergency: GivenJudgements['emergency'] | undefined;
  },
): Promise<IdentifiedMessage | undefined> {
  const { plan: asked = {}, type, subject } = request;
  const { dataSubject, at, emergency } = found;
  if (dataSubject === null) return undefined;
  const { organisationId } = parties.holder.organisation;
  const versions = await house.plans.findVersions(dataSubject, organisationId, type);
  // Where nobody says which plan, it is the one that was last worked on by then.
  const asAt = asked.asAt === undefined ? at : new Date(asked.asAt);
  const latest = versions
    .filter(({ inForceAt }) => inForceAt <= asAt)
    .toSorted((one, other) => one.inForceAt.getTime() - other.inForceAt.getTime())
    .at(-1);
  const planId = asked.planId ?? latest?.planId;
  const assembled = await assembleView(
    house,
    versions.filter((version) => version.planId === planId),
    asked,
    at,
  );
  if (assembled === undefined) return undefined;
  const { view, message, labelled, messageIds } = assembled;
  return {
    kind: 'PULL',
    message: addressTo(exchangeId, request, parties, message),
    labelled,
    requester: { ...parties.holder, practitioner: null },
    asker: parties.asker,
    at,
    given: { confirmedSubject: subject, ...(emergency === undefined ? {} : { emergency }) },
    plan: { planId: view.planId, versionId: view.versionId },
    carries: { messageIds, comparedWith: view.comparedWith?.versionId ?? null },
    view,
  };
}
