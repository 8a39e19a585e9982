import { type ExchangeId, type PersonId, newId } from '../../platform/index.ts';
import {
  type RecordRequest,
  type Segment,
  type SegmentedMessage,
  labelMessage,
} from '../../records/index.ts';
import type { House } from '../house.ts';
import { addressTo } from '../pull/address-record.ts';
import { type PullParties, readerOf } from '../pull/probe-request.ts';
import type { IdentifiedMessage } from '../resolve/resolved-exchange.ts';
import { findServices } from './find-services.ts';

/** Where the pointers of a locator's answer stand. */
export const pointerPath = '/pointers/';

/**
 * That an organisation is involved with somebody, as a record of its own in pointers (M20): that it is, as what, and how to reach it,
 * nothing else. It is put together when it is asked for and decided on as any record that the organisation would give, one part for each
 * kind of service, so that a sensitive one goes only on what the ContactPoint rules asked: a choice, or the judgement that a child may
 * suffer significant harm (docs/domain/01 §1.4). Undefined where the register knows of nothing.
 */
export async function openPointers(
  house: House,
  exchangeId: ExchangeId,
  request: RecordRequest,
  parties: PullParties,
  { dataSubject, at }: { readonly dataSubject: PersonId | null; readonly at: Date },
): Promise<IdentifiedMessage | undefined> {
  if (dataSubject === null) return undefined;
  const { organisation, system } = parties.holder;
  const services = (await findServices(house, dataSubject, at)).filter(
    (service) => service.organisation.organisationId === organisation.organisationId,
  );
  if (services.length === 0) return undefined;
  const message: SegmentedMessage = {
    messageId: exchangeId,
    type: 'M20',
    schemaVersion: '1.0',
    source: request.source,
    author: { role: 'IG_OFFICER', id: system.clientId },
    recipients: [readerOf(request, parties)],
    urgency: request.urgency,
    purposeCode: request.purposeCode,
    subject: request.subject,
    familyInformed: { status: 'PENDING' },
    segments: services.map(({ role, category }): Segment => {
      const rowId = newId();
      return {
        segmentId: `pointer.${rowId}`,
        path: `${pointerPath}${rowId}`,
        about: ['subject'],
        assertionType: 'FACT',
        source: 'PROFESSIONAL',
        linkedToNeed: true,
        categoryCodes: [category],
        content: {
          rowId,
          organisation: organisation.name,
          ...(role === null ? {} : { role }),
          ...(organisation.phone === undefined ? {} : { phone: organisation.phone }),
        },
      };
    }),
  };
  const addressed = addressTo(exchangeId, request, parties, message);
  return {
    kind: 'PULL',
    message: addressed,
    labelled: labelMessage(addressed, house.codes),
    requester: { ...parties.holder, practitioner: null },
    asker: parties.asker,
    at,
    given: { confirmedSubject: request.subject },
  };
}
