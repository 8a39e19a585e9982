import { type ExchangeId, type Result, asId, newId, ok, refuse } from '../platform/index.ts';
import type { Problem } from '../vocabulary/index.ts';
import { openAnswer } from './answer-again.ts';
import type { ExchangeAnswer, SystemCall } from './exchange.ts';
import type { House } from './house.ts';
import { identifyCall } from './identify-message.ts';
import { findAcknowledgedAt, findExchangeById, recordAcknowledgement } from './record/exchange-sql.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What became of an exchange, for the organisation that began it. For anybody else there is nothing there. */
export async function findExchange(
  house: House,
  call: SystemCall,
  exchangeId: string,
): Promise<Result<ExchangeAnswer, Problem>> {
  const requester = await identifyCall(house, call, 'exchanges:read', exchangeId);
  if (!requester.ok) return requester;
  const stored = uuid.test(exchangeId)
    ? await findExchangeById(house.pool, asId<'Exchange'>(exchangeId))
    : undefined;
  const own = stored?.sourceOrganisationId === requester.value.organisation.organisationId;
  return stored !== undefined && own ? openAnswer(house, stored) : refuse({ code: 'not-found' });
}

/** A recipient confirms that a person has what was delivered. Said again, it gives the same answer and writes nothing. */
export async function acknowledge(
  house: House,
  call: SystemCall,
  exchangeId: string,
): Promise<Result<{ readonly exchangeId: ExchangeId; readonly acknowledgedAt: string }, Problem>> {
  const requester = await identifyCall(house, call, 'exchanges:acknowledge', exchangeId);
  if (!requester.ok) return requester;
  const stored = uuid.test(exchangeId)
    ? await findExchangeById(house.pool, asId<'Exchange'>(exchangeId))
    : undefined;
  const { organisation, practitioner } = requester.value;
  const delivered = stored?.recipients.find(
    (recipient) =>
      recipient.organisationId === organisation.organisationId && recipient.state === 'DELIVERED',
  );
  if (stored === undefined || delivered === undefined) return refuse({ code: 'not-found' });
  const at = house.clock.now();
  const about = stored.answer.keys.wraps.map(({ person }) => asId<'Person'>(person));
  const entries = await house.ledger.prepare([
    {
      entryId: newId<'Entry'>(),
      kind: 'ACKNOWLEDGEMENT',
      at,
      exchangeId: stored.exchangeId,
      parts: [
        {
          about,
          content: {
            schema: 'assent.acknowledgement/1',
            decisionEntryId: delivered.decisionEntryId,
            organisationId: organisation.organisationId,
            practitioner:
              practitioner === null ? null : { staffId: practitioner.staffId, role: practitioner.role },
          },
        },
      ],
      index: { recipientOrganisationId: organisation.organisationId, outcome: 'ACKNOWLEDGED' },
    },
  ]);
  const written = await recordAcknowledgement(house.pool, {
    exchangeId: stored.exchangeId,
    ordinal: delivered.ordinal,
    at,
    entries,
  });
  if (!written.ok) {
    const earlier = await findAcknowledgedAt(house.pool, stored.exchangeId, delivered.ordinal);
    return ok({ exchangeId: stored.exchangeId, acknowledgedAt: (earlier ?? at).toISOString() });
  }
  return ok({ exchangeId: stored.exchangeId, acknowledgedAt: at.toISOString() });
}
