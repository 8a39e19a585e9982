import {
  type ExchangeId,
  type OrganisationId,
  type Result,
  asId,
  newId,
  ok,
  refuse,
  uuidShape,
} from '../platform/index.ts';
import type { Problem } from '../vocabulary/index.ts';
import { openAnswer } from './answer-again.ts';
import type { ExchangeAnswer, SystemCall } from './exchange.ts';
import type { House } from './house.ts';
import { identifyCall } from './identify-message.ts';
import { findAcknowledgedAt, findExchangeById, recordAcknowledgement } from './record/exchange-sql.ts';
import type { StoredExchange } from './record/stored-exchange.ts';

/** What became of an exchange, for the organisation that began it. For anybody else there is nothing there. */
export async function findExchange(
  house: House,
  call: SystemCall,
  exchangeId: string,
): Promise<Result<ExchangeAnswer, Problem>> {
  const requester = await identifyCall(house, call, 'exchanges:read', exchangeId);
  if (!requester.ok) return requester;
  const stored = uuidShape.test(exchangeId)
    ? await findExchangeById(house.pool, asId<'Exchange'>(exchangeId))
    : undefined;
  const own = stored?.sourceOrganisationId === requester.value.organisation.organisationId;
  return stored !== undefined && own ? openAnswer(house, stored) : refuse({ code: 'not-found' });
}

/**
 * A recipient confirms that a person has what was delivered: everything of this exchange that its organisation has been
 * delivered so far, to whichever of its departments and roles. Said again, it gives the same answer and writes nothing.
 */
export async function acknowledge(
  house: House,
  call: SystemCall,
  exchangeId: string,
): Promise<Result<{ readonly exchangeId: ExchangeId; readonly acknowledgedAt: string }, Problem>> {
  const requester = await identifyCall(house, call, 'exchanges:acknowledge', exchangeId);
  if (!requester.ok) return requester;
  const stored = uuidShape.test(exchangeId)
    ? await findExchangeById(house.pool, asId<'Exchange'>(exchangeId))
    : undefined;
  const { organisation, practitioner } = requester.value;
  const delivered = stored?.recipients.filter(
    (recipient) =>
      recipient.organisationId === organisation.organisationId && recipient.state === 'DELIVERED',
  );
  if (stored === undefined || delivered === undefined || delivered.length === 0)
    return refuse({ code: 'not-found' });
  const by = {
    organisationId: organisation.organisationId,
    practitioner: practitioner === null ? null : { staffId: practitioner.staffId, role: practitioner.role },
  };
  const times = await Promise.all(delivered.map((recipient) => acknowledgeOne(house, stored, recipient, by)));
  const last = new Date(Math.max(...times.map((time) => time.getTime())));
  return ok({ exchangeId: stored.exchangeId, acknowledgedAt: last.toISOString() });
}

/** Writes one acknowledgement, with its entry, and gives when it was made: now, or at first. */
async function acknowledgeOne(
  house: House,
  stored: StoredExchange,
  { ordinal, decisionEntryId }: StoredExchange['recipients'][number],
  by: {
    readonly organisationId: OrganisationId;
    readonly practitioner: { readonly staffId: string; readonly role: string } | null;
  },
): Promise<Date> {
  const { exchangeId } = stored;
  const at = house.clock.now();
  const about = stored.answer.keys.wraps.map(({ person }) => asId<'Person'>(person));
  const entries = await house.ledger.prepare([
    {
      entryId: newId<'Entry'>(),
      kind: 'ACKNOWLEDGEMENT',
      at,
      exchangeId,
      parts: [{ about, content: { schema: 'assent.acknowledgement/1', decisionEntryId, ...by } }],
      index: { recipientOrganisationId: by.organisationId, outcome: 'ACKNOWLEDGED' },
    },
  ]);
  const written = await recordAcknowledgement(house.pool, { exchangeId, ordinal, at, entries });
  if (written.ok) return at;
  return (await findAcknowledgedAt(house.pool, exchangeId, ordinal)) ?? at;
}
