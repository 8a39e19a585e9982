import type { RecordRequest } from '../../records/index.ts';
import type { SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { draftOutcomeEntry } from '../record/draft-outcome-entry.ts';
import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';
import type { PullParties } from './probe-request.ts';

/** Writes down that the bars let a request pass and its holder gave nothing of use, and why. */
export async function recordNothingGiven(
  {
    house,
    call,
    request,
  }: { readonly house: House; readonly call: SystemCall; readonly request: RecordRequest },
  { holder, asker }: PullParties,
  { dataSubject }: ResolvedExchange,
  why: string,
): Promise<void> {
  const { exchangeId } = call;
  const { organisationId } = holder.organisation;
  if (why !== 'nothing-held')
    house.log.warn('holder-gave-nothing', { exchangeId, organisationId, problem: why });
  const entries = await house.ledger.prepare([
    draftOutcomeEntry({
      at: house.clock.now(),
      exchangeId,
      dataSubject,
      content: {
        schema: 'assent.nothing-given/1',
        exchangeId,
        why,
        askedBy: {
          organisationId: asker.organisation.organisationId,
          systemId: asker.system.systemId,
          practitioner: asker.practitioner === null ? null : { ...asker.practitioner },
        },
      },
      index: {
        sourceOrganisationId: organisationId,
        recipientOrganisationId: asker.organisation.organisationId,
        purpose: request.purposeCode,
        messageType: request.type,
        outcome: 'NOTHING_GIVEN',
        correlationId: request.correlationId ?? request.requestId,
      },
    }),
  ]);
  await house.ledger.append(entries);
}
