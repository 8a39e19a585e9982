import { composeNoLongerRely } from '../../notices/index.ts';
import {
  type DeliveryId,
  type EntryId,
  type ExchangeId,
  type OrganisationId,
  type SystemId,
  newId,
} from '../../platform/index.ts';
import type { Consignment } from '../deliver/consignment.ts';
import type { House } from '../house.ts';
import type { DisclosureEvidence } from '../record/record-exchange.ts';
import type { KeptTelling } from './kept-telling.ts';

/** One attempt to bring a telling to its recipient. */
export interface TellingAttempt {
  readonly exchangeId: ExchangeId;
  readonly deliveryId: DeliveryId;
  readonly attempt: number;
  readonly expiresAt: Date;
  readonly url: string | null;
  readonly systemId: SystemId | null;
  readonly decisionEntryId: EntryId;
  readonly evidence: DisclosureEvidence;
  readonly sourceOrganisationId: OrganisationId;
  readonly recipientOrganisationId: OrganisationId;
  readonly kept: KeptTelling;
}

/** The consignment of a telling. It rests on no choice and so waits for none. */
export function consignTelling(
  { clock }: Pick<House, 'clock'>,
  { kept, ...attempt }: TellingAttempt,
): Consignment {
  const { told, to, groups } = kept;
  return {
    ...attempt,
    body: Buffer.from(kept.body, 'base64'),
    guards: [],
    reliesOn: null,
    messageType: kept.messageType,
    purpose: kept.purpose,
    urgency: 'URGENT',
    urgentSafeguarding: false,
    correlationId: kept.correlationId,
    dataSubject: kept.dataSubject,
    composeNotices: () =>
      told === null
        ? []
        : [
            {
              noticeId: newId<'Notice'>(),
              kind: 'NO_LONGER_RELY',
              person: told,
              about: kept.dataSubject,
              exchangeId: attempt.exchangeId,
              writtenAt: clock.now(),
              text: composeNoLongerRely({ to, groups }),
              details: { to, groups: [...groups] },
            },
          ],
  };
}
